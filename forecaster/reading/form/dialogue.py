"""Question and answer told apart by dashes alone, as papers of many countries print interviews.

Each line that opens with a dash is a turn; whoever asks and whoever answers alternate. A list whose
points open with a dash has no questions that others answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from forecaster.reading.form.turns import QUESTION, Spoken, Turn
from forecaster.reading.text.lines import Line

_DASH = re.compile(r"[*_>\s]*[—–―-]\s+(?=\S)")
_FEWEST = 4
_HALF = 2


def dialogue(text: str, lines: Iterable[Line]) -> list[Spoken] | None:
    """The lines of an interview in dashes cut into turns; None when it is none.

    Args:
        text: The plain text.
        lines: Its lines of report.
    """
    stretches = list(lines)
    opened = [line for line in stretches if _words(text, line) > line.start]
    if len(opened) < _FEWEST or not _alternates(text, opened):
        return None
    return list(_cut(text, stretches))


def _words(text: str, line: Line) -> int:
    """Where the words of a line begin, behind the dash if there is one."""
    dash = _DASH.match(text, line.start, line.end)
    return dash.end() if dash else line.start


def _alternates(text: str, opened: Sequence[Line]) -> bool:
    """Whether every second line asks, from the first on, and hardly any other does."""
    asks = [QUESTION.search(text, line.start, line.end) is not None for line in opened]
    put, answers = asks[::2], asks[1::2]
    return _HALF * sum(put) > len(put) and _HALF * sum(answers) < len(answers)


def _cut(text: str, lines: Iterable[Line]) -> Iterator[Spoken]:
    turn: Turn | None = None
    for line in lines:
        begin = _words(text, line)
        if begin > line.start:
            asks = turn is None or not turn.asks
            number = turn.number + 1 if turn else 1
            turn = Turn(number, "Q" if asks else "A", asks=asks, answers=not asks)
        yield Spoken(begin, line.end, turn)
