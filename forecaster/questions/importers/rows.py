"""Rows of a CSV with the columns called by any of their usual names."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from forecaster.domain.errors import FactsError, SummitryError
from forecaster.domain.places import CountryCode, Place

T = TypeVar("T")

MAX_FIELD = 10_000
"""Longest cell, in characters."""

DELIMITERS = ",;\t"
"""What may stand between cells: spreadsheets of many countries write semicolons."""

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2200, 12, 31)
"""Days that a table may name; what lies outside is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row, or question, that cannot be taken in.

    Attributes:
        where: Line of the file, or id of the question.
        text: What is wrong; begins with the column where one is to blame.
    """

    where: str
    text: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.where}: {self.text}"


@dataclass(frozen=True, slots=True)
class Imported(Generic[T]):
    """What an import found.

    Attributes:
        items: What can be taken in, in order.
        problems: What cannot, and why.
    """

    items: tuple[T, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: cells by our name for the column, trimmed; absent columns are empty."""

    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """A cell that must be filled.

        Raises:
            ValueError: If it is empty.
        """
        value = self.cells.get(column, "")
        if not value:
            raise ValueError(f"{column}: is empty")
        return value

    def day(self, column: str, otherwise: str = "") -> date:
        """A cell with an ISO day.

        Raises:
            ValueError: If it is empty or no day.
        """
        value = self.cells.get(column, "") or self.cells.get(otherwise, "")
        if not value:
            raise ValueError(f"{column}: is empty")
        try:
            day = datetime.fromisoformat(value).date()
        except ValueError as error:
            raise ValueError(f"{column}: {value!r} is no day like 2018-07-16") from error
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(f"{column}: {value!r} is out of reach of any calendar")
        return day

    def place(self, countries: frozenset[CountryCode]) -> Place | None:
        """Columns ``country`` and ``city``; None when both are empty.

        Raises:
            ValueError: If the country is missing or unknown.
        """
        country, city = self.cells.get("country", "").upper(), self.cells.get("city", "")
        if not country and not city:
            return None
        if CountryCode(country) not in countries:
            raise ValueError(f"country: {country!r} is no known ISO 3166 alpha-3 code")
        return Place(CountryCode(country), city or None)


def rows_of(text: str, names: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Iterator[Row]:
    """Rows of a CSV with a header.

    Args:
        text: The file; its cells are parted by whichever delimiter its first line has most of.
        names: Our name of each column, and how others call it, compared without case.
        needed: Columns that must be there.

    Raises:
        FactsError: If a needed column is missing or the file is no CSV.
    """
    plain = text.lstrip("\ufeff")
    reader = csv.reader(io.StringIO(plain), delimiter=_delimiter(plain), strict=True)
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        places = _places(header, names)
        missing = [column for column in needed if column not in places]
        if missing:
            called = " or ".join((missing[0], *names.get(missing[0], ())))
            seen = ", ".join(header)[:200] or "nothing"
            raise FactsError(
                f"no column {called}",
                remedy=f"add it, or rename one in the header, which has {seen}",
            )
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(reader.line_num, _named(cells, places))
    except csv.Error as error:
        raise FactsError(
            f"line {reader.line_num}: {error}", remedy="give a CSV in UTF-8"
        ) from error


def _delimiter(text: str) -> str:
    return max(DELIMITERS, key=text.partition("\n")[0].count)


def _places(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    found = {}
    for ours, others in names.items():
        for name in (ours, *others):
            if name.casefold() in header:
                found[ours] = header.index(name.casefold())
                break
    return found


def _named(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {
        name: cells[place].strip()[:MAX_FIELD]
        for name, place in places.items()
        if place < len(cells)
    }


def each(rows: Iterator[Row], read: Callable[[Row], T]) -> Imported[T]:
    """Read every row; one that cannot be read is told and the others go on."""
    items: list[T] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            items.append(read(row))
        except (ValueError, SummitryError) as error:
            problems.append(Problem(f"line {row.line}", str(error)))
    return Imported(tuple(items), tuple(problems))
