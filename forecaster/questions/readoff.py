"""Reading answers off an incidence curve.

A question picks venues (with a weight each) and a window; the expected number of qualifying
meetings is the weighted sum of rates, and the probability of at least one is
``1 - exp(-expected)``. Every form of question goes through these few functions, so nested
deadlines are monotone, places are bounded by "anywhere", and complements are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from math import exp, expm1
from operator import add, mul
from statistics import NormalDist
from typing import Protocol

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import IncidenceCurve, Plan, Venue, VenueKind
from forecaster.domain.places import Place

FLOOR, CEILING = 0.0005, 0.9995
"""No forecast of an open future is issued outside these bounds."""

REACH = NormalDist().inv_cdf(0.9)
"""Standard deviations to either end of an 80 % interval."""

_POINTS = 24
"""Most points of a cumulative curve in an answer."""


Spread = tuple[float, float, float]
"""An expected number between what it would be with all rates lower, and higher."""


class Rates(Protocol):
    """How often something that a question asks for is expected, by day."""

    def expected(self, window: Window) -> float:
        """Expected number in ``window``."""
        ...

    def spread(self, window: Window, reach: float) -> Spread:
        """Expected number in ``window``, and if all rates were ``reach`` deviations off."""
        ...

    def by_day(self, window: Window) -> Sequence[float]:
        """Expected number on each day of ``window``, adding up to :meth:`expected`."""
        ...

    def until(self, start: date, days: Sequence[date]) -> Sequence[float]:
        """Expected number from ``start`` to the end of each of the ``days``."""
        ...


@dataclass(frozen=True, slots=True)
class Selection:
    """Which meetings count: a curve, and the share of each venue's meetings that qualify.

    Attributes:
        curve: The dyad's rates.
        weights: Per venue a factor on its rate, at least 0; absent venues do not count.
    """

    curve: IncidenceCurve
    weights: Mapping[Venue, float]

    def expected(self, window: Window) -> float:
        """Expected number of qualifying meetings in ``window``."""
        return sum(self.parts(window))

    def parts(self, window: Window) -> Iterator[float]:
        """Expected number of qualifying meetings in ``window`` by venue."""
        return map(mul, self.weights.values(), self.curve.rates_within(self.weights, window))

    def spread(self, window: Window, reach: float) -> Spread:
        """Expected number in ``window``, and were all rates ``reach`` deviations lower or higher.

        Venue errors are taken as fully dependent, which errs to the wide side.
        """
        low = middle = high = 0.0
        for venue, rate in zip(self.weights, self.parts(window), strict=True):
            factor = exp(reach * self.curve.spread.get(venue, 0.0))
            low, middle, high = low + rate / factor, middle + rate, high + rate * factor
        return low, middle, high

    def until(self, start: date, days: Sequence[date]) -> Sequence[float]:
        """Expected number of qualifying meetings from ``start`` to the end of each day."""
        curve = self.curve
        if curve.plans:
            return [self.expected(Window(start, day)) for day in days]
        first = curve.days_before(start)
        lasts = [curve.days_through(day) for day in days]
        totals = [0.0] * len(lasts)
        for venue, weight in self.weights.items():
            sums = curve.cumulative[venue]
            before = sums[first]
            if sums[-1] > before:
                totals = [
                    total + weight * (sums[last] - before)
                    for total, last in zip(totals, lasts, strict=True)
                ]
        return totals

    def by_day(self, window: Window) -> Sequence[float]:
        """Expected number of qualifying meetings on each day of ``window``.

        Where plans may be carried out before a later window, the days are those of a world in
        which they were not, scaled to what is expected of the window as a whole.
        """
        curve = self.curve
        begin, end = curve.span(window)
        held = totals_of(self.stretches(window).values(), end - begin)
        if curve.plans and (total := sum(held)):
            scale = self.expected(window) / total
            held = [scale * rate for rate in held]
        before = min(max((curve.start - window.start).days, 0), window.days)
        return [*([0.0] * before), *held, *([0.0] * (window.days - before - len(held)))]

    def stretches(self, window: Window) -> dict[Venue, Stretch]:
        """The days of ``window`` on which each venue that counts has any rate."""
        first, last = self.curve.span(window)
        return {
            venue: found
            for venue, weight in self.weights.items()
            if (found := _stretch(self.curve, venue, weight, first, last))
        }

    def planned(self, window: Window) -> list[float]:
        """What each plan adds to the expected number: it is carried out once or not at all."""
        first, last = self.curve.span(window)
        return [self._share(plan) * plan.within(first, last) for plan in self.curve.plans]

    def _share(self, plan: Plan) -> float:
        """Share of a plan's venues that counts."""
        return sum(share * self.weights.get(venue, 0.0) for venue, share in plan.shares.items())


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of a window on which a venue has any rate, from the first to the last of them.

    Attributes:
        begin: First such day, counted from the window's first.
        rates: Weighted rates from then on.
    """

    begin: int
    rates: Sequence[float]


def _stretch(
    curve: IncidenceCurve, venue: Venue, weight: float, first: int, last: int
) -> Stretch | None:
    """A venue's rates on days ``first`` to ``last``, exclusive; a summit has but a few."""
    begin, end = curve.active(venue, first, last)
    if begin == end:
        return None
    rates = curve.rates[venue][begin:end]
    return Stretch(begin - first, rates if weight == 1.0 else [weight * rate for rate in rates])


