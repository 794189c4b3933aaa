"""What the worker answers: custom questions, resolutions by hand, scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import NotFoundError, QuestionError
from forecaster.domain.questions import QuestionState
from forecaster.store.files import data_root
from forecaster.store.records import QuestionMove
from forecaster.store.sql import open_store
from jobs import resolve, watch
from jobs.answers import question, resolution
from jobs.answers.scenario import compared_under
from jobs.ports import Ports
from tests.replay.small_world import START, SimpleOutlook, SmallLibrary, a_signal, ports_over

DAY = timedelta(days=1)
SPEC = {
    "kind": "meet",
    "leaders": ["Donald Trump", "vladimir-putin"],
    "window": {"end": "2018-12-31"},
    "place": {"country": "USA"},
    "asked_by": "k1",
}


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    store = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    yield ports_over(store, tmp_path, SmallLibrary(data_root()))
    store.close()


def test_a_custom_question_is_opened_once_and_answered_at_once(ports: Ports) -> None:
    first = question.answer(ports, SPEC, START)
    again = question.answer(ports, SPEC, START + timedelta(minutes=5))
    assert (first["opened"], again["opened"]) == (True, False)
    assert first["question_id"] == again["question_id"]
    assert first["forecast_id"] == again["forecast_id"]
    with ports.read() as records:
        kinds = [row.kind for row in records.ledger.rows()]
    assert kinds == ["question", "issue"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"leaders": ["nobody at all"]}, "leaders: nobody known"),
        ({"as_of": "2018-01-01T00:00:00Z"}, "as_of: "),
        ({"window": {"end": "2018-01-01"}}, "window.end: "),
        ({"window": {"start": "2018-01-01", "end": "2018-03-01"}}, "window: 2018-03-01 is over"),
        ({"zone": "Mars/Olympus"}, "zone: "),
        ({"void_if": ["rain"]}, "void_if: "),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_kept(
    ports: Ports, change: dict[str, object], named: str
) -> None:
    with pytest.raises(QuestionError, match=named):
        question.answer(ports, {**SPEC, **change}, START)
    with ports.read() as records:
        assert records.ledger.last() is None


def test_a_person_settles_corrects_and_voids(ports: Ports) -> None:
    made = str(question.answer(ports, SPEC, START)["question_id"])
    said = {"question_id": made, "outcome": "yes", "reason": "communique", "asked_by": "k1"}
    first = resolution.answer(ports, said, START + DAY)
    second = resolution.answer(ports, {**said, "outcome": "void"}, START + 2 * DAY)
    assert (first["revision"], first["corrects"]) == (1, False)
    assert (second["revision"], second["corrects"], second["confirmed_by"]) == (
        2,
        True,
        "person:k1",
    )
    resolve.run(ports, START + 3 * DAY)
    with ports.read() as records:
        # The rule leaves what a person decided.
        assert len(records.resolutions.history(made)) == 2


def test_a_question_closed_by_hand_is_left_closed_until_a_person_opens_it(ports: Ports) -> None:
    made = str(question.answer(ports, SPEC, START)["question_id"])
    for number, state in enumerate((QuestionState.CLOSED, QuestionState.OPEN), 1):
        at = START + number * DAY
        with ports.write() as records:
            held = records.questions.state(made)
            step = QuestionMove(made, held.revision + 1, state, "by_hand: asked twice", at, "k1")
            records.questions.move(step)
        resolve.run(ports, at + DAY / 2)
        with ports.read() as records:
            assert records.questions.state(made).state is state


def test_an_outcome_that_is_none_of_the_question_is_refused(ports: Ports) -> None:
    made = question.answer(ports, SPEC, START)["question_id"]
    with pytest.raises(QuestionError, match="outcomes are yes, no, void"):
        resolution.answer(ports, {"question_id": made, "outcome": "FRA", "asked_by": "k"}, START)
    with pytest.raises(QuestionError, match="nothing is proposed"):
        resolution.answer(ports, {"question_id": made, "asked_by": "k"}, START)
    with pytest.raises(NotFoundError):
        resolution.answer(ports, {"question_id": "none", "outcome": "yes"}, START)


def look(chronicle: Chronicle) -> SimpleOutlook:
    return SimpleOutlook(chronicle)


def scenario(ports: Ports, **changes: object) -> dict[str, object]:
    chronicle = Chronicle.of(ports.library.facts, [a_signal("a", START)]).as_of(START)
    spec = {key: value for key, value in SPEC.items() if key != "asked_by"}
    return compared_under(ports, {"questions": [spec], **changes}, chronicle, look)


def test_a_scenario_is_answered_and_nothing_is_kept(ports: Ports) -> None:
    watch.run(ports, START)
    with ports.read() as records:
        before = (records.changes.head(), records.ledger.last())
    act = {"type": "POSTPONE", "leaders": ["Donald Trump", {"id": "vladimir-putin"}]}
    found = scenario(
        ports,
        signals=[
            {"action": "add", "signal": act},
            {"action": "alter", "signal_id": "a", "signal": {"place": {"country": "RUS"}}},
        ],
        events=[{"action": "alter", "event_id": "G20-2018", "event": {"cancelled": True}}],
        attendance=[{"event_id": "g20-2018", "leader": "Vladimir Putin", "attends": False}],
        offices=[{"leader": "donald-trump", "leaves_date": "2018-10-01"}],
    )
    assert found["ledger"] is False
    (one,) = found["questions"]  # type: ignore[misc]
    assert one["difference"] < 0  # type: ignore[index]
    assert len(found["assumptions"]) == 5  # type: ignore[arg-type]
    with ports.read() as records:
        assert (records.changes.head(), records.ledger.last()) == before


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"signals": [{"action": "forget"}]}, "signals: action is"),
        ({"signals": [{"action": "remove", "signal_id": "zz"}]}, "signals: no signal 'zz'"),
        ({"signals": [{"action": "add", "signal": {"type": "INVITE"}}]}, "signal.leaders"),
        ({"signals": [{"action": "add", "signal": {"type": "NONSENSE"}}]}, "scenario: "),
        (
            {"signals": [{"action": "alter", "signal_id": "a", "signal": {"mood": 1}}]},
            "signal.mood",
        ),
        (
            {"events": [{"action": "alter", "event_id": "g20-2090", "event": {}}]},
            "events: G20-2090",
        ),
        ({"offices": [{"leader": "donald-trump", "leaves_date": "2018-01-01"}]}, "offices: "),
        ({"questions": []}, "questions: "),
    ],
)
def test_impossible_input_is_named(ports: Ports, changes: dict[str, object], named: str) -> None:
    with pytest.raises(QuestionError, match=named):
        scenario(ports, **changes)
