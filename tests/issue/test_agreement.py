"""Answers that contradict each other are found, named, and stop what would publish them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.errors import CoherenceError
from forecaster.domain.forecasts import Answer
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.places import Place
from forecaster.domain.questions import AcceptedMode, Question, QuestionKind, Rule
from forecaster.issue import desk, forecast
from forecaster.issue.agreement import check_together, contradictions
from forecaster.issue.answer import answer
from forecaster.issue.forecast import issue_forecasts
from forecaster.questions.spec import Asked
from tests.replay.small_world import (
    ARG,
    FRA,
    MACRON,
    PUTIN,
    START,
    TRUMP,
    USA,
    SimpleOutlook,
    facts,
)

TODAY = START.date()
OUTLOOK = SimpleOutlook(Chronicle.of(facts()).as_of(START))
MEET = Question(
    "q", QuestionKind.MEET, Rule((TRUMP, PUTIN), Window(TODAY, date(2018, 12, 31))), "", START
)


def asked(kind: QuestionKind = QuestionKind.MEET, **changes: object) -> Question:
    rule = replace(MEET.rule, **changes)  # type: ignore[arg-type]
    return replace(MEET, kind=kind, rule=rule)


def said(question: Question, probability: float) -> tuple[Question, Answer]:
    return question, replace(answer(MEET, OUTLOOK), probability=probability)


SOONER = Window(TODAY, date(2018, 9, 30))
LATER_START = Window(date(2018, 9, 1), date(2018, 12, 31))

NARROW_AND_WIDE = [
    (asked(window=SOONER), asked()),
    (asked(window=LATER_START), asked()),
    (asked(contact=ContactLevel.SCHEDULED_BILATERAL), asked()),
    (asked(), asked(contact=ContactLevel.GREETING)),
    (asked(place=Place(USA)), asked()),
    (asked(place=Place(USA, "Washington")), asked(place=Place(USA))),
    (asked(forum="G20-2018"), asked()),
    (asked(forum="G20-2018"), asked(QuestionKind.ATTEND, forum="G20-2018")),
    (asked(), asked(mode=AcceptedMode.ANY)),
    (asked(mode=AcceptedMode.CALL), asked(mode=AcceptedMode.ANY)),
    (asked(planned_only=True), asked()),
    (asked(leaders=(TRUMP, PUTIN, MACRON)), asked(leaders=(MACRON, PUTIN))),
]


@pytest.mark.parametrize(("narrow", "wide"), NARROW_AND_WIDE)
def test_what_implies_something_is_never_the_likelier(narrow: Question, wide: Question) -> None:
    check_together([said(narrow, 0.4), said(wide, 0.4)])
    with pytest.raises(CoherenceError, match=r"0\.500000 .* exceeds 0\.400000 .* it implies"):
        check_together([said(wide, 0.4), said(narrow, 0.5)])


def test_a_complement_is_turned_round_before_it_is_compared() -> None:
    not_sooner = replace(asked(window=SOONER), complement=True)
    check_together([said(not_sooner, 0.7), said(asked(), 0.4)])
    assert list(contradictions([said(not_sooner, 0.5), said(asked(), 0.4)]))


def test_answers_about_other_things_are_not_compared() -> None:
    other = asked(leaders=(MACRON, PUTIN), window=SOONER)
    abroad = asked(place=Place(FRA), window=SOONER)
    check_together([said(asked(), 0.2), said(other, 0.9), said(abroad, 0.1)])


def test_a_contradiction_stops_the_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(question: Question, outlook: SimpleOutlook) -> Answer:
        return replace(answer(question, outlook), probability=0.9 / question.rule.window.days)

    questions = [replace(asked(window=SOONER), id="sooner"), replace(asked(), id="later")]
    assert len(issue_forecasts(questions, OUTLOOK, START).forecasts) == 2
    monkeypatch.setattr(forecast, "check_answer", lambda _: None)
    monkeypatch.setattr(forecast, "answer", wrong)
    with pytest.raises(CoherenceError, match="exceeds"):
        issue_forecasts(questions, OUTLOOK, START)


days = st.integers(0, 160).map(lambda day: TODAY + timedelta(days=day))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    first, last = sorted((draw(days), draw(days)))
    return Rule(
        leaders=draw(st.sampled_from([(TRUMP, PUTIN), (MACRON, TRUMP), (TRUMP, PUTIN, MACRON)])),
        window=Window(first, last),
        place=draw(st.sampled_from([None, None, Place(USA), Place(ARG), Place(USA, "Washington")])),
        contact=draw(st.sampled_from(list(ContactLevel))),
        mode=draw(st.sampled_from(list(AcceptedMode))),
    )


@given(st.lists(rules(), min_size=2, max_size=12))
def test_answers_of_one_outlook_agree(asked_rules: list[Rule]) -> None:
    questions = [replace(MEET, rule=rule) for rule in asked_rules]
    check_together([(question, answer(question, OUTLOOK)) for question in questions])


def test_in_a_call_of_many_a_contradiction_is_an_error_and_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wrong(question: Question, outlook: SimpleOutlook) -> Answer:
        found = answer(question, outlook)
        if PUTIN not in question.rule.leaders:
            return found
        return replace(found, probability=0.9 / question.rule.window.days)

    @dataclass(frozen=True)
    class Reader:
        """Takes specs that are questions by number."""

        questions: tuple[Question, ...]

        def read(self, spec: Mapping[str, object]) -> Asked:
            return Asked(self.questions[int(str(spec["id"]))], START)

    asked_for = (asked(window=SOONER), asked(), asked(leaders=(MACRON, TRUMP)))
    monkeypatch.setattr(desk, "check_answer", lambda _: None)
    monkeypatch.setattr(desk, "answer", wrong)
    counter = desk.Desk(Reader(asked_for), lambda _: OUTLOOK)  # type: ignore[arg-type]  # reads alike
    lines = [json.dumps({"id": str(number)}) for number in range(3)]
    first, second, third = counter.answer_lines(lines)
    for one in (first, second):
        assert one["error"]["type"] == "incoherent-forecast"  # type: ignore[index]
    assert "probability" in third
