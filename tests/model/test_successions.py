"""Who is known to come and to go: chances before and after an election, and nothing before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.handovers import Succession
from forecaster.domain.people import Dyad, LeaderId, Office, Term
from forecaster.domain.places import CountryCode
from forecaster.model.book import Book
from forecaster.model.officebook import COMES_AS_DECIDED, Holder, OfficeBook
from forecaster.model.record import RecordState
from forecaster.model.visits import daily_visits
from forecaster.panel.buckets import HORIZON_DAYS
from forecaster.panel.days import Floats, number
from forecaster.panel.handovers import laws_of
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root

DAY = timedelta(days=1)


@cache
def chronicle() -> Chronicle:
    return Chronicle.of(load_facts(data_root()))


@cache
def offices() -> OfficeBook:
    return Book(chronicle()).offices


@cache
def without() -> OfficeBook:
    """The same as if nothing were ever decided ahead."""
    return OfficeBook(chronicle().terms, laws_of(chronicle().handovers))


def holder(leader: str, day: str, book: OfficeBook | None = None) -> Holder:
    found = (book or offices()).ahead(LeaderId(leader), number(date.fromisoformat(day)))
    assert found is not None
    return found


def chance(leader: str, seen: str, at: str, book: OfficeBook | None = None) -> float:
    """P(in office) on a day as seen from another."""
    day = number(date.fromisoformat(seen))
    stays = (book or offices()).staying(holder(leader, seen, book), day, HORIZON_DAYS)
    return float(stays[number(date.fromisoformat(at)) - day])


LOST = [
    ("joe-biden", "2024-12-01", "2025-01-20"),
    ("donald-trump", "2020-12-01", "2021-01-20"),
    ("jair-bolsonaro", "2022-12-01", "2023-01-01"),
    ("andres-manuel-lopez-obrador", "2024-09-01", "2024-10-01"),
    ("jens-stoltenberg", "2024-08-01", "2024-10-01"),
    ("moon-jae-in", "2022-04-01", "2022-05-10"),
    ("charles-michel", "2024-09-01", "2024-12-01"),
    ("ban-ki-moon", "2016-11-01", "2017-01-01"),
]


@pytest.mark.parametrize(("leader", "seen", "due"), LOST)
def test_whose_successor_is_known_is_gone_from_the_handover_on(
    leader: str, seen: str, due: str
) -> None:
    eve = date.fromisoformat(due) - DAY
    assert chance(leader, seen, str(eve)) > 0.95
    assert chance(leader, seen, due) < 0.01
    assert chance(leader, seen, str(eve + 365 * DAY)) < 0.01


@pytest.mark.parametrize(
    ("leader", "seen", "due"),
    [
        ("barack-obama", "2012-12-01", "2013-01-20"),
        ("emmanuel-macron", "2022-05-01", "2022-05-14"),
        ("vladimir-putin", "2024-03-25", "2024-05-07"),
        ("luiz-inacio-lula-da-silva", "2006-11-15", "2007-01-01"),
        ("tsai-ing-wen", "2020-02-01", "2020-05-20"),
        ("recep-tayyip-erdogan", "2018-07-01", "2018-07-09"),
        ("recep-tayyip-erdogan", "2014-08-20", "2014-08-28"),  # From one office into the other.
    ],
)
def test_who_was_chosen_again_stays(leader: str, seen: str, due: str) -> None:
    assert chance(leader, seen, due) > 0.97
    month_on = date.fromisoformat(due) + 30 * DAY
    assert chance(leader, seen, str(month_on)) > 0.95


def test_two_who_change_places_both_stay() -> None:
    """Russia in 2008 and 2012: president becomes prime minister and the other way about."""
    for seen, at in (("2008-04-01", "2008-06-01"), ("2012-04-01", "2012-06-01")):
        for leader in ("vladimir-putin", "dmitry-medvedev"):
            assert chance(leader, seen, at) > 0.95


@pytest.mark.parametrize(
    ("leader", "seen", "due"),
    [
        ("donald-trump", "2024-12-01", "2025-01-20"),
        ("joe-biden", "2020-12-15", "2021-01-20"),
        ("luiz-inacio-lula-da-silva", "2022-12-15", "2023-01-01"),
        ("javier-milei", "2023-11-25", "2023-12-10"),
        ("claudia-sheinbaum", "2024-09-01", "2024-10-01"),
        ("yoon-suk-yeol", "2022-04-01", "2022-05-10"),
        ("prabowo-subianto", "2024-09-01", "2024-10-20"),
        ("lai-ching-te", "2024-03-01", "2024-05-20"),
        ("karol-nawrocki", "2025-07-01", "2025-08-06"),
    ],
)
def test_who_is_chosen_serves_from_the_handover_on_and_not_before(
    leader: str, seen: str, due: str
) -> None:
    since = date.fromisoformat(due)
    assert holder(leader, seen).since == number(since)
    assert chance(leader, seen, str(since - DAY)) == 0.0
    assert chance(leader, seen, due) == COMES_AS_DECIDED
    assert chance(leader, seen, str(since + 60 * DAY)) > 0.9


def test_the_day_of_the_oath_is_not_due_a_second_time() -> None:
    """Mexico's oath moved from December to October: by rhythm the new president left at once."""
    for seen in ("2024-09-01", "2024-10-15", "2024-11-30"):
        assert chance("claudia-sheinbaum", seen, "2025-01-15") > 0.9
    assert chance("claudia-sheinbaum", "2024-10-15", "2025-01-15", without()) < 0.6


