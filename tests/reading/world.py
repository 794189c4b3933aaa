"""The invented world, and articles set in it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from forecaster.domain.news import Article, ArticleId, PublishedBasis
from forecaster.reading.learned.invented import ALDER, BIRCH, CEDAR, NOR, SUD, WES, invented_world

TODAY = date(2031, 3, 4)  # a Tuesday
NOW = datetime(2031, 3, 4, 20, tzinfo=UTC)

small_world = invented_world

__all__ = [
    "ALDER", "BIRCH", "CEDAR", "NOR", "NOW", "SUD", "TODAY", "WES", "an_article", "small_world",
]  # fmt: skip


def an_article(
    body: str,
    *,
    title: str = "",
    source: str = "Harbour Wire",
    number: str = "a-1",
    published: date | None = TODAY,
) -> Article:
    """An article with defaults for everything but its text."""
    basis = PublishedBasis.METADATA if published else PublishedBasis.UNKNOWN
    return Article(ArticleId(number), source, title, body, published, None, basis, NOW)
