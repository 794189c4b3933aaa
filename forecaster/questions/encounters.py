"""Encounters from what is known: reports of meetings and calls, the record, attendance lists.

An encounter is identified by who, how, when and where. A report of one origin keeps questions
open and settles none; a second independent origin, a row of the record that states the meeting, or
a person confirms it. What a person has entered is never overwritten by what is read later.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.meetings import Encounter
from forecaster.domain.people import LeaderId
from forecaster.domain.zones import Zones
from forecaster.questions.sightings import Scope, Sighting, sightings

PERSON, RECORD, ORIGINS = "person:", "record:", "origins:"
"""How a confirmation begins: by a person, by a table that states the meeting, by origins."""

IMPORT = "import:"
"""How the source of a sighting begins that was brought in from a table."""

ENOUGH_ORIGINS = 2
"""Independent origins that confirm an encounter without a person."""


@dataclass(frozen=True)
class Book:
    """The encounters held, newest revision of each, and what is needed to add to them."""

    held: tuple[Encounter, ...]
    zones: Zones
    now: datetime

    @cached_property
    def by_leaders(self) -> Mapping[frozenset[LeaderId], Sequence[Encounter]]:
        """The encounters held, by who took part."""
        found: defaultdict[frozenset[LeaderId], list[Encounter]] = defaultdict(list)
        for one in self.held:
            found[one.leaders].append(one)
        return found

    def holding(self, sighting: Sighting) -> Encounter | None:
        """The encounter that a sighting tells of, if it is held."""
        alike = self.by_leaders.get(sighting.leaders, ())
        return next((one for one in alike if _held_as(sighting, one)), None)


def refresh(chronicle: Chronicle, scope: Scope, book: Book) -> tuple[Encounter, ...]:
    """New encounters and new revisions that the Chronicle calls for, by day and id.

    Nothing is called for twice: what is in the book already changes nothing.
    """
    held = tuple(
        one
        for one in book.held
        if scope.covers(one.leaders, Window(one.happened_on, known_on(one)))
    )
    return updates(sightings(chronicle, scope), replace(book, held=held))


def updates(seen: Iterable[Sighting], book: Book) -> tuple[Encounter, ...]:
    """What the sightings call for, given a book that holds no encounter out of their reach."""
    groups = _grouped(seen)
    found = [_update(group, book) for group in groups]
    matched = {encounter.id for encounter in found if encounter is not None}
    gone = _unsupported(groups, book, matched)
    changed = [one for one in (*found, *gone) if one is not None]
    return tuple(sorted(changed, key=lambda one: (one.happened_on, one.id)))


def _grouped(sightings: Iterable[Sighting]) -> list[list[Sighting]]:
    """Sightings of one event together; the strongest of a group stands first."""
    groups: list[list[Sighting]] = []
    alike: defaultdict[frozenset[LeaderId], list[list[Sighting]]] = defaultdict(list)
    for sighting in sorted(sightings, key=lambda one: one.rank):
        candidates = alike[sighting.leaders]
        group = next((held for held in candidates if _same_event(held[0], sighting)), None)
        if group is None:
            groups.append([sighting])
            candidates.append(groups[-1])
        else:
            group.append(sighting)
    return groups


def _same_event(one: Sighting, other: Sighting) -> bool:
    return (
        one.leaders == other.leaders
        and one.mode is other.mode
        and one.days.overlaps(other.days)
        and (one.place is None or other.place is None or one.place.country == other.place.country)
    )


def _held_as(sighting: Sighting, encounter: Encounter) -> bool:
    days = Window(encounter.happened_on, known_on(encounter))
    return (
        sighting.leaders == encounter.leaders
        and sighting.mode is encounter.mode
        and sighting.days.overlaps(days)
        and (
            sighting.place is None
            or encounter.place is None
            or sighting.place.country == encounter.place.country
        )
    )


def _update(group: Sequence[Sighting], book: Book) -> Encounter | None:
    """The revision that a group calls for; None if the book has it all."""
    held = book.holding(group[0])
    if held is None:
        return _draft(group, book)
    if is_imported(held):
        group = sorted((*group, _of_held(held)), key=lambda one: one.rank)
    if (held.confirmed_by or "").startswith(PERSON):
        drawn = replace(
            held,
            sources=_joined(held.sources, [one.source for one in group]),
            origins=_joined(held.origins, [key for one in group for key in one.origins]),
        )
    else:
        drawn = replace(_draft(group, book), id=held.id, revision=held.revision)
    if is_imported(held):
        drawn = replace(drawn, sources=_joined(held.sources, drawn.sources))
    if drawn == replace(held, known_at=drawn.known_at):
        return None
    return replace(drawn, revision=held.revision + 1, known_at=book.now)


def is_imported(encounter: Encounter) -> bool:
    """Whether it rests on a table that was brought in, which no Chronicle tells of."""
    return any(source.startswith(IMPORT) for source in encounter.sources)


def _of_held(held: Encounter) -> Sighting:
    """What the book tells itself, for encounters whose source lies nowhere else."""
    record = (held.confirmed_by or "").startswith(RECORD)
    return Sighting(
        source=next(source for source in held.sources if source.startswith(IMPORT)),
        leaders=held.leaders,
        mode=held.mode,
        days=Window(held.happened_on, known_on(held)),
        place=held.place,
        forum=held.forum,
        contact=held.contact,
        at_least=held.at_least,
        planned=held.planned,
        origins=held.origins,
        states_it=record,
    )


def _draft(group: Sequence[Sighting], book: Book) -> Encounter:
    """One account from all sightings of an event; the strongest decides where they differ."""
    best = group[0]
    days = _narrowed(group)
    place = max(
        (one.place for one in group if one.place), key=lambda p: p.city is not None, default=None
    )
    exact = [one for one in group if not one.at_least and one.contact is not None]
    levels = [one.contact for one in (exact or group) if one.contact is not None]
    origins = _joined((), [key for one in group for key in one.origins])
    return Encounter(
        id=_identity(best),
        revision=1,
        leaders=best.leaders,
        happened_on=days.start,
        until_on=days.end if days.days > 1 else None,
        place=place,
        contact=max(levels, default=None),
        at_least=not exact,
        mode=best.mode,
        planned=next((one.planned for one in group if one.planned is not None), None),
        minutes=None,
        forum=next((one.forum for one in group if one.forum), None),
        accounts=(),
        sources=_joined((), [one.source for one in group]),
        known_at=book.now,
        confirmed_by=_confirmed_by(group, origins),
        zone=book.zones.of(place),
        origins=origins,
    )


def _narrowed(group: Sequence[Sighting]) -> Window:
    """Days that all sightings allow, going from the strongest to the weakest."""
    days = group[0].days
    for one in group[1:]:
        if days.overlaps(one.days):
            days = Window(max(days.start, one.days.start), min(days.end, one.days.end))
    return days


def _confirmed_by(group: Sequence[Sighting], origins: Sequence[str]) -> str | None:
    stated = next((one for one in group if one.states_it), None)
    if stated is not None:
        return f"{RECORD}{stated.origins[0]}"
    return f"{ORIGINS}{len(origins)}" if len(origins) >= ENOUGH_ORIGINS else None


def _joined(held: Sequence[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*held, *more}))


def _identity(sighting: Sighting) -> str:
    """Readable and stable: who, how, first day, and a hash that tells same days apart."""
    where = sighting.place.country if sighting.place else ""
    text = "|".join((*sorted(sighting.leaders), sighting.mode, str(sighting.days), where))
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{'--'.join(sorted(sighting.leaders))[:150]}.{sighting.days.start}.{digest}"


def _unsupported(
    groups: Sequence[Sequence[Sighting]], book: Book, matched: set[str]
) -> list[Encounter]:
    """Withdrawals of encounters that rested on reports alone, all of which are gone."""
    return [
        replace(one, revision=one.revision + 1, known_at=book.now, retracted=True)
        for one in book.held
        if not (one.retracted or is_imported(one))
        and one.id not in matched
        and not (one.confirmed_by or "").startswith((PERSON, RECORD))
        and not any(_held_as(group[0], one) for group in groups)
    ]


def additions(seen: Iterable[Sighting], book: Book) -> tuple[Encounter, ...]:
    """What further sightings add to the book; nothing is withdrawn for want of them."""
    found = [_update(group, book) for group in _grouped(seen)]
    return tuple(one for one in found if one is not None)


def correct(encounter: Encounter, who: str, now: datetime, **changes: object) -> Encounter:
    """The revision by which a person sets an encounter right.

    Args:
        encounter: Its newest revision.
        who: Name of the person.
        now: Moment of the correction.
        changes: Fields of :class:`Encounter` with their right values.

    Raises:
        QuestionError: If the person is not named or a field cannot be corrected.
    """
    if not who.strip():
        raise QuestionError("encounter: a correction needs a name", remedy="say who decides")
    fixed = {"id", "revision", "known_at", "confirmed_by", "sources", "origins"}
    wrong = sorted(fixed & set(changes))
    if wrong:
        raise QuestionError(f"encounter: {wrong[0]} cannot be corrected by hand")
    return replace(
        encounter,
        **{
            **changes,  # type: ignore[arg-type]  # checked against the fields by replace()
            "revision": encounter.revision + 1,
            "known_at": now,
            "confirmed_by": f"{PERSON}{who.strip()}",
        },
    )


def known_on(encounter: Encounter) -> date:
    """Last local day on which it can have happened."""
    return encounter.until_on or encounter.happened_on
