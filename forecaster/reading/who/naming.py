"""Who and what has a name in a sentence: its basic units, before roles join them."""

from __future__ import annotations

from dataclasses import replace

from forecaster.domain.signals import SpeakerKind
from forecaster.reading.known.cast import Cast, Introduced
from forecaster.reading.known.names import Known, Mask
from forecaster.reading.known.records import (
    CountryWord,
    KnownPerson,
    LeaderName,
    OfficeForm,
    PlaceWord,
    SideWord,
)
from forecaster.reading.text.lexicon import Lexicon
from forecaster.reading.text.phrases import fold
from forecaster.reading.who.appositions import Joiner
from forecaster.reading.who.bearers import Bearers, goes_on
from forecaster.reading.who.landmarks import Landmarks, time_units
from forecaster.reading.who.units import (
    ADJECTIVE,
    COUNTRY,
    LEADER,
    OFFICIAL,
    OTHER,
    SEAT,
    Sentence,
    Unit,
    written,
)

_WHERE = frozenset({"in", "at", "near", "from", "outside"})
_WHITHER = _WHERE | {"to", "into", "visit", "visited", "visiting"}
_LISTING = (["and"], [","])


class UnitFinder:
    """Finds the units of sentences for one article."""

    def __init__(self, cast: Cast, lexicon: Lexicon) -> None:
        """Work for the people of ``cast`` with the word lists of ``lexicon``."""
        self._cast = cast
        self._lexicon = lexicon
        self._bearers = Bearers(cast, lexicon)
        self._landmarks = Landmarks(lexicon)
        self._particles = lexicon.lists["particles"]

    def find(self, sentence: Sentence) -> None:
        """Find the basic units of a sentence; call this for all sentences before ``join``."""
        sentence.units = self._basic(sentence)
        self._cast.named.update(
            unit.country
            for unit in sentence.units
            if unit.country and unit.kind in {COUNTRY, SEAT, ADJECTIVE, OFFICIAL}
        )

    def join(self, sentence: Sentence) -> None:
        """Admit surnames that the article bears out, and join names with roles."""
        basic = [self._admitted(sentence, unit) for unit in sentence.units]
        known = [unit for unit in basic if unit.kind]
        sentence.units = Joiner(sentence, known, self._lexicon, self._cast).run()

    def _admitted(self, sentence: Sentence, unit: Unit) -> Unit:
        """A bare surname as its leader, when the article names him or his country, or pairs him."""
        leader = unit.maybe
        if unit.kind or leader is None:
            return unit
        country = self._cast.country(leader)
        named = country in self._cast.named and not unit.plural
        if (
            leader in self._cast.established
            or named
            or self._bearers.is_paired(sentence, unit)
            or self._bearers.is_national(sentence, unit, country)
        ):
            return replace(
                unit, kind=LEADER, leaders=(leader,), maybe=None, country=country, plural=False
            )
        return self._place_of_that_name(sentence, unit) or unit

    def _place_of_that_name(self, sentence: Sentence, unit: Unit) -> Unit | None:
        """The country, or behind "to" or "in" the town, that shares a surname nobody bears here."""
        values = self._cast.names.index.match(sentence.tokens.words, unit.first)[1]
        before = sentence.lowers[unit.first - 1] if unit.first else ""
        towns = [one for one in values if isinstance(one, PlaceWord) and before in _WHITHER]
        places = [one for one in values if isinstance(one, CountryWord)] or towns
        if not places:
            return None
        return self._landmarks.unit(sentence, unit.first, unit.last, places)

    def _basic(self, sentence: Sentence) -> list[Unit]:
        times = time_units(sentence)
        units: list[Unit] = []
        at, words = 0, sentence.tokens.words
        while at < len(words):
            unit = times.get(at) or self._named(sentence, at)
            if unit is not None and (unit.kind or unit.maybe):
                units.append(unit)
            at = unit.last if unit else at + 1
        return units

    def _named(self, sentence: Sentence, at: int) -> Unit | None:
        words = sentence.tokens.words
        small = sentence.lowers[at] in self._particles and sentence.lowers[at + 1 : at + 2]
        if not (words[at][0].isupper() or words[at][0].isdigit() or small):
            return None
        end, values = self._cast.names.index.match(words, at)
        return self._unit(sentence, at, end, values) if values else None

    def _unit(self, sentence: Sentence, at: int, end: int, values: list[Known]) -> Unit | None:
        masks = [value for value in values if isinstance(value, Mask)]
        if Mask.NAMESAKE in masks:
            return self._namesake(sentence, at, end)
        if masks and len(masks) == len(values):
            return Unit("", at, end)
        people = [value for value in values if isinstance(value, LeaderName)]
        leader = self._leader(sentence, at, end, people) if people else None
        if leader is not None and not (leader.maybe and self._is_set(sentence, at, end, values)):
            return leader
        persons = [value for value in values if isinstance(value, KnownPerson)]
        if persons:
            return self._person(sentence, at, end, persons)
        return self._side(sentence, at, end, values)

    def _is_set(self, sentence: Sentence, at: int, end: int, values: list[Known]) -> bool:
        """Whether a town that shares a surname tells where: "in Muscat", "Ministry ..., Muscat"."""
        before = sentence.lowers[at - 1] if at else ""
        closes = before == "," and end == len(sentence.lowers)
        return (before in _WHERE or closes) and any(isinstance(one, PlaceWord) for one in values)

    def _namesake(self, sentence: Sentence, at: int, end: int) -> Unit:
        name = written(sentence, at, end)
        self._cast.namesakes.add(fold(name.split()[-1]))
        return Unit(OTHER, at, end, name=name)

    def _side(self, sentence: Sentence, at: int, end: int, values: list[Known]) -> Unit | None:
        """An office that speaks, else a place or a forum."""
        seats = [v for v in values if isinstance(v, CountryWord) and v.kind is SideWord.SEAT]
        if seats and self._landmarks.is_building(sentence, at):
            return self._landmarks.side(sentence, at, end, seats)
        offices = [value for value in values if isinstance(value, OfficeForm)]
        if offices and offices[0].kind is not SpeakerKind.MEDIA:
            return Unit(
                OFFICIAL,
                at,
                end,
                role=written(sentence, at, end),
                country=offices[0].country,
                speaker=offices[0].kind,
            )
        values = self._sure(values) if self._is_listed(sentence, at, end) else values
        return self._landmarks.unit(sentence, at, end, values)

    def _is_listed(self, sentence: Sentence, at: int, end: int) -> bool:
        """Whether a word stands in a list beside a country: "Egypt, Jordan and Iraq"."""
        lowers = sentence.lowers
        behind = lowers[end : end + 1] in _LISTING and self._is_country(sentence, end + 1)
        before = at > 1 and lowers[at - 1 : at] in _LISTING and self._is_country(sentence, at - 2)
        named = at > 0 and sentence.tokens.words[at - 1][:1].isupper()
        return (behind or before) and not named

    def _is_country(self, sentence: Sentence, at: int) -> bool:
        """Whether a word is the name of a country and nothing else."""
        words = sentence.tokens.words
        values = self._cast.names.index.match(words, at)[1] if at < len(words) else ()
        countries = (value for value in values if isinstance(value, CountryWord))
        return any(one.kind is SideWord.NAME and not one.needs_context for one in countries)

    def _sure(self, values: list[Known]) -> list[Known]:
        """The same values, where the words around bear out that a country is meant."""
        return [
            replace(value, needs_context=False) if isinstance(value, CountryWord) else value
            for value in values
        ]

    def _leader(
        self, sentence: Sentence, at: int, end: int, forms: list[LeaderName]
    ) -> Unit | None:
        """The leader of a name; an empty unit for a surname that later sentences may bear out."""
        name = written(sentence, at, end)
        serving = [form for form in forms if self._cast.in_office(form.leader)]
        single = end - at == 1
        if goes_on(sentence, end) or (single and not serving):
            return None
        chosen = self._bearers.choose(sentence, at, serving) if serving else None
        if chosen is None:
            return Unit(OTHER, at, end, name=name)
        leader = chosen.leader
        if single and self._bearers.is_other(sentence, at, end, chosen):
            return Unit(OTHER, at, end, name=name, maybe=leader)
        if single and not chosen.alone and not self._bearers.is_introduced(sentence, at, leader):
            return Unit("", at, end, maybe=leader, name=name, plural=chosen.word)
        if not single or chosen.alone:
            self._cast.established.add(leader)
        country = self._cast.country(leader)
        return Unit(LEADER, at, end, leaders=(leader,), name=name, country=country)

    def _person(self, sentence: Sentence, at: int, end: int, persons: list[KnownPerson]) -> Unit:
        """An official of the day, else somebody who was one or will be."""
        day = self._cast.day
        fitting = [person for person in persons if person.serves_on(day)]
        if not fitting:
            return Unit(OTHER, at, end, name=written(sentence, at, end))
        person = fitting[0]
        known = Introduced(person.name, person.role, person.country, person.kind)
        self._cast.introduced.setdefault(sentence.lowers[end - 1], known)
        return Unit(
            OFFICIAL,
            at,
            end,
            name=person.name,
            role=person.role,
            country=person.country,
            speaker=person.kind,
        )
