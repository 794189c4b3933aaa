"""Pages as a person uses them: what is typed into the field, and what goes wrong."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.seeds import USA

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("typed", ["", " ", "2018-07-28", "2018-07-28T00:00:00Z"])
def test_the_moment_may_be_a_day_an_instant_or_nothing(client: TestClient, typed: str) -> None:
    page = client.get("/", params={"as_of": typed}, headers=BROWSER)
    assert page.status_code == 200
    assert ("As things stood at 28 Jul 2018 00:00 UTC" in page.text) is bool(typed.strip())


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/questions/nope", 404, "not-found"),
        ("/nowhere/<b>", 404, "not-found"),
        ("/?as_of=July", 400, "write an RFC 3339 instant"),
        (f"/questions/{USA}?colour=red", 400, "unknown-parameter"),
    ],
)
def test_a_browser_is_told_in_a_page_and_a_program_in_json(
    client: TestClient, path: str, status: int, said: str
) -> None:
    page = client.get(path, headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert said in page.text
    assert "<b>" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    program = client.get(path, headers={"Accept": "*/*"})
    assert program.headers["content-type"] == "application/problem+json"


def test_the_api_answers_a_browser_in_json(client: TestClient) -> None:
    answer = client.get("/v1/questions/nope", headers=BROWSER)
    assert answer.headers["content-type"] == "application/problem+json"
