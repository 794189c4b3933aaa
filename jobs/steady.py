"""A clock that never goes back behind what is recorded.

A wall clock may be set back. What is recorded then must not look as if it had been known before
issues that could not use it: replaying those would give other numbers.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from forecaster.store.ports import Records

TICK = timedelta(microseconds=1)
"""Finest step of recorded time."""


def steady(records: Records, now: datetime) -> datetime:
    """``now``, or just after the newest change or issue where the clock is not behind that yet.

    Asked inside the transaction that writes, it also keeps a job that began before an issue from
    recording what that issue should have seen.
    """
    newest = records.changes.since(max(records.changes.head() - 1, 0), limit=1)
    issued = records.forecasts.last_issued_at()
    held = [*(change.known_at for change in newest), *([issued] if issued else [])]
    return max([now, *(moment + TICK for moment in held)])
