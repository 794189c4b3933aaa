"""Handovers of power that the law fixes in advance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from forecaster.domain.clock import start_of
from forecaster.domain.places import CountryCode


@dataclass(frozen=True, slots=True)
class Handover:
    """A day on which, by law, a term of office ends and the next begins.

    Of one country the rows known latest hold together and replace all earlier ones.

    Attributes:
        country: Whose leading office.
        known_on: Day from which the rule may be used.
        due: First day on which power is due to change hands.
        every_years: Years from one handover to the next; None for a single day.
    """

    country: CountryCode
    known_on: date
    due: date
    every_years: int | None

    @property
    def known_at(self) -> datetime:
        """From when the rule may be used."""
        return start_of(self.known_on)
