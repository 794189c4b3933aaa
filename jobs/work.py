"""Running one job in this process, under a slot."""

from __future__ import annotations

import signal
from dataclasses import replace
from datetime import datetime
from types import FrameType

from forecaster.store.records import Lease, Run
from jobs.ports import Ports
from jobs.registry import job_named, plan_by_hand, plan_of
from jobs.report import Report
from jobs.slots import run_slot
from jobs.steady import steady
from jobs.wiring import clock, new_owner


def run_scheduled(ports: Ports, name: str, slot: datetime) -> Run | None:
    """Run a job for a slot of its plan; None when somebody else has it."""
    plan = plan_of(name, ports.settings.schedule) or plan_by_hand(name)
    job = job_named(name)

    def work(lease: Lease) -> Report:
        return job(replace(ports, lease=lease), _present(ports))

    return run_slot(ports.store, plan, slot, work, clock, owner=new_owner())


def run_by_hand(ports: Ports, name: str, as_of: datetime | None = None) -> Run | None:
    """Run a job now, as if it were ``as_of`` where that is given."""
    job, slot = job_named(name), clock().replace(microsecond=0)

    def work(lease: Lease) -> Report:
        return job(replace(ports, lease=lease), as_of or _present(ports))

    plan = plan_by_hand(name)
    return run_slot(ports.store, plan, slot, work, clock, owner=new_owner(), trigger="hand")


def _present(ports: Ports) -> datetime:
    """The present instant, never behind what is recorded."""
    with ports.read() as records:
        return steady(records, clock())


def end_on_sigterm() -> None:
    """Turn SIGTERM into an orderly end: transactions are undone and the slot is given back."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(143)

    signal.signal(signal.SIGTERM, end)
