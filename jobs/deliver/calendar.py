"""When a digest is due: exactly one for each local day, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_TICK = timedelta(microseconds=1)


def due_at(day: date, zone: ZoneInfo, hour: int) -> datetime:
    """The first instant of ``day`` at which its clock shows ``hour`` or later.

    An hour that the clocks leave out falls to the instant of the change; of an hour that they
    repeat the first one counts.
    """
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def day_due(now: datetime, zone: ZoneInfo, hour: int) -> date:
    """The local day whose digest is the newest one due at ``now``."""
    today = now.astimezone(zone).date()
    if now >= due_at(today, zone, hour):
        return today
    # Not simply a day less: a zone that crosses the date line leaves a day out.
    before = due_at(today, zone, 0) - _TICK
    return before.astimezone(zone).date()


def is_due(last: date | None, now: datetime, zone: ZoneInfo, hour: int) -> date | None:
    """The local day for which a digest is to be made now, None if there is none.

    Missed days are not made up one by one: the newest digest tells of all that happened since.

    Args:
        last: Day of the newest digest; None before the first.
        now: The moment.
        zone: The reader's zone.
        hour: Local hour from which the digest of a day is due, 0 to 23.
    """
    day = day_due(now, zone, hour)
    return day if last is None or day > last else None
