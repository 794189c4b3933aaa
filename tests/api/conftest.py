"""What the tests of the API share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from forecaster.store.sql import SqlStore, open_store
from tests.api.seeds import NOW, SETTINGS, Clock, ports_of, seeded


@pytest.fixture(scope="session")
def seed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled database, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("seed")
    _, store = seeded(folder)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return folder / "summitry.db"


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where servers started by tests keep their byte code, as an installation does."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(seed_file: Path, tmp_path: Path) -> Iterator[SqlStore]:
    shutil.copy(seed_file, tmp_path / "summitry.db")
    opened = open_store(f"sqlite:///{tmp_path}/summitry.db", now=NOW)
    yield opened
    opened.close()


@pytest.fixture
def client(store: SqlStore, clock: Clock) -> TestClient:
    return TestClient(create_app(ports_of(store, clock), SETTINGS))


@pytest.fixture
def writer() -> dict[str, str]:
    return {"Authorization": "Bearer key-writer"}


@pytest.fixture
def admin() -> dict[str, str]:
    return {"Authorization": "Bearer key-admin"}
