"""One index of all the names the reader knows, built once for a world."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import chain

from forecaster.domain.people import LeaderId, Office, Term
from forecaster.domain.places import CountryCode
from forecaster.domain.roster import Leading, Title, TitleStyle
from forecaster.reading.phrases import PhraseIndex
from forecaster.reading.records import (
    CountryWord,
    ForumName,
    KnownPerson,
    LeaderName,
    OfficeForm,
    PlaceWord,
    World,
)

INCOMING = timedelta(days=100)
"""How long before the term an elected leader already counts as one."""
OUTGOING = timedelta(days=10)
"""How long after it reports still speak of what the leader did in office."""


class Mask(StrEnum):
    """Why a known phrase names neither a leader nor a place."""

    NAMESAKE = "namesake"
    PHRASE = "phrase"


Named = LeaderName | OfficeForm | CountryWord | PlaceWord | ForumName
Known = LeaderName | KnownPerson | OfficeForm | CountryWord | PlaceWord | ForumName | Mask


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds which office on a day."""

    leader: LeaderId
    country: CountryCode
    office: Office
    incumbent: bool


class Names:
    """Everything about names that does not depend on the text."""

    def __init__(self, world: World) -> None:
        """Index all the forms of ``world``."""
        self.world = world
        self.index: PhraseIndex[Known] = PhraseIndex()
        named: tuple[tuple[Named, ...], ...] = (
            world.names,
            world.countries,
            world.places,
            world.forums,
            world.offices,
        )
        for form in chain.from_iterable(named):
            # "The" at the start of a sentence is no part of the name: both readings stay open
            self.index.add(form.form.removeprefix("the ").removeprefix("The "), form)
        for phrase in world.namesakes:
            self.index.add(phrase, Mask.NAMESAKE)
        for phrase in world.masks:
            self.index.add(phrase, Mask.PHRASE)
        for person in world.persons:
            for spelling in (person.name, *person.forms):
                self.index.add(spelling, person)
        self._holders: dict[date, tuple[Holder, ...]] = {}

    def leading_offices(self, country: CountryCode, day: date) -> tuple[Office, ...]:
        """Offices that speak for a country abroad on ``day``, the first one found held."""
        rows = self._leading.get(country) or self._leading.get(None, [])
        current = [row for row in rows if row.until is None or day <= row.until]
        dated = sorted(current, key=lambda row: row.until or date.max)
        return dated[0].offices if dated else tuple(Office)

    def title_offices(self, title: str, country: CountryCode) -> tuple[str, ...]:
        """Offices that a title means in a country; () when the roster has no such title."""
        rows = self._titles.get(title, [])
        own = [row for row in rows if country in row.countries]
        return (own or [row for row in rows if not row.countries] or [_NO_TITLE])[0].offices

    @cached_property
    def _titles(self) -> dict[str, list[Title]]:
        table: dict[str, list[Title]] = defaultdict(list)
        for row in self.world.titles:
            table[row.title.lower().replace("-", " ")].append(row)
        return table

    @cached_property
    def _leading(self) -> dict[CountryCode | None, list[Leading]]:
        table: dict[CountryCode | None, list[Leading]] = defaultdict(list)
        for row in self.world.leading:
            table[row.country].append(row)
        return table

    @cached_property
    def terms_of(self) -> dict[LeaderId, list[Term]]:
        """Terms by leader."""
        terms: dict[LeaderId, list[Term]] = defaultdict(list)
        for term in self.world.terms:
            terms[term.leader].append(term)
        return terms

    def holders_on(self, day: date) -> tuple[Holder, ...]:
        """Who holds an office on ``day``, is about to, or has just left; cached by day."""
        if day not in self._holders:
            if len(self._holders) > _CACHED_DAYS:
                self._holders.clear()
            self._holders[day] = tuple(
                Holder(term.leader, term.country, term.office, term.holds_on(day))
                for term in self.world.terms
                if term.start - INCOMING <= day and (term.end is None or day <= term.end + OUTGOING)
            )
        return self._holders[day]


_NO_TITLE = Title("", frozenset(), (), TitleStyle.ROLE)
_CACHED_DAYS = 512
