"""Entries of a live blog, by the time stamps before them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from forecaster.reading.text.lines import Line

_ZONE = r"(?:GMT|UTC|CET|CEST|BST|IST|JST|KST|EEST|EET|MSK|ET|EST|EDT|PT|PST|PDT)(?: ?[+-]\d{1,2})?"
_CLOCK = re.compile(
    r"[*_#•\s]*(?:(?:Updated|Posted|Published)(?: at)?:? )?\[?"
    r"(?:(?:[01]?\d|2[0-3])[:.h][0-5]\d(?: ?[ap]\.?m\.?(?![a-z]))?|(?:1[0-2]|\d) ?[ap]\.?m\.?(?![a-z]))"
    r"(?! ?(?:million|billion|trillion|per ?cent|%))"
    rf"(?: ?\(?{_ZONE}\)?)?\]?[*_]*(?:\s*(?:[-–—:|/•]|\b)\s*|$)"
)
_FEW = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of words and the number of the entry it stands in, 0 before the first."""

    start: int
    end: int
    number: int


def stamp_end(text: str, start: int, end: int) -> int:
    """Where the words behind a time stamp at ``start`` begin; ``start`` when there is none."""
    match = _CLOCK.match(text, start, end)
    return match.end() if match else start


def entries(text: str, lines: Iterable[Line]) -> list[Entry] | None:
    """The lines of a live blog with their entries, stamps left out; None when it is none."""
    cut = [(line, stamp_end(text, line.start, line.end)) for line in lines]
    if sum(begin > line.start for line, begin in cut) < _FEW:
        return None
    found, number = [], 0
    for line, begin in cut:
        number += begin > line.start
        if begin < line.end:
            found.append(Entry(begin, line.end, number))
    return found
