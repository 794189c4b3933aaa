"""All pairs of one world, seen from one day: daily rates, ready to be looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forecaster.model.fitted import RecordModel
from forecaster.model.recalibrate import LEAD_TIMES, Calibration, drifted
from forecaster.model.worldfit import WorldFit
from forecaster.panel.buckets import BUCKETS, HORIZON_DAYS
from forecaster.panel.days import YEAR, Days, Flags, Floats
from forecaster.panel.editions import Sidelines, edition_values, pair_state
from forecaster.panel.features import View, covariates
from forecaster.panel.history import Edition, History
from forecaster.panel.worlds import Pair

YEAR_AHEAD = 365

DAYS_BY_BUCKET = np.array([bucket.days for bucket in BUCKETS])

MIDDLE = 2
"""Index of the middle lead bucket."""

INTERVAL_WIDTH = 1.2816
"""Standard deviations from the middle to either end of an 80 % interval."""


@dataclass(frozen=True)
class WorldState:
    """Rates of one world's pairs from one day on.

    Attributes:
        index: Place of each pair.
        eligible: Pairs with a record to speak of.
        levels: Buckets x pairs x causes (home, elsewhere): daily rates outside known summits.
        summit_rates: Known summits ahead x pairs: rate of a meeting at each.
        fit: Where the rates come from.
        middle: Pairs x covariates of the middle lead, which stands for all in the spread.
        totals: Buckets x pairs: all rates of a bucket, known summits included.
    """

    index: Mapping[Pair, int]
    eligible: Flags
    levels: Floats
    summit_rates: Floats
    fit: WorldFit
    middle: Floats
    totals: Floats

    @cached_property
    def spread(self) -> Floats:
        """Standard deviation of the log rate by pair."""
        return self.fit.spread(self.middle, MIDDLE)

    def spread_of(self, pair: int) -> float:
        """Standard deviation of one pair's log rate."""
        return float(self.fit.spread(self.middle[pair : pair + 1], MIDDLE)[0])

    @cached_property
    def daily(self) -> Floats:
        """Causes x pairs x days: daily rates outside known summits."""
        return np.asarray(np.repeat(self.levels, DAYS_BY_BUCKET, axis=0).transpose(2, 1, 0))

    def daily_of(self, pair: int) -> tuple[Floats, Floats]:
        """One pair's daily rates at home and elsewhere."""
        home, elsewhere = np.repeat(self.levels[:, pair], DAYS_BY_BUCKET, axis=0).T
        return home, elsewhere

    @cached_property
    def cumulative(self) -> Floats:
        """Causes x pairs x days: rates outside summits summed up to the end of each day."""
        return np.cumsum(self.daily, axis=2)

    def chances(self, pairs: Days, days: Days, summits: Flags) -> tuple[Floats, Floats, Floats]:
        """Many questions at once: chances by venue group, and 80 % intervals of the whole.

        Args:
            pairs: Index of the pair by question.
            days: Days to the deadline by question, 1 to 730.
            summits: Questions x known summits: which are over by the deadline.

        Returns:
            Questions x (home, elsewhere, summits): P(the next meeting is there and in time), and
            the lower and upper end for a meeting anywhere.
        """
        usual = self.cumulative[:, pairs, days - 1]
        at_summits = (self.summit_rates[:, pairs].T * summits).sum(axis=1)
        rates = np.vstack([usual, at_summits]).T
        total = rates.sum(axis=1)
        shares = rates / np.maximum(total, 1e-12)[:, None]
        factor = np.exp(INTERVAL_WIDTH * self.spread[pairs])
        low, high = -np.expm1(-total / factor), -np.expm1(-total * factor)
        return shares * -np.expm1(-total)[:, None], low, high


