"""Meetings of the record from which a text may count: "three days after their summit in Oslo"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from forecaster.domain.meetings import Meeting
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode

_RECENT = timedelta(days=400)
"""How far back a text counts from a meeting without saying of which year."""
_EXACT = 3
"""Days of a row that tell the day of the meeting, not only the journey around it."""


class Occasions:
    """Where and when leaders met, by country."""

    def __init__(self, meetings: Iterable[Meeting]) -> None:
        """Keep the rows that tell place and day."""
        self._held: dict[CountryCode, list[Meeting]] = defaultdict(list)
        for meeting in meetings:
            if meeting.place is not None and meeting.window.days <= _EXACT:
                self._held[meeting.place.country].append(meeting)

    def day(self, leaders: Collection[LeaderId], country: CountryCode, before: date) -> date | None:
        """The last day of the latest meeting there of two of ``leaders``, in the year ``before``."""
        days = (
            held.window.end
            for held in self._held.get(country, ())
            if held.dyad.first in leaders and held.dyad.second in leaders
        )
        return max((day for day in days if before - _RECENT < day <= before), default=None)
