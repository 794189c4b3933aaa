"""What definitions of a meeting do to the rates: counted, shrunk, monotone, bounded by presence."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from math import expm1

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.forecasts import IncidenceCurve, Venue, VenueKind
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.people import Dyad
from forecaster.domain.places import CountryCode
from forecaster.model.book import Book
from forecaster.model.contact import WORDS_AT_SUMMIT, Definitions, visits, words_at_summit
from forecaster.model.contactbook import Setting, Tally
from forecaster.panel.days import number
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root

G20 = Venue(VenueKind.SUMMIT, CountryCode("ARG"), "g20-2018")
UNGA = Venue(VenueKind.SUMMIT, CountryCode("USA"), "unga-2018")
HOST = Venue(VenueKind.HOST_FIRST, CountryCode("USA"))
ELSEWHERE = Venue(VenueKind.ELSEWHERE)
DYAD = Dyad.parse("donald-trump--vladimir-putin")
NOTHING = Tally({}, {}, 0)


@cache
def book() -> Book:
    return Book(Chronicle.of(load_facts(data_root())))


def tally(day: date) -> Tally:
    return book().contacts.on(number(day))


def curve(rate: float) -> IncidenceCurve:
    rates = dict.fromkeys((G20, UNGA, HOST, ELSEWHERE), (rate / 2, rate / 2))
    return IncidenceCurve(DYAD, date(2018, 7, 28), rates, {}, {})


def chance(rate: float, factor: float) -> float:
    return -expm1(-rate * factor)


rates = st.floats(1e-6, 3.0)
presences = st.floats(0.0, 1.0)


@settings(deadline=None)
@given(rates, presences, st.booleans())
def test_a_stricter_definition_never_raises_a_rate(rate: float, both: float, watched: bool) -> None:
    definitions = Definitions(tally(date(2024, 1, 1)), watched)
    ladder = [definitions.factors(curve(rate), rung, lambda _: both) for rung in ContactLevel]
    for looser, stricter in pairwise(ladder):
        assert all(stricter[venue] <= looser[venue] + 1e-12 for venue in looser)


@settings(deadline=None)
@given(rates, presences)
def test_nobody_meets_at_a_summit_without_both_being_there(rate: float, both: float) -> None:
    definitions = Definitions(tally(date(2024, 1, 1)), watched=True)
    for rung in ContactLevel:
        factors = definitions.factors(curve(rate), rung, lambda _: both)
        assert chance(rate, factors[G20]) <= both + 1e-9
        assert chance(rate, factors[UNGA]) <= min(both, chance(rate, 1.0)) + 1e-9


def test_half_a_summit_by_hand() -> None:
    # Both there: 0.8; a proper meeting: 0.5. Of the 0.3 left, nine tenths share a room.
    definitions = Definitions(NOTHING, watched=False)
    rate = 0.6931471805599453
    seen = definitions.factors(curve(rate), ContactLevel.SAME_ROOM, lambda _: 0.8)
    assert chance(rate, seen[G20]) == pytest.approx(0.5 + 0.9 * 0.3)
    words = definitions.factors(curve(rate), ContactLevel.EXCHANGE_OF_WORDS, lambda _: 0.8)
    assert chance(rate, words[G20]) == pytest.approx(0.5 + WORDS_AT_SUMMIT * 0.3)


def test_a_summit_that_only_news_tells_of_is_left_as_it_is() -> None:
    definitions = Definitions(NOTHING, watched=True)
    factors = definitions.factors(curve(0.5), ContactLevel.SAME_ROOM, lambda _: None)
    assert factors[G20] == 1.0


def test_the_record_as_counted() -> None:
    # The counts that docs/model.md states, with their shrunk shares.
    known = tally(date(2026, 10, 1))
    words, bilateral, visit = (
        ContactLevel.EXCHANGE_OF_WORDS,
        ContactLevel.SCHEDULED_BILATERAL,
        ContactLevel.VISIT_OR_SUMMIT,
    )
    assert known.watched[Setting.SUMMIT, bilateral] == 82
    assert known.watched[Setting.SUMMIT, words] == 4
    assert known.apart == 18
    assert words_at_summit(known) == pytest.approx((4 + 20 * 0.05) / (22 + 20))
    assert [known.everybody[one, visit] for one in Setting] == [35, 4534, 328]
    assert [known.proper(one) for one in Setting] == [1385, 5116, 883]
    assert [round(visits(known, one), 3) for one in Setting] == [0.025, 0.886, 0.377]


def test_later_encounters_change_no_earlier_definition() -> None:
    # Before 2014 no brief encounter is on record: what was assumed is all there is, less silence.
    assert words_at_summit(tally(date(2013, 1, 1))) < WORDS_AT_SUMMIT
    early = Book(Chronicle.of(load_facts(data_root())).as_of(start_of(date(2013, 1, 1))))
    assert early.contacts.on(number(date(2013, 1, 1))) == tally(date(2013, 1, 1))
