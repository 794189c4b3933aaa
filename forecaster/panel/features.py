"""Covariates of dyad-days: what an origin knows about a pair, and about a stretch of days ahead.

Every function looks only at what was known on the morning of the origin. Logs of rates are taken
relative to the rate of all pairs, so that a change in the world's pace moves one term, not all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from forecaster.panel.buckets import Bucket
from forecaster.panel.calendar import MONTH, Ahead, cycle_year, same_season
from forecaster.panel.counts import Counts
from forecaster.panel.days import YEAR, Days, Floats
from forecaster.panel.history import History
from forecaster.panel.offices import tenure

RECENCY_EDGES = (0, 30, 90, 180, 365, 730)
"""Days since the last meeting: the dip after one, and its slow return."""

SHRINKAGE_YEARS = 2.0
"""Weight of the rate of all pairs in a pair's own rate, in years of observation."""


@dataclass(frozen=True)
class View:
    """All covariates of one world at given origins.

    Attributes:
        history: The record.
        origins: Origin days, rising.
    """

    history: History
    origins: Days

    @cached_property
    def counts(self) -> Counts:
        """Counts of known meetings."""
        return Counts(self.history, self.origins)

    @cached_property
    def ahead(self) -> Ahead:
        """Calendar covariates."""
        return Ahead(self.counts)

    @property
    def shape(self) -> tuple[int, int]:
        """Origins and pairs."""
        return len(self.origins), len(self.history.pairs)

    def spread(self, values: Floats) -> Floats:
        """One value per origin, repeated for every pair."""
        return np.broadcast_to(values[:, None], self.shape)

    # -- rates -----------------------------------------------------------------------------

    def _rate(self, years: float, weight: float) -> tuple[Floats, Floats]:
        """Shrunk log rate of each pair and log rate of all pairs, per year."""
        counts, observed = self.counts.decayed(years * YEAR)
        mean = (counts.sum(axis=1, keepdims=True) + 0.5) / (self.shape[1] * observed)
        return np.log((counts + weight * mean) / (observed + weight)), np.log(mean)

    @cached_property
    def long_rate(self) -> tuple[Floats, Floats]:
        """Over the whole record."""
        return self._rate(40.0, SHRINKAGE_YEARS)

    @cached_property
    def four_years(self) -> tuple[Floats, Floats]:
        """With a half-life of four years."""
        return self._rate(4.0, SHRINKAGE_YEARS)

    @cached_property
    def one_year(self) -> tuple[Floats, Floats]:
        """With a half-life of one year."""
        return self._rate(1.0, 1.0)

    @property
    def level(self) -> Floats:
        """Log yearly rate of all pairs over the whole record (origins x 1): the offset."""
        return self.long_rate[1]

    def relative(self, rate: tuple[Floats, Floats]) -> Floats:
        """A pair's log rate relative to all pairs'."""
        return rate[0] - rate[1]

    def pace(self, span: int) -> Floats:
        """Log of all meetings of the last ``span`` days over what four years lead to expect."""
        found = self.counts.within(span).sum(axis=1)
        expected = np.exp(self.four_years[1][:, 0]) * self.shape[1] * span / YEAR
        return self.spread(np.log((found + 4.0) / (expected + 4.0)))

    # -- offices ---------------------------------------------------------------------------

    @cached_property
    def tenures(self) -> tuple[Floats, Floats]:
        """Days in office of either side."""
        first, second = self.history.sides
        held = self.tenure_by_country
        return held[:, first], held[:, second]

    @cached_property
    def tenure_by_country(self) -> Floats:
        """Days in office of each country's newest leader (origins x countries)."""
        return tenure(self.history.flat_starts, self.origins)

    @cached_property
    def joint_tenure(self) -> Floats:
        """Days since the newer of the two took office."""
        return np.minimum(*self.tenures)

    @cached_property
    def hub_tenure(self) -> Floats:
        """Days in office of the hub's leader."""
        sides = [pair[0] == self.history.world.hub for pair in self.history.pairs]
        return np.where(np.array(sides), *self.tenures)

    # -- activity --------------------------------------------------------------------------

    def activity(self) -> Floats:
        """Both leaders' meetings with all partners in office (at most 3 years) against the past."""
        held = np.minimum(self.tenure_by_country, 3 * YEAR)
        first, second = self.history.sides
        rates = np.exp(self.long_rate[0]) @ self.history.membership
        begin = np.asarray(self.origins[:, None] - held, dtype=np.float64)
        met = _met_since(self.history, self.origins, begin)
        active = np.log((met + 3.0) / (rates * held / YEAR + 3.0))
        return np.asarray(active[:, first] + active[:, second])

    def travel(self) -> Floats:
        """Both countries' meetings with anyone in the last year against the last eight."""
        trips, origins = self.history.flat_trips, self.origins
        upto = trips.counts(origins, "right")
        recent = upto - trips.counts(origins - 365, "right")
        long = upto - trips.counts(origins - 8 * 365, "right")
        years = np.minimum(8.0, np.maximum(origins - self.counts.record_from, 1) / 365.0)
        pace = np.log((recent + 2.0) / (long / years[:, None] + 2.0))
        first, second = self.history.sides
        return np.asarray(pace[:, first] + pace[:, second])

    def common_partners(self) -> Floats:
        """How strongly the two are tied through third parties, relative to all pairs."""
        counts, observed = self.counts.decayed(2 * YEAR)
        countries = sorted({country for pair in self.history.pairs for country in pair})
        index = {country: place for place, country in enumerate(countries)}
        rates = np.zeros((len(self.origins), len(countries), len(countries)))
        first = [index[pair[0]] for pair in self.history.pairs]
        second = [index[pair[1]] for pair in self.history.pairs]
        rates[:, first, second] = rates[:, second, first] = counts / observed
        paths = np.einsum("nac,ncb->nab", rates, rates)[:, first, second]
        logs = np.log(np.sqrt(paths) + 0.1)
        return np.asarray(logs - logs.mean(axis=1, keepdims=True))


