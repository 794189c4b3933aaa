"""From which outlet a report has what it tells: "according to the Harbour Wire".

Ten reports that all name one agency as their source are ten papers and one voice.
"""

from __future__ import annotations

import re
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

    def outlet(self, article: Article, mention: Mention) -> str:
        """The outlet from which an article has the words of a mention, "" when it names none."""
        own = self._outlet.fullmatch(article.source.strip())
        written = own or self._written.search(article.body, 0, _HEAD)
        if written is not None:
            return _name(written)
        near = (self._credited.search(one) for one in _paragraphs(article, mention))
        found = next((match for match in near if match), None)
        return _name(found) if found else ""


def _name(match: re.Match[str]) -> str:
    named = (one for one in match.groupdict().values() if one)
    return next(named, match.group()).lower()


def _paragraphs(article: Article, mention: Mention) -> Iterable[str]:
    """The lines of the article that prove a mention."""
    for span in mention.evidence:
        if span.field != "title":
            start = article.body.rfind("\n", 0, span.start) + 1
            end = article.body.find("\n", span.end)
            yield article.body[start : end if end >= 0 else len(article.body)]
