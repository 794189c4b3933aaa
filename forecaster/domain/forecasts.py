"""Incidence curves, and the forecasts read off them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, pairwise
from math import exp, expm1, log1p
from operator import mul

from forecaster.domain.clock import Window
from forecaster.domain.people import Dyad
from forecaster.domain.places import CountryCode, Place


class VenueKind(StrEnum):
    """The competing ways in which a pair can meet."""

    HOST_FIRST = "host_first"
    HOST_SECOND = "host_second"
    SUMMIT = "summit"
    THIRD = "third"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, order=True)
class Venue:
    """One competing outcome of the next meeting.

    Attributes:
        kind: A's country, B's country, the sidelines of a summit, a named third country, elsewhere.
        country: Host country; None for ``elsewhere`` (and a summit whose host is unknown).
        summit_id: Lower-case summit id for ``summit``.
    """

    kind: VenueKind
    country: CountryCode | None = None
    summit_id: str | None = None

    def __hash__(self) -> int:
        # Venues are looked up more often than anything else; the kind adds little to tell apart.
        return hash((self.country, self.summit_id))

    @property
    def key(self) -> str:
        """Short name in answers: ``USA``, ``G20-2018`` or ``elsewhere``."""
        if self.kind is VenueKind.SUMMIT and self.summit_id is not None:
            return self.summit_id.upper()
        return self.country or "elsewhere"


@dataclass(frozen=True, slots=True)
class NamedTown:
    """The town that was named for a meeting.

    Attributes:
        place: Country and town.
        share: P(it is held in the town), given that it is held in the country.
    """

    place: Place
    share: float


@dataclass(frozen=True)
class Plan:
    """One prospective meeting inside a curve: it is held once or not at all, and at one venue.

    Attributes:
        daily: P(it is held on day ``k`` of the curve's horizon); sums to less than 1.
        shares: Where it is held if it is held; sums to 1.
        town: The town named for it, if any.
    """

    daily: tuple[float, ...]
    shares: Mapping[Venue, float]
    town: NamedTown | None = None

    @cached_property
    def by_day(self) -> tuple[float, ...]:
        """P(held before day ``k``), ``k`` from 0 to the length of the horizon."""
        return tuple(accumulate(self.daily, initial=0.0))

    @cached_property
    def hazard(self) -> tuple[float, ...]:
        """Rate on each day of its being held, given that it was not held before."""
        left = [log1p(-held) for held in self.by_day]
        return tuple(before - after for before, after in pairwise(left))

    def rate(self, first: int, last: int, share: float = 1.0) -> float:
        """``-log(1 - P(held on days first to last, exclusive, and that it counts))``.

        It is the chance of the window itself: what may be held earlier, or elsewhere, cannot be
        held there again.

        Args:
            first: Day of the horizon.
            last: Day of the horizon, exclusive.
            share: P(it counts), given that it is held.
        """
        return -log1p(-share * (self.by_day[last] - self.by_day[first]))


@dataclass(frozen=True)
class IncidenceCurve:
    """Cause-specific rates of a dyad's meetings by day and venue, and what follows from them.

    Entry ``k`` of a venue's rates is the integrated hazard of a meeting there over day
    ``start + k``: the probability of one is ``1 - exp(-rate)``, the inverse complementary log-log
    of the discrete-time hazard, so that rates of different venues and days simply add. From them
    follow the probability of a meeting in any window and place, and the cumulative incidence of
    the *next* meeting (Kalbfleisch and Prentice 2002), which lies in [0, 1], never falls with the
    day and sums over venues to P(any). Whatever a question asks is read off this one object.

    Attributes:
        dyad: Whose meeting.
        start: First day that counts.
        rates: Per venue one value a day, at least 0; all of the same length.
        spread: Standard deviation of the log rate of each venue, from parameter uncertainty.
        elsewhere_shares: How ``elsewhere`` spreads over countries; sums to at most 1.
        plans: Prospective meetings whose hazard the rates contain.
    """

    dyad: Dyad
    start: date
    rates: Mapping[Venue, tuple[float, ...]]
    spread: Mapping[Venue, float]
    elsewhere_shares: Mapping[CountryCode, float]
    plans: tuple[Plan, ...] = ()

    @cached_property
    def days(self) -> int:
        """Length of the horizon in days."""
        return len(next(iter(self.rates.values()), ()))

    @property
    def end(self) -> date:
        """Last day of the horizon."""
        return self.start + timedelta(days=self.days - 1)

    @cached_property
    def cumulative(self) -> Mapping[Venue, tuple[float, ...]]:
        """Cumulative rate by venue before day ``start + k``, ``k`` from 0 to ``days``."""
        return {venue: tuple(accumulate(daily, initial=0.0)) for venue, daily in self.rates.items()}

    @cached_property
    def incidence(self) -> Mapping[Venue, tuple[float, ...]]:
        """P(next meeting at the venue, by the end of day ``start + k``), ``k`` from 0."""
        total = tuple(map(sum, zip(*self.rates.values(), strict=True)))
        before = accumulate(total, initial=0.0)
        share = tuple(
            exp(-past) * -expm1(-today) / today if today else 0.0
            for past, today in zip(before, total, strict=False)
        )
        return {
            venue: tuple(accumulate(map(mul, share, daily))) for venue, daily in self.rates.items()
        }

    def days_before(self, day: date) -> int:
        """Days of the horizon before ``day``, 0 to ``days``."""
        return min(max((day - self.start).days, 0), self.days)

    def days_through(self, day: date) -> int:
        """Days of the horizon up to and with ``day``, 0 to ``days``."""
        return min(max((day - self.start).days + 1, 0), self.days)

    def span(self, window: Window) -> tuple[int, int]:
        """Days of the horizon inside a window: the first, and the first after; 0 to ``days``."""
        return self.days_before(window.start), self.days_through(window.end)

    def active(self, venue: Venue, first: int, last: int) -> tuple[int, int]:
        """The days from the first to the last on which a venue has any rate, exclusive.

        Args:
            venue: One of the curve's venues.
            first: Day of the horizon to look from.
            last: Day to look to, exclusive.
        """
        sums = self.cumulative[venue]
        if not sums[last] > sums[first]:
            return first, first
        begin = bisect_right(sums, sums[first], first, last) - 1
        return begin, bisect_left(sums, sums[last], begin, last)

    @cached_property
    def unplanned(self) -> Mapping[Venue, tuple[float, ...]]:
        """The rates without what plans add to them: meetings of which nothing is told."""
        rates = dict(self.rates)
        for plan in self.plans:
            for venue, share in plan.shares.items():
                if venue in rates:
                    pairs = zip(rates[venue], plan.hazard, strict=True)
                    rates[venue] = tuple(max(rate - share * part, 0.0) for rate, part in pairs)
        return rates

    @cached_property
    def unplanned_sums(self) -> Mapping[Venue, tuple[float, ...]]:
        """:attr:`unplanned` before day ``start + k``, ``k`` from 0 to ``days``."""
        if not self.plans:
            return self.cumulative
        return {venue: tuple(accumulate(day, initial=0.0)) for venue, day in self.unplanned.items()}

    def held_at(self, venue: Venue, days: int) -> float:
        """Rate at a venue over the first ``days`` days, whether or not the pair meets elsewhere.

        ``1 - exp(-rate)`` is the probability of a meeting there. The cause-specific rates give that
        of the *next* meeting: they take each plan as not yet held, here or at another venue.
        """
        told = (
            plan.rate(0, days, plan.shares[venue]) for plan in self.plans if venue in plan.shares
        )
        return self.unplanned_sums[venue][days] + sum(told)

    def at(self, venue: Venue, day: date) -> float:
        """P(next meeting at ``venue``, by the end of ``day``); 0 before the start."""
        index = min((day - self.start).days, self.days - 1)
        return self.incidence[venue][index] if index >= 0 else 0.0

    def any_by(self, day: date) -> float:
        """P(any meeting by the end of ``day``); 0 before the start."""
        if day < self.start:
            return 0.0
        until = self.days_through(day)
        return -expm1(-sum(sums[until] for sums in self.cumulative.values()))


class DriverKind(StrEnum):
    """The six causes of a move."""

    NEW_SIGNAL = "new_signal"
    RETRACTION = "retraction"
    CALENDAR = "calendar"
    TIME = "passage_of_time"
    MODEL = "model_change"
    CORRECTION = "data_correction"


@dataclass(frozen=True, slots=True)
class Driver:
    """The part of a move that one cause explains, on the probability scale.

    Attributes:
        kind: Which of the six causes.
        contribution: Change in probability; all drivers of a move add up to it.
        text: One sentence for people.
        signal_ids: Signals behind it, if any.
    """

    kind: DriverKind
    contribution: float
    text: str
    signal_ids: tuple[str, ...] = ()


SHRUNK_TO = "shrunk to "
"""What stands before the class of pair in the words of a base rate."""


@dataclass(frozen=True, slots=True)
class BaseRate:
    """Frequency in a stated reference class, shown beside every forecast.

    Attributes:
        reference_class: Which class, in words.
        n: Number of cases behind the rate.
        rate: Share of them in which the event happened.
    """

    reference_class: str
    n: int
    rate: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says to a question: the content of a forecast before it is issued.

    Attributes:
        probability: P(the question resolves yes), 0 to 1; None when outcomes are several.
        interval: Lower and upper end of the 80 % interval from parameter and data uncertainty.
        base_rate: The reference class.
        by_date: (day, probability that it has happened by the end of that day), rising.
        by_venue: P(the next qualifying meeting is there) by host country; sums to the probability,
            and to 1 with ``none`` where that is among the keys.
        outcomes: Probability by outcome for questions with several outcomes; sums to 1.
        drivers: Against the base rate or the issue before.
        model_version: Which model.
        degraded: Named reasons why inputs were reduced; empty when all is well.
        by_summit: The part of ``by_venue`` that falls on the sidelines of summits, by forum id.
    """

    probability: float | None
    interval: tuple[float, float] | None
    base_rate: BaseRate
    by_date: tuple[tuple[date, float], ...]
    by_venue: Mapping[str, float]
    outcomes: Mapping[str, float]
    drivers: tuple[Driver, ...]
    model_version: str
    degraded: tuple[str, ...] = ()
    by_summit: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forecast:
    """One issue: an answer published at one moment from one state of knowledge; never edited.

    Attributes:
        id: Hash of the canonical content.
        question_id: Which question.
        issued_at: When it was published.
        as_of: Latest known time admitted.
        answer: What was said.
        inputs_digest: Hash of everything the model saw.
        signal_ids: Signals in force, for provenance.
        recorded_until: Number of the newest change recorded when the model looked; with ``as_of``
            it says again what could be seen. 0 where issues are not stored.
    """

    id: str
    question_id: str
    issued_at: datetime
    as_of: datetime
    answer: Answer
    inputs_digest: str
    signal_ids: tuple[str, ...]
    recorded_until: int = 0
