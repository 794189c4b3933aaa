"""``import``: tables and question lists of others."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from jobs.cli.frame import JSON, one_of, ports, print_json

GROUP = "import"
app = typer.Typer(
    help="Bring in tables and question lists. The same file twice changes nothing.",
    no_args_is_help=True,
)


@app.command(
    epilog="Examples: `summitry import table meetings mine.csv --dry-run` · "
    "`summitry import table ics summits.ics`"
)
def table(
    kind: str = typer.Argument(..., help="meetings, colt, attendance, summits, ics or leaders."),
    file: Path = typer.Argument(..., help="The file: CSV in UTF-8, or iCalendar.", exists=True),
    dry: bool = typer.Option(False, "--dry-run", help="Only say what would be done."),
    as_json: bool = JSON,
) -> None:
    """Bring in a table; rows that cannot be read are named and the others kept.

    The exit code is 1 when any row could not be read.
    """
    from jobs.importing import KINDS, take_in
    from jobs.wiring import clock

    one_of(KINDS, kind, "KIND")

    with ports() as opened:
        found = take_in(opened, kind, file, clock(), dry=dry)
    if as_json:
        problems = [str(problem) for problem in found.problems]
        print_json({"read": found.read, "new": found.new, "dry": dry, "problems": problems})
    else:
        for problem in found.problems:
            print(f"{file.name}, {problem}", file=sys.stderr)
        verb = "would be" if dry else "are"
        print(f"{found.read} rows read, {found.new} {verb} new, {len(found.problems)} refused")
    if found.problems:
        raise typer.Exit(1)


@app.command(
    epilog="Example: `summitry import questions polymarket saved.json | summitry questions add`"
)
def questions(
    platform: str = typer.Argument(..., help="metaculus, manifold or polymarket."),
    file: Path = typer.Argument(..., help="A saved listing, as JSON.", exists=True),
) -> None:
    """Print specs of the questions that can be expressed, and say of the others why not."""
    from forecaster.questions.importers.listings import ZONES
    from jobs.importing import as_lines, question_specs
    from jobs.wiring import clock

    one_of(ZONES, platform, "PLATFORM")
    with ports() as opened:
        found = question_specs(opened, platform, file, clock())
    sys.stdout.write(as_lines(found.items))
    for problem in found.problems:
        print(f"{problem.where}: {problem.text}", file=sys.stderr)
    print(f"{len(found.items)} questions expressed, {len(found.problems)} not", file=sys.stderr)
