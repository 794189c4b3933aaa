"""The day of publication, and on what that rests."""

from __future__ import annotations

import re
from datetime import date

from forecaster.domain.news import Article, PublishedBasis
from forecaster.reading.times.dates import resolve
from forecaster.reading.times.days import Frame
from forecaster.reading.times.timewords import find_times

_HEAD = 600
_YEARLESS = frozenset({"dm", "md"})
_FULL = frozenset({"iso", "dmy", "mdy", "dots", "slashes"})
_STAMP = re.compile(
    r"(?im)^\W*(?:(?:first |last )?(?:published|posted|updated|issued|date)(?: on| at)?\b[^\n]{0,60}"
    r"|[^\n]{0,60}\b(?:19|20)[0-9]{2}[^\n]{0,30})$"
)
_NEVER = re.compile(r"(?i)copyright|©|\(c\)|all rights|&copy;")
_DAY = r"[\"']?\s*(?P<day>(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})"
_NAMED = (
    r"(?:property|name|itemprop)\s*=\s*[\"']?(?:article:published(?:_time)?|og:published_time|datepublished"
    r"|date|pubdate|publish-?date|dc\.date(?:\.issued)?|dcterms\.(?:created|issued)|parsely-pub-date|sailthru\.date)\b"
)
_MARKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"<meta\b(?=[^<>]{{0,500}}{_NAMED})[^<>]{{0,500}}\bcontent\s*=\s*{_DAY}",
        rf"\"datePublished\"\s*:\s*{_DAY}",
        rf"<time\b[^<>]{{0,500}}\bdatetime\s*=\s*{_DAY}",
    )
)
_MARKED = 100_000
_DATELINE_DATE = re.compile(r"^[^\n.]{2,60}?\(?[^\n()]{0,30}\)?\s*(?:—|–|--|-|:)\s")


def published_day(article: Article, title: str, body: str) -> tuple[date | None, PublishedBasis]:
    """When the article was published: metadata first, then the text, else inferred or unknown.

    Metadata are those that came with the article or that its page gives for machines. A year in a footer says nothing about the day, so lines with a copyright mark never count.
    """
    if article.published_on is not None:
        return article.published_on, article.published_basis
    latest = article.known_at.date()
    marked = _marked_day(article.body[:_MARKED], latest)
    if marked is not None:
        return marked, PublishedBasis.METADATA
    text = f"{title}\n{body}"
    for line in text[:_HEAD].split("\n"):
        if len(line) > 120 or _NEVER.search(line):
            continue
        day = _full_date(line, latest)
        if day is not None and _is_stamp(line):
            return day, PublishedBasis.TEXT
    day = _dateline_day(text, latest, full=True) or _opening_day(body.lstrip(), latest)
    if day is not None:
        return day, PublishedBasis.TEXT
    day = _dateline_day(text, latest, full=False)
    return (day, PublishedBasis.INFERRED) if day else (None, PublishedBasis.UNKNOWN)


def _marked_day(raw: str, latest: date) -> date | None:
    """The day that a page gives of itself, for machines: the surest mark first."""
    for pattern in _MARKS:
        for match in pattern.finditer(raw):
            day = _iso_day(match["day"])
            if day is not None and day <= latest:
                return day
    return None


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _opening_day(body: str, latest: date) -> date | None:
    """A full date with which a text opens: "KYIV, Monday, 27 June 2022."."""
    head = body[:_OPENING].split("\n", maxsplit=1)[0]
    for time in find_times(head):
        before = head[: time.start].rstrip().split(" ")[-1].lower()
        if time.kind not in _FULL or before in {"on", "in", "since", "of", "by", "until", "from"}:
            continue
        window = resolve(time, Frame(latest, ahead=False))
        if window is not None and window.start <= latest:
            return window.start
    return None


_OPENING = 90


def _is_stamp(line: str) -> bool:
    words = line.split()
    if line.rstrip().endswith(".") and any(word.islower() for word in words[:4]):
        return False
    return len(words) <= 14 and _STAMP.match(line.strip()) is not None


def _full_date(line: str, latest: date) -> date | None:
    for time in find_times(line):
        if time.kind in _FULL:
            window = resolve(time, Frame(latest, ahead=False))
            if window is not None and window.start <= latest:
                return window.start
    return None


def _dateline_day(text: str, latest: date, *, full: bool) -> date | None:
    """The day in a dateline such as "OSLO, 3 May 2019 (NTB) -"; without a year, the latest such."""
    for line in text.split("\n")[:4]:
        match = _DATELINE_DATE.match(line)
        if match is None:
            continue
        kinds = _FULL if full else _YEARLESS
        for time in find_times(match.group()):
            window = resolve(time, Frame(latest, ahead=False)) if time.kind in kinds else None
            if window is not None and window.start <= latest:
                return window.start
    return None
