"""Calendars: moved, cancelled, recurring, broken; what is open stays open and is told."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.errors import CalendarError
from forecaster.domain.places import CountryCode, Place
from jobs.fetch.calendars import Atlas, CalendarPage, read_calendar

NOW = datetime(2018, 7, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=5)
ARG = Place(CountryCode("ARG"), "Buenos Aires")
MEMBERS = frozenset({CountryCode("USA"), CountryCode("RUS")})

ATLAS = Atlas(
    series={"g20": "g20", "group of 20": "g20", "apec": "apec"},
    members={"g20": MEMBERS},
    places={
        "buenos aires": ARG,
        "argentina": Place(CountryCode("ARG")),
        "osaka": Place(CountryCode("JPN"), "Osaka"),
        "japan": Place(CountryCode("JPN")),
    },
    known={},
)


def event(*lines: str, summary: str = "G20 Leaders' Summit", uid: str = "1") -> str:
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{summary}", *lines, "END:VEVENT", ""]
    )


def calendar(*events: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x\r\n"
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


def read(data: bytes, before: CalendarPage | None = None, now: datetime = NOW) -> CalendarPage:
    known = {summit.id: summit for summit in before.summits} if before else {}
    atlas = Atlas(ATLAS.series, ATLAS.members, ATLAS.places, known)
    return read_calendar(data, source="cal", atlas=atlas, known_at=now)


DAYS = ("DTSTART;VALUE=DATE:20181130", "DTEND;VALUE=DATE:20181202")
WHERE = "LOCATION:Buenos Aires\\, Argentina"


def test_an_entry_becomes_a_version_of_its_edition() -> None:
    page = read(calendar(event(*DAYS, WHERE)))
    (summit,) = page.summits
    assert (summit.id, summit.series, summit.revision) == ("g20-2018", "g20", 1)
    assert summit.window == Window(date(2018, 11, 30), date(2018, 12, 1))
    assert summit.place == ARG
    assert summit.members == MEMBERS
    assert summit.known_at == NOW
    assert page.refused == ()


def test_the_same_again_is_no_further_version() -> None:
    first = read(calendar(event(*DAYS, WHERE)))
    assert read(calendar(event(*DAYS, WHERE)), first, LATER).summits == ()
    assert read(calendar(event(*DAYS, "LOCATION:Argentina")), first, LATER).summits == ()
    assert read(calendar(event(*DAYS)), first, LATER).summits == ()


def test_moves_and_cancellations_are_further_versions() -> None:
    first = read(calendar(event(*DAYS, WHERE, "SEQUENCE:1")))
    moved = read(
        calendar(event("DTSTART;VALUE=DATE:20181208", "LOCATION:Osaka", "SEQUENCE:2")),
        first,
        LATER,
    )
    (summit,) = moved.summits
    assert (summit.revision, summit.known_at) == (2, LATER)
    assert summit.window == Window(date(2018, 12, 8), date(2018, 12, 8))
    assert summit.place == Place(CountryCode("JPN"), "Osaka")
    gone = read(calendar(event(*DAYS, WHERE, "STATUS:CANCELLED", "SEQUENCE:2")), first, LATER)
    assert gone.summits[0].cancelled


def test_a_sequence_that_goes_back_changes_nothing_and_is_told() -> None:
    second = read(calendar(event(*DAYS, WHERE, "SEQUENCE:5")))
    back = read(calendar(event("DTSTART;VALUE=DATE:20180101", "SEQUENCE:4")), second, LATER)
    assert back.summits == ()
    assert "goes back" in back.refused[0].detail


def test_a_summit_without_a_date_stays_open_and_is_told() -> None:
    page = read(calendar(event(WHERE, summary="G20 2019")))
    (summit,) = page.summits
    assert (summit.id, summit.window) == ("g20-2019", None)
    assert page.refused[0].detail == "no date"
    lost = read(calendar(event(WHERE)))
    assert lost.summits == ()
    assert [r.detail for r in lost.refused] == ["no date", "no year, so no edition"]


def test_a_place_that_is_none_stays_open_and_is_told() -> None:
    page = read(calendar(event(*DAYS, "LOCATION:Atlantis")))
    assert page.summits[0].place is None
    assert page.refused[0].detail == "a place that is not known: Atlantis"


def test_an_empty_window_is_refused_by_name_and_the_rest_goes_on() -> None:
    backwards = event("DTSTART;VALUE=DATE:20181202", "DTEND;VALUE=DATE:20181130")
    page = read(calendar(backwards, event(*DAYS, summary="APEC meeting", uid="2")))
    assert [summit.id for summit in page.summits] == ["apec-2018"]
    assert "ends on 2018-11-30, before it starts" in page.refused[0].detail


def test_an_unknown_series_is_kept_under_its_own_name_and_told() -> None:
    page = read(calendar(event(*DAYS, summary="Summit of Mountains 2018")))
    assert page.summits[0].id == "summit-of-mountains-2018"
    assert page.refused[0].detail == "a series that is not known"


def test_times_are_counted_in_their_zone() -> None:
    lines = ("DTSTART;TZID=America/Argentina/Buenos_Aires:20181130T200000", "DURATION:PT6H")
    assert read(calendar(event(*lines))).summits[0].window == Window(
        date(2018, 11, 30), date(2018, 12, 1)
    )
    midnight = ("DTSTART:20181130T080000Z", "DTEND:20181201T000000Z")
    assert read(calendar(event(*midnight))).summits[0].window == Window(
        date(2018, 11, 30), date(2018, 11, 30)
    )


def test_recurrences_are_followed_inside_the_horizon_only() -> None:
    yearly = event("DTSTART;VALUE=DATE:20101130", "RRULE:FREQ=YEARLY")
    ids = [summit.id for summit in read(calendar(yearly)).summits]
    assert ids == ["g20-2018", "g20-2019", "g20-2020"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=SECONDLY", "recurs secondly"),
        ("FREQ=MINUTELY;INTERVAL=2", "recurs minutely"),
        ("FREQ=HOURLY", "recurs hourly"),
        ("FREQ=DAILY", "more than 60 times"),
        ("FREQ=WHENEVER", "recurs"),
    ],
)
def test_endless_recurrences_are_refused_at_once(rule: str, words: str) -> None:
    began = time.process_time()
    page = read(calendar(event("DTSTART:20180101T000000Z", f"RRULE:{rule}")))
    assert time.process_time() - began < 1
    assert page.summits == ()
    assert words in page.refused[0].detail


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no calendar"),
        (b"<html>", "no calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "no calendar"),
        (calendar(*[event(*DAYS, uid=str(n)) for n in range(1001)]), "1001 entries"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 1_000_000, "larger than 2048 KiB"),
    ],
    ids=range(5),
)
def test_what_is_no_calendar_or_too_much_is_named(data: bytes, words: str) -> None:
    began = time.process_time()
    with pytest.raises(CalendarError, match=words):
        read(data)
    assert time.process_time() - began < 1


def test_a_hundred_thousand_folded_lines_are_one_name() -> None:
    began = time.process_time()
    page = read(calendar(event(*DAYS, summary="G20" + "\r\n x" * 100_000)))
    assert time.process_time() - began < 1
    assert len(page.summits[0].name) == 200


def test_a_broken_value_is_an_open_one() -> None:
    page = read(calendar(event("DTSTART:2018", summary="G20 2018")))
    assert page.summits[0].window is None
    assert page.refused[0].detail == "no date"
