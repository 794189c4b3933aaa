"""From which outlet a report has what it tells: "according to the Harbour Wire".

Ten reports that all name one agency as their source are ten papers and one voice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from forecaster.domain.news import Article
from forecaster.domain.signals import Mention

_HEAD = 400
"""Characters in which the line of the author and the dateline stand."""


class Credits:
    """Finds the outlets to which reports give credit."""

    def __init__(self, outlets: Iterable[str] = ()) -> None:
        """Know the names of ``outlets``; without any, nobody is ever given credit."""
        longest_first = sorted(outlets, key=lambda name: (-len(name), name))
        names = "|".join(map(re.escape, longest_first)) or r"(?!)"
        self._outlet = re.compile(rf"\b(?:{names})\b")
        self._credited = re.compile(
            r"(?:(?i:according to|citing|quoted by|cited by|reported by|told|interview with)"
            rf" (?:[\w’'-]+ ){{0,4}}?(?P<source>{names})\b"
            rf"|\b(?P<teller>{names}) (?:reported|reports|said|quoted|cited)\b)"
        )
        self._written = re.compile(
            rf"(?:^|\n)\W*(?i:by)\b[^\n]{{0,60}}?\b(?P<author>{names})\b"
            rf"|\((?P<dateline>{names})\) ?[-–—]"
        )

    def of(self, article: Article) -> Credit:
        """What an article says of its sources."""
        own = self._outlet.fullmatch(article.source.strip())
        written = own or self._written.search(article.body, 0, _HEAD)
        return Credit(article.body, _name(written) if written else "", self._credited)


class Credit:
    """The outlets to which one article gives credit; each of its lines is searched once."""

    def __init__(self, body: str, written: str, credited: re.Pattern[str]) -> None:
        """Search ``body`` for ``credited`` unless the whole of it was ``written`` by an outlet."""
        self._body, self._written, self._credited = body, written, credited
        self._ends = [match.start() for match in _LINE_END.finditer(body)]
        self._found: dict[int, str] = {}

    def outlet(self, mention: Mention) -> str:
        """The outlet from which the article has the words of a mention, "" when it names none."""
        if self._written:
            return self._written
        proving = (span for span in mention.evidence if span.field != "title")
        named = (self._of_lines(span.start, span.end) for span in proving)
        return next((outlet for outlet in named if outlet), "")

    def _of_lines(self, start: int, end: int) -> str:
        """The outlet that the lines from one character to another name first."""
        first, last = bisect_left(self._ends, start), bisect_left(self._ends, end)
        named = (self._of_line(number) for number in range(first, last + 1))
        return next((outlet for outlet in named if outlet), "")

    def _of_line(self, number: int) -> str:
        if number not in self._found:
            start = self._ends[number - 1] + 1 if number else 0
            end = self._ends[number] if number < len(self._ends) else len(self._body)
            found = self._credited.search(self._body[start:end])
            self._found[number] = _name(found) if found else ""
        return self._found[number]


_LINE_END = re.compile(r"\n")


def _name(match: re.Match[str]) -> str:
    named = (one for one in match.groupdict().values() if one)
    return next(named, match.group()).lower()
