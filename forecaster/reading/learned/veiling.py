"""How an article is shown to the encoder: names veiled, but numbered by whom they mean.

What the encoder has learned shall hold for leaders and countries never seen before, and yet it must
tell who is who: a name is replaced by a common word, and beside each word stands whom it names.
Before a time stands where it lies, seen from the day of publication, which the text does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.reading.acts.draft import Setting
from forecaster.reading.acts.impression import Position, position_of
from forecaster.reading.times.dates import resolve
from forecaster.reading.times.days import Frame
from forecaster.reading.times.timewords import TimeExpression
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

_PRESIDENT, _WOMAN, _SOMEONE = ("the", "president"), ("madam", "president"), ("someone",)
_VEILS: Mapping[str, tuple[str, ...]] = {COUNTRY: ("the", "country"), OTHER: _SOMEONE}
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
        time: The first word of the time of which it is a part.
    """

    text: str
    leader: LeaderId | None = None
    land: CountryCode | None = None
    time: int | None = None


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


def veiled(sentences: Sequence[Sentence], setting: Setting, floor: Floor | None) -> list[Shown]:
    """The sentences of an article as the encoder sees them; those without words are left out.

    Args:
        sentences: The sentences in order, with their units.
        setting: What is fixed for the article.
        floor: Who has the floor, in a transcript.
    """
    veil = _Veil(setting, floor)
    return [Shown(position_of(one), tuple(veil.words(one))) for one in sentences if len(one.tokens)]


class _Veil:
    """Veils the sentences of one article."""

    def __init__(self, setting: Setting, floor: Floor | None) -> None:
        self._setting, self._floor = setting, floor
        self._cast = setting.cast
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
            for text in self._veil_of(leader) if voice.leader else _SOMEONE:
                yield Word(text, leader)
            yield Word(":")

    def _veil_of(self, leader: LeaderId | None) -> tuple[str, ...]:
        """What stands for the name of a leader, so that "she" and "he" are still told apart."""
        return _WOMAN if leader in self._cast.names.world.women else _PRESIDENT

    def _unit(self, unit: Unit, words: Sequence[str]) -> Iterator[Word]:
        leaders = unit.leaders or self._heads_of(unit) or (None,)
        land = unit.country if unit.kind in _SET_SOMEWHERE else None
        if unit.place is not None:
            land = unit.place.country
        time = unit.first if unit.time is not None else None
        veil = self._veil_of(leaders[0]) if unit.kind == LEADER else _VEILS.get(unit.kind)
        if unit.time is not None:
            yield from self._where(unit.time, unit.first)
        texts = veil or words[unit.first : unit.last]
        # Of "the presidents of Norland and Sudland" each half names another.
        for at, text in enumerate(texts):
            yield Word(text, leaders[at * len(leaders) // len(texts)], land, time)

    def _where(self, time: TimeExpression, first: int) -> Iterator[Word]:
        """A word for where a time lies, if that is the same however its sentence means it.

        "4 May" is that of this spring, though it might be another's.
        """
        setting, today = self._setting, self._setting.published
        frames = (Frame(today, ahead, setting.month_first) for ahead in (True, False))
        spans = [span for one in frames if (span := resolve(time, one)) is not None]
        # Days are subtracted from days, since the calendar ends: pages with the date 0001-01-01 come.
        near = [one for one in spans if one.start - today <= _NEAR and today - one.end <= _NEAR]
        told = {_side(one, today) for one in near or spans}
        if len(told) == 1:
            yield Word(told.pop(), time=first)

    def _heads_of(self, unit: Unit) -> tuple[LeaderId | None, ...]:
        """Whom the countries stand for that a unit names without their leaders."""
        if unit.kind not in _FOR_A_SIDE:
            return ()
        return tuple(map(self._head, unit.countries or (unit.country,)))

    def _head(self, country: CountryCode | None) -> LeaderId | None:
        """Whom a country stands for."""
        if country is None:
            return None
        if country not in self._heads:
            self._heads[country] = self._cast.meant(country)
        return self._heads[country]


def _side(span: Window, today: date) -> str:
    """On which side of a day a span lies."""
    if span.end < today:
        return "recently" if today - span.start <= _RECENT else "past"
    if span.start > today:
        return "future"
    return "today" if span.days <= _SHORT else "now"


_NEAR, _RECENT = timedelta(days=120), timedelta(days=10)
_SHORT = 3
