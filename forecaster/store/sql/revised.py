"""Records that are revised by adding: one anatomy for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, Table, select

from forecaster.domain.errors import NotFoundError, StoreError
from forecaster.store.codec import decode, encode
from forecaster.store.records import ChangeType
from forecaster.store.sql.session import Session


class Revision(Protocol):
    """What every revised record carries."""

    @property
    def revision(self) -> int:
        """1 for the first."""
        ...

    @property
    def known_at(self) -> datetime:
        """When it became known here."""
        ...


R = TypeVar("R", bound=Revision)


@dataclass(frozen=True)
class Anatomy(Generic[R]):
    """How one kind of record lies in its table.

    Attributes:
        table: Its table, made of revisions.
        kind: Its dataclass.
        resource: Its name in the change feed.
        identity: Its id.
        change: What a revision of it means to readers.
        columns: Further columns to search by.
    """

    table: Table
    kind: type[R]
    resource: str
    identity: Callable[[R], str]
    change: Callable[[R], ChangeType]
    columns: Callable[[R], Mapping[str, object]] = lambda _: {}

    @property
    def key(self) -> ColumnElement[str]:
        """The id column."""
        key: ColumnElement[str] = next(iter(self.table.primary_key.columns))
        return key


class Revised(Generic[R]):
    """Adds and reads revisions; fulfils ``ports.Revisions``."""

    def __init__(self, session: Session, anatomy: Anatomy[R]) -> None:
        self._session = session
        self._anatomy = anatomy

    def append(self, record: R) -> bool:
        """Add a revision; False if this very revision is there already."""
        newest = self._newest(self._anatomy.identity(record))
        if newest and record.revision <= newest.revision:
            self._must_equal(record)
            return False
        if newest and record.known_at < newest.known_at:
            raise StoreError(
                f"revision {record.revision} of {self._anatomy.resource} "
                f"{self._anatomy.identity(record)} is known before the one it follows",
                remedy="record it with the moment at which it is recorded",
            )
        self._insert(record)
        return True

    def _insert(self, record: R, **more: object) -> None:
        anatomy, identity = self._anatomy, self._anatomy.identity(record)
        seq = self._session.note(
            anatomy.change(record), anatomy.resource, identity, record.known_at, record.revision
        )
        row = {
            anatomy.key.key or "id": identity,
            "revision": record.revision,
            "known_at": record.known_at,
            "seq": seq,
            "body": encode(record),
        }
        self._session.add(anatomy.table, [{**row, **anatomy.columns(record), **more}])

    def _newest(self, record_id: str) -> R | None:
        table, key = self._anatomy.table, self._anatomy.key
        statement = select(table.c.body).where(key == record_id)
        row = self._session.first(statement.order_by(table.c.revision.desc()).limit(1))
        return self._decode(row[0]) if row else None

    def _must_equal(self, record: R) -> None:
        table, identity = self._anatomy.table, self._anatomy.identity(record)
        held = self._session.value(
            select(table.c.body).where(
                self._anatomy.key == identity, table.c.revision == record.revision
            )
        )
        if held is None or self._decode(held) != record:
            raise StoreError(
                f"revision {record.revision} of {self._anatomy.resource} {identity} "
                "is there already, with other content",
                remedy="add it as a further revision",
            )

    def get(self, record_id: str, *, as_of: datetime | None = None) -> R:
        """The newest revision known at ``as_of``."""
        table = self._anatomy.table
        statement = select(table.c.body).where(self._anatomy.key == record_id)
        if as_of is not None:
            statement = statement.where(table.c.known_at <= as_of)
        row = self._session.first(statement.order_by(table.c.revision.desc()).limit(1))
        if row is None:
            raise NotFoundError(f"no {self._anatomy.resource} {record_id!r} is known")
        return self._decode(row[0])

    def history(self, record_id: str) -> tuple[R, ...]:
        """All revisions, oldest first."""
        table = self._anatomy.table
        statement = select(table.c.body).where(self._anatomy.key == record_id)
        return self._decoded(statement.order_by(table.c.revision))

    def current(self, *, as_of: datetime | None = None, head: int | None = None) -> tuple[R, ...]:
        """The newest revision of every record known at ``as_of``, by known time."""
        table = self._anatomy.table
        newest = self.newest_at(as_of, head)
        return self._decoded(newest.order_by(table.c.known_at, self._anatomy.key))

    def until(self, moment: datetime | None = None, *, head: int | None = None) -> tuple[R, ...]:
        """All revisions known at ``moment``, earliest known first."""
        table = self._anatomy.table
        statement = select(table.c.body)
        if moment is not None:
            statement = statement.where(table.c.known_at <= moment)
        if head is not None:
            statement = statement.where(table.c.seq <= head)
        return self._decoded(
            statement.order_by(table.c.known_at, self._anatomy.key, table.c.revision)
        )

    def newest_at(
        self, as_of: datetime | None, head: int | None = None
    ) -> Select[*tuple[Any, ...]]:
        """Bodies of the newest revisions known at ``as_of``, to be narrowed further."""
        table, key = self._anatomy.table, self._anatomy.key
        # Asked row by row, by key: a page of a long table costs no more than the page.
        later = table.alias("later")
        newer = select(later.c.revision).where(
            later.c[key.key or "id"] == key, later.c.revision > table.c.revision
        )
        statement = select(table.c.body)
        if as_of is not None:
            newer = newer.where(later.c.known_at <= as_of)
            statement = statement.where(table.c.known_at <= as_of)
        if head is not None:
            newer = newer.where(later.c.seq <= head)
            statement = statement.where(table.c.seq <= head)
        return statement.where(~newer.exists())

    def _decode(self, body: object) -> R:
        return decode(self._anatomy.kind, body)

    def _decoded(self, statement: Select[*tuple[Any, ...]]) -> tuple[R, ...]:
        return tuple(self._decode(row[0]) for row in self._session.rows(statement))
