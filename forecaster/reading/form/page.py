"""What form a page has, and the passages of it that are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forecaster.reading.form.dialogue import dialogue
from forecaster.reading.form.entries import entries, stamp_end
from forecaster.reading.form.turns import Spoken, Turn, turns
from forecaster.reading.text.clean import Furniture, ends
from forecaster.reading.text.dateline import cut_dateline
from forecaster.reading.text.lines import Line


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of report without the label, time stamp or dateline before it.

    Attributes:
        start: First character in the plain text.
        end: One past the last.
        turn: Whose words they are in a transcript.
        live: Whether it stands behind a time stamp.
        headline: Whether it is written in the manner of headlines.
    """

    start: int
    end: int
    turn: Turn | None = None
    live: bool = False
    headline: bool = False


def passages(
    text: str, words: Mapping[str, frozenset[str]], furniture: Furniture, *, titled: bool
) -> list[Passage]:
    """The passages of the body of a page, in order; its form shows in their turns and entries.

    A single line without a full stop and without a title above it is a headline: a flash, a ticker.
    """
    lines = furniture.report_lines(text)
    if not titled and len(lines) == 1 and _is_flash(text, lines[0]):
        return headlines(text, furniture)
    stamped = entries(text, lines)
    if stamped is not None:
        return [Passage(s.start, s.end, live=s.number > 0) for s in stamped]
    spoken = turns(text, lines, words) or dialogue(text, lines)
    if spoken is not None:
        return [Passage(_words(text, s), s.end, turn=s.turn) for s in spoken]
    return [_plain(text, line.start, line.end) for line in lines]


def _is_flash(text: str, line: Line) -> bool:
    """Whether a line has no full stop, neither behind it nor, but for abbreviations, within."""
    return not ends(text, line) and not _STOP.search(text, line.start, line.end)


_STOP = re.compile(r"[a-z]{4}[.!?]['\"”’)\]]*\s+[A-Z]")


def headlines(text: str, furniture: Furniture) -> list[Passage]:
    """The passages of a headline, which has no form."""
    return [Passage(line.start, line.end, headline=True) for line in furniture.headlines(text)]


def _words(text: str, spoken: Spoken) -> int:
    """Where the words begin: behind the dateline of what stands before the first turn."""
    return spoken.start if spoken.turn else cut_dateline(text, spoken.start, spoken.end)


def _plain(text: str, start: int, end: int) -> Passage:
    stamped = stamp_end(text, start, end)
    if stamped > start:
        return Passage(stamped, end, live=True)
    return Passage(cut_dateline(text, start, end), end)
