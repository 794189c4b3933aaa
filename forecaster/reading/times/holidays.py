"""Feasts by which news date meetings: "before Christmas", "after Ramadan"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from forecaster.domain.clock import Window


def easter(year: int) -> date:
    """Easter Sunday of the Western churches (Butcher's rule, as in Meeus, *Astronomical Algorithms*)."""
    century, of_century = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - _moons(century) + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _moons(century: int) -> int:
    return (century - (century + 8) // 25 + 1) // 3


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Orthodox churches, from 1900 to 2099 (Meeus, Julian calendar)."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


_ISLAMIC_EPOCH = 227_015
"""Ordinal of 1 Muharram of the year 1 in the tabular calendar (19 July 622, Gregorian)."""
_RAMADAN, _SHAWWAL, _HAJJ = 8, 9, 11
_MOON_YEARS = 11


def islamic(year: int, month: int, day: int) -> date:
    """A day of the tabular Islamic calendar; sightings differ from it by a day or two.

    Args:
        year: Year of the Hijra.
        month: Number of the month, Muharram being 0.
        day: Day of the month, from 1.
    """
    whole = 354 * (year - 1) + (3 + _MOON_YEARS * year) // 30
    return date.fromordinal(_ISLAMIC_EPOCH + whole + (59 * month + 1) // 2 + day - 1)


def holiday(name: str, year: int) -> Window | None:
    """The days of a feast in a year; None for one that the calendar does not place there."""
    rule = _RULES.get(name)
    return rule(year) if rule else None


def _on(month: int, day: int, days: int = 1) -> Callable[[int], Window]:
    return lambda year: _from(date(year, month, day), days)


def _from(first: date, days: int = 1) -> Window:
    return Window(first, first + timedelta(days=days - 1))


def _after_easter(shift: int, days: int = 1) -> Callable[[int], Window]:
    return lambda year: _from(easter(year) + timedelta(days=shift), days)


def _weekday_of(month: int, weekday: int, which: int) -> Callable[[int], Window]:
    """The ``which``-th given weekday of a month, the last for -1."""

    def day(year: int) -> Window:
        start = date(year, month, 1)
        first = start + timedelta(days=(weekday - start.weekday()) % 7)
        weeks = which - 1 if which > 0 else _last_week(first)
        return _from(first + timedelta(days=7 * weeks))

    return day


def _last_week(first: date) -> int:
    weeks = 4
    return weeks if (first + timedelta(days=7 * weeks)).month == first.month else weeks - 1


def _moon(month: int, day: int, days: int) -> Callable[[int], Window | None]:
    """Days of the Islamic calendar, in the Gregorian year in which they begin."""

    def found(year: int) -> Window | None:
        for lunar in range(year - 580, year - 577):
            first = islamic(lunar, month, day)
            if first.year == year:
                return _from(first, days)
        return None

    return found


_MONDAY, _THURSDAY = 0, 3
_RULES: Mapping[str, Callable[[int], Window | None]] = {
    "christmas": _on(12, 24, 3),
    "christmas eve": _on(12, 24),
    "christmas day": _on(12, 25),
    "new year's eve": _on(12, 31),
    "new year's day": _on(1, 1),
    "epiphany": _on(1, 6),
    "orthodox christmas": _on(1, 7),
    "nowruz": _on(3, 20, 2),
    "may day": _on(5, 1),
    "victory day": _on(5, 9),
    "the fourth of july": _on(7, 4),
    "bastille day": _on(7, 14),
    "memorial day": _weekday_of(5, _MONDAY, -1),
    "labor day": _weekday_of(9, _MONDAY, 1),
    "labour day": _on(5, 1),
    "thanksgiving": _weekday_of(11, _THURSDAY, 4),
    "good friday": _after_easter(-2),
    "easter": _after_easter(-2, 4),
    "easter sunday": _after_easter(0),
    "easter monday": _after_easter(1),
    "pentecost": _after_easter(49, 2),
    "whitsun": _after_easter(49, 2),
    "orthodox easter": lambda year: _from(orthodox_easter(year)),
    "ramadan": _moon(_RAMADAN, 1, 30),
    "eid": _moon(_SHAWWAL, 1, 3),
    "eid al-fitr": _moon(_SHAWWAL, 1, 3),
    "eid al-adha": _moon(_HAJJ, 10, 4),
}
