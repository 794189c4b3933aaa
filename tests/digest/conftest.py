"""A filled store and what the digest job is handed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forecaster.store.files import data_root
from forecaster.store.sql import SqlStore, open_store
from jobs.library import Library
from jobs.ports import Ports
from jobs.settings import ApiSettings, MailSettings, Settings
from tests.api.seeds import NOW, seeded


@pytest.fixture(scope="session")
def seed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seed")
    _, store = seeded(folder)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return folder / "summitry.db"


@pytest.fixture
def store(seed_file: Path, tmp_path: Path) -> Iterator[SqlStore]:
    shutil.copy(seed_file, tmp_path / "summitry.db")
    opened = open_store(f"sqlite:///{tmp_path}/summitry.db", now=NOW)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def library() -> Library:
    return Library(data_root())


@pytest.fixture
def ports_with(store: SqlStore, library: Library, tmp_path: Path) -> Callable[..., Ports]:
    """Ports with some settings; the outside world and the model are out of reach."""

    def make(mail: MailSettings | None = None, **values: object) -> Ports:
        settings = Settings(
            folder=tmp_path / "var",
            mail=mail or MailSettings(),
            api=ApiSettings(public_url="https://summitry.example"),
            **values,  # type: ignore[arg-type]
        )
        nothing: object = None
        return Ports(store, settings, library, nothing, nothing, nothing, lambda: 0.5)  # type: ignore[arg-type]

    return make
