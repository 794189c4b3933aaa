"""One curve per dyad from the record, the live tracks and undated signals.

The record's rates hold what usually happens, the share of announced meetings included. Where a
track speaks, it replaces part of the record at its venue; undated signals bend what is left for
some weeks. Everything stays a rate by day and venue, so the result is coherent by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import exp

import numpy as np

from forecaster.domain.forecasts import IncidenceCurve, Venue
from forecaster.model.coverage import Array, covered
from forecaster.model.outlooks import TrackOutlook
from forecaster.model.undated import NO_EFFECT, UndatedEffect

_RELAXES_IN = 30.0


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
    rates = {venue: np.asarray(daily) for venue, daily in record.rates.items()}
    rates = _bent(covered(rates, live, record.start), undated)
    base = {venue: float(daily.sum()) for venue, daily in rates.items()}
    plans = tuple(outlook.plan for outlook in live)
    added: dict[Venue, float] = {}
    for plan in plans:
        hazard = -np.diff(np.log1p(-np.asarray(plan.by_day)))
        for venue, share in plan.shares.items():
            rates[venue] = rates.get(venue, np.zeros(record.days)) + share * hazard
            added[venue] = added.get(venue, 0.0) + share * float(hazard.sum())
    return replace(
        record,
        rates={venue: tuple(daily.tolist()) for venue, daily in rates.items()},
        spread=_spreads(record, live, base, added),
        plans=(*record.plans, *plans),
    )


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
    added: Mapping[Venue, float],
) -> dict[Venue, float]:
    """Standard deviation of the log rate by venue: record and tracks err independently."""
    widest = max(record.spread.values(), default=0.0)
    variance = {
        venue: (record.spread.get(venue, widest) * value) ** 2 for venue, value in base.items()
    }
    for outlook in live:
        rate = float(-np.log1p(-outlook.plan.by_day[-1]))
        for venue, share in outlook.shares.items():
            error = share * rate * outlook.chance.spread
            variance[venue] = variance.get(venue, 0.0) + error**2
    total = {venue: base.get(venue, 0.0) + added.get(venue, 0.0) for venue in variance}
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
    return replace(proven, rates=rates, spread={**everything.spread, **proven.spread})
