"""Conditional logit: what each trait of an option speaks for it among those it stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

SCALE = 100
"""Weights are kept as whole hundredths, whose sums do not depend on their order."""
_STEPS = 200
_LOWEST = -60.0
"""Log of the least share of an option: far below any that counts."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """Options of which one or more are right.

    Attributes:
        options: The traits of each.
        right: Whether each is right; at least one is.
    """

    options: tuple[frozenset[str], ...]
    right: tuple[bool, ...]


def weights(
    choices: Sequence[Choice], names: Sequence[str], penalty: float, least: int = 1
) -> dict[str, int]:
    """Weights under which the right options are likeliest; same choices, same weights.

    An option is chosen with a probability in proportion to the exponential of its weight
    (McFadden 1974); where several are right, the sum of their probabilities counts.

    Args:
        choices: What there was to choose, at least one choice.
        names: The traits that get a weight.
        penalty: Half of this times the squared weights is added to the loss: ridge regression.
        least: Weights of fewer hundredths are left out.
    """
    fitted = _fit(_table(choices, names), choices, penalty)
    kept = np.rint(fitted * SCALE).astype(int).tolist()
    return {name: one for name, one in zip(names, kept, strict=True) if abs(one) >= least}


def _table(choices: Sequence[Choice], names: Sequence[str]) -> csr_matrix:
    """One row for each option, one column for each trait, 1 where the one shows the other."""
    columns = {name: column for column, name in enumerate(names)}
    options = [option for one in choices for option in one.options]
    found = [sorted(columns[one] for one in option if one in columns) for option in options]
    ends = np.cumsum([0, *map(len, found)])
    flat = np.array([column for some in found for column in some], dtype=np.int64)
    return csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(options), len(names)))


def _fit(table: csr_matrix, choices: Sequence[Choice], penalty: float) -> Floats:
    turned = csr_matrix(table.T)
    sizes = np.array([len(one.options) for one in choices], dtype=np.int64)
    right = np.array([flag for one in choices for flag in one.right], dtype=bool)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    choice = np.repeat(np.arange(len(sizes)), sizes)

    def loss(found: Floats) -> tuple[float, Floats]:
        heights = table @ found
        heights -= np.maximum.reduceat(heights, starts)[choice]
        powers = np.exp(np.maximum(heights, _LOWEST))
        good = np.where(right, powers, 0.0)
        total, hit = np.add.reduceat(powers, starts), np.add.reduceat(good, starts)
        slope = turned @ (powers / total[choice] - good / hit[choice]) + penalty * found
        miss = (np.log(total) - np.log(hit)).sum()
        return float(miss + penalty / 2 * found @ found), slope

    start = np.zeros(table.shape[1])
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(best.x)
