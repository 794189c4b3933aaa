"""What no shape can tell of an act: codes that name nothing, and days that lie ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from api.http.problems import FieldError
from api.ports import Names

FIRST_ZONE = timedelta(hours=14)
"""How far the earliest zone on Earth is ahead of UTC."""

LIFE = timedelta(days=36_525)
"""How far from today a window may lie. A judgement: nobody who leads today leads a century on; and
the ends of the calendar, beyond which no zone can be reckoned, are never reached."""


def check_window(
    window: tuple[date | None, date], now: datetime, pointer: str
) -> Iterator[FieldError]:
    """First and last days, the first maybe open, that lie further from today than :data:`LIFE`."""
    for name, day in zip(("start", "end"), window, strict=True):
        if day is not None and abs(day - now.date()) > LIFE:
            message = f"lies more than {LIFE.days} days from today"
            yield _wrong(f"{pointer}/{name}", "out-of-range", message)


def check_leaders(leaders: list[str], names: Names, pointer: str) -> Iterator[FieldError]:
    """Ids that nobody has, and such as are named twice."""
    for number, leader in enumerate(leaders):
        if leader not in names.leaders:
            yield _wrong(f"{pointer}/{number}", "unknown-leader", "nobody has this id")
        elif leader in leaders[:number]:
            yield _wrong(f"{pointer}/{number}", "repeated-leader", "named twice")


def check_country(country: str | None, names: Names, pointer: str) -> Iterator[FieldError]:
    """A code that no country has."""
    if country is not None and country not in names.countries:
        yield _wrong(pointer, "unknown-country", "no country has this code")


def check_day(day: date | None, now: datetime, pointer: str) -> Iterator[FieldError]:
    """A day that has come nowhere on Earth yet."""
    if day is not None and day > (now + FIRST_ZONE).date():
        yield _wrong(pointer, "in-the-future", "lies in the future")


def _wrong(pointer: str, code: str, message: str) -> FieldError:
    return FieldError(message=message, code=code, pointer=pointer)