def _met_since(history: History, origins: Days, begin: Floats) -> Floats:
    """Known meetings of each country with anyone of the world since a day (origins x countries)."""
    known, days, column = history.event_days
    sides = [side[column] for side in history.sides]
    total = np.zeros(begin.shape)
    for row, origin in enumerate(origins):
        for side in sides:
            counted = (known <= origin) & (days >= begin[row, side])
            total[row] += np.bincount(side[counted], minlength=begin.shape[1])
    return total


Block = Callable[[View, Bucket], Floats]


def _own(years: str) -> Block:
    return lambda view, _: view.relative(getattr(view, years))


def _between(low: int, high: int) -> Block:
    def block(view: View, _: Bucket) -> Floats:
        recency = view.counts.recency
        return ((recency > low) & (recency <= high)).astype(np.float64)

    return block


def _not_met(view: View, _: Bucket) -> Floats:
    return (view.counts.recency > view.joint_tenure).astype(np.float64)


def _not_met_new(view: View, bucket: Bucket) -> Floats:
    return _not_met(view, bucket) * (view.joint_tenure < YEAR)


def _new(low: int, high: int) -> Block:
    return lambda view, _: ((view.joint_tenure >= low) & (view.joint_tenure < high)).astype(
        np.float64
    )


def _hub_new(low: int, high: int) -> Block:
    return lambda view, _: ((view.hub_tenure >= low) & (view.hub_tenure < high)).astype(np.float64)


def _these_leaders(view: View, _: Bucket) -> Floats:
    """The two leaders' own meetings so far against the pair's long-run rate."""
    held = np.minimum(view.joint_tenure, 8 * 365.0)
    met = view.counts.since(view.origins[:, None] - held)
    rate = np.exp(view.long_rate[0])
    return np.asarray(np.log((met + 2 * rate) / (rate * held / YEAR + 2 * rate)))


def _season(column: int) -> Block:
    return lambda view, bucket: view.spread(view.ahead.season(bucket)[:, column])


def _cycle(year: int) -> Block:
    def block(view: View, bucket: Bucket) -> Floats:
        middle = view.origins + (bucket.start + bucket.end) // 2
        return view.spread((cycle_year(middle) == year).astype(np.float64))

    return block


def _times(first: Block, second: Block) -> Block:
    return lambda view, bucket: first(view, bucket) * second(view, bucket)


def _expected_yearly(view: View, width: Days) -> Floats:
    """P(at least one meeting in a stretch of that width) at the four-year rate."""
    return -np.expm1(-np.exp(view.four_years[0]) * width[:, None] / YEAR)


def _last_year(view: View, bucket: Bucket) -> Floats:
    met, width = same_season(view.counts, bucket, 1)
    return np.asarray(met[0] - _expected_yearly(view, width))


def _yearly(view: View, bucket: Bucket) -> Floats:
    met, width = same_season(view.counts, bucket, 4)
    return np.asarray(np.log((met.sum(axis=0) + 0.5) / (4 * _expected_yearly(view, width) + 0.5)))