def totals_of(stretches: Iterable[Stretch], days: int) -> list[float]:
    """Rates of several venues together, day by day."""
    totals = [0.0] * days
    for found in stretches:
        end = found.begin + len(found.rates)
        totals[found.begin : end] = map(add, totals[found.begin : end], found.rates)
    return totals


@dataclass(frozen=True, slots=True)
class Arrivals:
    """One leader's coming to a place or a forum, by day; a stay counts on its first day.

    Attributes:
        start: First day.
        daily: Rate of coming on each day from ``start`` on.
        deviation: Standard deviation of the log of all rates.
    """

    start: date
    daily: Sequence[float]
    deviation: float

    def expected(self, window: Window) -> float:
        """Expected number of arrivals in ``window``."""
        return sum(self.daily[slice(*self._span(window))])

    def spread(self, window: Window, reach: float) -> Spread:
        """Expected number in ``window``, and if all rates were ``reach`` deviations off."""
        expected, factor = self.expected(window), exp(reach * self.deviation)
        return expected / factor, expected, expected * factor

    def by_day(self, window: Window) -> Sequence[float]:
        """Expected number of arrivals on each day of ``window``."""
        first, last = self._span(window)
        before = min(max((self.start - window.start).days, 0), window.days)
        after = window.days - before - (last - first)
        return [*([0.0] * before), *self.daily[first:last], *([0.0] * after)]

    def until(self, start: date, days: Sequence[date]) -> Sequence[float]:
        """Expected number of arrivals from ``start`` to the end of each of the ``days``."""
        sums = list(accumulate(self.daily, initial=0.0))
        spans = (self._span(Window(start, day)) for day in days)
        return [sums[last] - sums[first] for first, last in spans]

    def _span(self, window: Window) -> tuple[int, int]:
        count = len(self.daily)
        first = min(max((window.start - self.start).days, 0), count)
        return first, max(min((window.end - self.start).days + 1, count), first)


