"""Base rates for pairs whose record is not complete.

A missing row proves nothing there, so the rate of a class of pairs leads and recorded meetings
raise it; a pair with none keeps it. The class rates are judgements about how often leaders of such
countries meet outside listed summits, set with the complete records in view: South American pairs
meet about 0.7 times a year, the United States and a large ally about once.
"""

from __future__ import annotations

from dataclasses import dataclass

from forecaster.domain.places import CountryCode
from forecaster.panel.worlds import BODIES, GREAT_POWERS, MAJOR_POWERS, REGION

WITHIN_REGION = {
    "europe": 1.2,
    "post_soviet": 1.6,
    "latin_america": 0.7,
    "caribbean": 0.5,
    "middle_east": 0.7,
    "africa": 0.35,
    "southeast_asia": 0.6,
    "south_asia": 0.35,
    "east_asia": 0.35,
    "oceania": 0.6,
    "north_america": 1.0,
    "world": 0.3,
}
"""Meetings a year of two leaders of one region."""

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
    if one in BODIES or other in BODIES:
        return ClassRate("a leader and the head of an organisation", 0.5 + 0.5 * majors)
    if near:
        rate = WITHIN_REGION.get(REGION.get(one, "world"), 0.3)
        return ClassRate("two states of one region", rate * (1.0 + 0.8 * majors))
    if majors == 2:  # noqa: PLR2004 - both
        great = one in GREAT_POWERS and other in GREAT_POWERS
        return ClassRate("two major powers", 1.2 if great else 0.7)
    if majors:
        hub = one in GREAT_POWERS or other in GREAT_POWERS
        return ClassRate("a major power and a distant state", 0.2 if hub else 0.12)
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
