"""What the tests of the jobs share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forecaster.store.files import data_root
from forecaster.store.sql import SqlStore, open_store
from jobs.fetch.client import Client
from jobs.fetch.guard import Guard
from jobs.library import Library
from jobs.ports import Ports
from jobs.settings import Settings
from tests.jobs import fakes
from tests.jobs.servers import Site, serving

NOW = datetime(2018, 7, 20, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path}/summitry.db", now=NOW)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def library() -> Library:
    return Library(data_root())


@pytest.fixture
def client(site: Site) -> Client:
    return Client(guard=Guard(allowed=frozenset({site.host})), deadline_seconds=1.5)


@pytest.fixture
def make_ports(store: SqlStore, library: Library, client: Client) -> Callable[..., Ports]:
    def make(**settings: Any) -> Ports:
        return replace(base, settings=Settings(**settings))

    base = Ports(
        store=store,
        settings=Settings(),
        library=library,
        pages=client,
        merger=fakes.one_signal_each,
        issuer=fakes.FakeIssuer(),
        jitter=lambda: 0.5,
    )
    return make
