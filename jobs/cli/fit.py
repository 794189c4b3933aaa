"""``summitry fit``: fit on what is known, or refit what ships: models, the reader's words."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from jobs.cli.frame import library
from jobs.cli.run import run

app = typer.Typer()


@app.command(
    epilog="Examples: `summitry fit` · `summitry fit --as-of 2018-07-18` · "
    "`summitry fit --vintages data/models` · `summitry fit --reader` · "
    "`summitry fit --reader --left-out`"
)
def fit(
    as_of: str = typer.Option("", "--as-of", metavar="T", help="Fit as if it were that moment."),
    vintages: Path | None = typer.Option(
        None, "--vintages", metavar="DIR", help="Write the models of every year instead."
    ),
    reader: bool = typer.Option(
        False, "--reader", help="Learn the reader's wordings from the labelled texts instead."
    ),
    left_out: bool = typer.Option(
        False, "--left-out", help="With --reader: only print what they are worth on files left out."
    ),
) -> None:
    """Fit a model, judge it against the one in service, and keep it."""
    if reader:
        _learn(left_out=left_out)
        return
    if vintages is None:
        run("fit", as_of=as_of, slot="")
        return
    from jobs.vintages import write_vintages

    for line in write_vintages(library(), vintages):
        print(line, file=sys.stderr, flush=True)


def _learn(*, left_out: bool) -> None:
    from jobs.learning import School, left_out_rows, write_wordings
    from jobs.wiring import clock

    school = School(library().root, clock())
    if left_out:
        for row in left_out_rows(school):
            print(row, flush=True)
        return
    print(write_wordings(school), file=sys.stderr)