@dataclass(frozen=True)
class Within:
    """Several rates together, as far as they lie in a window of their own.

    Spans of one event share what is expected of them all: a plan is carried out in one of them at
    most, so each takes its days of the whole.

    Attributes:
        rates: What counts.
        limit: The days on which it counts.
        whole: The days of which ``limit`` is a part.
    """

    rates: tuple[Rates, ...]
    limit: Window
    whole: Window

    @cached_property
    def _daily(self) -> Sequence[float]:
        """Expected number on each day of the whole."""
        return [
            sum(day) for day in zip(*(one.by_day(self.whole) for one in self.rates), strict=True)
        ]

    def _days(self, window: Window) -> Sequence[float]:
        """The days of ``window`` that count."""
        shared = self.limit.shared(window)
        if shared is None:
            return ()
        first = (shared.start - self.whole.start).days
        return self._daily[first : first + shared.days]

    def expected(self, window: Window) -> float:
        """Expected number in the part of ``window`` that counts."""
        return sum(self._days(window))

    def spread(self, window: Window, reach: float) -> Spread:
        """Expected number in ``window``, and if all rates were ``reach`` deviations off."""
        low, middle, high = _added(one.spread(self.whole, reach) for one in self.rates)
        share = self.expected(window) / middle if middle else 0.0
        return share * low, share * middle, share * high

    def by_day(self, window: Window) -> Sequence[float]:
        """Expected number on each day of ``window``."""
        shared = self.limit.shared(window)
        if shared is None:
            return [0.0] * window.days
        before = (shared.start - window.start).days
        after = (window.end - shared.end).days
        return [*([0.0] * before), *self._days(window), *([0.0] * after)]

    def until(self, start: date, days: Sequence[date]) -> Sequence[float]:
        """Expected number from ``start`` to the end of each of the ``days``."""
        return [self.expected(Window(start, day)) for day in days]


def bounded(probability: float) -> float:
    """``probability`` kept between the stated floor and ceiling."""
    return min(max(probability, FLOOR), CEILING)


def anywhere(curve: IncidenceCurve) -> Selection:
    """Meetings at any venue."""
    return Selection(curve, dict.fromkeys(curve.rates, 1.0))


def in_place(curve: IncidenceCurve, place: Place, city_share: float = 1.0) -> Selection:
    """Meetings in a country, or in a city of it.

    Args:
        curve: The dyad's rates.
        place: The country, and the city when the question names one.
        city_share: Share of the country's meetings outside summits that are held in that city;
            1 when no city is asked for.
    """
    weights: dict[Venue, float] = {}
    for venue in curve.rates:
        if venue.kind is VenueKind.ELSEWHERE:
            weight = curve.elsewhere_shares.get(place.country, 0.0) * city_share
        elif venue.country == place.country:
            weight = 1.0 if venue.kind is VenueKind.SUMMIT else city_share
        else:
            weight = 0.0
        if weight:
            weights[venue] = weight
    return Selection(curve, weights)


def at_summit(curve: IncidenceCurve, summit_id: str) -> Selection:
    """Meetings on the sidelines of one summit."""
    return Selection(curve, {venue: 1.0 for venue in curve.rates if venue.summit_id == summit_id})


def scaled(selection: Selection, factors: Mapping[Venue, float]) -> Selection:
    """The same venues under a stricter or looser definition of a meeting."""
    weights = {
        venue: weight * factors.get(venue, 1.0) for venue, weight in selection.weights.items()
    }
    return Selection(selection.curve, weights)


def probability(selections: Iterable[Rates], window: Window) -> float:
    """P(at least one qualifying event in ``window`` by any of the rates), unbounded."""
    return -expm1(-sum(selection.expected(window) for selection in selections))


def with_interval(selections: Iterable[Rates], window: Window) -> tuple[float, tuple[float, float]]:
    """:func:`probability` and its 80 % interval from parameter uncertainty (log-normal rates)."""
    spreads = (selection.spread(window, REACH) for selection in selections)
    low, middle, high = (bounded(-expm1(-rate)) for rate in _added(spreads))
    return middle, (low, high)


def _added(spreads: Iterable[Spread]) -> Spread:
    low, middle, high = map(sum, zip(*spreads, strict=True))
    return low, middle, high


@lru_cache(maxsize=1024)
def deadlines(window: Window) -> tuple[date, ...]:
    """Days at which a cumulative curve is quoted: even steps, the last day always among them."""
    count = min(_POINTS, window.days)
    return tuple(
        dict.fromkeys(
            window.start + timedelta(days=round((window.days - 1) * step / max(count - 1, 1)))
            for step in range(count)
        )
    )


def by_date(selections: Iterable[Rates], window: Window) -> tuple[tuple[date, float], ...]:
    """(day, P(it has happened by the end of that day)), never falling."""
    days = deadlines(window)
    rates = (selection.until(window.start, days) for selection in selections)
    values = (bounded(-expm1(-sum(rate))) for rate in zip(*rates, strict=True))
    return tuple(zip(days, accumulate(values, max), strict=True))
