"""``summitry backtest``: the past walked forward, scored against honest references."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from jobs.cli.frame import JSON, library, print_json, print_table, settings

if TYPE_CHECKING:
    from forecaster.domain.places import CountryCode

app = typer.Typer()

DAY = ["%Y-%m-%d"]


@app.command(
    epilog="Examples: `summitry backtest` · `summitry backtest --tracks my-tracks --json` · "
    "`summitry backtest --from 2015-01-01 --dyads FRA-USA` · "
    "`summitry backtest --ablations --write docs`"
)
def backtest(
    first: datetime | None = typer.Option(
        None, "--from", formats=DAY, help="First day of a scored forecast; each part's own if not."
    ),
    last: datetime | None = typer.Option(
        None, "--to", formats=DAY, help="Last day of a scored forecast; each part's own if not."
    ),
    dyads: list[str] = typer.Option(
        [], "--dyads", metavar="A-B", help="Only this pair of countries; may be given repeatedly."
    ),
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
    """Score forecasts of the past, each made from what was known then.

    Days and dyads restrict what is scored, not what forecasts and references learn from: with
    dyads, attendance is that of the leaders of their countries. Every line says its n and period.
    Intervals resample dyads, so that of a single one has no width.
    """
    from forecaster.replay.scope import EVERYTHING, Scope
    from jobs.backtesting import Backtests, store_report
    from jobs.wiring import clock

    scope = Scope(
        first.date() if first else None,
        last.date() if last else None,
        frozenset(map(_pair, dyads)),
    )
    if scope != EVERYTHING and write is not None:
        raise typer.BadParameter(
            "--write makes the page of everything: leave out --from, --to and --dyads"
        )
    chosen = settings()
    tests = Backtests(library(), chosen.seed, _tell, scope)
    report = tests.report(tracks, coded, with_worths=with_ablations)
    if write is not None:
        tests.write_page(write, report)
    _tell(f"kept in {store_report(chosen.folder, report, clock())}")
    if as_json:
        print_json(report)
    else:
        _print(report)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _pair(text: str) -> tuple[CountryCode, CountryCode]:
    """A pair of known countries out of ``USA-FRA``."""
    from forecaster.domain.places import CountryCode
    from forecaster.panel.history import pair_of

    known = {country.code for country in library().gazetteer.countries}
    codes = [CountryCode(code) for code in text.upper().split("-")]
    if len(set(codes)) != 2 or not known.issuperset(codes):  # noqa: PLR2004 - a pair
        raise typer.BadParameter(
            f"{text!r} is no pair of countries: write FRA-USA", param_hint="--dyads"
        )
    return pair_of(*codes)


def _print(report: dict[str, Any]) -> None:
    columns = ("days", "class", "n", "period", "Brier", "base", "skill", "95 %", "slope", "ECE")
    rows = []
    for one in report.get("lead_times", ()):
        low, high = one["skill_interval"]
        rows.append(
            (
                one["days"],
                one["dyad_class"],
                one["n"],
                _period(one),
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
    if report["tracks"]:
        _print_tracks(report["tracks"])


def _print_tracks(tracks: dict[str, Any]) -> None:
    print_table(
        ("track target", "n", "period", "Brier", "class rate", "lower by"),
        [
            (
                name,
                one["n"],
                _period(one),
                f"{one['brier']:.4f}",
                f"{one['class_rate_brier']:.4f}",
                f"{1.0 - one['brier'] / one['class_rate_brier']:.1%}",
            )
            for name, one in tracks.items()
        ],
    )


def _period(line: dict[str, Any]) -> str:
    return f"{line['from']} to {line['to']}"
