"""Of which day a text is speaking, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from forecaster.domain.places import CountryCode
from forecaster.reading.canon import Canon


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence that tells on which day something was said or happened.

    Attributes:
        sentence: Its number in the article.
        paragraph: That of its paragraph.
        day: The day.
    """

    sentence: int
    paragraph: int
    day: date


class Diary:
    """The days that one article has told so far.

    Attributes:
        current: The day of which the text is speaking, None before it names any.
        news_day: The day that the opening names.
    """

    def __init__(self) -> None:
        """Begin before the first sentence."""
        self.current: date | None = None
        self.news_day: date | None = None
        self._entries: list[Entry] = []
        self._spoke: dict[CountryCode, date] = {}

    def note(self, canon: Canon, number: int, day: date, sides: Iterable[CountryCode]) -> None:
        """Record that a sentence dates what it tells, and which sides speak in it."""
        self.current = day
        self._entries.append(Entry(number, canon.sentence.paragraph, day))
        for side in sides:
            self._spoke[side] = day
        if self.news_day is None and canon.sentence.paragraph <= 1:
            self.news_day = day

    def hear(self, side: CountryCode | None, day: date) -> None:
        """Record the day on which a side spoke."""
        if side is not None:
            self._spoke[side] = day

    def spoke_on(self, side: CountryCode | None) -> date | None:
        """The day on which a side last spoke in the text, None when it tells none."""
        return self._spoke.get(side) if side else None

    def in_paragraph(self, paragraph: int, number: int) -> date | None:
        """The day told nearest to a sentence within its paragraph."""
        near = [one for one in self._entries if one.paragraph == paragraph]
        nearest = min(near, key=lambda one: abs(one.sentence - number), default=None)
        return nearest.day if nearest else None
