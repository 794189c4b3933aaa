"""A clock that does not go back behind what is recorded."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from forecaster.store.sql import SqlStore
from jobs.steady import TICK, steady
from tests.store.samples import DAY, T0, a_signal


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (T0 + DAY, T0 + DAY),
        (T0, T0 + TICK),
        (T0 - timedelta(hours=5), T0 + TICK),
        # Records from weeks ahead are a mistake, and no time to follow.
        (T0 - 30 * DAY, T0 - 30 * DAY),
    ],
)
def test_time_follows_the_records(store: SqlStore, clock: datetime, expected: datetime) -> None:
    with store.write() as records:
        records.signals.append(a_signal("new", known_at=T0))
        records.signals.append(a_signal("late", known_at=T0 - 9 * DAY))
    with store.read() as records:
        assert steady(records, clock) == expected
