"""What must hold of every answer before anybody sees it."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite

from forecaster.domain.errors import CoherenceError
from forecaster.domain.forecasts import Answer
from forecaster.questions.firsts import NONE

TOLERANCE = 1e-6


def check_answer(found: Answer) -> None:
    """Check one answer against itself.

    Raises:
        CoherenceError: Naming the first rule that is broken.
    """
    _check_range(found)
    _check_dates(found)
    _check_sums(found)


def _check_range(found: Answer) -> None:
    value = found.probability
    if value is None:
        return
    if not (isfinite(value) and 0.0 <= value <= 1.0):
        raise CoherenceError(f"probability {value} lies outside [0, 1]")
    if found.interval:
        low, high = found.interval
        if not low - TOLERANCE <= value <= high + TOLERANCE:
            raise CoherenceError(f"probability {value} lies outside its interval {found.interval}")


def _check_dates(found: Answer) -> None:
    values = [value for _, value in found.by_date]
    steps = [later - earlier for earlier, later in pairwise(values)]
    if any(step < -TOLERANCE for step in steps) and any(step > TOLERANCE for step in steps):
        raise CoherenceError("probabilities by date both rise and fall")


def _check_sums(found: Answer) -> None:
    if found.outcomes and abs(sum(found.outcomes.values()) - 1.0) > TOLERANCE:
        raise CoherenceError(f"outcomes sum to {sum(found.outcomes.values())}, not to 1")
    if NONE in found.by_venue and abs(sum(found.by_venue.values()) - 1.0) > TOLERANCE:
        raise CoherenceError("venues and none do not sum to 1")
    moved = sum(driver.contribution for driver in found.drivers)
    if found.drivers and found.probability is not None:
        gap = abs(found.base_rate.rate + moved - found.probability)
        if gap > TOLERANCE:
            raise CoherenceError(f"drivers miss the move by {gap}")
