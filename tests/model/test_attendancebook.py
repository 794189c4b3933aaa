"""How readily leaders come to summits, as far as absences are listed."""

from __future__ import annotations

from datetime import date

import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.model.attendancebook import HALF_LIFE, AttendanceBook, Case
from forecaster.model.book import Book
from forecaster.panel.days import number
from forecaster.panel.history import Edition
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root

NOW = 20_000
HOMEBODY, GUEST = LeaderId("a-homebody"), LeaderId("a-guest")
MEMBERS = frozenset(map(CountryCode, ("CHN", "RUS", "USA")))


def edition(series: str, last_day: int) -> Edition:
    return Edition(
        id=f"{series}-{last_day}",
        series=series,
        known=last_day - 300,
        until=10**7,
        first_day=last_day,
        last_day=last_day,
        host=CountryCode("FRA"),
        members=MEMBERS,
        cancelled=False,
    )


def cases(leader: LeaderId, series: str, *came: int, age: int = 100) -> list[Case]:
    return [Case(leader, edition(series, NOW - age), bool(one), NOW - age) for one in came]


def test_without_a_record_judgement_stands() -> None:
    shares = AttendanceBook(()).shares(NOW)
    assert shares.of_others("g20", 0.7) == pytest.approx(0.7)
    assert shares.reluctance(HOMEBODY) == 1.0
    assert shares.by_series == {}


def test_shares_follow_the_record_and_lean_on_all_series() -> None:
    listed = cases(GUEST, "g20", *[1] * 20) + cases(GUEST, "unga", 0, 0, 0)
    book = AttendanceBook((*listed, *cases(HOMEBODY, "sco", 1)))
    by_series = book.shares(NOW).by_series
    assert by_series["unga"] < by_series["sco"] < by_series["g20"] < 1.0
    assert by_series["unga"] > 0.25  # three editions do not decide


def test_series_are_summed_in_one_order_in_every_process() -> None:
    listed = [
        one for name in ("unga", "apec", "sco", "g20", "brics") for one in cases(GUEST, name, 1)
    ]
    assert list(AttendanceBook(tuple(listed)).shares(NOW).by_series) == [
        *("apec", "brics", "g20", "sco", "unga")
    ]


def test_absences_anywhere_make_reluctant_and_presence_ready() -> None:
    listed = [*cases(HOMEBODY, "unga", 0, 0, 0), *cases(GUEST, "unga", 1, 1, 1)]
    shares = AttendanceBook(tuple(listed)).shares(NOW)
    assert shares.reluctance(HOMEBODY) > 1.3
    assert shares.reluctance(GUEST) < 0.8


def test_old_editions_fade_and_later_ones_are_not_known() -> None:
    aged = int(2 * HALF_LIFE)
    old = AttendanceBook(tuple(cases(HOMEBODY, "unga", 0, 0, age=aged))).shares(NOW)
    new = AttendanceBook(tuple(cases(HOMEBODY, "unga", 0, 0))).shares(NOW)
    assert 1.0 < old.reluctance(HOMEBODY) < new.reluctance(HOMEBODY)
    future = AttendanceBook(tuple(cases(HOMEBODY, "unga", 0, 0, age=-1)))
    assert future.shares(NOW).reluctance(HOMEBODY) == 1.0


def test_other_leaders_follow_a_judged_share_moved_by_listed_leaders() -> None:
    """Twenty absences of one leader weigh no more than one leader."""
    stayed = AttendanceBook(tuple(cases(HOMEBODY, "cop", *[0] * 20))).shares(NOW)
    assert 0.8 * 0.75 < stayed.of_others("cop", 0.8) < 0.8


def test_only_listed_leaders_abroad_who_were_expected_are_cases() -> None:
    book = Book(Chronicle.of(load_facts(data_root())))
    found = {(case.leader, case.edition.id): case.attended for case in book.attendance.cases}
    assert found["vladimir-putin", "g20-2022"] is False
    assert found["donald-trump", "g20-2018"] is True
    assert ("mauricio-macri", "g20-2018") not in found  # his absences are not listed
    assert ("joe-biden", "unga-2022") not in found  # at home
    assert len(found) == 344
    assert sum(not came for came in found.values()) == 65


def test_a_view_of_the_past_counts_what_it_knew() -> None:
    day = date(2015, 1, 1)
    whole = Book(Chronicle.of(load_facts(data_root())))
    cut = Book(whole.chronicle.as_of(start_of(day)))
    assert (
        whole.attendance.shares(number(day)).by_series
        == cut.attendance.shares(number(day)).by_series
    )
