"""A clock that never goes back behind what is recorded.

A wall clock may be set back. What is recorded then must not look as if it had been known before
issues that could not use it: replaying those would give other numbers.
"""

from __future__ import annotations

from datetime import datetime

from forecaster.store.ports import Records


def steady(records: Records, now: datetime) -> datetime:
    """``now``, or the moment of the newest change where the clock stands behind it."""
    newest = records.changes.since(max(records.changes.head() - 1, 0), limit=1)
    issued = records.forecasts.last_issued_at()
    return max([now, *(change.known_at for change in newest), *([issued] if issued else [])])
