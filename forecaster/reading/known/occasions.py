"""Meetings of the record to which a text may refer: "three days after their summit in Oslo"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from forecaster.domain.clock import Window
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
        self._of_pair: dict[frozenset[LeaderId], list[Meeting]] = defaultdict(list)
        for meeting in meetings:
            if meeting.place is not None and meeting.window.days <= _EXACT:
                self._held[meeting.place.country].append(meeting)
                pair = frozenset({meeting.dyad.first, meeting.dyad.second})
                self._of_pair[pair].append(meeting)

    def day(self, leaders: Collection[LeaderId], country: CountryCode, before: date) -> date | None:
        """The last day of the latest meeting there of two of ``leaders``, in the year ``before``."""
        days = (
            held.window.end
            for held in self._held.get(country, ())
            if held.dyad.first in leaders and held.dyad.second in leaders
        )
        return max((day for day in days if before - _RECENT < day <= before), default=None)

    def held(
        self, leaders: Collection[LeaderId], within: Window, country: CountryCode | None
    ) -> Meeting | None:
        """The one meeting on record that a pair held within some days, None for none or several.

        Args:
            leaders: The pair.
            within: The days.
            country: Where, None for anywhere.
        """
        found = [
            meeting
            for meeting in self._of_pair.get(frozenset(leaders), ())
            if meeting.window.start in within
            and meeting.window.end in within
            and (country is None or (meeting.place and meeting.place.country == country))
        ]
        return found[0] if len(found) == 1 else None
