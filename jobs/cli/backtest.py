"""``summitry backtest``: the past walked forward, scored against honest references."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from jobs.cli.frame import JSON, library, print_json, print_table, settings

app = typer.Typer()

DAY = ["%Y-%m-%d"]


@app.command(
    epilog="Examples: `summitry backtest` · `summitry backtest --tracks my-tracks --json` · "
    "`summitry backtest --ablations --write docs`"
)
def backtest(
    first: datetime = typer.Option("2006-01-01", "--from", formats=DAY, help="First origin."),
    last: datetime = typer.Option("2024-12-31", "--to", formats=DAY, help="Last origin."),
    tracks: Path | None = typer.Option(
        None, "--tracks", metavar="DIR", help="Score the track model on DIR's tracks alone."
    ),
    coded: Path | None = typer.Option(
        None, "--coded", metavar="DIR", help="Add coded events from a folder (research only)."
    ),
    with_ablations: bool = typer.Option(False, "--ablations", help="Also leave each part out."),
    write: Path | None = typer.Option(
        None, "--write", metavar="DIR", help="Write track-record.md and its picture."
    ),
    as_json: bool = JSON,
) -> None:
    """Score forecasts of the past, each made from what was known then."""
    from jobs.backtesting import Backtests, store_report
    from jobs.wiring import clock

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    chosen = settings()
    tests = Backtests(library(), chosen.seed, tell)
    report: dict[str, Any] = {}
    if tracks is None:
        report["lead_times"] = tests.record(first.date(), last.date())
        report["attendance"] = tests.attendance()
        report["sidelines"] = tests.sidelines()
    report["tracks"] = tests.tracks(tracks)
    if coded is not None:
        report["coded"] = tests.coded(coded)
    if with_ablations:
        report["worths"] = tests.worths(first.date(), last.date())
    if write is not None:
        tests.write_page(write, report)
    path = store_report(chosen.folder, report, clock())
    tell(f"kept in {path}")
    if as_json:
        print_json(report)
    else:
        _print(report)


def _print(report: dict[str, Any]) -> None:
    columns = ("days", "class", "n", "Brier", "base", "skill", "95 %", "slope", "ECE")
    rows = []
    for one in report.get("lead_times", ()):
        low, high = one["skill_interval"]
        rows.append(
            (
                one["days"],
                one["dyad_class"],
                one["n"],
                f"{one['brier']:.4f}",
                f"{one['reference_brier']:.4f}",
                f"{one['skill']:+.3f}",
                f"{low:+.3f} to {high:+.3f}",
                f"{one['slope']:.2f}",
                f"{one['ece']:.4f}",
            )
        )
    if rows:
        print_table(columns, rows)
    print_table(
        ("track target", "n", "Brier", "class rate", "lower by"),
        [
            (
                name,
                one["n"],
                f"{one['brier']:.4f}",
                f"{one['class_rate_brier']:.4f}",
                f"{1.0 - one['brier'] / one['class_rate_brier']:.1%}",
            )
            for name, one in report["tracks"].items()
        ],
    )
