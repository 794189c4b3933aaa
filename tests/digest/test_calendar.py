"""One digest a local day, in every zone, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.deliver.calendar import due_at, is_due

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "US/Pacific",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
]


@pytest.mark.parametrize("zone_name", ZONES)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 7, 23])
def test_a_year_has_one_digest_for_each_local_day(zone_name: str, hour: int) -> None:
    zone = ZoneInfo(zone_name)
    # 2018: summer time begins at midnight in Sao Paulo, by half an hour on Lord Howe.
    now = datetime(2018, 1, 1, 12, tzinfo=UTC)
    made: list[date] = []
    while now < datetime(2019, 1, 1, 12, tzinfo=UTC):
        day = is_due(made[-1] if made else None, now, zone, hour)
        if day is not None:
            assert now >= due_at(day, zone, hour)
            assert now.astimezone(zone).hour >= hour or now.astimezone(zone).date() > day
            made.append(day)
        now += timedelta(minutes=15)
    expected = [made[0] + timedelta(days=index) for index in range(len(made))]
    assert made == expected, "no day is left out, none comes twice"
    assert 365 <= len(made) <= 366


def test_a_zone_that_leaves_a_day_out_gets_no_digest_for_it() -> None:
    zone, made = ZoneInfo("Pacific/Apia"), []
    now = datetime(2011, 12, 27, tzinfo=UTC)
    last: date | None = None
    while now < datetime(2012, 1, 3, tzinfo=UTC):
        day = is_due(last, now, zone, 7)
        if day is not None:
            made.append(day)
            last = day
        now += timedelta(minutes=15)
    assert date(2011, 12, 30) not in made
    assert {date(2011, 12, 29), date(2011, 12, 31)} <= set(made)
    assert made == sorted(set(made))


def test_missed_days_are_made_up_for_by_one_digest() -> None:
    zone = ZoneInfo("UTC")
    now = datetime(2018, 7, 28, 9, tzinfo=UTC)
    assert is_due(date(2018, 7, 24), now, zone, 7) == date(2018, 7, 28)
    assert is_due(date(2018, 7, 28), now, zone, 7) is None
    early = datetime(2018, 7, 28, 6, 59, tzinfo=UTC)
    assert is_due(date(2018, 7, 27), early, zone, 7) is None


def test_an_hour_that_comes_twice_is_due_at_the_first() -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert due_at(date(2018, 10, 28), zone, 2) == datetime(2018, 10, 28, 0, tzinfo=UTC)
    # 02:00 does not exist on 25 March: due at the instant of the change, 03:00 summer time.
    assert due_at(date(2018, 3, 25), zone, 2) == datetime(2018, 3, 25, 1, tzinfo=UTC)
