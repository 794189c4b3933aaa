"""Transcripts: who answers, whose side that is, and whom a question brings up."""

from __future__ import annotations

from datetime import date

import pytest

from forecaster.domain.signals import Act
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.turns import asks, is_transcript, turn_of
from tests.reading.world import an_article

DAY = date(2012, 5, 14)


def _acts(full: RulesReader, body: str, title: str = "", day: date = DAY) -> list[Act]:
    return [m.act for m in full.read(an_article(body, title=title, published=day)).mentions]


@pytest.mark.parametrize(
    ("line", "turn"),
    [
        ("QUESTION: When do they meet?", "QUESTION"),
        ("MR. DANE: We shall see.", "MR. DANE"),
        ("Q Will they meet?", "Q"),
        ("Spokesperson, Ms Dora Elm: Good day.", "Spokesperson, Ms Dora Elm"),
        ("They will meet on Monday.", None),
    ],
)
def test_heads_of_lines(line: str, turn: str | None) -> None:
    assert turn_of(line) == turn


def test_a_list_of_places_is_no_transcript() -> None:
    assert not is_transcript(["Rome: rain.", "Paris: sun."])
    assert is_transcript(["Q: Rain?", "A: Sun."])
    assert asks("Correspondent, Harbour Wire")
    assert not asks("Answer")


def test_the_president_of_a_briefing_is_that_of_its_house(full: RulesReader) -> None:
    body = (
        "Q: Does the president see Mr Monti before the summer?\n"
        "A: The president will receive the Italian prime minister in Paris on 14 June."
    )
    (act,) = [a for a in _acts(full, body, "Élysée briefing, Monday") if str(a.type) == "CONFIRM"]
    assert set(act.leaders) == {"francois-hollande", "mario-monti"} or set(act.leaders) == {
        "nicolas-sarkozy",
        "mario-monti",
    }


def test_an_answer_concerns_who_was_asked_about(full: RulesReader) -> None:
    body = (
        "QUESTION: Is there a date with Prime Minister Cameron?\n"
        "SPOKESMAN: It is in the diary. The chancellor will meet the British prime minister in"
        " Berlin on 7 June.\n"
        "QUESTION: And with Mr Putin?\n"
        "SPOKESMAN: No meeting is planned."
    )
    found = {
        str(a.type): set(a.leaders) for a in _acts(full, body, "Chancellery, Berlin: questions")
    }
    assert found["NOT_PLANNED"] == {"angela-merkel", "vladimir-putin"}


def test_a_leader_who_answers_is_one_of_the_two(full: RulesReader) -> None:
    body = (
        "QUESTION: Will you see Mikheil Saakashvili?\nDMITRY MEDVEDEV: I do not intend to meet him."
    )
    acts = _acts(full, body, day=date(2010, 2, 3))
    assert {frozenset(a.leaders) for a in acts} == {
        frozenset({"dmitry-medvedev", "mikheil-saakashvili"})
    }
    assert {a.speaker.name for a in acts} == {"Dmitry Medvedev"}
