"""An article in windows: as many of its sentences as the encoder reads at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.learned.veiling import Shown

LONGEST = 78
"""Pieces of a sentence that are read."""
MOST = 320
"""Pieces of a window."""
BEFORE = 2
"""Sentences before the first of a window that are shown with it, beside the headline."""
PEOPLE = 24
"""Leaders of a window who are told apart; further ones are nobody to the encoder."""


Named = tuple[int, int]
"""A time of an article: the number of its sentence, and its first word there."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in pieces.

    Attributes:
        words: The pieces as numbers.
        leaders: Whom each names, or who leads the country that it names.
        lands: The country of the place that each names.
        times: The first word of the time of which each is a part.
    """

    words: tuple[int, ...]
    leaders: tuple[LeaderId | None, ...]
    lands: tuple[CountryCode | None, ...]
    times: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences that are read together.

    Attributes:
        words: Their pieces as numbers, an end marked behind each.
        people: Which leader each piece names, from 1; 0 for nobody.
        lands: The country of the place that each piece names.
        times: The time of which each piece is a part: its sentence, and its first word there.
        leaders: The leaders in the order of their numbers.
        numbers: Which sentences of the article are told of.
        spans: First and one past the last piece of each of these.
    """

    words: tuple[int, ...]
    people: tuple[int, ...]
    lands: tuple[CountryCode | None, ...]
    times: tuple[Named | None, ...]
    leaders: tuple[LeaderId, ...]
    numbers: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def number(self, leader: LeaderId) -> int:
        """The number of a leader, 0 for one whom no word names."""
        return self.leaders.index(leader) + 1 if leader in self.leaders else 0

    def places(self, time: Named) -> list[int]:
        """The pieces of a time."""
        return [at for at, one in enumerate(self.times) if one == time]


def cut(sentence: Shown, pieces: Pieces) -> Text:
    """A sentence in pieces; what is longer than :data:`LONGEST` is cut off."""
    found = [
        (number, word.leader, word.land, word.time)
        for word in sentence.words
        for number in pieces.of_word(word.text)
    ][:LONGEST]
    words, leaders, lands, times = zip(*found, strict=True) if found else ((), (), (), ())
    return Text(words, leaders, lands, times)


def windows(texts: Sequence[Text], titles: Sequence[bool], pieces: Pieces) -> list[Window]:
    """An article in windows, each sentence told of in one of them.

    Args:
        texts: Its sentences.
        titles: Whether each is a headline.
        pieces: Their vocabulary.
    """
    found, at = [], 0
    title = next((number for number, is_title in enumerate(titles) if is_title), None)
    while at < len(texts):
        first = max(0, at - BEFORE)
        shown = [*([title] if title is not None and title < first else []), *range(first, at)]
        room = MOST - 2 - sum(len(texts[one].words) + 1 for one in shown)
        end = at
        while end < len(texts) and (end == at or room > len(texts[end].words)):
            room -= len(texts[end].words) + 1
            end += 1
        found.append(_window(texts, shown, range(at, end), pieces))
        at = end
    return found


def _window(
    texts: Sequence[Text], shown: Sequence[int], told: Sequence[int], pieces: Pieces
) -> Window:
    words = [pieces.opens]
    leaders: list[LeaderId | None] = [None]
    lands: list[CountryCode | None] = [None]
    times: list[Named | None] = [None]
    spans: dict[int, tuple[int, int]] = {}
    for number in (*shown, *told):
        text = texts[number]
        if number in told and text.words:
            spans[number] = (len(words), len(words) + len(text.words))
        words += [*text.words, pieces.closes]
        leaders += [*text.leaders, None]
        lands += [*text.lands, None]
        times += [*(None if one is None else (number, one) for one in text.times), None]
    named = tuple(dict.fromkeys(one for one in leaders if one is not None))[:PEOPLE]
    order = {one: number for number, one in enumerate(named, 1)}
    people = tuple(order.get(one, 0) if one is not None else 0 for one in leaders)
    return Window(
        tuple(words),
        people,
        tuple(lands),
        tuple(times),
        named,
        tuple(spans),
        tuple(spans.values()),
    )
