"""Reads: what is stored comes out, as of any moment, and nothing else."""

from __future__ import annotations

import csv
import io
from base64 import b64decode
from dataclasses import replace
from datetime import datetime, timedelta
from math import fsum
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from forecaster.store.records import Change, ChangeType, FeedState, Heartbeat, Run, RunState
from forecaster.store.sql import SqlStore
from jobs.registry import NAMES
from tests.api.seeds import ANY, NOW, OPEN, USA
from tests.store import samples

PAIR = "donald-trump--vladimir-putin"


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("as_of", "probability"),
    [
        ("2018-07-18T12:00:00Z", 0.10),
        ("2018-07-19T18:00:00Z", 0.31),
        ("2018-07-24T23:00:00Z", 0.24),
        ("2018-07-25T21:00:00%2B03:00", 0.08),
        ("2018-07-25T20:59:59%2B03:00", 0.24),
    ],
)
def test_the_issue_in_force_is_the_one_of_that_moment(
    client: TestClient, as_of: str, probability: float
) -> None:
    assert get(client, f"/v1/questions/{USA}/forecast?as_of={as_of}")["probability"] == probability


def test_before_the_first_issue_there_was_nothing(client: TestClient) -> None:
    answer = client.get(f"/v1/questions/{USA}/forecast?as_of=2018-07-18T05:00:00Z")
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/as-of-before-history"


def test_the_present_forecast_says_when_the_next_is_due_and_whether_it_is_stale(
    client: TestClient,
) -> None:
    settled, running = (get(client, f"/v1/questions/{q}/forecast") for q in (USA, OPEN))
    assert "next_expected_at" not in settled
    assert settled["stale"] is False
    assert running["next_expected_at"] == "2019-02-01T01:00:00Z"
    assert running["stale"] is True


def test_history_is_every_issue_oldest_first(client: TestClient) -> None:
    items = get(client, f"/v1/questions/{USA}/forecasts")["items"]
    assert [item["probability"] for item in items] == [0.10, 0.31, 0.24, 0.08]
    later = get(client, f"/v1/questions/{USA}/forecasts?issued_after=2018-07-24T18:00:00Z")
    assert [item["probability"] for item in later["items"]] == [0.08]


def test_one_issue_never_changes(client: TestClient) -> None:
    issue = get(client, f"/v1/questions/{USA}/forecast")
    answer = client.get(f"/v1/forecasts/{issue['id']}")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.json()["drivers"] == issue["drivers"]
    assert answer.json()["interval"] == {"low": 0.04, "high": 0.12, "level": 0.8}


@pytest.mark.parametrize(
    "ends",
    [
        "from=2018-07-18T12:00:00Z&to=2018-07-19T23:00:00Z",
        "from=2018-07-19T23:00:00Z&to=2018-07-24T23:00:00Z",
        "from=2018-07-18T12:00:00Z",
        "from=2018-07-25T23:00:00Z&to=2018-07-25T23:30:00Z",
    ],
)
def test_the_drivers_of_a_move_add_up_to_it(client: TestClient, ends: str) -> None:
    move = get(client, f"/v1/questions/{USA}/diff?{ends}")
    expected = move["later"]["probability"] - move["earlier"]["probability"]
    assert move["change"] == pytest.approx(expected, abs=1e-12)
    assert fsum(d["contribution"] for d in move["drivers"]) == pytest.approx(expected, abs=1e-9)


def test_a_move_names_what_came_and_what_went(client: TestClient) -> None:
    ends = "from=2018-07-24T23:00:00Z&to=2018-07-25T23:00:00Z"
    move = get(client, f"/v1/questions/{USA}/diff?{ends}")
    assert move["text"] == "24% to 8% (-16 points)"
    causes = {(d["kind"], tuple(d["signal_ids"])) for d in move["drivers"]}
    assert ("new_signal", ("s-postpone",)) in causes
    assert ("retraction", ("s-hedge",)) in causes


def test_a_move_backwards_is_refused(client: TestClient) -> None:
    ends = "from=2018-07-25T23:00:00Z&to=2018-07-19T23:00:00Z"
    assert client.get(f"/v1/questions/{USA}/diff?{ends}").status_code == 400


def test_the_table_adds_to_one_in_every_column_and_never_falls(client: TestClient) -> None:
    table = get(client, f"/v1/pairs/{PAIR}/table?dates=2018-08-31,2018-11-30,2018-12-31,2019-01-31")
    for column in range(4):
        total = fsum(row["cells"][column]["probability"] for row in table["rows"])
        none = table["none"][column]["probability"]
        assert total + none == pytest.approx(1.0, abs=1e-9)
        assert table["anywhere"][column]["probability"] == pytest.approx(total, abs=1e-9)
    for row in table["rows"]:
        values = [cell["probability"] for cell in row["cells"]]
        assert values == sorted(values)
        assert all(c["low"] <= c["probability"] <= c["high"] for c in row["cells"])
    names = [row["name"] for row in table["rows"]]
    assert names[0] == "G20-2018 (Argentina)"
    assert {"United States", "Russia", "elsewhere"} <= set(names)


