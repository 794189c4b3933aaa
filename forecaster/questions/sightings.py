"""Sightings: what one source tells of one contact, before sources are put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.meetings import (
    BRIEF,
    JOINT_PRESENCE,
    ContactLevel,
    Meeting,
    MeetingKind,
    Mode,
)
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Certainty, Review, Signal, SignalType
from forecaster.domain.summits import Summit
from forecaster.questions.meetings import ENCOUNTERS

STATED = frozenset({"met_stated", "met_stated_by_office", BRIEF, *JOINT_PRESENCE})
"""Evidence values of rows that state what took place; others only imply it."""

_TOLD = frozenset({Certainty.FIRM, Certainty.PROBABLE})
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one source tells of one contact.

    Attributes:
        source: Id of the signal, row or list.
        leaders: Who took part, or the one who was present.
        mode: In person or call.
        days: Local days on which it can have happened.
        place: Where; None when not told.
        forum: Forum id; None outside any.
        contact: Rung of the ladder told; None where only presence or a call is.
        at_least: Whether ``contact`` is only what is proven.
        planned: Whether announced beforehand; None when not told.
        origins: Independent origins that tell it.
        states_it: Whether the source is a record that states it.
    """

    source: str
    leaders: frozenset[LeaderId]
    mode: Mode
    days: Window
    place: Place | None
    forum: str | None
    contact: ContactLevel | None
    at_least: bool
    planned: bool | None
    origins: tuple[str, ...]
    states_it: bool

    @property
    def rank(self) -> tuple[bool, int, date, str]:
        """Order in which sources are believed: records first, then by sharpness of the day."""
        return (not self.states_it, self.days.days, self.days.start, self.source)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose contacts matter, and when.

    Attributes:
        leaders: Contacts among at least two of these, and presence of each at summits.
        days: Days of interest.
        visitors: Those of whom any contact matters, since it proves where they were.
    """

    leaders: frozenset[LeaderId]
    days: Window
    visitors: frozenset[LeaderId] = frozenset()

    def covers(self, leaders: frozenset[LeaderId], days: Window) -> bool:
        """Whether a contact of these leaders on these days matters."""
        asked = len(leaders & self.leaders) >= min(_PAIR, len(leaders))
        return days.overlaps(self.days) and (asked or bool(leaders & self.visitors))


def sightings(chronicle: Chronicle, scope: Scope) -> list[Sighting]:
    """All that is known of the contacts that matter."""
    return [
        *_from_record(chronicle, scope),
        *_from_attendance(chronicle, scope),
        *_from_signals(chronicle, scope),
    ]


def _from_record(chronicle: Chronicle, scope: Scope) -> Iterator[Sighting]:
    for row in reversed(chronicle.meetings):
        if row.source == ENCOUNTERS:
            # An encounter is no witness of itself.
            continue
        if row.window.end < scope.days.start:
            # Rows are ordered by the day they became known, the day after their end.
            break
        if scope.covers(frozenset({row.dyad.first, row.dyad.second}), row.window):
            yield of_meeting(row, chronicle.summits)


def of_meeting(row: Meeting, summits: Mapping[str, Summit]) -> Sighting:
    """One row of the record; a visit counts as announced."""
    visit = row.contact is ContactLevel.VISIT_OR_SUMMIT
    return Sighting(
        source=row.id,
        leaders=frozenset({row.dyad.first, row.dyad.second}),
        mode=Mode.IN_PERSON,
        days=row.window,
        place=row.place,
        forum=edition(row, summits) if row.kind is MeetingKind.SIDELINE else None,
        contact=row.contact,
        at_least=False,
        planned=True if visit else None,
        origins=(row.source,),
        states_it=row.evidence in STATED,
    )


def edition(row: Meeting, summits: Mapping[str, Summit]) -> str | None:
    """Forum id of the edition of the row's series that was held on its days."""
    if row.forum is None:
        return None
    held = (
        summit
        for summit in summits.values()
        if summit.series == row.forum and summit.window and summit.window.overlaps(row.window)
    )
    found = next(held, None)
    return found.forum if found else None


def _from_attendance(chronicle: Chronicle, scope: Scope) -> Iterator[Sighting]:
    for seen in chronicle.attendance:
        summit = chronicle.summits.get(seen.summit_id)
        if not seen.attended or summit is None or summit.window is None:
            continue
        if scope.covers(frozenset({seen.leader}), summit.window):
            yield Sighting(
                source=f"attendance:{seen.summit_id}",
                leaders=frozenset({seen.leader}),
                mode=Mode.IN_PERSON,
                days=summit.window,
                place=summit.place,
                forum=summit.forum,
                contact=None,
                at_least=True,
                planned=True,
                origins=(seen.source,),
                states_it=True,
            )


def _from_signals(chronicle: Chronicle, scope: Scope) -> Iterator[Sighting]:
    signals = chronicle.signals
    for signal in signals:
        if _tells_contact(signal):
            sighting = of_signal(signal, signals, chronicle)
            if sighting is not None and scope.covers(sighting.leaders, sighting.days):
                yield sighting


def _tells_contact(signal: Signal) -> bool:
    act = signal.act
    return (
        act.type in (SignalType.MET, SignalType.CALL)
        and len(act.leaders) >= _PAIR
        and act.certainty in _TOLD
        and signal.review is Review.ACCEPTED
        and not signal.retracted
    )


def of_signal(signal: Signal, signals: Iterable[Signal], chronicle: Chronicle) -> Sighting | None:
    """A report of a meeting or call; None when it does not say when.

    A report of a meeting proves more than a greeting; how much more follows from where it was and
    from whether it had been announced.
    """
    act = signal.act
    days = act.window or (Window(act.statement_on, act.statement_on) if act.statement_on else None)
    if days is None or days.start > signal.known_at.date():
        return None
    if act.type is SignalType.CALL:
        return _sighting(signal, days, Mode.CALL, None, planned=None)
    planned = True if _was_announced(signal, days, signals) else None
    homes = {chronicle.country_of(leader, days.start) for leader in act.leaders}
    level = _level(act.place, act.forum, homes, announced=bool(planned))
    return _sighting(signal, days, Mode.IN_PERSON, level, planned=planned)


def _sighting(
    signal: Signal, days: Window, mode: Mode, level: ContactLevel | None, *, planned: bool | None
) -> Sighting:
    act = signal.act
    return Sighting(
        source=signal.id,
        leaders=frozenset(act.leaders),
        mode=mode,
        days=days,
        place=act.place,
        forum=act.forum.upper() if act.forum else None,
        contact=level,
        at_least=True,
        planned=planned,
        origins=signal.origins,
        states_it=False,
    )


def _level(
    place: Place | None, forum: str | None, homes: set[CountryCode | None], *, announced: bool
) -> ContactLevel:
    """The least that a reported meeting must have been."""
    if forum is None and place is not None and place.country in homes:
        return ContactLevel.VISIT_OR_SUMMIT
    return ContactLevel.SCHEDULED_BILATERAL if announced else ContactLevel.PULL_ASIDE


def _was_announced(signal: Signal, days: Window, signals: Iterable[Signal]) -> bool:
    return any(
        other.act.type is SignalType.CONFIRM
        and set(other.act.leaders) == set(signal.act.leaders)
        and other.act.window is not None
        and other.act.window.overlaps(days)
        and other.act.statement_on is not None
        and other.act.statement_on < days.start
        for other in signals
    )
