"""The days for which an expression of time stands, seen from a day of reference."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.reading.days import (
    WEEKDAYS,
    Frame,
    Resolver,
    day_number,
    day_of,
    how_many,
    monday,
    month_number,
    month_window,
    one_day,
    shift_month,
    span,
    week,
    year_for,
)
from forecaster.reading.spans import SPANS
from forecaster.reading.timewords import TimeExpression


def resolve(expression: TimeExpression, frame: Frame) -> Window | None:
    """The days an expression stands for; None when it stands for none ("soon", 31/31)."""
    resolver = _RESOLVERS.get(expression.kind)
    try:
        return resolver(expression.parts, frame) if resolver else None
    except (ValueError, OverflowError):
        return None  # a day that no calendar has ("31/02", "45 May") names no day


def _iso(parts: tuple[str, ...], _: Frame) -> Window | None:
    return one_day(day_of(int(parts[0]), int(parts[1]), int(parts[2])))


def _dm(parts: tuple[str, ...], frame: Frame) -> Window | None:
    day, month = day_number(parts[0]), month_number(parts[1])
    year = (
        int(parts[2])
        if len(parts) > 2 and parts[2]
        else year_for(month, day, frame.ref, ahead=frame.ahead)
    )
    return one_day(day_of(year, month, day))


def _md(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _dm((parts[1], parts[0], *parts[2:]), frame)


def _dm_range(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _cross((parts[0], parts[2], parts[1], parts[2], parts[3]), frame)


def _md_range(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _cross((parts[1], parts[0], parts[2], parts[0], parts[3]), frame)


def _cross(parts: tuple[str, ...], frame: Frame) -> Window | None:
    first, month, last, end_month = (
        day_number(parts[0]),
        month_number(parts[1]),
        day_number(parts[2]),
        month_number(parts[3]),
    )
    year = int(parts[4]) if parts[4] else year_for(month, first, frame.ref, ahead=frame.ahead)
    return span(day_of(year, month, first), day_of(year + (end_month < month), end_month, last))


def _cross_md(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _cross((parts[1], parts[0], parts[3], parts[2], parts[4]), frame)


def _numeric(parts: tuple[str, ...], frame: Frame) -> Window | None:
    first, second = int(parts[0]), int(parts[1])
    day, month = (second, first) if frame.month_first else (first, second)
    if month > 12 >= day:
        day, month = month, day
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    year = int(parts[2]) if parts[2] else year_for(month, day, frame.ref, ahead=frame.ahead)
    return one_day(day_of(year + 2000 if year < 70 else year, month, day))


def _weekday(parts: tuple[str, ...], frame: Frame) -> Window | None:
    wanted = WEEKDAYS[parts[0]]
    if frame.ahead:
        return one_day(frame.ref + timedelta(days=(wanted - frame.ref.weekday()) % 7))
    return one_day(frame.ref - timedelta(days=(frame.ref.weekday() - wanted) % 7))


def _relative_weekday(parts: tuple[str, ...], frame: Frame) -> Window | None:
    wanted, ref = WEEKDAYS[parts[1]], frame.ref
    if parts[0].startswith(("last", "past", "this past", "previous")):
        return one_day(ref - timedelta(days=(ref.weekday() - wanted - 1) % 7 + 1))
    if parts[0] in {"next", "following", "the following"}:
        ahead = (wanted - ref.weekday() - 1) % 7 + 1
        return one_day(ref + timedelta(days=ahead))
    return one_day(ref + timedelta(days=(wanted - ref.weekday()) % 7))


def _weekday_week(parts: tuple[str, ...], frame: Frame) -> Window | None:
    wanted, ref = WEEKDAYS[parts[0]], frame.ref
    if parts[1] == "week":
        return one_day(ref + timedelta(days=(wanted - ref.weekday() - 1) % 7 + 8))
    return one_day(monday(ref) + timedelta(days=7 + wanted))


def _ago(parts: tuple[str, ...], frame: Frame) -> Window | None:
    count, unit = how_many(parts[0]), parts[1]
    if unit == "day":
        return one_day(frame.ref - timedelta(days=count))
    if unit in {"week", "fortnight"}:
        weeks = count * (2 if unit == "fortnight" else 1)
        return week(frame.ref, -weeks, "week")
    if unit == "month":
        return month_window(*shift_month(frame.ref, -count))
    return Window(date(frame.ref.year - count, 1, 1), date(frame.ref.year - count, 12, 31))


def _nth(parts: tuple[str, ...], frame: Frame) -> Window | None:
    day, ref = day_number(parts[0]), frame.ref
    month_back = 0
    if frame.ahead and day < ref.day:
        month_back = 1
    if not frame.ahead and day > ref.day:
        month_back = -1
    return one_day(day_of(*shift_month(ref, month_back), day))


def _fixed(days: int) -> Resolver:
    return lambda _, frame: one_day(frame.ref + timedelta(days=days))


def _yesterday(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return one_day(frame.ref - timedelta(days=2 if parts[0] == "the day before yesterday" else 1))


_RESOLVERS: Mapping[str, Resolver] = {
    "iso": _iso,
    "dmy": _dm,
    "mdy": _md,
    "dm": _dm,
    "md": _md,
    "dm_range": _dm_range,
    "md_range": _md_range,
    "cross_range": _cross,
    "cross_range_md": _cross_md,
    "numeric": _numeric,
    "weekday_week": _weekday_week,
    "relative_weekday": _relative_weekday,
    "weekday": _weekday,
    "ago": _ago,
    "nth": _nth,
    "overmorrow": _fixed(2),
    "yesterday": _yesterday,
    "tomorrow": _fixed(1),
    "today": _fixed(0),
    **SPANS,
}
