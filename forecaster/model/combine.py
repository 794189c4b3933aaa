"""One curve per dyad from the record, the live tracks and undated signals.

The record's rates hold what usually happens, the share of announced meetings included. Where a
track speaks, it replaces part of the record at its venue; undated signals bend what is left for
some weeks. Everything stays a rate by day and venue, so the result is coherent by construction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from math import exp, expm1, log1p

import numpy as np

from forecaster.domain.forecasts import IncidenceCurve, Plan, Venue
from forecaster.model.coverage import Array, covered
from forecaster.model.outlooks import TrackOutlook
from forecaster.model.undated import NO_EFFECT, UndatedEffect

_RELAXES_IN = 30.0

SUREST = 1.0 - 1e-9
"""No chance is higher, so that its rate stays finite."""

Rates = Mapping[Venue, tuple[float, ...]]


def combine(
    record: IncidenceCurve,
    outlooks: Iterable[TrackOutlook],
    undated: UndatedEffect = NO_EFFECT,
) -> IncidenceCurve:
    """The dyad's curve from record and calendar, live tracks and undated signals.

    Args:
        record: Rates from record and calendar.
        outlooks: Live tracks of the same dyad.
        undated: Effect of undated signals.
    """
    live = tuple(outlooks)
    if not live and not undated.log_factor:
        return record
    rates = {venue: np.asarray(daily) for venue, daily in record.unplanned.items()}
    rates = _bent(covered(rates, live, record.start), undated)
    base = {venue: float(daily.sum()) for venue, daily in rates.items()}
    plans = tuple(outlook.plan for outlook in live)
    curve = replace(record, spread=_spreads(record, live, base))
    return _with_plans(curve, rates, (*record.plans, *plans))


def _with_plans(
    curve: IncidenceCurve, rates: Mapping[Venue, Array], plans: Iterable[Plan]
) -> IncidenceCurve:
    """The curve with other rates, to which plans add theirs."""
    total, added = dict(rates), tuple(plans)
    for plan in added:
        hazard = np.asarray(plan.hazard)
        for venue, share in plan.shares.items():
            total[venue] = total.get(venue, np.zeros(curve.days)) + share * hazard
    daily = {venue: tuple(rate.tolist()) for venue, rate in total.items()}
    return replace(curve, rates=daily, plans=added)


def _bent(rates: Mapping[Venue, Array], undated: UndatedEffect) -> dict[Venue, Array]:
    """Rates under undated signals, whose effect relaxes within weeks."""
    if not undated.log_factor:
        return dict(rates)
    return {
        venue: daily * np.exp(undated.log_factor * 0.5 ** (np.arange(len(daily)) / _RELAXES_IN))
        for venue, daily in rates.items()
    }


def _spreads(
    record: IncidenceCurve,
    live: Sequence[TrackOutlook],
    base: Mapping[Venue, float],
) -> dict[Venue, float]:
    """Standard deviation of the log rate by venue: record and tracks err independently."""
    widest = max(record.spread.values(), default=0.0)
    variance = {
        venue: (record.spread.get(venue, widest) * value) ** 2 for venue, value in base.items()
    }
    total = dict(base)
    for outlook in live:
        rate = outlook.plan.rate(0, record.days)
        for venue, share in outlook.shares.items():
            error = share * rate * outlook.chance.spread
            variance[venue] = variance.get(venue, 0.0) + error**2
            total[venue] = total.get(venue, 0.0) + share * rate
    return {
        venue: float(np.sqrt(value)) / total[venue] if total[venue] > 0.0 else widest
        for venue, value in variance.items()
    }


def limited(everything: IncidenceCurve, proven: IncidenceCurve, reach: float) -> IncidenceCurve:
    """Keep a curve within ``reach`` on the log hazard of what proven sources alone support.

    However loud sources without a record are, each day's rate at each venue stays within a
    factor ``exp(reach)`` of the curve that leaves them out.

    Args:
        everything: Curve from all sources.
        proven: Curve from proven sources alone.
        reach: Most that the others may add to or take from the log hazard, at least 0.
    """
    low, high = exp(-reach), exp(reach)
    zero = (0.0,) * proven.days
    rates = {
        venue: tuple(
            min(max(value, low * known), high * known)
            for value, known in zip(
                everything.rates.get(venue, zero), proven.rates.get(venue, zero), strict=True
            )
        )
        for venue in {**proven.rates, **everything.rates}
    }
    plans = tuple(_thinned(plan, rates, proven) for plan in proven.plans)
    spread = {**everything.spread, **proven.spread}
    return replace(proven, rates=rates, spread=spread, plans=plans)


def _thinned(plan: Plan, rates: Rates, proven: IncidenceCurve) -> Plan:
    """The plan as far as lowered rates contain it at every one of its venues."""
    kept = np.ones(proven.days)
    for venue, share in plan.shares.items():
        if share > 0.0:
            known = np.asarray(proven.rates[venue])
            left = np.divide(rates[venue], known, out=np.ones(proven.days), where=known > 0.0)
            kept = np.minimum(kept, left)
    return replace(plan, daily=_daily_of(kept * np.asarray(plan.hazard)))


def _daily_of(hazard: Array) -> tuple[float, ...]:
    """P(held on each day) of a plan with such a rate by day."""
    before = np.concatenate(([0.0], np.cumsum(hazard)[:-1]))
    daily: list[float] = (np.exp(-before) * -np.expm1(-hazard)).tolist()
    return tuple(daily)


def at_summit(curve: IncidenceCurve, summit_id: str, factor: float, most: float) -> IncidenceCurve:
    """The curve when it was said who comes to a summit.

    Args:
        curve: The dyad's rates.
        summit_id: Which summit.
        factor: How much likelier both come than the record has it; at least 0.
        most: P(both come): no more likely do they meet there; 0 to 1.
    """
    venues = {venue for venue in curve.rates if venue.summit_id == summit_id}
    if not venues:
        return curve
    rates = {
        venue: np.asarray(daily) * (factor if venue in venues else 1.0)
        for venue, daily in curve.unplanned.items()
    }
    there = [sum(part for v, part in plan.shares.items() if v in venues) for plan in curve.plans]
    told = [plan.rate(0, curve.days, share) for plan, share in zip(curve.plans, there, strict=True)]
    expected = sum(told) + float(sum(rates[venue].sum() for venue in venues))
    allowed = -log1p(-min(most, SUREST))
    if expected > allowed:
        kept = allowed / expected
        rates |= {venue: kept * rates[venue] for venue in venues}
        plans = [
            _held_less(plan, venues, share, kept)
            for plan, share in zip(curve.plans, there, strict=True)
        ]
    else:
        plans = list(curve.plans)
    return _with_plans(curve, rates, plans)


def _held_less(plan: Plan, venues: Collection[Venue], share: float, kept: float) -> Plan:
    """The plan when of its rate at some venues only a part is left; elsewhere it stays."""
    held = plan.by_day[-1] * share
    if held <= 0.0:
        return plan
    part = -expm1(kept * log1p(-held)) / held
    left = 1.0 - share * (1.0 - part)
    shares = {
        venue: one * (part if venue in venues else 1.0) / left for venue, one in plan.shares.items()
    }
    return replace(plan, daily=tuple(left * day for day in plan.daily), shares=shares)
