"""Days that words stand for, by the table of docs/codebook.md; reference is a Tuesday."""

from __future__ import annotations

from dataclasses import replace
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
        ("within 48 hours", _window("2018-07-24", "2018-07-26")),
        ("in 72 hours", _window("2018-07-27")),
        ("in the next 24 hours", _window("2018-07-24", "2018-07-25")),
        ("in coming weeks", _window("2018-07-24", "2018-09-04")),
        ("over coming months", _window("2018-07-24", "2018-10-24")),
        ("in next few days", _window("2018-07-24", "2018-07-31")),
        ("in the next week", _window("2018-07-24", "2018-07-31")),
        ("in two or three weeks", _window("2018-08-04", "2018-08-17")),
        ("in a week or two", _window("2018-07-28", "2018-08-10")),
        ("within two to three weeks", _window("2018-07-24", "2018-08-14")),
        ("on the 29th of this month", _window("2018-07-29")),
        ("the ninth of next month", _window("2018-08-09")),
        ("on the 26th and 27th", _window("2018-07-26", "2018-07-27")),
        ("on the 23rd and 24th of August", _window("2018-08-23", "2018-08-24")),
        ("between the 10th and 20th of August", _window("2018-08-10", "2018-08-20")),
        ("on 13, 14 and 15 August", _window("2018-08-13", "2018-08-15")),
        ("on August 13, 14 and 15", _window("2018-08-13", "2018-08-15")),
        ("on 3rd September", _window("2018-09-03")),
        ("on Friday the 31st", _window("2018-07-31")),
        ("on October the 3rd", _window("2018-10-03")),
        ("on the first Monday of August", _window("2018-08-06")),
        ("on the last Friday of next month", _window("2018-08-31")),
        ("the first three days of August", _window("2018-08-01", "2018-08-03")),
        ("in the last two days of September", _window("2018-09-29", "2018-09-30")),
        ("in the second ten days of August", _window("2018-08-11", "2018-08-20")),
        ("in the first fortnight of August", _window("2018-08-01", "2018-08-14")),
        ("late in August", _window("2018-08-21", "2018-08-31")),
        ("early in August", _window("2018-08-01", "2018-08-10")),
        ("mid-to-late August", _window("2018-08-11", "2018-08-31")),
        ("late August - early September", _window("2018-08-21", "2018-09-10")),
        ("by August-end", _window("2018-07-24", "2018-08-31")),
        ("at the end of the summer", _window("2018-08-01", "2018-08-31")),
        ("between now and 10 August", _window("2018-07-24", "2018-08-10")),
        ("no sooner than September", _window("2018-09-01", "2018-12-01")),
        ("the week ending 10 August", _window("2018-08-06", "2018-08-12")),
        ("in Q4", _window("2018-10-01", "2018-12-31")),
        ("in Q1 2019", _window("2019-01-01", "2019-03-31")),
        ("in H2", _window("2018-07-01", "2018-12-31")),
        ("by mid-year", _window("2018-07-24", "2018-08-31")),
        ("on Thurs.", _window("2018-07-26")),
        ("until Wed", _window("2018-07-24", "2018-07-25")),
        ("Thu, Aug. 2", _window("2018-08-02")),
        ("day after tomorrow", _window("2018-07-26")),
        ("3-Aug-2018", _window("2018-08-03")),
        ("2018/08/03", _window("2018-08-03")),
        ("MEET IN ANKARA ON AUGUST 3", _window("2018-08-03")),
        ("IN SEPTEMBER", _window("2018-09-01", "2018-09-30")),
        ("BY MAY", _window("2018-07-24", "2019-05-31")),
        ("on the eve of the talks", None),
        ("ahead of next month's vote", _window("2018-07-24", "2018-08-31")),
        ("before Friday's talks", _window("2018-07-24", "2018-07-26")),
        ("will be here within hours", _window("2018-07-24", "2018-07-25")),
        ("since May", None),
        ("soon", None),
        ("31/02/2019", None),
    ],
)
def test_words_ahead_are_intervals(text: str, window: Window | None) -> None:
    found = find_times(text)
    assert (resolve(found[0], Frame(TUESDAY, ahead=True)) if found else None) == window


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("next Thursday (August 2)", "2018-08-02"),
        ("next Thursday, August 2,", "2018-08-02"),
        ("on August 2 (Thursday)", "2018-08-02"),
        ("next month (August 28-29)", "2018-08-29"),
        ("over the weekend of 18 August", "2018-08-18"),
    ],
)
def test_a_date_tells_what_the_words_beside_it_mean(text: str, last: str) -> None:
    found = [resolve(one, Frame(TUESDAY, ahead=True)) for one in find_times(text)]
    assert len(found) == 2
    assert {one.end for one in found if one} == {date.fromisoformat(last)}


def test_a_limit_stands_before_the_words_and_the_date_that_tells_what_they_mean() -> None:
    found = [
        resolve(one, Frame(TUESDAY, ahead=True))
        for one in find_times("before next Thursday (August 2)")
    ]
    assert found == [_window("2018-07-24", "2018-08-01")] * 2


@pytest.mark.parametrize(
    ("text", "ahead", "day"),
    [
        ("two days before the summit", True, "2018-11-28"),
        ("two days after the summit", True, "2018-12-03"),
        ("the day before the summit", True, "2018-11-29"),
        ("on the eve of the summit", True, "2018-11-29"),
        ("on the eve of the summit", False, "2018-07-06"),
        ("a day after the summit", False, "2018-07-09"),
    ],
)
def test_days_are_counted_from_an_event_that_is_known(text: str, ahead: bool, day: str) -> None:
    (found,) = find_times(text)
    events = (_window("2018-07-07", "2018-07-08"), _window("2018-11-30", "2018-12-01"))
    assert resolve(replace(found, events=events), Frame(TUESDAY, ahead)) == _window(day)


def test_weeks_before_an_event_are_a_week() -> None:
    (found,) = find_times("two weeks before the summit")
    counted = replace(found, events=(_window("2018-11-30", "2018-12-01"),))
    assert resolve(counted, Frame(TUESDAY, ahead=True)) == _window("2018-11-12", "2018-11-18")


def test_before_the_month_of_a_known_event_is_before_the_event() -> None:
    (found,) = find_times("ahead of next month's summit")
    known = replace(found, events=(_window("2018-08-20", "2018-08-21"),))
    assert resolve(known, Frame(TUESDAY, ahead=True)) == _window("2018-07-24", "2018-08-19")


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
        ("day before yesterday", _window("2018-07-22")),
        ("on the 28th of last month", _window("2018-06-28")),
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


@pytest.mark.parametrize(
    "text",
    [
        "he may go",
        "they march on",
        "the mayor",
        "a second look",
        "this may be it",
        "a long last march",
        "ALDER MAY MEET BIRCH",
        "THIS MAY BE IT",
        "MARCH TALKS WITH THE CROWD",
        "he sat in the sun",
        "The Sun told",
        "accepted within hours",
        "Q1 Did he?",
    ],
)
def test_ordinary_words_are_no_times(text: str) -> None:
    assert find_times(text) == []


@given(st.text(max_size=300), st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.booleans())
def test_any_text_resolves_without_failing(text: str, ref: date, ahead: bool) -> None:
    for found in find_times(text):
        assert 0 <= found.start < found.end <= len(text)
        window = resolve(found, Frame(ref, ahead))
        assert window is None or window.start <= window.end
