"""The days for which an expression of time stands, seen from a day of reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.reading.times.days import (
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
    ordinal,
    shift_month,
    span,
    step_of,
    week,
    year_for,
    year_named,
)
from forecaster.reading.times.holidays import holiday
from forecaster.reading.times.portions import closes
from forecaster.reading.times.spans import SPANS
from forecaster.reading.times.timewords import TimeExpression


def resolve(expression: TimeExpression, frame: Frame) -> Window | None:
    """The days an expression stands for; None when it stands for none ("soon", 31/31)."""
    resolver = _RESOLVERS.get(expression.kind)
    try:
        whole = _of_event(expression, frame) if expression.events else None
        if whole is None and resolver:
            whole = resolver(expression.parts, frame)
        if expression.bound and whole:
            return _bounded(expression, whole, frame)
        return _lasting(expression, whole, frame)
    except (ValueError, OverflowError):
        return None  # a day that no calendar has ("31/02", "45 May") names no day


def _lasting(expression: TimeExpression, whole: Window | None, frame: Frame) -> Window | None:
    """The days to come of what begins on a day and lasts several."""
    if whole is None or expression.days == 1 or whole.days > 1:
        return whole
    coming = frame.ahead or whole.start > frame.ref
    return (
        Window(whole.start, whole.start + timedelta(days=expression.days - 1)) if coming else whole
    )


def _of_event(expression: TimeExpression, frame: Frame) -> Window | None:
    """Days counted from those of an event; the next such, or the last when looking back."""
    if expression.bound:
        return None
    count = _COUNTED.get(expression.kind)
    if count is None:
        return None
    found = sorted((count(expression, event) for event in expression.events), key=_first_day)
    if frame.ahead:
        return next((one for one in found if one.end >= frame.ref), found[-1])
    return next((one for one in reversed(found) if one.start <= frame.ref), found[0])


def _first_day(window: Window) -> date:
    return window.start


def _ahead_of(expression: TimeExpression, event: Window) -> Window:
    return _around(expression, event.start - _length(expression.parts))


def _behind(expression: TimeExpression, event: Window) -> Window:
    return _around(expression, event.end + _length(expression.parts))


def _around(expression: TimeExpression, day: date) -> Window:
    """A day that was counted by days, the week of one that was counted by weeks."""
    return week(day, 0) if expression.parts[1] == "week" else Window(day, day)


def _eve(_: TimeExpression, event: Window) -> Window:
    day = event.start - timedelta(days=1)
    return Window(day, day)


_COUNTED: Mapping[str, Callable[[TimeExpression, Window], Window]] = {
    "days_before": _ahead_of,
    "days_after": _behind,
    "day_before": _eve,
}
"""Kinds that count from an event, each with how."""
COUNTED = frozenset(_COUNTED)
"""Kinds of expressions that count from an event named behind them."""


def _bounded(expression: TimeExpression, whole: Window, frame: Frame) -> Window | None:
    """The days before or after a limit; looking back, a limit alone names no days."""
    if not frame.ahead:
        return None
    bound = expression.bound
    whole = next((one for one in expression.events if one.overlaps(whole)), whole)
    closing = expression.kind == "end_of_unit" or closes(expression.parts[0])
    closing = closing or (expression.owns and not expression.events and whole.days > 1)
    if bound == "by" or (bound == "before" and closing):
        return Window(frame.ref, whole.end) if whole.end >= frame.ref else None
    if bound == "before":
        last = whole.start - timedelta(days=1)
        return Window(frame.ref, last) if last >= frame.ref else None
    if bound in {"after", "from"}:
        first = whole.start if bound == "from" else whole.end + timedelta(days=1)
        return Window(first, first + (_MONTH if whole.days <= _FEW else _QUARTER))
    return None


_FEW = 7
_MONTH, _QUARTER = timedelta(days=30), timedelta(days=91)


def _iso(parts: tuple[str, ...], _: Frame) -> Window | None:
    return one_day(day_of(int(parts[0]), int(parts[-2]), int(parts[-1])))


def _dm(parts: tuple[str, ...], frame: Frame) -> Window | None:
    if parts[1].endswith(" month"):
        return _of_month(parts, frame)
    day, month = day_number(parts[0]), month_number(parts[1])
    year = (
        year_named(parts[2], frame.ref)
        if len(parts) > 2 and parts[2]
        else year_for(month, day, frame.ref, ahead=frame.ahead)
    )
    return one_day(day_of(year, month, day))


def _md(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _dm((parts[1], parts[0], *parts[2:]), frame)


def _spelled(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _dm((str(ordinal(parts[0])), parts[1]), frame)


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
    year = (
        year_named(parts[4], frame.ref)
        if parts[4]
        else year_for(month, first, frame.ref, ahead=frame.ahead)
    )
    return span(day_of(year, month, first), day_of(year + (end_month < month), end_month, last))


def _cross_md(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _cross((parts[1], parts[0], parts[3], parts[2], parts[4]), frame)


def _slashes(parts: tuple[str, ...], frame: Frame) -> Window | None:
    first, second = int(parts[0]), int(parts[1])
    day, month = (second, first) if frame.month_first else (first, second)
    if month > _MONTHS_A_YEAR >= day:
        day, month = month, day
    year = _full_year(parts[2]) if len(parts) > 2 else None
    if year is None:
        year = year_for(month, day, frame.ref, ahead=frame.ahead)
    return one_day(day_of(year, month, day))


def _dots(parts: tuple[str, ...], _: Frame) -> Window | None:
    return one_day(day_of(int(parts[2]), int(parts[1]), int(parts[0])))


def _full_year(text: str) -> int:
    """Two digits of a year stand for 1970 to 2069."""
    year = int(text)
    if year >= _TWO_DIGITS:
        return year
    return year + (2000 if year < _TURN else 1900)


_MONTHS_A_YEAR, _TWO_DIGITS, _TURN = 12, 100, 70


def _holiday(parts: tuple[str, ...], frame: Frame) -> Window | None:
    name = parts[0].replace("’", "'")
    years = [int(parts[1])] if parts[1] else range(frame.ref.year - 1, frame.ref.year + 2)
    found = [days for days in (holiday(name, year) for year in years) if days]
    if parts[1] or not found:
        return found[0] if found else None
    if frame.ahead:
        return next((days for days in found if days.end >= frame.ref), None)
    return next((days for days in reversed(found) if days.start <= frame.ref), None)


def _week_of(parts: tuple[str, ...], frame: Frame) -> Window | None:
    day = _dm(parts, frame)
    return week(day.start, 0) if day else None


def _weekday(parts: tuple[str, ...], frame: Frame) -> Window | None:
    wanted = WEEKDAYS[next(part for part in parts if part)]
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
    """ "Tuesday week", "Tuesday next week", "next week, on Tuesday"."""
    wanted, ref = WEEKDAYS[parts[0] or parts[2]], frame.ref
    if parts[1] in _WEEKS_ON:
        coming = (wanted - ref.weekday() - 1) % 7 + 1
        return one_day(ref + timedelta(days=coming + 7 * _WEEKS_ON[parts[1]]))
    return one_day(monday(ref) + timedelta(days=7 + wanted))


_WEEKS_ON: Mapping[str, int] = {"next": 0, "week": 1, "after next": 1, "fortnight": 2}
"""Weeks behind the coming such weekday."""


def _weekday_past_week(parts: tuple[str, ...], frame: Frame) -> Window | None:
    wanted = WEEKDAYS[parts[0] or parts[2]]
    return one_day(monday(frame.ref) + timedelta(days=wanted - 7))


def _weekday_count(parts: tuple[str, ...], frame: Frame) -> Window | None:
    """ "A week on Friday", "two weeks from Tuesday"."""
    first = _weekday((parts[1],), Frame(frame.ref, ahead=True))
    weeks = how_many(parts[0] or "a")
    return one_day(first.start + timedelta(days=7 * weeks)) if first else None


def _weekday_range(parts: tuple[str, ...], frame: Frame) -> Window | None:
    first, last = _weekday(parts[:1], frame), _weekday(parts[1:], frame)
    if first is None or last is None:
        return None
    days = (last.start.weekday() - first.start.weekday()) % 7
    if frame.ahead:
        return Window(first.start, first.start + timedelta(days=days))
    return Window(last.start - timedelta(days=days), last.start)


def _ago(parts: tuple[str, ...], frame: Frame) -> Window | None:
    count, unit = how_many(parts[0]), parts[1]
    if unit == "day":
        return one_day(frame.ref - timedelta(days=count))
    if unit in {"week", "fortnight"}:
        weeks = count * (2 if unit == "fortnight" else 1)
        return week(frame.ref, -weeks)
    if unit == "month":
        return month_window(*shift_month(frame.ref, -count))
    return Window(date(frame.ref.year - count, 1, 1), date(frame.ref.year - count, 12, 31))


def _nth(parts: tuple[str, ...], frame: Frame) -> Window | None:
    if len(parts) > 1:
        return _nth_range(parts, frame)  # "on the 9th and 10th"
    day, ref = day_number(parts[0]), frame.ref
    month_back = 0
    if frame.ahead and day < ref.day:
        month_back = 1
    if not frame.ahead and day > ref.day:
        month_back = -1
    return one_day(day_of(*shift_month(ref, month_back), day))


def _of_month(parts: tuple[str, ...], frame: Frame) -> Window | None:
    """ "The 9th of next month"."""
    return one_day(day_of(*shift_month(frame.ref, step_of(parts[1])), _day_in(parts[0])))


def _day_in(words: str) -> int:
    """The day in "9th" or "ninth"."""
    return day_number(words) if words[0].isdigit() else ordinal(words)


def _nth_range(parts: tuple[str, ...], frame: Frame) -> Window | None:
    first, last = _nth(parts[:1], frame), _nth(parts[1:], frame)
    return span(first.start, last.start) if first and last else None


def _fixed(days: int) -> Resolver:
    return lambda _, frame: one_day(frame.ref + timedelta(days=days))


def _told(days: int) -> Resolver:
    """Days counted from that of which the text was speaking."""
    return lambda _, frame: one_day((frame.told or frame.ref) + timedelta(days=days))


def _day_before(parts: tuple[str, ...], frame: Frame) -> Window | None:
    """The day before that of which the text was speaking; the eve of an unknown event is none."""
    return None if parts[1] else _told(-1)(parts, frame)


def _apart(direction: int) -> Resolver:
    """ "Two days after he declared", "two days before he is due": counted from the text's day."""

    def day(parts: tuple[str, ...], frame: Frame) -> Window | None:
        return one_day((frame.told or frame.ref) + direction * _length(parts))

    return day


