"""How long a visit lasts: "a three-day visit from Thursday" is over on Saturday.

A visit lasts from the day on which it begins, so a time that a sentence gives it is its first day
(``docs/codebook.md``, window). Of 143 labelled signals to come whose evidence tells how long, 107
have a window of as many days, 20 one of a day and 13 that of a longer span in which the visit lies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forecaster.reading.times.days import how_many
from forecaster.reading.times.timewords import TimeExpression

_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|1[0-4])"
_VISIT = (
    r"(?:visit|trip|tour|stay|summit|talks|meeting|conference|event|journey|forum|gathering|session"
    r"|retreat|stop|stopover|swing|negotiations|consultations|programme|program)"
)
_STAY = re.compile(
    rf"\b(?:(?P<days>{_COUNT})(?:[- ]day|[- ]days['’])|(?P<hours>24|36|48|72)[- ]hour)[ -](?:[\w-]+ ){{0,4}}?{_VISIT}\b"
    rf"|\b{_VISIT} of (?P<of>{_COUNT}) days\b"
    rf"|\b(?:for|lasting|(?:will|to|would) last) (?P<for>{_COUNT}) days\b(?! (?:now|running|straight|in a row))"
    rf"|\b(?P<full>{_COUNT}) days of (?:[\w-]+ ){{0,2}}?{_VISIT}\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?i)\b(?:day|leg|stop|end|ends|ended|ending|wraps? up|wrapped up|conclud\w+|finish\w*|after|during|before|since"
    r"|within|home|back|returns?|returned|cut short)"
    r"(?: (?:of|up|with|from|by|to|the|a|an|his|her|their|its|planned))*\W*$"
)
"""Words before a visit of which a day is told that is not its first."""
_MOVED = re.compile(r"(?i)\b(?:moved|postpon\w+|delay\w*|put (?:off|back)|defer\w*|suspend\w*)\b")
"""Words before "for two days" that make it the length of a delay."""
_BEGINS = re.compile(
    r"(?i)\b(?:from|begin\w*|start\w*|begun|open\w*|commenc\w+)(?: on| from)?(?: the)? $"
)
_ENDS = re.compile(r"[.;:!?](?:\s|$)")
_NEAR, _SHORT = 100, 48
_HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Stay:
    """Words that tell how long a visit lasts.

    Attributes:
        start: First character in the sentence.
        end: One past the last character.
        days: Its days, the first and the last among them.
    """

    start: int
    end: int
    days: int


def find_stays(text: str) -> list[Stay]:
    """The visits of a sentence of which it tells how long they last, left to right."""
    if "day" not in text and "hour" not in text:
        return []
    return [
        Stay(match.start(), match.end(), _days(match))
        for match in _STAY.finditer(text)
        if not _tells_another_day(text, match)
    ]


def _tells_another_day(text: str, match: re.Match[str]) -> bool:
    """Whether the words before a visit make the day told with it another than its first."""
    before = text[max(0, match.start() - _SHORT) : match.start()]
    return bool(_WITHIN.search(before) or (match["for"] and _MOVED.search(before)))


def _days(match: re.Match[str]) -> int:
    hours = match["hours"]
    if hours:
        return -(-int(hours) // _HOURS_A_DAY)
    return how_many((match["days"] or match["of"] or match["for"] or match["full"]).lower())


def first_day(stay: Stay, times: Sequence[TimeExpression], text: str) -> TimeExpression | None:
    """The time on which a visit begins, None when the sentence names none near it.

    Args:
        stay: The visit.
        times: The times that can be its first day.
        text: The sentence.
    """
    near = [one for one in times if _is_beside(stay, one, text)]
    return min(near, key=lambda one: (not _is_begun(one, text), _apart(stay, one)), default=None)


def _is_beside(stay: Stay, time: TimeExpression, text: str) -> bool:
    between = text[min(stay.end, time.end) : max(stay.start, time.start)]
    if len(between) > _NEAR or _ENDS.search(between):
        return False
    return "," not in between or _is_begun(time, text)


def _is_begun(time: TimeExpression, text: str) -> bool:
    """Whether something begins at a time: "from Thursday", "starting on 3 May"."""
    return _BEGINS.search(text, max(0, time.start - _SHORT), time.start) is not None


def _apart(stay: Stay, time: TimeExpression) -> int:
    return max(stay.start - time.end, time.start - stay.end)
