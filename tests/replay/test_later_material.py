"""Nothing that becomes known, or is recorded, later changes what is said of a moment before."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forecaster.domain.clock import Window
from forecaster.domain.signals import SignalType
from forecaster.store.ports import Records
from forecaster.store.sql import open_store
from jobs import forecast, resolve, watch
from jobs.replaying import Span
from jobs.replaying import run as say_again
from tests.replay.small_world import START, TinyLibrary, a_signal, g20, ports_over

DAY = timedelta(days=1)

KINDS = st.sampled_from([SignalType.INVITE, SignalType.POSTPONE, SignalType.MET])
LATER = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), KINDS, st.integers(1, 200)),
        st.tuples(st.just("late"), KINDS, st.integers(1, 200)),
        st.tuples(st.just("correct"), KINDS, st.integers(1, 200)),
        st.tuples(st.just("retract"), KINDS, st.integers(1, 200)),
        st.tuples(st.just("calendar"), KINDS, st.integers(1, 60)),
    ),
    min_size=1,
    max_size=6,
)


def happens(records: Records, number: int, what: str, kind: SignalType, hours: int) -> None:
    """One later piece of material, known in the order of their numbers."""
    at = START + number * 10 * DAY + timedelta(hours=hours)
    first = records.signals.get("first")
    if what == "insert":
        records.signals.append(a_signal(f"n{number}", at, kind))
    elif what == "late":
        # Had before the issue, recorded after it.
        records.signals.append(a_signal(f"n{number}", START - timedelta(hours=hours), kind))
    elif what == "calendar":
        revision = len(records.summits.history("g20-2018")) + 2
        moved = date(2018, 11, 30) + timedelta(days=hours)
        records.summits.append(g20(at, revision=revision, window=Window(moved, moved)))
    else:
        changed = replace(
            first,
            revision=first.revision + 1,
            known_at=max(at, first.known_at),
            act=replace(first.act, type=kind),
            retracted=what == "retract",
        )
        records.signals.append(changed)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LATER)
def test_later_material_changes_nothing_before_it(
    later: list[tuple[str, SignalType, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/s.db", now=START)
        ports = ports_over(store, Path(folder), TinyLibrary(Path(folder)))
        try:
            with store.write() as records:
                records.signals.append(a_signal("first", START - DAY))
            watch.run(ports, START)
            forecast.run(ports, START)
            before = say_again(ports, Span())
            for number, (what, kind, hours) in enumerate(later, start=1):
                with store.write() as records:
                    happens(records, number, what, kind, hours)
            resolve.run(ports, START + 100 * DAY)
            after = say_again(ports, Span(last=START))
        finally:
            store.close()
    assert before.issues > 0
    assert (before.equal, before.differences) == (before.issues, ())
    assert after == before


def test_an_earlier_change_does_make_a_difference() -> None:
    """The comparison is no tautology: material of before the issue is seen."""
    said = []
    for signals in ((), (a_signal("first", START - DAY),)):
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(f"sqlite:///{folder}/s.db", now=START)
            ports = ports_over(store, Path(folder), TinyLibrary(Path(folder)))
            with store.write() as records:
                for signal in signals:
                    records.signals.append(signal)
            watch.run(ports, START)
            forecast.run(ports, START)
            with store.read() as records:
                held = records.forecasts.in_force("meet.donald-trump--vladimir-putin.by-2018-12-31")
            store.close()
        assert held is not None
        said.append((held.answer.probability, held.inputs_digest))
    assert said[0] != said[1]
