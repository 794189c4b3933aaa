"""Handovers of power: the days that the law fixes, and who comes when it has been decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from forecaster.domain.clock import start_of
from forecaster.domain.people import LeaderId, Office, Term
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


@dataclass(frozen=True, slots=True)
class Succession:
    """The dated fact that it is decided who holds an office from a coming day on.

    A later decision on the same coming, made before the day, replaces it: the oath was put off, or
    its day was fixed at last (:func:`replacements`).

    Attributes:
        country: Whose office; EUU, UNO, NTO for the three bodies.
        office: Which kind of office.
        decided_on: Day by the end of which it is public: the vote decided, the choice made.
        due: First day in office of the one who comes, or of the next term of the one who stays, as
            it was then foreseen.
        comes: Who holds the office from then on; the one who leaves it where he was chosen again.
        leaves: Who holds the office until then; None when it is vacant or new.
    """

    country: CountryCode
    office: Office
    decided_on: date
    due: date
    comes: LeaderId
    leaves: LeaderId | None

    @property
    def known_on(self) -> date:
        """Day from which it may be used."""
        return self.decided_on + timedelta(days=1)

    @property
    def known_at(self) -> datetime:
        """From when it may be used."""
        return start_of(self.known_on)

    @property
    def term(self) -> Term:
        """The term to come, with an open end."""
        return Term(self.comes, self.country, self.office, self.due, None)

    def is_ahead(self, day: date) -> bool:
        """Whether it is known on ``day`` and has not come yet."""
        return self.known_on <= day < self.due


def replacements(successions: Iterable[Succession]) -> Mapping[Succession, date]:
    """The day from which each decision that did not stand is known to be replaced."""
    newest: dict[tuple[CountryCode, Office, LeaderId], Succession] = {}
    found: dict[Succession, date] = {}
    for told in sorted(successions, key=attrgetter("decided_on")):
        key = (told.country, told.office, told.comes)
        before = newest.get(key)
        if before is not None and before.is_ahead(told.known_on):
            found[before] = told.known_on
        newest[key] = told
    return found
