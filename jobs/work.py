"""Running one job in this process, under a slot."""

from __future__ import annotations

import signal
from dataclasses import replace
from datetime import datetime
from types import FrameType

from forecaster.domain.clock import format_instant, parse_instant
from forecaster.domain.errors import SettingsError
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
    """Run a job now, as if it were ``as_of`` where that is given.

    Raises:
        SettingsError: If that lies in the future, or before what is recorded.
    """
    job, slot = job_named(name), clock().replace(microsecond=0)
    if as_of is not None and name not in LOOKING:
        _check_moment(ports, as_of)

    def work(lease: Lease) -> Report:
        return job(replace(ports, lease=lease), as_of or _present(ports))

    plan = plan_by_hand(name)
    return run_slot(ports.store, plan, slot, work, clock, owner=new_owner(), trigger="hand")


LOOKING = frozenset({"check"})
"""Jobs that only look, at any moment."""


def _check_moment(ports: Ports, as_of: datetime) -> None:
    """Refuse to record what nobody has said yet, or what would look as if said before the rest."""
    if as_of > clock():
        raise SettingsError(
            f"as-of {format_instant(as_of)} lies in the future", remedy="leave it out"
        )
    with ports.read() as records:
        last = records.ledger.last()
    if last is not None and as_of < parse_instant(last.recorded_at):
        raise SettingsError(
            f"as-of {format_instant(as_of)} lies before {last.recorded_at}, "
            "from when the ledger has its last entry",
            remedy="leave it out; `summitry replay` and `ask` look at earlier moments",
        )


def _present(ports: Ports) -> datetime:
    """The present instant, never behind what is recorded."""
    with ports.read() as records:
        return steady(records, clock())


def end_on_sigterm() -> None:
    """Turn SIGTERM into an orderly end: transactions are undone and the slot is given back."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(143)

    signal.signal(signal.SIGTERM, end)
