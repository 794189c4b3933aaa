"""The Chronicle: all that is known, and the only door to the past."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Protocol, TypeVar

from forecaster.domain.handovers import Handover, Succession, replacements
from forecaster.domain.meetings import Meeting
from forecaster.domain.people import Leader, LeaderId, Term
from forecaster.domain.places import CountryCode
from forecaster.domain.ruptures import Rupture
from forecaster.domain.signals import Signal, SignalType
from forecaster.domain.summits import Attendance, Summit, newest_versions
from forecaster.domain.tracks import TrackHistory


class Known(Protocol):
    """Anything that carries the moment from which it may be used."""

    @property
    def known_at(self) -> datetime:
        """When this service first could have had it."""
        ...


K = TypeVar("K", bound=Known)

END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def _known_first(items: Iterable[K]) -> tuple[K, ...]:
    return tuple(sorted(items, key=attrgetter("known_at")))


def _until(items: tuple[K, ...], cutoff: datetime) -> tuple[K, ...]:
    """The items known at ``cutoff``; ``items`` are sorted by ``known_at``."""
    return items[: bisect_right(items, cutoff, key=attrgetter("known_at"))]


@dataclass(frozen=True, slots=True)
class Facts:
    """The fact tables, complete; pass them to :meth:`Chronicle.of`."""

    leaders: Mapping[LeaderId, Leader]
    terms: tuple[Term, ...]
    summits: tuple[Summit, ...]
    attendance: tuple[Attendance, ...]
    meetings: tuple[Meeting, ...]
    tracks: tuple[TrackHistory, ...]
    handovers: tuple[Handover, ...] = ()
    successions: tuple[Succession, ...] = ()
    ruptures: tuple[Rupture, ...] = ()
    neighbours: frozenset[tuple[CountryCode, CountryCode]] = frozenset()


@dataclass(frozen=True)
class Chronicle:
    """Everything known at ``cutoff`` and nothing later.

    ``as_of`` is the only way to look back: live forecasting, replay, back-test and what-if take
    the Chronicle it returns. Summits and signals may be present in several revisions; ``summits``
    and ``signals`` give the newest known one of each.

    Attributes:
        cutoff: Latest known time admitted.
        leaders: Every person, by id (names carry no news).
        terms: Terms begun by the cutoff; ends that lie after it are open.
        attendance: Known presence and absence, earliest known first.
        meetings: The record, earliest known first.
        tracks: Resolved track histories, earliest known first.
        summit_revisions: Calendar versions known, earliest known first.
        signal_revisions: Signal revisions known, earliest known first.
        handovers: Rules of law on handovers of power, earliest known first.
        successions: Decisions on who comes into office, earliest known first.
        ruptures: Breaks between two states, earliest known first; ends after the cutoff are open.
        neighbours: Alphabetical pairs of countries that touch or nearly do (maps carry no news).
    """

    cutoff: datetime
    leaders: Mapping[LeaderId, Leader]
    terms: tuple[Term, ...]
    attendance: tuple[Attendance, ...]
    meetings: tuple[Meeting, ...]
    tracks: tuple[TrackHistory, ...]
    summit_revisions: tuple[Summit, ...]
    signal_revisions: tuple[Signal, ...] = field(default=())
    handovers: tuple[Handover, ...] = field(default=())
    successions: tuple[Succession, ...] = field(default=())
    ruptures: tuple[Rupture, ...] = field(default=())
    neighbours: frozenset[tuple[CountryCode, CountryCode]] = field(default=frozenset())

    @classmethod
    def of(cls, facts: Facts, signals: Iterable[Signal] = ()) -> Chronicle:
        """All that the tables and the signals hold, with no cutoff yet."""
        return cls(
            cutoff=END_OF_TIME,
            leaders=facts.leaders,
            terms=tuple(sorted(facts.terms, key=attrgetter("start", "leader"))),
            attendance=_known_first(facts.attendance),
            meetings=_known_first(facts.meetings),
            tracks=_known_first(facts.tracks),
            summit_revisions=_known_first(facts.summits),
            signal_revisions=_known_first(signals),
            handovers=_known_first(facts.handovers),
            successions=_known_first(facts.successions),
            ruptures=_known_first(facts.ruptures),
            neighbours=facts.neighbours,
        )

    def as_of(self, moment: datetime) -> Chronicle:
        """What was known at ``moment``.

        Raises:
            ValueError: If ``moment`` lies after this Chronicle's own cutoff: what a view does not
                hold cannot be seen through it.
        """
        if moment > self.cutoff:
            raise ValueError(f"cannot look at {moment} through a view that ends at {self.cutoff}")
        return replace(
            self,
            cutoff=moment,
            terms=_terms_at(self.terms, moment.date()),
            attendance=_until(self.attendance, moment),
            meetings=_until(self.meetings, moment),
            tracks=_until(self.tracks, moment),
            summit_revisions=_summits_at(self.summit_revisions, moment),
            signal_revisions=_until(self.signal_revisions, moment),
            handovers=_until(self.handovers, moment),
            successions=_until(self.successions, moment),
            ruptures=_ruptures_at(self.ruptures, moment),
        )

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """The newest revision of each signal that is not retracted, earliest known first."""
        newest: dict[str, Signal] = {}
        for signal in self.signal_revisions:
            held = newest.get(signal.id)
            if held is None or signal.revision >= held.revision:
                newest[signal.id] = signal
        return _known_first(signal for signal in newest.values() if not signal.retracted)

    @cached_property
    def reports_of(self) -> Mapping[LeaderId, tuple[Signal, ...]]:
        """Signals in force that tell of a meeting held, by leader, earliest known first."""
        grouped: defaultdict[LeaderId, list[Signal]] = defaultdict(list)
        for signal in self.signals:
            if signal.act.type is SignalType.MET and signal.act.window is not None:
                for leader in dict.fromkeys(signal.act.leaders):
                    grouped[leader].append(signal)
        return {leader: tuple(told) for leader, told in grouped.items()}

    @cached_property
    def summits(self) -> Mapping[str, Summit]:
        """The newest known version of each edition, by id; cancelled ones included."""
        return newest_versions(self.summit_revisions)

    @cached_property
    def versions_of(self) -> Mapping[str, tuple[Summit, ...]]:
        """Calendar versions of each edition, by id, earliest known first."""
        grouped: defaultdict[str, list[Summit]] = defaultdict(list)
        for summit in self.summit_revisions:
            grouped[summit.id].append(summit)
        return {summit_id: tuple(versions) for summit_id, versions in grouped.items()}

    @cached_property
    def terms_of(self) -> Mapping[LeaderId, tuple[Term, ...]]:
        """Terms by leader, earliest first."""
        grouped: defaultdict[LeaderId, list[Term]] = defaultdict(list)
        for term in self.terms:
            grouped[term.leader].append(term)
        return {leader: tuple(terms) for leader, terms in grouped.items()}

    def country_of(self, leader: LeaderId, day: date) -> CountryCode | None:
        """The country that ``leader`` leads on ``day``; None when out of office."""
        held = [term for term in self.terms_of.get(leader, ()) if term.holds_on(day)]
        return held[-1].country if held else None

    def stands_for(self, leader: LeaderId, day: date) -> CountryCode | None:
        """The country that ``leader`` leads on ``day``, else the one that has chosen him to.

        None for someone who is out of office and known to come into none.
        """
        soonest = min(self._chosen(leader, day), key=attrgetter("due"), default=None)
        return self.country_of(leader, day) or (soonest.country if soonest else None)

    def serves_from(self, leader: LeaderId, day: date) -> date | None:
        """First day from ``day`` on on which ``leader`` leads a country, as far as is known.

        None for someone who is out of office and known to come into none.
        """
        if self.country_of(leader, day) is not None:
            return day
        return min((one.due for one in self._chosen(leader, day)), default=None)

    def _chosen(self, leader: LeaderId, day: date) -> Iterator[Succession]:
        for one in self._successions.get(leader, ()):
            if one.is_ahead(day) and day < self._replaced.get(one, date.max):
                yield one

    @cached_property
    def _replaced(self) -> Mapping[Succession, date]:
        return replacements(self.successions)

    @cached_property
    def _successions(self) -> Mapping[LeaderId, tuple[Succession, ...]]:
        grouped: defaultdict[LeaderId, list[Succession]] = defaultdict(list)
        for one in self.successions:
            grouped[one.comes].append(one)
        return {leader: tuple(decided) for leader, decided in grouped.items()}


def _terms_at(terms: tuple[Term, ...], day: date) -> tuple[Term, ...]:
    """Terms begun by ``day``, with ends that nobody could know yet left open."""
    return tuple(
        replace(term, end=None) if term.end is not None and term.end > day else term
        for term in terms
        if term.start <= day
    )


def _ruptures_at(ruptures: tuple[Rupture, ...], moment: datetime) -> tuple[Rupture, ...]:
    """Ruptures known at ``moment``, with ends that nobody could know yet left open."""
    return tuple(
        replace(rupture, until=None)
        if rupture.until is not None and rupture.until > moment.date()
        else rupture
        for rupture in _until(ruptures, moment)
    )


def _summits_at(summits: tuple[Summit, ...], moment: datetime) -> tuple[Summit, ...]:
    """Versions known at ``moment``, without a place or a date that was not public yet."""
    return tuple(_summit_at(summit, moment) for summit in _until(summits, moment))


def _summit_at(summit: Summit, moment: datetime) -> Summit:
    if summit.host_known_at <= moment and summit.dates_known_at <= moment:
        return summit
    return replace(
        summit,
        place=summit.place if summit.host_known_at <= moment else None,
        window=summit.window if summit.dates_known_at <= moment else None,
    )
