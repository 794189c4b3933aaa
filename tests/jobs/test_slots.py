"""Slots: each at most once, missed ones noted, late writers refused, clocks not trusted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.errors import FeedError, StoreError
from forecaster.store.records import Lease, RunState
from forecaster.store.sql import SqlStore, open_store
from jobs.registry import NAMES, plan_of, plans
from jobs.report import Report
from jobs.settings import ScheduleSettings
from jobs.slots import MOST_NOTED, Plan, due, look, run_slot
from tests.store.samples import an_article

NOW = datetime(2018, 7, 20, 12, 7, tzinfo=UTC)
HOURLY = Plan("collect", timedelta(hours=1))
SLOT = datetime(2018, 7, 20, 12, tzinfo=UTC)
DONE = Report({"new": 1})


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def run(store: SqlStore, now: datetime, plan: Plan = HOURLY, owner: str = "p1") -> datetime | None:
    slot = look(store, plan, now, owner)
    if slot is not None:
        run_slot(store, plan, slot, lambda _: DONE, at(now), owner=owner)
    return slot


def states(store: SqlStore, job: str = "collect") -> dict[RunState, int]:
    with store.read() as records:
        found = [one.state for one in records.runs.latest(job=job, limit=10_000)]
    return {state: found.count(state) for state in set(found)}


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 1440),
    st.integers(0, 59),
)
@settings(max_examples=100, deadline=None)
def test_slots_lie_on_one_grid_for_every_scheduler(now: datetime, every: int, offset: int) -> None:
    plan = Plan("x", timedelta(minutes=every), timedelta(minutes=offset))
    slot = plan.slot_at(now)
    assert slot <= now < plan.next_slot(now) == slot + plan.every
    assert plan.slot_at(slot) == slot


def test_a_slot_runs_once(store: SqlStore) -> None:
    assert run(store, NOW) == SLOT
    assert run(store, NOW + timedelta(minutes=30)) is None
    assert run(store, NOW + timedelta(hours=1)) == SLOT + timedelta(hours=1)
    assert states(store) == {RunState.SUCCEEDED: 2}


def test_after_three_days_off_the_newest_slot_runs_and_the_rest_is_noted(store: SqlStore) -> None:
    run(store, NOW)
    assert run(store, NOW + timedelta(days=3)) == SLOT + timedelta(days=3)
    assert states(store) == {RunState.SUCCEEDED: 2, RunState.SKIPPED: 71}
    assert run(store, NOW + timedelta(days=3)) is None


def test_after_years_off_only_the_newest_missed_slots_are_noted(store: SqlStore) -> None:
    run(store, NOW)
    run(store, NOW + timedelta(days=3 * 365))
    assert states(store) == {RunState.SUCCEEDED: 2, RunState.SKIPPED: MOST_NOTED}


@pytest.mark.parametrize(
    "step",
    [timedelta(hours=1), timedelta(minutes=-10), timedelta(days=-1), timedelta(days=3 * 365)],
)
def test_a_wall_clock_that_jumps_and_comes_back_loses_and_doubles_nothing(
    store: SqlStore, step: timedelta
) -> None:
    ran = [run(store, NOW), run(store, NOW + step)]
    ran += [run(store, NOW + timedelta(hours=hour)) for hour in range(1, 4)]
    slots = [slot for slot in ran if slot is not None]
    assert len(slots) == len(set(slots))
    assert {SLOT + timedelta(hours=hour) for hour in range(4)} <= set(slots)


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Kolkata"]
)
def test_nights_of_the_clock_change_have_24_hours(store: SqlStore, zone: str) -> None:
    nights = {"Europe/Berlin": "2018-10-28", "America/New_York": "2018-03-11"}
    for day in [datetime.fromisoformat(nights.get(zone, "2018-11-04"))]:
        start = day.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        plan = Plan(f"{zone[:10]}{day:%m%d}", timedelta(hours=1))
        ran = {run(store, start + timedelta(minutes=20 * n), plan) for n in range(3 * 24)}
        assert len(ran - {None}) in {24, 25}, "a zone off the full hour touches one slot more"


def test_a_failed_slot_is_tried_again_later_and_not_for_ever(store: SqlStore) -> None:
    def fail(_: Lease) -> Report:
        raise FeedError("gone")

    now, tried = NOW, []
    for minute in range(50):
        now = NOW + timedelta(minutes=minute)
        slot = look(store, HOURLY, now, "p1")
        if slot is not None:
            done = run_slot(store, HOURLY, slot, fail, at(now), owner="p1")
            assert done is not None
            tried.append((minute, done.attempts, done.error))
    assert [(minute, attempt) for minute, attempt, _ in tried] == [(0, 1), (1, 2), (3, 3)]
    assert tried[0][2] == "feed-unusable: gone"


def test_whatever_goes_wrong_is_told_in_the_slot(store: SqlStore) -> None:
    def trip(_: Lease) -> Report:
        return Report({"x": {}["missing"]})

    def end(_: Lease) -> Report:
        raise SystemExit(143)

    done = run_slot(store, HOURLY, SLOT, trip, at(NOW), owner="p1")
    assert done is not None
    assert (done.state, done.error) == (RunState.FAILED, "unforeseen: KeyError")
    with pytest.raises(SystemExit):
        run_slot(store, HOURLY, SLOT + HOURLY.every, end, at(NOW), owner="p1")
    with store.read() as records:
        told = records.runs.get("collect", SLOT + HOURLY.every)
    assert (told.state, told.error) == (RunState.FAILED, "ended: SystemExit")


def test_many_schedulers_run_each_slot_once(tmp_path: Path) -> None:
    """Four schedulers with connections of their own race for 25 slots."""
    url = f"sqlite:///{tmp_path}/race.db"
    open_store(url, now=NOW).close()
    barrier = Barrier(4)

    def scheduler(owner: str) -> list[datetime]:
        store, ran = open_store(url, now=NOW), []
        for hour in range(25):
            barrier.wait()
            moment = NOW + timedelta(hours=hour)
            slot = look(store, HOURLY, moment, owner)
            if slot and run_slot(store, HOURLY, slot, lambda _: DONE, at(moment), owner=owner):
                ran.append(slot)
        store.close()
        return ran

    with ThreadPoolExecutor(4) as pool:
        ran = [slot for done in pool.map(scheduler, "abcd") for slot in done]
    assert sorted(ran) == [SLOT + timedelta(hours=hour) for hour in range(25)]


def test_a_leader_that_was_asleep_cannot_write_over_its_successor(store: SqlStore) -> None:
    """SIGSTOP past the lease, seen from the inside: the work goes on where it stopped."""
    later = NOW + HOURLY.lease + timedelta(minutes=1)

    def asleep(lease: Lease) -> Report:
        heir = run_slot(store, HOURLY, SLOT, lambda _: DONE, at(later), owner="heir")
        assert heir is not None
        assert heir.token == 2
        with store.write(lease) as records:
            records.articles.add([an_article()])
        return DONE

    with pytest.raises(StoreError, match="taken over"):
        run_slot(store, HOURLY, SLOT, asleep, at(NOW), owner="leader")
    with store.read() as records:
        assert records.articles.page() == ()
        held = records.runs.get("collect", SLOT)
    assert (held.owner, held.state) == ("heir", RunState.SUCCEEDED)


def test_deciding_is_apart_from_doing() -> None:
    assert due(HOURLY, None, None, NOW).slot == SLOT
    assert due(HOURLY, SLOT, None, NOW).slot is None
    assert due(HOURLY, SLOT - timedelta(hours=3), None, NOW).missed == (
        SLOT - timedelta(hours=2),
        SLOT - timedelta(hours=1),
    )


def test_every_job_has_a_plan_and_comes_after_what_it_needs() -> None:
    found = {plan.job: plan for plan in plans(ScheduleSettings())}
    assert set(found) == set(NAMES)
    for earlier, later in (("collect", "read"), ("read", "forecast"), ("forecast", "digest")):
        assert found[earlier].offset < found[later].offset
    assert plan_of("fit", ScheduleSettings(fit=0)) is None
    assert replace(found["read"], every=timedelta(minutes=1)).lease > timedelta(minutes=1)
