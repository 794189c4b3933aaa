"""Tracks: prospective meetings followed from the first signal to their outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forecaster.domain.clock import Window, day_after
from forecaster.domain.people import Dyad
from forecaster.domain.places import Place
from forecaster.domain.signals import Signal


class TrackStatus(StrEnum):
    """Where a prospective meeting stands; folded from its signals, never stored as truth."""

    MOOTED = "mooted"
    INVITED = "invited"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    HELD = "held"
    LAPSED = "lapsed"


class TrackOutcome(StrEnum):
    """How a followed track ended."""

    HELD_AS_PLANNED = "held_as_planned"
    HELD_OTHER_DATE = "held_other_date"
    HELD_OTHER_PLACE = "held_other_place"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Track:
    """One prospective meeting of a dyad as it stood at ``as_of``.

    Attributes:
        dyad: Whose meeting.
        place: Latest place named; None while open.
        forum: Forum id when on the sidelines of one.
        window: Latest window stated; None while open.
        status: Folded from the signals.
        signals: Its signals, earliest statement first; at least one.
        as_of: Moment of the view.
    """

    dyad: Dyad
    place: Place | None
    forum: str | None
    window: Window | None
    status: TrackStatus
    signals: tuple[Signal, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class TrackHistory:
    """A track of the fact table with its outcome: what the track model learns from.

    Attributes:
        id: Row id.
        story: Tracks that hang together; the unit of resampling.
        dyad: Whose meeting.
        place: Proposed place.
        forum: Forum id or None.
        signals: Dated signals, earliest first.
        outcome: How it ended.
        outcome_on: Day on which the outcome was clear.
        held_on: Day of the meeting, None if none.
        held_place: Where it was held, None if not.
        left_truncated: Whether no positive signal precedes the first setback, travel or meeting.
    """

    id: str
    story: str
    dyad: Dyad
    place: Place | None
    forum: str | None
    signals: tuple[Signal, ...]
    outcome: TrackOutcome
    outcome_on: date
    held_on: date | None
    held_place: Place | None
    left_truncated: bool

    @property
    def known_at(self) -> datetime:
        """When the outcome may be used."""
        return day_after(max(self.outcome_on, self.held_on or self.outcome_on))
