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
from forecaster.domain.roster import Leading, Title
from forecaster.reading.known.records import (
    CountryWord,
    ForumName,
    KnownPerson,
    LeaderName,
    OfficeForm,
    PlaceWord,
    World,
)
from forecaster.reading.text.phrases import PhraseIndex, fold
from forecaster.reading.text.tokens import tokenize

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
    start: date
    incumbent: bool


@dataclass(frozen=True, slots=True)
class DayOffices:
    """The offices of one day.

    Attributes:
        by_leader: What each leader holds.
        by_country: Who holds what in each country.
        country_of: For whom each leader stands first of all.
    """

    by_leader: dict[LeaderId, list[Holder]]
    by_country: dict[CountryCode, list[Holder]]
    country_of: dict[LeaderId, CountryCode]


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
        self._days: dict[date, DayOffices] = {}
        self.openings = self.index.openings() - _FUNCTION_WORDS
        last = (word for name in world.names for word in tokenize(name.form).words[-1:])
        self.surnames = frozenset(fold(word) for word in last if word[:1].isupper())
        self.surnames -= _FUNCTION_WORDS  # "Jae-In" must not make every "In" worth a look

    def leading_offices(self, country: CountryCode, day: date) -> tuple[Office, ...]:
        """Offices that speak for a country abroad on ``day``, the first one found held."""
        rows = self._leading.get(country) or self._leading.get(None, [])
        current = [row for row in rows if row.until is None or day <= row.until]
        dated = sorted(current, key=lambda row: row.until or date.max)
        return dated[0].offices if dated else tuple(Office)

    def title_offices(self, title: str, country: CountryCode) -> tuple[str, ...] | None:
        """Offices that a title means in a country.

        () when the roster does not know the title, None when it is one of other countries only.
        """
        rows = self._titles.get(title, [])
        if not rows:
            return ()
        own = [row for row in rows if country in row.countries]
        fitting = own or [row for row in rows if not row.countries]
        return fitting[0].offices if fitting else None

    def country_of(self, title: str) -> CountryCode | None:
        """The one country whose leader is called by a title: "taoiseach"."""
        rows = [] if title in _ELSEWHERE_TOO else self._titles.get(title, [])
        countries = {country for row in rows for country in row.countries or (None,)}
        return next(iter(countries)) if len(countries) == 1 else None

    @cached_property
    def twins(self) -> dict[str, tuple[CountryCode, ...]]:
        """Countries of the towns that share a name with a town elsewhere."""
        found: dict[str, list[CountryCode]] = defaultdict(list)
        for word in self.world.places:
            if word.country not in found[word.city]:
                found[word.city].append(word.country)
        return {city: tuple(where) for city, where in found.items() if len(where) > 1}

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
    def _by_year(self) -> dict[int, list[Term]]:
        """Terms by each year in which they are or are about to be held."""
        table: dict[int, list[Term]] = defaultdict(list)
        last = max((term.end or term.start).year for term in self.world.terms) + _OPEN_YEARS
        for term in self.world.terms:
            end = last if term.end is None else term.end.year + 1
            for year in range(term.start.year - 1, end + 1):
                table[year].append(term)
        return table

    def offices_on(self, day: date) -> DayOffices:
        """Who holds an office on ``day``, is about to, or has just left; cached by day."""
        if day not in self._days:
            if len(self._days) > _CACHED_DAYS:
                self._days.clear()
            self._days[day] = self._offices(day)
        return self._days[day]

    def _offices(self, day: date) -> DayOffices:
        offices = DayOffices({}, {}, {})
        for term in self._by_year.get(day.year, ()):
            if term.start - INCOMING <= day and (term.end is None or day <= term.end + OUTGOING):
                now = term.holds_on(day)
                holder = Holder(term.leader, term.country, term.office, term.start, now)
                offices.by_leader.setdefault(holder.leader, []).append(holder)
                offices.by_country.setdefault(holder.country, []).append(holder)
        for leader, held in offices.by_leader.items():
            several = len({holder.country for holder in held}) > 1
            first = min(held, key=lambda one: self.rank(one, day)) if several else held[0]
            offices.country_of[leader] = first.country
        return offices

    def rank(self, holder: Holder, day: date) -> int:
        """0 for the holder who speaks for the country abroad, more for the others."""
        order = self.leading_offices(holder.country, day)
        place = order.index(holder.office) if holder.office in order else len(order)
        return place + (0 if holder.incumbent else _NOT_YET)


_ELSEWHERE_TOO = frozenset(
    {
        "emperor", "grand duke", "paramount leader", "chief adviser", "president of the government",
        "chairman of the council of ministers", "presidency member", "presidency chairman",
    }
)  # fmt: skip
"""Titles that are given in other countries as well, or were."""
_NOT_YET = 10
_OPEN_YEARS = 30
_FUNCTION_WORDS = frozenset(
    {"the", "a", "an", "in", "on", "at", "no", "of", "for", "new", "to", "and", "as"}
)
_CACHED_DAYS = 512
