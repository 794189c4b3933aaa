"""Articles out of lines and files in the form of ``summitry read``: its input, labelled texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from forecaster.domain.clock import parse_instant
from forecaster.domain.errors import ArticleError
from forecaster.domain.news import Article, ArticleId, PublishedBasis

MOST_BYTES = 16 * 1024 * 1024
"""Size past which a file is refused."""


def parse_line(line: str, known_at: datetime) -> Article:
    """One article out of a JSON line ``{"id", "source", "published", "title", "body"}``.

    Raises:
        ArticleError: If the line is no JSON object, has no id, or fields of other types.
    """
    try:
        record: Any = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ArticleError(
            f"line is no JSON: {error}", remedy="one JSON object per line"
        ) from error
    if not isinstance(record, dict):
        raise ArticleError("line is no JSON object", remedy='write {"id": …, "body": …}')
    name = record.get("id")
    if not isinstance(name, str | int) or name == "":
        raise ArticleError("article has no id", remedy="give every line an id")
    day, at, flags = _published(record.get("published"), known_at)
    basis = PublishedBasis.METADATA if day else PublishedBasis.UNKNOWN
    return Article(
        id=ArticleId(str(name)),
        source=_text(record, "source"),
        title=_text(record, "title"),
        body=_text(record, "body"),
        published_on=day,
        published_at=at,
        published_basis=basis,
        known_at=known_at,
        url=record.get("url") if isinstance(record.get("url"), str) else None,
        flags=flags,
    )


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ArticleError(f"{key} is no text", remedy=f"write {key} as a JSON string")
    return value.encode("utf-8", "replace").decode("utf-8")


def _published(
    value: object, known_at: datetime
) -> tuple[date | None, datetime | None, tuple[str, ...]]:
    """Day at the outlet and instant; a date in the future or unreadable is flagged, not used."""
    if value is None or value == "":
        return None, None, ("no_date",)
    try:
        text = str(value)
        if "T" in text or " " in text.strip():
            local = datetime.fromisoformat(text.strip().replace(" ", "T", 1))
            at = parse_instant(text) if local.tzinfo else None
            day = local.date()
        else:
            at, day = None, date.fromisoformat(text)
    except ValueError:
        return None, None, ("bad_date",)
    if (at and at > known_at) or day > known_at.date():
        return None, None, ("future_date",)
    return day, at, ()


def parse_file(name: str, data: bytes, known_at: datetime) -> Article:
    """A text or HTML file as one article; its id is the file's name.

    Raises:
        ArticleError: If the file is larger than 16 MiB.
    """
    if len(data) > MOST_BYTES:
        raise ArticleError(f"{name} has {len(data)} bytes", remedy="split it; 16 MiB is the most")
    flags = {"no_date"}
    text = data.decode("utf-8-sig", "replace")
    if "\ufffd" in text:
        flags.add("bad_encoding")
    return Article(
        id=ArticleId(name),
        source=name,
        title="",
        body=text,
        published_on=None,
        published_at=None,
        published_basis=PublishedBasis.UNKNOWN,
        known_at=known_at,
        flags=tuple(sorted(flags)),
    )


def parse_lines(text: str, known_at: datetime) -> Iterator[Article]:
    """Every article of a JSON-lines text; blank lines are skipped.

    Raises:
        ArticleError: At the first line that is no article; the message counts lines from 1.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield parse_line(line, known_at)
        except ArticleError as error:
            raise ArticleError(f"line {number}: {error}") from error
