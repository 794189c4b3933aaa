"""Spans in which two states do not deal with each other: war, no relations, a rupture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forecaster.domain.clock import start_of
from forecaster.domain.places import CountryCode


class RuptureKind(StrEnum):
    """How far two states have broken with each other, worst first."""

    WAR = "war"
    NO_RELATIONS = "no_relations"
    RUPTURE = "rupture"


@dataclass(frozen=True, slots=True)
class Rupture:
    """A span in which the leaders of two states keep away from each other.

    Attributes:
        countries: The two states, alphabetical.
        kind: How far they have broken.
        known_on: First day of the span: from then on it may be used.
        until: Day on which it is known to be over; None while it lasts.
    """

    countries: tuple[CountryCode, CountryCode]
    kind: RuptureKind
    known_on: date
    until: date | None

    @property
    def known_at(self) -> datetime:
        """From when the rupture may be used."""
        return start_of(self.known_on)
