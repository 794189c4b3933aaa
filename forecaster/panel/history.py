"""The record as arrays: meetings, terms and summits in day numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import TypeVar, cast

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.meetings import Meeting
from forecaster.domain.people import Office, Term
from forecaster.domain.places import CountryCode
from forecaster.domain.summits import Summit
from forecaster.panel.days import NEVER, Days, Floats, known_from, number
from forecaster.panel.flat import Flat
from forecaster.panel.handovers import Laws, laws_of
from forecaster.panel.worlds import (
    BODIES,
    EXECUTIVE_HEADS_OF_STATE,
    FOR_ALL,
    PREMIERS_SINCE,
    REGION,
    REGIONAL,
    Pair,
    World,
)

T = TypeVar("T")

G7_SERIES = {"g8": "g7"}
"""Series that continue each other under two names."""


def series_of(key: str) -> str:
    """The series key under which editions and forum words are compared."""
    return G7_SERIES.get(key, key)


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded meeting in day numbers.

    Attributes:
        first_day: First day of the span in the source.
        day: Middle of the span: where the meeting is taken to lie.
        known: First day on whose midnight it is known.
        country: Where; None when not recorded.
        forum: Series key or word; None outside any occasion.
        edition: Id of the calendar edition it was on the sidelines of, if any.
    """

    first_day: int
    day: int
    known: int
    country: CountryCode | None
    forum: str | None
    edition: str | None


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a summit, with the days between which it was the newest known one.

    Attributes:
        id: Summit id.
        series: Series key.
        first_day: First day of the leaders' part.
        last_day: Last day of it.
        known: From when its dates are known in this version.
        until: Day from which a later version replaces it.
        host: Host country, None when unknown.
        members: Member and invited countries; empty when not listed.
        cancelled: Whether this version calls it off.
    """

    id: str
    series: str
    first_day: int
    last_day: int
    known: int
    until: int
    host: CountryCode | None
    members: frozenset[CountryCode]
    cancelled: bool

    @property
    def day(self) -> int:
        """Middle day."""
        return (self.first_day + self.last_day) // 2

    def expects(self, country: CountryCode) -> bool:
        """Whether a country is among the guests that come as members or as everybody."""
        if country == self.host:
            return False
        return country in self.members if self.members else expects(self.series, country)

    def joint(self, one: CountryCode, other: CountryCode) -> bool:
        """Whether both countries are expected, by list, region or (the UN) as everybody is."""
        if self.members:
            return one in self.members and other in self.members
        return expects(self.series, one) and expects(self.series, other)


def expects(series: str, country: CountryCode) -> bool:
    """Whether a series without a list of members expects a country's leader."""
    if series in FOR_ALL:
        return True
    return REGION.get(country) in REGIONAL.get(series, frozenset())


def pair_of(one: CountryCode, other: CountryCode) -> Pair:
    """The unordered pair, alphabetical."""
    return (one, other) if one <= other else (other, one)


def editions_of(revisions: Iterable[Summit]) -> tuple[Edition, ...]:
    """Dated versions of all summits, each with the span in which it was the newest."""
    by_id: dict[str, list[Summit]] = {}
    for summit in revisions:
        by_id.setdefault(summit.id, []).append(summit)
    found: list[Edition] = []
    for versions in by_id.values():
        versions.sort(key=lambda summit: summit.revision)
        ends = [known_from(later.known_at) for later in versions[1:]] + [NEVER]
        found += [
            _edition(summit, until)
            for summit, until in zip(versions, ends, strict=True)
            if summit.window is not None
        ]
    return tuple(sorted(found, key=lambda edition: (edition.first_day, edition.id)))


def _edition(summit: Summit, until: int) -> Edition:
    assert summit.window is not None  # noqa: S101 - the caller has dropped undated versions
    known = max(known_from(summit.dates_known_at), known_from(summit.known_at))
    return Edition(
        summit.id,
        series_of(summit.series),
        number(summit.window.start),
        number(summit.window.end),
        known,
        until,
        summit.place.country if summit.place else None,
        summit.members | summit.invitees,
        summit.cancelled,
    )


def by_series(editions: Iterable[Edition]) -> dict[str, list[Edition]]:
    """Editions under the key of their series."""
    found: dict[str, list[Edition]] = {}
    for edition in editions:
        found.setdefault(edition.series, []).append(edition)
    return found


