"""``summitry read``: articles in, what they tell out; touches no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jobs.cli.frame import library, moment

if TYPE_CHECKING:
    from forecaster.domain.news import Article
    from jobs.library import Library

app = typer.Typer()

LINES = frozenset({".jsonl", ".ndjson", ".json"})
"""Endings of files that hold one article per line."""


@app.command(
    epilog="Examples: `summitry read news.jsonl` · `cat page.html | summitry read` · "
    "`summitry read --evaluate data/reading/dev_a.jsonl`"
)
def read(
    files: list[Path] | None = typer.Argument(
        None, help="JSON lines, text or HTML; else standard input."
    ),
    as_of: str = typer.Option("", "--as-of", metavar="T", help="Nothing is later than this."),
    dedupe: str = typer.Option("on", "--dedupe", help="on or off: mark mentions of one act."),
    evaluate: Path | None = typer.Option(
        None, "--evaluate", metavar="FILE", help="Score the reader on labelled items instead."
    ),
    reader: str = typer.Option(
        "", "--reader", help="rules, rules-quick, rules+spacy or llm; else as the settings say."
    ),
    as_json: bool = typer.Option(False, "--json", help="With --evaluate: print JSON."),
) -> None:
    """Read articles and print one JSON line for each."""
    from jobs.wiring import clock

    if dedupe not in {"on", "off"}:
        raise typer.BadParameter("--dedupe takes on or off")
    now = moment(as_of) if as_of else clock()
    if evaluate is not None:
        from jobs.reading import evaluation

        print(evaluation(library(), evaluate, reader, now, as_json=as_json))
        return
    _read(library(), _articles(files or [], now), reader, clusters=dedupe == "on")


def _read(opened: Library, articles: Iterator[Article], reader: str, *, clusters: bool) -> None:
    from time import perf_counter

    from jobs.reading import output_lines

    began, count = perf_counter(), 0
    for line in output_lines(opened, articles, reader, clusters=clusters):
        print(json.dumps(line, ensure_ascii=False))
        count += 1
    spent = perf_counter() - began
    rate = count / spent if spent else 0.0
    print(f"{count} articles in {spent:.2f} s, {rate:.0f} a second", file=sys.stderr)


def _articles(files: list[Path], now: datetime) -> Iterator[Article]:
    from forecaster.domain.errors import ArticleError
    from forecaster.reading.text.inputs import parse_file, parse_lines

    if not files:
        yield from _from_input(now)
    for path in files:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ArticleError(
                f"{path}: {error.strerror}", remedy="name a readable file"
            ) from error
        if path.suffix.lower() in LINES:
            yield from parse_lines(data.decode("utf-8-sig", "replace"), now)
        else:
            yield parse_file(path.name, data, now)


def _from_input(now: datetime) -> Iterator[Article]:
    """Standard input: JSON lines when it begins with a brace, else one text."""
    from forecaster.reading.text.inputs import parse_file, parse_line

    first = sys.stdin.buffer.readline()
    if not first.lstrip().startswith(b"{"):
        yield parse_file("stdin", first + sys.stdin.buffer.read(), now)
        return
    for raw in (first, *sys.stdin.buffer):
        if raw.strip():
            yield parse_line(raw.decode("utf-8", "replace"), now)
