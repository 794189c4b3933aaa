"""Runs of jobs with their leases, the scheduler's sign of life, requests to the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class RunState(StrEnum):
    """How a slot of a job stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of one slot of a job.

    Attributes:
        job: Name of the job.
        slot: The moment the run is for; (job, slot) is unique.
        state: How it stands.
        token: Fencing token, higher with every claim of the slot.
        owner: Which process holds it.
        lease_until: Until when it holds it.
        started_at: When the latest attempt began.
        finished_at: When it ended; None while it runs.
        attempts: How often the slot was begun.
        trigger: ``schedule``, ``catch-up`` or ``hand``.
        report: Counts and notes of the job.
        error: What went wrong; empty if nothing.
    """

    job: str
    slot: datetime
    state: RunState
    token: int
    owner: str
    lease_until: datetime
    started_at: datetime
    finished_at: datetime | None = None
    attempts: int = 1
    trigger: str = "schedule"
    report: Mapping[str, object] = field(default_factory=dict)
    error: str = ""

    @property
    def id(self) -> str:
        """``job@slot``, unique."""
        return f"{self.job}@{self.slot:%Y-%m-%dT%H:%M:%SZ}"

    def is_lost(self, now: datetime) -> bool:
        """Whether it holds its slot no longer and has not told how it ended."""
        return self.state is RunState.RUNNING and self.lease_until <= now

    @property
    def lease(self) -> Lease:
        """What a write under this run has to show."""
        return Lease(self.job, self.slot, self.token)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write on behalf of one attempt at one slot."""

    job: str
    slot: datetime
    token: int


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last sign of life of a process.

    Attributes:
        name: ``schedule`` or another long-running process.
        at: When it last showed.
        owner: Which process.
        next_runs: Next planned moment by job, as RFC 3339.
        flags: What is odd, e.g. ``clock_step``.
    """

    name: str
    at: datetime
    owner: str
    next_runs: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


class RequestState(StrEnum):
    """How a request to the worker stands."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class WorkRequest:
    """Something only the worker can do, asked through the store and answered there.

    Attributes:
        id: Stable id.
        kind: ``question``, ``scenario``, ``resolution`` or ``run``.
        body: What is asked, as received and checked for its shape.
        asked_by: Id of the API key.
        asked_at: When.
        state: How it stands.
        answered_at: When it was answered; None while pending.
        result: The answer as plain JSON; for a refusal its ``code`` and ``detail``.
    """

    id: str
    kind: str
    body: Mapping[str, object]
    asked_by: str
    asked_at: datetime
    state: RequestState = RequestState.PENDING
    answered_at: datetime | None = None
    result: Mapping[str, object] = field(default_factory=dict)
