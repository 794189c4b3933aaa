"""Recalibration learnt from matured forecasts, and what the years may do to the level.

The model's own earlier forecasts, made with what was known then, are set beside what came: per
lead time a line on the log of the cumulative rate says how far forecasts were too bold or too
timid (slope), and by how much the pace of diplomacy has moved since (level). Forecasts whose
window has not closed teach nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecaster.panel.days import Flags, Floats
from forecaster.scoring.rules import log_score

LEAD_TIMES = (7, 30, 90, 180, 365)
"""Lead times in days at which forecasts are scored and recalibrated."""

PRIOR_MEETINGS = 50.0
"""Weight of "the slope is one", in meetings; the ridge weight of the hazards' own coefficients."""

JUDGED_YEARS = 5
"""Years whose forecasts decide how far matured forecasts are trusted."""

_STEPS = 50
_LEAST_RATE = 1e-9


@dataclass(frozen=True, slots=True)
class Calibration:
    """A line on the log of the cumulative rate at one lead time.

    Attributes:
        intercept: Added to the log.
        slope: Factor on the log, before the intercept is added.
    """

    intercept: float = 0.0
    slope: float = 1.0

    def applied(self, cumulative: Floats) -> Floats:
        """The recalibrated cumulative rate."""
        return np.asarray(_power(cumulative, self.intercept, self.slope))


@dataclass(frozen=True, slots=True)
class Trust:
    """How far matured forecasts are trusted.

    Attributes:
        level_years: Weight of "the level is right", in years of meetings.
        fades_in: Half-life of a year's evidence about the calibration, in years.
    """

    level_years: float = 3.0
    fades_in: float = 4.0


TRUSTS = tuple(
    Trust(level_years, fades_in) for level_years in (1.0, 3.0, 6.0) for fades_in in (2.0, 4.0, 8.0)
)
"""What is chosen from."""


@dataclass(frozen=True, slots=True)
class MaturedYear:
    """Forecasts of one year at one lead time whose windows have closed.

    Attributes:
        year: Calendar year of the origins.
        cumulative: Cumulative rate up to the lead, by forecast.
        happened: 1 where the pair met in time.
        share: Part of the year's origins that has matured, 0 to 1.
    """

    year: int
    cumulative: Floats
    happened: Floats
    share: float

    def lost(self, line: Calibration) -> float:
        """Log score of the year's forecasts, summed, had a line recalibrated them."""
        return float(log_score(-np.expm1(-line.applied(self.cumulative)), self.happened).sum())


def calibration(
    years: Sequence[MaturedYear],
    now: int,
    overlap: float,
    *,
    level: bool,
    trust: Trust = Trust(),
) -> Calibration:
    """What matured forecasts teach about forecasts made in year ``now``.

    Penalised maximum likelihood of the complementary log-log line. Windows of neighbouring
    origins overlap, so a forecast counts for the part of its window that no earlier one holds.

    Args:
        years: Matured forecasts by year; none leave forecasts as they are.
        now: Calendar year in which the calibration is used.
        overlap: Distance of origins as a part of the lead time, at most 1.
        level: Whether the level is learnt too; else only the slope.
        trust: How far the years are trusted.
    """
    if not years:
        return Calibration()
    log_rate = np.log(np.maximum(np.concatenate([one.cumulative for one in years]), _LEAST_RATE))
    happened = np.concatenate([one.happened for one in years]) > 0
    weight = overlap * np.repeat(
        [0.5 ** ((now - 1 - one.year) / trust.fades_in) for one in years],
        [len(one.happened) for one in years],
    )
    centre = float(np.average(log_rate, weights=weight))
    design = np.column_stack([np.full(len(log_rate), float(level)), log_rate - centre])
    yearly = overlap * float(happened.sum()) / sum(one.share for one in years)
    ridge = np.array([trust.level_years * yearly + 1.0, PRIOR_MEETINGS])
    shift, bolder = _line(design, log_rate, happened, weight, ridge)
    return Calibration(shift - bolder * centre, 1.0 + bolder)


def _line(
    design: Floats, offset: Floats, happened: Flags, weight: Floats, ridge: Floats
) -> tuple[float, float]:
    """Two coefficients by Newton's method; the ridge keeps them finite whatever happened."""
    line = np.zeros(2)
    for _ in range(_STEPS):
        rate = np.exp(np.clip(offset + design @ line, -25.0, 3.0))
        odds = rate / np.expm1(rate)
        gradient = design.T @ (weight * np.where(happened, odds, -rate)) - ridge * line
        information = (design * (weight * rate * odds)[:, None]).T @ design + np.diag(ridge)
        step = np.clip(np.linalg.solve(information, gradient), -0.5, 0.5)
        line = line + step
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004 - far below any printed digit
            break
    return float(line[0]), float(line[1])


def _power(rate: Floats, intercept: float, slope: float) -> Floats:
    return np.asarray(np.exp(intercept + slope * np.log(np.maximum(rate, _LEAST_RATE))))


_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def drifted(cumulative: Floats, spread: Floats | float) -> Floats:
    """Cumulative rate after averaging over a log-normal change of level.

    Args:
        cumulative: Cumulative rate if the level stays.
        spread: Standard deviation of the log level by then.
    """
    none = sum(
        weight * np.exp(-cumulative * np.exp(spread * node))
        for node, weight in zip(_NODES, _WEIGHTS, strict=True)
    )
    return np.asarray(-np.log(np.maximum(none, 1e-12)))