def test_the_table_refuses_days_beyond_the_horizon(client: TestClient) -> None:
    answer = client.get(f"/v1/pairs/{PAIR}/table?dates=2030-01-01")
    assert answer.status_code == 422
    assert "horizon" in answer.json()["detail"]


def test_signals_carry_their_evidence_and_count_separate_reports(client: TestClient) -> None:
    items = get(client, f"/v1/signals?pair={PAIR}&as_of=2018-07-27T00:00:00Z")["items"]
    assert [item["id"] for item in items] == ["s-invite", "s-hedge", "s-postpone", "s-pending"]
    invite = items[0]
    assert invite["independent_origins"] == 2
    assert invite["evidence"][0]["quotes"] == ["was invited"]
    assert not any(item["retracted"] for item in items)


def test_a_withdrawal_is_seen_from_its_moment_on(client: TestClient) -> None:
    before = get(client, "/v1/signals/s-hedge?as_of=2018-07-27T00:00:00Z")
    after = get(client, "/v1/signals/s-hedge")
    assert (before["signal"]["retracted"], len(before["revisions"])) == (False, 1)
    assert (after["signal"]["retracted"], len(after["revisions"])) == (True, 2)


def test_the_review_list_holds_what_is_pending(client: TestClient) -> None:
    assert [item["id"] for item in get(client, "/v1/review")["items"]] == ["s-pending"]


def test_a_document_is_provenance_without_its_text(client: TestClient) -> None:
    document = get(client, "/v1/documents/article-s-invite-0")
    assert document["url"] == "https://wire.example/s-invite/0"
    assert "body" not in document


def test_questions_say_how_they_stood(client: TestClient) -> None:
    then = get(client, f"/v1/questions/{USA}?as_of=2018-08-01T00:00:00Z")
    now = get(client, f"/v1/questions/{USA}")
    assert (then["state"], now["state"]) == ("open", "resolved")
    # The last day that counts is a day in Moscow.
    assert now["deadline_at"] == "2018-12-31T21:00:00Z"
    expected = "Donald Trump and Vladimir Putin: do they meet in United States by 2018-12-31?"
    assert now["text"] == expected
    assert get(client, "/v1/questions?state=open")["items"][0]["id"] == OPEN


def test_the_resolution_came_with_the_new_year(client: TestClient) -> None:
    assert get(client, f"/v1/questions/{ANY}/resolution")["current"]["outcome"] == "yes"
    early = client.get(f"/v1/questions/{ANY}/resolution?as_of=2018-12-01T00:00:00Z")
    assert early.status_code == 404


def test_cells_with_few_scores_show_no_figures(client: TestClient) -> None:
    card = get(client, "/v1/scorecard")
    assert (card["scored"], card["matured"], card["resolved_questions"]) == (6, 6, 2)
    assert card["cells"]
    assert all(not cell["enough"] and "brier" not in cell for cell in card["cells"])
    bins = get(client, "/v1/calibration")["bins"]
    assert sum(one["n"] for one in bins) == 6
    assert get(client, "/v1/scorecard?as_of=2018-12-31T00:00:00Z")["scored"] == 0


