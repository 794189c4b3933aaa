"""One transaction as the record modules use it, and the numbering of changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Row,
    Select,
    Table,
    and_,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from forecaster.domain.errors import StoreError
from forecaster.store.records import Change, ChangeType
from forecaster.store.sql.engine import refusal
from forecaster.store.tables import change

CHUNK = 500
"""Values in one ``IN (…)``: well below what either database takes."""


class Session:
    """A transaction. Writers hold the only write lock, so reading before adding is safe.

    Changes are gathered and written at the end in one go, numbered in the order they came.
    """

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes
        self._changes: list[Change] = []
        self._head: int | None = None

    def rows(self, statement: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        """All rows."""
        return self._execute(statement).all()

    def first(self, statement: Select[*tuple[Any, ...]]) -> Row[*tuple[Any, ...]] | None:
        """The first row, None if there is none."""
        return self._execute(statement).first()

    def value(self, statement: Select[*tuple[Any, ...]]) -> object:
        """The first column of the first row, None if there is none."""
        return self._execute(statement).scalar()

    def run(self, statement: Executable) -> int:
        """Execute a change; returns how many rows it touched."""
        self._check_writes()
        return self._execute(statement).rowcount

    def add(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        """Insert rows."""
        self._check_writes()
        batch = list(rows)
        if batch:
            self._execute(insert(table), batch)

    def _execute(
        self, statement: Executable, rows: Sequence[Mapping[str, object]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        try:
            return self._connection.execute(statement, rows)
        except SQLAlchemyError as error:
            raise refusal(error) from error

    def note(
        self,
        kind: ChangeType,
        resource: str,
        resource_id: str,
        known_at: datetime,
        revision: int = 1,
    ) -> int:
        """Number a change; it is written when the transaction ends."""
        self._check_writes()
        self._head = self.head() + 1
        self._changes.append(Change(self._head, kind, resource, resource_id, revision, known_at))
        return self._head

    def head(self) -> int:
        """Number of the newest change, this transaction's own included."""
        if self._head is None:
            newest = self.value(select(func.max(change.c.seq)))
            self._head = newest if isinstance(newest, int) else 0
        return self._head

    def flush(self) -> None:
        """Write the gathered changes."""
        if self._changes:
            self.add(change, [_change_row(item) for item in self._changes])
            self._changes.clear()

    def _check_writes(self) -> None:
        if not self._writes:
            raise StoreError("this view is for reading", remedy="use Store.write()")


def _change_row(item: Change) -> dict[str, object]:
    return {
        "seq": item.seq,
        "type": item.type.value,
        "resource": item.resource,
        "resource_id": item.resource_id,
        "revision": item.revision,
        "known_at": item.known_at,
    }


def chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    """Slices short enough for one statement."""
    return (values[i : i + CHUNK] for i in range(0, len(values), CHUNK))


def behind(
    instant: ColumnElement[datetime], key: ColumnElement[str], at: datetime, record_id: str
) -> ColumnElement[bool]:
    """Rows that follow (``at``, ``record_id``) in the order of (``instant``, ``key``)."""
    return or_(instant > at, and_(instant == at, key > record_id))


def before(
    instant: ColumnElement[datetime], key: ColumnElement[str], at: datetime, record_id: str
) -> ColumnElement[bool]:
    """Rows that precede (``at``, ``record_id``) in the order of (``instant``, ``key``)."""
    return or_(instant < at, and_(instant == at, key < record_id))
