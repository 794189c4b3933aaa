"""Meetings on the sidelines of the summits ahead, for any pair of leaders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod

import numpy as np

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.model.attendance import Attendance, Guest
from forecaster.model.book import Book
from forecaster.model.officebook import Holder
from forecaster.model.pairbook import Met
from forecaster.model.sidelines import SidelineFit
from forecaster.panel.buckets import HORIZON_DAYS
from forecaster.panel.days import Days, Flags, Floats
from forecaster.panel.editions import (
    GENERAL_SHARE,
    Habits,
    PairState,
    habit_of,
    series_levels,
    sideline_values,
)
from forecaster.panel.history import Edition, expects
from forecaster.panel.worlds import FOR_ALL, Pair

EXPECTED = {True: 0.3, False: 0.8}
"""P(both come) contained in the recorded share of sideline meetings; all invited, or members."""

UNRECORDED = 1.3
"""Sideline meetings outside the complete records for each recorded one within them."""

WITHOUT_MODEL = 0.15
"""Rate of a sideline meeting where no model is fitted."""

MOST = 1.6
"""No pair is more likely than this to come, relative to what the rates take for granted."""

LEAST_YEARLY = 0.02
"""Yearly rate that a pair is given at least."""


def once_there(series: str) -> float:
    """How much likelier a meeting at a summit of a series is once both have come."""
    return min(1.0 / EXPECTED[series in FOR_ALL], MOST)


@dataclass(frozen=True, slots=True)
class BothThere:
    """Whether two leaders are both at a summit.

    Attributes:
        chances: P(attends) by leader.
        contained: P(both come) that the rate of sideline meetings takes for granted.
    """

    chances: Mapping[LeaderId, float]
    contained: float

    @property
    def together(self) -> float:
        """P(both attend), each by himself."""
        return prod(self.chances.values())

    @property
    def relative(self) -> float:
        """The same relative to what the rate takes for granted, at most ``MOST``."""
        return min(self.together / self.contained, MOST)

    def given(self, chances: Mapping[LeaderId, float]) -> BothThere:
        """The same when other chances are known of some of them."""
        return replace(self, chances={**self.chances, **chances})


@dataclass(frozen=True)
class SummitsAhead:
    """The summits ahead of one day; all answers are arrays by summit.

    Attributes:
        book: The record.
        fit: The sideline model, None without one.
        day: Day number of the moment.
        editions: The summits, in order of time.
    """

    book: Book
    fit: SidelineFit | None
    day: int
    editions: tuple[Edition, ...]
    _guests: dict[LeaderId, Guest | None] = field(default_factory=dict, compare=False)
    _chances: dict[LeaderId, Floats] = field(default_factory=dict, compare=False)
    _expected: dict[CountryCode, Flags] = field(default_factory=dict, compare=False)

    @cached_property
    def leads(self) -> Days:
        """Days to each summit; 0 while it is under way."""
        first = np.array([one.first_day for one in self.editions], dtype=np.int64)
        return np.maximum(first - self.day, 0)

    @cached_property
    def _series(self) -> Floats:
        return series_levels(self.editions).reshape(len(self.editions), -1)

    @cached_property
    def _contained(self) -> Floats:
        """P(both come) contained in the rates of each summit."""
        return np.array([EXPECTED[one.series in FOR_ALL] for one in self.editions])

    def chances(self, leader: LeaderId) -> Floats:
        """P(the leader attends) by summit."""
        if leader not in self._chances:
            guest = self._guest(leader)
            found = [guest.at(one, self.day).probability if guest else 0.0 for one in self.editions]
            self._chances[leader] = np.array(found)
        return self._chances[leader]

    def attendance(self, leader: LeaderId, edition: Edition) -> Attendance:
        """P(the leader attends one summit), with what it rests on; 0 for someone out of office."""
        guest = self._guest(leader)
        return guest.at(edition, self.day) if guest else Attendance(0.0, 0, announced=False)

    def decided(self, leader: LeaderId, edition: Edition) -> float:
        """What has been decided of the leader's being in office at a summit; 1 if nothing has."""
        guest = self._guest(leader)
        lead = min(max(edition.first_day - self.day, 0), HORIZON_DAYS - 1)
        if guest is None:
            return 1.0
        return float(self.book.offices.decided(guest.holder, self.day, HORIZON_DAYS)[lead])

    def _guest(self, leader: LeaderId) -> Guest | None:
        if leader not in self._guests:
            self._guests[leader] = Guest.of(self.book, leader, self.day, HORIZON_DAYS)
        return self._guests[leader]

    def joint(self, pair: Pair) -> Flags:
        """Whether both countries are expected, by summit."""
        return self._expects(pair[0]) & self._expects(pair[1])

    def _expects(self, country: CountryCode) -> Flags:
        if country not in self._expected:
            found = [
                country in one.members if one.members else expects(one.series, country)
                for one in self.editions
            ]
            self._expected[country] = np.array(found, dtype=np.bool_)
        return self._expected[country]

    def both_come(self, first: Holder, second: Holder, joint: Flags) -> Floats:
        """Chance that both come, relative to what the sideline rates take for granted."""
        chance = self.chances(first.leader) * self.chances(second.leader)
        return np.asarray(np.minimum(chance / self._granted(first, second, joint), MOST))

    def both_at(self, first: Holder, second: Holder, joint: Flags, summit_id: str) -> BothThere:
        """:meth:`both_come` at one of the summits, leader by leader."""
        place = next(at for at, one in enumerate(self.editions) if one.id == summit_id)
        chances = {one.leader: float(self.chances(one.leader)[place]) for one in (first, second)}
        return BothThere(chances, float(self._granted(first, second, joint)[place]))

    def _granted(self, first: Holder, second: Holder, joint: Flags) -> Floats:
        """P(both come) that the sideline rates take for granted, above nought."""
        stay = self._staying(first) * self._staying(second) * self._contained
        return np.maximum(np.where(joint, stay, 1.0), 1e-6)

    def _staying(self, holder: Holder) -> Floats:
        stays = self.book.offices.staying(holder, self.day, HORIZON_DAYS)
        return np.asarray(stays[np.minimum(self.leads, HORIZON_DAYS - 1)])

    def open_rates(self, pair: Pair, yearly: float) -> Floats:
        """Rates of sideline meetings of a pair outside the fitted worlds, if both come.

        Args:
            pair: The two countries.
            yearly: Their meetings a year, those on sidelines included.
        """
        count = len(self.editions)
        if self.fit is None:
            return np.full(count, WITHOUT_MODEL)
        known = self.book.pairs.known(pair, self.day)
        rate = np.full(count, np.log(max(yearly, LEAST_YEARLY)))
        recent = bool(known) and self.day - known[-1].event.known < 30  # noqa: PLR2004 - a month
        state = PairState(rate, rate, rate, np.zeros(count), np.full(count, float(recent)))
        habits = self._habits(known)
        hosted = np.array([float(one.host in pair) for one in self.editions])
        values = sideline_values(self._series, state, habits, hosted, self.leads.astype(np.float64))
        return self.fit.blended(values, habits) * UNRECORDED

    def _habits(self, known: Iterable[Met]) -> Habits:
        """Habits from an incomplete record: each recorded meeting stands for one chance in two."""
        found = Counter(one.event.forum for one in known if one.event.edition)
        at_any = float(found.total())
        overall = habit_of(np.array([2.0 * at_any]), np.array([at_any]), GENERAL_SHARE)
        share = 1.0 / (1.0 + np.exp(-overall))
        met = np.array([float(found[one.series]) for one in self.editions])
        everywhere = np.full(len(met), overall[0])
        return Habits(everywhere, habit_of(2.0 * met, met, share), 2.0 * met, met)
