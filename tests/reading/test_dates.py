"""Days that words stand for, by the table of docs/codebook.md; reference is a Tuesday."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.clock import Window
from forecaster.reading.times.dates import resolve
from forecaster.reading.times.days import Frame
from forecaster.reading.times.timewords import find_times

TUESDAY = date(2018, 7, 24)


def _read(text: str, *, ahead: bool = True, month_first: bool = False) -> Window | None:
    (found,) = find_times(text)
    return resolve(found, Frame(TUESDAY, ahead, month_first))


def _window(start: str, end: str | None = None) -> Window:
    return Window(date.fromisoformat(start), date.fromisoformat(end or start))


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("on Friday", _window("2018-07-27")),
        ("next Monday", _window("2018-07-30")),
        ("tomorrow", _window("2018-07-25")),
        ("next week", _window("2018-07-30", "2018-08-05")),
        ("later this year", _window("2018-07-24", "2018-12-31")),
        ("this autumn", _window("2018-09-01", "2018-11-30")),
        ("in the fall", _window("2018-09-01", "2018-11-30")),
        ("at the end of the year", _window("2018-12-01", "2018-12-31")),
        ("after the first of the year", _window("2019-01-01", "2019-12-31")),
        ("in early May", _window("2019-05-01", "2019-05-10")),
        ("in mid-May", _window("2019-05-11", "2019-05-20")),
        ("in late August", _window("2018-08-21", "2018-08-31")),
        ("in the coming weeks", _window("2018-07-24", "2018-09-04")),
        ("in the coming months", _window("2018-07-24", "2018-10-24")),
        ("from 3 to 5 September", _window("2018-09-03", "2018-09-05")),
        ("June 3 to 5, 2019", _window("2019-06-03", "2019-06-05")),
        ("20 February", _window("2019-02-20")),
        ("2018-11-30", _window("2018-11-30")),
        ("spring 2019", _window("2019-03-01", "2019-05-31")),
        ("in the first half of 2019", _window("2019-01-01", "2019-06-30")),
        ("in the second half of May", _window("2019-05-16", "2019-05-31")),
        ("in the third week of August", _window("2018-08-15", "2018-08-21")),
        ("by the end of August", _window("2018-07-24", "2018-08-31")),
        ("before the end of the year", _window("2018-07-24", "2018-12-31")),
        ("before the year is out", _window("2018-07-24", "2018-12-31")),
        ("before the autumn", _window("2018-07-24", "2018-08-31")),
        ("late next month", _window("2018-08-21", "2018-08-31")),
        ("later this month", _window("2018-07-24", "2018-07-31")),
        ("in early 2019", _window("2019-01-01", "2019-03-31")),
        ("in the fourth quarter", _window("2018-10-01", "2018-12-31")),
        ("in the first quarter", _window("2019-01-01", "2019-03-31")),
        ("within a fortnight", _window("2018-07-24", "2018-08-07")),
        ("in ten days' time", _window("2018-08-03")),
        ("in the next three weeks", _window("2018-07-24", "2018-08-14")),
        ("at the weekend", _window("2018-07-28", "2018-07-29")),
        ("on Thursday of next week", _window("2018-08-02")),
        ("on Friday week", _window("2018-08-03")),
        ("a week on Friday", _window("2018-08-03")),
        ("from Thursday to Saturday", _window("2018-07-26", "2018-07-28")),
        ("on Sunday, 29 July", _window("2018-07-29")),
        ("in the week of 6 August", _window("2018-08-06", "2018-08-12")),
        ("before Christmas", _window("2018-07-24", "2018-12-23")),
        ("after Labor Day", _window("2018-09-04", "2018-10-04")),
        ("at Easter", _window("2019-04-19", "2019-04-22")),
        ("during Ramadan", _window("2019-05-06", "2019-06-04")),
        ("on the twenty-ninth of July", _window("2018-07-29")),
        ("on August the third", _window("2018-08-03")),
        ("this very month", _window("2018-07-01", "2018-07-31")),
        ("this side of Christmas", _window("2018-07-24", "2018-12-23")),
        ("since May", None),
        ("soon", None),
        ("31/02/2019", None),
    ],
)
def test_words_ahead_are_intervals(text: str, window: Window | None) -> None:
    found = find_times(text)
    assert (resolve(found[0], Frame(TUESDAY, ahead=True)) if found else None) == window


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("on Friday", _window("2018-07-20")),
        ("on Tuesday", _window("2018-07-24")),
        ("last Tuesday", _window("2018-07-17")),
        ("yesterday", _window("2018-07-23")),
        ("two weeks ago", _window("2018-07-09", "2018-07-15")),
        ("on 20 June", _window("2018-06-20")),
        ("last week", _window("2018-07-16", "2018-07-22")),
        ("on Friday of last week", _window("2018-07-20")),
        ("earlier this month", _window("2018-07-01", "2018-07-24")),
        ("last winter", _window("2017-12-01", "2018-02-28")),
        ("at the weekend", _window("2018-07-21", "2018-07-22")),
        ("in January", _window("2018-01-01", "2018-01-31")),
    ],
)
def test_words_back_are_the_last_such_days(text: str, window: Window) -> None:
    assert _read(text, ahead=False) == window


def test_day_and_month_follow_the_outlet() -> None:
    assert _read("on 06/03/2019") == _window("2019-03-06")
    assert _read("on 06/03/2019", month_first=True) == _window("2019-06-03")


@pytest.mark.parametrize("text", ["it cost 1.2 million", "at 8.30 sharp"])
def test_numbers_are_no_days(text: str) -> None:
    assert find_times(text) == []


@pytest.mark.parametrize("text", ["he may go", "they march on", "the mayor", "a second look"])
def test_ordinary_words_are_no_times(text: str) -> None:
    assert find_times(text) == []


@given(st.text(max_size=300), st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.booleans())
def test_any_text_resolves_without_failing(text: str, ref: date, ahead: bool) -> None:
    for found in find_times(text):
        assert 0 <= found.start < found.end <= len(text)
        window = resolve(found, Frame(ref, ahead))
        assert window is None or window.start <= window.end