def _per_month(values: Floats, bucket: Bucket) -> Floats:
    return np.asarray(np.log1p(values * MONTH / bucket.days))


def _forums(view: View, bucket: Bucket) -> Floats:
    return _per_month(2.0 * view.ahead.recurring(bucket), bucket)


def _forums_log(view: View, bucket: Bucket) -> Floats:
    return np.asarray(np.log(view.ahead.recurring(bucket) * 365.0 / bucket.days + 0.03))


def _joint_summits(view: View, bucket: Bucket) -> Floats:
    return _per_month(view.ahead.summits_within(bucket)[0], bucket)


def _hosted_summits(view: View, bucket: Bucket) -> Floats:
    return _per_month(view.ahead.summits_within(bucket)[1], bucket)


def _handover(view: View, bucket: Bucket) -> Floats:
    return _per_month(view.ahead.handovers_within(bucket), bucket)


FEATURES: dict[str, Block] = {
    "own_rate": _own("long_rate"),
    "own_rate_4y": _own("four_years"),
    "own_rate_1y": _own("one_year"),
    **{f"last_met_{low}_{high}": _between(low, high) for low, high in pairwise(RECENCY_EDGES)},
    "not_met_in_office": _not_met,
    "not_met_new": _not_met_new,
    "new_90": _new(0, 90),
    "new_365": _new(90, 365),
    "activity": lambda view, _: view.activity(),
    "travel": lambda view, _: view.travel(),
    **{
        name: _season(column)
        for column, name in enumerate(
            ("year_cos", "year_sin", "half_cos", "half_sin", "august", "turn_of_year")
        )
    },
    "last_year": _last_year,
    "yearly": _yearly,
    "forums": _forums,
    "forums_log": _forums_log,
    "summits": _joint_summits,
    "hosted": _hosted_summits,
    "handover": _handover,
}
"""Covariates of every world: name and how it is computed; all logs or 0/1, no unit."""

HUB_FEATURES: dict[str, Block] = {
    "pace_30": lambda view, _: view.pace(30),
    "pace_90": lambda view, _: view.pace(90),
    "pace_365": lambda view, _: view.pace(365),
    "these_leaders": _these_leaders,
    "hub_new_90": _hub_new(0, 90),
    "hub_new_365": _hub_new(90, 365),
    "cycle_0": _cycle(0),
    "cycle_1": _cycle(1),
    "cycle_3": _cycle(3),
    "hub_new_90_close": _times(_hub_new(0, 90), _own("long_rate")),
    "hub_new_365_close": _times(_new(90, 365), _own("long_rate")),
    "cycle_1_close": _times(_cycle(1), _own("long_rate")),
}
"""Covariates of a world whose pairs share one leader: his pace and his term."""

PEER_FEATURES: dict[str, Block] = {
    "common_partners": lambda view, _: view.common_partners(),
}
"""Covariates of a world whose members all meet each other."""

BY_LEAD = frozenset(
    {
        "own_rate",
        "own_rate_4y",
        "own_rate_1y",
        "last_met_0_30",
        "last_met_30_90",
        "last_met_90_180",
        "last_met_180_365",
        "last_met_365_730",
        "not_met_in_office",
        "new_90",
        "activity",
        "travel",
        "last_year",
        "yearly",
        "forums_log",
        "handover",
        "pace_30",
        "pace_90",
        "pace_365",
        "these_leaders",
        "hub_new_90",
        "hub_new_365",
        "cycle_1_close",
        "common_partners",
    }
)
"""Covariates whose effect may change with the lead."""


def features_of(history: History) -> dict[str, Block]:
    """The covariates of a world."""
    extra = PEER_FEATURES if history.world.own_pace else HUB_FEATURES
    return {**FEATURES, **extra}


_STATIC = frozenset(
    name
    for name in (*FEATURES, *HUB_FEATURES, *PEER_FEATURES)
    if not name.startswith(
        (
            "year_",
            "half_",
            "august",
            "turn_",
            "cycle_",
            "last_year",
            "yearly",
            "forums",
            "summits",
            "hosted",
            "handover",
        )
    )
)
"""Covariates that do not depend on the bucket, computed once."""


def covariates(view: View, bucket: Bucket, cache: dict[str, Floats]) -> Floats:
    """All covariates of one bucket: origins x pairs x features; ``cache`` keeps the static ones."""
    columns = []
    for name, block in features_of(view.history).items():
        if name in _STATIC:
            if name not in cache:
                cache[name] = np.asarray(block(view, bucket))
            columns.append(cache[name])
        else:
            columns.append(block(view, bucket))
    return np.stack(columns, axis=-1)
