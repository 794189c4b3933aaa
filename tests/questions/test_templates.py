"""Questions that open by themselves, under ids that stay the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import DAY
from forecaster.domain.handovers import Succession
from forecaster.domain.people import Dyad, Office
from forecaster.domain.places import CountryCode
from forecaster.questions.templates import WatchList, period_end, upcoming, wanted
from tests.replay.small_world import DYAD, MACRON, PUTIN, START, TRUMP, facts, g20

CHRONICLE = Chronicle.of(facts()).as_of(START)


@pytest.mark.parametrize(
    ("kind", "day", "end"),
    [
        ("month", "2018-02-03", "2018-02-28"),
        ("month", "2020-02-03", "2020-02-29"),
        ("month", "2018-12-31", "2018-12-31"),
        ("quarter", "2018-05-01", "2018-06-30"),
        ("quarter", "2018-12-01", "2018-12-31"),
        ("year", "2018-01-01", "2018-12-31"),
        ("next_year", "2018-07-01", "2019-12-31"),
    ],
)
def test_periods_end(kind: str, day: str, end: str) -> None:
    assert period_end(kind, date.fromisoformat(day)) == date.fromisoformat(end)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(["month", "quarter", "year"]))
def test_a_period_ends_in_itself_and_the_next_begins_after(day: date, kind: str) -> None:
    end = period_end(kind, day)
    assert end >= day
    assert period_end(kind, end) == end
    assert period_end(kind, end + DAY) > end


def ids(watch: WatchList, at: datetime = START) -> set[str]:
    return {question.id for question in wanted(watch, Chronicle.of(facts()).as_of(at), at)}


WATCH = WatchList((DYAD,))
NAME = DYAD.id


def test_families_of_one_pair() -> None:
    assert ids(WATCH) == {
        *(f"meet.{NAME}.by-{d}" for d in ("2018-07-31", "2018-09-30", "2018-12-31", "2019-12-31")),
        *(f"meet.{NAME}.in-{country}.by-2018-12-31" for country in ("USA", "RUS")),
        f"venue.{NAME}.by-2018-12-31",
        f"meet.{NAME}.at-G20-2018",
        f"attend.{TRUMP}.G20-2018",
        f"attend.{PUTIN}.G20-2018",
    }


def test_a_period_almost_over_is_joined_by_the_next() -> None:
    late = datetime(2018, 7, 25, tzinfo=UTC)
    assert f"meet.{NAME}.by-2018-08-31" in ids(WATCH, late)
    assert f"meet.{NAME}.by-2018-08-31" not in ids(WATCH)


@given(st.integers(0, 60))
def test_ids_do_not_depend_on_the_hour(hours: int) -> None:
    day = START.replace(hour=0)
    assert ids(WATCH, day) == ids(WATCH, day + timedelta(hours=hours % 24))


def test_texts_name_people_and_windows_begin_today() -> None:
    found = {q.id: q for q in wanted(WATCH, CHRONICLE, START)}
    year = found[f"meet.{NAME}.by-2018-12-31"]
    assert year.text == "Donald Trump and Vladimir Putin meet by 2018-12-31"
    assert year.rule.window.start == START.date()
    # A summit may slip by two weeks within its question.
    assert found[f"meet.{NAME}.at-G20-2018"].deadline_on == date(2018, 12, 15)


def test_nothing_opens_for_a_pair_out_of_office() -> None:
    gone = tuple(
        replace(term, end=date(2018, 7, 1)) if term.leader == TRUMP else term
        for term in facts().terms
    )
    chronicle = Chronicle.of(replace(facts(), terms=gone)).as_of(START)
    assert wanted(WATCH, chronicle, START) == ()
    other = WatchList((Dyad.of(MACRON, PUTIN),))
    assert wanted(other, chronicle, START) != ()


def test_questions_about_one_who_is_chosen_ask_of_days_in_office() -> None:
    """From the day after the decision on; nothing of what ends before the oath."""
    terms = tuple(
        replace(term, start=date(2018, 10, 10)) if term.leader == TRUMP else term
        for term in facts().terms
    )
    told = Succession(
        CountryCode("USA"), Office.BOTH, date(2018, 7, 20), date(2018, 10, 10), TRUMP, None
    )
    chosen = replace(facts(), terms=terms, successions=(told,))

    def asked(on: datetime) -> set[str]:
        return {q.id for q in wanted(WATCH, Chronicle.of(chosen).as_of(on), on)}

    assert asked(datetime(2018, 7, 20, tzinfo=UTC)) == set()
    found = asked(datetime(2018, 7, 21, tzinfo=UTC))
    assert f"meet.{NAME}.by-2018-12-31" in found
    assert f"meet.{NAME}.in-USA.by-2018-12-31" in found
    assert f"attend.{TRUMP}.G20-2018" in found
    assert not any(name.endswith(("by-2018-07-31", "by-2018-09-30")) for name in found)


def test_summits_are_those_ahead_at_which_both_are_expected() -> None:
    today = START.date()
    assert [s.id for s in upcoming(DYAD, CHRONICLE, today, 270)] == ["g20-2018"]
    assert upcoming(DYAD, CHRONICLE, today, 30) == ()
    assert upcoming(DYAD, CHRONICLE, date(2018, 12, 1), 270) == ()
    without = g20(members=frozenset())
    bare = Chronicle.of(replace(facts(), summits=(without,))).as_of(START)
    assert upcoming(DYAD, bare, today, 270) == ()
    off = Chronicle.of(replace(facts(), summits=(g20(cancelled=True),))).as_of(START)
    assert upcoming(DYAD, off, today, 270) == ()
