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

from forecaster.domain.errors import StoreError
from forecaster.store.sql import SqlStore
from jobs import check, schedule
from jobs.ports import Ports
from jobs.processes import Service, supervise
from jobs.schedule import Alarm
from jobs.slots import Plan, look
from tests.store import samples

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


CLAIM = """
import os, sys
from datetime import UTC, datetime
from forecaster.store.sql import open_store
from jobs.slots import EPOCH, Plan, run_slot
from datetime import timedelta
url, slot, ends = sys.argv[1], float(sys.argv[2]), sys.argv[3]
def clock():
    return datetime.now(UTC)
def work(lease):
    os.kill(os.getpid(), 9) if ends == "killed" else sys.exit(3)
if ends == "early":
    sys.exit(7)
owner = f"here:{os.getpid()}:x"
run_slot(open_store(url, now=clock()), Plan("job", timedelta(hours=1)),
         EPOCH + timedelta(seconds=slot), work, clock, owner=owner)
"""


@pytest.mark.parametrize(
    ("ends", "error"),
    [
        ("killed", "ended: killed by signal 9"),
        ("early", "ended: exit code 7"),
        ("orderly", "ended: SystemExit"),
    ],
)
def test_the_death_of_a_job_is_a_failed_run_and_its_slot_is_free_again(
    store: SqlStore, tmp_path: Path, ends: str, error: str
) -> None:
    plan = Plan("job", timedelta(hours=1))
    now = datetime.now(UTC)

    def command(_job: str, slot: datetime) -> list[str]:
        url, seconds = f"sqlite:///{tmp_path}/summitry.db", slot.timestamp()
        return [sys.executable, "-c", CLAIM, url, str(seconds), ends]

    alarm = Alarm(store, (plan,), command, lambda: now, "here:1:y")
    alarm.wake(plan)
    child = alarm._children["job"]
    child.process.wait(30)
    alarm.reap()
    assert alarm._children == {}
    with store.read() as records:
        [run] = records.runs.latest()
        [change] = records.changes.since(0)
    assert (run.state, run.error, run.attempts) == ("failed", error, 1)
    assert change.type == "run.failed"
    assert look(store, plan, now, "p") is None, "a little later"
    assert look(store, plan, now + timedelta(minutes=3), "p") is not None


def test_a_death_that_cannot_be_noted_now_is_noted_later(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan("job", timedelta(hours=1))
    now = datetime.now(UTC)
    alarm = Alarm(store, (plan,), lambda *_: script("raise SystemExit(4)"), lambda: now, "here:1:y")
    alarm.wake(plan)
    alarm._children["job"].process.wait(30)
    with monkeypatch.context() as patch:
        patch.setattr(store, "write", refused)
        alarm.reap()
    assert list(alarm._children) == ["job"]
    alarm.reap()
    assert alarm._children == {}
    with store.read() as records:
        assert records.runs.latest()[0].error == "ended: exit code 4"


def refused(*_: object) -> None:
    raise StoreError("the database refuses")


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


def test_the_check_tells_of_runs_that_ended_without_a_word(
    store: SqlStore, make_ports: Callable[..., Ports]
) -> None:
    now = datetime(2018, 7, 20, 12, tzinfo=UTC)
    with store.write() as records:
        claimed = records.runs.claim(samples.a_run("read", now), now=now)
    assert claimed is not None
    assert check.run(make_ports(), claimed.lease_until - SECOND).counts["failed runs"] == 0
    report = check.run(make_ports(), claimed.lease_until)
    assert report.notes == (f"failed runs: {claimed.id}: it ended without a word",)
