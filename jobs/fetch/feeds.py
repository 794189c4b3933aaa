"""Feeds: bytes of RSS 2.0, RSS 1.0 or Atom to articles, bounded in every direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from lxml import etree

from forecaster.domain.news import Article, content_id
from jobs.fetch.dating import published
from jobs.fetch.errors import NotAFeedError
from jobs.fetch.texts import MAX_BODY, MAX_TITLE, cut, decode, safe_text, safe_url

MAX_ENTRIES = 1000
"""Entries taken from one answer; the rest is told, and comes with later polls if it stays."""

MAX_MARKS = 500_000
"""Most signs of mark-up (``<`` and ``=``) in one answer. Each may become a node that the parser
keeps: 15 MiB of the smallest ones took up to 644 MB, so many of them up to 78 MB (n = 6 kinds of
made feeds each). Mark-up inside CDATA is counted too, since telling it apart is the parser's
business; it would take a feed of 15 MiB with a sign in every 30 characters."""

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")

_SPACE = re.compile(r"\s*")

_BODIES = ("encoded", "content", "description", "summary")
_DATES = ("pubdate", "published", "date", "issued", "updated", "modified")


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that could not be taken in.

    Attributes:
        detail: Why.
        excerpt: Its first characters.
    """

    detail: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed held.

    Attributes:
        articles: Entries as articles, in order, each text once.
        refused: Entries that could not be taken in.
        newest_at: Latest publication instant seen; None if none was told.
    """

    articles: tuple[Article, ...]
    refused: tuple[Refused, ...]
    newest_at: datetime | None


def read_feed(data: bytes, *, source: str, content_type: str = "", known_at: datetime) -> Feed:
    """Read a feed.

    An article is what it says: a changed id or address of an entry makes no new article, a changed
    text does.

    Args:
        data: Body as unpacked.
        source: Outlet name that the articles carry.
        content_type: As sent, for the charset.
        known_at: When the body was had.

    Raises:
        NotAFeedError: If it is no feed, or carries a DTD, or nests without end.
    """
    decoded = decode(data, content_type)
    safe = safe_text(_DECLARATION.sub("", decoded.text.lstrip("\ufeff"), count=1))
    root, guesses = _parse(safe.text.lstrip())
    marked = decoded.flags | (safe.flags - {"bidi"})
    articles: dict[str, Article] = {}
    refused = list(guesses)
    for number, entry in enumerate(_entries(root)):
        if number >= MAX_ENTRIES:
            refused.append(Refused(f"more than {MAX_ENTRIES} entries", ""))
            break
        article = _article(entry, source, known_at, marked)
        if article is None:
            refused.append(Refused("an entry without title and text", _excerpt(entry)))
        else:
            articles.setdefault(article.id, article)
    dated = [item.published_at for item in articles.values() if item.published_at]
    return Feed(tuple(articles.values()), tuple(refused), max(dated, default=None))


def _parse(text: str) -> tuple[etree._Element, tuple[Refused, ...]]:
    """The root of a feed, and where the parser had to guess."""
    if not text.startswith("<"):
        raise NotAFeedError("the answer is no XML")
    if _has_dtd(text):
        raise NotAFeedError("the answer carries a DTD, as web pages do and feeds never need")
    marks = text.count("<") + text.count("=")
    if marks > MAX_MARKS:
        raise NotAFeedError(f"the answer goes beyond all bounds: it has {marks} signs of mark-up")
    # Depth and size of names are bounded by the parser itself: huge_tree stays off.
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeedError(f"the answer is no XML: {error.msg}") from error
    problems = list(parser.error_log.filter_from_fatals())
    for problem in problems:
        if problem.type_name == "ERR_RESOURCE_LIMIT":
            raise NotAFeedError(f"the answer goes beyond all bounds: {problem.message}")
    # A parser told to recover gives None for what is beyond it, whatever its annotation says.
    name = "nothing" if cast(object, root) is None else _name(root)
    if name not in {"rss", "rdf", "feed"}:
        raise NotAFeedError(f"the answer is no RSS or Atom: it begins with <{name[:40]}>")
    return root, _guesses(problems[:1], text)


def _guesses(problems: list[etree._LogEntry], text: str) -> tuple[Refused, ...]:
    lines = text.splitlines()
    return tuple(
        Refused(
            f"not well-formed in line {problem.line}: {problem.message.strip()}",
            "".join(lines[problem.line - 1 : problem.line])[:200],
        )
        for problem in problems
    )


def _has_dtd(text: str) -> bool:
    """Whether a declaration stands before the first element, the only place for a DTD."""
    position = 0
    while text.startswith("<", position):
        if text.startswith("<!--", position):
            end = text.find("-->", position)
        elif text.startswith("<?", position):
            end = text.find("?>", position)
        else:
            return text.startswith("<!", position)
        if end < 0:
            return False
        following = _SPACE.match(text, text.index(">", end) + 1)
        position = following.end() if following else len(text)
    return False


def _name(element: etree._Element) -> str:
    """Local name in lower case; empty for what is no element."""
    tag = cast(object, element.tag)
    return etree.QName(tag).localname.lower() if isinstance(tag, str) else ""


def _entries(root: etree._Element) -> Iterator[etree._Element]:
    """Entries of any of the three forms; a nested feed is none of them."""
    for child in root:
        if _name(child) in {"item", "entry"}:
            yield child
        elif _name(child) == "channel":
            yield from (item for item in child if _name(item) == "item")


def _article(
    entry: etree._Element, source: str, known_at: datetime, flags: frozenset[str]
) -> Article | None:
    parts = _parts(entry)
    title = safe_text(parts.get("title", "").strip())
    body = safe_text(next((parts[name] for name in _BODIES if parts.get(name)), "").strip())
    if not title.text and not body.text:
        return None
    short, whole = cut(title.text, MAX_TITLE), cut(body.text, MAX_BODY)
    link = _link(entry)
    url = safe_url(link)
    dated = published(next((parts[name] for name in _DATES if parts.get(name)), None), known_at)
    replaced = flags if "\ufffd" in short.text + whole.text else frozenset()
    found = {*replaced, *title.flags, *body.flags, *short.flags, *whole.flags, *dated.flags}
    if link and url is None:
        found.add("bad_link")
    return Article(
        id=content_id(source, short.text, whole.text),
        source=source,
        title=short.text,
        body=whole.text,
        published_on=dated.on,
        published_at=dated.at,
        published_basis=dated.basis,
        known_at=known_at,
        url=url,
        flags=tuple(sorted(found)),
    )


def _parts(entry: etree._Element) -> dict[str, str]:
    """Text of the entry's children by local name; the first of each name counts."""
    parts: dict[str, str] = {}
    for child in entry:
        name = _name(child)
        if name and name not in parts:
            parts[name] = _text(child)
    return parts


def _text(element: etree._Element) -> str:
    """Text content; mark-up written as elements (XHTML in Atom) comes back as mark-up."""
    if len(element) == 0:
        return element.text or ""
    inner = [element.text or ""]
    inner += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(inner)


def _link(entry: etree._Element) -> str | None:
    """The page of the entry: Atom's alternate link, or RSS's link, or a guid that is one."""
    for child in entry:
        if _name(child) == "link":
            href = child.get("href") if child.get("rel", "alternate") == "alternate" else None
            if href or (child.text and child.text.strip()):
                return str(href or child.text).strip()
    for child in entry:
        if _name(child) == "guid" and child.get("isPermaLink", "true") == "true" and child.text:
            return safe_url(str(child.text))
    return None


def _excerpt(entry: etree._Element) -> str:
    return str(etree.tostring(entry, encoding="unicode"))[:200]
