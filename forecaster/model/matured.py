"""A factor on all rates, learnt from earlier forecasts that have matured, and from no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from forecaster.domain.forecasts import IncidenceCurve

PRIOR_EVENTS = 30.0
"""Expected events' worth of belief that the model is right as it is."""

LOWEST, HIGHEST = 0.5, 2.0
"""Bounds of the factor: beyond them the model needs repair, not recalibration."""


@dataclass(frozen=True, slots=True)
class Matured:
    """One earlier forecast whose deadline has passed.

    Attributes:
        issued_at: When it was published.
        matured_at: When its deadline had passed; early "yes" counts from there too.
        probability: What was said.
        happened: What came.
    """

    issued_at: datetime
    matured_at: datetime
    probability: float
    happened: bool


def learn_factor(forecasts: Iterable[Matured], as_of: datetime) -> float:
    """Observed against expected events among forecasts matured by ``as_of``, shrunk to 1.

    Args:
        forecasts: Earlier forecasts; those that mature later are not seen.
        as_of: Moment at which the factor is to be used.
    """
    known = [forecast for forecast in forecasts if forecast.matured_at <= as_of]
    happened = sum(forecast.happened for forecast in known)
    expected = sum(forecast.probability for forecast in known)
    factor = (PRIOR_EVENTS + happened) / (PRIOR_EVENTS + expected)
    return min(max(factor, LOWEST), HIGHEST)


def recalibrated(curve: IncidenceCurve, factor: float) -> IncidenceCurve:
    """The curve with all rates times ``factor``; order over days and venues is kept.

    Args:
        curve: The curve as the model has it.
        factor: From :func:`learn_factor`, above 0.
    """
    rates = {venue: tuple(factor * v for v in daily) for venue, daily in curve.rates.items()}
    plans = tuple(replace(plan, daily=_scaled(plan.by_day, factor)) for plan in curve.plans)
    return replace(curve, rates=rates, plans=plans)


def _scaled(by_day: tuple[float, ...], factor: float) -> tuple[float, ...]:
    """Daily chances of a plan whose hazard is multiplied: ``1 - (1 - F) ** factor``."""
    reached = [1.0 - (1.0 - value) ** factor for value in by_day]
    return tuple(after - before for before, after in pairwise(reached))
