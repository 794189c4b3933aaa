"""Recorded encounters as rows of the record, so that forecasts learn of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from forecaster.domain.chronicle import Facts
from forecaster.domain.clock import Window
from forecaster.domain.meetings import (
    BRIEF,
    ContactLevel,
    Encounter,
    Meeting,
    MeetingKind,
    Mode,
)
from forecaster.domain.people import Dyad, LeaderId, Term
from forecaster.domain.places import CountryCode
from forecaster.domain.summits import series_of_edition

ENCOUNTERS = "encounters"
"""Source of rows that come from recorded encounters."""

_PRESENCE = "summit_listed"
_STATED = "met_stated"


def meetings_of(encounters: Iterable[Encounter], facts: Facts) -> Iterator[Meeting]:
    """Confirmed encounters in person that the tables do not hold, a row for each pair.

    Args:
        encounters: Newest revision of each, as known at one moment.
        facts: The tables, for offices and for what is held already.
    """
    held = {row.id for row in facts.meetings}
    for one in encounters:
        if _is_news(one) and held.isdisjoint(one.sources):
            yield from _rows(one, facts)


def _is_news(encounter: Encounter) -> bool:
    return (
        encounter.mode is Mode.IN_PERSON
        and encounter.contact is not None
        and encounter.confirmed_by is not None
        and not encounter.retracted
    )


def _rows(encounter: Encounter, facts: Facts) -> Iterator[Meeting]:
    last = encounter.until_on or encounter.happened_on
    for one, other in combinations(sorted(encounter.leaders), 2):
        dyad = Dyad.of(one, other)
        countries = (_led(dyad.first, encounter, facts), _led(dyad.second, encounter, facts))
        if countries[0] is not None and countries[1] is not None:
            yield Meeting(
                id=f"{encounter.id}#{encounter.revision}",
                dyad=dyad,
                countries=(countries[0], countries[1]),
                window=Window(encounter.happened_on, last),
                place=encounter.place,
                kind=_kind(encounter, countries),
                forum=series_of_edition(encounter.forum) if encounter.forum else None,
                evidence=_evidence(encounter.contact or ContactLevel.SAME_ROOM),
                source=ENCOUNTERS,
                recorded_at=encounter.known_at,
            )


def _led(leader: LeaderId, encounter: Encounter, facts: Facts) -> CountryCode | None:
    day = encounter.happened_on
    terms: list[Term] = [t for t in facts.terms if t.leader == leader and t.holds_on(day)]
    return terms[-1].country if terms else None


def _kind(
    encounter: Encounter, countries: tuple[CountryCode | None, CountryCode | None]
) -> MeetingKind:
    if encounter.forum:
        return MeetingKind.SIDELINE
    where = encounter.place.country if encounter.place else None
    if where is not None and where in countries:
        first = where == countries[0]
        return MeetingKind.VISIT_TO_FIRST if first else MeetingKind.VISIT_TO_SECOND
    return MeetingKind.THIRD_COUNTRY


def _evidence(contact: ContactLevel) -> str:
    if contact < ContactLevel.EXCHANGE_OF_WORDS:
        return _PRESENCE
    return _STATED if contact >= ContactLevel.SCHEDULED_BILATERAL else BRIEF
