"""Reports without a day take that of dated ones that quote the same words."""

from __future__ import annotations

from datetime import UTC, date, datetime

from forecaster.domain.news import Article, ArticleId, PublishedBasis
from forecaster.reading.merging.dating import date_by_quotes

NOW = datetime(2031, 6, 1, tzinfo=UTC)
QUOTE = "“We shall see each other when the snow on the pass has gone,” Birch said."


def _article(name: str, body: str, day: date | None) -> Article:
    basis = PublishedBasis.METADATA if day else PublishedBasis.UNKNOWN
    return Article(
        id=ArticleId(name),
        source="Harbour Wire",
        title="",
        body=body,
        published_on=day,
        published_at=None,
        published_basis=basis,
        known_at=NOW,
        url=None,
        flags=(),
    )


def test_a_shared_quotation_lends_its_latest_day() -> None:
    dated = [_article(str(day), QUOTE, date(2031, 3, day)) for day in (4, 6)]
    (*_, found) = date_by_quotes([*dated, _article("x", f"Later on. {QUOTE}", None)])
    assert (found.published_on, found.published_basis) == (
        date(2031, 3, 6),
        PublishedBasis.INFERRED,
    )


def test_when_it_was_known_does_not_change() -> None:
    (_, found) = date_by_quotes(
        [_article("a", QUOTE, date(2031, 3, 4)), _article("x", QUOTE, None)]
    )
    assert found.known_at == NOW


def test_common_words_outside_quotations_lend_nothing() -> None:
    told = "Alder and Birch will meet in Westport when the snow on the pass has gone."
    (_, found) = date_by_quotes([_article("a", told, date(2031, 3, 4)), _article("x", told, None)])
    assert found.published_on is None


def test_short_quotations_lend_nothing() -> None:
    short = "“We shall see each other soon,” Birch said to the press in the town hall."
    (_, found) = date_by_quotes(
        [_article("a", short, date(2031, 3, 4)), _article("x", short, None)]
    )
    assert found.published_on is None


def test_a_day_of_its_own_is_kept() -> None:
    articles = [_article("a", QUOTE, date(2031, 3, 4)), _article("b", QUOTE, date(2031, 5, 1))]
    assert date_by_quotes(articles) == tuple(articles)
