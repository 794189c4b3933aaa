"""What an encoder is taught of a labelled article."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.signals import SignalType
from forecaster.reading.learned.article_lessons import ArticleLesson, Label, article_lessons
from forecaster.reading.learned.invented import ALDER, BIRCH, NOR, SUD, invented_world
from forecaster.reading.learned.lessons import Onlooker
from forecaster.reading.reader import RulesReader
from jobs.readers import load_parts
from tests.reading.world import TODAY, an_article

DATA = Path(__file__).resolve().parents[2] / "data"
BODY = (
    "Anna Alder said on Monday that she would meet Ben Birch in Sudstadt on 20 March. "
    "Birch had nothing to say."
)
PROOF = "she would meet Ben Birch in Sudstadt on 20 March"


def _signal(**changed: Any) -> dict[str, Any]:
    start = BODY.index(PROOF)
    return {
        "type": "CONFIRM",
        "leaders": [{"id": ALDER}, {"id": BIRCH}],
        "actor": "NOR",
        "place": {"city": "Sudstadt", "country": "SUD"},
        "window": {"start": "2031-03-20", "end": "2031-03-20"},
        "statement_date": "2031-03-03",
        "background": False,
        "evidence": [{"field": "body", "start": start, "end": start + len(PROOF)}],
        **changed,
    }


def _lesson(signal: dict[str, Any]) -> ArticleLesson:
    parts, onlooker = load_parts(DATA), Onlooker()
    reader = RulesReader(
        invented_world(), parts.book, parts.lexicon, weigher=onlooker, placer=onlooker
    )
    (lesson,) = article_lessons([({"signals": [signal]}, an_article(BODY))], reader, onlooker)
    return lesson


def test_a_sentence_is_taught_what_a_label_proves_in_it() -> None:
    lesson = _lesson(_signal())
    first, second = (lesson.labels[one.position] for one in lesson.shown)
    (label,) = first
    assert second == ()
    assert (label.type, label.leaders) == (SignalType.CONFIRM, {ALDER, BIRCH})
    assert (label.side, label.land) == (NOR, SUD)
    spans = [span for some in lesson.times.values() for span in some if label.is_span([span])]
    assert Window(date(2031, 3, 20), date(2031, 3, 20)) in spans
    days = [span for some in lesson.times.values() for span in some if label.is_day([span])]
    assert Window(date(2031, 3, 3), date(2031, 3, 3)) in days
    assert not set(spans) & set(days)


@pytest.mark.parametrize(
    ("day", "background", "is_open"),
    [(None, False, True), (None, True, False), ("2031-03-03", False, False)],
)
def test_news_without_a_day_leaves_open_which_time_is_its_day(
    day: str | None, background: bool, is_open: bool
) -> None:
    lesson = _lesson(_signal(statement_date=day, background=background))
    labels: list[Label] = [one for some in lesson.labels.values() for one in some]
    assert [one.is_open for one in labels] == [is_open]


def test_days_that_are_over_are_of_no_matter_to_a_span() -> None:
    (label,) = next(some for some in _lesson(_signal()).labels.values() if some)
    assert label.is_span([Window(TODAY.replace(day=1), date(2031, 3, 20))])
    assert not label.is_span([Window(date(2031, 4, 1), date(2031, 4, 30))])
