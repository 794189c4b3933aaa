"""Who is in office, for how long yet, and which of two leaders a meeting falls to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from forecaster.domain.people import LeaderId, Term
from forecaster.domain.places import CountryCode
from forecaster.model.daily import Daily
from forecaster.panel.buckets import HORIZON_DAYS
from forecaster.panel.days import NEVER, YEAR, Days, Floats, number
from forecaster.panel.handovers import Laws, due_after
from forecaster.panel.history import leading_starts, leads
from forecaster.panel.offices import handover_after

K = TypeVar("K")

EXITS_PER_YEAR = 0.16
"""Yearly chance that a leader leaves office, before the country's own past is looked at."""

EXIT_WEIGHT = 12.0
"""Years of observation that the general chance is worth."""

LEAVES_AT_HANDOVER = 0.6
"""Share of constitutional handovers at which someone new takes over."""

TWO_TERMS = frozenset({"USA", "KOR", "MEX", "PHL"})
"""States whose presidents leave at the latest at a known handover (one term but in the USA)."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A leader in office.

    Attributes:
        leader: Who.
        country: Of which country.
        leading: Whether in the office that meets its peers.
        since: First day in office.
    """

    leader: LeaderId
    country: CountryCode
    leading: bool
    since: int


@dataclass(frozen=True)
class OfficeBook:
    """All terms, looked at from any day.

    Attributes:
        terms: Terms, earliest first.
        laws: The laws on handovers of power by country, where entered.
    """

    terms: tuple[Term, ...]
    laws: Laws
    _holders: Daily[Holder | None] = field(default_factory=Daily, compare=False)
    _offices: Daily[tuple[Holder, ...]] = field(default_factory=Daily, compare=False)
    _stays: Daily[Floats] = field(default_factory=Daily, compare=False)

    @cached_property
    def starts(self) -> Mapping[CountryCode, Days]:
        """First days of leading office-holders by country."""
        return leading_starts(self.terms)

    @cached_property
    def _by_leader(self) -> Mapping[LeaderId, tuple[_Spell, ...]]:
        return _grouped(self.terms, lambda term: term.leader)

    @cached_property
    def _by_country(self) -> Mapping[CountryCode, tuple[_Spell, ...]]:
        return _grouped(self.terms, lambda term: term.country)

    def holder(self, leader: LeaderId, day: int) -> Holder | None:
        """The leader's office on a day: the leading one where there are two; None without any."""
        return self._holders.get(day, leader, lambda: self._holder(leader, day))

    def _holder(self, leader: LeaderId, day: int) -> Holder | None:
        spells = self._by_leader.get(leader, ())
        held = [spell.holder for spell in spells if spell.covers(day)]
        return max(held, key=lambda one: (one.leading, one.since), default=None)

    def in_office(self, country: CountryCode, day: int) -> tuple[Holder, ...]:
        """Everybody who holds an office of the country on a day."""
        return self._offices.get(day, country, lambda: self._in_office(country, day))

    def _in_office(self, country: CountryCode, day: int) -> tuple[Holder, ...]:
        found: dict[LeaderId, Holder] = {}
        for spell in self._by_country.get(country, ()):
            one = spell.holder
            if spell.covers(day) and not (one.leader in found and found[one.leader].leading):
                found[one.leader] = one
        return tuple(found.values())

    def staying(self, holder: Holder, day: int, days: int) -> Floats:
        """P(still in office) at each of the coming days.

        A steady hazard from the country's own turnover, and a drop at the next constitutional
        handover where the law is entered or the past shows a rhythm.
        """
        span = max(days, HORIZON_DAYS)
        return self._stays.get(day, (holder, span), lambda: self._staying(holder, day, span))[:days]

    def _staying(self, holder: Holder, day: int, days: int) -> Floats:
        ahead = np.arange(days) / YEAR
        starts = self._start_days.get(holder.country, ())
        hazard = _hazard(starts, day)
        if holder.leading and starts:
            handover = self._handover(holder.country, day)
            if handover < day + days:
                alive = np.exp(-0.25 * hazard * ahead)
                alive[handover - day :] *= 1.0 - _leaves(holder, handover)
                return np.asarray(alive)
        return np.asarray(np.exp(-hazard * ahead))

    def _handover(self, country: CountryCode, day: int) -> int:
        by_law = due_after(self.laws.get(country, ()), day)
        return by_law if by_law < NEVER else handover_after(self._start_days[country], day)

    @cached_property
    def _start_days(self) -> Mapping[CountryCode, tuple[int, ...]]:
        return {country: tuple(days.tolist()) for country, days in self.starts.items()}


def _hazard(starts: tuple[int, ...], day: int) -> float:
    """Yearly rate of changes of leadership, from the country's last thirty years."""
    seen = starts[bisect_right(starts, day - 30 * YEAR) : bisect_right(starts, day)]
    if len(seen) < 2:  # noqa: PLR2004 - one start shows no turnover
        return EXITS_PER_YEAR / 2
    years = (day - seen[0]) / YEAR
    return (len(seen) - 1 + EXITS_PER_YEAR * EXIT_WEIGHT) / (years + EXIT_WEIGHT)


def _leaves(holder: Holder, handover: int) -> float:
    served = (handover - holder.since) / YEAR
    if holder.country in TWO_TERMS:
        limit = 7.5 if holder.country == "USA" else 3.5
        return 0.97 if served > limit else 0.5
    return LEAVES_AT_HANDOVER


@dataclass(frozen=True, slots=True)
class _Spell:
    """A term in day numbers."""

    holder: Holder
    last: int

    def covers(self, day: int) -> bool:
        return self.holder.since <= day <= self.last


def _spell(term: Term) -> _Spell:
    holder = Holder(term.leader, term.country, leads(term), number(term.start))
    return _Spell(holder, NEVER if term.end is None else number(term.end))


def _grouped(terms: Iterable[Term], key: Callable[[Term], K]) -> dict[K, tuple[_Spell, ...]]:
    found: dict[K, list[_Spell]] = {}
    for term in terms:
        found.setdefault(key(term), []).append(_spell(term))
    return {name: tuple(listed) for name, listed in found.items()}
