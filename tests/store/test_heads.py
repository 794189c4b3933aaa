"""Reads that leave out what was recorded later, though it had been known before."""

from __future__ import annotations

from dataclasses import replace

from forecaster.store.sql import SqlStore
from tests.store.samples import DAY, T0, a_signal


def test_what_was_recorded_later_is_left_out(store: SqlStore) -> None:
    with store.write() as records:
        records.signals.append(a_signal("s1"))
        head = records.changes.head()
    with store.write() as records:
        records.signals.append(a_signal("s2", known_at=T0 - DAY))
        records.signals.append(a_signal("s1", revision=2))
    with store.read() as records:
        now = records.signals.current(as_of=T0)
        then = records.signals.current(as_of=T0, head=head)
        assert [(one.id, one.revision) for one in now] == [("s2", 1), ("s1", 2)]
        assert [(one.id, one.revision) for one in then] == [("s1", 1)]
        assert [one.id for one in records.signals.until(T0, head=head)] == ["s1"]
        assert len(records.signals.until(T0)) == 3
        assert replace(then[0], revision=2) == now[1]