def event_of(meeting: Meeting, editions: Mapping[str, list[Edition]]) -> Event:
    """The meeting in day numbers, matched to an edition of its series that overlaps it."""
    start, end = number(meeting.window.start), number(meeting.window.end)
    forum = series_of(meeting.forum) if meeting.forum else None
    matched = None
    for edition in editions.get(forum or "", ()):
        if edition.first_day - 3 <= end and start <= edition.last_day + 3 and not edition.cancelled:
            matched = edition.id
    country = meeting.place.country if meeting.place else None
    return Event(start, (start + end) // 2, end + 1, country, forum, matched)


@dataclass(frozen=True)
class History:
    """What the panel needs of one world, indexed by pair and country.

    Attributes:
        world: Which world.
        pairs: Its pairs, alphabetical.
        events: Per pair its meetings, earliest first.
        starts: Per country the first days of its leading office-holders, rising.
        trips: Per country the known days of all its meetings with anyone, in the world's sources.
        editions: Dated summit versions.
        laws: Per country the laws on its handovers of power; none in a world of every country,
            so that the covariate means the same for all its pairs.
    """

    world: World
    pairs: tuple[Pair, ...]
    events: tuple[tuple[Event, ...], ...]
    starts: Mapping[CountryCode, Days]
    trips: Mapping[CountryCode, Days]
    editions: tuple[Edition, ...]
    laws: Laws
    _derived: dict[str, object] = field(default_factory=dict, compare=False)
    _expected: dict[tuple[str, int], Floats] = field(default_factory=dict, compare=False)

    @cached_property
    def countries(self) -> tuple[CountryCode, ...]:
        """All countries of the pairs, alphabetical."""
        return tuple(sorted({country for pair in self.pairs for country in pair}))

    @cached_property
    def known(self) -> tuple[Days, ...]:
        """Per pair the days from which its meetings are known, rising."""
        return self._sorted(lambda event: event.known)

    @cached_property
    def days(self) -> tuple[Days, ...]:
        """Per pair the days of its meetings, rising."""
        return self._sorted(lambda event: event.day)

    @cached_property
    def settled_days(self) -> tuple[Days, ...]:
        """Like ``days``, but no more than three days before the meeting is known."""
        return self._sorted(lambda event: max(event.day, event.known - 3))

    @cached_property
    def flat_known(self) -> Flat:
        """:attr:`known`, searchable for all pairs at once."""
        return Flat.of(self.known)

    @cached_property
    def flat_settled(self) -> Flat:
        """:attr:`settled_days`, searchable for all pairs at once."""
        return Flat.of(self.settled_days)

    @cached_property
    def flat_starts(self) -> Flat:
        """Starts of leading office-holders by entry of :attr:`countries`."""
        return Flat.of(self.starts_by_country)

    @cached_property
    def starts_by_country(self) -> tuple[Days, ...]:
        """Starts of leading office-holders by entry of :attr:`countries`; empty where unknown."""
        none = np.empty(0, dtype=np.int64)
        return tuple(self.starts.get(country, none) for country in self.countries)

    @cached_property
    def flat_trips(self) -> Flat:
        """:attr:`trips` by entry of :attr:`countries`."""
        none = np.empty(0, dtype=np.int64)
        return Flat.of([self.trips.get(country, none) for country in self.countries])

    @cached_property
    def sides(self) -> tuple[Days, Days]:
        """Per pair the place of its first and second country in :attr:`countries`."""
        place = {country: index for index, country in enumerate(self.countries)}
        first, second = (
            np.array([place[pair[side]] for pair in self.pairs], dtype=np.int64) for side in (0, 1)
        )
        return first, second

    @cached_property
    def membership(self) -> Floats:
        """1 where a pair (row) contains a country (column)."""
        member = np.zeros((len(self.pairs), len(self.countries)))
        for side in self.sides:
            member[np.arange(len(self.pairs)), side] = 1.0
        return member

    @cached_property
    def event_days(self) -> tuple[Days, Days, Days]:
        """All meetings one by one: day known, day, and index of the pair."""
        rows = [
            (event.known, event.day, place)
            for place, events in enumerate(self.events)
            for event in events
        ]
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2]

    @cached_property
    def edition_days(self) -> tuple[Days, Days, Days]:
        """Per edition the day from which it is known, the day it is replaced, its middle day.

        A version that calls the summit off is replaced before it is known: it is never seen.
        """
        rows = [(e.known, -NEVER if e.cancelled else e.until, e.day) for e in self.editions]
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2]

    def _sorted(self, day: Callable[[Event], int]) -> tuple[Days, ...]:
        return tuple(
            np.sort(np.array([day(event) for event in events], dtype=np.int64))
            for events in self.events
        )

    def cached(self, key: str, make: Callable[[], T]) -> T:
        """Something derived from the record alone, made once."""
        if key not in self._derived:
            self._derived[key] = make()
        return cast("T", self._derived[key])

    def joint(self, edition: Edition) -> Floats:
        """1 for each pair that is expected at the summit together."""
        key = (edition.id, edition.known)
        if key not in self._expected:
            flags = [edition.joint(*pair) for pair in self.pairs]
            self._expected[key] = np.array(flags, dtype=np.float64)
        return self._expected[key]

    def hosts(self, edition: Edition) -> Floats:
        """1 for each pair one of which hosts the summit."""
        return self._hosting.get(edition.host or "", np.zeros(len(self.pairs)))

    @cached_property
    def _hosting(self) -> dict[str, Floats]:
        countries = sorted({country for pair in self.pairs for country in pair})
        return {
            one: np.array([one in pair for pair in self.pairs], dtype=np.float64)
            for one in countries
        }


