"""``scores`` and ``compare``: the track record, and other people's beside it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jobs.cli.frame import JSON, moment, print_json, print_table, store

if TYPE_CHECKING:
    from forecaster.questions.scorecard import Cell, Scorecard

app = typer.Typer()
compare = typer.Typer(help="Ours beside markets and crowds.", no_args_is_help=True)
app.add_typer(compare, name="compare")


@app.command(epilog="Examples: `summitry scores` · `summitry scores --as-of 2018-12-31 --json`")
def scores(
    as_of: str = typer.Option("", "--as-of", metavar="T", help="State of knowledge; now else."),
    as_json: bool = JSON,
) -> None:
    """Show the scorecard: matured questions only, with counts, void rate and reference."""
    from jobs.comparing import card
    from jobs.wiring import clock

    with store(read_only=True) as opened, opened.read() as records:
        found = card(records, moment(as_of) if as_of else clock())
    if as_json:
        print_json(_plain(found))
        return
    rows = [["all", *_figures(found.all)]]
    rows += [[f"{a} to {b} days before", *_figures(c)] for (a, b), c in found.by_lead.items()]
    for name, c in found.by_class.items():
        rows.append([name, *_figures(c)])
        leads = ((lead, one) for (key, lead), one in found.by_class_and_lead.items() if key == name)
        rows += [[f"  {a} to {b} days before", *_figures(one)] for (a, b), one in leads]
    rows += [[name, *_figures(c)] for name, c in found.by_model.items()]
    print_table(("scores", "n", "questions", "Brier", "base rate", "skill", "log"), rows)
    rate = "none settled" if found.void_rate is None else f"{found.void_rate:.0%} void"
    averaged = "" if found.time_averaged is None else f", time-averaged {found.time_averaged:.3f}"
    print(f"{found.settled} settled, {rate}, {found.waiting} not matured{averaged}")


def _figures(cell: Cell) -> list[str]:
    if not cell.is_enough:
        return [str(cell.n), str(cell.questions), "too few", "", "", ""]
    values = (cell.brier, cell.reference_brier, cell.skill, cell.log)
    return [str(cell.n), str(cell.questions), *("" if v is None else f"{v:.3f}" for v in values)]


def _plain(card: Scorecard) -> dict[str, object]:
    def cell(one: Cell) -> dict[str, object]:
        return {**asdict(one), "too_few": not one.is_enough}

    return {
        "all": cell(card.all),
        "by_lead": [{"days": list(days), **cell(one)} for days, one in card.by_lead.items()],
        "by_class": {name: cell(one) for name, one in card.by_class.items()},
        "by_model": {name: cell(one) for name, one in card.by_model.items()},
        "by_class_and_lead": [
            {"class": name, "days": list(days), **cell(one)}
            for (name, days), one in card.by_class_and_lead.items()
        ],
        "by_model_and_lead": [
            {"model": name, "days": list(days), **cell(one)}
            for (name, days), one in card.by_model_and_lead.items()
        ],
        "by_question": dict(card.by_question),
        "time_averaged": card.time_averaged,
        "settled": card.settled,
        "void": card.void,
        "void_rate": card.void_rate,
        "waiting": card.waiting,
    }


@compare.command(
    "import",
    epilog="Example: `summitry compare import prices.csv --dry-run`, with the columns "
    "question_id, source, at, probability",
)
def take_in(
    file: Path = typer.Argument(..., help="CSV of other people's probabilities."),
    dry: bool = typer.Option(False, "--dry-run", help="Only say what would be done."),
) -> None:
    """Record other people's probabilities beside ours; they are never blended in."""
    from jobs.comparing import take_in as keep
    from jobs.wiring import clock

    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file}: {error}") from error
    with store() as opened, opened.write() as records:
        found, new = keep(records, text, clock(), dry=dry)
    for problem in found.problems:
        print(f"{file.name}, {problem}", file=sys.stderr)
    print(f"{len(found.items)} quotes read, {new} new, {len(found.problems)} refused")
    if found.problems:
        raise typer.Exit(1)


@compare.command("show", epilog="Example: `summitry compare show --json`")
def show_rivals(
    as_of: str = typer.Option("", "--as-of", metavar="T", help="State of knowledge; now else."),
    as_json: bool = JSON,
) -> None:
    """Score ours and theirs on the same points: where a quote met a forecast in force."""
    from jobs.comparing import rivalry
    from jobs.wiring import clock

    with store(read_only=True) as opened, opened.read() as records:
        found = rivalry(records, moment(as_of) if as_of else clock())
    if as_json:
        print_json([asdict(one) for one in found])
        return
    rows = [[m.source, m.n, m.questions, _number(m.ours), _number(m.theirs)] for m in found]
    print_table(("source", "points", "questions", "our Brier", "their Brier"), rows)


def _number(value: float | None) -> str:
    return "too few" if value is None else f"{value:.3f}"
