"""Derive ``data/places/neighbours.csv`` from the boundaries of Natural Earth.

Run ``python data/derive_neighbours.py FILE`` where FILE is ``countries-10m.json`` of the npm
package world-atlas. ``data/places/neighbours.md`` says what the table keeps.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]

HERE = Path(__file__).resolve().parent

EARTH_KM = 6371.0
CLOSE_KM = 200
"""Coasts so near to each other make neighbours across the sea."""

OVERSEAS_KM = 1500
"""Parts further than this from a country's largest part are overseas: they make no neighbours."""

TOUCHING_KM = 1.0
"""Borders drawn to one point (Botswana and Zambia) share no line, yet they touch."""

DRAWN_AS = {
    "Antigua and Barb.": "ATG",
    "Baikonur": "KAZ",
    "Bosnia and Herz.": "BIH",
    "Central African Rep.": "CAF",
    "Congo": "COG",
    "Cyprus U.N. Buffer Zone": "CYP",
    "Dem. Rep. Congo": "COD",
    "Dominican Rep.": "DOM",
    "Eq. Guinea": "GNQ",
    "Marshall Is.": "MHL",
    "N. Cyprus": "CYP",
    "S. Sudan": "SSD",
    "Solomon Is.": "SLB",
    "Somaliland": "SOM",
    "St. Vin. and Gren.": "VCT",
    "São Tomé and Principe": "STP",
    "W. Sahara": "ESH",
    "eSwatini": "SWZ",
}
"""Names of Natural Earth that the table of countries does not have."""

DISSOLVED = {
    "CSK": ("CZE", "SVK"),
    "YUG": ("BIH", "HRV", "MKD", "MNE", "SRB", "SVN", "XKX"),
}
"""Former states and those whose outer borders were theirs."""

BY_HAND = (("CSK", "DDR"), ("DDR", "DEU"), ("DDR", "POL"), ("OMN", "YMD"), ("SAU", "YMD"))
"""Borders of former states with each other, and of those drawn as part of another today."""


@dataclass(frozen=True)
class Part:
    """One connected piece of a country.

    Attributes:
        lines: Boundary lines by number; neighbours share some.
        points: Their points on the unit sphere.
        area: Area in steradians, for telling the largest.
    """

    lines: frozenset[int]
    points: Floats
    area: float


@dataclass(frozen=True)
class Atlas:
    """Boundaries as TopoJSON keeps them: lines that countries share."""

    lines: Sequence[Floats]
    shapes: Sequence[Mapping[str, Any]]

    @classmethod
    def read(cls, path: Path) -> Atlas:
        """Read a TopoJSON file with quantized lines."""
        data = json.loads(path.read_text(encoding="utf-8"))
        scale, origin = (np.array(data["transform"][key]) for key in ("scale", "translate"))
        lines = [np.cumsum(np.array(line), axis=0) * scale + origin for line in data["arcs"]]
        return cls(lines, data["objects"]["countries"]["geometries"])

    def parts(self, shape: Mapping[str, Any]) -> Iterator[Part]:
        """The pieces of one country."""
        pieces = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for rings in pieces:
            ids = frozenset(max(line, ~line) for ring in rings for line in ring)
            points = on_sphere(np.vstack([self.lines[line] for line in ids]))
            outer = np.vstack([self._line(line) for line in rings[0]])
            yield Part(ids, points, area(outer))

    def _line(self, number: int) -> Floats:
        """A line in the order in which a ring runs through it; backwards has a negative number."""
        return self.lines[number] if number >= 0 else self.lines[~number][::-1]


def on_sphere(degrees: Floats) -> Floats:
    """Points on the unit sphere from longitude and latitude."""
    east, north = np.radians(degrees.T)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], 1)


def area(ring: Floats) -> float:
    """Area within a ring, in steradians."""
    east, north = np.radians(ring.T)
    heights = np.sin(north) + np.sin(np.roll(north, -1))
    return float(abs(np.sum((np.roll(east, -1) - east) * heights)) / 2.0)


def chord(km: float) -> float:
    """Straight distance on the unit sphere of a way along it."""
    return float(2.0 * np.sin(km / EARTH_KM / 2.0))


def along(straight: float) -> float:
    """The way along the sphere in km of a straight distance, endless if that is."""
    return float(2.0 * EARTH_KM * np.arcsin(straight / 2.0)) if straight < np.inf else np.inf


def largest(parts: Sequence[Part]) -> Part:
    """The part with the greatest area."""
    return max(parts, key=lambda part: part.area)


