"""The scorecard: sums over matured scores, with their counts, void rate and rivals.

Cells with fewer than :data:`ENOUGH` scores say so and show no figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import fsum
from typing import TypeVar

from forecaster.domain.questions import Question, Resolution
from forecaster.domain.scores import Score
from forecaster.questions.judge import deadline_at
from forecaster.questions.settle import VOID
from forecaster.questions.skill import skill, skill_interval

Lead = tuple[int, int]
"""Fewest and most days from issue to deadline."""

K = TypeVar("K", str, Lead, tuple[str, Lead])

ENOUGH = 20
"""Scores below which a cell shows no figure."""

LEADS = ((0, 7), (8, 30), (31, 90), (91, 180), (181, 365), (366, 10_000))
"""Days from issue to deadline, both ends included."""

UNKNOWN_CLASS = "class not stated"


@dataclass(frozen=True, slots=True)
class Cell:
    """Means over scores of one kind.

    Attributes:
        n: Scores behind it.
        questions: Questions behind it; scores of one question hang together.
        brier: Mean Brier score; None with too few scores.
        log: Mean logarithmic score; None with too few.
        reference_brier: Mean Brier score of the base rates; None with too few.
        skill: 1 - brier / reference; None with too few or a reference without error.
        skill_interval: 95 %, by leaving out one question at a time; None with too few of them.
    """

    n: int
    questions: int
    brier: float | None
    log: float | None
    reference_brier: float | None
    skill: float | None
    skill_interval: tuple[float, float] | None

    @property
    def is_enough(self) -> bool:
        """Whether there is enough behind it for a figure."""
        return self.n >= ENOUGH


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The record of issued forecasts up to one moment.

    Attributes:
        all: Every matured score.
        by_lead: By (least, most) days from issue to deadline.
        by_class: By class of pair.
        by_model: By model version.
        by_class_and_lead: By both.
        by_model_and_lead: By both.
        by_question: Time-averaged Brier score of each question.
        time_averaged: Mean of those, each question counting once; None without any.
        settled: Questions with an outcome, void ones among them.
        void: Void ones.
        waiting: Settled early and not matured yet, left out so far.
    """

    all: Cell
    by_lead: Mapping[Lead, Cell]
    by_class: Mapping[str, Cell]
    by_model: Mapping[str, Cell]
    by_class_and_lead: Mapping[tuple[str, Lead], Cell]
    by_model_and_lead: Mapping[tuple[str, Lead], Cell]
    by_question: Mapping[str, float]
    time_averaged: float | None
    settled: int
    void: int
    waiting: int

    @property
    def void_rate(self) -> float | None:
        """Share of settled questions that are void; None without any."""
        return self.void / self.settled if self.settled else None


def scorecard(
    scores: Sequence[Score],
    settled: Sequence[tuple[Question, Resolution]],
    now: datetime,
) -> Scorecard:
    """Sum up.

    Args:
        scores: One for each issue, against the resolution that holds.
        settled: Questions with the resolution that holds.
        now: The moment: only questions past their deadline count.
    """
    ripe = {question.id for question, _ in settled if now >= deadline_at(question.rule)}
    matured = [score for score in scores if score.question_id in ripe]
    ends = {question.id: min(r.resolved_at, deadline_at(question.rule)) for question, r in settled}
    questions = _grouped(matured, lambda score: score.question_id)
    averaged = {key: time_averaged(held, ends[key]) for key, held in sorted(questions.items())}
    void = sum(resolution.outcome == VOID for _, resolution in settled)
    return Scorecard(
        all=cell(matured),
        by_lead=_cells(matured, _lead),
        by_class=_cells(matured, _class),
        by_model=_cells(matured, _model),
        by_class_and_lead=_cells(matured, lambda score: (_class(score), _lead(score))),
        by_model_and_lead=_cells(matured, lambda score: (_model(score), _lead(score))),
        by_question=averaged,
        time_averaged=fsum(averaged.values()) / len(averaged) if averaged else None,
        settled=len(settled),
        void=void,
        waiting=sum(question.id not in ripe for question, _ in settled),
    )


def lead_of(days: int) -> Lead:
    """The bin of a lead time."""
    return next((bounds for bounds in LEADS if days <= bounds[1]), LEADS[-1])


def _lead(score: Score) -> Lead:
    return lead_of(score.lead_days)


def _class(score: Score) -> str:
    return score.dyad_class or UNKNOWN_CLASS


def _model(score: Score) -> str:
    return score.model_version


def cell(scores: Sequence[Score]) -> Cell:
    """Means, if there are enough scores for any."""
    n, questions = len(scores), len({score.question_id for score in scores})
    if n < ENOUGH:
        return Cell(n, questions, None, None, None, None, None)
    brier = fsum(score.brier for score in scores) / n
    reference = fsum(score.reference_brier for score in scores) / n
    return Cell(
        n,
        questions,
        brier,
        fsum(score.log for score in scores) / n,
        reference,
        skill(brier, reference),
        skill_interval(scores),
    )


def _cells(scores: Iterable[Score], key: Callable[[Score], K]) -> dict[K, Cell]:
    return {name: cell(held) for name, held in sorted(_grouped(scores, key).items())}


def _grouped(scores: Iterable[Score], key: Callable[[Score], K]) -> dict[K, list[Score]]:
    grouped: defaultdict[K, list[Score]] = defaultdict(list)
    for score in scores:
        grouped[key(score)].append(score)
    return grouped


def time_averaged(scores: Sequence[Score], end: datetime) -> float:
    """Mean Brier score over the life of a question, each issue for as long as it was in force.

    Args:
        scores: Of one question; at least one, each with its moment of issue.
        end: When the question ended: the event or the deadline.
    """
    ordered = sorted((score for score in scores if score.issued_at), key=_issued)
    if not ordered:
        return fsum(score.brier for score in scores) / len(scores)
    starts = [_issued(score) for score in ordered]
    spans = [(b - a).total_seconds() for a, b in pairwise([*starts, max(end, starts[-1])])]
    total = fsum(spans)
    if total <= 0.0:
        return ordered[-1].brier
    return fsum(s.brier * span for s, span in zip(ordered, spans, strict=True)) / total


def _issued(score: Score) -> datetime:
    if score.issued_at is None:
        raise ValueError(f"the score of {score.forecast_id} does not say when it was issued")
    return score.issued_at
