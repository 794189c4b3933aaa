"""``summitry fit``: fit on what is known, or refit the shipped models of every year."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from jobs.cli.frame import library
from jobs.cli.run import run

app = typer.Typer()


@app.command(
    epilog="Examples: `summitry fit` · `summitry fit --as-of 2018-07-18` · "
    "`summitry fit --vintages data/models`"
)
def fit(
    as_of: str = typer.Option("", "--as-of", metavar="T", help="Fit as if it were that moment."),
    vintages: Path | None = typer.Option(
        None, "--vintages", metavar="DIR", help="Write the models of every year instead."
    ),
) -> None:
    """Fit a model, judge it against the one in service, and keep it."""
    if vintages is None:
        run("fit", as_of=as_of, slot="")
        return
    from jobs.vintages import write_vintages

    for line in write_vintages(library(), vintages):
        print(line, file=sys.stderr, flush=True)
