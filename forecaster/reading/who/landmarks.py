"""Countries, seats of power, towns, forums and times of a sentence, where the words bear them out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from forecaster.domain.places import Place
from forecaster.reading.known.names import Known
from forecaster.reading.known.records import CountryWord, ForumName, PlaceWord, SideWord
from forecaster.reading.text.lexicon import Lexicon
from forecaster.reading.times.timewords import find_times
from forecaster.reading.who.units import (
    ADJECTIVE,
    CITY,
    COUNTRY,
    FORUM,
    SEAT,
    TIME,
    Sentence,
    Unit,
    written,
)


def time_units(sentence: Sentence) -> dict[int, Unit]:
    """The expressions of time, by their first word."""
    units: dict[int, Unit] = {}
    starts, ends = sentence.tokens.starts, sentence.tokens.ends
    for time in find_times(sentence.text) if starts else ():
        first, last = bisect_right(ends, time.start), bisect_left(starts, time.end)
        if first < last:
            units[first] = Unit(TIME, first, last, time=time)
    return units


class Landmarks:
    """Reads words of the index as places, sides and forums."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Judge the words around a name by ``lexicon``."""
        self._placing = lexicon.lists["placing"]
        self._inside = lexicon.lists["inside"]
        self._shared = lexicon.lists["shared_seats"]
        self._gatherings = lexicon.lists["summit_words"]

    def unit(self, sentence: Sentence, at: int, end: int, values: Sequence[Known]) -> Unit | None:
        """A forum, country, seat, adjective or town; the first fitting reading wins."""
        forums = [value for value in values if isinstance(value, ForumName)]
        if forums:
            forum = forums[0]
            if not forum.needs_summit or self._is_gathering(sentence, at, end):
                return Unit(FORUM, at, end, forum=forum)
        countries = [value for value in values if isinstance(value, CountryWord)]
        places = [value for value in values if isinstance(value, PlaceWord)]
        return self.side(sentence, at, end, countries) or self._town(sentence, at, end, places)

    def side(
        self, sentence: Sentence, at: int, end: int, words: Sequence[CountryWord]
    ) -> Unit | None:
        """The country, its adjective or its seat of power, None when none is borne out."""
        named = any(word.kind is SideWord.NAME for word in words)
        for word in sorted(words, key=lambda one: one.needs_context):
            if word.kind is SideWord.ADJECTIVE:
                if not named:
                    return Unit(ADJECTIVE, at, end, country=word.country)
            elif word.kind is SideWord.SEAT:
                return self._seat(sentence, at, end, words, word)
            elif self._is_country(sentence, at, end, word):
                return _side(COUNTRY, sentence, at, end, word)
        return None

    def is_building(self, sentence: Sentence, at: int) -> bool:
        """Whether a seat of power is meant as a building: "at the White House"."""
        before = sentence.lowers[max(0, at - 2) : at]
        return bool(before) and (
            before[-1] in self._inside or (before[-1] == "the" and before[0] in self._inside)
        )

    def _seat(
        self,
        sentence: Sentence,
        at: int,
        end: int,
        words: Sequence[CountryWord],
        seat: CountryWord,
    ) -> Unit:
        """A seat of power; whose it is stays open when several countries have one of that name."""
        owners = {other.country for other in words if other.kind is SideWord.SEAT}
        if len(owners) > 1 or seat.form in self._shared:
            return Unit(SEAT, at, end, role=written(sentence, at, end))
        return _side(SEAT, sentence, at, end, seat)

    def _is_country(self, sentence: Sentence, at: int, end: int, word: CountryWord) -> bool:
        if self._trusted(sentence, at, needs_context=word.needs_context):
            return True
        return sentence.lowers[end : end + 1] == ["'s"]

    def _town(
        self, sentence: Sentence, at: int, end: int, words: Sequence[PlaceWord]
    ) -> Unit | None:
        for word in words:
            if self._trusted(sentence, at, needs_context=word.needs_context):
                return Unit(
                    COUNTRY if word.capital else CITY,
                    at,
                    end,
                    country=word.country,
                    place=Place(word.country, word.city),
                    role=written(sentence, at, end),
                )
        return None

    def _trusted(self, sentence: Sentence, at: int, *, needs_context: bool) -> bool:
        before = sentence.lowers[at - 1] if at else ""
        return not needs_context or before in self._placing

    def _is_gathering(self, sentence: Sentence, at: int, end: int) -> bool:
        near = sentence.lowers[end : end + 3] + sentence.lowers[max(0, at - 4) : at]
        return any(word in self._gatherings for word in near)


def _side(kind: str, sentence: Sentence, at: int, end: int, word: CountryWord) -> Unit:
    return Unit(
        kind,
        at,
        end,
        country=word.country,
        place=Place(word.country),
        role=written(sentence, at, end),
    )
