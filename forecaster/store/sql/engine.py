"""Connections to SQLite and PostgreSQL, set up so that writers queue and commits last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from forecaster.domain.errors import StoreError
from forecaster.store.newfiles import make_file

LOCK_WAIT_MS = 10_000
"""How long a writer waits for another one before it gives up, in milliseconds."""

WRITER_LOCK = 7_303_014_421
"""Key of the advisory lock that queues writers in PostgreSQL, as SQLite queues them by itself."""

_WRITES = "summitry_writes"


class _Cursor(Protocol):
    def execute(self, statement: str) -> object: ...
    def close(self) -> None: ...


class _Driver(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql://…``.

    Raises:
        StoreError: If the address is of another kind, or its folder is not there.
    """
    address = _address(url)
    try:
        engine = create_engine(
            address,
            json_serializer=dump_json,
            pool_pre_ping=address.get_backend_name() == "postgresql",
            connect_args=_connect_args(address, read_only=read_only),
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            "PostgreSQL needs its driver", remedy="pip install 'summitry[postgres]'"
        ) from error
    if address.get_backend_name() == "sqlite":
        _prepare_file(address)
        event.listen(engine, "connect", _pragmas(read_only=read_only))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def dump_json(value: object) -> str:
    """Compact JSON in ASCII: any text survives, also NUL and lone surrogates."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def read_address(url: str) -> URL:
    """The parts of a database address.

    Raises:
        StoreError: If it is none; a port that is no number included.
    """
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError("the database address cannot be read", remedy=_REMEDY) from error


def _address(url: str) -> URL:
    address = read_address(url)
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(f"no store for {address.get_backend_name()}", remedy=_REMEDY)
    if address.drivername == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    return address


_REMEDY = "write sqlite:///folder/file.db or postgresql://user@host/name"


def _connect_args(address: URL, *, read_only: bool) -> dict[str, object]:
    if address.get_backend_name() == "sqlite":
        return {"timeout": LOCK_WAIT_MS / 1000, "check_same_thread": False}
    options = f"-c timezone=UTC -c lock_timeout={LOCK_WAIT_MS}"
    if read_only:
        options += " -c default_transaction_read_only=on"
    return {"options": options, "connect_timeout": 10}


def _prepare_file(address: URL) -> None:
    """Make the database file with access for its owner alone: it holds addresses and hashes.

    One that is there is left to SQLite: see :func:`make_file` for what opening it would do.
    """
    if not address.database or address.database == ":memory:":
        raise StoreError("a store needs a file: in memory nothing would last", remedy=_REMEDY)
    path = Path(address.database)
    try:
        make_file(path)
    except OSError as error:
        raise StoreError(
            f"cannot write {path}: {error.strerror}", remedy="choose another database_url"
        ) from error


def _pragmas(*, read_only: bool) -> Callable[[_Driver, ConnectionPoolEntry], None]:
    def connected(driver: _Driver, _entry: ConnectionPoolEntry) -> None:
        # The driver's own BEGIN is deferred; transactions are begun below instead.
        driver.isolation_level = None
        cursor = driver.cursor()
        for pragma in (
            f"busy_timeout={LOCK_WAIT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return connected


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another one wrote.
    mode = "IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def for_writing(engine: Engine) -> Engine:
    """The same connections, with transactions that take the write lock as they begin."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction; database errors come out as :class:`StoreError`.

    Raises:
        StoreError: With the remedy, when the database refuses.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise refusal(error) from error


def refusal(error: Exception) -> StoreError:
    """What a database error means to a user."""
    cause = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    first = cause.strip().splitlines()[0] if cause.strip() else type(error).__name__
    for sign, remedy in _REMEDIES.items():
        if sign in cause:
            return StoreError(f"the database refuses: {first}", remedy=remedy)
    return StoreError(f"the database refuses: {first}")


_REMEDIES = {
    "database is locked": "another process holds the write lock; try again",
    "lock timeout": "another process holds the write lock; try again",
    "no such table": "run `summitry db upgrade`",
    "does not exist": "run `summitry db upgrade`, or check database_url",
    "unable to open": "make the file and its folder readable and writable",
    "readonly": "make the file and its folder writable",
    "read-only": "open the store for writing",
    "disk is full": "free some space; nothing that was committed is lost",
    "not a database": "restore a backup with `summitry db restore`",
    "malformed": "restore a backup with `summitry db restore`",
    "connection": "check that the server runs and database_url is right",
}