def test_nothing_changes_before_the_day_of_the_decision() -> None:
    """Every row, on the day on which it was decided: known from the next."""
    for told in chronicle().successions:
        others = tuple(one for one in chronicle().successions if one.known_on < told.known_on)
        then = OfficeBook(chronicle().terms, offices().laws, others)
        day = number(told.decided_on)
        for leader in {told.comes, told.leaves} - {None}:
            before, after = then.ahead(leader, day), offices().ahead(leader, day)
            assert before == after
            if before is not None and after is not None:
                same = then.staying(before, day, 730), offices().staying(after, day, 730)
                assert np.array_equal(*same)


def test_where_nothing_is_decided_every_chance_is_the_same() -> None:
    """All who are in office on a few days, in countries without a handover ahead or just past."""
    compared = 0
    for on in (date(2004, 6, 1), date(2012, 6, 1), date(2019, 9, 1)):
        day = number(on)
        near = {
            one.country
            for one in chronicle().successions
            if one.known_on <= on < one.due + 400 * DAY
        }
        for term in chronicle().terms:
            if term.holds_on(on) and term.country not in near:
                one = offices().holder(term.leader, day)
                assert one is not None
                mine, plain = (book.staying(one, day, 730) for book in (offices(), without()))
                assert np.array_equal(mine, plain)
                compared += 1
    assert compared > 500


def test_only_decisions_known_by_then_count() -> None:
    with pytest.raises(AssertionError):
        holder("donald-trump", "2024-11-06")
    assert holder("donald-trump", "2024-11-07").since == number(date(2025, 1, 20))


# A country of its own: one leader, one vote.
NOW = date(2020, 3, 1)
HERE = CountryCode("URY")
OLD, NEW = LeaderId("old"), LeaderId("new")


def made(*told: Succession) -> OfficeBook:
    return OfficeBook((Term(OLD, HERE, Office.BOTH, date(2015, 1, 1), None),), {}, told)


def succession(comes: LeaderId, leaves: LeaderId | None, **more: object) -> Succession:
    given = {"office": Office.BOTH, "decided_on": NOW - 10 * DAY, "due": NOW + 20 * DAY, **more}
    return Succession(HERE, comes=comes, leaves=leaves, **given)  # type: ignore[arg-type]


def in_office(book: OfficeBook, leader: LeaderId) -> Floats:
    one = book.ahead(leader, number(NOW))
    assert one is not None
    return book.staying(one, number(NOW), 100)


def test_the_two_chances_add_up_on_the_day_of_the_handover() -> None:
    book = made(succession(NEW, OLD))
    old, new = in_office(book, OLD), in_office(book, NEW)
    assert new[19] == 0.0
    assert new[20] == COMES_AS_DECIDED
    assert old[19] > 0.98
    assert old[20] == pytest.approx((1.0 - COMES_AS_DECIDED) * old[19], rel=0.01)
    assert book.successors(HERE, number(NOW)) == (book.ahead(NEW, number(NOW)),)


