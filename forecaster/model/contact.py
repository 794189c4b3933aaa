"""What a stricter or looser definition of "meeting" does to the rates.

The rates describe a contact of at least an exchange of words, in person. Factors by venue are
judgements: the record lists proper meetings and only a few brief encounters (all of them curated),
so they cannot be fitted yet. At a summit almost everybody greets everybody, while a visit to the
other's capital is a visit whatever the rule asks. Scores by definition are in the track record.
"""

from __future__ import annotations

from collections.abc import Mapping

from forecaster.domain.forecasts import VenueKind
from forecaster.domain.meetings import ContactLevel

_AT_SUMMITS = (4.0, 1.8, 1.0, 0.95, 0.8, 0.02)
_AT_HOSTS = (1.05, 1.02, 1.0, 1.0, 0.97, 0.9)
_ELSEWHERE = (1.15, 1.05, 1.0, 0.98, 0.9, 0.6)

_BY_KIND = {
    VenueKind.SUMMIT: _AT_SUMMITS,
    VenueKind.HOST_FIRST: _AT_HOSTS,
    VenueKind.HOST_SECOND: _AT_HOSTS,
    VenueKind.THIRD: _ELSEWHERE,
    VenueKind.ELSEWHERE: _ELSEWHERE,
}

CONTACT_FACTORS: Mapping[ContactLevel, Mapping[VenueKind, float]] = {
    level: {kind: factors[level - 1] for kind, factors in _BY_KIND.items()}
    for level in ContactLevel
}
"""Factor on the rate of a venue kind for each lowest rung that counts; falls with the rung."""
