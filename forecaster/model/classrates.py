"""Base rates for pairs whose record is not complete.

A missing row proves nothing there, so the rate of a class of pairs leads and recorded meetings
raise it; a pair with none keeps it. What the complete records can measure is measured, on meetings
outside listed summits 1990-2019, per pair and year with 95 % intervals by pair: South American
pairs without Brazil 0.43 (0.32 to 0.55, 55 pairs), with Brazil 1.15 (0.75 to 1.55, 11); the United
States and another major power 1.09 (0.8 to 1.4, 13), and a distant state 0.22 (0.18 to 0.27, 190).
No other region can be measured: those rates are judgements, lowered by the root of what the one
judgement that could be checked was too high by.
"""

from __future__ import annotations

from dataclasses import dataclass

from forecaster.domain.places import CountryCode
from forecaster.panel.worlds import BODIES, GREAT_POWERS, MAJOR_POWERS, REGION

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
"""Meetings a year of two leaders of one region."""

PER_MAJOR = 1.2
"""Added to the factor on a region's rate for each major power: South America shows 1.7 (Brazil),
the judgement for all regions was 0.8."""

WITH_GREAT_POWER, OTHER_MAJORS = 1.1, 0.7
"""Meetings a year of two major powers, with and without a great one; the second is a judgement."""

GREAT_AND_DISTANT, MAJOR_AND_DISTANT = 0.22, 0.12
"""Meetings a year of a power and a distant state; the second is a judgement."""

COVERED_SHARE = 0.25
"""Share of such meetings that the record is taken to hold where it holds any."""

PRIOR_YEARS = 1.5
"""Weight of the class rate, in years of full observation."""


@dataclass(frozen=True, slots=True)
class ClassRate:
    """A reference class and its rate.

    Attributes:
        name: The class in words.
        yearly: Meetings a year outside listed summits.
    """

    name: str
    yearly: float


def class_rate(one: CountryCode, other: CountryCode) -> ClassRate:
    """The reference class of a pair of countries."""
    if one == other:
        return ClassRate("leaders of one country", 24.0)
    near = REGION.get(one) == REGION.get(other)
    majors = (one in MAJOR_POWERS) + (other in MAJOR_POWERS)
    great = one in GREAT_POWERS or other in GREAT_POWERS
    if one in BODIES or other in BODIES:
        return ClassRate("a leader and the head of an organisation", 0.5 + 0.5 * majors)
    if near:
        rate = WITHIN_REGION.get(REGION.get(one, "world"), 0.3)
        return ClassRate("two states of one region", rate * (1.0 + PER_MAJOR * majors))
    if majors == 2:  # noqa: PLR2004 - both
        return ClassRate("two major powers", WITH_GREAT_POWER if great else OTHER_MAJORS)
    if majors:
        rate = GREAT_AND_DISTANT if great else MAJOR_AND_DISTANT
        return ClassRate("a major power and a distant state", rate)
    return ClassRate("two distant states", 0.04)


def blended(rate: float, met: float, years: float) -> float:
    """The class rate moved by decayed recorded meetings, allowing for those not recorded.

    Args:
        rate: Class rate per year.
        met: Decayed count of recorded meetings.
        years: Decayed years behind it.
    """
    if met <= 0.0:
        return rate
    return (met + PRIOR_YEARS * rate) / (COVERED_SHARE * years + PRIOR_YEARS)
