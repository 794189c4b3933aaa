"""The scorecard over REST: what it rests on, told apart, and beside a market, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from forecaster.domain.forecasts import BaseRate, Forecast
from forecaster.domain.questions import QuestionState, Resolution
from forecaster.questions.scores import score
from forecaster.store.ports import Records
from forecaster.store.records import QuestionMove, Rival
from forecaster.store.sql import SqlStore
from tests.store import samples as s

OPENED = datetime(2018, 7, 20, 12, tzinfo=UTC)
OVER = datetime(2018, 12, 31, 21, tzinfo=UTC)
AFTER = datetime(2019, 1, 2, tzinfo=UTC)
DAYS, SAID, QUOTED = 24, 0.7, 0.9
CLASS = "two neighbours"


@pytest.fixture
def scored(store: SqlStore) -> SqlStore:
    """Twenty-four daily issues of one question that came true, a market's numbers, a void one."""
    with store.write() as records:
        _said(records)
        _ended(records, "said", "yes", QuestionState.RESOLVED)
        records.questions.open(s.a_question("voided", opened_at=OPENED))
        _ended(records, "voided", "void", QuestionState.VOID)
        records.rivals.add(
            Rival("said", "Some Market", OPENED + timedelta(days=day, hours=1), QUOTED, AFTER)
            for day in range(DAYS)
        )
    return store


def _said(records: Records) -> None:
    question = s.a_question("said", opened_at=OPENED)
    records.questions.open(question)
    issues = [_issue(day) for day in range(DAYS)]
    records.forecasts.issue(issues)
    outcome = _resolution("said", "yes")
    records.scores.add(score(issue, question, outcome, AFTER) for issue in issues)


def _issue(day: int) -> Forecast:
    base = BaseRate(f"the two in any days, shrunk to {CLASS}", 9, 0.5)
    answer = replace(s.an_answer(SAID), base_rate=base, model_version="m1" if day % 2 else "m2")
    at = OPENED + timedelta(days=day)
    return replace(s.a_forecast(f"said-{day}", issued_at=at, question_id="said"), answer=answer)


def _resolution(question_id: str, outcome: str) -> Resolution:
    return Resolution(question_id, 1, outcome, (), OVER, OVER, "rule", "seen")


def _ended(records: Records, question_id: str, outcome: str, state: QuestionState) -> None:
    records.questions.move(QuestionMove(question_id, 2, state, "seen", OVER))
    records.resolutions.append(_resolution(question_id, outcome))


def card(client: TestClient, query: str = "") -> Any:
    answer = client.get(f"/v1/scorecard{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def cells(found: Any, **wanted: object) -> list[Any]:
    """Cells with exactly these keys of their own."""
    keys = ("model_version", "dyad_class", "lead_days_from")
    return [cell for cell in found["cells"] if {k: cell[k] for k in keys if k in cell} == wanted]


@pytest.mark.usefixtures("scored")
def test_every_cell_is_told_with_its_count(client: TestClient) -> None:
    found = card(client)
    (whole,) = cells(found, dyad_class=CLASS)
    # 24 issues, each (1 - 0.7)^2 against (1 - 0.5)^2.
    assert (whole["n"], whole["questions"]) == (DAYS, 1)
    assert whole["brier"] == pytest.approx(0.09)
    assert whole["skill"] == pytest.approx(1 - 0.09 / 0.25)
    assert "skill_low" not in whole
    # 164 days ahead at first, 141 at last; too few of each model for figures of its own.
    (lead,) = cells(found, dyad_class=CLASS, lead_days_from=91)
    assert (lead["lead_days_to"], lead["n"]) == (180, DAYS)
    (half,) = cells(found, model_version="m2", lead_days_from=91)
    assert (half["n"], half["enough"]) == (12, False)
    assert "brier" not in half


@pytest.mark.usefixtures("scored")
def test_void_questions_and_question_by_question(client: TestClient) -> None:
    found = card(client)
    # Two of the story's own, "said", and one void of four.
    assert (found["resolved_questions"], found["void_questions"]) == (4, 1)
    assert found["void_rate"] == 0.25
    assert found["waiting_questions"] == 0
    briers = {one["question_id"]: one["brier"] for one in found["questions"]}
    assert len(briers) == 3
    assert briers["said"] == pytest.approx(0.09)
    mean = sum(briers.values()) / 3
    assert found["time_averaged_brier"] == pytest.approx(mean)
    assert "deadline is over" in found["maturity_rule"]


@pytest.mark.usefixtures("scored")
def test_a_market_is_scored_on_the_same_points(client: TestClient) -> None:
    (rival,) = card(client)["rivals"]
    assert (rival["source"], rival["n"], rival["questions"]) == ("Some Market", DAYS, 1)
    assert rival["brier"] == pytest.approx(0.09)
    assert rival["rival_brier"] == pytest.approx(0.01)
    # Its numbers were recorded the day after.
    assert card(client, "?as_of=2019-01-01T12:00:00Z")["rivals"] == []


@pytest.mark.usefixtures("scored")
def test_filters_choose_the_scores(client: TestClient) -> None:
    assert card(client, f"?dyad_class={CLASS}")["matured"] == DAYS
    assert card(client, "?dyad_class=nobody")["matured"] == 0
    assert card(client, "?model_version=m2")["matured"] == 12
    assert card(client, "?lead_days_from=150&model_version=m2")["matured"] == 8
    assert card(client, "?pair=angela-merkel--theresa-may")["resolved_questions"] == 0


@pytest.mark.usefixtures("scored")
def test_the_page_shows_the_same(client: TestClient) -> None:
    page = client.get("/track-record").text
    assert CLASS in page
    assert "Some Market" in page
    assert "1 are void (25%)" in page
