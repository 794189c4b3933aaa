"""Answers kept in memory are the answers that would have been made."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.wiring import version_of
from forecaster.store.sql import SqlStore
from tests.api.seeds import NOW, SETTINGS, USA, Clock, a_signal, ports_of
from tests.api.test_http import READS
from tests.store import samples


@pytest.fixture
def keeping(store: SqlStore, clock: Clock, tmp_path: Path) -> TestClient:
    """A client of an API that keeps answers as the real one does."""
    version = version_of(f"sqlite:///{tmp_path}/summitry.db")
    assert version is not None
    return TestClient(create_app(replace(ports_of(store, clock), version=version), SETTINGS))


@pytest.mark.parametrize("path", READS)
def test_the_second_answer_is_the_first(keeping: TestClient, client: TestClient, path: str) -> None:
    varying = {"request-id", "ratelimit"}
    plain, first, again = client.get(path), keeping.get(path), keeping.get(path)
    assert plain.content == first.content == again.content
    for other in (first, again):
        assert {k: v for k, v in other.headers.items() if k not in varying} == {
            k: v for k, v in plain.headers.items() if k not in varying
        }
    held = keeping.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")


def test_a_commit_is_seen_at_once(keeping: TestClient, store: SqlStore) -> None:
    before = keeping.get("/v1/signals")
    with store.write() as records:
        fresh = a_signal("s-new", samples.SignalType.WILLING, 27, polarity=1, quote="ready")
        records.signals.append(fresh)
    after = keeping.get("/v1/signals", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert len(after.json()["items"]) == len(before.json()["items"]) + 1


def test_what_changes_with_time_alone_changes(keeping: TestClient, clock: Clock) -> None:
    path = "/v1/questions/meet-usa-2019/forecast"
    assert keeping.get(path).json()["next_expected_at"] == "2019-02-01T01:00:00Z"
    clock.now = NOW + timedelta(hours=2)
    assert "next_expected_at" not in keeping.get(path).json()


def test_nobody_gets_the_answer_of_another(keeping: TestClient, writer: dict[str, str]) -> None:
    own = keeping.get("/v1/digests", headers=writer)
    assert "sub-writer" in own.text
    assert "sub-writer" not in keeping.get("/v1/digests").text
    assert own.headers["cache-control"].startswith("private")


def test_failures_are_not_kept(keeping: TestClient, store: SqlStore) -> None:
    path = f"/v1/questions/{USA}/forecast?as_of=2017-01-01T00:00:00Z"
    assert [keeping.get(path).status_code for _ in range(2)] == [404, 404]


def test_a_database_without_a_cheap_version_keeps_nothing() -> None:
    assert version_of("postgresql://user@host/name") is None


def test_the_version_counts_commits_of_others(tmp_path: Path) -> None:
    file = tmp_path / "a b%.db"
    with sqlite3.connect(file) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE t (x)")
        writer.commit()
        version = version_of(f"sqlite:///{file}")
        assert version is not None
        first = version()
        assert version() == first
        writer.execute("INSERT INTO t VALUES (1)")
        writer.commit()
        assert version() != first
    writer.close()
