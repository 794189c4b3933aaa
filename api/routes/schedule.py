"""When the next issue is due."""

from __future__ import annotations

from datetime import datetime

from api.http.context import Context
from forecaster.domain.clock import parse_instant
from forecaster.store.ports import Records

SCHEDULER = "schedule"
"""Name under which the scheduler shows signs of life."""


def next_issue(ctx: Context, records: Records) -> datetime | None:
    """The scheduler's next planned issue, else one interval after the last; None if overdue."""
    sign = records.runs.heartbeat(SCHEDULER)
    if sign is not None and "forecast" in sign.next_runs:
        planned = parse_instant(sign.next_runs["forecast"])
    else:
        last = records.forecasts.last_issued_at()
        if last is None:
            return None
        planned = last + ctx.settings.forecast_interval
    return planned if planned > ctx.now else None
