"""Reading answers off an incidence curve.

A question picks venues (with a weight each) and a window; the expected number of qualifying
meetings is the weighted sum of rates, and the probability of at least one is
``1 - exp(-expected)``. Every form of question goes through these few functions, so nested
deadlines are monotone, places are bounded by "anywhere", and complements are exact.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from math import exp, expm1, factorial
from operator import add, mul
from statistics import NormalDist

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import IncidenceCurve, Venue, VenueKind
from forecaster.domain.places import Place

NONE = "none"
"""Key of the outcome "none by the deadline"."""

ELSEWHERE = "elsewhere"
"""Key of meetings in countries that no venue names."""

FLOOR, CEILING = 0.0005, 0.9995
"""No forecast of an open future is issued outside these bounds."""

REACH = NormalDist().inv_cdf(0.9)
"""Standard deviations to either end of an 80 % interval."""

_POINTS = 24
"""Most points of a cumulative curve in an answer."""

# Mid-points of nine equal slices of the standard normal: a small deterministic sample of the
# common parameter error, instead of random draws.
_QUANTILES = tuple(NormalDist().inv_cdf((index + 0.5) / 9) for index in range(9))


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

    def ends(self, window: Window, reach: float) -> tuple[float, float]:
        """The expected number with all rates ``reach`` standard deviations too high, or too low.

        Venue errors are taken as fully dependent, which errs to the wide side.
        """
        low = high = 0.0
        for venue, rate in zip(self.weights, self.parts(window), strict=True):
            factor = exp(reach * self.curve.spread.get(venue, 0.0))
            low, high = low + rate / factor, high + rate * factor
        return low, high


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


def scaled(selection: Selection, factors: Mapping[VenueKind, float]) -> Selection:
    """The same venues under a stricter or looser definition of a meeting."""
    weights = {
        venue: weight * factors.get(venue.kind, 1.0) for venue, weight in selection.weights.items()
    }
    return Selection(selection.curve, weights)


def probability(selections: Iterable[Selection], window: Window) -> float:
    """P(at least one qualifying meeting in ``window`` on any of the curves), unbounded."""
    return -expm1(-sum(selection.expected(window) for selection in selections))


def interval(selections: Iterable[Selection], window: Window) -> tuple[float, float]:
    """80 % interval of :func:`probability` from parameter uncertainty (log-normal rates)."""
    ends = [selection.ends(window, REACH) for selection in selections]
    low, high = (bounded(-expm1(-sum(side))) for side in zip(*ends, strict=True))
    return low, high


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


def by_date(selections: Iterable[Selection], window: Window) -> tuple[tuple[date, float], ...]:
    """(day, P(it has happened by the end of that day)), never falling."""
    days = deadlines(window)
    rates = (_expected_by(selection, window.start, days) for selection in selections)
    values = (bounded(-expm1(-sum(rate))) for rate in zip(*rates, strict=True))
    return tuple(zip(days, accumulate(values, max), strict=True))


def _expected_by(selection: Selection, start: date, days: Iterable[date]) -> Sequence[float]:
    """Expected number of qualifying meetings from ``start`` to the end of each day."""
    curve = selection.curve
    if curve.plans:
        return [selection.expected(Window(start, day)) for day in days]
    first = curve.days_before(start)
    lasts = [curve.days_through(day) for day in days]
    totals = [0.0] * len(lasts)
    for venue, weight in selection.weights.items():
        sums = curve.cumulative[venue]
        before = sums[first]
        if sums[-1] > before:
            totals = [
                total + weight * (sums[last] - before)
                for total, last in zip(totals, lasts, strict=True)
            ]
    return totals


def next_venue(selection: Selection, window: Window) -> tuple[dict[Venue, float], float]:
    """Where the first qualifying meeting in ``window`` is held.

    Returns:
        P(first meeting at the venue) per venue, and P(none by the deadline); together they sum
        to 1.
    """
    curve = selection.curve
    first, last = curve.span(window)
    stretches = {
        venue: found
        for venue, weight in selection.weights.items()
        if (found := _stretch(curve, venue, weight, first, last))
    }
    totals = _totals(stretches.values(), last - first)
    shares = [
        exp(-past) * -expm1(-today) / today if today else 0.0
        for past, today in zip(accumulate(totals, initial=0.0), totals, strict=False)
    ]
    where = {
        venue: sum(map(mul, shares[found.begin :], found.rates))
        for venue, found in stretches.items()
    }
    # Plans that may be carried out before a later window make the sum of rates too high; the
    # probability of any meeting is the exact one.
    happened = probability([selection], window)
    scale = happened / total if (total := sum(where.values())) else 0.0
    return {venue: value * scale for venue, value in where.items()}, 1.0 - happened


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The days of a window on which a venue has any rate, from the first to the last of them.

    Attributes:
        begin: First such day, counted from the window's first.
        rates: Weighted rates from then on.
    """

    begin: int
    rates: Sequence[float]


