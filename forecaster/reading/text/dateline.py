"""Datelines: where a reporter sits, which is not where leaders meet."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"(?:[A-Z][A-ZÀ-Þ'’.-]+(?:[ /-](?:[A-Z][A-ZÀ-Þ'’.-]*|de|DE|of|and))*"
    r"|[A-Z][\w'’.-]+(?:[ -][A-Z][\w'’.-]+){0,3})"
    r"(?:,? [A-Z][\w.]+)?"
    r"(?:,? ?(?:\([^()\n]{1,40}\)|(?:\d{1,2} )?[A-Z][a-z]{2,8}\.? ?\d{0,2}(?:,? \d{4})?|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?))*"
    r"\s{0,2}(?:\([^()\n]{1,60}\)\s{0,2})?(?:—|–|--|―|-|:)+\s+"
)
_DATED = re.compile(
    r"[A-Z][A-ZÀ-Þ'’ -]{2,30},? (?:[A-Z][a-z]+day,? )?(?:\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.? \d{1,2})(?:,? \d{4}[.:]?|[.:])\s+"
)
_CAPITALS = re.compile(r"[A-Z][A-ZÀ-Þ'’-]+(?:[ ,/-]+[A-Z][A-ZÀ-Þ'’.-]+){0,4}\.\s+(?=[A-Z])")
_LONGEST = 90


def cut_dateline(text: str, start: int, end: int) -> int:
    """Where the report begins behind a dateline; else ``start``."""
    head = text[start : min(end, start + _LONGEST)]
    match = _DATELINE.match(head)
    if match and not _is_speech(head[: match.end()]):
        return start + match.end()
    dated = _DATED.match(head)
    if dated:
        return start + dated.end()
    capitals = _CAPITALS.match(head)
    return start + capitals.end() if capitals else start


def _is_speech(head: str) -> bool:
    """ "Peskov: we will see" is a speaker, not a dateline; a dateline with a colon is in capitals."""
    word = head.rstrip(": \t")
    return head.rstrip().endswith(":") and not word.isupper()
