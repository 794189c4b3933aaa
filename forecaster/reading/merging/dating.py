"""Days of publication that only the company of other reports tells.

A text without a date that quotes the same words as a dated one was written about the same time.
The day is marked as inferred: it dates what the text tells, never when the text was known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from forecaster.domain.news import Article, PublishedBasis
from forecaster.reading.text.plain import plain_text
from forecaster.reading.times.published import published_day

_WORDS = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[\"“]([^\"“”\n]{30,600})[\"”]")
_SHARED = 8
"""Words in a row that two reports share only when one statement is behind both."""
_LONGEST = 50_000


def date_by_quotes(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles in order; one without a date takes the latest of those that share a quotation.

    Articles are compared within one batch. Who quotes an old statement quotes it as late as the
    latest dated report that does.
    """
    texts = [plain_text(article.body[:_LONGEST]).text for article in articles]
    days = [
        published_day(article, plain_text(article.title).text, text)[0]
        for article, text in zip(articles, texts, strict=True)
    ]
    if None not in days or not any(days):
        return tuple(articles)
    undated = {number for number, day in enumerate(days) if day is None}
    quoted = {number: _runs(_QUOTED.findall(texts[number])) for number in undated}
    wanted = set().union(*quoted.values())
    latest: dict[tuple[str, ...], date] = {}
    for number, day in enumerate(days):
        if day is not None:
            for run in wanted & _runs([texts[number]]):
                latest[run] = max(day, latest.get(run, day))
    return tuple(
        _dated(article, [latest[run] for run in quoted.get(number, ()) if run in latest])
        for number, article in enumerate(articles)
    )


def _dated(article: Article, days: Sequence[date]) -> Article:
    fitting = [day for day in days if day <= article.known_at.date()]
    if not fitting:
        return article
    return replace(article, published_on=max(fitting), published_basis=PublishedBasis.INFERRED)


def _runs(texts: Iterable[str]) -> set[tuple[str, ...]]:
    runs: set[tuple[str, ...]] = set()
    for text in texts:
        words = _WORDS.findall(text.lower())
        runs.update(tuple(words[at : at + _SHARED]) for at in range(len(words) - _SHARED + 1))
    return runs
