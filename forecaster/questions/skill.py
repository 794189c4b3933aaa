"""Skill of scored forecasts against their reference, with its uncertainty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import fsum, sqrt

from forecaster.domain.scores import Score

Z = 1.959964
"""Standard deviations to either end of a 95 % interval."""

LEAST_QUESTIONS = 3
"""Fewer questions have no scatter worth the name."""


def skill(brier: float, reference: float) -> float | None:
    """1 minus the ratio of the two; None if the reference made no error."""
    return 1.0 - brier / reference if reference > 0.0 else None


def skill_interval(scores: Iterable[Score]) -> tuple[float, float] | None:
    """95 % interval of the skill, by leaving out one question at a time (Tukey 1958).

    Scores of one question hang together, so whole questions are left out. None with fewer than
    three of them, or where a reference without error is left.
    """
    sums = list(_by_question(scores))
    if len(sums) < LEAST_QUESTIONS:
        return None
    ours, theirs = (fsum(part) for part in zip(*sums, strict=True))
    whole = skill(ours, theirs)
    left = [skill(ours - a, theirs - b) for a, b in sums]
    values = [value for value in left if value is not None]
    if whole is None or len(values) < len(sums):
        return None
    mean = fsum(values) / len(values)
    scatter = fsum((value - mean) ** 2 for value in values)
    reach = Z * sqrt((len(values) - 1) / len(values) * scatter)
    return whole - reach, whole + reach


def _by_question(scores: Iterable[Score]) -> Iterable[tuple[float, float]]:
    """Sums of our and the reference's Brier scores, question by question."""
    grouped: defaultdict[str, list[Score]] = defaultdict(list)
    for score in scores:
        grouped[score.question_id].append(score)
    for held in grouped.values():
        yield fsum(one.brier for one in held), fsum(one.reference_brier for one in held)