def test_absent_is_absent_never_null(client: TestClient) -> None:
    for path in ("/v1/questions", "/v1/signals", "/v1/models", "/v1/runs", "/v1/encounters"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.json()["items"], path
        assert "null" not in answer.text.replace("nullable", "")


def test_a_feed_address_keeps_its_secrets(client: TestClient) -> None:
    answer = client.get("/v1/feeds")
    assert answer.json()["items"][0]["url"] == "https://feed.example/rss"
    assert "canary" not in answer.text
    assert "secret" not in answer.text


def test_a_feed_address_leaves_in_no_other_way(client: TestClient, store: SqlStore) -> None:
    url = "https://user:secret@feed.example/rss?token=canary"
    with store.write() as records:
        records.feeds.save(FeedState(f"{url}2", "Example Wire", NOW))
        records.changes.note(Change(0, ChangeType.FEED_STALE, "feed", url, 1, NOW))
    [change] = get(client, "/v1/changes?types=feed.stale")["items"]
    assert change["resource_id"] == "https://feed.example/rss"
    following = get(client, "/v1/feeds?limit=1")["next"]
    sealed = parse_qs(urlsplit(following).query)["cursor"][0].split(".")[1]
    assert b"feed.example" not in b64decode(sealed + "===", altchars=b"-_")
    assert len(get(client, following.removeprefix("http://testserver"))["items"]) == 1


def test_the_ledger_comes_out_as_it_was_hashed(client: TestClient) -> None:
    from forecaster.ledger.chain import Entry, linked

    first = get(client, "/v1/ledger?limit=4")
    rest = get(client, first["next"].removeprefix("http://testserver"))
    entries = [Entry(**row) for row in (*first["items"], *rest["items"])]
    *_, last = linked(entries)
    assert last.hash == first["roots"][0]["hash"]
    assert entries[0].body["note"] is None


def test_csv_comes_back_equal_and_holds_no_formula(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/exports/forecasts.csv").text)))
    assert [row["probability"] for row in rows if row["question_id"] == USA] == [
        "0.1",
        "0.31",
        "0.24",
        "0.08",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'quoted", 'a "b"\n,c'])
def test_cells_cannot_start_a_formula(text: str) -> None:
    from api.routes.exports import cell

    written = cell(text)
    assert written[0] not in "=+-@\t\r\n"
    assert written.removeprefix("'") == text or written == text


def test_atom_has_one_entry_a_move_and_the_signed_roots(client: TestClient) -> None:
    answer = client.get("/v1/exports/moves.atom")
    feed = ET.fromstring(answer.text)  # noqa: S314 - our own output
    titles = [e.findtext("{*}title") or "" for e in feed.findall("{*}entry")]
    assert sum("points" in title for title in titles) == 4
    assert titles[-1] == "Ledger root of 2018-07-25"


def test_the_calendar_has_stable_ids_and_short_lines(client: TestClient) -> None:
    text = client.get("/v1/exports/events.ics").text
    assert "UID:g20-2018@summits.summitry\r\n" in text
    assert f"UID:{OPEN}@questions.summitry\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_events_hide_what_was_not_public_yet(client: TestClient) -> None:
    assert get(client, "/v1/events/g20-2018")["start_date"] == "2018-11-30"
    assert client.get("/v1/events/g20-2018?as_of=2018-07-01T00:00:00Z").status_code == 404


def test_models_runs_jobs_and_health(client: TestClient) -> None:
    assert get(client, "/v1/models")["items"][0]["state"] == "champion"
    assert {run["job"] for run in get(client, "/v1/runs")["items"]} == {"collect", "forecast"}
    jobs = {job["name"]: job for job in get(client, "/v1/jobs")["items"]}
    assert jobs["forecast"]["next_run_at"] == "2019-02-01T01:00:00Z"
    assert set(jobs) == set(NAMES)
    assert get(client, "/health") == {"status": "ok"}
    assert get(client, "/ready") == {
        "status": "degraded",
        "reasons": ["forecasts are stale"],
        "forecast_age_seconds": 16437600,
    }
    metrics = client.get("/metrics").text
    assert "summitry_forecast_age_seconds 1.64376e+07" in metrics
    for name in NAMES:
        assert f'summitry_job_last_success_age_seconds{{job="{name}"}}' in metrics


def test_failing_feeds_and_jobs_and_a_clock_ahead_are_reasons(
    client: TestClient, store: SqlStore
) -> None:
    def claim(job: str, slot: datetime) -> Run:
        run = records.runs.claim(samples.a_run(job, slot), now=slot)
        assert run is not None
        return run

    with store.write() as records:
        records.feeds.save(FeedState("https://a.example/", "A", NOW, failures=2))
        records.feeds.save(FeedState("https://b.example/", "B", NOW, failures=3))
        failed = claim("read", NOW - timedelta(hours=2))
        records.runs.finish(replace(failed, state=RunState.FAILED, error="ended: exit code 1"))
        claim("read", NOW)  # Another try is under way.
        claim("score", NOW - timedelta(days=2))  # Left behind: its lease is over.
        records.runs.beat(Heartbeat("schedule", NOW + timedelta(days=900), "p1"))
    assert get(client, "/ready")["reasons"] == [
        "forecasts are stale",
        "the scheduler shows no sign of life",
        "feeds that are failing: 1",
        "jobs whose last run failed: read, score",
    ]


def test_health_says_what_is_wrong_and_since_when(client: TestClient) -> None:
    answer = client.get("/v1/health")
    told = answer.json()
    assert (told["status"], told["reasons"]) == ("degraded", ["forecasts are stale"])
    age = client.get("/ready").json()["forecast_age_seconds"]
    issued_at = NOW - timedelta(seconds=age)
    assert told["forecast_issued_at"] == issued_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert told["model_version"] == get(client, "/v1/models")["items"][0]["id"]
    again = client.get("/v1/health", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.head("/v1/health").headers["etag"] == answer.headers["etag"]
    assert client.get("/v1/health?verbose=1").json()["type"] == "/problems/unknown-parameter"


@pytest.mark.parametrize("path", ["/v1/feeds", "/v1/jobs", "/v1/runs"])
def test_what_is_kept_for_the_present_only_takes_no_moment(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}?as_of=2018-08-01T00:00:00Z")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "as_of"
