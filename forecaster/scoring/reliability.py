"""Do events given probability p happen with frequency p?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecaster.scoring.rules import Floats

BINS = 10
CLIP = 1e-6


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram.

    Attributes:
        low: Lower edge of the stated probability.
        high: Upper edge.
        n: Forecasts in it.
        stated: Their mean probability; the middle of the bin when it is empty.
        observed: Share that happened; 0 when it is empty.
        interval: 95 % Wilson interval of the observed share, as if forecasts were independent.
    """

    low: float
    high: float
    n: int
    stated: float
    observed: float
    interval: tuple[float, float]


def reliability(probability: Floats, happened: Floats, bins: int = BINS) -> tuple[Bin, ...]:
    """Observed frequency against stated probability, in bins of equal width."""
    place = np.minimum((probability * bins).astype(np.int64), bins - 1)
    count = np.bincount(place, minlength=bins)
    stated = np.bincount(place, probability, bins)
    came = np.bincount(place, happened, bins)
    return tuple(
        Bin(
            k / bins,
            (k + 1) / bins,
            int(count[k]),
            float(stated[k] / count[k]) if count[k] else (k + 0.5) / bins,
            float(came[k] / count[k]) if count[k] else 0.0,
            wilson(float(came[k]), int(count[k])),
        )
        for k in range(bins)
    )


def wilson(successes: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson score interval of a share; the whole range when ``n`` is 0."""
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))


def calibration_error(probability: Floats, happened: Floats, bins: int = BINS) -> float:
    """Expected calibration error: count-weighted gap of stated and observed, equal-width bins."""
    found = reliability(probability, happened, bins)
    total = sum(one.n for one in found)
    return sum(one.n * abs(one.stated - one.observed) for one in found) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """Logit of what happens against logit of what was stated (Cox 1958); 0 and 1 are perfect."""

    intercept: float
    slope: float


def logit(probability: Floats) -> Floats:
    """Log odds, clipped at one in a million."""
    clipped = np.clip(probability, CLIP, 1.0 - CLIP)
    return np.asarray(np.log(clipped / (1.0 - clipped)))


def calibration_line(probability: Floats, happened: Floats) -> CalibrationLine:
    """Fit the calibration line by Newton's method, with a trace of ridge towards (0, 1)."""
    design = np.column_stack([np.ones(len(probability)), logit(probability)])
    line = np.array([0.0, 1.0])
    for _ in range(30):
        fitted = 1.0 / (1.0 + np.exp(-np.clip(design @ line, -30, 30)))
        gradient = design.T @ (happened - fitted) - 1e-3 * (line - np.array([0.0, 1.0]))
        weight = fitted * (1.0 - fitted)
        information = (design * weight[:, None]).T @ design + 1e-3 * np.eye(2)
        step = np.linalg.solve(information, gradient)
        line = line + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004 - far below any printed digit
            break
    return CalibrationLine(float(line[0]), float(line[1]))
