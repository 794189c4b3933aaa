"""Tenure and scheduled handovers, from the starts of past terms alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np

from forecaster.panel.days import NEVER, YEAR, Days, Floats
from forecaster.panel.flat import Flat

LONG_TENURE = 3000
"""Days in office given to countries without a known term."""

TOLERANCE = 6
"""Days by which two starts may miss a whole number of periods and still keep the schedule."""

LEAST_STARTS = 3
"""Two gaps are the least that shows a rhythm."""

LATEST = 6
"""A rhythm is read off so many of the latest starts."""


def tenure(starts: Flat, origins: Days) -> Floats:
    """Days since the newest leader of each country took office (origins x countries)."""
    begun = starts.last(starts.counts(origins, "right"), -NEVER)
    held = np.where(begun > -NEVER, origins[:, None] - begun, LONG_TENURE)
    return np.asarray(held, dtype=np.float64)


@lru_cache(maxsize=4096)
def _rhythm(days: tuple[int, ...]) -> tuple[int, float] | None:
    """Newest start that keeps the best-supported period, and that period in days."""
    if len(days) < LEAST_STARTS:
        return None
    starts = np.array(days, dtype=np.int64)
    gaps = starts[None, :] - starts[:, None]
    best: tuple[int, int, float] | None = None
    for years in (4, 5, 6):
        period = years * YEAR
        kept = (gaps > 0) & (np.abs(gaps - np.round(gaps / period) * period) < TOLERANCE)
        if kept.sum() >= 2 and (best is None or kept.sum() > best[0]):  # noqa: PLR2004
            best = (int(kept.sum()), int(starts[kept.any(axis=0) | kept.any(axis=1)].max()), period)
    return None if best is None else best[1:]


def handover_after(starts: tuple[int, ...], day: int, after: int | None = None) -> int:
    """The next constitutional handover of power in a country, read off the rhythm of past ones.

    When at least two pairs of the last six starts lie a whole number of 4-, 5- or 6-year periods
    apart (to within 6 days), the next handover is expected on that rhythm.

    Args:
        starts: Day numbers on which leaders took office, rising.
        day: Day number of the view; starts after it are not seen.
        after: The handover lies after this day, if that is not ``day`` itself.

    Returns:
        A day number; ``NEVER`` where the past shows no rhythm.
    """
    count = bisect_right(starts, day)
    found = _rhythm(starts[max(0, count - LATEST) : count])
    if found is None:
        return NEVER
    anchor, period = found
    since = day if after is None else after
    return anchor + round(ceil((since - anchor) / period + 1e-9) * period)


@dataclass(frozen=True, slots=True)
class Rhythms:
    """The rhythm of handovers in many countries, after each of their starts.

    Attributes:
        anchor: Start that keeps the rhythm; ``NEVER`` where there is none yet.
        period: Its period in days; 1 where there is none yet.
        first: Place in both at which each country begins, with no start seen.
    """

    anchor: Days
    period: Floats
    first: Days

    @classmethod
    def of(cls, countries: Sequence[Days]) -> Rhythms:
        """Look for a rhythm after each of the rising starts."""
        found = [
            _rhythm(tuple(starts[max(0, count - LATEST) : count].tolist())) or (NEVER, 1.0)
            for starts in countries
            for count in range(len(starts) + 1)
        ]
        lengths = [0, *(len(starts) + 1 for starts in countries)]
        return cls(
            np.array([anchor for anchor, _ in found], dtype=np.int64),
            np.array([period for _, period in found]),
            np.cumsum(lengths, dtype=np.int64)[:-1],
        )

    def next_handovers(self, origins: Days, seen: Days) -> Days:
        """:func:`handover_after` of all countries (origins x countries).

        Args:
            origins: Origin days.
            seen: Number of starts up to each origin (origins x countries).
        """
        place = self.first[None, :] + seen
        anchor, period = self.anchor[place], self.period[place]
        steps = np.ceil((origins[:, None] - anchor) / period + 1e-9)
        due = anchor + np.round(steps * period).astype(np.int64)
        return np.where(anchor < NEVER, due, NEVER)
