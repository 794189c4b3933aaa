"""The spans that words such as "early May", "next week" or "this autumn" stand for.

They follow the table in ``docs/codebook.md``; an interval is never shrunk to a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.reading.times.days import (
    SEASONS,
    WEEKDAYS,
    Frame,
    Resolver,
    at_least,
    day_or_last,
    how_many,
    month_number,
    month_window,
    shift_month,
    span,
    step_of,
    week,
    year_for,
    year_named,
)
from forecaster.reading.times.portions import portion

Parts = tuple[str, ...]


def year_window(year: int) -> Window:
    """The whole of a year."""
    return Window(date(year, 1, 1), date(year, 12, 31))


def _period(unit: str, ref: date, step: int) -> Window:
    """The week, month or year that lies ``step`` after that of ``ref``."""
    if unit == "week":
        this = week(ref, step)
        # On a Sunday, "this week" may be the one about to begin
        return Window(ref, ref + timedelta(days=7)) if step == 0 and ref == this.end else this
    if unit == "month":
        return month_window(*shift_month(ref, step))
    return year_window(ref.year + step)


def _relative(parts: Parts, frame: Frame) -> Window | None:
    if parts[2]:
        return _period(parts[2], frame.ref, 2)  # "the week after next"
    return _period(parts[1], frame.ref, step_of(parts[0]))


def _weekend(parts: Parts, frame: Frame) -> Window | None:
    step = 0 if "coming" in parts[0] else step_of(parts[0])
    if step == 0 and not frame.ahead and frame.ref.weekday() < _SATURDAY:
        step = -1
    saturday = week(frame.ref, step).start + timedelta(days=_SATURDAY)
    return Window(saturday, saturday + timedelta(days=1))


_SATURDAY = 5


# -- parts of a span -------------------------------------------------------------------------------


def _part_month(parts: Parts, frame: Frame) -> Window | None:
    first, last = portion(parts[0], "month")
    whole = _month_named(parts[1], parts[2], last, frame)
    if parts[0] in {"later", "earlier"}:
        return _rest(whole, parts[0], frame.ref)
    year, month = whole.start.year, whole.start.month
    return span(day_or_last(year, month, first), day_or_last(year, month, last))


def _part_range(parts: Parts, frame: Frame) -> Window | None:
    """ "Late June - early July": from the beginning of the one to the end of the other."""
    first = _part_month((parts[0], parts[1], parts[4]), frame)
    if first is None:
        return None
    last = _part_month((*parts[2:4], ""), Frame(first.end, ahead=True))
    return last and span(first.start, last.end)


def _month_named(words: str, year: str, last: int, frame: Frame) -> Window:
    """The whole month in "June", "June 2019" or "next month", the nearest if none says which.

    Args:
        words: Its name, or where it lies.
        year: The year in words, "" for none.
        last: The last day that is meant of it, by which the nearest is told.
        frame: The day of reference.
    """
    if words.endswith("month"):
        return month_window(*shift_month(frame.ref, step_of(words)))
    month = month_number(words)
    if year:
        return month_window(year_named(year, frame.ref), month)
    return month_window(year_for(month, last, frame.ref, ahead=frame.ahead), month)


def _days_of_month(parts: Parts, frame: Frame) -> Window | None:
    """ "The first three days of June", "the last two days of next month"."""
    count = how_many(parts[1])
    opening = parts[0] in {"first", "opening"}
    whole = _month_named(parts[2], parts[3], count if opening else _LAST_DAY, frame)
    if not 1 <= count <= whole.days:
        return None
    rest = timedelta(days=count - 1)
    if opening:
        return Window(whole.start, whole.start + rest)
    return Window(whole.end - rest, whole.end)


def _weekday_of_month(parts: Parts, frame: Frame) -> Window | None:
    """ "The first Monday of June", "the last Friday of next month"."""
    weeks = _WHICH[parts[0]]
    whole = _month_named(parts[2], parts[3], min(7 * (weeks + 1), _LAST_DAY), frame)
    first = whole.start + timedelta(days=(WEEKDAYS[parts[1]] - whole.start.weekday()) % 7)
    day = first + timedelta(days=7 * weeks)
    while day > whole.end:
        day -= timedelta(days=7)
    return Window(day, day)


_LAST_DAY = 28
"""A day near the end of a month that every month has."""
_WHICH = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 4}
"""Weeks behind the first such weekday of a month; the last may be the fourth as well."""


def _part_year(parts: Parts, frame: Frame) -> Window | None:
    if parts[1:] == ():
        return _mid_year(frame)
    whole = year_window(year_named(parts[1], frame.ref))
    if parts[0] == "earlier" or parts[0].startswith(_RESTS):
        return _rest(whole, parts[0], frame.ref)
    return month_window(whole.start.year, *portion(parts[0], "year"))


def _mid_year(frame: Frame) -> Window:
    """ "Mid-year", of the next year if that of this one has passed."""
    first, last = portion("mid", "year")
    return _nearest_year("", first, last, frame)


def _part_period(parts: Parts, frame: Frame) -> Window | None:
    whole = _period(parts[2], frame.ref, step_of(parts[1]))
    if parts[0] == "earlier" or parts[0].startswith(_RESTS):
        return _rest(whole, parts[0], frame.ref)
    first, last = portion(parts[0], parts[2])
    start = whole.start + timedelta(days=first - 1)
    return span(start, min(whole.start + timedelta(days=last - 1), whole.end))


def _rest(whole: Window, which: str, ref: date) -> Window | None:
    """What is left of a period on a day, or what has gone by."""
    if which == "earlier":
        return span(whole.start, min(whole.end, ref))
    return whole.not_before(ref) or whole


_RESTS = ("later", "in the course", "over the course", "during the course", "the re")
"""Beginnings of words for what is left of a period."""


def _year_out(parts: Parts, frame: Frame) -> Window | None:
    return span(frame.ref, _period(parts[0], frame.ref, 0).end)


def _end_of_unit(parts: Parts, frame: Frame) -> Window | None:
    """ "Year's end", "at month's end": the last month of a year, the last third of a month."""
    unit = next(part for part in parts if part)
    if unit == "year":
        return month_window(frame.ref.year, 12)
    return _part_period(("end", "this", unit), frame)


def _season_out(parts: Parts, frame: Frame) -> Window | None:
    """ "Before the summer is over": from today until it is."""
    whole = _season_rel(("in", parts[0], ""), Frame(frame.ref, ahead=True))
    return whole and Window(frame.ref, whole.end)


def _first_of_year(_: Parts, frame: Frame) -> Window | None:
    return year_window(frame.ref.year + 1)


# -- seasons, months, quarters ---------------------------------------------------------------------


def _season(name: str, year: int) -> Window:
    first, last = SEASONS[name]
    return month_window(year, first, last)


def _season_rel(parts: Parts, frame: Frame) -> Window | None:
    which, name, ref = parts[0], parts[1], frame.ref
    if parts[2]:
        return _season(name, year_named(parts[2], ref))
    near = [_season(name, year) for year in range(ref.year - 2, ref.year + 3)]
    step = step_of(which)
    if step < 0:
        return [one for one in near if one.end < ref][-1]
    if which == "next":
        return next(one for one in near if (one.start - ref).days > _NOT_THIS)
    if frame.ahead or step > 0:
        return next(one for one in near if one.end >= ref)
    return [one for one in near if one.start <= ref][-1]


_NOT_THIS = 45
"""Days before a season from which on "next" means the one after it."""


def _season_alone(parts: Parts, frame: Frame) -> Window | None:
    year = parts[1] if len(parts) > 1 else ""
    return _season_rel(("", parts[0], year), frame)


def _part_season(parts: Parts, frame: Frame) -> Window | None:
    whole = _season_rel(("in", parts[1], parts[2]), frame)
    if whole is None or parts[0].startswith("mid"):
        return whole
    if parts[0] in {"later", "earlier"}:
        return _rest(whole, parts[0], frame.ref)
    if parts[0].startswith(("early", "beginning", "start")):
        return Window(whole.start, whole.start + timedelta(days=30))
    return Window(whole.end - timedelta(days=30), whole.end)


def _month_rel(parts: Parts, frame: Frame) -> Window | None:
    month, ref = month_number(parts[1]), frame.ref
    if parts[0] == "last":
        return month_window(ref.year - (month >= ref.month), month)
    if parts[0] == "next":
        return month_window(ref.year + (month <= ref.month), month)
    return month_window(ref.year, month)


def _month_year(parts: Parts, frame: Frame) -> Window | None:
    return month_window(year_named(parts[1], frame.ref), month_number(parts[0]))


def _bare_month(parts: Parts, frame: Frame) -> Window | None:
    month, ref = month_number(parts[0]), frame.ref
    if parts[1:] and parts[1]:
        return month_window(year_named(parts[1], ref), month)
    if frame.ahead:
        return month_window(ref.year + (month < ref.month), month)
    return month_window(ref.year - (month > ref.month), month)


def _month_range(parts: Parts, frame: Frame) -> Window | None:
    first, last = month_number(parts[0]), month_number(parts[1])
    if parts[2]:
        return month_window(year_named(parts[2], frame.ref), first, last)
    later = frame.ahead and last < frame.ref.month and first <= last
    return month_window(frame.ref.year + later, first, last)


def _quarter(parts: Parts, frame: Frame) -> Window | None:
    which, year = _named(parts)
    number = int(which) if which.isdigit() else _QUARTERS.get(which, 4)
    return _nearest_year(year, 3 * number - 2, 3 * number, frame)


_QUARTERS = {"first": 1, "second": 2, "third": 3}


def _quarter_rel(parts: Parts, frame: Frame) -> Window | None:
    year, month = shift_month(frame.ref, 3 * step_of(parts[0]))
    first = month - (month - 1) % 3
    return month_window(year, first, first + 2)


def _half(parts: Parts, frame: Frame) -> Window | None:
    which, year = _named(parts)
    return _nearest_year(year, *((1, 6) if which in {"first", "1"} else (7, 12)), frame)


def _named(parts: Parts) -> Parts:
    """Which quarter or half, and its year, in whichever of two orders the words stand."""
    return parts[:2] if parts[0] else parts[2:]


def _nearest_year(words: str, first: int, last: int, frame: Frame) -> Window:
    """Months of the year that the words name, else of the first that still has them ahead."""
    this = month_window(year_named(words, frame.ref), first, last)
    if words or not frame.ahead or this.end >= frame.ref:
        return this
    return month_window(frame.ref.year + 1, first, last)


def _year(parts: Parts, _: Frame) -> Window | None:
    return year_window(int(parts[0]))


# -- counted from today ----------------------------------------------------------------------------

_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14, "month": 31, "year": 366}
_COMING = {"day": 7, "week": 42, "month": 92, "fortnight": 14, "year": 366}


def _days_in(count: int, unit: str) -> int:
    """How many days so many units are; hours fill the day that they begin."""
    return -(-count // 24) if unit == "hour" else count * _DAYS_IN[unit]


def _coming(parts: Parts, frame: Frame) -> Window | None:
    """ "In the coming weeks" and, with a number, "in the next two weeks"; one alone is one."""
    count, counted, *others = parts
    unit = counted or next(other for other in others if other)
    if unit in _DAYS_IN or unit == "hour":
        return _ahead_by(count or "a", unit, frame.ref)
    return _ahead_by(_SOME, unit.removesuffix("s"), frame.ref)


def _ahead_by(count: str, unit: str, ref: date) -> Window | None:
    """From today for so many units; for a span of its own if how many is not told."""
    if unit == "hour":
        hours = 24 if count in _VAGUE else how_many(count)
        return Window(ref, ref + timedelta(days=_days_in(hours, unit)))
    if count not in _VAGUE:
        return Window(ref, ref + timedelta(days=_days_in(how_many(count), unit)))
    if unit == "month":
        year, month = shift_month(ref, 3)
        return span(ref, day_or_last(year, month, ref.day))
    return Window(ref, ref + timedelta(days=_COMING[unit]))


_SOME = "several"
_VAGUE = frozenset({"few", "several", "a few"})


def _unnumbered(parts: Parts, frame: Frame) -> Window | None:
    unit = next(part for part in parts if part)
    return _ahead_by(_SOME, unit.removesuffix("s"), frame.ref)


def _hours(_: Parts, frame: Frame) -> Window | None:
    """ "Within hours" of what is to come: today or, late in the day, tomorrow; else of no known day."""
    return _ahead_by(_SOME, "hour", frame.ref) if frame.ahead else None


def _within(parts: Parts, frame: Frame) -> Window | None:
    return Window(frame.ref, frame.ref + timedelta(days=_days_in(how_many(parts[0]), parts[1])))


def _hence(parts: Parts, frame: Frame) -> Window | None:
    """ "In ten days' time": that day and those around it, wider the longer the unit."""
    count, unit = (part for part in parts if part)
    if count in _VAGUE:
        return _ahead_by(count, unit, frame.ref)
    first, last = (
        frame.ref + timedelta(days=_days_in(number, unit))
        for number in (at_least(count), how_many(count))
    )
    around = timedelta(days=_DAYS_IN.get(unit, 0) // 2)
    return span(max(frame.ref, first - around), last + around)


SPANS: Mapping[str, Resolver] = {
    "part_month": _part_month,
    "part_range": _part_range,
    "days_of_month": _days_of_month,
    "weekday_of_month": _weekday_of_month,
    "part_year": _part_year,
    "part_season": _part_season,
    "part_period": _part_period,
    "year_out": _year_out,
    "end_of_unit": _end_of_unit,
    "season_out": _season_out,
    "first_of_year": _first_of_year,
    "quarter": _quarter,
    "quarter_rel": _quarter_rel,
    "half": _half,
    "month_rel": _month_rel,
    "month_year": _month_year,
    "month_range": _month_range,
    "month": _bare_month,
    "month_poss": _bare_month,
    "relative": _relative,
    "weekend": _weekend,
    "season_rel": _season_rel,
    "season_year": _season_alone,
    "season_noun": _season_alone,
    "coming": _coming,
    "unnumbered": _unnumbered,
    "hours": _hours,
    "within": _within,
    "hence": _hence,
    "year": _year,
}
"""How each kind of expression that names a longer span is resolved."""
