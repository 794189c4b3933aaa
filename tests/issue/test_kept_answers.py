"""Answers stay what the plain form of the model said, to nine digits, however they are computed.

``kept_answers.json`` was written by the form of the model that computed every pair, summit and day
by itself. A change of the model's meaning, unlike one of its speed, has to write it again, from
the folder of the repository: ``python -m tests.issue.test_kept_answers``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import Answer
from forecaster.issue.answer import answer
from forecaster.issue.desk import answer_to_json
from forecaster.issue.fitted import FittedModel
from forecaster.issue.view import ModelView
from forecaster.model.book import Book
from forecaster.store.files import data_root
from jobs.vintages import track_model
from tests.issue import made_world

KEPT = Path(__file__).with_name("kept_answers.json")
COUNT = 420

Numbers = dict[str, float]


def numbers(found: Answer) -> Numbers:
    """All numbers of an answer by name; of the curve by date the ends and the sum."""
    result: Numbers = {"base": found.base_rate.rate, "base_n": found.base_rate.n}
    if found.probability is not None:
        result["probability"] = found.probability
    for name, value in zip(("low", "high"), found.interval or (), strict=False):
        result[name] = value
    days = [value for _, value in found.by_date]
    result |= {"first": days[0], "last": days[-1], "sum": sum(days)}
    for part in ("by_venue", "by_summit", "outcomes"):
        result |= {f"{part} {key}": value for key, value in getattr(found, part).items()}
    return {name: float(f"{value:.12g}") for name, value in result.items()}


def answers(*, backwards: bool = False) -> list[Answer | None]:
    """One answer per question, asked in order or backwards; None where it is refused."""
    chronicle = made_world.chronicle()
    book, record = Book(chronicle), made_world.model(chronicle)
    model = FittedModel(record, track_model(data_root() / "models", 2018))
    views: dict[object, ModelView] = {}
    found: list[Answer | None] = []
    asked = made_world.questions(chronicle, COUNT)
    for moment, question in reversed(asked) if backwards else asked:
        if moment not in views:
            views[moment] = ModelView(book, model, chronicle.as_of(moment))
        try:
            found.append(answer(question, views[moment]))
        except QuestionError:
            found.append(None)
    return found[::-1] if backwards else found


@cache
def in_order() -> list[Answer | None]:
    return answers()


def test_answers_are_those_of_the_plain_form() -> None:
    kept = json.loads(KEPT.read_text("utf-8"))
    assert len(kept) == COUNT
    assert sum(one is not None for one in kept) > 0.9 * COUNT
    for place, (before, now) in enumerate(zip(kept, in_order(), strict=True)):
        after = None if now is None else numbers(now)
        assert after == (None if before is None else pytest.approx(before, abs=1e-9)), place


@pytest.mark.parametrize("backwards", [False, True])
def test_the_same_questions_are_answered_the_same_to_the_byte(*, backwards: bool) -> None:
    again = answers(backwards=backwards)
    assert text(again) == text(in_order())


def text(found: list[Answer | None]) -> str:
    return json.dumps([one and answer_to_json(one) for one in found])


if __name__ == "__main__":
    rows = [None if one is None else numbers(one) for one in answers()]
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    KEPT.write_text(f"[\n{lines}\n]\n", "utf-8")
