"""Which edition of an event a text means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.summits import Summit
from forecaster.reading.known.forums import ForumCalendar

OPENS = date(2031, 9, 24)


def edition(year: int) -> Summit:
    """A week of a yearly event."""
    start = OPENS.replace(year=year)
    known = datetime(year - 1, 1, 1, tzinfo=UTC)
    return Summit(
        id=f"fair-{year}",
        series="fair",
        name=f"Fair {year}",
        window=Window(start, start + timedelta(days=6)),
        place=Place(CountryCode("NOR"), "Bergen"),
        members=frozenset(),
        invitees=frozenset(),
        host_known_at=known,
        dates_known_at=known,
    )


CALENDAR = ForumCalendar(tuple(edition(year) for year in (2030, 2031, 2032)))


@pytest.mark.parametrize(
    ("days_before", "ahead", "meant"),
    [
        (2, False, "fair-2031"),  # who has met beside it came early
        (5, False, "fair-2031"),
        (6, False, "fair-2030"),
        (-3, False, "fair-2031"),
        (40, True, "fair-2031"),
        (-3, True, "fair-2031"),
        (-10, True, "fair-2032"),
    ],
)
def test_the_edition_by_the_day_of_the_text(days_before: int, ahead: bool, meant: str) -> None:
    found = CALENDAR.edition("fair", OPENS - timedelta(days=days_before), ahead=ahead)
    assert found is not None
    assert found.id == meant


def test_a_year_that_is_told_goes_before_nearness() -> None:
    found = CALENDAR.edition("fair", OPENS - timedelta(days=2), ahead=False, year=2030)
    assert found is not None
    assert found.id == "fair-2030"
