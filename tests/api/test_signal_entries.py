"""Signals that a person enters: marked, checked field by field, known from their entry on."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from forecaster.domain.chronicle import Chronicle, Facts
from forecaster.store.sql import SqlStore
from tests.api.seeds import NOW, Clock
from tests.api.server import serving

ENTRY = {
    "type": "INVITE",
    "leaders": ["vladimir-putin", "donald-trump"],
    "speaker": {"kind": "office", "name": "A spokesman", "country": "RUS"},
    "actor": "RUS",
    "place": {"country": "RUS", "city": "Moscow"},
    "window": {"start_date": "2019-05-01", "end_date": "2019-05-31"},
    "polarity": 1,
    "certainty": "firm",
    "statement_date": "2018-12-20",
    "source": {"url": "https://paper.example/visit", "quotes": ["would be welcome in May"]},
    "reason": "the feed of this paper is down",
}
PATH = "/v1/signals"


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in ENTRY.items() if key != name}


def test_an_entry_is_a_signal_like_any_other_and_marked(
    client: TestClient, writer: dict[str, str]
) -> None:
    answer = client.post(PATH, json=ENTRY, headers=writer)
    assert answer.status_code == 201
    where = answer.headers["location"].removeprefix("http://testserver")
    read = client.get(where)
    assert read.headers["etag"] == answer.headers["etag"]
    shown = read.json()["signal"]
    assert shown == answer.json()
    for name in ("type", "actor", "place", "window", "polarity", "certainty", "statement_date"):
        assert shown[name] == ENTRY[name], name
    assert shown["by_hand"] is True
    assert shown["known_at"] == "2019-02-01T00:00:00Z"
    (witness,) = shown["evidence"]
    assert (witness["source"], witness["reader"]) == ("paper.example", "hand")
    assert "document_id" not in witness
    (decision,) = read.json()["decisions"]
    assert (decision["actor"], decision["reason"]) == ("writer", ENTRY["reason"])
    listed = client.get(f"{PATH}?type=INVITE&pair=donald-trump--vladimir-putin").json()["items"]
    assert [(one["id"], one["by_hand"]) for one in listed] == [
        ("s-invite", False),
        (shown["id"], True),
    ]


def test_an_entry_changes_nothing_that_was_known_before(
    client: TestClient, store: SqlStore, clock: Clock, writer: dict[str, str]
) -> None:
    clock.now = NOW + timedelta(hours=2)
    made = client.post(PATH, json=ENTRY, headers=writer).json()["id"]
    clock.now = NOW + timedelta(hours=3)
    assert client.get(f"{PATH}/{made}?as_of=2019-02-01T01:59:59Z").status_code == 404
    with store.read() as records:
        everything = Chronicle.of(Facts({}, (), (), (), (), ()), records.signals.until())
    before = everything.as_of(NOW + timedelta(hours=2, seconds=-1))
    after = everything.as_of(NOW + timedelta(hours=2))
    assert {one.id for one in after.signals} - {one.id for one in before.signals} == {made}


def test_an_entry_is_reviewed_like_any_other(client: TestClient, writer: dict[str, str]) -> None:
    answer = client.post(PATH, json=ENTRY, headers=writer)
    path = f"{PATH}/{answer.json()['id']}"
    verdict = {"action": "reject", "reason": "the paper took it back"}
    headers = {**writer, "If-Match": answer.headers["etag"]}
    revised = client.patch(path, json=verdict, headers=headers).json()
    assert (revised["review"], revised["revision"], revised["by_hand"]) == ("rejected", 2, True)


def test_a_repeated_entry_is_made_once(client: TestClient, writer: dict[str, str]) -> None:
    headers = {**writer, "Idempotency-Key": "one"}
    first = client.post(PATH, json=ENTRY, headers=headers)
    again = client.post(PATH, json=ENTRY, headers=headers)
    assert again.headers["idempotent-replayed"] == "true"
    assert first.json() == again.json()
    other = client.post(PATH, json={**ENTRY, "polarity": 0}, headers=headers)
    assert other.json()["type"] == "/problems/idempotency-key-reused"


def test_an_act_is_entered_once_from_one_address(
    client: TestClient, writer: dict[str, str]
) -> None:
    read = {
        **ENTRY,
        "source": {"url": "https://wire.example/s-invite/1", "quotes": ["was invited"]},
    }
    made = client.post(PATH, json=ENTRY, headers=writer).json()["id"]
    for body, held in ((read, "s-invite"), (ENTRY, made)):
        answer = client.post(PATH, json=body, headers=writer)
        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert error["pointer"] == "/source/url"
        assert held in error["message"]
    other = {**ENTRY, "type": "WILLING"}
    assert client.post(PATH, json=other, headers=writer).status_code == 201


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (without("reason"), ["/reason"]),
        (without("source"), ["/source"]),
        (without("statement_date"), ["/statement_date"]),
        ({**ENTRY, "type": "GUESS"}, ["/type"]),
        ({**ENTRY, "known_at": "2018-01-01T00:00:00Z"}, ["/known_at"]),
        ({**ENTRY, "leaders": ["donald-trump"]}, ["/leaders"]),
        ({**ENTRY, "leaders": ["donald-trump", "nobody"]}, ["/leaders/1"]),
        ({**ENTRY, "leaders": ["donald-trump", "donald-trump"]}, ["/leaders/1"]),
        ({**ENTRY, "actor": "XXX", "statement_date": "2019-02-03"}, ["/actor", "/statement_date"]),
        ({**ENTRY, "place": {"country": "QQQ"}}, ["/place/country"]),
        ({**ENTRY, "window": {"start_date": "2019-05-02", "end_date": "2019-05-01"}}, ["/window"]),
        ({**ENTRY, "polarity": 2}, ["/polarity"]),
        ({**ENTRY, "source": {"url": "javascript:1", "quotes": ["abc"]}}, ["/source/url"]),
        ({**ENTRY, "source": {"url": "https://[", "quotes": ["abc"]}}, ["/source/url"]),
        ({**ENTRY, "source": {"url": "https://a.example", "quotes": []}}, ["/source/quotes"]),
    ],
)
def test_an_entry_is_checked_field_by_field(
    client: TestClient, writer: dict[str, str], body: Any, pointers: list[str]
) -> None:
    answer = client.post(PATH, json=body, headers=writer)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers


def test_one_leader_is_enough_for_a_presence(client: TestClient, writer: dict[str, str]) -> None:
    body = {**ENTRY, "type": "ATTEND", "leaders": ["donald-trump"], "forum": "G20-2019"}
    assert client.post(PATH, json=body, headers=writer).status_code == 201


def test_a_running_server_takes_an_entry(
    seed_file: Path, compiled: Path, tmp_path: Path, writer: dict[str, str]
) -> None:
    shutil.copy(seed_file, tmp_path / "summitry.db")
    with (
        serving(tmp_path / "summitry.db", compiled) as server,
        httpx2.Client(base_url=server.url) as client,
    ):
        cursor = client.get(PATH).json()["changes_cursor"]
        made = client.post(PATH, json=ENTRY, headers=writer)
        assert made.status_code == 201
        told = client.get("/v1/changes", params={"cursor": cursor}).json()["items"]
        listed = client.get(f"{PATH}?known_since=2019-02-01T00:00:00Z").json()["items"]
    assert [one["type"] for one in told] == ["signal.recorded"]
    assert [one["id"] for one in listed] == [made.json()["id"]]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"statement_date": "2100-01-01"}, "/changes/statement_date"),
        ({"place": {"country": "ZZZ"}}, "/changes/place/country"),
    ],
)
def test_a_correction_is_checked_like_an_entry(
    client: TestClient, writer: dict[str, str], changes: dict[str, Any], pointer: str
) -> None:
    path = f"{PATH}/s-pending"
    headers = {**writer, "If-Match": client.get(path).headers["etag"]}
    body = {"action": "edit", "reason": "misread", "changes": changes}
    answer = client.patch(path, json=body, headers=headers)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
