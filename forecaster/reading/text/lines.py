"""Lines of a text, as a writer meant them: what was broken only to fit a width is one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_ENDED = re.compile(r"[.!?…:;|—–-]['\"”’)\]]*$")
_FIRST = re.compile(r"\S+")
_NARROW, _WIDE = 50, 100
_FULL = 0.7
_BROKEN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a half-open range of the plain text."""

    start: int
    end: int


def text_lines(text: str, unfinished: frozenset[str]) -> Iterator[Line]:
    """The lines of ``text`` in order, empty ones left out, broken ones joined.

    A sentence that a page break tears goes on behind an empty line.

    Args:
        text: The plain text.
        unfinished: Small words in lower case with which no line ends that is complete.
    """
    torn: Line | None = None
    for line in _whole_lines(text, unfinished):
        if torn is not None and not _is_torn(text, torn, line):
            yield torn
            torn = None
        torn = Line(torn.start if torn else line.start, line.end)
    if torn is not None:
        yield torn


def _whole_lines(text: str, unfinished: frozenset[str]) -> Iterator[Line]:
    """The lines of each block, joined where one was broken to fit a width."""
    for block in _blocks(text):
        wrapped = _is_wrapped(text, block)
        start = block[0].start
        for line, following in pairwise(block):
            if not (wrapped or _goes_on(text, line, following, unfinished)):
                yield Line(start, line.end)
                start = following.start
        yield Line(start, block[-1].end)


def _is_torn(text: str, line: Line, following: Line) -> bool:
    """Whether a long line without an end goes on in small letters behind an empty line."""
    if line.end - line.start < _NARROW or text.count("\n", line.end, following.start) < _EMPTY:
        return False
    ended = _ENDED.search(text, max(line.start, line.end - _BROKEN), line.end)
    return not ended and text[following.start].islower()


_EMPTY = 2
"""Line ends around an empty line."""


def _blocks(text: str) -> Iterator[list[Line]]:
    """Stretches of lines without an empty line between them."""
    block: list[Line] = []
    at = 0
    for raw in text.split("\n"):
        start, end = at + len(raw) - len(raw.lstrip()), at + len(raw.rstrip())
        at += len(raw) + 1
        if end > start:
            block.append(Line(start, end))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_wrapped(text: str, block: list[Line]) -> bool:
    """Whether each line was filled until the next word did not fit."""
    widths = [line.end - line.start for line in block]
    width = max(widths)
    if len(block) <= _FEW or not _NARROW <= width <= _WIDE or min(widths[:-1]) < _FULL * width:
        return False
    firsts = (_FIRST.match(text, line.start, line.end) for line in block[1:])
    return all(
        length + 1 + len(first.group()) > width
        for length, first in zip(widths, firsts, strict=False)
        if first
    )


_FEW = 2


def _goes_on(text: str, line: Line, following: Line, unfinished: frozenset[str]) -> bool:
    """Whether a line breaks off within a sentence that the following one goes on with."""
    words = text[max(line.start, line.end - _BROKEN) : line.end]
    if _ENDED.search(words) or not text[following.start].isalnum():
        return False
    last = words.split()[-1]
    return last in unfinished or (len(words) == _BROKEN and text[following.start].islower())
