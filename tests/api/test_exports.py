"""Exports: every filter is applied or refused, and nothing is of a later day than was asked for."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from forecaster.domain.clock import Window
from forecaster.store.records import LedgerRoot
from forecaster.store.sql import SqlStore
from tests.api.seeds import OPEN, OPENED, USA
from tests.store import samples

PAIR = "donald-trump--vladimir-putin"


def rows(client: TestClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_a_filter_that_does_not_apply_is_refused_by_name(client: TestClient) -> None:
    problem = client.get("/v1/exports/signals.csv?question=nonexistent").json()
    assert problem["type"] == "/problems/unknown-parameter"
    assert problem["errors"][0]["parameter"] == "question"


def test_both_filters_narrow_the_forecasts(client: TestClient) -> None:
    path = f"/v1/exports/forecasts.csv?question={USA}"
    assert len(rows(client, path)) == len(rows(client, f"{path}&pair={PAIR}")) == 4
    assert rows(client, f"{path}&pair=nobody--noone") == []
    assert client.get("/v1/exports/forecasts.csv?question=nonexistent").status_code == 404


def test_a_question_that_was_not_open_yet_has_no_export(client: TestClient) -> None:
    early = f"/v1/exports/forecasts.csv?question={OPEN}&as_of=2018-07-20T00:00:00Z"
    assert client.get(early).json()["type"] == "/problems/as-of-before-history"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("", {"g20-2018", "apec-2019"}),
        (f"?pair={PAIR}", {"g20-2018"}),
        (f"?question={OPEN}", {"g20-2018"}),
        ("?pair=nobody--noone", set()),
        (f"?pair={PAIR}&as_of=2018-07-20T00:00:00Z", set()),
    ],
)
def test_the_calendar_of_a_pair_holds_its_summits(
    client: TestClient, store: SqlStore, filters: str, expected: set[str]
) -> None:
    window = Window(date(2019, 11, 13), date(2019, 11, 14))
    other = replace(samples.a_summit(known_at=OPENED), id="apec-2019", window=window)
    with store.write() as records:
        records.summits.append(other)
    lines = client.get(f"/v1/exports/events.ics{filters}").text.split("\r\n")
    found = {line[4:].partition("@")[0] for line in lines if line.endswith("@summits.summitry")}
    assert found == expected


def test_the_feed_of_a_past_moment_carries_no_later_root(
    client: TestClient, store: SqlStore
) -> None:
    with store.write() as records:
        records.ledger.sign(LedgerRoot("2018-09-01", 7, "a" * 64, "b" * 128))

    def roots(moment: str) -> list[str]:
        text = client.get(f"/v1/exports/moves.atom?as_of={moment}").text
        return [day for day in ("2018-07-25", "2018-09-01") if f"Ledger root of {day}" in text]

    assert roots("2018-07-25T23:59:59Z") == []
    assert roots("2018-08-01T00:00:00Z") == ["2018-07-25"]
    assert roots("2018-09-02T00:00:00Z") == ["2018-07-25", "2018-09-01"]
