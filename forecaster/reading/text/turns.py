"""Who has the floor in a transcript: the heads of its lines, such as "Q:" or "MR. DANE:"."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HEAD = re.compile(
    r"(?P<bare>[QA])\.? (?=[A-Z])"
    r"|(?P<who>[A-Z][\w.’'-]*(?:,? (?:of |for |the )?[\w.’'-]+){0,6}(?: \([^()]{1,40}\))?) ?: "
)
_ASKS = re.compile(
    r"(?:q|question|reporter|journalist|correspondent|interviewer|press|host|anchor)\b",
    re.IGNORECASE,
)
_LEAST = 2


def turn_of(line: str) -> str | None:
    """The head of a line that a speaker opens, without its colon; None when it has none."""
    match = _HEAD.match(line)
    return (match["bare"] or match["who"]) if match else None


def asks(turn: str) -> bool:
    """Whether a head is that of somebody who asks."""
    return _ASKS.match(turn) is not None


def is_transcript(lines: Iterable[str]) -> bool:
    """Whether lines are turns of a conversation: several have heads, and somebody asks."""
    turns = [turn for turn in map(turn_of, lines) if turn]
    return len(turns) >= _LEAST and any(map(asks, turns))
