"""``summitry ask``: question specs in, answers out; nothing is stored."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jobs.cli.frame import library, moment, store_if_any

if TYPE_CHECKING:
    from datetime import datetime

    from jobs.asking import Counter

app = typer.Typer()


@app.command(
    epilog="Examples: `summitry ask questions.jsonl` · "
    '`echo \'{"id": "q1", "kind": "meet", "leaders": ["donald-trump", "vladimir-putin"], '
    '"window": {"start": "2018-07-28", "end": "2018-12-31"}, "as_of": "2018-07-28T00:00:00Z"}\' '
    "| summitry ask --evidence news/`"
)
def ask(
    file: Path | None = typer.Argument(None, help="Specs as JSON lines; standard input else."),
    evidence: Path | None = typer.Option(
        None, "--evidence", metavar="DIR", help="A folder of articles."
    ),
    signals: Path | None = typer.Option(
        None, "--signals", metavar="FILE", help="`read` output, or a CSV of signals."
    ),
    as_of: str = typer.Option("", "--as-of", metavar="T", help="For specs that name no moment."),
) -> None:
    """Answer questions from the facts and the evidence at hand."""
    from jobs.wiring import clock

    now = moment(as_of) if as_of else clock()
    try:
        lines = file.read_text("utf-8").splitlines() if file else sys.stdin.read().splitlines()
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror}") from error
    opened = _counter(evidence, signals, clock())
    # What is loaded stays until the end: the collector need not look through it again and again.
    gc.freeze()
    failed = 0
    for answer in opened.desk(now).answer_lines(lines):
        failed += "error" in answer
        print(json.dumps(answer, ensure_ascii=False))
    if failed:
        print(f"{failed} specs could not be answered", file=sys.stderr)


def _counter(evidence: Path | None, signals: Path | None, now: datetime) -> Counter:
    """Evidence as named, else what the database holds, else the facts alone."""
    from jobs.asking import counter, given_evidence, stored_counter

    if evidence is not None or signals is not None:
        return counter(library(), given_evidence(library(), evidence, signals, now))
    with store_if_any() as opened:
        if opened is None:
            return counter(library(), ())
        with opened.read() as records:
            return stored_counter(library(), records)
