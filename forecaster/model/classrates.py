"""Base rates for pairs whose record is not complete.

A missing row proves nothing there, so the rate of a class of pairs leads and recorded meetings
raise it; a pair with none keeps it. What the complete records can measure is measured, on meetings
outside listed summits 1990-2019, per pair and year with 95 % intervals by pair: South American
pairs without Brazil 0.43 (0.32 to 0.55, 55 pairs), with Brazil 1.15 (0.75 to 1.55, 11); the United
States and another major power 1.09 (0.8 to 1.4, 13), and a distant state 0.22 (0.18 to 0.27, 190).
Of the South American pairs without Brazil neighbours meet 0.94 times a year (0.73 to 1.15, 14
pairs), the others 0.27 (0.17 to 0.38, 41). No other region can be measured: those rates are
judgements, lowered by the root of what the one judgement that could be checked was too high by.
Ruptures leave a share of any rate (:data:`forecaster.model.relations.LEFT`).
"""

from __future__ import annotations

from dataclasses import dataclass

from forecaster.domain.places import CountryCode
from forecaster.domain.ruptures import RuptureKind
from forecaster.model.relations import UNSEEN, Relation
from forecaster.panel.worlds import BODIES, GREAT_POWERS, MAJOR_POWERS, REGION, WIDER_EUROPE

WITHIN_REGION = {
    "europe": 0.94,
    "post_soviet": 1.25,
    "latin_america": 0.43,
    "caribbean": 0.39,
    "middle_east": 0.55,
    "africa": 0.27,
    "southeast_asia": 0.47,
    "south_asia": 0.27,
    "east_asia": 0.27,
    "oceania": 0.47,
    "north_america": 0.78,
    "world": 0.24,
}
"""Meetings a year of two leaders of one region, neighbours or not."""

PER_MAJOR = 1.2
"""Added to the factor on a region's rate for each major power: South America shows 1.7 (Brazil),
the judgement for all regions was 0.8."""

APART = 0.61
"""Share of a region's rate that is left for two who are no neighbours: 0.27 of 0.44, South America
without Brazil."""

ADJOINING = 0.94
"""Meetings a year of two neighbours: South America without Brazil. For neighbours of one region
times the root of that region's rate over South America's, half-way between the measured rate and
the judgement of the region."""

PER_MAJOR_NEIGHBOUR = 0.2
"""Added to the factor on neighbours' rate for each major power: Brazil and its nine neighbours meet
1.16 times a year (0.74 to 1.63), the United States and its two 1.10 (66 meetings in 60 years)."""

WIDER = 0.5
"""Share of Europe's rate that is left between Europe and the states that sit with it in its bodies
but outside the EU's own councils: a judgement."""

WITH_GREAT_POWER, OTHER_MAJORS = 1.1, 0.7
"""Meetings a year of two major powers, with and without a great one; the second is a judgement."""

GREAT_AND_DISTANT, MAJOR_AND_DISTANT = 0.22, 0.12
"""Meetings a year of a power and a distant state; the second is a judgement."""

COVERED_SHARE = 0.25
"""Share of such meetings that the record is taken to hold where it holds any."""

PRIOR_YEARS = 1.5
"""Weight of the class rate, in years of full observation."""


BROKEN = {
    RuptureKind.WAR: "at war",
    RuptureKind.NO_RELATIONS: "without relations",
    RuptureKind.RUPTURE: "whose leaders shun each other",
}


@dataclass(frozen=True, slots=True)
class ClassRate:
    """A reference class and its rate.

    Attributes:
        name: The class in words.
        yearly: Meetings a year outside listed summits.
    """

    name: str
    yearly: float


def class_rate(one: CountryCode, other: CountryCode, relation: Relation = UNSEEN) -> ClassRate:
    """The reference class of a pair of countries.

    Args:
        one: A country.
        other: Another, or the same.
        relation: How they stand to each other; a rupture leaves a share of the rate.
    """
    usual = _usual(one, other, relation)
    if relation.broken is None:
        return usual
    return ClassRate(f"{usual.name} {BROKEN[relation.broken]}", usual.yearly * relation.left)


def _usual(one: CountryCode, other: CountryCode, relation: Relation) -> ClassRate:
    """The class of two states on terms; neighbours are not below the mean of their region."""
    if one == other:
        return ClassRate("leaders of one country", 24.0)
    majors = (one in MAJOR_POWERS) + (other in MAJOR_POWERS)
    if one in BODIES or other in BODIES:
        return ClassRate("a leader and the head of an organisation", 0.5 + 0.5 * majors)
    region = REGION.get(one, "world") if REGION.get(one) == REGION.get(other) else None
    otherwise = _regional(region, majors, relation) if region else _across(one, other, majors)
    if not relation.adjoining:
        return otherwise
    judged = (WITHIN_REGION[region] / WITHIN_REGION["latin_america"]) ** 0.5 if region else 1.0
    near = ADJOINING * judged * (1.0 + PER_MAJOR_NEIGHBOUR * majors)
    return ClassRate("two neighbouring states", max(near, otherwise.yearly))


def _regional(region: str, majors: int, relation: Relation) -> ClassRate:
    """Two states of one region: as all its pairs meet unless known to be no neighbours."""
    rate = WITHIN_REGION[region] * (APART if relation.adjoining is False else 1.0)
    return ClassRate("two states of one region", rate * (1.0 + PER_MAJOR * majors))


def _across(one: CountryCode, other: CountryCode, majors: int) -> ClassRate:
    """Two states of different regions."""
    great = one in GREAT_POWERS or other in GREAT_POWERS
    if _wider_europe(one, other):
        rate = WITHIN_REGION["europe"] * APART * WIDER * (1.0 + PER_MAJOR * majors)
        return ClassRate("two states of wider Europe", rate)
    if majors == 2:  # noqa: PLR2004 - both
        return ClassRate("two major powers", WITH_GREAT_POWER if great else OTHER_MAJORS)
    if majors:
        rate = GREAT_AND_DISTANT if great else MAJOR_AND_DISTANT
        return ClassRate("a major power and a distant state", rate)
    return ClassRate("two distant states", 0.04)


def _wider_europe(one: CountryCode, other: CountryCode) -> bool:
    """Whether both are of Europe or of those who sit with it."""
    return all(state in WIDER_EUROPE or REGION.get(state) == "europe" for state in (one, other))


def blended(rate: float, met: float, years: float) -> float:
    """The class rate moved by decayed recorded meetings, allowing for those not recorded.

    Args:
        rate: Class rate per year.
        met: Decayed count of recorded meetings; in a rupture, what it leaves of them.
        years: Decayed years behind it.
    """
    if met <= 0.0:
        return rate
    return (met + PRIOR_YEARS * rate) / (COVERED_SHARE * years + PRIOR_YEARS)
