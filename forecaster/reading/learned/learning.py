"""Learning of wordings: from labelled sentences to weights; same sentences, same weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags_array

from forecaster.domain.signals import SignalType
from forecaster.reading.learned.wordings import SCALE, Floats, Wordings, hundredths

RARE = 3
"""Traits seen in fewer sentences are left out."""
UNKNOWN = 0.5
"""Share of the square of the rarest trait that one left out adds to the length of a sentence."""
PENALTY = 0.02
"""Half of this times the squared weights is added to the loss: ridge regression."""
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Lesson:
    """One labelled sentence.

    Attributes:
        traits: What it shows, each once.
        types: What it tells; none for most.
        words: Its words as an encoder reads them, names veiled.
    """

    traits: frozenset[str]
    types: frozenset[SignalType]
    words: tuple[str, ...] = ()


def learn(lessons: Sequence[Lesson]) -> Wordings:
    """Fit one ridge logistic regression for each type.

    Args:
        lessons: Labelled sentences, those that tell nothing included.
    """
    counts = Counter(trait for lesson in lessons for trait in lesson.traits)
    names = sorted(trait for trait, count in counts.items() if count >= RARE)
    rarity = np.array([np.log((1 + len(lessons)) / (1 + counts[name])) + 1 for name in names])
    rows = {name: number for number, name in enumerate(names)}
    types = tuple(SignalType)
    unknown = UNKNOWN * float(np.log((1 + len(lessons)) / 2) + 1) ** 2
    strange = np.array([sum(one not in rows for one in lesson.traits) for lesson in lessons])
    weighed = csr_matrix(_table(lessons, rows) @ diags_array(rarity))
    table = _unit_rows(weighed, strange * unknown)
    told = np.array([[kind in lesson.types for kind in types] for lesson in lessons])
    fitted = _fit(table, np.where(told, 1.0, -1.0))
    weights = hundredths(fitted[:-1] * rarity[:, None] * SCALE)
    return Wordings(types, rows, weights, rarity**2, unknown, fitted[-1])


def to_data(wordings: Wordings) -> dict[str, Any]:
    """The weights as plain data, in whole hundredths; a row of them is one text, which loads lightly."""
    weights = wordings.weights.tolist()
    squares = np.rint(wordings.squares * SCALE).astype(int).tolist()
    return {
        "types": [kind.value for kind in wordings.types],
        "unknown": round(wordings.unknown * SCALE),
        "bias": np.rint(wordings.bias * SCALE).astype(int).tolist(),
        "traits": {
            name: " ".join(map(str, (squares[row], *weights[row])))
            for name, row in wordings.rows.items()
        },
    }


def _table(lessons: Sequence[Lesson], rows: dict[str, int]) -> csr_matrix:
    """One row for each lesson, one column for each trait, 1 where the one shows the other."""
    found = [sorted(rows[one] for one in lesson.traits if one in rows) for lesson in lessons]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.concatenate([np.array(one, dtype=np.int64) for one in found])
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(lessons), len(rows)))


def _unit_rows(table: csr_matrix, more: Floats) -> csr_matrix:
    """Rows of length one, were ``more`` added to the squares of each."""
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel() + more)
    return csr_matrix(diags_array(1 / np.maximum(lengths, 1e-9)) @ table)


def _fit(table: csr_matrix, signs: Floats) -> Floats:
    """Weights by column of ``signs`` (+1 told, -1 not told), the last row without penalty."""
    turned = csr_matrix(table.T)
    shape = (table.shape[1] + 1, signs.shape[1])

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        margins = signs * (table @ weights[:-1] + weights[-1])
        small = np.exp(-np.abs(margins))
        pull = -signs * np.where(margins >= 0, small, 1.0) / (1 + small)
        slope = np.vstack([turned @ pull + PENALTY * weights[:-1], pull.sum(axis=0)])
        fit = (np.log1p(small) + np.maximum(-margins, 0)).sum()
        return float(fit + PENALTY / 2 * (weights[:-1] ** 2).sum()), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x).reshape(shape)
