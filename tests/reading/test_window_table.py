"""The table of windows in docs/codebook.md, from any day of reference and in many wordings."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.clock import Window
from forecaster.reading.times.dates import resolve
from forecaster.reading.times.days import Frame
from forecaster.reading.times.timewords import find_times

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TUESDAY = date(2018, 7, 24)


def _read(text: str, ref: date, *, ahead: bool = True) -> Window:
    (found,) = find_times(text)
    window = resolve(found, Frame(ref, ahead))
    assert window is not None
    return window


def _month(year: int, month: int) -> Window:
    return Window(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


@given(DAYS)
def test_what_is_left_of_the_year(ref: date) -> None:
    left = Window(ref, date(ref.year, 12, 31))
    for words in (
        "later this year",
        "later in the year",
        "before the year is out",
        "before the end of the year",
        "by year-end",
        "by the end of the year",
        "in the course of the year",
    ):
        assert _read(words, ref) == left


@given(DAYS)
def test_the_end_of_the_year_is_december(ref: date) -> None:
    for words in ("at the end of the year", "at year's end", "towards the end of the year"):
        assert _read(words, ref) == _month(ref.year, 12)


@given(DAYS)
def test_after_the_first_of_the_year_is_the_next_one(ref: date) -> None:
    whole = Window(date(ref.year + 1, 1, 1), date(ref.year + 1, 12, 31))
    for words in ("after the first of the year", "in the new year", "next year"):
        assert _read(words, ref) == whole


@given(DAYS)
def test_a_season_is_three_whole_months(ref: date) -> None:
    for words in ("this autumn", "in the fall"):
        window = _read(words, ref)
        assert (window.start.month, window.start.day) == (9, 1)
        assert (window.end.month, window.end.day) == (11, 30)
        assert window.start.year == window.end.year
        assert window.end >= ref


@given(DAYS, st.integers(1, 12))
def test_thirds_of_a_month(ref: date, month: int) -> None:
    name = MONTHS[month - 1]
    early, mid, late = (_read(f"in {part} {name}", ref) for part in ("early", "mid", "late"))
    assert (early.start.day, early.end.day) == (1, 10)
    assert (mid.start.day, mid.end.day) == (11, 20)
    assert (late.start.day, late.end.day) == (21, monthrange(late.end.year, month)[1])
    assert _read(f"in the second half of {name}", ref).start.day == 16
    for window in (early, mid, late):
        assert window.start.month == window.end.month == month


@given(DAYS, st.integers(1, 12))
def test_a_month_of_the_next_year_is_that_of_the_next_year(ref: date, month: int) -> None:
    name = MONTHS[month - 1]
    for words in (f"in {name} next year", f"in {name} of next year"):
        assert _read(words, ref) == _month(ref.year + 1, month)
    assert _read(f"in early {name} next year", ref).start == date(ref.year + 1, month, 1)
    assert _read(f"on 5 {name} next year", ref).start == date(ref.year + 1, month, 5)


@given(DAYS)
def test_next_week_runs_from_monday_to_sunday(ref: date) -> None:
    window = _read("next week", ref)
    assert (window.start.weekday(), window.days) == (0, 7)
    assert 1 <= (window.start - ref).days <= 7
    assert _read("the week after next", ref).start == window.start + timedelta(days=7)


@given(DAYS)
def test_coming_spans_begin_today(ref: date) -> None:
    for words in ("in the coming weeks", "in the weeks ahead", "in a few weeks", "within weeks"):
        assert _read(words, ref) == Window(ref, ref + timedelta(days=42))
    for words in ("in the coming months", "in the months to come", "over the next few months"):
        window = _read(words, ref)
        assert window.start == ref
        assert (window.end.month - ref.month) % 12 == 3
        assert window.end.day in {ref.day, monthrange(window.end.year, window.end.month)[1]}


@given(DAYS, st.integers(0, 6))
def test_a_weekday_back_is_the_last_and_ahead_the_next_such_day(ref: date, weekday: int) -> None:
    name = WEEKDAYS[weekday]
    back, ahead = _read(f"on {name}", ref, ahead=False), _read(f"on {name}", ref)
    assert 0 <= (ref - back.start).days < 7
    assert 0 <= (ahead.start - ref).days < 7
    assert 1 <= (_read(f"next {name}", ref).start - ref).days <= 7
    assert back.start.weekday() == ahead.start.weekday() == weekday


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("by month's end", "2018-07-24", "2018-07-31"),
        ("at the end of the month", "2018-07-21", "2018-07-31"),
        ("in the last ten days of August", "2018-08-21", "2018-08-31"),
        ("in the latter part of September", "2018-09-16", "2018-09-30"),
        ("later this summer", "2018-07-24", "2018-08-31"),
        ("later this autumn", "2018-09-01", "2018-11-30"),
        ("before the summer is over", "2018-07-24", "2018-08-31"),
        ("in the autumn of next year", "2019-09-01", "2019-11-30"),
        ("in spring next year", "2019-03-01", "2019-05-31"),
        ("not before September", "2018-09-01", "2018-12-01"),
        ("no earlier than September", "2018-09-01", "2018-12-01"),
        ("as early as September", "2018-09-01", "2018-09-30"),
        ("no later than 10 September", "2018-07-24", "2018-09-10"),
        ("the Thursday after next", "2018-08-02", "2018-08-02"),
        ("on Friday fortnight", "2018-08-10", "2018-08-10"),
        ("in the course of the week", "2018-07-24", "2018-07-29"),
        ("within the month", "2018-07-24", "2018-08-24"),
        ("next quarter", "2018-10-01", "2018-12-31"),
        ("early next month", "2018-08-01", "2018-08-10"),
        ("later this week", "2018-07-24", "2018-07-29"),
        ("in the second half of next year", "2019-07-01", "2019-12-31"),
    ],
)  # fmt: skip
def test_wordings_of_the_trade(words: str, first: str, last: str) -> None:
    expected = Window(date.fromisoformat(first), date.fromisoformat(last))
    assert _read(words, TUESDAY) == expected


@pytest.mark.parametrize("words", ["soon", "shortly", "in the near future", "before long"])
def test_soon_is_no_window(words: str) -> None:
    assert all(resolve(one, Frame(TUESDAY, ahead=True)) is None for one in find_times(words))
