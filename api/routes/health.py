"""Life signs for operators: liveness, readiness, metrics."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import JSONResponse, Response

from api.http.answers import Tagged, dump
from api.http.context import Context, Ctx
from api.http.instants import Instant
from api.http.lists import Query
from api.http.resource import resource
from api.routes.runs import JOBS
from api.routes.schedule import SCHEDULER, next_issue
from api.schemas.base import Shape
from forecaster.domain.errors import SummitryError
from forecaster.store.ports import Records
from forecaster.store.records import RunState

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Gauge

router = resource("operations", prefix="")

_PLANNED = (*JOBS, "watch", "check")

_RECENT = 20
"""Runs looked at for one that is over: a few run or were passed over at any time."""

_DEAD_AFTER = timedelta(minutes=15)


class AliveOut(Shape):
    """Whether the process lives."""

    status: str = Field(description="`ok`.")


class HealthOut(Shape):
    """How the service stands, without anything that changes by itself from second to second."""

    status: str = Field(description="ready or degraded.")
    reasons: list[str] = Field(description="What is wrong; empty when all is well.")
    forecast_issued_at: Instant | None = Field(None, description="When the newest issue was made.")
    newest_article_at: Instant | None = Field(
        None, description="When the newest article became known."
    )
    model_version: str | None = Field(None, description="The model in service.")


class ReadyOut(Shape):
    """Whether the service can do its work."""

    status: str = Field(description="ready, degraded or unavailable.")
    reasons: list[str] = Field(description="What is wrong; empty when all is well.")
    forecast_age_seconds: int | None = Field(None, description="Age of the newest issue.")


@router.get("/v1/health", response_model=HealthOut)
async def get_health(ctx: Ctx, _query: Annotated[Query, Params()]) -> Response:
    """How the service stands: what is wrong, and from when its newest issue and article are."""
    with ctx.read() as records:
        reasons, _ = _look(ctx, records)
        champion = records.models.champion()
        shape = HealthOut(
            status="degraded" if reasons else "ready",
            reasons=reasons,
            forecast_issued_at=records.forecasts.last_issued_at(),
            newest_article_at=records.articles.newest_at(),
            model_version=champion.id if champion else None,
        )
        cache = ctx.fresh_for(next_issue(ctx, records))
    return ctx.answer(Tagged(lambda: dump(shape), cache))


@router.get("/health", response_model=AliveOut)
async def get_alive() -> Response:
    """The process lives and answers."""
    return JSONResponse({"status": "ok"})


@router.get("/ready", response_model=ReadyOut)
async def get_ready(ctx: Ctx) -> Response:
    """Whether forecasts can be served; degraded answers still are 200."""
    try:
        with ctx.read() as records:
            reasons, age = _look(ctx, records)
    except SummitryError:
        shape = ReadyOut(status="unavailable", reasons=["the database refuses"])
        return Response(dump(shape), 503, media_type="application/json")
    status = "degraded" if reasons else "ready"
    shape = ReadyOut(status=status, reasons=reasons, forecast_age_seconds=age)
    return Response(dump(shape), media_type="application/json")


def _look(ctx: Context, records: Records) -> tuple[list[str], int | None]:
    reasons = []
    issued_at = records.forecasts.last_issued_at()
    age = _age(ctx.now, issued_at)
    if age is None:
        reasons.append("no forecast has been issued yet")
    elif issued_at is not None and issued_at > ctx.now + _DEAD_AFTER:
        reasons.append("a forecast is of a time that has not come: the clock was ahead")
    elif age > ctx.settings.stale_after.total_seconds():
        reasons.append("forecasts are stale")
    sign = records.runs.heartbeat(SCHEDULER)
    if sign is None or abs(ctx.now - sign.at) > _DEAD_AFTER:
        reasons.append("the scheduler shows no sign of life")
    if records.models.champion() is None:
        reasons.append("no model is in service")
    stale = sum(feed.is_stale for feed in records.feeds.all())
    if stale:
        reasons.append(f"feeds that are failing: {stale}")
    failed = [job for job in _PLANNED if _has_failed(records, job, ctx.now)]
    if failed:
        reasons.append(f"jobs whose last run failed: {', '.join(failed)}")
    return reasons, age


def _has_failed(records: Records, job: str, now: datetime) -> bool:
    """Whether the newest run of a job that is over did not do its work."""
    for run in records.runs.latest(job=job, limit=_RECENT):
        if run.state is RunState.FAILED or run.is_lost(now):
            return True
        if run.state is RunState.SUCCEEDED:
            return False
    return False


def _age(now: datetime, moment: datetime | None) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))


@router.get("/metrics", response_class=Response)
async def get_metrics(ctx: Ctx) -> Response:
    """Gauges in the text format of Prometheus."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    with ctx.read() as records:
        _gauge(registry, "forecast_age_seconds", "Age of the newest issue.").set(
            _or_nan(_age(ctx.now, records.forecasts.last_issued_at()))
        )
        _gauge(registry, "newest_article_age_seconds", "Age of the newest article.").set(
            _or_nan(_age(ctx.now, records.articles.newest_at()))
        )
        due = records.digests.due(ctx.now, limit=1)
        oldest = _age(ctx.now, due[0].next_at) if due else 0
        _gauge(registry, "outbox_oldest_seconds", "Longest overdue message.").set(_or_nan(oldest))
        waiting = records.requests.pending(limit=1)
        oldest = _age(ctx.now, waiting[0].asked_at) if waiting else 0
        _gauge(registry, "requests_oldest_seconds", "Longest waiting request.").set(_or_nan(oldest))
        failing = sum(feed.failures > 0 for feed in records.feeds.all())
        _gauge(registry, "feeds_failing", "Feeds whose last poll failed.").set(failing)
        _gauge(registry, "changes_total", "Committed changes.").set(records.changes.head())
        _jobs(ctx, records, registry)
    return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")


def _jobs(ctx: Context, records: Records, registry: CollectorRegistry) -> None:
    from prometheus_client import Gauge

    gauge = Gauge(
        "summitry_job_last_success_age_seconds",
        "Age of the last success.",
        ["job"],
        registry=registry,
    )
    for job in JOBS:
        latest = records.runs.latest(job=job, limit=_RECENT)
        good = [run.finished_at for run in latest if run.state is RunState.SUCCEEDED]
        gauge.labels(job=job).set(_or_nan(_age(ctx.now, good[0] if good else None)))


def _gauge(registry: CollectorRegistry, name: str, text: str) -> Gauge:
    from prometheus_client import Gauge

    return Gauge(f"summitry_{name}", text, registry=registry)


def _or_nan(value: int | None) -> float:
    return float("nan") if value is None else float(value)
