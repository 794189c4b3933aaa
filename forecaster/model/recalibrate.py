"""Level shifts learnt from matured forecasts, and what the years may do to the level.

The pace of diplomacy changes over years. A shift per lead time moves the log of the cumulative
rate; it is learnt from forecasts whose window has closed, year by year, with years (not dyads) as
the unit of evidence, and is used only when it would have paid on earlier years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecaster.panel.days import Floats

LEAD_TIMES = (7, 30, 90, 180, 365)
"""Lead times in days at which forecasts are scored and shifted."""

FADES_IN_YEARS = 4.0
"""Half-life of a year's evidence about the level."""

PRIOR_YEARS = 3.0
"""Weight of "no shift", in years of evidence."""

LEAST_YEARS = 5
"""Earlier years needed before a shift can show that it pays."""

PAYS_IN = 0.6
"""Share of the years tried in which the shift must have helped."""


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

    @property
    def residual(self) -> float:
        """Shift of the log rate that would have made this year's forecasts right on average."""
        shift = 0.0
        for _ in range(30):
            rate = self.cumulative * np.exp(shift)
            none = np.exp(-rate)
            gap = float((self.happened - (1.0 - none)).sum())
            shift += float(np.clip(gap / (float((rate * none).sum()) + 1e-9), -1.0, 1.0))
        return float(np.clip(shift, -1.5, 1.5))


def shift_of(years: Sequence[MaturedYear], now: int) -> float:
    """The level shift for forecasts made in year ``now``, from the residuals of earlier years."""
    return _shift([(one.year, one.share, one.residual) for one in years], now)


def _shift(residuals: Sequence[tuple[int, float, float]], now: int) -> float:
    weights = [share * 0.5 ** ((now - 1 - year) / FADES_IN_YEARS) for year, share, _ in residuals]
    total = sum(weight * r for weight, (_, _, r) in zip(weights, residuals, strict=True))
    return float(total / (sum(weights) + PRIOR_YEARS))


def paying_shift(years: Sequence[MaturedYear], now: int) -> float:
    """:func:`shift_of`, or 0 when the shifts of earlier years would not have paid in their turn."""
    residuals = [(one.year, one.share, one.residual) for one in years]
    gains = []
    for place in range(LEAST_YEARS, len(years)):
        shift = _shift(residuals[:place], years[place].year)
        gains.append(_log_likelihood(years[place], shift) - _log_likelihood(years[place], 0.0))
    helped = sum(gain > 0.0 for gain in gains) >= PAYS_IN * len(gains)
    return _shift(residuals, now) if gains and helped and sum(gains) > 0.0 else 0.0


def _log_likelihood(year: MaturedYear, shift: float) -> float:
    rate = year.cumulative * np.exp(shift)
    some = np.log(np.maximum(-np.expm1(-rate), 1e-9))
    return float(np.sum(np.where(year.happened > 0, some, -rate)))


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
