"""The alarm clock: one process that wakes jobs; the slot table decides whether they run.

APScheduler rings at each slot, in UTC, from plans declared in code. Beside it a watch on the
monotonic clock looks at all plans every few seconds, so that nothing depends on the wall clock
going forward. Jobs run in processes of their own: one that hangs or eats memory harms no other.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from forecaster.domain.clock import format_instant
from forecaster.domain.errors import StoreError
from forecaster.store.ports import Store
from forecaster.store.records import Heartbeat
from jobs.slots import Plan, look, note_death

log = logging.getLogger(__name__)

NAME = "schedule"
STEP = 0.5
"""Seconds between two looks at the children."""

WATCH = 15.0
"""Seconds between two looks at all plans, and between two signs of life."""

AT_ONCE = 3
"""Most jobs at work at the same time; after a pause the first in line go first."""

JUMP = timedelta(minutes=5)
"""A wall clock that moves so much against the monotonic one is flagged."""

GRACE = 8.0
"""Seconds that running jobs get to finish when the scheduler is told to stop."""


@dataclass(slots=True)
class Child:
    """A job at work in its own process.

    Attributes:
        process: The process.
        until: When it is ended, on the monotonic clock.
        duty: The plan and slot it runs; None for work beside the plans.
        is_late: Whether it was ended because it took too long.
    """

    process: subprocess.Popen[bytes]
    until: float
    duty: tuple[Plan, datetime] | None = None
    is_late: bool = False

    def death(self) -> str:
        """How the process ended, in words; empty if it ended well or lives."""
        code = self.process.poll()
        if not code:
            return ""
        if self.is_late:
            return "it took too long"
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


@dataclass
class Alarm:
    """Wakes jobs when they are due.

    Attributes:
        store: Where the slot table lies.
        plans: What is due when.
        command: Command line that runs a job for a slot.
        clock: Wall clock, in UTC.
        owner: Name of this process.
        ticks: Monotonic clock, in seconds.
        extra: Looked at every step beside the plans; starts nothing that takes long.
    """

    store: Store
    plans: Sequence[Plan]
    command: Callable[[str, datetime], list[str]]
    clock: Callable[[], datetime]
    owner: str
    ticks: Callable[[], float] = monotonic
    extra: Callable[[], list[str] | None] = field(default=lambda: None)

    def __post_init__(self) -> None:
        self._children: dict[str, Child] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._rung = threading.Event()
        self._scheduler = BlockingScheduler(timezone=UTC)
        self._flags: set[str] = set()
        self._waiting = False
        self._offset = self._drift()

    def run(self) -> None:
        """Ring until told to stop by SIGTERM or SIGINT; then let running jobs finish."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        for plan in self.plans:
            self._scheduler.add_job(
                self.wake,
                IntervalTrigger(
                    seconds=int(plan.every.total_seconds()),
                    start_date=plan.next_slot(self.clock()),
                    timezone=UTC,
                ),
                args=[plan],
                id=plan.job,
                coalesce=True,
                misfire_grace_time=None,
            )
        watch = threading.Thread(target=self._watch, name="watch")
        watch.start()
        if not self._stopping.is_set():
            self._scheduler.start()
        self._rung.set()
        watch.join()
        self._drain()

    def stop(self) -> None:
        """Stop ringing; safe to be called from a signal handler, and twice."""
        self._stopping.set()

    def wake(self, plan: Plan) -> None:
        """Start a job if its newest slot is due and it is not at work already."""
        with self._lock:
            if plan.job in self._children or self._stopping.is_set():
                return
            try:
                slot = look(self.store, plan, self.clock(), self.owner)
            except StoreError:
                # The next look comes in seconds; the thread has to live until then.
                log.exception("the slot table cannot be read")
                return
            if slot is None:
                return
            if len(self._children) >= AT_ONCE:
                # The watch looks again at its next step.
                self._waiting = True
            else:
                command = self.command(plan.job, slot)
                self._start(plan.job, command, plan.limit, (plan, slot))

    def _start(
        self,
        name: str,
        command: list[str],
        limit: timedelta,
        duty: tuple[Plan, datetime] | None = None,
    ) -> None:
        # The command is this very program with a job's name and a time.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603
        self._children[name] = Child(process, self.ticks() + limit.total_seconds(), duty)

    def _watch(self) -> None:
        next_look = self.ticks()
        while not self._stopping.wait(STEP):
            self.reap()
            self._look_beside()
            if self.ticks() >= next_look or self._is_room():
                next_look = self.ticks() + WATCH
                for plan in self.plans:
                    self.wake(plan)
                self.beat()
        # The scheduler is shut down from here: a signal handler must not take its locks. It may
        # be about to start, so this waits until it runs or is known never to.
        while not self._rung.wait(STEP / 10):
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)

    def _is_room(self) -> bool:
        """Whether a job that had to wait may start now."""
        with self._lock:
            free = self._waiting and len(self._children) < AT_ONCE
            self._waiting = self._waiting and not free
            return free

    def _look_beside(self) -> None:
        with self._lock:
            if "beside" in self._children:
                return
            try:
                command = self.extra()
            except StoreError:
                log.exception("the requests cannot be read")
                return
            if command:
                self._start("beside", command, timedelta(minutes=10))

    def reap(self) -> None:
        """Forget children that are done, noting how they died; end those that take too long."""
        with self._lock:
            for job, child in list(self._children.items()):
                if child.process.poll() is not None:
                    if self._is_noted(job, child):
                        del self._children[job]
                elif self.ticks() > child.until:
                    log.error("%s took too long and is ended", job)
                    child.is_late = True
                    child.process.kill()

    def _is_noted(self, job: str, child: Child) -> bool:
        """Whether nothing remains to be noted about a child that is done."""
        death = child.death()
        if not death:
            return True
        if child.duty is None:
            log.error("%s ended: %s", job, death)
            return True
        plan, slot = child.duty
        holder = f"{self.owner.partition(':')[0]}:{child.process.pid}:"
        try:
            if note_death(self.store, plan, slot, self.clock(), holder=holder, reason=death):
                log.error("%s ended: %s", job, death)
        except StoreError:
            log.exception("that %s ended is not noted", job)
            return False
        return True

    def beat(self) -> None:
        """Show that this process lives, and what it plans."""
        now, drift = self.clock(), self._drift()
        if abs(drift - self._offset) > JUMP.total_seconds():
            log.warning("the wall clock jumped by %.0f s", drift - self._offset)
            self._flags.add("clock_step")
        self._offset = drift
        planned = {plan.job: format_instant(plan.next_slot(now)) for plan in self.plans}
        sign = Heartbeat(NAME, now, self.owner, planned, tuple(sorted(self._flags)))
        try:
            with self.store.write() as records:
                records.runs.beat(sign)
        except StoreError:
            log.exception("no sign of life could be given")

    def _drift(self) -> float:
        """How far the wall clock is from the monotonic one, in seconds."""
        return self.clock().timestamp() - self.ticks()

    def _drain(self) -> None:
        """Let children finish, then ask them, then end them; what they had not kept is undone."""
        children = [child.process for child in self._children.values()]
        for grace, ask in ((GRACE, "terminate"), (2.0, "kill"), (5.0, "")):
            end = self.ticks() + grace
            for process in children:
                try:
                    process.wait(max(end - self.ticks(), 0.01))
                except subprocess.TimeoutExpired:
                    if ask:
                        getattr(process, ask)()
        self.reap()