def world_state(model: RecordModel, history: History, sidelines: Sidelines, day: int) -> WorldState:
    """Apply a model to a record as known on ``day``."""
    fit = model.worlds[history.world.name]
    view = View(history, np.array([day], dtype=np.int64))
    pairs = len(history.pairs)
    offset = np.full(pairs, view.level[0, 0] - np.log(YEAR))
    cache: dict[str, Floats] = {}
    rates = np.zeros((len(BUCKETS), pairs, 3))
    middle = np.zeros(0)
    for bucket in BUCKETS:
        values = covariates(view, bucket, cache)[0]
        rates[bucket.index] = fit.rates(values, bucket.index, offset)
        if bucket.index == MIDDLE:
            middle = values
    summits = [edition for edition in history.editions if _ahead(edition, day)]
    at_summits = _summit_rates(model, view, sidelines, summits)
    rates, at_summits = _reconciled(rates, at_summits, summits, day)
    totals = rates[:, :, :2].sum(axis=2) + _by_bucket(at_summits, summits, day)
    factor = _adjusted(totals, model, history.world.name)
    rates = rates * factor[:, :, None]
    at_summits = at_summits * _factor_at(factor, summits, day)
    return WorldState(
        {pair: place for place, pair in enumerate(history.pairs)},
        view.counts.total[0] >= 1,
        rates[:, :, :2] / DAYS_BY_BUCKET[:, None, None],
        at_summits,
        fit,
        middle,
        totals * factor,
    )


def _ahead(edition: Edition, day: int) -> bool:
    current = edition.known <= day < edition.until and not edition.cancelled
    return current and edition.last_day >= day and edition.first_day < day + HORIZON_DAYS


def _summit_rates(
    model: RecordModel, view: View, sidelines: Sidelines, summits: list[Edition]
) -> Floats:
    """Rate of a meeting at each known summit by the sideline model; 0 where not both expected."""
    history, day = view.history, int(view.origins[0])
    result = np.zeros((len(summits), len(history.pairs)))
    if model.sidelines is None:
        return result
    state = pair_state(view, 0)
    for row, edition in enumerate(summits):
        habits, hosted = sidelines.habits(edition.series, day), history.hosts(edition)
        values = edition_values(edition, state, habits, hosted, float(edition.day - day))
        result[row] = model.sidelines.blended(values, habits) * history.joint(edition)
    return result


def _bucket_of(edition: Edition, day: int) -> int:
    lead = max(edition.day - day, 0)
    return next(b.index for b in BUCKETS if lead < b.end or b.end == HORIZON_DAYS)


def _by_bucket(at_summits: Floats, summits: list[Edition], day: int) -> Floats:
    total = np.zeros((len(BUCKETS), at_summits.shape[1]))
    for row, edition in enumerate(summits):
        total[_bucket_of(edition, day)] += at_summits[row]
    return total


def _reconciled(
    rates: Floats, at_summits: Floats, summits: list[Edition], day: int
) -> tuple[Floats, Floats]:
    """Set the two estimates of sideline meetings to their geometric mean, bucket by bucket.

    The panel's hazard speaks of all known summits of a bucket together, the sideline model of each.
    """
    by_edition = _by_bucket(at_summits, summits, day)
    by_panel = rates[:, :, 2]
    with_any = by_edition > 0
    scale = np.where(with_any, np.sqrt(by_panel / np.where(with_any, by_edition, 1.0)), 0.0)
    scaled = at_summits * _factor_at(scale, summits, day)
    return rates, scaled


def _factor_at(factor: Floats, summits: list[Edition], day: int) -> Floats:
    if not summits:
        return np.ones((0, factor.shape[1]))
    return np.stack([factor[_bucket_of(edition, day)] for edition in summits])


def _adjusted(totals: Floats, model: RecordModel, world: str) -> Floats:
    """Factor by bucket and pair from the drift of the level and what matured forecasts teach."""
    lines = model.calibrations.get(world, (Calibration(),) * len(LEAD_TIMES))
    drift = model.drift.get(world, 0.0)
    raw = np.cumsum(totals, axis=0)
    wanted = np.stack(
        [
            lines[min(bucket.index, len(lines) - 1)].applied(
                drifted(raw[bucket.index], drift * np.sqrt(bucket.end / YEAR_AHEAD))
            )
            for bucket in BUCKETS
        ]
    )
    steps = np.diff(wanted, axis=0, prepend=0.0)
    return np.asarray(np.clip(steps / np.maximum(totals, 1e-12), 0.2, 5.0))
