"""Feasts of known years, from printed calendars."""

from __future__ import annotations

from datetime import date

import pytest

from forecaster.domain.clock import Window
from forecaster.reading.times.holidays import easter, holiday, orthodox_easter


@pytest.mark.parametrize(
    ("year", "western", "orthodox"),
    [
        (2000, date(2000, 4, 23), date(2000, 4, 30)),
        (2018, date(2018, 4, 1), date(2018, 4, 8)),
        (2024, date(2024, 3, 31), date(2024, 5, 5)),
        (2025, date(2025, 4, 20), date(2025, 4, 20)),
    ],
)
def test_easter(year: int, western: date, orthodox: date) -> None:
    assert (easter(year), orthodox_easter(year)) == (western, orthodox)


@pytest.mark.parametrize(
    ("name", "year", "first"),
    [
        ("ramadan", 2018, date(2018, 5, 16)),
        ("ramadan", 2024, date(2024, 3, 11)),
        ("eid al-adha", 2019, date(2019, 8, 12)),
        ("thanksgiving", 2018, date(2018, 11, 22)),
        ("memorial day", 2020, date(2020, 5, 25)),
        ("labor day", 2018, date(2018, 9, 3)),
    ],
)
def test_feasts_fall_within_a_day_of_the_printed_calendar(
    name: str, year: int, first: date
) -> None:
    found = holiday(name, year)
    assert found is not None
    assert abs((found.start - first).days) <= 1


def test_unknown_feasts_have_no_days() -> None:
    assert holiday("midwinter fair", 2020) is None
    assert holiday("christmas", 2020) == Window(date(2020, 12, 24), date(2020, 12, 26))
