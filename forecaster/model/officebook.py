"""Who is in office, for how long yet, and which of two leaders a meeting falls to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from forecaster.domain.handovers import Succession
from forecaster.domain.people import LeaderId, Office, Term
from forecaster.domain.places import CountryCode
from forecaster.model.daily import Daily
from forecaster.model.decided import Decisions, Turn
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

CALM = 0.25
"""Part of the usual chance of leaving that is left before a handover that is known to come: most
who would leave wait for it. A judgement."""

COMES_AS_DECIDED = 0.995
"""P(who was chosen is in office on the day fixed for it). A judgement: the table of successions
holds only those that came; one winner died before his oath (Brazil, 1985), and a few votes were
annulled or their losers stayed on."""

SETTLED_DAYS = 365
"""Days after a decided handover in which no other is due by law or rhythm. A judgement: nobody is
chosen for less than a year, and rhythms may miss the true day by months, as when Mexico moved its
oath from December to October."""

TWO_TERMS = frozenset({"USA", "KOR", "MEX", "PHL"})
"""States whose presidents leave at the latest at a known handover (one term but in the USA)."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A leader in office, or chosen to come into it.

    Attributes:
        leader: Who.
        country: Of which country.
        leading: Whether in the office that meets its peers.
        since: First day in office; it lies ahead of one who is chosen.
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
        successions: Decisions on who comes into office.
    """

    terms: tuple[Term, ...]
    laws: Laws
    successions: tuple[Succession, ...] = ()
    _holders: Daily[Holder | None] = field(default_factory=Daily, compare=False)
    _offices: Daily[tuple[Holder, ...]] = field(default_factory=Daily, compare=False)
    _stays: Daily[Floats] = field(default_factory=Daily, compare=False)
    _fixed: Daily[Floats] = field(default_factory=Daily, compare=False)

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

    @cached_property
    def _decisions(self) -> Decisions:
        return Decisions(self.successions)

    def ahead(self, leader: LeaderId, day: int) -> Holder | None:
        """The leader's office on a day, else the one that he is known on it to come into."""
        held = self.holder(leader, day)
        if held is not None:
            return held
        turn = self._decisions.coming(leader, day)
        return None if turn is None else _to_come(turn)

    def successors(self, country: CountryCode, day: int) -> tuple[Holder, ...]:
        """Who is known on a day to come into an office of the country without holding one yet."""
        serving = {one.leader for one in self.in_office(country, day)}
        turns = self._decisions.coming_to(country, day)
        return tuple(_to_come(turn) for turn in turns if turn.told.comes not in serving)

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
        """P(in office) at each of the coming days; nought before one who is chosen comes in.

        A steady hazard from the country's own turnover; what has been decided of the next
        handover; else a drop at the next constitutional one, where the law is entered or the past
        shows a rhythm.
        """
        span = max(days, HORIZON_DAYS)
        return self._stays.get(day, (holder, span), lambda: self._staying(holder, day, span))[:days]

    def _staying(self, holder: Holder, day: int, days: int) -> Floats:
        starts = self._start_days.get(holder.country, ())
        settled = self._settled(holder, day)
        handover = self._handover(holder, day, settled)
        begin = max(holder.since - day, 0)
        served = np.maximum(np.arange(days) - begin, 0)
        calm = days if handover < day + days else max((settled or day) - day - begin, 0)
        exposed = served - (1.0 - CALM) * np.minimum(served, calm)
        stays = np.exp(-_hazard(starts, day) * exposed / YEAR) * self.decided(holder, day, days)
        if handover < day + days:
            stays[handover - day :] *= 1.0 - _leaves(holder, handover)
        return np.asarray(stays)

    def decided(self, holder: Holder, day: int, days: int) -> Floats:
        """What has been decided of a holder's being in office on each of the coming days.

        1 where nothing has; 0 before one who is chosen comes in; else next to 0 or to 1.
        """
        span = max(days, HORIZON_DAYS)
        return self._fixed.get(day, (holder, span), lambda: self._all_decided(holder, day, span))[
            :days
        ]

    def _all_decided(self, holder: Holder, day: int, days: int) -> Floats:
        fixed = np.full(days, float(holder.since <= day))
        held = self._offices_held(holder, day)
        for turn in self._decisions.of(holder.leader, holder.country, day):
            if day < turn.due < day + days:
                held = turn.offices_of(holder.leader, held)
                fixed[turn.due - day :] = COMES_AS_DECIDED if held else 1.0 - COMES_AS_DECIDED
        return fixed

    def _offices_held(self, holder: Holder, day: int) -> frozenset[Office]:
        spells = self._by_leader.get(holder.leader, ())
        mine = (spell for spell in spells if spell.holder.country == holder.country)
        return frozenset(spell.office for spell in mine if spell.covers(day))

    def _settled(self, holder: Holder, day: int) -> int | None:
        """The last handover, ahead or lately past, of which it is known whether he stays."""
        turns = self._decisions.of(holder.leader, holder.country, day)
        return max((t.due for t in turns if t.due > day - SETTLED_DAYS), default=None)

    def _handover(self, holder: Holder, day: int, settled: int | None) -> int:
        """The next handover that is not decided, by the law or the rhythm known on a day."""
        starts = self._start_days.get(holder.country, ())
        if not (holder.leading and starts):
            return NEVER
        after = day if settled is None else settled + SETTLED_DAYS
        by_law = due_after(self.laws.get(holder.country, ()), day, after)
        return by_law if by_law < NEVER else handover_after(starts, day, after)

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


def _to_come(turn: Turn) -> Holder:
    term = turn.told.term
    return Holder(term.leader, term.country, leads(term), turn.due)


@dataclass(frozen=True, slots=True)
class _Spell:
    """A term in day numbers."""

    holder: Holder
    office: Office
    last: int

    def covers(self, day: int) -> bool:
        return self.holder.since <= day <= self.last


def _spell(term: Term) -> _Spell:
    holder = Holder(term.leader, term.country, leads(term), number(term.start))
    return _Spell(holder, term.office, NEVER if term.end is None else number(term.end))


def _grouped(terms: Iterable[Term], key: Callable[[Term], K]) -> dict[K, tuple[_Spell, ...]]:
    found: dict[K, list[_Spell]] = {}
    for term in terms:
        found.setdefault(key(term), []).append(_spell(term))
    return {name: tuple(listed) for name, listed in found.items()}
