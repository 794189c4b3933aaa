"""Reading answers off an incidence curve.

A question picks venues (with a weight each) and a window; the expected number of qualifying
meetings is the weighted sum of rates, and the probability of at least one is
``1 - exp(-expected)``. Every form of question goes through these few functions, so nested
deadlines are monotone, places are bounded by "anywhere", and complements are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from math import exp, expm1
from operator import add
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
class Carried:
    """What a question makes of one plan: it is carried out once, and at one venue.

    Attributes:
        plan: The plan.
        share: P(it counts), given that it is held: what is held elsewhere is not held here too.
        factor: Encounters that count for each one held, at least 1.
        portions: What each venue has of it; sums to 1.
    """

    plan: Plan
    share: float
    factor: float
    portions: Mapping[Venue, float]

    def rate(self, first: int, last: int) -> float:
        """Expected number on days ``first`` to ``last`` of the horizon, exclusive."""
        return self.factor * self.plan.rate(first, last, self.share)


@dataclass(frozen=True)
class Selection:
    """Which meetings count: a curve, where they are to be held, and what is a meeting.

    Attributes:
        curve: The dyad's rates.
        weights: Per venue the share of its meetings that are held where the question asks, 0 to 1;
            absent venues do not count.
        factors: Per venue the encounters that count for each meeting there; 1 where absent.
        towns: By number of a plan the weights, in place of ``weights``, of the venues for which
            it names a town.
    """

    curve: IncidenceCurve
    weights: Mapping[Venue, float]
    factors: Mapping[Venue, float] = field(default_factory=dict)
    towns: Mapping[int, Mapping[Venue, float]] = field(default_factory=dict)

    @cached_property
    def _counts(self) -> Mapping[Venue, float]:
        """Encounters that count for each meeting at a venue of which no plan tells."""
        return {venue: part * self.factors.get(venue, 1.0) for venue, part in self.weights.items()}

    @cached_property
    def _carried(self) -> tuple[Carried, ...]:
        plans = enumerate(self.curve.plans)
        found = (self._carries(plan, self.towns.get(number, {})) for number, plan in plans)
        return tuple(one for one in found if one is not None)

    def _carries(self, plan: Plan, towns: Mapping[Venue, float]) -> Carried | None:
        """What counts of a plan; None where nothing does."""
        here = {
            venue: part * towns.get(venue, self.weights[venue])
            for venue, part in plan.shares.items()
            if venue in self.weights
        }
        found = {venue: part * self.factors.get(venue, 1.0) for venue, part in here.items()}
        counted = sum(min(found[venue], part) for venue, part in here.items())
        total = sum(found.values())
        if counted <= 0.0:
            return None
        portions = {venue: part / total for venue, part in found.items()}
        return Carried(plan, min(counted, 1.0), total / counted, portions)

    def expected(self, window: Window) -> float:
        """Expected number of qualifying meetings in ``window``."""
        return sum(self.parts(window))

    def parts(self, window: Window) -> Iterable[float]:
        """Expected number of qualifying meetings in ``window`` by venue."""
        first, last = self.curve.span(window)
        sums = self.curve.unplanned_sums
        found = {
            venue: weight * (sums[venue][last] - sums[venue][first])
            for venue, weight in self._counts.items()
        }
        for one in self._carried:
            rate = one.rate(first, last)
            for venue, portion in one.portions.items():
                found[venue] += portion * rate
        return found.values()

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
        first = curve.days_before(start)
        lasts = [max(curve.days_through(day), first) for day in days]
        totals = [sum(one.rate(first, last) for one in self._carried) for last in lasts]
        for venue, weight in self._counts.items():
            sums = curve.unplanned_sums[venue]
            before = sums[first]
            if sums[-1] > before:
                totals = [
                    total + weight * (sums[last] - before)
                    for total, last in zip(totals, lasts, strict=True)
                ]
        return totals

    def by_day(self, window: Window) -> Sequence[float]:
        """Expected number of qualifying meetings on each day of ``window``.

        A plan has the chance of the window's own days: what may be carried out before a later
        window cannot be again.
        """
        curve = self.curve
        begin, end = curve.span(window)
        stretches = {
            venue: found
            for venue, weight in self._counts.items()
            if (found := self._stretch(venue, curve.unplanned[venue], weight, begin, end))
        }
        held = totals_of(stretches.values(), end - begin)
        for one in self._carried:
            reached = [one.rate(begin, day) for day in range(begin, end + 1)]
            held = [
                rate + later - sooner
                for rate, (sooner, later) in zip(held, pairwise(reached), strict=True)
            ]
        before = min(max((curve.start - window.start).days, 0), window.days)
        return [*([0.0] * before), *held, *([0.0] * (window.days - before - len(held)))]

    def stretches(self, window: Window) -> dict[Venue, Stretch]:
        """The days of ``window`` on which each venue that counts has any rate of the next meeting.

        These are the cause-specific rates, in which each plan is not yet held.
        """
        first, last = self.curve.span(window)
        return {
            venue: found
            for venue, weight in self._counts.items()
            if (found := self._stretch(venue, self._next_at(venue), weight, first, last))
        }

    def _next_at(self, venue: Venue) -> Sequence[float]:
        """Rates at a venue; where plans name a town, those that weigh as much as the plan does."""
        rates, usual = self.curve.rates[venue], self.weights[venue]
        for number, plan in enumerate(self.curve.plans):
            named = self.towns.get(number, {}).get(venue, usual)
            if named != usual and usual:
                more = plan.shares.get(venue, 0.0) * (named / usual - 1.0)
                rates = tuple(
                    max(rate + more * part, 0.0)
                    for rate, part in zip(rates, plan.hazard, strict=True)
                )
        return rates

    def _stretch(
        self, venue: Venue, daily: Sequence[float], weight: float, first: int, last: int
    ) -> Stretch | None:
        """A venue's weighted rates on days ``first`` to ``last``; a summit has but a few."""
        begin, end = self.curve.active(venue, first, last)
        if begin == end:
            return None
        rates = daily[begin:end]
        weighted = rates if weight == 1.0 else [weight * rate for rate in rates]
        return Stretch(begin - first, weighted)

    def planned(self, window: Window) -> list[float]:
        """What each plan adds to the expected number: it is carried out once or not at all."""
        first, last = self.curve.span(window)
        return [one.rate(first, last) for one in self._carried]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of a window on which a venue has any rate, from the first to the last of them.

    Attributes:
        begin: First such day, counted from the window's first.
        rates: Weighted rates from then on.
    """

    begin: int
    rates: Sequence[float]


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


@dataclass(frozen=True, slots=True)
class Towns:
    """How much of what is held in a country is held in the town that a question names.

    Attributes:
        usual: Share of its meetings of which nothing names a town.
        summits: The same for the summits whose town is known, by id: 0 or 1.
        named: The same for the plans that name a town in the country, by their number.
    """

    usual: float = 1.0
    summits: Mapping[str, float] = field(default_factory=dict)
    named: Mapping[int, float] = field(default_factory=dict)

    def at(self, venue: Venue) -> float:
        """Share at a venue in the country, if nothing names a town."""
        return self.summits.get(venue.summit_id or "", self.usual)


ANYWHERE_IN_IT = Towns()
"""For a question that names no town."""


def in_place(curve: IncidenceCurve, place: Place, towns: Towns = ANYWHERE_IN_IT) -> Selection:
    """Meetings in a country, or in a town of it.

    Args:
        curve: The dyad's rates.
        place: The country, and the town when the question names one.
        towns: How much of what is held in the country is held in that town.
    """
    weights: dict[Venue, float] = {}
    for venue in curve.rates:
        if venue.kind is VenueKind.ELSEWHERE:
            weight = curve.elsewhere_shares.get(place.country, 0.0) * towns.usual
        else:
            weight = towns.at(venue) if venue.country == place.country else 0.0
        weights[venue] = weight
    # A summit whose town is known is held there, whatever a plan to meet at it says.
    open_venues = [
        venue
        for venue in weights
        if venue.country == place.country and venue.summit_id not in towns.summits
    ]
    named = {number: dict.fromkeys(open_venues, share) for number, share in towns.named.items()}
    counting = {
        v for v, weight in weights.items() if weight or any(v in one for one in named.values())
    }
    return Selection(curve, {v: w for v, w in weights.items() if v in counting}, towns=named)


def at_summit(curve: IncidenceCurve, summit_id: str) -> Selection:
    """Meetings on the sidelines of one summit."""
    return Selection(curve, {venue: 1.0 for venue in curve.rates if venue.summit_id == summit_id})


def scaled(selection: Selection, factors: Mapping[Venue, float]) -> Selection:
    """The same venues under a stricter or looser definition of a meeting."""
    combined = {
        venue: selection.factors.get(venue, 1.0) * factors.get(venue, 1.0)
        for venue in selection.weights
    }
    return replace(selection, factors=combined)


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
