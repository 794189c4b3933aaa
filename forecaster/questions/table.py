"""The table of places by dates: where and by when a pair meets next, in one view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, expm1

from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import IncidenceCurve, Venue
from forecaster.questions.readoff import REACH


@dataclass(frozen=True, slots=True)
class Cell:
    """A cumulative probability with its 80 % interval, all between 0 and 1."""

    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One venue over the dates; cells never fall from left to right."""

    venue: Venue
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """P(the next meeting is at the venue, by the end of the day).

    Attributes:
        dates: Days of the columns, rising.
        rows: Venues, most probable at the last date first.
        anywhere: P(any meeting by the day).
        none: P(no meeting by the day); rows and ``none`` add to 1 in every column.
    """

    dates: tuple[date, ...]
    rows: tuple[Row, ...]
    anywhere: tuple[Cell, ...]
    none: tuple[Cell, ...]


def place_table(curve: IncidenceCurve, dates: Iterable[date]) -> PlaceTable:
    """The table of a curve at ``dates``.

    Raises:
        QuestionError: If a date lies outside the curve's horizon.
    """
    days = tuple(sorted(set(dates)))
    for day in days:
        if not curve.start <= day <= curve.end:
            raise QuestionError(
                f"dates: {day} lies outside the horizon",
                remedy=f"choose days from {curve.start} to {curve.end}",
            )
    indices = [(day - curve.start).days for day in days]
    total = tuple(map(sum, zip(*curve.rates.values(), strict=True)))
    rows = (_row(curve, venue, total, indices) for venue in curve.rates)
    anywhere = tuple(_anywhere(curve, index) for index in indices)
    return PlaceTable(
        dates=days,
        rows=tuple(sorted(rows, key=lambda row: -row.cells[-1].probability if row.cells else 0.0)),
        anywhere=anywhere,
        none=tuple(Cell(1 - c.probability, 1 - c.high, 1 - c.low) for c in anywhere),
    )


def _row(
    curve: IncidenceCurve, venue: Venue, total: Sequence[float], indices: Sequence[int]
) -> Row:
    """One venue; its ends let its own rates be wrong while all others stay."""
    middle = curve.incidence[venue]
    factor = exp(REACH * curve.spread.get(venue, 0.0))
    low = _incidence(curve.rates[venue], total, 1 / factor)
    high = _incidence(curve.rates[venue], total, factor)
    cells = (Cell(middle[k], min(low[k], middle[k]), max(high[k], middle[k])) for k in indices)
    return Row(venue, tuple(cells))


def _incidence(daily: Sequence[float], total: Sequence[float], factor: float) -> list[float]:
    """Cumulative incidence of one venue with its rates multiplied by ``factor``."""
    survived, reached, result = 1.0, 0.0, []
    for rate, all_rates in zip(daily, total, strict=True):
        scaled = rate * factor
        today = max(all_rates - rate, 0.0) + scaled
        if today > 0.0:
            reached += survived * -expm1(-today) * scaled / today
            survived *= exp(-today)
        result.append(reached)
    return result


def _anywhere(curve: IncidenceCurve, index: int) -> Cell:
    sums = {venue: curve.cumulative[venue][index + 1] for venue in curve.rates}
    low, middle, high = (
        -expm1(
            -sum(rate * exp(sign * REACH * curve.spread.get(v, 0.0)) for v, rate in sums.items())
        )
        for sign in (-1, 0, 1)
    )
    return Cell(middle, low, high)


def month_ends(start: date, last: date, most: int) -> tuple[date, ...]:
    """Ends of months after ``start`` up to ``last``, thinned to ``most`` with the last kept."""
    ends, day = [], start.replace(day=1)
    while True:
        day = (day + timedelta(days=32)).replace(day=1)
        end = day - timedelta(days=1)
        if end > last:
            break
        ends.append(end)
    step = max(1, -(-len(ends) // most))
    kept = tuple(ends[::-1][::step][::-1])
    return kept or (last,)