def without_overseas(parts: Sequence[Part]) -> list[Part]:
    """The largest part and those near it."""
    mainland = cKDTree(largest(parts).points)
    reach = chord(OVERSEAS_KM)
    return [part for part in parts if mainland.query(part.points)[0].min() <= reach]


def codes_by_name() -> dict[str, str]:
    """Country codes by the names of the table of countries and of the atlas."""
    with (HERE / "places" / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {name: row["code"] for row in rows for name in row["aliases"].split("|")}
    return named | {row["name"]: row["code"] for row in rows} | DRAWN_AS


@dataclass(frozen=True)
class Outline:
    """What of a country can make it a neighbour; overseas parts are left out.

    Attributes:
        lines: Boundary lines by number.
        coast: Points of those that no other country shares.
        mainland: Points of the largest part.
    """

    lines: frozenset[int]
    coast: Floats
    mainland: Floats


def outlines(atlas: Atlas) -> dict[str, Outline]:
    """Outlines by country."""
    named = codes_by_name()
    parts: dict[str, list[Part]] = defaultdict(list)
    owners: dict[int, set[str]] = defaultdict(set)
    for shape in atlas.shapes:
        name = shape["properties"]["name"]
        code = named.get(name, name)
        parts[code] += atlas.parts(shape)
        for line in (line for part in parts[code] for line in part.lines):
            owners[line].add(code)
    found = {}
    for code in sorted(set(parts) & set(named.values())):
        kept = without_overseas(parts[code])
        lines = frozenset(line for part in kept for line in part.lines)
        coast = [atlas.lines[line] for line in sorted(lines) if owners[line] == {code}]
        points = on_sphere(np.vstack([np.empty((0, 2)), *coast]))
        found[code] = Outline(lines, points, largest(parts[code]).points)
    return found


def neighbours(drawn: Mapping[str, Outline]) -> dict[tuple[str, str], int]:
    """Kilometres between neighbours by pair in alphabetical order; 0 where they touch."""
    trees = {code: cKDTree(outline.coast) for code, outline in drawn.items()}
    found: dict[tuple[str, str], int] = {}
    for one, other in combinations(drawn, 2):
        if drawn[one].lines & drawn[other].lines:
            found[one, other] = 0
            continue
        few, many = sorted((one, other), key=lambda code: len(drawn[code].coast))
        apart = trees[many].query(drawn[few].coast, distance_upper_bound=chord(CLOSE_KM))[0]
        km = along(apart.min(initial=np.inf))
        if km <= CLOSE_KM:
            found[one, other] = round(km) if km > TOUCHING_KM else 0
    return found


def with_nearest(
    found: Mapping[tuple[str, str], int], drawn: Mapping[str, Outline]
) -> dict[tuple[str, str], int]:
    """The same with its nearest state for each that has no neighbour, however far the sea."""
    result = dict(found)
    coasts = {code: outline.coast for code, outline in drawn.items() if len(outline.coast)}
    for lonely in sorted(set(drawn) - {code for pair in found for code in pair}):
        shore = cKDTree(drawn[lonely].mainland)
        apart = {code: shore.query(coasts[code])[0].min() for code in coasts if code != lonely}
        nearest = min(apart, key=apart.__getitem__)
        result[min(lonely, nearest), max(lonely, nearest)] = round(along(apart[nearest]))
    return result


def with_former_states(found: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The same with dissolved states, which had the outer borders of their successors."""
    result = dict(found)
    for former, parts in DISSOLVED.items():
        for (one, other), km in found.items():
            if (one in parts) != (other in parts):
                outer = other if one in parts else one
                pair = (min(former, outer), max(former, outer))
                result[pair] = min(km, result.get(pair, km))
        result |= {(min(former, part), max(former, part)): 0 for part in parts}
    return result | dict.fromkeys(BY_HAND, 0)


def main(arguments: Sequence[str]) -> int:
    """Write the table; 2 when called without a file."""
    if len(arguments) != 1:
        print("usage: python data/derive_neighbours.py countries-10m.json", file=sys.stderr)
        return 2
    drawn = outlines(Atlas.read(Path(arguments[0])))
    found = with_former_states(with_nearest(neighbours(drawn), drawn))
    with (HERE / "places" / "neighbours.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("one", "other", "km"))
        writer.writerows((*pair, km) for pair, km in sorted(found.items()))
    print(f"{len(found)} pairs of neighbours")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
