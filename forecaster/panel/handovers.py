"""The next handover of power in each country: by law where the law is entered, else by rhythm."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from forecaster.domain.handovers import Handover
from forecaster.domain.places import CountryCode
from forecaster.panel.days import NEVER, Days, number

LAST_YEAR = 2100
"""Handovers are listed up to this year."""


@dataclass(frozen=True, slots=True)
class Law:
    """What one country's law says from some day on.

    Attributes:
        known: Day from which it may be used.
        due: Days on which power is due to change hands, rising.
    """

    known: int
    due: Days

    def after(self, days: Days) -> Days:
        """The first handover after each day; ``NEVER`` when none is left."""
        return np.append(self.due, NEVER)[np.searchsorted(self.due, days, side="right")]


Laws = Mapping[CountryCode, tuple[Law, ...]]
"""By country its laws, earliest known first; each replaces those before it."""


def laws_of(handovers: Iterable[Handover]) -> Laws:
    """Gather rules by country and by the day from which they are known."""
    found: dict[CountryCode, dict[int, list[int]]] = {}
    for rule in handovers:
        known = found.setdefault(rule.country, {}).setdefault(number(rule.known_on), [])
        known += _due_days(rule)
    return {
        country: tuple(Law(known, np.array(sorted(due))) for known, due in sorted(rules.items()))
        for country, rules in found.items()
    }


def _due_days(rule: Handover) -> list[int]:
    years = range(rule.due.year, LAST_YEAR, rule.every_years or LAST_YEAR)
    return [number(date(year, rule.due.month, rule.due.day)) for year in years]


def due_by_law(laws: tuple[Law, ...], origins: Days) -> Days:
    """The next handover after each origin by the law known then; ``NEVER`` without one."""
    due = np.full(len(origins), NEVER, dtype=np.int64)
    for law in laws:
        seen = origins >= law.known
        due[seen] = law.after(origins[seen])
    return due


def due_after(laws: tuple[Law, ...], day: int, after: int | None = None) -> int:
    """:func:`due_by_law` seen from one day.

    Args:
        laws: One country's, earliest known first.
        day: From which it is seen.
        after: The handover lies after this day, if that is not ``day`` itself.
    """
    seen = bisect_right(laws, day, key=lambda law: law.known)
    since = day if after is None else after
    return int(laws[seen - 1].after(np.array([since]))[0]) if seen else NEVER
