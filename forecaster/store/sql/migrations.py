"""The schema's version, and the steps from each version to the next.

A new database gets today's tables at once. An older one is brought forward by ``upgrade``, one
numbered step a transaction: killed half-way, it goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, inspect, select

from forecaster.domain.errors import StoreError
from forecaster.store.sql.engine import for_writing, transaction
from forecaster.store.tables import metadata, schema_version


@dataclass(frozen=True, slots=True)
class Migration:
    """One step forward.

    Attributes:
        version: Version of the schema after the step.
        name: What it does.
        apply: Does it, on a connection whose transaction the caller ends.
    """

    version: int
    name: str
    apply: Callable[[Connection], None]


FIRST = 1

MIGRATIONS: tuple[Migration, ...] = ()
"""Steps after the first version, in order; each is also in ``tables`` for new databases."""


def latest(migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """The version this program works with."""
    return migrations[-1].version if migrations else FIRST


def current(engine: Engine) -> int | None:
    """Version of the schema; None for a database without tables."""
    with transaction(engine) as connection:
        return _version(connection)


def _version(connection: Connection) -> int | None:
    if not inspect(connection).has_table(schema_version.name):
        return None
    return connection.execute(select(func.max(schema_version.c.version))).scalar()


def create_if_new(
    engine: Engine, now: datetime, migrations: Sequence[Migration] = MIGRATIONS
) -> bool:
    """Lay today's tables in an empty database; False if there are tables already."""
    if current(engine) is not None:
        return False
    with transaction(for_writing(engine)) as connection:
        # Another process may have been quicker between the look and the lock.
        if _version(connection) is not None:
            return False
        metadata.create_all(connection)
        _stamp(connection, latest(migrations), "tables laid", now)
    return True


def check_schema(engine: Engine, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Refuse a database that this program does not fit.

    Raises:
        StoreError: If it has no tables, or they are older or newer than this program's.
    """
    version, wanted = current(engine), latest(migrations)
    if version is None:
        raise StoreError("the database has no tables yet", remedy="run `summitry db upgrade`")
    if version < wanted:
        raise StoreError(
            f"the database has schema {version}, this program needs {wanted}",
            remedy="run `summitry db backup`, then `summitry db upgrade`",
        )
    if version > wanted:
        raise StoreError(
            f"the database has schema {version}, this program knows {wanted}",
            remedy="install the newer version of summitry",
        )


def upgrade(
    engine: Engine, now: datetime, migrations: Sequence[Migration] = MIGRATIONS
) -> tuple[Migration, ...]:
    """Bring a database forward; returns the steps taken.

    Raises:
        StoreError: If a step fails; the steps before it are kept.
    """
    if create_if_new(engine, now, migrations):
        return ()
    taken = []
    for step in migrations:
        with transaction(for_writing(engine)) as connection:
            version = _version(connection)
            if version is None or step.version <= version:
                continue
            step.apply(connection)
            _stamp(connection, step.version, step.name, now)
        taken.append(step)
    return tuple(taken)


def _stamp(connection: Connection, version: int, name: str, now: datetime) -> None:
    row = {"version": version, "name": name, "applied_at": now}
    connection.execute(insert(schema_version), [row])
