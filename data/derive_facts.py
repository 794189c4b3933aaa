"""Derive ``data/facts`` from a folder of source tables.

Run ``python data/derive_facts.py FOLDER`` where FOLDER holds ``leaders.csv``, ``meetings.csv``,
``summits.csv``, ``attendance.csv``, ``tracks.csv`` and ``track_signals.csv``. The result is the
same on every run. Columns with prose are left out, places are written by the names of
``data/places/cities.csv``, people by the names of ``data/roster/people.csv``, rows that name no
person are dropped, two ids of one person become one (``data/corrections/persons.csv``), and the
terms of ``data/corrections/terms.csv`` stand for those of the sources that they correct;
``data/facts/*.md`` says what each table keeps.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

Row = dict[str, str]
HERE = Path(__file__).resolve().parent
FIRST_MEETING = "1980-01-01"
FIRST_TERM_END = "1990-01-01"
OPEN = "9999-12-31"
NO_PERSONS = frozenset({"john-major-ury"})
"""Ids that stand for nobody: a British visitor booked as a leader of Uruguay for one day."""

SEVERAL = re.compile(r";| / |/(?=[A-Z])|, (?=[A-Z][a-z]+$)")
REMARK = re.compile(r"\s*\([^)]*\)")
INFERRED = re.compile(r"\((?:inferencia|tentativo)")


class Persons:
    """Raw ids of leaders to the one id of the person who is meant on a day."""

    def __init__(self, path: Path) -> None:
        self._others: dict[str, list[Row]] = {}
        for row in sorted(read(path), key=lambda row: row["since"], reverse=True):
            self._others.setdefault(row["raw_id"], []).append(row)

    def id_of(self, raw: str, day: str) -> str:
        """Whom an id means on a day; blank for somebody who leads no country."""
        for row in self._others.get(raw, []):
            if row["since"] <= day:
                return row["leader_id"]
        return raw

    def terms(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Who held an office, by the first day."""
        return self._meant(rows, ["leader_id"], lambda row: row["start"])

    def attendance(self, rows: Iterable[Row], summits: Iterable[Row]) -> Iterator[Row]:
        """Who came to a summit, by its first day."""
        days = {row["summit_id"]: row["start_date"] for row in summits}
        return self._meant(rows, ["leader_id"], lambda row: days[row["summit_id"]])

    def meetings(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Who met, in alphabetical order."""
        sides = ["leader_a", "leader_b"]
        for row in self._meant(rows, sides, lambda row: row["start_date"]):
            yield row if row["leader_a"] < row["leader_b"] else _swapped(row)

    def _meant(
        self, rows: Iterable[Row], columns: Sequence[str], day_of: Callable[[Row], str]
    ) -> Iterator[Row]:
        """Rows under the right ids, without those that are about nobody."""
        for row in rows:
            right = {column: self.id_of(row[column], day_of(row)) for column in columns}
            if all(right.values()):
                yield row | right


class Gazetteer:
    """Raw city names to the names of the gazetteer."""

    def __init__(self, folder: Path) -> None:
        self._names: dict[tuple[str, str], str] = {}
        for row in read(folder / "cities.csv"):
            for word in (row["name"], *filter(None, row["aliases"].split("|"))):
                self._names.setdefault((row["country"], word), row["within"] or row["name"])
        for row in read(folder / "cities.csv"):
            self._names[row["country"], row["name"]] = row["within"] or row["name"]
        self._countries = {row["code"]: row["name"] for row in read(folder / "countries.csv")}
        self.unknown: set[tuple[str, str]] = set()

    def resolve(self, raw: str, country: str) -> tuple[str, str]:
        """The first town of a raw field, and the further ones joined by a bar."""
        whole = self._names.get((country, raw))
        if whole is None and raw == self._countries.get(country):
            return "", ""
        if whole is not None or not raw:
            return whole or "", ""
        parts = [REMARK.sub("", part).strip() for part in SEVERAL.split(REMARK.sub("", raw))]
        towns = list(dict.fromkeys(self._town(part, country) for part in parts if part))
        return towns[0], "|".join(towns[1:])

    def _town(self, name: str, country: str) -> str:
        known = self._names.get((country, name))
        if known is None:
            self.unknown.add((country, name))
        return known or name


def read(path: Path) -> list[Row]:
    """All rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> int:
    """Write ``columns`` of ``rows``; return how many rows there are."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def kept_meetings(rows: Iterable[Row], towns: Gazetteer) -> Iterator[Row]:
    """Meetings between two persons from 1980 on, with resolved towns."""
    for row in rows:
        if row["start_date"] < FIRST_MEETING or {row["leader_a"], row["leader_b"]} & NO_PERSONS:
            continue
        city, others = towns.resolve(row["place_city"], row["place_country"])
        yield row | {
            "id": row["meeting_id"],
            "city": city,
            "other_cities": others,
            "place_basis": _basis(row["place_city"]) if city else "",
            "country": row["place_country"],
        }


def _basis(raw: str) -> str:
    """Whether the source states the town or infers it; blank without a town."""
    if not raw:
        return ""
    return "inferred" if INFERRED.search(raw) else "stated"


def kept_terms(rows: Iterable[Row], in_meetings: set[str]) -> Iterator[Row]:
    """Terms that reach into 1990 or later, or whose holder is in a kept table."""
    for row in rows:
        recent = not row["end"] or row["end"] >= FIRST_TERM_END
        if row["leader_id"] not in NO_PERSONS and (recent or row["leader_id"] in in_meetings):
            yield row | {"basis": row["term_basis"]}


def by_hand(path: Path, names: Mapping[str, str]) -> list[Row]:
    """The terms entered by hand, with the names of their holders."""
    more = {"source": "corrections"}
    return [row | more | {"name": names[row["leader_id"]]} for row in read(path)]


def corrected_terms(rows: Iterable[Row], corrections: Sequence[Row]) -> list[Row]:
    """The terms of the sources and those entered by hand, by country and first day.

    Sightings are left out where the terms of the same person hold on the first and the last day.
    """
    kept = [row for row in rows if not any(_stands_for(one, row) for one in corrections)]
    known = [row for row in (*kept, *corrections) if not _is_sighting(row)]
    needed = (row for row in kept if not (_is_sighting(row) and _is_known(row, known)))
    return sorted((*needed, *corrections), key=lambda row: (row["country"], row["start"]))


def _stands_for(correction: Row, row: Row) -> bool:
    """Whether a term entered by hand takes the place of another: named, the same, or within it."""
    if _term_key(row) in (_term_key(correction), *correction["instead_of"].split("|")):
        return True
    within = correction["start"] <= row["start"] and _end(row) <= _end(correction)
    return within and (_holder(correction), correction["office"]) == (_holder(row), row["office"])


def _is_sighting(row: Row) -> bool:
    return row["basis"].startswith("observed")


def _is_known(sighting: Row, terms: Iterable[Row]) -> bool:
    """Whether the one who was seen is known to have held an office on both days."""
    own = [term for term in terms if _holder(term) == _holder(sighting)]
    days = (sighting["start"], sighting["end"])
    return all(any(term["start"] <= day <= _end(term) for term in own) for day in days)


def _end(row: Row) -> str:
    return row["end"] or OPEN


def _holder(row: Row) -> tuple[str, str]:
    return row["leader_id"], row["country"]


def _term_key(row: Row) -> str:
    return "/".join((*_holder(row), row["start"]))


def corrected_meetings(rows: Iterable[Row], corrections: Sequence[Row]) -> Iterator[Row]:
    """Meetings under the right persons and countries, where the sources mistake one."""
    mistaken = [one for one in corrections if one["instead_of"]]
    for row in rows:
        right = row | _right_leader(row, "a", mistaken) | _right_leader(row, "b", mistaken)
        yield right if right["leader_a"] < right["leader_b"] else _swapped(right)


def _right_leader(row: Row, side: str, mistaken: Sequence[Row]) -> Row:
    """Leader and country of a side on the day of a meeting, where they were mistaken.

    A visit to that side took place in the right country, too.
    """
    booked = f"{row[f'leader_{side}']}/{row[f'country_{side}']}/"
    for term in mistaken:
        held = term["start"] <= row["start_date"] <= (term["end"] or row["start_date"])
        if held and any(key.startswith(booked) for key in term["instead_of"].split("|")):
            right = {f"leader_{side}": term["leader_id"], f"country_{side}": term["country"]}
            at_home = row["kind"] == f"visit_to_{side}"
            return right | ({"country": term["country"]} if at_home else {})
    return {}


def _swapped(row: Row) -> Row:
    """The same meeting with its sides exchanged."""
    other = {"a": "b", "b": "a"}
    sides = {
        f"{field}_{side}": row[f"{field}_{other[side]}"]
        for field in ("leader", "country")
        for side in other
    }
    kind = row["kind"]
    if kind.startswith("visit_to_"):
        kind = f"visit_to_{other[kind[-1]]}"
    return row | sides | {"kind": kind}


def leaders_of(terms: Iterable[Row], names: Mapping[str, str]) -> list[Row]:
    """One row a person, by id; a curated name replaces the raw one."""
    people = {row["leader_id"]: row["name"].strip() for row in terms}
    return [{"id": key, "name": names.get(key, people[key])} for key in sorted(people)]


def kept_summits(rows: Iterable[Row], towns: Gazetteer) -> Iterator[Row]:
    """The calendar with resolved towns and the two days from which it may be used."""
    for row in rows:
        city, _ = towns.resolve(row["city"], row["country"])
        yield row | {"id": row["summit_id"], "city": city}


def with_town(prefix: str, towns: Gazetteer) -> Callable[[Row], Row]:
    """A function that resolves ``<prefix>_city`` of a row."""

    def resolved(row: Row) -> Row:
        city, _ = towns.resolve(row[f"{prefix}_city"], row[f"{prefix}_country"])
        return row | {f"{prefix}_city": city}

    return resolved


SUMMIT_COLUMNS = [
    "id",
    "series",
    "edition",
    "name",
    "start_date",
    "end_date",
    "leaders_start",
    "leaders_end",
    "city",
    "country",
    "members",
    "invitees",
    "bodies",
    "announced_date",
    "host_known_date",
    "date_known_date",
    "host_basis",
    "date_basis",
    "source",
]
MEETING_COLUMNS = [
    "id",
    "start_date",
    "end_date",
    "leader_a",
    "leader_b",
    "country_a",
    "country_b",
    "city",
    "country",
    "other_cities",
    "place_basis",
    "kind",
    "forum",
    "visit_type",
    "evidence",
    "source",
    "source_id",
]
TERM_COLUMNS = ["leader_id", "country", "office", "start", "end", "basis", "source"]
TRACK_COLUMNS = [
    "track_id",
    "story",
    "leader_a",
    "leader_b",
    "proposed_city",
    "proposed_country",
    "forum",
    "first_signal_date",
    "planned_start",
    "planned_end",
    "original_planned_start",
    "original_planned_end",
    "outcome",
    "outcome_date",
    "held_date",
    "held_city",
    "held_country",
    "routine_at_announcement",
    "left_truncated",
    "confidence",
    "source",
]
SIGNAL_COLUMNS = [
    "track_id",
    "seq",
    "statement_date",
    "type",
    "actor",
    "speaker_kind",
    "leader_a",
    "leader_b",
    "place_city",
    "place_country",
    "forum",
    "window_start",
    "window_end",
    "polarity",
    "certainty",
    "confidence",
    "source",
]


def derive(source: Path, target: Path) -> tuple[dict[str, int], set[tuple[str, str]]]:
    """Write all tables into ``target``; return rows by table and towns not in the gazetteer."""
    towns = Gazetteer(HERE / "places")
    names = {row["leader_id"]: row["name"] for row in read(HERE / "roster" / "people.csv")}
    corrections = by_hand(HERE / "corrections" / "terms.csv", names)
    persons = Persons(HERE / "corrections" / "persons.csv")
    kept = kept_meetings(persons.meetings(read(source / "meetings.csv")), towns)
    meetings = list(corrected_meetings(kept, corrections))
    in_meetings = {row[side] for row in meetings for side in ("leader_a", "leader_b")}
    known = kept_terms(persons.terms(read(source / "leaders.csv")), in_meetings)
    terms = corrected_terms(known, corrections)
    summits = read(source / "summits.csv")
    tracks = map(with_town("proposed", towns), read(source / "tracks.csv"))
    signals = read(source / "track_signals.csv")
    tables: dict[str, tuple[Sequence[str], Iterable[Mapping[str, str]]]] = {
        "leaders": (("id", "name"), leaders_of(terms, names)),
        "terms": (TERM_COLUMNS, terms),
        "meetings": (MEETING_COLUMNS, meetings),
        "summits": (SUMMIT_COLUMNS, kept_summits(summits, towns)),
        "attendance": (
            ("summit_id", "leader_id", "attended", "source"),
            persons.attendance(read(source / "attendance.csv"), summits),
        ),
        "tracks": (TRACK_COLUMNS, map(with_town("held", towns), tracks)),
        "track_signals": (SIGNAL_COLUMNS, map(with_town("place", towns), signals)),
    }
    counts = {
        name: write(target / f"{name}.csv", columns, rows)
        for name, (columns, rows) in tables.items()
    }
    return counts, towns.unknown


def main(arguments: Sequence[str]) -> int:
    """Derive from the folder named by the one argument; 2 on wrong usage, 1 on unknown towns."""
    if len(arguments) != 1:
        print("usage: python data/derive_facts.py FOLDER", file=sys.stderr)
        return 2
    counts, unknown = derive(Path(arguments[0]), HERE / "facts")
    for name, count in counts.items():
        print(f"{name}: {count} rows")
    for country, town in sorted(unknown):
        print(f"not in data/places/cities.csv: {town}, {country}", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
