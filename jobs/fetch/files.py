"""Files: texts, pages, JSON lines and folders of them, to articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forecaster.domain.clock import day_after
from forecaster.domain.errors import ArticleError
from forecaster.domain.news import Article, content_id
from jobs.fetch.dating import Dated, published
from jobs.fetch.feeds import Refused
from jobs.fetch.texts import MAX_BODY, MAX_TITLE, cut, decode, safe_text, safe_url

MAX_FILE = 64 * 1024 * 1024
"""Largest file that is opened; JSON lines may be many."""

MAX_FILES = 100_000

TEXTS = frozenset({".txt", ".md", ".text", ""})
PAGES = frozenset({".html", ".htm", ".xhtml"})
LINES = frozenset({".jsonl", ".ndjson"})
CALENDARS = frozenset({".ics"})
FEEDS = frozenset({".xml", ".rss", ".atom"})

_BINARY_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file held.

    Attributes:
        articles: Its texts.
        refused: What could not be taken in.
    """

    articles: tuple[Article, ...] = ()
    refused: tuple[Refused, ...] = ()


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """Files of the paths; folders give their files, sorted, hidden ones and links left out.

    Raises:
        ArticleError: If a path is not there, or a folder holds too many files.
    """
    for path in paths:
        if not path.exists():
            raise ArticleError(f"{path} is not there", remedy="check the path")
        if path.is_file():
            yield path
            continue
        inner = sorted(
            found
            for found in path.rglob("*")
            if found.is_file() and not found.is_symlink() and not found.name.startswith(".")
        )
        if len(inner) > MAX_FILES:
            raise ArticleError(f"{path} holds {len(inner)} files", remedy="take it in by parts")
        yield from inner


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        ArticleError: If it is too large or cannot be read.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise ArticleError(f"{path.name} has {size} bytes, at most {MAX_FILE} are read")
        return path.read_bytes()
    except OSError as error:
        raise ArticleError(f"{path.name} cannot be read: {error.strerror}") from error


def read_text(data: bytes, *, name: str, source: str | None, known_at: datetime) -> Article:
    """One text or page as an article; its date is left to the reader, who sees the text.

    Args:
        data: Content of the file.
        name: File name, named in errors and, without ``source``, as the source.
        source: Outlet.
        known_at: When it was had.

    Raises:
        ArticleError: If it is empty or no text.
    """
    decoded = decode(data)
    safe = safe_text(decoded.text)
    text = safe.text.strip()
    if not text:
        raise ArticleError(f"{name} is empty")
    if text.count("\ufffd") > _BINARY_SHARE * len(text):
        raise ArticleError(f"{name} is no text")
    return _article(
        source=source or name,
        title="",
        body=text,
        dated=published(None, known_at),
        known_at=known_at,
        flags=decoded.flags | safe.flags,
    )


def read_lines(data: bytes, *, source: str | None, known_at: datetime) -> Taken:
    """JSON lines as articles; a bad line is refused by its number and the rest goes on.

    Args:
        data: Content of the file.
        source: Outlet for lines that name none.
        known_at: When it was had.
    """
    decoded = decode(data)
    articles: dict[str, Article] = {}
    refused = []
    for number, line in enumerate(decoded.text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            article = _from_line(line, source, known_at, decoded.flags)
            articles.setdefault(article.id, article)
        except ArticleError as error:
            refused.append(Refused(f"line {number}: {error}", line[:200]))
    return Taken(tuple(articles.values()), tuple(refused))


def backdated(article: Article) -> Article:
    """The article as if had when it was published; as it is when nothing tells when that was.

    A day tells only that the text was out when the day was over.
    """
    moment = article.published_at
    if moment is None and article.published_on is not None:
        moment = day_after(article.published_on)
    if moment is None or moment > article.known_at:
        return article
    return Article(
        id=article.id,
        source=article.source,
        title=article.title,
        body=article.body,
        published_on=article.published_on,
        published_at=article.published_at,
        published_basis=article.published_basis,
        known_at=moment,
        url=article.url,
        flags=tuple(sorted({*article.flags, "backdated"})),
    )


def _from_line(line: str, source: str | None, known_at: datetime, flags: frozenset[str]) -> Article:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"no JSON: {str(error)[:80]}") from error
    if not isinstance(values, dict):
        raise ArticleError("no JSON object", remedy='write {"title": …, "body": …}')
    title, body = _field(values, "title"), _field(values, "body")
    safe_title, safe_body = safe_text(title.strip()), safe_text(body.strip())
    if not safe_title.text and not safe_body.text:
        raise ArticleError("neither title nor body")
    return _article(
        source=_field(values, "source") or source or "file",
        title=safe_title.text,
        body=safe_body.text,
        dated=published(_field(values, "published") or None, known_at),
        known_at=known_at,
        url=_field(values, "url") or None,
        flags=flags | safe_title.flags | safe_body.flags,
    )


def _field(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ArticleError(f"{name} is no text")
    return value


def _article(  # noqa: PLR0913  # the parts of an article
    *,
    source: str,
    title: str,
    body: str,
    dated: Dated,
    known_at: datetime,
    flags: frozenset[str],
    url: str | None = None,
) -> Article:
    short, whole = cut(title, MAX_TITLE), cut(body, MAX_BODY)
    outlet = safe_text(source).text[:200]
    found = {*flags, *short.flags, *whole.flags, *dated.flags}
    if url and safe_url(url) is None:
        found.add("bad_link")
    return Article(
        id=content_id(outlet, short.text, whole.text),
        source=outlet,
        title=short.text,
        body=whole.text,
        published_on=dated.on,
        published_at=dated.at,
        published_basis=dated.basis,
        known_at=known_at,
        url=safe_url(url),
        flags=tuple(sorted(found)),
    )
