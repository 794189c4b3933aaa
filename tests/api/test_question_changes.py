"""What a person may change of a question: closed early, opened again, and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from forecaster.store.sql import SqlStore, open_store
from tests.api.seeds import NOW, OPEN, USA, Clock, a_question, an_issue, at
from tests.api.server import serving

CLOSE = {"state": "closed", "reason": "asked twice under other words"}
REOPEN = {"state": "open", "reason": "the other one is narrower"}
CUSTOM = "custom.1"
PATH = f"/v1/questions/{CUSTOM}"
HOUR = timedelta(hours=1)


def ask(store: SqlStore, end: date = date(2019, 12, 31)) -> None:
    question = replace(a_question(CUSTOM, end, opened_at=at(25)), origin="custom")
    with store.write() as records:
        records.questions.open(question)
        records.forecasts.issue([an_issue(CUSTOM, at(25, hour=18), 0.2)])


@pytest.fixture
def asked(client: TestClient, store: SqlStore) -> TestClient:
    ask(store)
    return client


def change(client: Any, body: Any, key: dict[str, str], path: str = PATH) -> Any:
    tag = client.get(path).headers["etag"]
    return client.patch(path, json=body, headers={**key, "If-Match": tag})


def test_a_question_is_closed_early_and_opened_again(
    asked: TestClient, store: SqlStore, clock: Clock, writer: dict[str, str]
) -> None:
    before = asked.get(PATH).json()
    closed = change(asked, CLOSE, writer)
    assert closed.status_code == 200
    shown = closed.json()
    assert (shown["state"], shown["revision"], shown["state_actor"]) == ("closed", 2, "writer")
    assert shown["state_reason"] == f"by_hand: {CLOSE['reason']}"
    assert closed.headers["etag"] == asked.get(PATH).headers["etag"]
    clock.now = NOW + HOUR
    assert change(asked, REOPEN, writer).json()["revision"] == 3
    after = asked.get(PATH).json()
    kept = {"rule", "text", "forecast", "opened_at", "deadline_at", "kind"}
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    then = asked.get(PATH, params={"as_of": "2019-02-01T00:30:00Z"}).json()
    assert (then["state"], then["state_actor"]) == ("closed", "writer")
    with store.read() as records:
        assert [move.actor for move in records.questions.moves(CUSTOM)] == [None] + ["writer"] * 2


def test_a_change_needs_the_state_that_was_read(asked: TestClient, writer: dict[str, str]) -> None:
    tag = asked.get(PATH).headers["etag"]
    assert asked.patch(PATH, json=CLOSE, headers=writer).status_code == 428
    held = {**writer, "If-Match": tag}
    assert asked.patch(PATH, json=CLOSE, headers=held).status_code == 200
    late = asked.patch(PATH, json=REOPEN, headers=held)
    assert late.status_code == 412
    assert late.headers["etag"] == asked.get(PATH).headers["etag"]


@pytest.mark.parametrize(
    ("question_id", "body", "pointer", "words"),
    [
        (OPEN, CLOSE, "/state", "only custom questions"),
        (USA, CLOSE, "/state", "only custom questions"),
        (CUSTOM, REOPEN, "/state", "open already"),
        (CUSTOM, {**CLOSE, "state": "resolved"}, "/state", "open"),
        (CUSTOM, {"state": "closed"}, "/reason", "required"),
        (CUSTOM, {**CLOSE, "rule": {"zone": "UTC"}}, "/rule", "no such field"),
        (CUSTOM, {**CLOSE, "text": "Will they?"}, "/text", "no such field"),
    ],
)
def test_nothing_else_of_a_question_changes(
    asked: TestClient,
    writer: dict[str, str],
    question_id: str,
    body: Any,
    pointer: str,
    words: str,
) -> None:
    answer = change(asked, body, writer, f"/v1/questions/{question_id}")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert words in error["message"]


def test_what_is_over_is_not_opened_again(
    asked: TestClient, clock: Clock, writer: dict[str, str]
) -> None:
    change(asked, CLOSE, writer)
    clock.now = NOW + timedelta(days=400)
    answer = change(asked, REOPEN, writer)
    assert answer.status_code == 422
    assert "ended on 2019-12-31" in answer.json()["detail"]


def test_a_running_server_closes_a_question(
    seed_file: Path, compiled: Path, tmp_path: Path, writer: dict[str, str]
) -> None:
    shutil.copy(seed_file, tmp_path / "summitry.db")
    store = open_store(f"sqlite:///{tmp_path}/summitry.db", now=NOW)
    ask(store, end=date(2150, 12, 31))
    store.close()
    with (
        serving(tmp_path / "summitry.db", compiled) as server,
        httpx2.Client(base_url=server.url) as client,
    ):
        head = client.get(
            "/v1/changes?cursor=" + client.get("/v1/questions").json()["changes_cursor"]
        )
        assert change(client, CLOSE, writer).json()["state"] == "closed"
        ids = [one["id"] for one in client.get("/v1/questions?state=closed").json()["items"]]
        cursor = head.json()["cursor"]
        told = client.get("/v1/changes", params={"cursor": cursor}).json()["items"]
    assert ids == [CUSTOM]
    assert [one["type"] for one in told] == ["question.closed"]
