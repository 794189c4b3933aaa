"""Skill against a named reference, with its uncertainty."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecaster.scoring.rules import Floats, skill

ROUNDS = 1000
"""Bootstrap rounds."""


def cluster_skill(
    score: Floats,
    reference: Floats,
    cluster: npt.NDArray[np.int64],
    rng: np.random.Generator,
    level: float = 0.95,
) -> tuple[float, tuple[float, float]]:
    """Skill and its bootstrap interval, resampling whole clusters (dyads).

    Args:
        score: Score by forecast, lower is better.
        reference: Score of the reference on the same forecasts.
        cluster: Cluster of each forecast; forecasts of one cluster are not independent.
        rng: Source of randomness.
        level: Coverage of the interval.
    """
    _, group = np.unique(cluster, return_inverse=True)
    ours = np.bincount(group.ravel(), score)
    theirs = np.bincount(group.ravel(), reference)
    picks = rng.integers(0, len(ours), (ROUNDS, len(ours)))
    below = theirs[picks].sum(axis=1)
    drawn = 1.0 - ours[picks].sum(axis=1) / np.where(below > 0, below, 1.0)
    tail = (1.0 - level) / 2
    low, high = np.quantile(drawn, [tail, 1.0 - tail])
    return skill(float(score.sum()), float(reference.sum())), (float(low), float(high))
