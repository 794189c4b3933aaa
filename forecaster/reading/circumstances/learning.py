"""Learning of preferences: one conditional logit for each choice; same lessons, same weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from forecaster.reading.circumstances.lessons import Lesson
from forecaster.reading.circumstances.preferences import Weights

RARE = 5
"""Traits of fewer options are left out."""
PENALTY = 6.0
"""Half of this times the squared weights is added to the loss: ridge regression."""
SMALL = 5
"""Weights of fewer hundredths are left out of what is kept."""
SCALE = 100
_STEPS = 120

Floats = NDArray[np.float64]


def learn(lessons: Sequence[Lesson]) -> Weights:
    """Weights under which the right options of the lessons are likeliest.

    An option is chosen with a probability in proportion to the exponential of its weight
    (McFadden 1974); where several are right, the sum of their probabilities counts.
    """
    counts = Counter(trait for one in lessons for seen in one.options for trait in seen)
    names = sorted(trait for trait, count in counts.items() if count >= RARE)
    rows = {name: row for row, name in enumerate(names)}
    weights = _fit(_table(lessons, rows), *_choices(lessons))
    kept = np.rint(weights * SCALE).astype(int).tolist()
    return {name: one for name, one in zip(names, kept, strict=True) if abs(one) >= SMALL}


def _table(lessons: Sequence[Lesson], rows: dict[str, int]) -> csr_matrix:
    """One row for each option, one column for each trait, 1 where the one shows the other."""
    found = [
        sorted(rows[trait] for trait in seen if trait in rows)
        for one in lessons
        for seen in one.options
    ]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.concatenate([np.array(one, dtype=np.int64) for one in found])
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(found), len(rows)))


def _choices(lessons: Sequence[Lesson]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Number of options of each choice, and whether each option is right."""
    sizes = np.array([len(one.options) for one in lessons], dtype=np.int64)
    return sizes, np.array([right for one in lessons for right in one.right], dtype=bool)


def _fit(table: csr_matrix, sizes: NDArray[np.int64], right: NDArray[np.bool_]) -> Floats:
    turned = csr_matrix(table.T)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    choice = np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: Floats) -> tuple[float, Floats]:
        heights = table @ weights
        heights -= np.maximum.reduceat(heights, starts)[choice]
        powers = np.exp(np.maximum(heights, _LOWEST))
        good = np.where(right, powers, 0.0)
        total, hit = np.add.reduceat(powers, starts), np.add.reduceat(good, starts)
        slope = turned @ (powers / total[choice] - good / hit[choice]) + PENALTY * weights
        miss = (np.log(total) - np.log(hit)).sum()
        return float(miss + PENALTY / 2 * weights @ weights), slope

    start = np.zeros(table.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x)


_LOWEST = -60.0
"""Log of the least share of an option: far below any that counts."""
