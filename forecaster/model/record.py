"""Rates of meetings from record and calendar, for any pair of leaders at any moment."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar, cast

import numpy as np

from forecaster.domain.forecasts import IncidenceCurve, Venue, VenueKind
from forecaster.domain.people import Dyad
from forecaster.domain.places import CountryCode
from forecaster.model.book import Book
from forecaster.model.classrates import ClassRate, blended, class_rate
from forecaster.model.deferred import Deferred
from forecaster.model.fit import refuse_future
from forecaster.model.fitted import RecordModel
from forecaster.model.officebook import Holder
from forecaster.model.summitsahead import BothThere, SummitsAhead
from forecaster.model.worldstate import WorldState, world_state
from forecaster.panel.buckets import HORIZON_DAYS
from forecaster.panel.days import Floats, number
from forecaster.panel.history import Edition, pair_of
from forecaster.panel.worlds import GREAT_POWERS, MAJOR_POWERS, Pair, world_of

T = TypeVar("T")

OPEN_SPREAD = 0.7
"""Standard deviation of the log rate of a pair whose record is not complete."""

CHOICE_SPREAD = 0.2
"""Added for the choice of venue."""

ELSEWHERE_SHARE = 0.12
"""Share of meetings outside listed summits that are held in third countries."""

ELSEWHERE_IN_RUPTURE = 0.64
"""The same while two states have broken with each other: 7 of 11 such meetings outside summits
in the complete records (95 % interval 0.35 to 0.85), such as those of Singapore and Hanoi."""

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
        first: Office of ``dyad.first``, held or to come into; None out of office.
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
    _kept: dict[Hashable, object] = field(default_factory=dict, compare=False)

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
        """Rates of all pairs of the worlds the model has fits for, each made when first asked."""
        model = self.model
        if model is None:
            return {}
        book, day = self.book, self.day
        return Deferred(
            tuple(model.worlds),
            lambda name: world_state(model, book.histories[name], book.sidelines[name], day),
        )

    def sides(self, dyad: Dyad) -> Sides:
        """Who holds what."""
        return self.kept(("sides", dyad), lambda: self._sides(dyad))

    def _sides(self, dyad: Dyad) -> Sides:
        offices = self.book.offices
        return Sides(offices.ahead(dyad.first, self.day), offices.ahead(dyad.second, self.day))

    def decided(self, dyad: Dyad) -> Floats:
        """What has been decided of both being in office on each day; 1 where nothing has."""
        return self.kept(("decided", dyad), lambda: self._decided(dyad))

    def _decided(self, dyad: Dyad) -> Floats:
        sides, offices, fixed = self.sides(dyad), self.book.offices, np.ones(HORIZON_DAYS)
        for holder in (sides.first, sides.second):
            if holder is not None:
                fixed = fixed * offices.decided(holder, self.day, HORIZON_DAYS)
        return fixed

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
        return self.kept(("curve", dyad), lambda: self._curve(dyad))

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Something looked up for this moment, made once; keys name what it is."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast("T", self._kept[key])

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
        here = self._here(pair, first, second)
        outside = self._outside(pair, first, second, here)
        venues = {venue: tuple(daily.tolist()) for venue, daily in outside.items()}
        venues |= self._at_summits(pair, first, second, here)
        placed = self._place(pair)
        spread = OPEN_SPREAD if placed is None else placed[0].spread_of(placed[1])
        total = float(np.hypot(spread, CHOICE_SPREAD))
        return IncidenceCurve(
            dyad,
            start,
            venues,
            dict.fromkeys(venues, total),
            self._thirds(pair),
        )

    def outside_summits(self, first: Holder, second: Holder) -> dict[Venue, Floats]:
        """Daily rates of two office-holders' meetings apart from summits."""
        pair = pair_of(first.country, second.country)
        return self._outside(pair, first, second, self._here(pair, first, second))

    def _outside(
        self, pair: Pair, first: Holder, second: Holder, here: Floats
    ) -> dict[Venue, Floats]:
        home, away = self._usual(pair)
        if first.country == second.country:
            return {
                Venue(VenueKind.HOST_FIRST, first.country): home * here,
                Venue(VenueKind.ELSEWHERE): away * here,
            }
        share = self._host_share(pair)
        at_first = share if pair[0] == first.country else 1.0 - share
        return {
            Venue(VenueKind.HOST_FIRST, first.country): home * at_first * here,
            Venue(VenueKind.HOST_SECOND, second.country): home * (1.0 - at_first) * here,
            Venue(VenueKind.ELSEWHERE): away * here,
        }

    def _here(self, pair: Pair, first: Holder, second: Holder) -> Floats:
        """Part of the two countries' meetings that is these two leaders', by day."""
        return self._staying(first) * self._staying(second) * self._role(pair, first, second)

    def _place(self, pair: Pair) -> tuple[WorldState, int] | None:
        """Where a pair with a fitted, sufficient record is found."""
        world = world_of(*pair)
        if world is None or world.name not in self.worlds:
            return None
        state = self.worlds[world.name]
        index = state.index.get(pair)
        return None if index is None or not state.eligible[index] else (state, index)

    def _usual(self, pair: Pair) -> tuple[Floats, Floats]:
        """Daily rates at home and in third countries outside summits."""
        placed = self._place(pair)
        if placed is None:
            return self._open(pair)
        state, index = placed
        return state.daily_of(index)

    def _open(self, pair: Pair) -> tuple[Floats, Floats]:
        """The same from class rates and whatever the record has."""
        yearly = self.open_rate(pair, sidelines=False).yearly
        daily = yearly / 365.25 * self._open_season
        known = self.book.pairs.known(pair, self.day)
        if known and self.day - known[-1].event.known < 30:  # noqa: PLR2004 - a month
            daily[:30] *= AFTER_A_MEETING
        broken = self.book.relations.between(pair, self.day).broken
        elsewhere = ELSEWHERE_SHARE if broken is None else ELSEWHERE_IN_RUPTURE
        return daily * (1.0 - elsewhere), daily * elsewhere

    @cached_property
    def _open_season(self) -> Floats:
        """August and the turn of the year are quieter everywhere."""
        days = (np.arange(HORIZON_DAYS) + self.day).astype("datetime64[D]")
        months = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
        return np.where(months == 8, 0.6, np.where((months == 1) | (months == 12), 0.85, 1.05))  # noqa: PLR2004

    def open_rate(self, pair: Pair, *, sidelines: bool) -> ClassRate:
        """Yearly rate of a pair from its class and its record, complete or not."""
        key = ("rate", pair, sidelines)
        return self.kept(key, lambda: self._open_rate(pair, sidelines=sidelines))

    def _open_rate(self, pair: Pair, *, sidelines: bool) -> ClassRate:
        relations = self.book.relations
        relation = relations.between(pair, self.day)
        base = class_rate(*pair, relation)
        met, years = self.book.pairs.decayed(pair, self.day, sidelines=sidelines)
        if world_of(*pair) is not None:
            # The record is complete: what is missing did not happen.
            return ClassRate(base.name, (met + 2.0 * 0.05) / (years + 2.0))
        # Of meetings before a rupture as much is left as of all others.
        years = relations.years(pair, self.day)
        return ClassRate(base.name, blended(base.yearly, relation.left * met, years))

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

    @cached_property
    def sidelines(self) -> SummitsAhead:
        """Sideline meetings at the summits ahead."""
        fit = None if self.model is None else self.model.sidelines
        return SummitsAhead(self.book, fit, self.day, tuple(self.summits))

    def both_at(self, dyad: Dyad, summit_id: str) -> BothThere | None:
        """Whether two leaders are both at a summit ahead; None where record or calendar lack it."""
        sides = self.sides(dyad)
        known = any(one.id == summit_id for one in self.summits)
        if sides.first is None or sides.second is None or not known:
            return None
        joint = self.sidelines.joint(pair_of(sides.first.country, sides.second.country))
        return self.sidelines.both_at(sides.first, sides.second, joint, summit_id)

    def _at_summits(
        self, pair: Pair, first: Holder, second: Holder, here: Floats
    ) -> dict[Venue, tuple[float, ...]]:
        """Daily rates on the sidelines of each summit ahead."""
        if not self.summits:
            return {}
        joint, placed = self.sidelines.joint(pair), self._place(pair)
        left = self.book.relations.between(pair, self.day).left
        on_terms = self.open_rate(pair, sidelines=True).yearly / left
        rates = left * self.sidelines.open_rates(pair, on_terms)
        if placed is not None:
            state, index = placed
            rates = np.where(joint, state.summit_rates[:, index], rates)
        rates = rates * self.sidelines.both_come(first, second, joint)
        return {
            self._summit_venues[place]: self._over_days(self.summits[place], rates[place], here)
            for place in np.flatnonzero(rates >= RARE).tolist()
        }

    @cached_property
    def _summit_venues(self) -> tuple[Venue, ...]:
        return tuple(Venue(VenueKind.SUMMIT, one.host, one.id) for one in self.summits)

    def _over_days(self, edition: Edition, rate: float, here: Floats) -> tuple[float, ...]:
        """A rate spread evenly over the days of a summit still ahead."""
        begin = max(edition.first_day - self.day, 0)
        end = min(edition.last_day - self.day + 1, HORIZON_DAYS)
        held = (rate / max(end - begin, 1) * here[begin:end]).tolist()
        return (*_NONE[:begin], *held, *_NONE[end:])


_NONE = (0.0,) * HORIZON_DAYS
