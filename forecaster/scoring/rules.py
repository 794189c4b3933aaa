"""Proper scores of probability forecasts: one-sided binary forms, lower is better."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

LOG_FLOOR = 1e-6
"""Probabilities are clipped here before their logarithm is taken."""


def brier(probability: Floats, happened: Floats) -> Floats:
    """Squared distance of probability and outcome, 0 to 1 (Brier 1950, one-sided)."""
    return np.asarray((probability - happened) ** 2)


def log_score(probability: Floats, happened: Floats) -> Floats:
    """Minus natural logarithm of the probability given to what happened, at least 0."""
    given = np.where(happened > 0.5, probability, 1.0 - probability)  # noqa: PLR2004 - 0 or 1
    return np.asarray(-np.log(np.clip(given, LOG_FLOOR, 1.0)))


def skill(score: float, reference: float) -> float:
    """1 - score / reference: 0 equals the reference, 1 is perfect; 0 when the reference is 0."""
    return 1.0 - score / reference if reference > 0 else 0.0
