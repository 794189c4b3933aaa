"""Other people's probabilities beside ours: recorded, scored on the same points, never blended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import fsum

from forecaster.domain.clock import parse_instant
from forecaster.domain.forecasts import Forecast
from forecaster.domain.questions import Question, Resolution
from forecaster.questions.importers.rows import Imported, Row, each, rows_of
from forecaster.questions.judge import deadline_at
from forecaster.questions.scorecard import ENOUGH
from forecaster.questions.scores import happened, is_scored

_NAMES: Mapping[str, tuple[str, ...]] = {
    "question_id": ("question",),
    "source": ("market", "platform"),
    "at": ("time", "timestamp", "date"),
    "probability": ("price", "p"),
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A market's or crowd's probability of one of our questions at one moment."""

    question_id: str
    source: str
    at: datetime
    probability: float


def quotes(text: str, known: Callable[[str], bool], now: datetime) -> Imported[Quote]:
    """Quotes of a CSV: question_id, source, at, probability.

    Args:
        text: The file.
        known: Whether there is a question of that id.
        now: Quotes of later than this are refused.
    """

    def read(row: Row) -> Quote:
        question, at = row.text("question_id"), parse_instant(row.text("at"))
        if not known(question):
            raise ValueError(f"question_id: no question {question!r}")
        if at > now:
            raise ValueError(f"at: {row.text('at')} lies in the future")
        try:
            probability = float(row.text("probability"))
        except ValueError as error:
            raise ValueError(f"probability: {row.text('probability')!r} is no number") from error
        if not 0.0 <= probability <= 1.0:
            raise ValueError(f"probability: {probability} lies outside 0 to 1")
        return Quote(question, row.text("source"), at, probability)

    return each(rows_of(text, _NAMES, tuple(_NAMES)), read)


@dataclass(frozen=True, slots=True)
class Match:
    """Ours and a rival's mean Brier scores over the same points.

    Attributes:
        source: Whose quotes.
        n: Points: quotes at which a forecast of ours was in force.
        questions: Questions behind them.
        ours: Our mean Brier score; None with fewer than ``ENOUGH`` points.
        theirs: The rival's; None with fewer.
    """

    source: str
    n: int
    questions: int
    ours: float | None
    theirs: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of one question at which both had said something."""

    question_id: str
    source: str
    ours: float
    theirs: float
    came: bool


def points(
    quoted: Iterable[Quote],
    settled: Mapping[str, tuple[Question, Resolution]],
    in_force: Callable[[str, datetime], Forecast | None],
    now: datetime,
) -> list[Point]:
    """The points on which both can be scored: matured questions, before they were settled."""
    found = []
    for quote in quoted:
        held = settled.get(quote.question_id)
        if held is None or not is_scored(*held, now):
            continue
        question, resolution = held
        ours = in_force(quote.question_id, quote.at)
        over = min(resolution.resolved_at, deadline_at(question.rule))
        if ours is None or ours.answer.probability is None or quote.at >= over:
            continue
        came = happened(resolution.outcome)
        found.append(
            Point(question.id, quote.source, ours.answer.probability, quote.probability, came)
        )
    return found


def matches(scored: Iterable[Point]) -> list[Match]:
    """Mean scores by rival, with counts; too few points give none."""
    grouped: defaultdict[str, list[Point]] = defaultdict(list)
    for point in scored:
        grouped[point.source].append(point)
    return [_match(source, held) for source, held in sorted(grouped.items())]


def _match(source: str, held: list[Point]) -> Match:
    n, questions = len(held), len({point.question_id for point in held})
    if n < ENOUGH:
        return Match(source, n, questions, None, None)
    ours = fsum((point.ours - point.came) ** 2 for point in held) / n
    theirs = fsum((point.theirs - point.came) ** 2 for point in held) / n
    return Match(source, n, questions, ours, theirs)
