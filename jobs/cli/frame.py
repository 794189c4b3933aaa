"""What commands share: the configuration in force, tables, and JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from forecaster.domain.clock import parse_instant, start_of

if TYPE_CHECKING:
    from forecaster.store.ports import Store
    from jobs.library import Library
    from jobs.ports import Ports
    from jobs.settings import Settings

_WIDE = 2000
"""Columns of an output that is no terminal: other programs want whole lines."""

JSON = typer.Option(False, "--json", help="Print JSON instead of a table.")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the options before the command said."""

    config: Path | None = None

    @classmethod
    def of(cls, config: str) -> Frame:
        """A frame with a named configuration."""
        return cls(Path(config))


CONTEXT: ContextVar[Frame] = ContextVar("frame", default=Frame())  # noqa: B039  # it is frozen


def take_config(arguments: list[str]) -> list[str]:
    """The arguments with ``--config FILE`` moved to the front, wherever it stood."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for place, argument in enumerate(arguments[:end]):
        if argument == "--config" and place + 1 < end:
            rest = arguments[:place] + arguments[place + 2 :]
            return ["--config", arguments[place + 1], *rest]
        if argument.startswith("--config="):
            return [argument, *arguments[:place], *arguments[place + 1 :]]
    return arguments


def settings() -> Settings:
    """The checked settings; raises SettingsError."""
    from jobs.wiring import read_settings

    return read_settings(CONTEXT.get().config)


def config_in_force() -> Path | None:
    """The configuration file in force, None for defaults."""
    from jobs.wiring import config_path

    return config_path(CONTEXT.get().config)


@contextmanager
def store(*, read_only: bool = False) -> Iterator[Store]:
    """The store that the settings name, closed at the end."""
    from jobs.wiring import open_records

    opened = open_records(settings(), read_only=read_only)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def store_if_any() -> Iterator[Store | None]:
    """The store for reading where there is one; None where no database was made yet."""
    chosen = settings()
    prefix = "sqlite:///"
    url = chosen.database_url
    if url.startswith(prefix) and not Path(url.removeprefix(prefix)).exists():
        yield None
        return
    with store(read_only=True) as opened:
        yield opened


@cache
def library() -> Library:
    """The bundled data with the operator's own folders."""
    from forecaster.store.files import data_root
    from jobs.library import Library

    chosen = settings()
    return Library(data_root(), chosen.extra_data, chosen.reader, chosen.trust.proven)


@contextmanager
def ports() -> Iterator[Ports]:
    """Everything a job uses, closed at the end."""
    from jobs.wiring import open_ports

    opened = open_ports(settings())
    try:
        yield opened
    finally:
        opened.store.close()


def moment(text: str) -> datetime:
    """Read ``--as-of``: an RFC 3339 instant, or a day, which means its first instant in UTC."""
    try:
        return parse_instant(text) if "T" in text.upper() else start_of(date.fromisoformat(text))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: write 2018-07-28 or 2018-07-28T00:00:00Z") from error


def one_of(known: Iterable[str], given: str, name: str) -> str:
    """The word given, if it is one of those known; the message names all of them."""
    words = tuple(known)
    if given not in words:
        raise typer.BadParameter(f"{given!r} is none of {', '.join(words)}", param_hint=name)
    return given


def print_json(value: object) -> None:
    """Print a value as JSON, indented on a terminal."""
    print(json.dumps(value, indent=2 if sys.stdout.isatty() else None, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; plain columns when the output is no terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(_safe(cell) for cell in row))
    width = None if sys.stdout.isatty() else _WIDE
    console = Console(markup=False, highlight=False, width=width)
    console.print(table)


def _safe(cell: object) -> str:
    """A cell without characters that would steer the terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in str(cell))


def show(columns: Sequence[str], rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Print rows as a table or as a JSON list."""
    if as_json:
        print_json(list(rows))
    else:
        print_table(columns, [[row.get(column, "") for column in columns] for row in rows])
