"""Incidence curves, and the forecasts read off them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from math import exp, expm1, log1p
from operator import mul

from forecaster.domain.clock import Window
from forecaster.domain.people import Dyad
from forecaster.domain.places import CountryCode


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


@dataclass(frozen=True)
class Plan:
    """One prospective meeting inside a curve: it is held once or not at all.

    Attributes:
        daily: P(it is held on day ``k`` of the curve's horizon); sums to less than 1.
        shares: Where it is held if it is held; sums to 1.
    """

    daily: tuple[float, ...]
    shares: Mapping[Venue, float]

    @cached_property
    def by_day(self) -> tuple[float, ...]:
        """P(held before day ``k``), ``k`` from 0 to the length of the horizon."""
        return tuple(accumulate(self.daily, initial=0.0))

    def within(self, first: int, last: int) -> float:
        """``-log(1 - P(held on days first to last, exclusive))``."""
        return -log1p(self.by_day[first] - self.by_day[last])

    def excess(self, first: int, last: int) -> float:
        """What rates overstate for days ``first`` to ``last``, exclusive.

        A rate says how likely a meeting is when there was none before. A question about a later
        window also counts the case in which the plan was carried out earlier and cannot be again.
        """
        before, after = self.by_day[first], self.by_day[last]
        return log1p(-before) - log1p(-after) - self.within(first, last)


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

    def rate_within(self, venue: Venue, window: Window) -> float:
        """Rate of meetings at ``venue`` in ``window``, as far as the horizon reaches.

        ``1 - exp(-rate)`` is the probability of one. For a window that begins later than the
        curve, a plan counts with its chance of being held inside that very window.
        """
        return self.rates_within((venue,), window)[0]

    def rates_within(self, venues: Iterable[Venue], window: Window) -> list[float]:
        """:meth:`rate_within` of several venues, in their order."""
        first, last = self.span(window)
        cumulative = self.cumulative
        sums = ((venue, cumulative[venue]) for venue in venues)
        if not self.plans:
            return [daily[last] - daily[first] for _, daily in sums]
        excess = [(plan.shares, plan.excess(first, last)) for plan in self.plans]
        return [
            max(
                daily[last]
                - daily[first]
                - sum(shares[venue] * over for shares, over in excess if venue in shares),
                0.0,
            )
            for venue, daily in sums
        ]

    def at(self, venue: Venue, day: date) -> float:
        """P(next meeting at ``venue``, by the end of ``day``); 0 before the start."""
        index = min((day - self.start).days, self.days - 1)
        return self.incidence[venue][index] if index >= 0 else 0.0

    def any_by(self, day: date) -> float:
        """P(any meeting by the end of ``day``); 0 before the start."""
        if day < self.start:
            return 0.0
        window = Window(self.start, day)
        return -expm1(-sum(self.rates_within(self.rates, window)))


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
