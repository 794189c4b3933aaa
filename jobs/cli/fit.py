"""``summitry fit``: fit on what is known, or refit what ships: models, the reader's words."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from forecaster.domain.errors import SettingsError
from jobs.cli.frame import library
from jobs.cli.run import run

if TYPE_CHECKING:
    from jobs.learning import School

app = typer.Typer()


@app.command(
    epilog="Examples: `summitry fit` · `summitry fit --as-of 2018-07-18` · "
    "`summitry fit --vintages data/models` · `summitry fit --reader` · "
    "`summitry fit --reader --left-out` · `summitry fit --judge` · `summitry fit --choices` · "
    "`summitry fit --encoder all-minilm-l6-v2 --teacher all-mpnet-base-v2`"
)
def fit(
    as_of: str = typer.Option("", "--as-of", metavar="T", help="Fit as if it were that moment."),
    vintages: Path | None = typer.Option(
        None, "--vintages", metavar="DIR", help="Write the models of every year instead."
    ),
    reader: bool = typer.Option(
        False, "--reader", help="Learn the reader's wordings from the labelled texts instead."
    ),
    judge: bool = typer.Option(
        False,
        "--judge",
        help="Learn whom acts concern and which of them are right, after --reader or --encoder; "
        "needs what CONTRIBUTING.md names.",
    ),
    left_out: bool = typer.Option(
        False,
        "--left-out",
        help="With --reader, --judge or --choices: only print what they are worth on files "
        "left out.",
    ),
    choices: bool = typer.Option(
        False, "--choices", help="Learn who speaks and acts, where and when, from them instead."
    ),
    encoder: Path | None = typer.Option(
        None,
        "--encoder",
        metavar="DIR",
        help="Turn the general model of English in DIR to the reader's types instead; "
        "needs what CONTRIBUTING.md names.",
    ),
    teacher: Path | None = typer.Option(
        None,
        "--teacher",
        metavar="DIR",
        help="With --encoder: a larger model that learns first and teaches it.",
    ),
) -> None:
    """Fit a model, judge it against the one in service, and keep it."""
    tasks = {
        "--vintages": vintages is not None,
        "--reader": reader,
        "--judge": judge,
        "--choices": choices,
        "--encoder": encoder is not None or teacher is not None,
    }
    _check_one_task([name for name, is_asked in tasks.items() if is_asked], as_of, left_out)
    if encoder is not None or teacher is not None:
        _teach(encoder, teacher)
        return
    if choices:
        _choose(left_out=left_out)
        return
    if judge:
        _judge(left_out=left_out)
        return
    if reader:
        _learn(left_out=left_out)
        return
    if vintages is None:
        run("fit", as_of=as_of, slot="")
        return
    from jobs.vintages import write_vintages

    _tell(write_vintages(library(), vintages))


_LEFT_OUT = ("--reader", "--judge", "--choices")


def _check_one_task(asked: list[str], as_of: str, left_out: bool) -> None:
    """Refuse options that would silently not be heeded."""
    if len(asked) > 1:
        raise typer.BadParameter(
            f"{' and '.join(asked)} are learnt one at a time: run `summitry fit` once for each"
        )
    if as_of and asked:
        raise typer.BadParameter(f"--as-of goes with the model in service, not with {asked[0]}")
    if left_out and not set(asked) & set(_LEFT_OUT):
        raise typer.BadParameter("--left-out goes with --reader, --judge or --choices")


def _learn(*, left_out: bool) -> None:
    from jobs.learning import left_out_rows, write_wordings

    school = _school()
    if left_out:
        _print(left_out_rows(school))
    else:
        _tell([write_wordings(school)])


def _choose(*, left_out: bool) -> None:
    from jobs.choices import write_choices
    from jobs.circumstances import left_out_circumstances, write_circumstances

    school = _school()
    if left_out:
        _print(left_out_circumstances(school))
    else:
        _tell(write(school) for write in (write_choices, write_circumstances))


def _judge(*, left_out: bool) -> None:
    try:
        from jobs.company import write_company
        from jobs.judging import left_out_rows, write_judge
    except ModuleNotFoundError as missing:
        raise _not_installed(missing, "uv pip install scikit-learn") from missing
    school = _school()
    if left_out:
        _print(left_out_rows(school))
    else:
        _tell([write_company(school)])
        _tell(write_judge(school))


def _teach(encoder: Path | None, teacher: Path | None) -> None:
    if encoder is None:
        raise SettingsError("nobody to teach", remedy="name the model that learns with --encoder")
    try:
        from jobs.teaching.encoder import write_encoder
    except ModuleNotFoundError as missing:
        raise _not_installed(missing, "uv pip install torch transformers onnx") from missing
    _tell(write_encoder(_school(), encoder, teacher))


def _school() -> School:
    from jobs.learning import ITEMS, School
    from jobs.wiring import clock

    root = library().root
    if not (root / ITEMS).is_dir():
        remedy = "learn in a checkout of the project: what is installed only reads"
        raise SettingsError(f"there are no labelled texts in {root / ITEMS}", remedy=remedy)
    return School(root, clock())


def _print(rows: Iterable[str]) -> None:
    """Results, a row as soon as it is known."""
    for row in rows:
        print(row, flush=True)


def _tell(lines: Iterable[str]) -> None:
    """Progress, and what was written."""
    for line in lines:
        print(line, file=sys.stderr, flush=True)


def _not_installed(missing: ModuleNotFoundError, remedy: str) -> SettingsError:
    return SettingsError(f"{missing.name} is not installed", remedy=remedy)
