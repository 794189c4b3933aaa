"""The spans that words such as "early May", "next week" or "this autumn" stand for.

They follow the table in ``docs/codebook.md``; an interval is never shrunk to a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.reading.days import (
    SEASONS,
    Frame,
    Resolver,
    day_or_last,
    how_many,
    month_number,
    month_window,
    shift_month,
    span,
    week,
    year_for,
    year_named,
)


def _relative(parts: tuple[str, ...], frame: Frame) -> Window | None:
    which, unit, ref = parts[0], parts[1], frame.ref
    step = -1 if which.startswith(("last", "past", "the past", "this past", "previous")) else 0
    step = 1 if which in {"next", "following", "the following", "coming", "the coming"} else step
    if unit in {"week", "weekend"}:
        return week(ref, step, unit)
    if unit == "month":
        return month_window(*shift_month(ref, step))
    return Window(date(ref.year + step, 1, 1), date(ref.year + step, 12, 31))


_THIRDS = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "end": (21, 31),
    "begin": (1, 10),
    "start": (1, 10),
    "middle": (11, 20),
    "close": (21, 31),
    "first half": (1, 15),
    "second half": (16, 31),
    "first week": (1, 7),
    "last week": (25, 31),
    "first days": (1, 5),
    "last days": (26, 31),
    "turn": (21, 31),
}


def _third(part: str) -> tuple[int, int]:
    word = part.removeprefix("the ")
    return next((days for key, days in _THIRDS.items() if word.startswith(key)), (1, 31))


def _part_month(parts: tuple[str, ...], frame: Frame) -> Window | None:
    month, (first, last) = month_number(parts[1]), _third(parts[0])
    year = int(parts[2]) if parts[2] else year_for(month, last, frame.ref, ahead=frame.ahead)
    return span(day_or_last(year, month, first), day_or_last(year, month, last))


def _part_year(parts: tuple[str, ...], frame: Frame) -> Window | None:
    year, word = year_named(parts[1], frame.ref), parts[0].removeprefix("the ")
    if word.startswith(("end", "close", "late", "last")):
        return month_window(year, 12 if word.startswith(("end", "close", "last")) else 10, 12)
    if word.startswith(("early", "begin", "start", "first week", "first days", "turn")):
        return month_window(year, 1, 3)
    if word.startswith("first half"):
        return month_window(year, 1, 6)
    return month_window(year, 7, 12) if word.startswith("second half") else month_window(year, 5, 8)


def _early_rel(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _part_year((parts[0], f"{parts[1]} year"), frame)


def _part_period(parts: tuple[str, ...], frame: Frame) -> Window | None:
    whole = _relative(
        (parts[1].removeprefix("the ") if parts[1] != "the" else "this", parts[2]), frame
    )
    if whole is None:
        return None
    if parts[0] == "later":
        return whole.not_before(frame.ref) or whole
    if parts[0] == "earlier":
        return span(whole.start, min(whole.end, frame.ref))
    if parts[2] == "week":
        early = parts[0] == "early"
        return (
            Window(whole.start, whole.start + timedelta(days=2))
            if early
            else Window(whole.start + timedelta(days=3), whole.end)
        )
    first, last = _third(parts[0])
    return span(
        whole.start.replace(day=first), day_or_last(whole.start.year, whole.start.month, last)
    )


def _season(name: str, year: int) -> Window:
    first, last = SEASONS[name]
    return month_window(year, first, last)


def _season_rel(parts: tuple[str, ...], frame: Frame) -> Window | None:
    which, name, ref = parts[0], parts[1], frame.ref
    if len(parts) > 2 and parts[2]:
        return _season(name, int(parts[2]))
    this = _season(name, ref.year)
    if which == "last":
        return this if this.end < ref else _season(name, ref.year - 1)
    if which in {"this", "this coming", "the coming", "coming"}:
        return this if this.end >= ref or not frame.ahead else _season(name, ref.year + 1)
    if which == "next":
        return (
            this
            if this.start > ref and this.start.month - ref.month > 6
            else _season(name, ref.year + 1)
        )
    if frame.ahead and this.end < ref:
        return _season(name, ref.year + 1)
    if not frame.ahead and this.start > ref:
        return _season(name, ref.year - 1)
    return this


def _season_year(parts: tuple[str, ...], _: Frame) -> Window | None:
    return _season(parts[0], int(parts[1]))


def _part_season(parts: tuple[str, ...], frame: Frame) -> Window | None:
    whole = _season_rel(("in", parts[1], parts[2]), frame)
    if whole is None or parts[0] == "mid":
        return whole
    if parts[0] == "early":
        return Window(whole.start, whole.start + timedelta(days=30))
    return Window(whole.end - timedelta(days=30), whole.end)


def _month_rel(parts: tuple[str, ...], frame: Frame) -> Window | None:
    month, ref = month_number(parts[1]), frame.ref
    if parts[0] == "last":
        return month_window(ref.year if month < ref.month else ref.year - 1, month)
    if parts[0] == "next":
        return month_window(ref.year if month > ref.month else ref.year + 1, month)
    return month_window(ref.year, month)


def _month_year(parts: tuple[str, ...], _: Frame) -> Window | None:
    return month_window(int(parts[1]), month_number(parts[0]))


def _bare_month(parts: tuple[str, ...], frame: Frame) -> Window | None:
    month, ref = month_number(parts[0]), frame.ref
    if frame.ahead:
        return month_window(ref.year + (month < ref.month), month)
    return month_window(ref.year - (month > ref.month), month)


def _month_range(parts: tuple[str, ...], frame: Frame) -> Window | None:
    first, last = month_number(parts[0]), month_number(parts[1])
    if parts[2]:
        year = int(parts[2])
    else:
        year = frame.ref.year + (frame.ahead and last < frame.ref.month and first <= last)
    return month_window(year, first, last)


def _quarter(parts: tuple[str, ...], frame: Frame) -> Window | None:
    number = {"first": 1, "second": 2, "third": 3}.get(parts[0], 4)
    return month_window(year_named(parts[1] or "this", frame.ref), 3 * number - 2, 3 * number)


def _half(parts: tuple[str, ...], frame: Frame) -> Window | None:
    year = year_named(parts[1] or "this", frame.ref)
    return month_window(year, 1, 6) if parts[0] == "first" else month_window(year, 7, 12)


def _first_of_year(_: tuple[str, ...], frame: Frame) -> Window | None:
    year = frame.ref.year + 1
    return Window(date(year, 1, 1), date(year, 12, 31))


def _end_of_year(parts: tuple[str, ...], frame: Frame) -> Window | None:
    last = date(frame.ref.year, 12, 31)
    return Window(frame.ref, last) if parts[0] else Window(last.replace(day=1), last)


def _by_year(parts: tuple[str, ...], frame: Frame) -> Window | None:
    unit = parts[0]
    if "month" in unit or "week" in unit:
        whole = _relative(("next" if unit.startswith("next") else "this", unit.split()[-1]), frame)
        return None if whole is None else span(frame.ref, whole.end)
    return span(frame.ref, date(year_named(unit, frame.ref), 12, 31))


def _end_of_period(parts: tuple[str, ...], frame: Frame) -> Window | None:
    whole = _relative(("next" if parts[0] == "next" else "this", parts[1]), frame)
    if whole is None:
        return None
    back = 10 if parts[1] == "month" else 2
    return Window(whole.end - timedelta(days=back), whole.end)


def _later_year(parts: tuple[str, ...], frame: Frame) -> Window | None:
    if parts[0] == "next":
        return Window(date(frame.ref.year + 1, 1, 1), date(frame.ref.year + 1, 12, 31))
    return Window(frame.ref, date(frame.ref.year, 12, 31))


def _coming(parts: tuple[str, ...], frame: Frame) -> Window | None:
    unit = next(part for part in parts if part)
    if unit == "months":
        year, month = shift_month(frame.ref, 3)
        return span(frame.ref, day_or_last(year, month, frame.ref.day))
    return Window(frame.ref, frame.ref + timedelta(days=42 if unit == "weeks" else 7))


def _within(parts: tuple[str, ...], frame: Frame) -> Window | None:
    count, unit = how_many(parts[0]), parts[1]
    days = {"hour": 1, "day": count, "week": 7 * count, "month": 31 * count, "year": 366 * count}[
        unit
    ]
    return Window(frame.ref, frame.ref + timedelta(days=days))


def _year(parts: tuple[str, ...], _: Frame) -> Window | None:
    return Window(date(int(parts[0]), 1, 1), date(int(parts[0]), 12, 31))


SPANS: Mapping[str, Resolver] = {
    "part_month": _part_month,
    "part_year": _part_year,
    "part_season": _part_season,
    "part_period": _part_period,
    "quarter": _quarter,
    "half": _half,
    "month_rel": _month_rel,
    "month_year": _month_year,
    "month_range": _month_range,
    "first_of_year": _first_of_year,
    "end_of_year": _end_of_year,
    "by_year": _by_year,
    "end_of_period": _end_of_period,
    "later_year": _later_year,
    "early_rel": _early_rel,
    "relative": _relative,
    "season_rel": _season_rel,
    "season_year": _season_year,
    "coming": _coming,
    "within": _within,
    "month": _bare_month,
    "month_poss": _bare_month,
    "year": _year,
}
"""How each kind of expression that names a longer span is resolved."""
