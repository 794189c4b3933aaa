"""Portions of a week, a month or a year: "early", "the second half of", "the last week of"."""

from __future__ import annotations

import re
from collections.abc import Mapping

Portion = tuple[int, int]
"""First and last day of a week or month, or first and last month of a year, from 1."""

_MONTH: Mapping[str, Portion] = {
    "first ten days": (1, 10),
    "second ten days": (11, 20),
    "third ten days": (21, 31),
    "last ten days": (21, 31),
    "latter part": (16, 31),
    "later part": (16, 31),
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "end": (21, 31),
    "beginning": (1, 10),
    "start": (1, 10),
    "middle": (11, 20),
    "close": (21, 31),
    "turn": (1, 5),
    "first half": (1, 15),
    "second half": (16, 31),
    "latter half": (16, 31),
    "last half": (16, 31),
    "first fortnight": (1, 14),
    "second fortnight": (15, 31),
    "last fortnight": (15, 31),
    "first week": (1, 7),
    "second week": (8, 14),
    "third week": (15, 21),
    "fourth week": (22, 28),
    "last week": (24, 31),
    "final week": (24, 31),
    "first days": (1, 5),
    "opening days": (1, 5),
    "early days": (1, 5),
    "last days": (26, 31),
    "closing days": (26, 31),
    "final days": (26, 31),
}
_WEEK: Mapping[str, Portion] = {
    "early": (1, 3),
    "beginning": (1, 3),
    "start": (1, 3),
    "mid": (3, 4),
    "middle": (3, 4),
    "first half": (1, 4),
    "second half": (4, 7),
}
_YEAR: Mapping[str, Portion] = {
    "early": (1, 3),
    "beginning": (1, 3),
    "start": (1, 3),
    "turn": (1, 1),
    "opening": (1, 3),
    "first half": (1, 6),
    "first": (1, 3),
    "mid": (5, 8),
    "middle": (5, 8),
    "second half": (7, 12),
    "latter half": (7, 12),
    "last half": (7, 12),
    "late": (10, 12),
    "last months": (10, 12),
    "closing months": (10, 12),
    "final months": (10, 12),
    "end": (12, 12),
    "close": (12, 12),
    "last": (12, 12),
    "closing": (12, 12),
    "final": (12, 12),
}
_TABLES: Mapping[str, tuple[Mapping[str, Portion], Portion]] = {
    "week": (_WEEK, (4, 7)),
    "month": (_MONTH, (1, 31)),
    "year": (_YEAR, (1, 12)),
}


_FROM_TO = re.compile(r"(early|mid)(?:[ -]{1,2}(?:to|or)[ -]|[-/])(mid|late)")


def portion(words: str, unit: str) -> Portion:
    """The portion that the words cut out of a unit (``week``, ``month`` or ``year``)."""
    table, other = _TABLES[unit]
    plain = words.removeprefix("the ").removeprefix("very ")
    joined = _FROM_TO.fullmatch(plain)
    if joined:  # "mid-to-late"
        return portion(joined[1], unit)[0], portion(joined[2], unit)[1]
    return next((days for key, days in table.items() if plain.startswith(key)), other)


_CLOSING = ("end", "close", "closing", "last", "final", "late", "second half", "latter half")


def closes(words: str) -> bool:
    """Whether the words cut off the end, so that "before" it means until the unit is over."""
    return words.removeprefix("the ").removeprefix("very ").startswith(_CLOSING)
