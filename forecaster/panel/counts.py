"""Counts of known meetings, plain and decayed, by origin and pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forecaster.panel.days import NEVER, YEAR, Days, Floats, number
from forecaster.panel.history import Event, History


@dataclass(frozen=True)
class Counts:
    """What is known at each origin about each pair's past meetings.

    Attributes:
        history: The record.
        origins: Origin days, rising.
    """

    history: History
    origins: Days

    @cached_property
    def record_from(self) -> int:
        """First day of the record."""
        return number(self.history.world.record_from)

    @cached_property
    def total(self) -> Floats:
        """Known meetings up to each origin."""
        return by_pair(
            self.history.known, lambda days: np.searchsorted(days, self.origins, side="right")
        )

    def within(self, span: int) -> Floats:
        """Meetings that became known in the last ``span`` days."""
        return by_pair(self.history.known, lambda days: known_within(days, self.origins, span))

    def decayed(self, half_life: float) -> tuple[Floats, Floats]:
        """Decayed counts (origins x pairs) and the decayed years behind them (origins x 1).

        Args:
            half_life: In days.
        """
        rate = np.log(2.0) / half_life
        past = np.maximum(self.origins - self.record_from, 1)
        years = -np.expm1(-rate * past) / rate / YEAR
        counts = by_pair(self.history.known, lambda days: decayed_count(days, self.origins, rate))
        return counts, years[:, None]

    @cached_property
    def recency(self) -> Floats:
        """Days since the last known meeting's span ended; 4,000 when there is none."""
        return by_pair(self.history.known, lambda days: _since(days, self.origins))

    def since(self, begin: Floats | Days) -> Floats:
        """Known meetings on or after the day ``begin`` (origins x pairs)."""
        result = np.zeros(begin.shape)
        for column, events in enumerate(self.history.events):
            if events:
                known, days = _known_and_day(events)
                seen = known[None, :] <= self.origins[:, None]
                result[:, column] = (seen & (days[None, :] >= begin[:, column, None])).sum(axis=1)
        return result


def _known_and_day(events: Sequence[Event]) -> tuple[Days, Days]:
    table = np.array([(event.known, event.day) for event in events], dtype=np.int64)
    return table[:, 0], table[:, 1]


def by_pair(series: Sequence[Days], count: Callable[[Days], Days | Floats]) -> Floats:
    """Apply ``count`` to every pair's days and set the results side by side."""
    rows = len(count(np.empty(0, dtype=np.int64)))
    return _stack([count(days) for days in series], rows)


def _stack(columns: Sequence[Days | Floats], rows: int) -> Floats:
    if not columns:
        return np.zeros((rows, 0))
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


def known_within(known: Days, origins: Days, span: int) -> Days:
    """How many of the rising days ``known`` lie in the ``span`` days up to each origin."""
    upto = np.searchsorted(known, origins, side="right")
    return upto - np.searchsorted(known, origins - span, side="right")


def decayed_count(known: Days, origins: Days, rate: float) -> Floats:
    """Sum of ``exp(-rate * age)`` over the days known at each origin."""
    if not len(known):
        return np.zeros(len(origins))
    # Ages are taken from the first day so that the exponentials stay within range.
    grown = np.concatenate([[0.0], np.cumsum(np.exp(rate * (known - known[0])))])
    seen = grown[np.searchsorted(known, origins, side="right")]
    return np.asarray(seen * np.exp(-rate * np.maximum(origins - known[0], 0)))


def _since(known: Days, origins: Days) -> Floats:
    last = np.searchsorted(known, origins, side="right") - 1
    if not len(known):
        return np.full(len(origins), 4000.0)
    age = np.where(last >= 0, origins - known[np.maximum(last, 0)] + 1, 4000)
    return np.minimum(age, 4000).astype(np.float64)


def next_day(days: Days, origins: Days) -> Days:
    """The first of the rising ``days`` at or after each origin; ``NEVER`` when there is none."""
    index = np.searchsorted(days, origins, side="left")
    padded = np.append(days, NEVER)
    return padded[index]
