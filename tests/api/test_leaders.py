"""Leaders are found by what people type, and by country and day."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.test_http import pages


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["donald-trump", "vladimir-putin", "vladimir-putin"]),
        ("?q=PÚTIN", ["vladimir-putin", "vladimir-putin"]),
        ("?q=donald-tr", ["donald-trump"]),
        ("?country=RUS&on=2012-05-06", ["vladimir-putin"]),
        ("?on=2018-07-18", ["donald-trump", "vladimir-putin"]),
        ("?q=putin&country=USA", []),
        ("?q=nobody", []),
    ],
)
def test_leaders_are_found_latest_term_first(
    client: TestClient, asked: str, expected: list[str]
) -> None:
    assert [one["id"] for one in client.get(f"/v1/leaders{asked}").json()["items"]] == expected


def test_a_term_says_what_and_from_when_to_when(client: TestClient) -> None:
    assert client.get("/v1/leaders?q=trump").json()["items"] == [
        {
            "id": "donald-trump",
            "name": "Donald Trump",
            "country": "USA",
            "office": "both",
            "start_date": "2017-01-20",
            "end_date": "2021-01-20",
        }
    ]


def test_terms_of_one_leader_are_paged_one_by_one(client: TestClient) -> None:
    found = [one for page in pages(client, "/v1/leaders?q=putin&limit=1") for one in page["items"]]
    assert [one["start_date"] for one in found] == ["2012-05-07", "2008-05-08"]


@pytest.mark.parametrize(
    "asked", ["?country=usa", "?on=yesterday", "?q=", "?as_of=2018-01-01T00:00:00Z"]
)
def test_what_is_no_such_filter_is_refused(client: TestClient, asked: str) -> None:
    assert client.get(f"/v1/leaders{asked}").status_code == 400