def leading_starts(terms: Iterable[Term]) -> dict[CountryCode, Days]:
    """Start days of those who lead each country, by country; sightings are no terms."""
    found: dict[CountryCode, set[int]] = {}
    for term in terms:
        if leads(term) and not term.basis.startswith("observed"):
            found.setdefault(term.country, set()).add(number(term.start))
    return {country: np.array(sorted(days), dtype=np.int64) for country, days in found.items()}


def leads(term: Term) -> bool:
    """Whether the office is the one that meets its peers."""
    if term.office is Office.BOTH or term.country in BODIES:
        return True
    handed_over = term.start >= PREMIERS_SINCE.get(term.country, date.max)
    if term.country in EXECUTIVE_HEADS_OF_STATE and not handed_over:
        return term.office is Office.HEAD_OF_STATE
    return term.office is Office.HEAD_OF_GOVERNMENT


def history_of(chronicle: Chronicle, world: World) -> History:
    """Compile what ``chronicle`` holds about ``world``."""
    editions = editions_of(chronicle.summit_revisions)
    by_series: dict[str, list[Edition]] = {}
    for edition in editions:
        by_series.setdefault(edition.series, []).append(edition)
    starts = leading_starts(chronicle.terms)
    pairs = _pairs(world)
    events: dict[Pair, list[Event]] = {pair: [] for pair in pairs}
    trips: dict[CountryCode, list[int]] = {}
    for meeting in chronicle.meetings:
        if not _counts(meeting, world):
            continue
        event = event_of(meeting, by_series)
        for country in meeting.countries:
            trips.setdefault(country, []).append(event.known)
        if (pair := pair_of(*meeting.countries)) in events:
            events[pair].append(event)
    return History(
        world,
        pairs,
        tuple(tuple(sorted(events[pair], key=lambda e: (e.day, e.known))) for pair in pairs),
        starts,
        {country: np.sort(np.array(days, dtype=np.int64)) for country, days in trips.items()},
        editions,
        laws_of(chronicle.handovers) if world.members else {},
    )


def _pairs(world: World) -> tuple[Pair, ...]:
    """All pairs of the world; which countries there are does not depend on what is known."""
    if world.hub is not None:
        others = [one for one in REGION if one not in {world.hub, "UNO", "NTO"}]
        return tuple(sorted(pair_of(world.hub, one) for one in others))
    return tuple(combinations(sorted(world.members), 2))


def _counts(meeting: Meeting, world: World) -> bool:
    recorded = meeting.source in world.sources and meeting.is_meeting
    since = meeting.window.start >= world.record_from
    return recorded and since and meeting.countries[0] != meeting.countries[1]
