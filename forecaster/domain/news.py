"""Articles: what was published, and when we had it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

ArticleId = NewType("ArticleId", str)


class PublishedBasis(StrEnum):
    """On what a publication date rests, strongest first."""

    METADATA = "metadata"
    TEXT = "text"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


def content_id(source: str, title: str, body: str) -> ArticleId:
    """Identity of an article: what it says and where, never its address or feed id.

    White space is folded, so that a re-flowed copy of the same page is the same article.
    """
    folded = "\x1f".join(" ".join(part.split()) for part in (source, title, body))
    return ArticleId(hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:24])


@dataclass(frozen=True, slots=True)
class Article:
    """One text from one source.

    Attributes:
        id: Content hash for collected articles; the caller's id in ``summitry read``.
        source: Outlet or feed name; the unit that is capped and counted.
        title: Headline as received; may be empty.
        body: Text or HTML as received.
        published_on: Day of publication at the outlet; None when nothing trustworthy says.
        published_at: Instant of publication when known; never later than ``known_at``.
        published_basis: On what the date rests.
        known_at: When this service first had it: the only clock a model sees.
        url: Address, None for files.
        flags: Named oddities (``future_date``, ``no_date``, ``truncated``, ...), sorted.
    """

    id: ArticleId
    source: str
    title: str
    body: str
    published_on: date | None
    published_at: datetime | None
    published_basis: PublishedBasis
    known_at: datetime
    url: str | None = None
    flags: tuple[str, ...] = ()
