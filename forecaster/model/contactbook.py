"""Recorded contacts by setting and rung, ready to be tallied on any day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.meetings import ContactLevel, Meeting
from forecaster.domain.people import Dyad, LeaderId
from forecaster.model.officebook import OfficeBook
from forecaster.panel.days import known_from, number
from forecaster.panel.history import Edition, by_series, event_of, pair_of
from forecaster.panel.worlds import WATCHED


class Setting(StrEnum):
    """Where a contact takes place."""

    SUMMIT = "summit"
    HOST = "host"
    ELSEWHERE = "elsewhere"


Grade = tuple[Setting, ContactLevel]
"""Where a contact took place, and the rung of the ladder that its row proves."""

PROPER = (ContactLevel.SCHEDULED_BILATERAL, ContactLevel.VISIT_OR_SUMMIT)
"""Rungs of proper meetings."""

_SLACK = 3
"""Days by which a contact may be recorded outside the days of its summit."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Contacts on record by one day.

    Attributes:
        everybody: Rows of all pairs by grade.
        watched: The same for pairs of which brief encounters are recorded too.
        apart: Joint presences of watched pairs at a summit with no contact on record.
    """

    everybody: Mapping[Grade, int]
    watched: Mapping[Grade, int]
    apart: int

    def proper(self, setting: Setting, *, watched: bool = False) -> int:
        """Proper meetings in a setting."""
        rows = self.watched if watched else self.everybody
        return sum(rows.get((setting, rung), 0) for rung in PROPER)


@dataclass(frozen=True)
class ContactBook:
    """Recorded contacts by grade, ready to be tallied on any day.

    Attributes:
        chronicle: Where they are recorded.
        editions: Dated summit versions.
        offices: Who led which country.
    """

    chronicle: Chronicle
    editions: Sequence[Edition]
    offices: OfficeBook

    def on(self, day: int) -> Tally:
        """What is known on a day."""
        everybody, watched = self._known
        return Tally(_until(everybody, day), _until(watched, day), bisect_right(self._apart, day))

    @cached_property
    def _known(self) -> tuple[Mapping[Grade, list[int]], Mapping[Grade, list[int]]]:
        """Days from which rows are known, by grade: of all pairs, and of watched ones."""
        held = by_series(self.editions)
        everybody: dict[Grade, list[int]] = defaultdict(list)
        watched: dict[Grade, list[int]] = defaultdict(list)
        for meeting in self.chronicle.meetings:
            event = event_of(meeting, held)
            grade = (_setting(meeting, event.edition), meeting.contact)
            everybody[grade].append(event.known)
            if pair_of(*meeting.countries) in WATCHED:
                watched[grade].append(event.known)
        for days in (*everybody.values(), *watched.values()):
            days.sort()
        return everybody, watched

    @cached_property
    def _apart(self) -> list[int]:
        """Days from which it is known that a watched pair was at a summit without any contact."""
        return sorted(
            max(known, edition.last_day + 1)
            for edition, present in self._guests.items()
            for dyad, known in self._watched_pairs(edition, present)
            if not any(_overlaps(edition, row) for row in self._contacts.get(dyad, ()))
        )

    @cached_property
    def _contacts(self) -> Mapping[Dyad, list[Meeting]]:
        """Rows that prove more than joint presence."""
        found: dict[Dyad, list[Meeting]] = defaultdict(list)
        for meeting in self.chronicle.meetings:
            if meeting.contact > ContactLevel.SAME_ROOM:
                found[meeting.dyad].append(meeting)
        return found

    @cached_property
    def _guests(self) -> Mapping[Edition, list[tuple[LeaderId, int]]]:
        """Who was at each summit, and from when that is known."""
        newest = {one.id: one for one in self.editions if not one.cancelled}
        found: dict[Edition, list[tuple[LeaderId, int]]] = defaultdict(list)
        for row in self.chronicle.attendance:
            if row.attended and row.summit_id in newest:
                found[newest[row.summit_id]].append((row.leader, known_from(row.known_at)))
        return found

    def _watched_pairs(
        self, edition: Edition, present: Sequence[tuple[LeaderId, int]]
    ) -> Iterator[tuple[Dyad, int]]:
        held = [
            (leader, known, holder.country)
            for leader, known in present
            if (holder := self.offices.holder(leader, edition.first_day)) is not None
        ]
        for index, (one, known, country) in enumerate(held):
            for other, also_known, another in held[index + 1 :]:
                if pair_of(country, another) in WATCHED:
                    yield Dyad.of(one, other), max(known, also_known)


def _until(days: Mapping[Grade, list[int]], day: int) -> dict[Grade, int]:
    counts = {grade: bisect_right(listed, day) for grade, listed in days.items()}
    return {grade: count for grade, count in counts.items() if count}


def _setting(meeting: Meeting, edition: str | None) -> Setting:
    if edition is not None:
        return Setting.SUMMIT
    at_home = meeting.place is not None and meeting.place.country in meeting.countries
    return Setting.HOST if at_home else Setting.ELSEWHERE


def _overlaps(edition: Edition, meeting: Meeting) -> bool:
    first, last = number(meeting.window.start), number(meeting.window.end)
    return edition.first_day - _SLACK <= last and first <= edition.last_day + _SLACK
