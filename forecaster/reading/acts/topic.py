"""The meetings an article talks about, as far as its sentences have told."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import Place


@dataclass(slots=True)
class Meeting:
    """One prospective or past meeting in the article.

    Attributes:
        leaders: Who meets.
        place: Where, if told.
        window: When, if told.
        forum: In the margins of what, if told.
    """

    leaders: tuple[LeaderId, ...]
    place: Place | None = None
    window: Window | None = None
    forum: str | None = None

    def agrees(self, place: Place | None, window: Window | None, forum: str | None) -> bool:
        """Whether a place, a window and a forum could be those of this meeting."""
        if place and self.place and place.country != self.place.country:
            return False
        if forum and self.forum and forum != self.forum:
            return False
        return not (window and self.window and not window.overlaps(self.window))

    def learn(self, place: Place | None, window: Window | None, forum: str | None) -> None:
        """Fill in what was not known."""
        if self.place is None or (place and place.city and not self.place.city):
            self.place = place or self.place
        if self.window is None or (window and window.days < self.window.days):
            self.window = window or self.window
        self.forum = self.forum or forum


_REMEMBERED = 100
"""Meetings that a reader keeps in mind; no labelled text speaks of more than twenty."""


@dataclass(slots=True)
class Topics:
    """The meetings so far, the last mentioned last; of very many only the last."""

    meetings: list[Meeting] = field(default_factory=list)
    sentence: int = -99

    def current(self, leaders: frozenset[LeaderId] = frozenset()) -> Meeting | None:
        """The meeting last spoken of that includes ``leaders``."""
        for meeting in reversed(self.meetings):
            if leaders <= set(meeting.leaders):
                return meeting
        return None

    def tell_of(self, leaders: AbstractSet[LeaderId]) -> bool:
        """Whether a meeting of just these leaders has been spoken of."""
        return any(set(meeting.leaders) == leaders for meeting in self.meetings)

    def note(
        self,
        leaders: tuple[LeaderId, ...],
        place: Place | None,
        window: Window | None,
        forum: str | None,
    ) -> Meeting:
        """Record that a meeting was spoken of, joining it to an earlier mention that agrees."""
        for meeting in reversed(self.meetings):
            if set(meeting.leaders) == set(leaders) and meeting.agrees(place, window, forum):
                meeting.learn(place, window, forum)
                self.meetings.remove(meeting)
                self.meetings.append(meeting)
                return meeting
        self.meetings.append(Meeting(leaders, place, window, forum))
        del self.meetings[:-_REMEMBERED]
        return self.meetings[-1]
