"""Many articles in, their readings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forecaster.domain.news import Article
from forecaster.reading.reader import Reader, Reading


def readings(articles: Iterable[Article], reader: Reader) -> Iterator[tuple[Article, Reading]]:
    """Each article with what ``reader`` made of it, in order."""
    for article in articles:
        yield article, reader.read(article)
