"""Tables with stated expectations: ``X.csv`` is checked against ``X.expect.json`` beside it.

The expectations file holds ``rows`` (least and greatest count), ``key`` (columns that identify a
row), ``ordered`` (pairs of columns of which the first may not exceed the second) and ``columns``:
for each column optionally ``required``, ``values`` (allowed words), ``range`` (least and greatest,
compared as text, so for ISO dates and fixed-width numbers), ``date``, ``list`` (several values
joined by a bar) and ``ref`` (``table.column`` in which every value must occur).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from forecaster.domain.errors import FactsError

Row = Mapping[str, str]
References = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one CSV file, in file order."""

    path: Path
    rows: tuple[Row, ...]

    def values(self, column: str) -> frozenset[str]:
        """All values of a column."""
        return frozenset(row[column] for row in self.rows)


def bad_row(path: Path, index: int, problem: str) -> FactsError:
    """The error for row ``index`` (from 0) of a file: names file, line, problem and remedy."""
    return FactsError(
        f"{path.name} line {index + 2}: {problem}",
        remedy=f"correct the row, or the expectations beside {path}",
    )


def read_table(path: Path, needed: Sequence[str] = ()) -> Table:
    """Read a CSV file with a header.

    Raises:
        FactsError: If it is missing, lacks a needed column, or a row has too few or many cells.
    """
    if not path.is_file():
        raise FactsError(f"no table {path}", remedy="install the data again or name its folder")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = tuple(reader)
    missing = [column for column in needed if column not in (reader.fieldnames or ())]
    if missing:
        raise FactsError(f"{path.name} has no column {', '.join(missing)}", remedy="add it")
    for index, row in enumerate(rows):
        if None in row or None in row.values():
            raise bad_row(path, index, "the number of cells differs from the header's")
    return Table(path, rows)


def checked_table(path: Path, references: References) -> Table:
    """Read ``path`` and check it against the expectations beside it.

    Raises:
        FactsError: At the first expectation that does not hold; names file, line and remedy.
    """
    expected: dict[str, Any] = _expectations(path.with_suffix(".expect.json"))
    columns: dict[str, dict[str, Any]] = expected.get("columns", {})
    table = read_table(path, tuple(columns))
    _check_count(table, *expected["rows"])
    _check_key(table, expected.get("key", ()))
    for column, rule in columns.items():
        _check_column(table, column, rule, references)
    for first, second in expected.get("ordered", ()):
        _check_order(table, first, second)
    return table


def _expectations(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FactsError(f"cannot read {path}: {error}", remedy="restore the file") from error
    return found


def _check_count(table: Table, least: int, greatest: int) -> None:
    if not least <= len(table.rows) <= greatest:
        raise FactsError(
            f"{table.path.name} has {len(table.rows)} rows, expected {least} to {greatest}",
            remedy=f"restore the table, or correct the expectations beside {table.path}",
        )


def _check_key(table: Table, key: Sequence[str]) -> None:
    seen: set[tuple[str, ...]] = set()
    for index, row in enumerate(table.rows) if key else ():
        value = tuple(row[column] for column in key)
        if value in seen:
            raise bad_row(table.path, index, f"{' / '.join(value)} occurs twice")
        seen.add(value)


def _check_column(
    table: Table, column: str, rule: Mapping[str, Any], references: References
) -> None:
    allowed = frozenset(rule["values"]) if "values" in rule else None
    known = _known(rule.get("ref"), references)
    for index, value in _cells(table, column, rule):
        if allowed is not None and value not in allowed:
            raise bad_row(table.path, index, f"{column} {value!r} is not an allowed word")
        if known is not None and value not in known:
            raise bad_row(table.path, index, f"{column} {value!r} is not in {rule['ref']}")
        if rule.get("date"):
            _check_date(table.path, index, column, value)
        if "range" in rule and not rule["range"][0] <= value <= rule["range"][1]:
            raise bad_row(table.path, index, f"{column} {value} is outside {rule['range']}")


def _cells(table: Table, column: str, rule: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Non-empty values with their row; an empty required cell is an error."""
    for index, row in enumerate(table.rows):
        value = row[column]
        if not value:
            if rule.get("required"):
                raise bad_row(table.path, index, f"{column} is empty")
        elif rule.get("list"):
            yield from ((index, part) for part in value.split("|"))
        else:
            yield index, value


def _known(reference: str | None, references: References) -> frozenset[str] | None:
    if reference is None:
        return None
    if reference not in references:
        raise FactsError(f"expectations name {reference}, which is not loaded before")
    return references[reference]


def _check_date(path: Path, index: int, column: str, value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise bad_row(path, index, f"{column} {value!r} is no ISO date") from error


def _check_order(table: Table, first: str, second: str) -> None:
    for index, row in enumerate(table.rows):
        if row[first] and row[second] and row[first] > row[second]:
            raise bad_row(table.path, index, f"{first} {row[first]} > {second} {row[second]}")
