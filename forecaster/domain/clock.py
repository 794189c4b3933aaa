"""Instants and days.

An *instant* is an aware UTC ``datetime`` (names end in ``_at``); a *day* is a ``date`` (names end
in ``_on``). A :class:`Window` is a closed span of days, as news state it ("from 1 to 3 May").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """First and last possible day, both included.

    Attributes:
        start: First day.
        end: Last day; never before ``start``.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"window ends on {self.end}, before it starts on {self.start}")

    @property
    def days(self) -> int:
        """Length in days, at least 1."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlaps(self, other: Window) -> bool:
        """Whether the two windows share at least one day."""
        return self.start <= other.end and other.start <= self.end

    def days_to(self, other: Window) -> int:
        """Days between the two windows, 0 when they overlap or follow on each other."""
        first, later = sorted((self, other), key=lambda one: one.start)
        return max(0, (later.start - first.end).days - 1)

    def shared(self, other: Window) -> Window | None:
        """The days that lie in both; None where there are none."""
        if not self.overlaps(other):
            return None
        return Window(max(self.start, other.start), min(self.end, other.end))

    def likeness(self, other: Window) -> float:
        """Days that two windows share, as a share (0 to 1) of those that either has."""
        shared = self.shared(other)
        return shared.days / (self.days + other.days - shared.days) if shared else 0.0

    def not_before(self, day: date) -> Window | None:
        """The part from ``day`` on, or None when the window is over by then."""
        return None if self.end < day else Window(max(self.start, day), self.end)


def utc(instant: datetime) -> datetime:
    """The same instant in UTC.

    Raises:
        ValueError: If ``instant`` carries no offset: a naive time is never guessed at.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no UTC offset")
    return instant.astimezone(UTC)


def start_of(day: date) -> datetime:
    """The first instant of ``day`` in UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def day_after(day: date) -> datetime:
    """The first UTC instant after ``day``: when a day-grained fact about it is fully known."""
    return start_of(day + DAY)


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 date-time with an offset.

    Raises:
        ValueError: If the text is no such date-time; the message says what is missing.
    """
    if "T" not in text.upper():
        raise ValueError(f"{text!r} is no RFC 3339 instant: write 2018-07-28T00:00:00Z")
    return utc(datetime.fromisoformat(text))


def format_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with ``Z``; fractions only when there are any."""
    return utc(instant).isoformat().replace("+00:00", "Z")
