"""Export: records as JSON lines, or as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TextIO

from forecaster.domain.errors import NotFoundError
from forecaster.store.codec import encode
from forecaster.store.flat import as_text
from forecaster.store.ports import ForecastQuery, QuestionQuery, Records

PAGE = 1000
ENDLESS = 1_000_000_000


def export(records: Records, kind: str, file: TextIO, *, flat: bool) -> int:
    """Write all records of one kind.

    Args:
        records: The view.
        kind: A key of :data:`KINDS`.
        file: Where to.
        flat: CSV instead of JSON lines.

    Returns:
        How many.

    Raises:
        NotFoundError: If there is no such kind.
    """
    if kind not in KINDS:
        raise NotFoundError(f"no records {kind!r}", remedy=f"there are {', '.join(KINDS)}")
    rows = (_object(one) for one in KINDS[kind](records))
    return write_csv(rows, file) if flat else _write_lines(rows, file)


def _object(record: object) -> Mapping[str, object]:
    value = encode(record)
    return value if isinstance(value, dict) else {"value": value}


def _write_lines(rows: Iterable[Mapping[str, object]], file: TextIO) -> int:
    count = 0
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
        count += 1
    return count


def write_csv(rows: Iterable[Mapping[str, object]], file: TextIO) -> int:
    """Write rows under the columns of the first, nested values as JSON text; returns how many."""
    writer, count = csv.writer(file), 0
    columns: tuple[str, ...] = ()
    for row in rows:
        if not columns:
            columns = tuple(row)
            writer.writerow(columns)
        writer.writerow([_cell(row.get(column)) for column in columns])
        count += 1
    return count


def _cell(value: object) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return as_text(value) if isinstance(value, str) else value


def _articles(records: Records) -> Iterator[object]:
    page = records.articles.page(limit=PAGE)
    while page:
        yield from page
        page = records.articles.page(after=page[-1].id, limit=PAGE)


def _questions(records: Records) -> Iterable[object]:
    return records.questions.find(QuestionQuery(limit=ENDLESS))


def _forecasts(records: Records) -> Iterator[object]:
    for question in records.questions.find(QuestionQuery(limit=ENDLESS)):
        yield from records.forecasts.history(ForecastQuery(question.id, limit=ENDLESS))


def _changes(records: Records) -> Iterator[object]:
    page = records.changes.since(0, limit=PAGE)
    while page:
        yield from page
        page = records.changes.since(page[-1].seq, limit=PAGE)


KINDS: dict[str, Callable[[Records], Iterable[object]]] = {
    "articles": _articles,
    "signals": lambda records: records.signals.until(),
    "events": lambda records: records.summits.until(),
    "questions": _questions,
    "forecasts": _forecasts,
    "resolutions": lambda records: records.resolutions.until(),
    "encounters": lambda records: records.encounters.until(),
    "scores": lambda records: records.scores.current(),
    "models": lambda records: records.models.all(),
    "changes": _changes,
}
