"""Jobs, what ran when, and runs by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Path
from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.context import Ctx
from api.http.lists import Envelope, Listing, PageQuery, listing, page_of, place
from api.http.problems import ProblemError
from api.http.resource import resource
from api.routes.handover import hand_over
from api.routes.schedule import SCHEDULER
from api.schemas.requests import RequestOut, RunIn
from api.schemas.service import JobOut, RunOut
from forecaster.domain.clock import parse_instant
from forecaster.store.ports import Records
from forecaster.store.records import Run, RunState

router = resource("operations")

JOBS = ("collect", "read", "fit", "watch", "forecast", "resolve", "score", "digest", "check")
"""Every job, in the order in which one finds what the other made."""

_DEPTH = 2_000


class RunsQuery(PageQuery):
    """Filters of the run log."""

    job: str | None = Field(None, description="Only of this job.", max_length=40)
    state: list[RunState] = Field([], description="Only in these states.", max_length=4)


class JobsQuery(PageQuery):
    """Parameters of the list of jobs."""


JobName = Annotated[str, Path(description="Name of the job.", pattern=r"^[a-z-]{1,40}$")]


@router.get("/runs", response_model=Envelope[RunOut])
async def list_runs(ctx: Ctx, query: Annotated[RunsQuery, Params()]) -> Response:
    """The latest 2,000 runs, newest slot first."""
    where = place(ctx, query)
    with ctx.read() as records:
        page = page_of(
            records.runs.latest(job=where.query.job, limit=_DEPTH),
            where,
            lambda run: run.id,
            lambda run: run.started_at <= where.snapshot and _is_wanted(run, where.query),
        )
        what = Listing(page, lambda run: run.id, RunOut.of, RunOut)
        return listing(ctx, records, where, what)


def _is_wanted(run: Run, query: RunsQuery) -> bool:
    return not query.state or run.state in query.state


@router.get("/jobs", response_model=Envelope[JobOut])
async def list_jobs(ctx: Ctx, query: Annotated[JobsQuery, Params()]) -> Response:
    """Jobs with their latest run and the next planned one."""
    where = place(ctx, query)
    with ctx.read() as records:
        jobs = [job_out(records, name) for name in JOBS]
        page = page_of(jobs, where, lambda job: job.name)
        what = Listing(page, lambda job: job.name, lambda job: job, JobOut)
        return listing(ctx, records, where, what)


def job_out(records: Records, name: str) -> JobOut:
    """A job as the scheduler last reported it."""
    sign = records.runs.heartbeat(SCHEDULER)
    planned = sign.next_runs.get(name) if sign else None
    latest = records.runs.latest(job=name, limit=1)
    return JobOut(
        name=name,
        next_run_at=parse_instant(planned) if planned else None,
        last_run=RunOut.of(latest[0]) if latest else None,
    )


@router.post("/jobs/{job}/runs", response_model=RequestOut, status_code=201)
async def start_run(ctx: Ctx, job: JobName, body: RunIn) -> Response:
    """Have the worker run a job now."""
    ctx.need("admin")
    if job not in JOBS:
        raise ProblemError("not-found", f"no job {job!r}; there are {', '.join(JOBS)}")
    ctx.moment(body.as_of)

    def unless_running(records: Records) -> Mapping[str, object]:
        for run in records.runs.latest(job=job, limit=5):
            if run.state is RunState.RUNNING and run.lease_until > ctx.now:
                raise ProblemError("run-in-progress", f"{run.id} is running")
        return {"job": job}

    return await hand_over(ctx, "run", body, unless_running)
