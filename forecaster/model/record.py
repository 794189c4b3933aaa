"""Rates of meetings from record and calendar, for any pair of leaders at any moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np

from forecaster.domain.forecasts import IncidenceCurve, Venue, VenueKind
from forecaster.domain.people import Dyad
from forecaster.domain.places import CountryCode
from forecaster.model.attendance import attend
from forecaster.model.book import Book
from forecaster.model.classrates import ClassRate, blended, class_rate
from forecaster.model.fit import refuse_future
from forecaster.model.fitted import RecordModel
from forecaster.model.officebook import Holder
from forecaster.model.pairbook import Met
from forecaster.model.worldstate import WorldState, world_state
from forecaster.panel.buckets import HORIZON_DAYS
from forecaster.panel.days import Floats, number
from forecaster.panel.editions import (
    GENERAL_SHARE,
    Habits,
    PairState,
    edition_values,
    habit_of,
)
from forecaster.panel.history import Edition, pair_of
from forecaster.panel.worlds import FOR_ALL, GREAT_POWERS, MAJOR_POWERS, Pair, world_of

OPEN_SPREAD = 0.7
"""Standard deviation of the log rate of a pair whose record is not complete."""

CHOICE_SPREAD = 0.2
"""Added for the choice of venue."""

ELSEWHERE_SHARE = 0.12
"""Share of meetings outside listed summits that are held in third countries."""

RARE = 0.002
"""A summit with a smaller chance is no venue of its own."""

AFTER_A_MEETING = 0.75
"""Factor within a month after a meeting, for pairs without a fitted dip."""

CARETAKER_DEGRADED = "office_unknown"
INCOMPLETE = "record_incomplete"


@dataclass(frozen=True, slots=True)
class Sides:
    """The two leaders of a dyad with their offices.

    Attributes:
        first: Office of ``dyad.first``; None out of office.
        second: Office of ``dyad.second``.
    """

    first: Holder | None
    second: Holder | None


@dataclass(frozen=True)
class RecordState:
    """A fitted model looking at the record from one moment.

    Attributes:
        book: The record.
        model: The fitted model; None falls back to base rates.
        as_of: The moment.
    """

    book: Book
    model: RecordModel | None
    as_of: datetime
    _curves: dict[Dyad, IncidenceCurve] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.book.check(self.as_of)
        if self.model is not None:
            refuse_future(self.model, self.as_of)

    @cached_property
    def day(self) -> int:
        """Day number of the moment."""
        return number(self.as_of.date())

    @cached_property
    def summits(self) -> list[Edition]:
        """Summits ahead."""
        return self.book.ahead(self.day, HORIZON_DAYS)

    @cached_property
    def worlds(self) -> Mapping[str, WorldState]:
        """Rates of all pairs of the worlds the model has fits for."""
        if self.model is None:
            return {}
        return {
            name: world_state(
                self.model, self.book.histories[name], self.book.sidelines[name], self.day
            )
            for name in self.model.worlds
        }

    def sides(self, dyad: Dyad) -> Sides:
        """Who holds what."""
        offices = self.book.offices
        return Sides(offices.holder(dyad.first, self.day), offices.holder(dyad.second, self.day))

    def degraded(self, dyad: Dyad) -> tuple[str, ...]:
        """Named reasons why the dyad's rates rest on less than the full model."""
        sides = self.sides(dyad)
        if sides.first is None or sides.second is None:
            return (CARETAKER_DEGRADED,)
        if self.model is None:
            return ("no_fitted_model",)
        known = self._place(pair_of(sides.first.country, sides.second.country)) is not None
        return () if known else (INCOMPLETE,)

    def curve(self, dyad: Dyad) -> IncidenceCurve:
        """Rates by day and venue over the next 730 days; nought for someone out of office."""
        if dyad not in self._curves:
            self._curves[dyad] = self._curve(dyad)
        return self._curves[dyad]

    # -- one dyad ----------------------------------------------------------------------------

    def _curve(self, dyad: Dyad) -> IncidenceCurve:
        sides = self.sides(dyad)
        start = self.as_of.date()
        if sides.first is None or sides.second is None:
            nothing = Venue(VenueKind.ELSEWHERE)
            zero = (0.0,) * HORIZON_DAYS
            return IncidenceCurve(dyad, start, {nothing: zero}, {nothing: 1.0}, {})
        first, second = sides.first, sides.second
        pair = pair_of(first.country, second.country)
        home, away, spread = self._usual(pair)
        here = self._staying(first) * self._staying(second) * self._role(pair, first, second)
        share = self._host_share(pair)
        at_first = share if pair[0] == first.country else 1.0 - share
        venues = {
            Venue(VenueKind.HOST_FIRST, first.country): home * at_first * here,
            Venue(VenueKind.HOST_SECOND, second.country): home * (1.0 - at_first) * here,
            Venue(VenueKind.ELSEWHERE): away * here,
        }
        if first.country == second.country:
            venues = {
                Venue(VenueKind.HOST_FIRST, first.country): home * here,
                Venue(VenueKind.ELSEWHERE): away * here,
            }
        venues |= self._at_summits(dyad, pair, here)
        total = float(np.hypot(spread, CHOICE_SPREAD))
        return IncidenceCurve(
            dyad,
            start,
            {venue: tuple(daily.tolist()) for venue, daily in venues.items()},
            dict.fromkeys(venues, total),
            self._thirds(pair),
        )

    def _place(self, pair: Pair) -> tuple[WorldState, int] | None:
        """Where a pair with a fitted, sufficient record is found."""
        world = world_of(*pair)
        if world is None or world.name not in self.worlds:
            return None
        state = self.worlds[world.name]
        index = state.index.get(pair)
        return None if index is None or not state.eligible[index] else (state, index)

    def _usual(self, pair: Pair) -> tuple[Floats, Floats, float]:
        """Daily rates at home and in third countries outside summits, and their spread."""
        placed = self._place(pair)
        if placed is None:
            return self._open(pair)
        state, index = placed
        home, away = state.daily[0, index], state.daily[1, index]
        return home, away, float(state.spread[index])

    def _open(self, pair: Pair) -> tuple[Floats, Floats, float]:
        """The same from class rates and whatever the record has."""
        yearly = self.open_rate(pair, sidelines=False).yearly
        daily = np.full(HORIZON_DAYS, yearly / 365.25) * self._open_season()
        known = self.book.pairs.known(pair, self.day)
        if known and self.day - known[-1].event.known < 30:  # noqa: PLR2004 - a month
            daily[:30] *= AFTER_A_MEETING
        return daily * (1.0 - ELSEWHERE_SHARE), daily * ELSEWHERE_SHARE, OPEN_SPREAD

    def _open_season(self) -> Floats:
        """August and the turn of the year are quieter everywhere."""
        days = (np.arange(HORIZON_DAYS) + self.day).astype("datetime64[D]")
        months = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
        return np.where(months == 8, 0.6, np.where((months == 1) | (months == 12), 0.85, 1.05))  # noqa: PLR2004

    def open_rate(self, pair: Pair, *, sidelines: bool) -> ClassRate:
        """Yearly rate of a pair from its class and its record, complete or not."""
        base = class_rate(*pair)
        met, years = self.book.pairs.decayed(pair, self.day, sidelines=sidelines)
        if world_of(*pair) is not None:
            # The record is complete: what is missing did not happen.
            return ClassRate(base.name, (met + 2.0 * 0.05) / (years + 2.0))
        return ClassRate(base.name, blended(base.yearly, met, years))

    def _staying(self, holder: Holder) -> Floats:
        return self.book.offices.staying(holder, self.day, HORIZON_DAYS)

    def _role(self, pair: Pair, first: Holder, second: Holder) -> float:
        """Share of the two countries' meetings that falls to these two leaders."""
        share = 1.0
        for holder in (first, second):
            peers = self.book.offices.in_office(holder.country, self.day)
            same = sum(1 for peer in peers if peer.leading == holder.leading)
            if len(peers) > same or not holder.leading:
                leading = self.book.pairs.role_share(pair, holder.country, self.day)
                share *= leading if holder.leading else 1.0 - leading
            share /= max(1.0, same) ** 0.5
        return share

    def _host_share(self, pair: Pair) -> float:
        """Share of the meetings at home that the first country hosts."""
        weight = [2.0 * (one in GREAT_POWERS) + (one in MAJOR_POWERS) + 1.0 for one in pair]
        return self.book.pairs.host_share(pair, self.day, weight[0] / sum(weight))

    def _thirds(self, pair: Pair) -> dict[CountryCode, float]:
        """How ``elsewhere`` spreads over countries."""
        found = self.book.pairs.thirds(pair, self.day)
        total = sum(found.values()) + 5.0
        return {country: weight / total for country, weight in found.items()}

    # -- summits -----------------------------------------------------------------------------

    def _at_summits(self, dyad: Dyad, pair: Pair, here: Floats) -> dict[Venue, Floats]:
        """Daily rates on the sidelines of each summit ahead."""
        found: dict[Venue, Floats] = {}
        placed = self._place(pair)
        for position, edition in enumerate(self.summits):
            joint = edition.joint(*pair)
            if placed is not None and joint:
                state, index = placed
                rate = float(state.summit_rates[position, index])
            else:
                rate = self._open_summit(pair, edition)
            rate *= self._both_come(dyad, edition, joint=joint)
            if rate >= RARE:
                venue = Venue(VenueKind.SUMMIT, edition.host, edition.id)
                found[venue] = self._over_days(edition, rate) * here
        return found

    def _both_come(self, dyad: Dyad, edition: Edition, *, joint: bool) -> float:
        """Chance that both come, relative to what the sideline rates take for granted."""
        chances = [
            attend(self.book, leader, edition, self.day) for leader in (dyad.first, dyad.second)
        ]
        usual = 1.0
        for leader in (dyad.first, dyad.second):
            holder = self.book.offices.holder(leader, self.day)
            if joint and holder is not None:
                usual *= float(self._staying(holder)[min(self._lead(edition), HORIZON_DAYS - 1)])
        usual *= EXPECTED[edition.series in FOR_ALL] if joint else 1.0
        return min(chances[0].probability * chances[1].probability / max(usual, 1e-6), 1.6)

    def _lead(self, edition: Edition) -> int:
        return max(edition.first_day - self.day, 0)

    def _open_summit(self, pair: Pair, edition: Edition) -> float:
        """Rate of a sideline meeting of a pair outside the fitted worlds, if both come."""
        if self.model is None or self.model.sidelines is None:
            return 0.15
        yearly = self.open_rate(pair, sidelines=True).yearly
        log_rate = np.log(np.array([max(yearly, 0.02)]))
        known = self.book.pairs.known(pair, self.day)
        recent = bool(known) and self.day - known[-1].event.known < 30  # noqa: PLR2004
        state = PairState(log_rate, log_rate, log_rate, np.array([0.0]), np.array([float(recent)]))
        habits = self._open_habits(known, edition.series)
        hosted = np.array([float(edition.host in pair)])
        values = edition_values(edition, state, habits, hosted, float(self._lead(edition)))
        return float(self.model.sidelines.blended(values, habits)[0]) * UNRECORDED

    def _open_habits(self, known: tuple[Met, ...], series: str) -> Habits:
        """Habits from an incomplete record: each recorded meeting stands for one chance in two."""
        at_any = float(sum(1 for one in known if one.event.edition))
        here = float(sum(1 for one in known if one.event.edition and one.event.forum == series))
        overall = habit_of(np.array([2.0 * at_any]), np.array([at_any]), GENERAL_SHARE)
        share = 1.0 / (1.0 + np.exp(-overall))
        had, met = np.array([2.0 * here]), np.array([here])
        return Habits(overall, habit_of(had, met, share), had, met)

    def _over_days(self, edition: Edition, rate: float) -> Floats:
        """A rate spread evenly over the days of a summit still ahead."""
        daily = np.zeros(HORIZON_DAYS)
        begin = max(edition.first_day - self.day, 0)
        end = min(edition.last_day - self.day + 1, HORIZON_DAYS)
        daily[begin:end] = rate / max(end - begin, 1)
        return daily


EXPECTED = {True: 0.3, False: 0.8}
"""P(both come) contained in the recorded share of sideline meetings; all invited, or members."""

UNRECORDED = 1.3
"""Sideline meetings outside the complete records for each recorded one within them."""
