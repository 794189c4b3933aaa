"""The jobs by name, and when each is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

from forecaster.domain.errors import NotFoundError
from jobs.ports import Ports
from jobs.report import Report
from jobs.settings import ScheduleSettings
from jobs.slots import Plan

Job = Callable[[Ports, datetime], Report]

# Minutes after the common multiple, so that a job finds what the one before it made, and the
# longest a run may take.
_ORDER: dict[str, tuple[int, int]] = {
    "collect": (0, 10),
    "read": (2, 20),
    "fit": (20, 45),
    "watch": (3, 10),
    "forecast": (4, 20),
    "resolve": (6, 10),
    "score": (7, 10),
    "digest": (8, 10),
    "check": (9, 10),
}

NAMES = tuple(_ORDER)
"""Every job, in the order in which one finds what the other made."""


def job_named(name: str) -> Job:
    """The ``run`` function of a job; its module is loaded now.

    Raises:
        NotFoundError: If there is no such job.
    """
    if name not in _ORDER:
        raise NotFoundError(f"no job {name!r}", remedy=f"jobs are {', '.join(NAMES)}")
    run: Job = import_module(f"jobs.{name}").run
    return run


def plan_of(name: str, schedule: ScheduleSettings) -> Plan | None:
    """When a job is due; None when the settings leave it out."""
    minutes = getattr(schedule, name)
    if minutes == 0:
        return None
    offset, limit = _ORDER[name]
    every = timedelta(minutes=minutes)
    return Plan(name, every, timedelta(minutes=offset) % every, timedelta(minutes=limit))


def plans(schedule: ScheduleSettings) -> tuple[Plan, ...]:
    """Plans of all jobs that are not left out."""
    found = (plan_of(name, schedule) for name in NAMES)
    return tuple(plan for plan in found if plan is not None)


def plan_by_hand(name: str) -> Plan:
    """A plan for a run that somebody asked for: any moment is its slot."""
    _, limit = _ORDER[name]
    return Plan(name, timedelta(seconds=1), limit=timedelta(minutes=limit))
