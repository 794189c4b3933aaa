"""Of which day a text is speaking, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from forecaster.domain.places import CountryCode


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence that tells on which day something was said or happened.

    Attributes:
        sentence: Its number in the article.
        paragraph: That of its paragraph.
        day: The day.
        spoken: Whether something was said or offered on it.
        sides: The sides that act in it, none when nobody is named.
    """

    sentence: int
    paragraph: int
    day: date
    spoken: bool
    sides: frozenset[CountryCode]


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
        self._days: dict[int, date] = {}
        self._spoke: dict[CountryCode, date] = {}

    def note(self, entry: Entry) -> None:
        """Record a dated sentence; one that goes back behind the news is soon left again."""
        self._entries.append(entry)
        self._days.setdefault(entry.sentence, entry.day)
        if self._goes_back(entry.day):
            return
        self.current = entry.day
        if entry.spoken:
            self._spoke.update(dict.fromkeys(entry.sides, entry.day))
        if self.news_day is None and entry.paragraph <= OPENING:
            self.news_day = entry.day

    def hear(self, side: CountryCode, day: date) -> None:
        """Record the day on which a side spoke, unless the text only goes back to it."""
        if not self._goes_back(day):
            self._spoke[side] = day

    def _goes_back(self, day: date) -> bool:
        return self.news_day is not None and day < self.news_day

    def spoke_on(self, side: CountryCode | None) -> date | None:
        """The day on which a side last spoke in the text, None when it tells none."""
        return self._spoke.get(side) if side else None

    def day_for(self, side: CountryCode | None, paragraph: int) -> date | None:
        """The day last told, unless another paragraph told it of other sides.

        Who speaks without a day speaks on that of the sentences around, not on that on which
        somebody else spoke elsewhere in the text.
        """
        last = self._entries[-1] if self._entries else None
        if last is None or not last.spoken or not last.sides:
            return self.current
        same = last.paragraph == paragraph or side in last.sides
        return self.current if same else None

    def in_sentence(self, number: int) -> date | None:
        """The day that a sentence tells."""
        return self._days.get(number)

    def near(self, paragraph: int, number: int, sides: frozenset[CountryCode]) -> date | None:
        """The day told nearest to a sentence on which one of ``sides`` spoke.

        It is told in the same paragraph, or by one of the sides just behind.
        """
        at = bisect_left(self._entries, number, key=lambda one: one.sentence)
        around = self._entries[max(0, at - _NEAREST) : at + _NEAREST]
        near = [one for one in around if one.spoken and _fits(one, paragraph, number, sides)]
        nearest = min(near, key=lambda one: abs(one.sentence - number), default=None)
        return nearest.day if nearest else None


def _fits(one: Entry, paragraph: int, number: int, sides: frozenset[CountryCode]) -> bool:
    if one.paragraph == paragraph:
        return not one.sides or bool(one.sides & sides)
    return 0 < one.sentence - number <= _BEHIND and bool(one.sides & sides)


_BEHIND = 2
_NEAREST = 50
"""Dated sentences on either side among which the nearest is looked for; no paragraph has so many."""
OPENING = 3
"""Paragraphs in which a report tells its news, furniture at its head included."""
