"""Visits of several days, and days counted from events: what a whole sentence tells of a window."""

from __future__ import annotations

from datetime import date

import pytest

from forecaster.domain.clock import Window
from forecaster.reading.reader import RulesReader
from forecaster.reading.times.stays import find_stays
from tests.reading.world import an_article


def _windows(reader: RulesReader, text: str) -> set[tuple[str, str]]:
    """First and last day of the meetings that a text tells."""
    acts = [one.act for one in reader.read(an_article(text)).mentions]
    return {
        (one.window.start.isoformat(), one.window.end.isoformat()) for one in acts if one.window
    }


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("a three-day state visit", [3]),
        ("a 48-hour visit", [2]),
        ("a 36-hour stop", [2]),
        ("a visit of three days", [3]),
        ("will be here for four days", [4]),
        ("two days of talks", [2]),
        ("two days' talks", [2]),
        ("during a three-day visit", []),
        ("on the first day of a three-day visit", []),
        ("ends a three-day visit", []),
        ("home from a three-day visit", []),
        ("postponed for two days", []),
        ("two days before the summit", []),
        ("a one-day visit", []),
        ("ill for three days now", []),
    ],
)
def test_how_long_a_visit_lasts(text: str, days: list[int]) -> None:
    assert [one.days for one in find_stays(text)] == days


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "Alder will pay a three-day state visit to Sudland from Thursday to meet Birch.",
            8,
        ),
        ("Anna Alder and Ben Birch will meet in Sandbay for two days from Thursday.", 7),
        ("Ben Birch will host Anna Alder in Sandbay on March 6 for three days.", 8),
        ("Anna Alder will meet Ben Birch in Sandbay on Thursday, North House said.", 6),
        ("Anna Alder will meet Ben Birch on Thursday during a three-day visit to Sudland.", 6),
        (
            "Alder postponed a three-day visit to Birch in Sudland that was to begin on March 6.",
            8,
        ),
    ],
)
def test_a_visit_ends_on_its_last_day(small: RulesReader, text: str, last: int) -> None:
    assert _windows(small, text) == {("2031-03-06", date(2031, 3, last).isoformat())}


def test_a_visit_does_not_begin_on_the_day_on_which_it_is_told(small: RulesReader) -> None:
    text = (
        "North House said on Monday that Anna Alder will meet Ben Birch in Sandbay on Thursday for "
        "two days of talks."
    )
    assert _windows(small, text) == {("2031-03-06", "2031-03-07")}
    (found,) = small.read(an_article(text)).mentions
    assert found.act.statement_on == date(2031, 3, 3)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("two days before the G20", "2031-11-18"),
        ("two days after the G20", "2031-11-23"),
        ("on the eve of the G20", "2031-11-19"),
    ],
)
def test_days_are_counted_from_a_summit_of_the_calendar(
    small: RulesReader, when: str, day: str
) -> None:
    text = f"Anna Alder and Ben Birch will meet in Sandbay {when} summit in Westport."
    assert _windows(small, text) == {(day, day)}


def test_before_the_month_of_a_summit_is_before_the_summit(small: RulesReader) -> None:
    text = "Anna Alder and Ben Birch will meet in Sandbay ahead of next month's G20 summit."
    article = an_article(text, published=date(2031, 10, 7))
    (found,) = small.read(article).mentions
    assert found.act.window == Window(date(2031, 10, 7), date(2031, 11, 19))


def test_days_before_a_summit_that_are_today_tell_how_near_it_is(small: RulesReader) -> None:
    text = "Two days before the G20 summit, Anna Alder cancelled her meeting with Ben Birch."
    (found,) = small.read(an_article(text, published=date(2031, 11, 18))).mentions
    assert found.act.window is None or found.act.window.start == date(2031, 11, 20)
