"""Learning to choose: from questions with their right answers to weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from forecaster.reading.learned.choosing import SCALE, Choices
from forecaster.reading.learned.wordings import Floats

RARE = 6
"""Traits seen in fewer lessons are left out."""
PENALTY = 10.0
"""Half of this times the squared weights is added to the loss: ridge regression."""
_STEPS = 200


@dataclass(frozen=True, slots=True)
class ChoiceLesson:
    """One question and its right answer.

    Attributes:
        question: Name of the question.
        options: The traits of each answer.
        right: Position of the right answer.
    """

    question: str
    options: tuple[frozenset[str], ...]
    right: int


def learn_choices(lessons: Sequence[ChoiceLesson]) -> Choices:
    """Fit one conditional logit for each question."""
    asked: dict[str, list[ChoiceLesson]] = {}
    for lesson in lessons:
        asked.setdefault(lesson.question, []).append(lesson)
    return Choices({question: _weights(some) for question, some in sorted(asked.items())})


def _weights(lessons: Sequence[ChoiceLesson]) -> dict[str, int]:
    """What each trait adds, in hundredths; what adds nothing is left out."""
    counts = Counter(trait for one in lessons for trait in frozenset().union(*one.options))
    names = sorted(trait for trait, count in counts.items() if count >= RARE)
    fitted = np.rint(_fit(lessons, names) * SCALE).astype(int).tolist()
    return {name: weight for name, weight in zip(names, fitted, strict=True) if weight}


def _fit(lessons: Sequence[ChoiceLesson], names: Sequence[str]) -> Floats:
    table = _table([option for one in lessons for option in one.options], names)
    turned = csr_matrix(table.T)
    sizes = np.array([len(one.options) for one in lessons])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = np.zeros(int(sizes.sum()))
    right[starts + np.array([one.right for one in lessons])] = 1.0

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = table @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        odds = np.exp(scores)
        sums = np.add.reduceat(odds, starts)
        likely = odds / np.repeat(sums, sizes)
        missed = float(np.log(sums).sum() - scores @ right)
        return (
            missed + PENALTY / 2 * float(weights @ weights),
            turned @ (likely - right) + PENALTY * weights,
        )

    start = np.zeros(len(names))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x)


def _table(options: Sequence[frozenset[str]], names: Sequence[str]) -> csr_matrix:
    """One row for each answer, one column for each trait, 1 where the one shows the other."""
    columns = {name: column for column, name in enumerate(names)}
    found = [sorted(columns[one] for one in option if one in columns) for option in options]
    ends = np.cumsum([0, *map(len, found)])
    flat = np.array([column for some in found for column in some], dtype=np.int64)
    return csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(options), len(names)))
