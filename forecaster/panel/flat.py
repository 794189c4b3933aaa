"""Many rising series of days laid end to end, so that all of them are searched at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from forecaster.panel.days import Days, Floats

STRIDE = 10**8
"""Distance between two series in the common numbering: beyond every day number and its span."""

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Flat:
    """Rising series of days, searchable together.

    Attributes:
        keys: Day numbers, each series moved by :data:`STRIDE` from the one before; rising.
        first: Place in ``keys`` at which each series begins, and after the last the end.
    """

    keys: Days
    first: Days

    @classmethod
    def of(cls, series: Sequence[Days]) -> Flat:
        """Lay the rising series end to end."""
        parts = [STRIDE * place + days for place, days in enumerate(series)]
        keys = np.concatenate([np.empty(0, dtype=np.int64), *parts])
        lengths = [0, *(len(days) for days in series)]
        return cls(keys, np.cumsum(lengths, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.first) - 1

    def counts(self, days: Days, side: Side = "left") -> Days:
        """How many days of each series lie before each of ``days`` (days x series).

        Args:
            days: Day numbers, in any order.
            side: ``left`` counts earlier days only, ``right`` the day itself, too.
        """
        wanted = days[:, None] + STRIDE * np.arange(len(self), dtype=np.int64)[None, :]
        return np.searchsorted(self.keys, wanted, side=side) - self.first[None, :-1]

    def last(self, counts: Days, missing: int) -> Days:
        """The last day counted of each series; ``missing`` where none was (days x series)."""
        if not len(self.keys):
            return np.full(counts.shape, missing, dtype=np.int64)
        place = np.maximum(self.first[None, :-1] + counts - 1, 0)
        days = self.keys[np.minimum(place, len(self.keys) - 1)]
        plain = days - STRIDE * np.arange(len(self), dtype=np.int64)[None, :]
        return np.where(counts > 0, plain, missing)


@dataclass(frozen=True, slots=True)
class Decayed:
    """Running sums over a :class:`Flat` in which each day loses weight with its age.

    Attributes:
        rate: Loss per day: a day ``age`` days old weighs ``exp(-rate * age)``.
        begins: First day of each series; 0 where it is empty.
        grown: Per series its running sums seen from its first day, each beginning with 0.
        first: Place in ``grown`` at which each series begins.
    """

    rate: float
    begins: Days
    grown: Floats
    first: Days

    @classmethod
    def of(cls, series: Sequence[Days], rate: float) -> Decayed:
        """Sum up the rising series."""
        # Ages are taken from the first day so that the exponentials stay within range.
        sums = [
            np.cumsum(np.concatenate([[0.0], np.exp(rate * (days - days[:1]))])) for days in series
        ]
        lengths = [0, *(len(one) for one in sums)]
        begins = np.array([days[0] if len(days) else 0 for days in series], dtype=np.int64)
        grown = np.concatenate([np.empty(0), *sums])
        return cls(rate, begins, grown, np.cumsum(lengths, dtype=np.int64)[:-1])

    def at(self, days: Days, counts: Days) -> Floats:
        """Sum of weights of the counted days, seen from each of ``days`` (days x series)."""
        seen = self.grown[self.first[None, :] + counts]
        age = np.maximum(days[:, None] - self.begins[None, :], 0)
        return np.asarray(seen * np.exp(-self.rate * age))
