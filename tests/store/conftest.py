"""Databases for the store suite: SQLite always, a real PostgreSQL beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from forecaster.store.sql import SqlStore, open_store
from forecaster.store.sql.engine import make_engine
from forecaster.store.tables import metadata

START = datetime(2018, 7, 1, tzinfo=UTC)


def empty_postgresql(url: str) -> str:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def laid_postgresql(postgresql_url: str) -> str:
    """A database with tables, to be cleared between tests: laying them anew costs more."""
    open_store(empty_postgresql(postgresql_url), now=START).close()
    return postgresql_url


def cleared_postgresql(url: str) -> str:
    engine = make_engine(url)
    names = ", ".join(name for name in metadata.tables if name != "schema_version")
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind without records."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/summitry.db"
    return cleared_postgresql(request.getfixturevalue("laid_postgresql"))


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    opened = open_store(database_url, now=START)
    yield opened
    opened.close()
