"""A clock that never goes back behind what is recorded.

A wall clock may be set back. What is recorded then must not look as if it had been known before
issues that could not use it: replaying those would give other numbers.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from forecaster.store.ports import Records

TICK = timedelta(microseconds=1)
"""Finest step of recorded time."""

LARGEST_STEP = timedelta(days=7)
"""Records from further ahead are a mistake to be told of, not a time to be followed."""


def steady(records: Records, now: datetime) -> datetime:
    """``now``, or just after the latest recorded moment where the clock is not behind that yet.

    Asked inside the transaction that writes, it also keeps a job that began before an issue from
    recording what that issue should have seen.
    """
    latest = records.changes.latest_at()
    if latest is None or latest - now > LARGEST_STEP:
        return now
    return max(now, latest + TICK)
