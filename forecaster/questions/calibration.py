"""Reliability of what was issued: of those forecasts that said about 30 %, how many came true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt

from forecaster.domain.scores import Score
from forecaster.questions.skill import Z

BINS = 10


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
    square = Z * Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    reach = Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, centre - reach), min(1.0, centre + reach)
