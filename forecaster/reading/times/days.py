"""Arithmetic of the calendar, and the words for its parts."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from forecaster.domain.clock import Window

_MONTH_WORDS = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
    "august aug", "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
_DAY_WORDS = (
    "monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri",
    "saturday sat", "sunday sun",
)  # fmt: skip
_COUNTING = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
]


def _numbered(names: Iterable[str], start: int) -> dict[str, int]:
    return {name: at for at, words in enumerate(names, start) for name in words.split()}


MONTHS = _numbered(_MONTH_WORDS, 1)
"""Number of a month by its names."""
WEEKDAYS = _numbered(_DAY_WORDS, 0)
"""Number of a day of the week by its names, Monday being 0."""
_NUMBERS = _numbered(_COUNTING, 0) | {
    "a": 1, "an": 1, "couple": 2, "few": 4, "several": 4, "twenty": 20, "twenty-four": 24,
    "thirty": 30, "forty-eight": 48, "seventy-two": 72,
}  # fmt: skip
SEASONS = {
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 2),
}
"""First and last month of each season."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What resolution needs beside the words.

    Attributes:
        ref: The day of reference, mostly that of publication.
        ahead: Whether the words speak of the future.
        month_first: Whether the outlet writes the month before the day in 7/4.
        told: The day of which the text was speaking, for "the same evening".
    """

    ref: date
    ahead: bool
    month_first: bool = False
    told: date | None = None


Resolver = Callable[[tuple[str, ...], Frame], Window | None]
"""From what a pattern captured to days; None when the words stand for none."""


def day_number(text: str) -> int:
    """The number in "3rd" or "14"."""
    return int(re.sub(r"\D", "", text))


def month_number(text: str) -> int:
    """The number of a month as written."""
    return MONTHS[text.lower().rstrip(".")]


def how_many(text: str) -> int:
    """The count in "two", "a couple of" or "14", the most in "two or three"; "a few" stands for four."""
    return _counts(text)[-1]


def at_least(text: str) -> int:
    """The same, but the least in "two or three"."""
    return _counts(text)[0]


def _counts(text: str) -> list[int]:
    words = [text] if text in _NUMBERS else _BETWEEN.split(text)
    plain = [word.removeprefix("a ").removesuffix(" of") for word in words]
    return [int(word) if word.isdigit() else _NUMBERS.get(word, 1) for word in plain]


_BETWEEN = re.compile(r"\s?[-–]\s?| to | or |^or ")


_ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        1,
    )
} | {"thirtieth": 30}
_TENS = {"twenty": 20, "thirty": 30}


def ordinal(words: str) -> int:
    """The number of "ninth" or "twenty-first"."""
    tens, _, unit = words.replace("-", " ").rpartition(" ")
    return _TENS.get(tens, 0) + _ORDINALS[unit]


def day_of(year: int, month: int, day: int) -> date | None:
    """A day of the calendar; None for one that it does not have."""
    if not 1 <= month <= _MONTHS_A_YEAR or not 1 <= year < _LAST_YEAR:
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def day_or_last(year: int, month: int, day: int) -> date | None:
    """The same, with the last day of the month for a day past it."""
    known = 1 <= month <= _MONTHS_A_YEAR and 1 <= year < _LAST_YEAR
    return day_of(year, month, min(day, monthrange(year, month)[1])) if known else None


_MONTHS_A_YEAR = 12
_LAST_YEAR = 9999


def month_window(year: int, month: int, last_month: int | None = None) -> Window:
    """From the first of a month to the last of it (or of a later month, maybe of the next year)."""
    end_month = last_month or month
    end_year = year + (1 if end_month < month else 0)
    return Window(
        date(year, month, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])
    )


def year_for(month: int, day: int, ref: date, *, ahead: bool) -> int:
    """The year of a day without one: the nearest in the direction of the verb."""
    this = day_of(ref.year, month, day)
    if this is None:
        return ref.year
    slack = timedelta(days=31)
    if ahead:
        return ref.year if this >= ref - slack else ref.year + 1
    return ref.year if this <= ref + slack else ref.year - 1


def one_day(day: date | None) -> Window | None:
    """A single day as a window."""
    return None if day is None else Window(day, day)


def span(first: date | None, last: date | None) -> Window | None:
    """From one day to another; the first alone when the last comes before it."""
    if first is None or last is None:
        return None
    return Window(first, last) if first <= last else Window(first, first)


def monday(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def shift_month(day: date, by: int) -> tuple[int, int]:
    """Year and month that lie ``by`` months after that of ``day``."""
    index = day.year * 12 + day.month - 1 + by
    return index // 12, index % 12 + 1


def week(ref: date, step: int) -> Window:
    """The week, Monday to Sunday, ``step`` weeks after that of ``ref``."""
    first = monday(ref) + timedelta(days=7 * step)
    return Window(first, first + timedelta(days=6))


def year_named(text: str, ref: date) -> int:
    """The year of "2019", "next year", "last year" or "the year"."""
    return int(text) if text.isdigit() else ref.year + step_of(text)


def step_of(words: str) -> int:
    """How many periods ahead words such as "next", "the coming" or "last" point: 1, 0 or -1."""
    plain = words.removeprefix("the ").removeprefix("this ").split(" ")
    if plain[0] in _PASSED:
        return -1
    return 1 if plain[0] in _COMING else 0


_PASSED = frozenset({"last", "past", "previous"})
_COMING = frozenset({"next", "coming", "following", "new"})