def _stretch(
    curve: IncidenceCurve, venue: Venue, weight: float, first: int, last: int
) -> _Stretch | None:
    """A venue's rates on days ``first`` to ``last``, exclusive; a summit has but a few."""
    sums = curve.cumulative[venue]
    if not sums[last] > sums[first]:
        return None
    begin = bisect_right(sums, sums[first], first, last) - 1
    end = bisect_left(sums, sums[last], begin, last)
    rates = curve.rates[venue][begin:end]
    return _Stretch(begin - first, rates if weight == 1.0 else [weight * rate for rate in rates])


def _totals(stretches: Iterable[_Stretch], days: int) -> list[float]:
    """Rates of all venues together, day by day."""
    totals = [0.0] * days
    for found in stretches:
        end = found.begin + len(found.rates)
        totals[found.begin : end] = map(add, totals[found.begin : end], found.rates)
    return totals


RARE = 0.0005
"""Countries with a smaller chance are told as ``elsewhere``."""


def fold_countries(where: Mapping[Venue, float], curve: IncidenceCurve) -> dict[str, float]:
    """A venue distribution by host country; what no country is known for stays ``elsewhere``."""
    result: defaultdict[str, float] = defaultdict(float)
    for venue, value in where.items():
        if venue.country is not None:
            result[venue.country] += value
            continue
        for country, share in curve.elsewhere_shares.items():
            result[country] += value * share
        result[ELSEWHERE] += value * max(0.0, 1.0 - sum(curve.elsewhere_shares.values()))
    common = {country: value for country, value in result.items() if value >= RARE}
    rest = sum(result.values()) - sum(common.values())
    return {**common, ELSEWHERE: common.get(ELSEWHERE, 0.0) + rest} if rest > 0.0 else common


def fold_summits(where: Mapping[Venue, float]) -> dict[str, float]:
    """The part of a venue distribution that falls on the sidelines of summits, by forum id."""
    return {venue.summit_id.upper(): value for venue, value in where.items() if venue.summit_id}


def count_distribution(expected: float, spread: float, most: int = 3) -> dict[str, float]:
    """P(0), P(1), ... P(``most`` or more) meetings, Poisson with log-normal rate.

    Args:
        expected: Median of the expected number.
        spread: Standard deviation of its logarithm.
        most: Last class, open to the right.
    """
    rates = [expected * exp(spread * quantile) for quantile in _QUANTILES]
    result = {
        str(k): sum(exp(-rate) * rate**k / factorial(k) for rate in rates) / len(rates)
        for k in range(most)
    }
    result[f"{most}+"] = max(0.0, 1.0 - sum(result.values()))
    return result


def shifted(counts: Mapping[str, float], done: int) -> dict[str, float]:
    """A count distribution after ``done`` events have already happened."""
    keys = list(counts)
    result = dict.fromkeys(keys, 0.0)
    for index, key in enumerate(keys):
        result[keys[min(index + done, len(keys) - 1)]] += counts[key]
    return result


def mean_spread(selection: Selection, window: Window) -> float:
    """Standard deviation of the log of the expected number, venue errors fully dependent."""
    rates = tuple(selection.parts(window))
    total = sum(rates)
    if total <= 0.0:
        return 0.0
    spread = selection.curve.spread
    weighted = (
        rate * spread.get(venue, 0.0) for venue, rate in zip(selection.weights, rates, strict=True)
    )
    return sum(weighted) / total


def first_of(selections: Mapping[str, Selection], window: Window) -> dict[str, float]:
    """P(each option is the first to happen in ``window``), with ``none``; sums to 1.

    Options are taken as independent given the curves; venues that two options share are counted
    for each.
    """
    result = dict.fromkeys(selections, 0.0)
    survived = 1.0
    for today in zip(*(_by_day(one, window) for one in selections.values()), strict=True):
        total = sum(today)
        if total <= 0.0:
            continue
        happened = survived * -expm1(-total)
        for name, rate in zip(selections, today, strict=True):
            result[name] += happened * rate / total
        survived *= exp(-total)
    result[NONE] = survived
    return result


def _by_day(selection: Selection, window: Window) -> list[float]:
    """Expected number of qualifying meetings on each day of a window."""
    days = (window.start + timedelta(days=offset) for offset in range(window.days))
    if selection.curve.plans:
        return [selection.expected(Window(day, day)) for day in days]
    curve = selection.curve
    begin, end = curve.span(window)
    found = (
        _stretch(curve, venue, weight, begin, end) for venue, weight in selection.weights.items()
    )
    held = _totals(filter(None, found), end - begin)
    before = min(max((curve.start - window.start).days, 0), window.days)
    return [*([0.0] * before), *held, *([0.0] * (window.days - before - len(held)))]
