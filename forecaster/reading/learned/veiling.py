"""How an article is shown to the encoder: names veiled, but numbered by whom they mean.

What the encoder has learned shall hold for leaders and countries never seen before, and yet it must
tell who is who: a name is replaced by a common word, and beside each word stands whom it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.reading.acts.impression import Position, position_of
from forecaster.reading.known.cast import Cast
from forecaster.reading.who.floor import Floor
from forecaster.reading.who.units import (
    ADJECTIVE,
    COUNTRY,
    LEADER,
    OFFICIAL,
    OTHER,
    ROLE,
    SEAT,
    Sentence,
    Unit,
)

_PRESIDENT, _SOMEONE = ("the", "president"), ("someone",)
_VEILS: Mapping[str, tuple[str, ...]] = {
    LEADER: _PRESIDENT,
    COUNTRY: ("the", "country"),
    OTHER: _SOMEONE,
}
_FOR_A_SIDE = frozenset({LEADER, COUNTRY, SEAT, OFFICIAL, ADJECTIVE, ROLE, OTHER})
"""Kinds of units that stand for a country's leader."""
_SET_SOMEWHERE = frozenset({COUNTRY, SEAT})


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the encoder sees it.

    Attributes:
        text: The word, or the one that veils it.
        leader: Whom it names, or who leads the country that it names.
        land: The country of the place that it names.
    """

    text: str
    leader: LeaderId | None = None
    land: CountryCode | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as the encoder sees it.

    Attributes:
        position: Where it stands.
        words: Its words.
    """

    position: Position
    words: tuple[Word, ...]

    @property
    def title(self) -> bool:
        """Whether it is the headline."""
        return self.position[0] == "title"


def veiled(sentences: Sequence[Sentence], cast: Cast, floor: Floor | None) -> list[Shown]:
    """The sentences of an article as the encoder sees them; those without words are left out.

    Args:
        sentences: The sentences in order, with their units.
        cast: The people.
        floor: Who has the floor, in a transcript.
    """
    veil = _Veil(cast, floor)
    return [Shown(position_of(one), tuple(veil.words(one))) for one in sentences if len(one.tokens)]


class _Veil:
    """Veils the sentences of one article."""

    def __init__(self, cast: Cast, floor: Floor | None) -> None:
        self._cast, self._floor = cast, floor
        self._heads: dict[CountryCode, LeaderId | None] = {}

    def words(self, sentence: Sentence) -> Iterator[Word]:
        """The words of a sentence, in a transcript behind a veil of who has the floor."""
        yield from self._voice(sentence)
        units = {unit.first: unit for unit in sentence.units}
        at, words = 0, sentence.tokens.words
        while at < len(words):
            unit = units.get(at)
            if unit is None:
                yield Word(words[at])
                at += 1
            else:
                yield from self._unit(unit, words)
                at = unit.last

    def _voice(self, sentence: Sentence) -> Iterator[Word]:
        voice = self._floor.voice(sentence.turn) if self._floor else None
        if voice is not None:
            leader = voice.leader or self._head(voice.speaker.country)
            for text in _PRESIDENT if voice.leader else _SOMEONE:
                yield Word(text, leader)
            yield Word(":")

    def _unit(self, unit: Unit, words: Sequence[str]) -> Iterator[Word]:
        leader = next(iter(unit.leaders), None)
        if leader is None and unit.kind in _FOR_A_SIDE:
            leader = self._head(unit.country)
        land = unit.country if unit.kind in _SET_SOMEWHERE else None
        if unit.place is not None:
            land = unit.place.country
        for text in _VEILS.get(unit.kind, words[unit.first : unit.last]):
            yield Word(text, leader, land)

    def _head(self, country: CountryCode | None) -> LeaderId | None:
        """Whom a country stands for."""
        if country is None:
            return None
        if country not in self._heads:
            self._heads[country] = self._cast.meant(country)
        return self._heads[country]
