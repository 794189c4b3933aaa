"""``run`` and ``jobs``: one job now, and what ran when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from jobs.cli.frame import JSON, moment, one_of, ports, settings, show, store

if TYPE_CHECKING:
    from forecaster.store.records import Run

app = typer.Typer()


@app.command(epilog="Examples: `summitry run collect` · `summitry run forecast --as-of 2018-07-28`")
def run(
    job: str = typer.Argument(
        ..., help="collect, read, fit, watch, forecast, resolve, score, digest or check."
    ),
    as_of: str = typer.Option("", "--as-of", metavar="T", help="Run as if it were that moment."),
    slot: str = typer.Option("", "--slot", metavar="T", hidden=True),
) -> None:
    """Run one job now."""
    from forecaster.store.records import RunState
    from jobs.registry import NAMES
    from jobs.work import end_on_sigterm, run_by_hand, run_scheduled

    one_of(NAMES, job, "JOB")
    wanted = moment(as_of) if as_of else None
    end_on_sigterm()
    with ports() as opened:
        if slot:
            done = run_scheduled(opened, job, moment(slot))
        else:
            done = run_by_hand(opened, job, wanted)
    if done is None:
        print(f"{job}: another process has this slot")
        return
    print(f"{job}: {told(done)}")
    if done.state is RunState.FAILED:
        raise typer.Exit(1)


def told(done: Run) -> str:
    """A run in one line: why it failed, or its counts and what a person should look at."""
    from jobs.report import Report

    return done.error or str(Report.from_json(done.report))


@app.command(epilog="Examples: `summitry jobs` · `summitry jobs --job collect --json`")
def jobs(
    job: str = typer.Option("", "--job", help="Only this job."),
    limit: int = typer.Option(20, "--limit", min=1, max=1000, help="At most so many runs."),
    as_json: bool = JSON,
) -> None:
    """List runs and the next planned ones."""
    from forecaster.domain.clock import format_instant
    from jobs.registry import plans
    from jobs.wiring import clock

    now = clock()
    rows: list[dict[str, object]] = [
        {"job": plan.job, "slot": format_instant(plan.next_slot(now)), "state": "planned"}
        for plan in plans(settings().schedule)
        if job in {"", plan.job}
    ]
    with store() as opened, opened.read() as records:
        for done in records.runs.latest(job=job or None, limit=limit):
            seconds = (
                (done.finished_at - done.started_at).total_seconds() if done.finished_at else ""
            )
            rows.append(
                {
                    "job": done.job,
                    "slot": format_instant(done.slot),
                    "state": done.state.value,
                    "trigger": done.trigger,
                    "tries": done.attempts,
                    "seconds": seconds,
                    "report": told(done),
                }
            )
    columns = ("job", "slot", "state", "trigger", "tries", "seconds", "report")
    show(columns, rows, as_json=as_json)
