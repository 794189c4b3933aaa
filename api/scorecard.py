"""Sums over recorded scores: what the track record says, with counts and without hiding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt

from forecaster.domain.scores import Score

LEADS = ((0, 3), (4, 14), (15, 60), (61, 135), (136, 270), (271, 10_000))
"""Days from issue to deadline, both ends included, around 7, 30, 90, 180 and 365."""

ENOUGH = 20
"""Scores below which a cell shows no figure of its own."""

BINS = 10
_Z = 1.959964
"""Standard deviations to either end of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Scores of one kind.

    Attributes:
        model_version: Which model; empty for all together.
        lead: Days to the deadline, both ends included.
        n: Scores.
        questions: Questions behind them; scores of one question hang together.
        brier: Mean Brier score.
        log: Mean logarithmic score.
        reference_brier: Mean Brier score of the base rate.
        skill: 1 minus the ratio of the two; None if the reference made no error.
        skill_interval: 95 %, by leaving out one question at a time.
    """

    model_version: str
    lead: tuple[int, int]
    n: int
    questions: int
    brier: float
    log: float
    reference_brier: float
    skill: float | None
    skill_interval: tuple[float, float] | None

    @property
    def is_enough(self) -> bool:
        """Whether there is enough behind it to be shown alone."""
        return self.n >= ENOUGH


def cells(scores: Iterable[Score]) -> list[Cell]:
    """Matured scores by model and lead time; all models together come first."""
    grouped: defaultdict[tuple[str, tuple[int, int]], list[Score]] = defaultdict(list)
    for score in scores:
        if score.matured:
            lead = _lead(score.lead_days)
            grouped["", lead].append(score)
            grouped[score.model_version, lead].append(score)
    return [_cell(name, lead, grouped[name, lead]) for name, lead in sorted(grouped)]


def _lead(days: int) -> tuple[int, int]:
    return next((bounds for bounds in LEADS if days <= bounds[1]), LEADS[-1])


def _cell(name: str, lead: tuple[int, int], scores: Sequence[Score]) -> Cell:
    by_question: defaultdict[str, list[Score]] = defaultdict(list)
    for score in scores:
        by_question[score.question_id].append(score)
    brier, reference = _means(scores)
    return Cell(
        model_version=name,
        lead=lead,
        n=len(scores),
        questions=len(by_question),
        brier=brier,
        log=fsum(score.log for score in scores) / len(scores),
        reference_brier=reference,
        skill=_skill(brier, reference),
        skill_interval=_jackknife(list(by_question.values())),
    )


def _means(scores: Sequence[Score]) -> tuple[float, float]:
    n = len(scores)
    brier = fsum(score.brier for score in scores) / n
    return brier, fsum(score.reference_brier for score in scores) / n


def _skill(brier: float, reference: float) -> float | None:
    return 1.0 - brier / reference if reference > 0.0 else None


def _jackknife(groups: Sequence[Sequence[Score]]) -> tuple[float, float] | None:
    """Interval of the skill from the scatter of its leave-one-question-out values."""
    if len(groups) < 3:  # noqa: PLR2004 - two values have no scatter worth the name
        return None
    sums = [(fsum(s.brier for s in g), fsum(s.reference_brier for s in g)) for g in groups]
    ours, theirs = (fsum(part) for part in zip(*sums, strict=True))
    left = [_skill(ours - a, theirs - b) for a, b in sums]
    values = [value for value in left if value is not None]
    whole = _skill(ours, theirs)
    if whole is None or len(values) != len(sums):
        return None
    mean = fsum(values) / len(values)
    scatter = fsum((value - mean) ** 2 for value in values)
    reach = _Z * sqrt((len(values) - 1) / len(values) * scatter)
    return whole - reach, whole + reach


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts that said about the same.

    Attributes:
        low: Lower bound of what was said, included.
        high: Upper bound, excluded but for the last.
        n: Forecasts.
        said: Mean of what was said; None when empty.
        came: Share in which it happened; None when empty.
        interval: 95 % interval of that share (Wilson 1927); None when empty.
    """

    low: float
    high: float
    n: int
    said: float | None
    came: float | None
    interval: tuple[float, float] | None


def reliability(scores: Iterable[Score]) -> list[Bin]:
    """What was said against what came, matured scores only."""
    matured = [score for score in scores if score.matured]
    edges = [index / BINS for index in range(BINS + 1)]
    return [_bin(matured, low, high) for low, high in pairwise(edges)]


def _bin(scores: Sequence[Score], low: float, high: float) -> Bin:
    inside = [s for s in scores if low <= s.probability < high or s.probability == high == 1.0]
    n = len(inside)
    if n == 0:
        return Bin(low, high, 0, None, None, None)
    said = fsum(score.probability for score in inside) / n
    came = sum(score.happened for score in inside) / n
    return Bin(low, high, n, said, came, _wilson(came, n))


def _wilson(share: float, n: int) -> tuple[float, float]:
    square = _Z * _Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    reach = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, centre - reach), min(1.0, centre + reach)
