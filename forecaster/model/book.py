"""What the record model looks up: everything it needs of a Chronicle, compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.people import Dyad, LeaderId
from forecaster.model.attendancebook import AttendanceBook
from forecaster.model.contactbook import ContactBook
from forecaster.model.officebook import OfficeBook
from forecaster.model.pairbook import PairBook
from forecaster.model.relations import Relations
from forecaster.panel.days import known_from
from forecaster.panel.editions import Sidelines
from forecaster.panel.handovers import laws_of
from forecaster.panel.history import Edition, History, editions_of, history_of
from forecaster.panel.worlds import WORLDS


@dataclass(frozen=True, slots=True)
class Presence:
    """A known presence or absence at a summit.

    Attributes:
        summit_id: Which.
        attended: Present or not.
        known: Day from which it is known.
    """

    summit_id: str
    attended: bool
    known: int


@dataclass(frozen=True)
class Book:
    """A Chronicle compiled for looking up from any moment up to its cutoff.

    What is looked up for a day uses only facts known on that day, so one Book serves every moment
    of a replay and gives what a Book of the view at that moment would give.

    Attributes:
        chronicle: Where everything comes from.
    """

    chronicle: Chronicle

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Dated summit versions."""
        return editions_of(self.chronicle.summit_revisions)

    @cached_property
    def versions(self) -> Mapping[str, tuple[Edition, ...]]:
        """Dated versions by summit id."""
        found: dict[str, list[Edition]] = {}
        for edition in self.editions:
            found.setdefault(edition.id, []).append(edition)
        return {summit_id: tuple(listed) for summit_id, listed in found.items()}

    @cached_property
    def offices(self) -> OfficeBook:
        """Terms, the laws that end them, and who is known to come."""
        known = self.chronicle
        return OfficeBook(known.terms, laws_of(known.handovers), known.successions)

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """Complete records by world."""
        return {world.name: history_of(self.chronicle, world) for world in WORLDS}

    @cached_property
    def sidelines(self) -> Mapping[str, Sidelines]:
        """Joint summits by world."""
        return {name: Sidelines(history) for name, history in self.histories.items()}

    @cached_property
    def relations(self) -> Relations:
        """Who is whose neighbour, and who has broken with whom."""
        return Relations.of(self.chronicle.neighbours, self.chronicle.ruptures)

    @cached_property
    def pairs(self) -> PairBook:
        """All recorded meetings."""
        return PairBook.of(self.chronicle.meetings, self.editions, self.offices)

    @cached_property
    def contacts(self) -> ContactBook:
        """All recorded contacts, brief ones included, by rung."""
        return ContactBook(self.chronicle, self.editions, self.offices)

    @cached_property
    def met(self) -> Mapping[Dyad, tuple[datetime, ...]]:
        """When each proper meeting of two leaders became known, earliest first."""
        found: dict[Dyad, list[datetime]] = {}
        for meeting in self.chronicle.meetings:
            if meeting.is_meeting:
                found.setdefault(meeting.dyad, []).append(meeting.known_at)
        return {dyad: tuple(known) for dyad, known in found.items()}

    @cached_property
    def presence(self) -> Mapping[LeaderId, tuple[Presence, ...]]:
        """Attendance by leader."""
        found: dict[LeaderId, list[Presence]] = {}
        for row in self.chronicle.attendance:
            presence = Presence(row.summit_id, row.attended, known_from(row.known_at))
            found.setdefault(row.leader, []).append(presence)
        return {leader: tuple(rows) for leader, rows in found.items()}

    @cached_property
    def attendance(self) -> AttendanceBook:
        """Presence and absence where both are listed."""
        return AttendanceBook.of(self.chronicle.attendance, self.editions, self.offices)

    @cached_property
    def series(self) -> Mapping[str, str]:
        """Series by summit id."""
        return {edition.id: edition.series for edition in self.editions}

    def ahead(self, day: int, days: int) -> list[Edition]:
        """Summits known on a day that begin within the coming days or are under way."""
        return [
            edition
            for edition in self.editions
            if edition.known <= day < edition.until
            and not edition.cancelled
            and edition.last_day >= day
            and edition.first_day < day + days
        ]

    def check(self, as_of: datetime) -> None:
        """Refuse a moment beyond the Chronicle's cutoff.

        Raises:
            ValueError: Naming both.
        """
        if as_of > self.chronicle.cutoff:
            raise ValueError(f"cannot look at {as_of} through a view up to {self.chronicle.cutoff}")


def first_of(days: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The day numbers of one origin, as the panel wants them."""
    return np.array([days], dtype=np.int64)
