"""Which clock a place keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forecaster.domain.places import CountryCode, Place


@dataclass(frozen=True, slots=True)
class Clock:
    """The time zone of a country.

    Attributes:
        zone: IANA zone of the capital.
        everywhere: Whether the whole country keeps it.
        capital: Name of the capital, where only it is sure to keep the zone.
    """

    zone: str
    everywhere: bool
    capital: str = ""


@dataclass(frozen=True, slots=True)
class Zones:
    """Clocks by country; places without one have an unknown zone."""

    clocks: Mapping[CountryCode, Clock] = field(default_factory=dict)

    def of(self, place: Place | None) -> str | None:
        """IANA zone of a place; None where the record cannot tell."""
        clock = self.clocks.get(place.country) if place else None
        if place is None or clock is None:
            return None
        return clock.zone if clock.everywhere or place.city == clock.capital else None
