"""Conventions that hold for every resource."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from forecaster.store.sql import SqlStore
from tests.api.seeds import ANY, DAY, NOW, OPEN, SETTINGS, USA, Clock, a_signal, ports_of
from tests.store import samples

READS = [
    "/v1/leaders",
    "/v1/pairs",
    "/v1/pairs/donald-trump--vladimir-putin",
    "/v1/pairs/donald-trump--vladimir-putin/table",
    "/v1/questions",
    f"/v1/questions/{USA}",
    f"/v1/questions/{USA}/forecast",
    f"/v1/questions/{USA}/forecasts",
    f"/v1/questions/{USA}/diff?from=2018-07-18T12:00:00Z",
    f"/v1/questions/{USA}/resolution",
    "/v1/signals",
    "/v1/signals/s-invite",
    "/v1/review",
    "/v1/documents/article-s-invite-0",
    "/v1/events",
    "/v1/events/g20-2018",
    "/v1/encounters",
    "/v1/encounters/e1",
    "/v1/scorecard",
    "/v1/calibration",
    "/v1/models",
    "/v1/models/m1",
    "/v1/runs",
    "/v1/jobs",
    "/v1/feeds",
    "/v1/changes",
    "/v1/digests",
    "/v1/digests/digest-sub-all",
    "/v1/digests/digest-sub-all.html",
    "/v1/digests/digest-sub-all.txt",
    "/v1/ledger",
    "/v1/exports/forecasts.csv",
    "/v1/exports/signals.csv",
    "/v1/exports/events.ics",
    "/v1/exports/moves.atom",
    "/v1/openapi.json",
    "/",
    "/pairs/donald-trump--vladimir-putin",
    f"/questions/{USA}",
    "/signals/s-pending",
    "/track-record",
    "/digests",
    "/about",
    "/problems/not-found",
]


@pytest.mark.parametrize("path", READS)
def test_reads_are_tagged_conditional_and_answer_head(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200, first.text
    tag = first.headers["etag"]
    assert tag.startswith('"'), "a strong tag"
    again = client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    lines = [("If-None-Match", '"other"'), ("If-None-Match", tag)]
    assert client.get(path, headers=lines).status_code == 304, "one tag a line"
    for name in ("etag", "cache-control", "vary"):
        assert name in again.headers
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(first.content))
    assert head.headers["etag"] == tag


@pytest.mark.parametrize(
    "path", [path for path in READS if path.startswith("/v1/") and "." not in path]
)
def test_unknown_parameters_are_refused_by_name(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}limt=3")
    problem = answer.json()
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "/problems/unknown-parameter"
    assert problem["errors"][0]["parameter"] == "limt"


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("2018-11-29T10:00:00", "offset"),
        ("1543485600", "RFC 3339"),
        ("2018-11-29", "RFC 3339"),
        ("2018-11-29T10:00:00+03:00", "%2B"),
        ("2018-02-30T10:00:00Z", "no such instant"),
        ("9999-12-31T23:59:59-23:59", "no such instant"),
        ("2019-02-02T00:00:00Z", "future"),
        ("yesterday", "RFC 3339"),
    ],
)
def test_instants_need_an_offset(client: TestClient, value: str, hint: str) -> None:
    answer = client.get(f"/v1/questions?as_of={value}")
    assert answer.status_code == 400
    assert hint in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/questions/", 404, "not-found"),
        ("GET", "/V1/questions", 404, "not-found"),
        ("GET", "/v1/questions/unknown", 404, "not-found"),
        ("GET", "/v1/questions/%00", 400, "validation-failed"),
        ("GET", "/v1/pairs/nobody", 404, "not-found"),
        ("DELETE", "/v1/questions", 405, "method-not-allowed"),
        ("PUT", "/", 405, "method-not-allowed"),
        ("GET", "/v1/questions?limit=0", 400, "validation-failed"),
        ("GET", "/v1/questions?limit=1000000000", 400, "validation-failed"),
        ("GET", "/v1/questions?fields=id,nonsense", 400, "validation-failed"),
        ("GET", "/v1/questions?cursor=p1.x.y", 400, "cursor-invalid"),
        ("GET", f"/v1/questions?cursor={'x' * 9000}", 414, "uri-too-long"),
        ("GET", "/v1/changes?types=nonsense", 400, "validation-failed"),
        ("GET", "/problems/nonsense", 404, "not-found"),
    ],
)
def test_every_failure_is_a_problem(
    client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert problem["type"] == f"/problems/{code}"
    assert problem["request_id"] == answer.headers["request-id"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/signals", "GET, HEAD, POST"),
        ("DELETE", "/v1/questions", "GET, HEAD, POST"),
        ("POST", "/v1/questions/q1", "GET, HEAD, PATCH"),
        ("GET", "/v1/jobs/collect/runs", "POST"),
        ("POST", "/v1/openapi.json", "GET, HEAD"),
        ("POST", "/static/style.css", "GET, HEAD"),
        ("PUT", "/", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_a_defect_tells_a_caller_nothing(
    store: SqlStore, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        @property
        def leaders(self) -> dict[str, str]:
            raise RuntimeError("canary-4711")

        countries: dict[str, str] = {}  # noqa: RUF012
        summits = ()

    ports = replace(ports_of(store, clock), names=Broken())
    client = TestClient(create_app(ports, SETTINGS))
    answer = client.get("/v1/questions")
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal-error"
    assert "canary" not in answer.text
    usual = client.get("/v1/nothing").headers
    assert set(usual) == set(answer.headers), "a failure bears what every answer bears"
    assert answer.json()["request_id"] == answer.headers["request-id"]
    assert answer.headers["request-id"] in caplog.text


def test_a_defect_before_the_gate_is_answered_too(store: SqlStore, clock: Clock) -> None:
    class Unreadable:
        def read(self) -> Any:
            raise RuntimeError("canary-4711")

    ports = replace(ports_of(store, clock), reader=Unreadable())  # type: ignore[arg-type]
    client = TestClient(create_app(ports, SETTINGS))
    answer = client.get("/v1/questions", headers={"Authorization": "Bearer key-writer"})
    assert (answer.status_code, answer.json()["request_id"]) == (500, answer.headers["request-id"])
    assert {"vary", "x-content-type-options"} <= set(answer.headers)


def test_some_fields_can_be_asked_for(client: TestClient) -> None:
    assert client.get(f"/v1/questions/{USA}?fields=id,state").json() == {
        "id": USA,
        "state": "resolved",
    }
    assert client.get("/v1/questions?fields=id&limit=1").json()["items"] == [{"id": ANY}]


def pages(client: TestClient, path: str) -> list[Any]:
    found, following = [], path
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found.append(page)
        following = page.get("next", "").removeprefix("http://testserver")
        assert ("link" in answer.headers) is bool(following)
    return found


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/v1/signals", 4),
        ("/v1/questions", 3),
        (f"/v1/questions/{USA}/forecasts", 4),
        ("/v1/runs", 2),
    ],
)
def test_pages_leave_nothing_out_and_repeat_nothing(
    client: TestClient, path: str, count: int
) -> None:
    found = [item["id"] for page in pages(client, f"{path}?limit=1") for item in page["items"]]
    whole = [item["id"] for item in client.get(path).json()["items"]]
    assert found == whole
    assert len(found) == len(set(found)) == count


def test_latest_first_goes_backward_through_ties_and_counts_every_page_alike(
    client: TestClient, store: SqlStore
) -> None:
    with store.write() as records:
        for number in range(5):  # all known at one moment, so that the id decides
            records.signals.append(
                a_signal(f"tie-{number}", samples.SignalType.CALL, 25, polarity=0, quote="rang")
            )
    forward = [one["id"] for one in client.get("/v1/signals").json()["items"]]
    read = pages(client, "/v1/signals?limit=2&sort=-first_known_at&count=true")
    assert [one["id"] for page in read for one in page["items"]] == forward[::-1]
    assert [page["count"] for page in read] == [len(forward)] * len(read)
    assert "count" not in client.get("/v1/signals").json()
    few = client.get("/v1/signals?type=CALL&limit=1&count=true").json()
    assert (len(few["items"]), few["count"]) == (1, 5)


def test_a_later_signal_moves_no_page_of_a_list_begun_before(
    client: TestClient, store: SqlStore, clock: Clock
) -> None:
    whole = [one["id"] for one in client.get("/v1/signals?sort=-first_known_at").json()["items"]]
    first = client.get("/v1/signals?sort=-first_known_at&limit=2&count=true").json()
    clock.now = NOW + DAY
    with store.write() as records:
        fresh = a_signal("s-late", samples.SignalType.CALL, 27, polarity=0, quote="rang")
        records.signals.append(replace(fresh, known_at=clock.now))
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    assert [one["id"] for one in first["items"] + second["items"]] == whole[:4]
    assert second["count"] == first["count"] == len(whole)


@pytest.mark.parametrize("sort", ["known_at", "-id", "", "statement_date"])
def test_only_what_the_store_can_sort_by_is_taken(client: TestClient, sort: str) -> None:
    answer = client.get("/v1/signals", params={"sort": sort})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "sort"
    following = client.get("/v1/signals?limit=1&sort=-first_known_at").json()["next"]
    other = following.removeprefix("http://testserver") + "&sort=first_known_at"
    assert client.get(other).json()["type"] == "/problems/cursor-filter-mismatch"


def test_later_pages_show_the_snapshot_of_the_first(
    client: TestClient, store: SqlStore, clock: Clock
) -> None:
    as_of = "2018-07-27T00:00:00Z"
    first = client.get(f"/v1/signals?limit=1&as_of={as_of}").json()
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    assert second["as_of"] == first["as_of"] == as_of
    assert second["items"][0]["id"] == "s-hedge"
    assert second["items"][0]["retracted"] is False


def test_a_cursor_holds_its_filters(client: TestClient) -> None:
    first = client.get("/v1/signals?limit=1&leader=donald-trump&review=accepted").json()
    following = first["next"].removeprefix("http://testserver")
    same = client.get(f"{following}&review=accepted")
    other = client.get(f"{following}&review=pending")
    assert same.status_code == 200
    assert other.json()["type"] == "/problems/cursor-filter-mismatch"
    elsewhere = client.get(f"/v1/questions?{urlsplit(following).query}")
    assert elsewhere.json()["type"] == "/problems/cursor-invalid"
    altered = following.replace("cursor=p1-signals.e", "cursor=p1-signals.f")
    assert client.get(altered).json()["type"] == "/problems/cursor-invalid"


def test_an_old_cursor_is_gone(client: TestClient, clock: Clock) -> None:
    following = client.get("/v1/signals?limit=1").json()["next"].removeprefix("http://testserver")
    clock.now = NOW + 89 * DAY
    assert client.get(following).status_code == 200
    clock.now = NOW + 91 * DAY
    assert client.get(following).status_code == 410


def test_a_list_and_the_changes_behind_it_lose_nothing(
    client: TestClient, store: SqlStore, clock: Clock
) -> None:
    cursor = client.get("/v1/signals").json()["changes_cursor"]
    quiet = client.get(f"/v1/changes?cursor={cursor}").json()
    assert (quiet["items"], quiet["more"]) == ([], False)
    with store.write() as records:
        fresh = a_signal("s-new", samples.SignalType.WILLING, 27, polarity=1, quote="ready")
        records.signals.append(fresh)
    news = client.get(f"/v1/changes?cursor={quiet['cursor']}").json()
    assert [(c["type"], c["resource_id"]) for c in news["items"]] == [("signal.recorded", "s-new")]
    assert client.get(f"/v1/changes?cursor={news['cursor']}").json()["items"] == []


def test_the_whole_feed_can_be_read_in_pieces(client: TestClient) -> None:
    whole = client.get("/v1/changes").json()["items"]
    assert [change["seq"] for change in whole] == list(range(1, len(whole) + 1))
    found: list[Any] = []
    page = client.get("/v1/changes?limit=7").json()
    found += page["items"]
    while page["more"]:
        page = client.get(f"/v1/changes?limit=7&cursor={page['cursor']}").json()
        found += page["items"]
    assert found == whole


def test_waiting_ends_when_something_happens_or_time_is_up(client: TestClient) -> None:
    cursor = client.get("/v1/signals").json()["changes_cursor"]
    answer = client.get(f"/v1/changes?cursor={cursor}", headers={"Prefer": "wait=2"})
    assert answer.headers["preference-applied"] == "wait=2"
    assert answer.json()["items"] == []


def test_cache_times_follow_the_next_issue(client: TestClient, clock: Clock) -> None:
    def seconds(path: str) -> int:
        parts = client.get(path).headers["cache-control"].split(", ")
        return int(next(p for p in parts if p.startswith("max-age=")).partition("=")[2])

    assert 3600 <= seconds(f"/v1/questions/{OPEN}/forecast") <= 3960
    clock.now = NOW + timedelta(minutes=50)
    assert 600 <= seconds(f"/v1/questions/{OPEN}/forecast") <= 660
    assert seconds(f"/v1/questions/{OPEN}/forecast?as_of=2018-08-01T00:00:00Z") == 86400


def test_answers_to_a_key_are_private(client: TestClient, writer: dict[str, str]) -> None:
    assert client.get("/v1/questions").headers["cache-control"].startswith("public")
    assert (
        client.get("/v1/questions", headers=writer).headers["cache-control"].startswith("private")
    )
