"""The days that count, as the title of a question names them.

"Before" leaves its own day out, "by" and "until" let it count; a month or a year counts whole.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from forecaster.domain.clock import DAY, Window

_MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june", "july", "august"),
            *("september", "october", "november", "december"),
        ),
        start=1,
    )
}
_MONTH = "|".join((*_MONTHS, *(name[:3] for name in _MONTHS), "sept"))
_POINT = (
    rf"(?:(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s*(?P<year>20\d\d))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})\.?,?(?:\s+(?P<year2>20\d\d))?"
    r"|(?P<iso>20\d\d-\d\d-\d\d)"
    rf"|(?P<whole_month>{_MONTH})\b\.?,?\s*(?P<month_year>20\d\d)?"
    r"|(?P<whole_year>20\d\d))"
)
_LIMIT = re.compile(
    r"\b(?P<word>on or before|no later than|prior to|before|by|until|through)\s+"
    rf"(?:the )?(?P<end>end of )?(?:the )?(?:year )?{_POINT}"
)
_WITHIN = re.compile(rf"\b(?P<word>in|during|on)\s+(?:the month of )?{_POINT}")
_BETWEEN = re.compile(r"\b(?:between|from)\s+(.+?)\s+(?:and|to|through)\s+(.+)")
_AT = re.compile(_POINT)

_EXCLUDED = frozenset({"before", "prior to"})


def window_in(lower: str, opens_on: date, ends_on: date | None) -> Window | None:
    """The days on which a question counts what happens; None if they cannot be told.

    Args:
        lower: The title, in lower case.
        opens_on: When the question opened; what lies before never counts.
        ends_on: When it closes, if the title names no day.
    """
    first, last = _span(lower, opens_on) or (opens_on, ends_on)
    first = max(first, opens_on)
    return Window(first, last) if last is not None and last >= first else None


def _span(lower: str, opens_on: date) -> tuple[date, date] | None:
    between = _BETWEEN.search(lower)
    if between:
        second = _named(_AT.match(between[2]), opens_on)
        first = _named(_AT.match(between[1]), opens_on, second[1].year if second else None)
        return (first[0], second[1]) if first and second else None
    limit = _named(found := _LIMIT.search(lower), opens_on)
    if limit and found:
        excluded = found["word"] in _EXCLUDED and not found["end"]
        return opens_on, (limit[0] - DAY if excluded else limit[1])
    return _named(_WITHIN.search(lower), opens_on)


def _named(
    found: re.Match[str] | None, opens_on: date, year: int | None = None
) -> tuple[date, date] | None:
    """First and last day of what is named; without a year, the next such day from the opening."""
    if found is None:
        return None
    try:
        if found["iso"]:
            day = date.fromisoformat(found["iso"])
            return day, day
        if found["whole_year"]:
            return date(int(found["whole_year"]), 1, 1), date(int(found["whole_year"]), 12, 31)
        if found["whole_month"]:
            stated = found["month_year"] or year
            return _month(_next(opens_on, stated, _number(found["whole_month"]), 28))
        stated = found["year"] or found["year2"] or year
        month, number = found["month"] or found["month2"], int(found["day"] or found["day2"])
        day = _next(opens_on, stated, _number(month), number)
    except ValueError:
        # The thirtieth of February, or day 0.
        return None
    return day, day


def _next(opens_on: date, stated: str | int | None, month: int, day: int) -> date:
    """That day of the stated year, else of the first year in which it is not over yet."""
    if stated:
        return date(int(stated), month, day)
    named = date(opens_on.year, month, day)
    return named if named >= opens_on else named.replace(year=named.year + 1)


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - DAY


def _number(word: str) -> int:
    return next(number for name, number in _MONTHS.items() if name.startswith(word[:3]))
