"""Counts of known meetings, plain and decayed, by origin and pair."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forecaster.panel.days import NEVER, YEAR, Days, Floats, number
from forecaster.panel.flat import Decayed
from forecaster.panel.history import History


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
    def upto(self) -> Days:
        """Number of meetings of each pair known at each origin."""
        return self.history.flat_known.counts(self.origins, "right")

    @cached_property
    def total(self) -> Floats:
        """Known meetings up to each origin."""
        return self.upto.astype(np.float64)

    def within(self, span: int) -> Floats:
        """Meetings that became known in the last ``span`` days."""
        before = self.history.flat_known.counts(self.origins - span, "right")
        return (self.upto - before).astype(np.float64)

    def decayed(self, half_life: float) -> tuple[Floats, Floats]:
        """Decayed counts (origins x pairs) and the decayed years behind them (origins x 1).

        Args:
            half_life: In days.
        """
        rate = float(np.log(2.0) / half_life)
        past = np.maximum(self.origins - self.record_from, 1)
        years = -np.expm1(-rate * past) / rate / YEAR
        sums = self.history.cached(
            f"decayed {half_life}", lambda: Decayed.of(self.history.known, rate)
        )
        return sums.at(self.origins, self.upto), years[:, None]

    @cached_property
    def recency(self) -> Floats:
        """Days since the last known meeting's span ended; 4,000 when there is none."""
        last = self.history.flat_known.last(self.upto, -NEVER)
        age = self.origins[:, None] - last + 1
        return np.asarray(np.minimum(age, NOT_MET), dtype=np.float64)

    def since(self, begin: Floats | Days) -> Floats:
        """Known meetings on or after the day ``begin`` (origins x pairs)."""
        known, days, column = self.history.event_days
        result = np.zeros(begin.shape)
        for row, origin in enumerate(self.origins):
            counted = (known <= origin) & (days >= begin[row, column])
            result[row] = np.bincount(column[counted], minlength=begin.shape[1])
        return result


NOT_MET = 4000
"""Days since the last meeting given to pairs without one."""


def known_within(known: Days, origins: Days, span: int) -> Days:
    """How many of the rising days ``known`` lie in the ``span`` days up to each origin."""
    upto = np.searchsorted(known, origins, side="right")
    return upto - np.searchsorted(known, origins - span, side="right")


def next_day(days: Days, origins: Days) -> Days:
    """The first of the rising ``days`` at or after each origin; ``NEVER`` when there is none."""
    index = np.searchsorted(days, origins, side="left")
    padded = np.append(days, NEVER)
    return padded[index]