def _length(parts: tuple[str, ...]) -> timedelta:
    """How long "two weeks" are."""
    return timedelta(days=how_many(parts[0]) * (7 if parts[1] == "week" else 1))


def how_long(expression: TimeExpression) -> timedelta:
    """How far "three days after", "two weeks before" lie from what they count from."""
    return _length(expression.parts)


def _yesterday(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return one_day(frame.ref - timedelta(days=2 if "before" in parts[0] else 1))


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
    "week_of_dm": _week_of,
    "week_of_md": lambda parts, frame: _week_of((parts[1], parts[0]), frame),
    "slashes": _slashes,
    "short_slash": _slashes,
    "dots": _dots,
    "holiday": _holiday,
    "weekday_past_week": _weekday_past_week,
    "weekday_count": _weekday_count,
    "weekday_range": _weekday_range,
    "nth_range": _nth_range,
    "weekday_week": _weekday_week,
    "relative_weekday": _relative_weekday,
    "weekday": _weekday,
    "ago": _ago,
    "nth": _nth,
    "overmorrow": _fixed(2),
    "yesterday": _yesterday,
    "tomorrow": _fixed(1),
    "today": _fixed(0),
    "same_day": _told(0),
    "hour": _told(0),
    "spelled": _spelled,
    "spelled_md": lambda parts, frame: _spelled((parts[1], parts[0]), frame),
    "days_after": _apart(-1),
    "days_before": _apart(1),
    "day_before": _day_before,
    "day_after": _told(1),
    **SPANS,
}
