"""The alarm clock with real child processes: rings, catches up, ends the endless, drains."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forecaster.store.sql import SqlStore
from jobs import schedule
from jobs.processes import Service, supervise
from jobs.schedule import Alarm
from jobs.slots import Plan

SECOND = timedelta(seconds=1)


def wait_until(done: Callable[[], object], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        threading.Event().wait(0.05)
    return False


def script(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def alarm(store: SqlStore, tmp_path: Path) -> Alarm:
    """Two jobs: one leaves a mark for each slot, the other one never ends."""
    marks = tmp_path / "marks"
    marks.mkdir()

    def command(job: str, slot: datetime) -> list[str]:
        if job == "endless":
            return script("import time; time.sleep(100)")
        name = f"{slot:%Y%m%dT%H%M%S}"
        return script(f"open({str(marks / name)!r}, 'x').close()")

    plans = (Plan("mark", SECOND), Plan("endless", SECOND, limit=SECOND))
    return Alarm(store, plans, command, lambda: datetime.now(UTC), "test")


def test_it_rings_each_second_beside_a_job_that_never_ends(
    alarm: Alarm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "GRACE", 0.2)
    monkeypatch.setattr(schedule, "STEP", 0.05)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    thread = threading.Thread(target=alarm.run)
    thread.start()
    marks = tmp_path / "marks"
    assert wait_until(lambda: len(list(marks.iterdir())) >= 3)
    pids = [child.process.pid for child in alarm._children.values()]
    alarm.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert wait_until(lambda: not any(map(is_alive, pids)))
    with alarm.store.read() as records:
        beat = records.runs.heartbeat("schedule")
    assert beat is not None
    assert set(beat.next_runs) == {"mark", "endless"}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_job_that_takes_too_long_is_ended(alarm: Alarm) -> None:
    plan = alarm.plans[1]
    alarm.wake(plan)
    process = alarm._children["endless"].process
    alarm.wake(plan)
    assert alarm._children["endless"].process is process, "one at a time"
    alarm._children["endless"].until = 0
    alarm.reap()
    assert process.wait(5) == -signal.SIGKILL
    alarm.reap()
    assert alarm._children == {}


def test_a_jump_of_the_wall_clock_is_flagged(store: SqlStore) -> None:
    now = [datetime(2018, 7, 20, tzinfo=UTC)]
    alarm = Alarm(store, (), lambda *_: [], lambda: now[0], "test", ticks=lambda: 0.0)
    alarm.beat()
    now[0] += timedelta(minutes=4)
    alarm.beat()
    with store.read() as records:
        sign = records.runs.heartbeat("schedule")
    assert sign is not None
    assert sign.flags == ()
    now[0] -= timedelta(minutes=10)
    alarm.beat()
    with store.read() as records:
        sign = records.runs.heartbeat("schedule")
    assert sign is not None
    assert sign.flags == ("clock_step",)


def test_a_locked_database_does_not_end_the_alarm(store: SqlStore) -> None:
    from forecaster.store.tables import run

    alarm = Alarm(store, (Plan("x", SECOND),), lambda *_: [], lambda: datetime.now(UTC), "test")
    with store.engine.begin() as connection:
        run.drop(connection)
    alarm.wake(alarm.plans[0])
    assert alarm._children == {}


def test_services_end_together() -> None:
    began = time.monotonic()
    code = supervise(
        [
            Service("long", script("import time; time.sleep(60)")),
            Service("short", script("pass")),
        ],
        dict(os.environ),
    )
    assert code == 1
    assert time.monotonic() - began < 10


def test_the_real_scheduler_stops_on_sigterm_and_leaves_no_child(tmp_path: Path) -> None:
    config = tmp_path / "summitry.toml"
    config.write_text(
        f'database_url = "sqlite:///{tmp_path}/s.db"\nfolder = "{tmp_path}"\n'
        "[schedule]\ncollect = 1\nread = 0\nfit = 0\nwatch = 0\nforecast = 0\n"
        "resolve = 0\nscore = 0\ndigest = 0\ncheck = 0\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "jobs", "--config", str(config), "schedule"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    from forecaster.domain.errors import StoreError
    from forecaster.store.records import Run
    from forecaster.store.sql import open_store

    def runs() -> tuple[Run, ...]:
        try:
            opened = open_store(f"sqlite:///{tmp_path}/s.db", now=datetime.now(UTC), read_only=True)
        except StoreError:
            return ()
        with opened.read() as records:
            found = records.runs.latest()
        opened.close()
        return tuple(run for run in found if run.finished_at)

    assert wait_until(runs, 40)
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert runs()[-1].state == "succeeded"


def test_after_a_pause_few_run_at_once_and_the_first_in_line_go_first(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "AT_ONCE", 2)
    plans = tuple(Plan(f"job{n}", SECOND) for n in range(5))
    nap = script("import time; time.sleep(60)")
    alarm = Alarm(store, plans, lambda *_: nap, lambda: datetime.now(UTC), "test")
    for plan in plans:
        alarm.wake(plan)
    assert list(alarm._children) == ["job0", "job1"]
    assert not alarm._is_room()
    for child in alarm._children.values():
        child.process.kill()
        child.process.wait()
    alarm.reap()
    assert alarm._is_room()
    assert not alarm._is_room(), "told once"
    alarm._drain()
