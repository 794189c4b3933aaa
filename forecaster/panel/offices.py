"""Tenure and scheduled handovers, from the starts of past terms alone."""

from __future__ import annotations

import numpy as np

from forecaster.panel.days import NEVER, YEAR, Days, Floats

LONG_TENURE = 3000
"""Days in office given to countries without a known term."""

TOLERANCE = 6
"""Days by which two starts may miss a whole number of periods and still keep the schedule."""


def tenure(starts: Days, origins: Days) -> Floats:
    """Days since the newest leader of a country took office, at each origin."""
    index = np.searchsorted(starts, origins, side="right") - 1
    if not len(starts):
        return np.full(len(origins), float(LONG_TENURE))
    held = np.where(index >= 0, origins - starts[np.maximum(index, 0)], LONG_TENURE)
    return held.astype(np.float64)


def next_handover(starts: Days, origins: Days) -> Days:
    """The next constitutional handover of power, read off the rhythm of past ones.

    When at least two pairs of the last six starts lie a whole number of 4-, 5- or 6-year periods
    apart (to within 6 days), the next handover is expected on that rhythm.

    Returns:
        Day numbers; ``NEVER`` where the past shows no rhythm.
    """
    result = np.full(len(origins), NEVER, dtype=np.int64)
    seen = np.searchsorted(starts, origins, side="right")
    for count in np.unique(seen):
        found = _rhythm(starts[max(0, count - 6) : count])
        if found is None:
            continue
        anchor, period = found
        rows = seen == count
        steps = np.ceil((origins[rows] - anchor) / period + 1e-9)
        result[rows] = anchor + np.round(steps * period).astype(np.int64)
    return result


def _rhythm(starts: Days) -> tuple[int, float] | None:
    """Newest start that keeps the best-supported period, and that period in days."""
    if len(starts) < 3:  # noqa: PLR2004 - two gaps are the least that shows a rhythm
        return None
    gaps = starts[None, :] - starts[:, None]
    best: tuple[int, int, float] | None = None
    for years in (4, 5, 6):
        period = years * YEAR
        kept = (gaps > 0) & (np.abs(gaps - np.round(gaps / period) * period) < TOLERANCE)
        if kept.sum() >= 2 and (best is None or kept.sum() > best[0]):  # noqa: PLR2004
            best = (int(kept.sum()), int(starts[kept.any(axis=0) | kept.any(axis=1)].max()), period)
    return None if best is None else best[1:]
