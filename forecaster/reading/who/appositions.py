"""Joining the basic units of a sentence with roles: "X, the Turkish president" is one person."""

from __future__ import annotations

from dataclasses import replace

from forecaster.reading.known.cast import Cast
from forecaster.reading.text.lexicon import LEADING, Lexicon
from forecaster.reading.who.persons import Persons
from forecaster.reading.who.roles import Roles
from forecaster.reading.who.units import (
    CITY,
    COUNTRY,
    LEADER,
    OFFICIAL,
    OTHER,
    ROLE,
    TIME,
    Sentence,
    Unit,
)
from forecaster.reading.who.view import View

_APPOSITIONS: tuple[list[str], ...] = (
    [],
    [","],
    [",", "the"],
    [",", "a"],
    [",", "an"],
    ["("],
    [",", "who", "is"],
)


class Joiner:
    """Goes through one sentence from left to right."""

    def __init__(self, sentence: Sentence, basic: list[Unit], lexicon: Lexicon, cast: Cast) -> None:
        """Join the units ``basic``; whom the sentence counts is noted in ``cast``."""
        self._view = View(sentence, basic, lexicon, cast)
        self._persons = Persons(self._view, cast)
        self._roles = Roles(self._view, self._persons, cast)
        self._cast = cast
        self._spoke = lexicon.lists["spoke"]
        self._institutions = lexicon.lists["institutions"]
        self._out: list[Unit] = []

    def run(self) -> list[Unit]:
        """The joined units, left to right."""
        at = 0
        while at < len(self._view):
            unit = self._unit_at(at)
            if unit is None:
                at += 1
                continue
            unit = self._closed(self._with_country(unit))
            if unit.kind:
                self._push(unit)
            at = unit.last
        for unit in self._out:
            self._count(unit)
        return self._out

    def _count(self, unit: Unit) -> None:
        """Note in the cast whom a unit names, and whose title."""
        if unit.kind == LEADER:
            self._cast.counts.update(unit.leaders)
        elif unit.kind == ROLE and unit.role_class in LEADING:
            whose = unit.countries or (unit.country,)
            titles = ((country, unit.role_class, unit.title) for country in whose if country)
            self._cast.titled.update(titles)

    def _unit_at(self, at: int) -> Unit | None:
        unit = self._view.unit(at)
        if unit is not None and unit.kind == CITY and unit.last - at > 1:
            return unit  # "Camp David" is a town, though a "camp" may speak
        if self._view.starts_person(at):
            return self._roles.person(at) or self._view.unit(at) or self._view.stranger(at)
        return self._view.stranger(at) if self._view.is_upper(at) else None

    def _push(self, unit: Unit) -> None:
        merged = self._apposition(self._out[-1], unit) if self._out else None
        if merged is not None:
            self._out[-1] = merged
        else:
            self._out.append(unit)

    def _apposition(self, before: Unit, unit: Unit) -> Unit | None:
        """ "X, the Turkish president": one person; "Y, Kremlin spokesman": the role joins."""
        if self._view.sentence.lowers[before.last : unit.first] not in _APPOSITIONS:
            return None
        if self._view.lower(unit.last) in self._spoke:
            return None
        if before.kind == LEADER and unit.kind == ROLE and not unit.plural:
            same = unit.country is None or unit.country == self._cast.country(before.leaders[0])
            joined = same and unit.role_class in LEADING
            return self._closed(replace(before, last=unit.last)) if joined else None
        if before.kind == ROLE and before.plural and unit.kind == LEADER:
            return replace(unit, first=before.first) if unit.country in before.countries else None
        if self._view.before(unit.last) in self._institutions:
            return None
        if before.kind == OFFICIAL and unit.name and not before.name:
            return self._named(before, unit)
        if before.kind in {OTHER, OFFICIAL} and unit.kind == OFFICIAL and unit.name is None:
            return self._closed(self._described(before, unit))
        return None

    def _described(self, person: Unit, office: Unit) -> Unit:
        """ "Dmitry Peskov, Kremlin spokesman": the person with the office that follows."""
        country = office.country or person.country
        if not office.role_class:
            return replace(office, first=person.first, name=person.name, country=country)
        return self._persons.official(
            person.first,
            office.last,
            office.role_class,
            country,
            role=office.role,
            name=person.name,
        )

    def _named(self, office: Unit, person: Unit) -> Unit | None:
        """ "The Kremlin spokesman, Dmitry Peskov, ...": the office and who holds it."""
        ends = self._view.lower(person.last) in {",", ".", ""} or office.last == person.first
        if person.kind not in {OFFICIAL, OTHER} or not ends:
            return None
        named = replace(office, last=person.last, name=person.name)
        return self._closed(replace(named, country=office.country or person.country))

    def _closed(self, unit: Unit) -> Unit:
        """The unit with the comma that closes its apposition: "Turkey's president, X, said"."""
        apposed = "," in self._view.sentence.lowers[unit.first : unit.last]
        apposed |= unit.kind == OFFICIAL and bool(unit.name and unit.role_class)
        after = unit.last + 1
        if not apposed or self._view.lower(unit.last) != "," or self._starts_name(after):
            return unit
        return replace(unit, last=after)

    def _starts_name(self, at: int) -> bool:
        unit = self._view.unit(at)
        return unit.kind != TIME if unit is not None else self._view.is_capital(at)

    def _with_country(self, unit: Unit) -> Unit:
        """ "Paul Kagame of Rwanda": the leader's own country belongs to the name."""
        if unit.kind != LEADER or self._view.lower(unit.last) != "of":
            return unit
        country = self._view.unit(unit.last + 1 + (self._view.lower(unit.last + 1) == "the"))
        own = country is not None and country.kind == COUNTRY and country.country == unit.country
        return replace(unit, last=country.last) if own and country is not None else unit
