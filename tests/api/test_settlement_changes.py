"""The change feed tells once that a question is settled, and of a proposal that it is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from forecaster.domain.questions import QuestionState, Resolution
from forecaster.store.records import QuestionMove
from forecaster.store.sql import SqlStore
from tests.api.seeds import NOW, OPEN

PROPOSAL = Resolution(OPEN, 1, "yes", (), NOW, NOW, None, "met: as told")


def told(client: TestClient, cursor: str) -> list[str]:
    page = client.get(f"/v1/changes?cursor={cursor}").json()
    return [change["type"] for change in page["items"]]


@pytest.mark.parametrize(
    ("outcome", "state", "expected"),
    [
        ("yes", QuestionState.RESOLVED, "question.resolved"),
        ("void", QuestionState.VOID, "question.voided"),
    ],
)
def test_a_settlement_is_told_once_and_a_proposal_as_one(
    client: TestClient, store: SqlStore, outcome: str, state: QuestionState, expected: str
) -> None:
    cursor = client.get("/v1/questions").json()["changes_cursor"]
    proposal = replace(PROPOSAL, outcome=outcome)
    with store.write() as records:
        records.resolutions.append(proposal)
    assert told(client, cursor) == ["resolution.proposed"]
    with store.write() as records:
        records.resolutions.append(replace(proposal, revision=2, confirmed_by="rule"))
        records.questions.move(QuestionMove(OPEN, 2, state, "met", NOW))
    assert told(client, cursor) == ["resolution.proposed", "resolution.recorded", expected]
    with store.write() as records:
        no = replace(proposal, revision=3, outcome="no", confirmed_by="rule", corrects=True)
        records.resolutions.append(no)
    assert told(client, cursor)[-1] == "question.re_resolved"
