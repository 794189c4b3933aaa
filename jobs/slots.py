"""Slots: which moment of a job is due, who may run it, and what becomes of missed ones.

A job's slots lie at whole multiples of its interval since 1970, in UTC, so that every scheduler
computes the same ones. The slot table decides: a slot has at most one run that succeeds. Jobs make
the state current, so of several missed slots only the newest is run, and the others are noted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from forecaster.domain.errors import SummitryError
from forecaster.store.ports import Store
from forecaster.store.records import Lease, Run, RunState
from jobs.report import Report

log = logging.getLogger(__name__)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_NOTED = 500
"""Missed slots noted one by one; of a longer gap the newest so many."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a job is scheduled.

    Attributes:
        job: Its name.
        every: Interval between slots.
        offset: How long after the whole multiple a slot lies: keeps the order of the jobs.
        limit: Longest run; the slot is free again a minute later.
        tries: How often a slot is tried.
    """

    job: str
    every: timedelta
    offset: timedelta = timedelta(0)
    limit: timedelta = timedelta(minutes=15)
    tries: int = 3

    @property
    def lease(self) -> timedelta:
        """For how long a slot is held."""
        return self.limit + timedelta(minutes=1)

    def slot_at(self, now: datetime) -> datetime:
        """The newest slot at or before ``now``."""
        return EPOCH + (now - EPOCH - self.offset) // self.every * self.every + self.offset

    def next_slot(self, now: datetime) -> datetime:
        """The first slot after ``now``."""
        return self.slot_at(now) + self.every


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done about a job now.

    Attributes:
        slot: The slot to run; None if none is due.
        missed: Slots passed over, oldest first, to be noted.
    """

    slot: datetime | None
    missed: tuple[datetime, ...] = ()


def due(plan: Plan, last: datetime | None, held: Run | None, now: datetime) -> Due:
    """Decide.

    Args:
        plan: The job.
        last: Newest slot that is done or noted as missed, not after ``now``; None before the first.
        held: What the slot table has for the newest slot.
        now: The moment.
    """
    slot = plan.slot_at(now)
    if last is not None and last >= slot:
        return Due(None)
    gap = () if last is None else _between(plan, last, slot)
    if held is not None and not _may_try(plan, held, now):
        return Due(None, gap)
    return Due(slot, gap)


def _between(plan: Plan, last: datetime, slot: datetime) -> tuple[datetime, ...]:
    count = min((slot - last) // plan.every - 1, MOST_NOTED)
    return tuple(slot - plan.every * back for back in range(count, 0, -1))


def _may_try(plan: Plan, held: Run, now: datetime) -> bool:
    """A failed slot is tried again a little later each time; one left behind when it is free."""
    if held.attempts >= plan.tries:
        return False
    if held.state is RunState.RUNNING:
        return held.lease_until <= now
    pause = timedelta(minutes=2 ** (held.attempts - 1))
    return held.state is RunState.FAILED and (held.finished_at or now) + pause <= now


def look(store: Store, plan: Plan, now: datetime, owner: str) -> datetime | None:
    """The slot of a job that is due; slots passed over are noted on the way."""
    with store.read() as records:
        last = records.runs.last_slot(plan.job, until=now)
        held = records.runs.find(plan.job, plan.slot_at(now))
    decision = due(plan, last, held, now)
    if decision.missed:
        with store.write() as records:
            passed = [_run(plan, slot, now, owner, "catch-up") for slot in decision.missed]
            noted = sum(records.runs.skip(run) for run in passed)
        if noted:
            log.warning("%s missed %d slots", plan.job, noted)
    return decision.slot


def run_slot(  # noqa: PLR0913  # who runs what for when is six things
    store: Store,
    plan: Plan,
    slot: datetime,
    work: Callable[[Lease], Report],
    clock: Callable[[], datetime],
    *,
    owner: str,
    trigger: str = "schedule",
) -> Run | None:
    """Run a slot if nobody else does.

    Returns:
        The run as kept, or None when the slot is held or done already.

    Raises:
        StoreError: If the slot was taken over meanwhile; its successor does the work.
    """
    now = clock()
    with store.write() as records:
        run = records.runs.claim(_run(plan, slot, now, owner, trigger), now=now)
    if run is None:
        return None
    try:
        report = work(run.lease)
    except SummitryError as error:
        return _finish(
            store, replace(run, state=RunState.FAILED, error=f"{error.code}: {error}"), clock
        )
    except Exception as error:  # whatever it is, the slot has to tell of it
        log.exception("%s failed", run.id)
        return _finish(store, replace(run, state=RunState.FAILED, error=_unforeseen(error)), clock)
    except BaseException as error:
        # Told to end: the slot is given back at once instead of when its lease is over.
        _finish(store, replace(run, state=RunState.FAILED, error=_unforeseen(error)), clock)
        raise
    return _finish(store, replace(run, state=RunState.SUCCEEDED, report=report.as_json()), clock)


def note_death(  # noqa: PLR0913  # who ran what for when, and how it ended
    store: Store, plan: Plan, slot: datetime, now: datetime, *, holder: str, reason: str
) -> bool:
    """Note a run whose process ended without a word, and give its slot back.

    Args:
        store: Where the slot table lies.
        plan: The job.
        slot: What it was to run for.
        now: The moment.
        holder: How the owner's name of that process begins.
        reason: How it ended.

    Returns:
        False if the process had its say itself, or somebody else has the slot.
    """
    with store.write() as records:
        run = records.runs.find(plan.job, slot)
        told = run is not None and run.owner.startswith(holder)
        if run is None or not told:
            # It ended before it took the slot.
            run = records.runs.claim(_run(plan, slot, now, holder, "schedule"), now=now)
        if run is None or run.state is not RunState.RUNNING:
            return False
        error = f"ended: {reason}"
        return records.runs.finish(
            replace(run, state=RunState.FAILED, finished_at=now, error=error)
        )


def _unforeseen(error: BaseException) -> str:
    kind = "unforeseen" if isinstance(error, Exception) else "ended"
    return f"{kind}: {type(error).__name__}"


def _finish(store: Store, run: Run, clock: Callable[[], datetime]) -> Run:
    done = replace(run, finished_at=clock())
    with store.write(run.lease) as records:
        records.runs.finish(done)
    return done


def _run(plan: Plan, slot: datetime, now: datetime, owner: str, trigger: str) -> Run:
    return Run(
        job=plan.job,
        slot=slot,
        state=RunState.RUNNING,
        token=0,
        owner=owner,
        lease_until=now + plan.lease,
        started_at=now,
        trigger=trigger,
    )
