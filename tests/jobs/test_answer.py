"""Requests through the API are answered once, and refused with a reason rather than left."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from forecaster.domain.errors import QuestionError, SettingsError
from forecaster.store.records import RequestState, WorkRequest
from jobs import answer, ledger, work
from jobs.ports import Ports
from jobs.report import Report
from tests.store.samples import T0, a_question

Make = Callable[..., Ports]


def asked(
    ports: Ports, kind: str, body: Mapping[str, object], request_id: str = "r1"
) -> WorkRequest:
    with ports.write() as records:
        records.requests.ask(WorkRequest(request_id, kind, body, "smt_x", T0))
    answer.answer_all(ports)
    with ports.read() as records:
        return records.requests.get(request_id)


def test_a_run_that_was_asked_for_is_done_and_reported(make_ports: Make) -> None:
    done = asked(make_ports(), "run", {"job": "collect"})
    assert done.state is RequestState.DONE
    assert done.result["state"] == "succeeded"
    assert done.answered_at is not None


def test_a_run_as_of_a_moment_is_told_that_moment(
    make_ports: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[datetime] = []

    def job(_ports: Ports, now: datetime) -> Report:
        told.append(now)
        return Report()

    monkeypatch.setattr(work, "job_named", lambda _name: job)
    done = asked(make_ports(), "run", {"job": "check", "as_of": "2018-07-28T00:00:00Z"})
    assert done.result["state"] == "succeeded"
    assert told == [datetime(2018, 7, 28, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("as_of", "why"),
    [(datetime(2150, 1, 1, tzinfo=UTC), "future"), (T0 - timedelta(days=1), "last entry")],
)
def test_nothing_is_recorded_ahead_of_time_or_behind_it(
    make_ports: Make, as_of: datetime, why: str
) -> None:
    ports = make_ports()
    with ports.write() as records:
        ledger.record(records, ledger.QUESTION, [a_question()], T0)
    with pytest.raises(SettingsError, match=why):
        work.run_by_hand(ports, "forecast", as_of)
    assert work.run_by_hand(ports, "check", as_of) is not None  # It only looks.
    assert work.run_by_hand(ports, "collect", T0) is not None


def test_what_cannot_be_done_is_refused_by_name(make_ports: Make) -> None:
    ports = make_ports()
    refused = asked(ports, "run", {"job": "dance"})
    assert refused.state is RequestState.REFUSED
    assert refused.result["code"] == "not-found"
    assert "no answer to requests" in str(asked(ports, "song", {}, "r2").result["detail"])


def test_errors_are_told_and_nothing_is_left_hanging(
    make_ports: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_ports: Ports, _body: Mapping[str, object], _now: datetime) -> Mapping[str, object]:
        raise QuestionError("leaders: nobody of that name")

    def trip(_ports: Ports, body: Mapping[str, object], _now: datetime) -> Mapping[str, object]:
        return {"x": body["missing"]}

    ports = make_ports()
    monkeypatch.setattr(answer, "answerer_of", lambda kind: refuse if kind == "question" else trip)
    told = asked(ports, "question", {"leaders": ["x"]})
    assert told.result == {
        "code": "question-not-answerable",
        "detail": "leaders: nobody of that name",
    }
    with caplog.at_level(logging.ERROR):
        failed = asked(ports, "scenario", {}, "r2")
    assert failed.state is RequestState.REFUSED
    assert failed.result["code"] == "internal-error"
    assert "missing" not in str(failed.result), "what went wrong inside stays inside"
    assert "request r2 failed" in caplog.text


def test_an_answer_is_given_once(make_ports: Make) -> None:
    ports = make_ports()
    asked(ports, "run", {"job": "collect"})
    assert answer.answer_all(ports) == 0
