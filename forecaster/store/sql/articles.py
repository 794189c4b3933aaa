"""Articles and what was read in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, update

from forecaster.domain.errors import NotFoundError
from forecaster.domain.news import Article, ArticleId
from forecaster.domain.signals import Mention
from forecaster.store.codec import decode, encode
from forecaster.store.records import ChangeType
from forecaster.store.sql.session import Session, behind, chunks
from forecaster.store.tables import article, reader_mark, reading


@dataclass(frozen=True, slots=True)
class _Found:
    """The mentions of one article, as one JSON value."""

    mentions: tuple[Mention, ...]


class SqlArticles:
    """Fulfils ``ports.Articles``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, articles: Iterable[Article]) -> tuple[ArticleId, ...]:
        """Keep those not held yet; the first known time of a text stands."""
        wanted = {item.id: item for item in articles}
        held = self._held(list(wanted))
        fresh = [item for item in wanted.values() if item.id not in held]
        self._session.add(article, [self._row(item) for item in fresh])
        return tuple(item.id for item in fresh)

    def _held(self, ids: Sequence[ArticleId]) -> set[ArticleId]:
        return {
            row[0]
            for part in chunks(ids)
            for row in self._session.rows(select(article.c.id).where(article.c.id.in_(part)))
        }

    def _row(self, item: Article) -> dict[str, object]:
        return {
            "id": item.id,
            "source": _bare(item.source),
            "address": _address(item),
            "published_on": item.published_on,
            "known_at": item.known_at,
            "seq": self._session.note(ChangeType.ARTICLE_ADDED, "article", item.id, item.known_at),
            "body": encode(item),
        }

    def get(self, article_id: ArticleId) -> Article:
        """One article."""
        body = self._session.value(select(article.c.body).where(article.c.id == article_id))
        if body is None:
            raise NotFoundError(f"no article {article_id!r} is known")
        return decode(Article, body)

    def page(
        self, *, after: ArticleId | None = None, as_of: datetime | None = None, limit: int = 100
    ) -> tuple[Article, ...]:
        """Articles by (known_at, id), behind ``after``."""
        statement = select(article.c.body).order_by(article.c.known_at, article.c.id).limit(limit)
        if after is not None:
            known_at = self.get(after).known_at
            statement = statement.where(behind(article.c.known_at, article.c.id, known_at, after))
        if as_of is not None:
            statement = statement.where(article.c.known_at <= as_of)
        return self._decoded(statement)

    def unread(self, reader: str, *, until: datetime, limit: int) -> tuple[Article, ...]:
        """Articles known at ``until`` that ``reader`` has not read, earliest known first."""
        statement = select(article.c.body).where(
            self._is_unread(reader), article.c.known_at <= until
        )
        return self._decoded(statement.order_by(article.c.known_at, article.c.id).limit(limit))

    def _is_unread(self, reader: str) -> ColumnElement[bool]:
        read = select(reading.c.article_id).where(
            reading.c.article_id == article.c.id, reading.c.reader == reader
        )
        return and_(article.c.seq > self._mark(reader), ~read.exists())

    def _mark(self, reader: str) -> int:
        held = self._session.value(select(reader_mark.c.seq).where(reader_mark.c.reader == reader))
        return held if isinstance(held, int) else 0

    def settle(self, reader: str) -> None:
        """Remember how far everything is read."""
        first = self._session.value(select(func.min(article.c.seq)).where(self._is_unread(reader)))
        mark = first - 1 if isinstance(first, int) else self._session.head()
        values = {"reader": reader, "seq": mark}
        held = update(reader_mark).where(reader_mark.c.reader == reader)
        if not self._session.run(held.values(values)):
            self._session.add(reader_mark, [values])

    def mark_read(
        self, article_id: ArticleId, reader: str, mentions: Sequence[Mention], read_at: datetime
    ) -> None:
        """Note that ``reader`` has read an article and what it found; once for all."""
        if self.mentions(article_id, reader) is not None:
            return
        row = {
            "article_id": article_id,
            "reader": reader,
            "read_at": read_at,
            "mentions": encode(_Found(tuple(mentions))),
        }
        self._session.add(reading, [row])

    def mentions(self, article_id: ArticleId, reader: str) -> tuple[Mention, ...] | None:
        """What ``reader`` found; None if it has not read the article."""
        found = select(reading.c.mentions).where(
            reading.c.article_id == article_id, reading.c.reader == reader
        )
        body = self._session.value(found)
        return decode(_Found, body).mentions if body is not None else None

    def predecessor(self, item: Article) -> Article | None:
        """The latest other text known before at the same address of the same source."""
        if item.url is None:
            return None
        statement = select(article.c.body).where(
            article.c.address == _address(item),
            article.c.known_at < item.known_at,
            article.c.id != item.id,
        )
        found = self._decoded(statement.order_by(article.c.known_at.desc()).limit(1))
        return found[0] if found else None

    def newest_at(self) -> datetime | None:
        """Known time of the newest article."""
        row = self._session.first(select(func.max(article.c.known_at)))
        return row[0] if row else None

    def _decoded(self, statement: Select[*tuple[Any, ...]]) -> tuple[Article, ...]:
        return tuple(decode(Article, row[0]) for row in self._session.rows(statement))


def _address(item: Article) -> str | None:
    if item.url is None:
        return None
    text = f"{item.source}\x1f{item.url}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _bare(text: str) -> str:
    """The text as a plain column holds it: PostgreSQL takes neither NUL nor lone surrogates."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
