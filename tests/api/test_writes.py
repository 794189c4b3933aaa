"""Writes: who may do what, once, against the state they read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from forecaster.domain.signals import Review
from forecaster.store.records import RequestState, WorkRequest
from forecaster.store.sql import SqlStore
from jobs.registry import NAMES
from tests.api.seeds import NOW, USA
from tests.api.test_signal_entries import ENTRY

PAIR = "donald-trump--vladimir-putin"
QUESTION = {
    "kind": "meet",
    "leaders": ["donald-trump", "vladimir-putin"],
    "window": {"end": "2019-12-31"},
}
SUBSCRIPTION = {"recipient": "b@example.org", "zone": "Europe/Berlin", "hour": 7}
REVIEW = {"action": "accept", "reason": "read it in the original"}

WRITES: list[tuple[str, str, Any, str]] = [
    ("POST", "/v1/questions", QUESTION, "write"),
    ("PATCH", f"/v1/questions/{USA}", {"state": "closed", "reason": "asked twice"}, "write"),
    ("POST", "/v1/scenarios", {"questions": [QUESTION]}, "write"),
    ("POST", "/v1/pairs", {"leaders": ["donald-trump", "vladimir-putin"]}, "write"),
    ("PATCH", f"/v1/pairs/{PAIR}", {"watched": False}, "write"),
    ("POST", "/v1/signals", ENTRY, "review"),
    ("PATCH", "/v1/signals/s-pending", REVIEW, "review"),
    ("PUT", f"/v1/questions/{USA}/resolution", {"outcome": "no", "reason": "checked"}, "review"),
    ("POST", "/v1/subscriptions", SUBSCRIPTION, "write"),
    ("PATCH", "/v1/subscriptions/sub-writer", {"hour": 8}, "write"),
    ("DELETE", "/v1/subscriptions/sub-writer", None, "write"),
    ("POST", "/v1/jobs/collect/runs", {}, "admin"),
    ("GET", "/v1/subscriptions", None, "write"),
    ("GET", "/v1/subscriptions/sub-writer", None, "write"),
    ("GET", "/v1/requests/r1", None, "write"),
    ("GET", "/v1/scenarios/r1", None, "write"),
]

SCOPES = {
    "writer": {"review", "write"},
    "reader": {"read"},
    "admin": {"review", "write", "admin"},
}


@contextmanager
def worker(store: SqlStore, answer: Callable[[WorkRequest], WorkRequest]) -> Iterator[None]:
    """A worker that answers requests while the block runs."""
    done = threading.Event()

    def work() -> None:
        while not done.wait(0.005):
            with store.read() as records:
                pending = records.requests.pending()
            for request in pending:
                with store.write() as records:
                    records.requests.answer(replace(answer(request), answered_at=NOW))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def done(result: dict[str, Any]) -> Callable[[WorkRequest], WorkRequest]:
    return lambda request: replace(request, state=RequestState.DONE, result=result)


@pytest.fixture
def patient(store: SqlStore, clock: Any) -> TestClient:
    """A client whose API really waits for the worker."""
    import anyio

    from api.app import create_app
    from tests.api.seeds import SETTINGS, ports_of

    ports = replace(ports_of(store, clock), sleep=anyio.sleep)
    return TestClient(create_app(ports, replace(SETTINGS, wait_seconds=5)))


@pytest.mark.parametrize(
    "key", [None, "wrong", "key-expired", "key-reader", "key-writer", "key-admin"]
)
@pytest.mark.parametrize(("method", "path", "body", "scope"), WRITES)
def test_who_may_do_what(
    client: TestClient, method: str, path: str, body: Any, scope: str, key: str | None
) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = client.request(method, path, json=body, headers=headers)
    name = (key or "").removeprefix("key-")
    if name not in SCOPES:
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    elif scope not in SCOPES[name]:
        assert answer.status_code == 403
        assert scope in answer.json()["detail"]
    else:
        assert answer.status_code in {200, 201, 202, 204, 404, 428}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/subscriptions/sub-other"),
        ("PATCH", "/v1/subscriptions/sub-other"),
        ("DELETE", "/v1/subscriptions/sub-other"),
        ("GET", "/v1/digests/digest-sub-other"),
        ("GET", "/v1/digests/digest-sub-other.html"),
    ],
)
def test_what_belongs_to_others_is_not_there(
    client: TestClient, writer: dict[str, str], method: str, path: str
) -> None:
    body = {"hour": 1} if method == "PATCH" else None
    assert client.request(method, path, json=body, headers=writer).status_code == 404
    lists = client.get("/v1/digests", headers=writer).text
    lists += client.get("/v1/subscriptions", headers=writer).text
    assert "sub-writer" in lists
    assert "sub-other" not in lists
    assert "sub-writer" not in client.get("/v1/digests").text


def test_a_scenario_of_another_is_not_there(client: TestClient, writer: dict[str, str]) -> None:
    taken = client.post("/v1/scenarios", json={"questions": [QUESTION]}, headers=writer)
    assert taken.status_code == 202
    path = taken.headers["location"].removeprefix("http://testserver")
    other = {"Authorization": "Bearer key-other"}
    assert client.get(path, headers=writer).json()["state"] == "pending"
    assert client.get(path, headers=other).status_code == 404


def test_without_a_worker_a_question_waits(client: TestClient, writer: dict[str, str]) -> None:
    answer = client.post("/v1/questions", json=QUESTION, headers=writer)
    assert answer.status_code == 202
    assert answer.headers["location"] == f"http://testserver/v1/requests/{answer.json()['id']}"
    assert answer.json()["state"] == "pending"


def test_the_worker_answers_a_question(
    patient: TestClient, store: SqlStore, writer: dict[str, str]
) -> None:
    with worker(store, done({"question_id": "custom-1", "answer": {"probability": 0.3}})):
        answer = patient.post("/v1/questions", json=QUESTION, headers=writer)
    assert answer.status_code == 201
    assert answer.headers["location"] == "http://testserver/v1/questions/custom-1"
    assert answer.json()["result"]["answer"] == {"probability": 0.3}


def test_the_worker_refuses_what_cannot_be_answered(
    patient: TestClient, store: SqlStore, writer: dict[str, str]
) -> None:
    refusal = {"code": "question-not-answerable", "detail": "leaders: nobody known as 'x'"}
    with worker(store, lambda r: replace(r, state=RequestState.REFUSED, result=refusal)):
        answer = patient.post("/v1/questions", json=QUESTION, headers=writer)
    assert answer.status_code == 422
    assert answer.json()["detail"] == refusal["detail"]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("internal-error", 500),
        ("incoherent-forecast", 500),
        ("unheard-of", 500),
        ("model-unusable", 503),
        ("precondition-failed", 412),
        ("not-found", 404),
    ],
)
def test_a_fault_of_the_worker_is_not_the_callers(
    patient: TestClient, store: SqlStore, writer: dict[str, str], code: str, status: int
) -> None:
    refusal = {"code": code, "detail": "at secret.example"}
    with worker(store, lambda r: replace(r, state=RequestState.REFUSED, result=refusal)):
        answer = patient.post("/v1/questions", json=QUESTION, headers=writer)
    assert answer.status_code == status
    assert ("secret" in answer.text) is (status < 500)


def test_a_scenario_never_enters_the_ledger(
    patient: TestClient, store: SqlStore, writer: dict[str, str]
) -> None:
    with store.read() as records:
        before = records.changes.head()
    with worker(store, done({"tables": []})):
        answer = patient.post("/v1/scenarios", json={"questions": [QUESTION]}, headers=writer)
    assert answer.json()["ledger"] is False
    with store.read() as records:
        assert records.changes.head() == before


def test_a_repeated_post_is_done_once(client: TestClient, writer: dict[str, str]) -> None:
    headers = {**writer, "Idempotency-Key": "abc"}
    first = client.post("/v1/subscriptions", json=SUBSCRIPTION, headers=headers)
    again = client.post("/v1/subscriptions", json=SUBSCRIPTION, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = client.post("/v1/subscriptions", json={**SUBSCRIPTION, "hour": 9}, headers=headers)
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    assert len(client.get("/v1/subscriptions", headers=writer).json()["items"]) == 2


def test_a_change_needs_the_state_it_was_made_against(
    client: TestClient, store: SqlStore, writer: dict[str, str]
) -> None:
    path = "/v1/signals/s-pending"
    tag = client.get(path).headers["etag"]
    assert client.patch(path, json=REVIEW, headers=writer).status_code == 428
    wrong = {**writer, "If-Match": '"other"'}
    assert client.patch(path, json=REVIEW, headers=wrong).status_code == 412
    answer = client.patch(path, json=REVIEW, headers={**writer, "If-Match": tag})
    assert (answer.status_code, answer.json()["review"]) == (200, "accepted")
    assert client.get(path).headers["etag"] == answer.headers["etag"]
    late = client.patch(path, json=REVIEW, headers={**writer, "If-Match": tag})
    assert late.status_code == 412
    with store.read() as records:
        assert len(records.signals.history("s-pending")) == 2
        decision = records.signals.decisions("s-pending")[0]
    assert (decision.actor, decision.action) == ("writer", Review.ACCEPTED)


def test_an_edit_is_a_revision(client: TestClient, writer: dict[str, str]) -> None:
    path = "/v1/signals/s-invite"
    edit = {
        "action": "edit",
        "reason": "the place was misread",
        "changes": {
            "place": {"country": "RUS", "city": "Moscow"},
            "window": {"start_date": "2019-01-01", "end_date": "2019-06-30"},
            "polarity": 0,
        },
    }
    headers = {**writer, "If-Match": client.get(path).headers["etag"]}
    revised = client.patch(path, json=edit, headers=headers).json()
    assert revised["revision"] == 2
    assert revised["place"] == {"country": "RUS", "city": "Moscow"}
    assert revised["polarity"] == 0
    history = client.get(path).json()
    assert history["revisions"][0]["place"]["country"] == "USA"
    assert history["decisions"][0]["reason"] == "the place was misread"


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/questions", {**QUESTION, "extra": 1}, "/extra"),
        ("/v1/questions", {**QUESTION, "kind": "guess"}, "/kind"),
        ("/v1/questions", {**QUESTION, "window": {}}, "/window/end"),
        ("/v1/questions", {**QUESTION, "leaders": ["x"] * 9}, "/leaders"),
        ("/v1/subscriptions", {**SUBSCRIPTION, "zone": "Mars/Base"}, "/zone"),
        ("/v1/subscriptions", {**SUBSCRIPTION, "threshold": 7}, "/threshold"),
        ("/v1/subscriptions", {**SUBSCRIPTION, "pairs": ["nobody"]}, "/pairs"),
        ("/v1/subscriptions", {**SUBSCRIPTION, "recipient": "a@b.c\r\nBcc: x@y.z"}, "/recipient"),
        ("/v1/subscriptions", {**SUBSCRIPTION, "recipient": "a@b..c"}, "/recipient"),
        ("/v1/subscriptions", {**SUBSCRIPTION, "recipient": "a@b.c\n"}, "/recipient"),
    ],
)
def test_bodies_are_checked_field_by_field(
    client: TestClient, writer: dict[str, str], path: str, body: Any, pointer: str
) -> None:
    answer = client.post(path, json=body, headers=writer)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"recipient":"a@example.org","threshold":NaN}', 422),
        (b'{"recipient":"a@example.org","threshold":Infinity}', 422),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"recipient":"a@example.org","zone":null}', 422),
        (b"", 422),
    ],
)
def test_broken_json_is_never_our_fault(
    client: TestClient, writer: dict[str, str], content: bytes, status: int
) -> None:
    headers = {**writer, "Content-Type": "application/json"}
    answer = client.post("/v1/subscriptions", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_large_body_is_refused_unread(client: TestClient, writer: dict[str, str]) -> None:
    answer = client.post("/v1/questions", content=b"x" * 1_000_000, headers=writer)
    assert answer.status_code == 413
    chunks = (b"x" * 10_000 for _ in range(100))
    headers = {**writer, "Content-Type": "application/json"}
    assert client.post("/v1/questions", content=chunks, headers=headers).status_code == 413


def test_pairs_are_watched_and_dropped(client: TestClient, writer: dict[str, str]) -> None:
    path = f"/v1/pairs/{PAIR}"
    headers = {**writer, "If-Match": client.get(path).headers["etag"]}
    assert client.patch(path, json={"watched": False}, headers=headers).json()["revision"] == 2
    assert client.get("/v1/pairs?watched=true").json()["items"] == []
    again = client.post("/v1/pairs", json={"leaders": PAIR.split("--")}, headers=writer)
    assert (again.status_code, again.json()["revision"]) == (201, 3)
    unknown = client.post("/v1/pairs", json={"leaders": ["nobody", "somebody"]}, headers=writer)
    assert unknown.status_code == 422


def test_a_running_job_is_not_started_again(
    client: TestClient, store: SqlStore, admin: dict[str, str]
) -> None:
    from datetime import timedelta

    from tests.store.samples import a_run

    with store.write() as records:
        run = replace(a_run("collect", NOW), lease_until=NOW + timedelta(hours=1))
        records.runs.claim(run, now=NOW)
    answer = client.post("/v1/jobs/collect/runs", json={}, headers=admin)
    assert answer.json()["type"] == "/problems/run-in-progress"
    assert client.post("/v1/jobs/nothing/runs", json={}, headers=admin).status_code == 404


@pytest.mark.parametrize("job", NAMES)
def test_every_job_may_be_run_by_hand_as_of_a_moment(
    client: TestClient, store: SqlStore, admin: dict[str, str], job: str
) -> None:
    path = f"/v1/jobs/{job}/runs"
    assert (
        client.post(path, json={"as_of": "2018-07-28T00:00:00Z"}, headers=admin).status_code == 202
    )
    with store.read() as records:
        (waiting,) = records.requests.pending(limit=9)
    assert waiting.body == {"job": job, "as_of": "2018-07-28T00:00:00Z"}
    assert (
        client.post(path, json={"as_of": "2100-01-01T00:00:00Z"}, headers=admin).status_code == 400
    )


def test_a_resolution_is_corrected_against_what_was_read(
    client: TestClient, admin: dict[str, str]
) -> None:
    path = f"/v1/questions/{USA}/resolution"
    body = {"outcome": "void", "reason": "the record was withdrawn"}
    assert client.put(path, json=body, headers=admin).status_code == 428
    headers = {**admin, "If-Match": client.get(path).headers["etag"]}
    assert client.put(path, json=body, headers=headers).status_code == 202


def test_a_word_against_a_replaced_resolution_is_refused_but_a_repeated_one_is_not(
    client: TestClient, store: SqlStore, admin: dict[str, str]
) -> None:
    path = f"/v1/questions/{USA}/resolution"
    body = {"outcome": "void", "reason": "the record was withdrawn"}
    seen = client.get(path).headers["etag"]
    headers = {**admin, "If-Match": seen, "Idempotency-Key": "k"}
    first = client.put(path, json=body, headers=headers)
    with store.write() as records:
        held = records.resolutions.history(USA)[-1]
        records.resolutions.append(replace(held, revision=held.revision + 1, known_at=NOW))
        waiting = records.requests.pending(limit=5)
    assert [one.body["against_revision"] for one in waiting] == [held.revision]
    again = client.put(path, json=body, headers=headers)
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    late = client.put(path, json=body, headers={**admin, "If-Match": seen})
    assert (late.status_code, late.json()["type"]) == (412, "/problems/precondition-failed")


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_json_is_refused_as_such(
    client: TestClient, writer: dict[str, str], media_type: str | None
) -> None:
    headers = {**writer, **({"Content-Type": media_type} if media_type else {})}
    content = b'{"leaders": ["donald-trump", "vladimir-putin"]}'
    answer = client.post("/v1/pairs", content=content, headers=headers)
    assert (answer.status_code, answer.headers.get("accept")) == (415, "application/json")
    assert answer.json()["type"] == "/problems/unsupported-media-type"


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "application/merge+json"]
)
def test_json_by_any_of_its_names_is_taken(
    client: TestClient, writer: dict[str, str], media_type: str
) -> None:
    content = b'{"leaders": ["donald-trump", "vladimir-putin"]}'
    headers = {**writer, "Content-Type": media_type}
    assert client.post("/v1/pairs", content=content, headers=headers).status_code == 201


@pytest.mark.parametrize("row", [row for row in WRITES if row[2] is not None])
def test_a_stranger_is_told_so_before_the_body_is_read(
    client: TestClient, row: tuple[str, str, Any, str]
) -> None:
    method, path, _, _ = row
    answer = client.request(method, path, json={"no such": "field"})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated")


def test_a_subscription_names_leaders_that_somebody_knows(
    client: TestClient, writer: dict[str, str]
) -> None:
    body = {**SUBSCRIPTION, "pairs": ["donald-trump--nobody"]}
    refused = client.post("/v1/subscriptions", json=body, headers=writer)
    assert refused.json()["errors"][0]["pointer"] == "/pairs"
    assert "'nobody'" in refused.json()["detail"]
    path = "/v1/subscriptions/sub-writer"
    held = {**writer, "If-Match": client.get(path, headers=writer).headers["etag"]}
    changed = client.patch(path, json={"pairs": body["pairs"]}, headers=held)
    assert (refused.status_code, changed.status_code) == (422, 422)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"window": {"end": "9999-12-31"}}, "/window/end"),
        ({"window": {"start": "0001-01-01", "end": "2019-12-31"}}, "/window/start"),
        (
            {
                "kind": "first",
                "options": [
                    {"leaders": ["donald-trump"], "window": {"end": "2019-12-31"}},
                    {"leaders": ["donald-trump"], "window": {"end": "9999-12-31"}},
                ],
            },
            "/options/1/window/end",
        ),
    ],
)
def test_a_window_lies_within_a_persons_life(
    client: TestClient, writer: dict[str, str], change: dict[str, Any], pointer: str
) -> None:
    question = {**QUESTION, **change}
    for path, body, where in (
        ("/v1/questions", question, pointer),
        ("/v1/scenarios", {"questions": [QUESTION, question]}, f"/questions/1{pointer}"),
    ):
        answer = client.post(path, json=body, headers={**writer, "Prefer": "wait=0"})
        assert answer.status_code == 422, answer.text
        [error] = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == (where, "out-of-range")