def test_one_who_keeps_another_office_does_not_go() -> None:
    terms = (
        Term(OLD, HERE, Office.HEAD_OF_STATE, date(2015, 1, 1), None),
        Term(OLD, HERE, Office.HEAD_OF_GOVERNMENT, date(2015, 1, 1), None),
    )
    told = succession(NEW, OLD, office=Office.HEAD_OF_GOVERNMENT)
    assert in_office(OfficeBook(terms, {}, (told,)), OLD)[50] > 0.9


# What it does to meetings, attendance and visits, without a fitted model.
@cache
def book() -> Book:
    return Book(chronicle())


@cache
def state(day: date) -> RecordState:
    return RecordState(book(), None, start_of(day))


def test_meetings_fall_to_the_one_in_office() -> None:
    seen = state(date(2024, 12, 1))
    old, new = (
        seen.curve(Dyad.of(LeaderId(one), LeaderId("emmanuel-macron")))
        for one in ("joe-biden", "donald-trump")
    )
    oath = date(2025, 1, 20)
    assert new.any_by(oath - DAY) == 0.0
    assert new.any_by(date(2025, 12, 31)) > 0.3
    assert old.any_by(oath - DAY) > 0.0
    assert old.any_by(date(2025, 12, 31)) - old.any_by(oath - DAY) < 0.01
    assert "office_unknown" not in seen.degraded(new.dyad)


def test_guests_come_in_the_office_they_then_hold() -> None:
    seen = state(date(2024, 9, 1))
    (g20,) = [one for one in seen.summits if one.id == "g20-2024"]
    (apec,) = [one for one in seen.summits if one.id == "apec-2024"]
    for edition in (g20, apec):
        old = seen.sidelines.attendance(LeaderId("andres-manuel-lopez-obrador"), edition)
        new = seen.sidelines.attendance(LeaderId("claudia-sheinbaum"), edition)
        assert old.probability < 0.01
        assert new.probability > 0.5


def test_visits_to_a_country_do_not_end_with_its_lame_duck() -> None:
    """A prime minister goes to Washington as readily after the vote as if nothing were known."""
    seen, day = state(date(2024, 12, 1)), date(2024, 12, 1)
    starmer, usa = LeaderId("keir-starmer"), CountryCode("USA")
    bare = Book(replace(chronicle(), successions=()))
    plain = RecordState(bare, None, start_of(day))
    mine, usual = (daily_visits(one, starmer, usa) for one in (seen, plain))
    assert mine[100:].sum() == pytest.approx(usual[100:].sum(), rel=0.1)


def test_an_oath_that_was_put_off_or_fixed_late_moves_from_the_day_it_is_known() -> None:
    """The Commission of 2019 was to begin in November; Ukraine's oath of 2019 was fixed late."""
    for leader, early, first, late, last in (
        ("ursula-von-der-leyen", "2019-09-01", "2019-11-01", "2019-11-10", "2019-12-01"),
        ("volodymyr-zelenskyy", "2019-05-01", "2019-06-03", "2019-05-17", "2019-05-20"),
    ):
        for seen, due in ((early, first), (late, last)):
            assert holder(leader, seen).since == number(date.fromisoformat(due))
            assert chance(leader, seen, due) == COMES_AS_DECIDED
    assert chance("jean-claude-juncker", "2019-09-01", "2019-11-15") < 0.01
    assert chance("jean-claude-juncker", "2019-11-10", "2019-11-25") > 0.95


def test_a_later_decision_takes_the_place_of_one_that_has_not_come() -> None:
    later = succession(NEW, OLD, decided_on=NOW - 2 * DAY, due=NOW + 40 * DAY)
    new = in_office(made(succession(NEW, OLD), later), NEW)
    assert new[39] == 0.0
    assert new[40] == COMES_AS_DECIDED
    unknown = succession(NEW, OLD, decided_on=NOW, due=NOW + 40 * DAY)
    assert in_office(made(succession(NEW, OLD), unknown), NEW)[20] == COMES_AS_DECIDED
