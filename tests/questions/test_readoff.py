"""What is read off one curve agrees with itself, whatever the curve."""

from datetime import date, timedelta
from itertools import pairwise
from math import log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import IncidenceCurve, Plan, Venue, VenueKind
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.questions import counts, firsts, readoff

START = date(2018, 7, 28)
DYAD = Dyad.of(LeaderId("donald-trump"), LeaderId("vladimir-putin"))
USA, RUS, ARG, FIN = map(CountryCode, ("USA", "RUS", "ARG", "FIN"))
VENUES = (
    Venue(VenueKind.HOST_FIRST, USA),
    Venue(VenueKind.HOST_SECOND, RUS),
    Venue(VenueKind.SUMMIT, ARG, "g20-2018"),
    Venue(VenueKind.ELSEWHERE),
)
DAYS = 12

rates = st.lists(st.floats(0.0, 2.0), min_size=DAYS, max_size=DAYS).map(tuple)


@st.composite
def curves(draw: st.DrawFn) -> IncidenceCurve:
    return IncidenceCurve(
        DYAD,
        START,
        {venue: draw(rates) for venue in VENUES},
        dict.fromkeys(VENUES, draw(st.floats(0.0, 1.5))),
        {FIN: 0.4, USA: 0.1},
    )


@st.composite
def windows(draw: st.DrawFn) -> Window:
    first = draw(st.integers(0, DAYS - 1))
    last = draw(st.integers(first, DAYS - 1))
    return Window(START + timedelta(days=first), START + timedelta(days=last))


@given(curves(), windows())
def test_next_venues_and_none_sum_to_one(curve: IncidenceCurve, window: Window) -> None:
    where, none = firsts.next_venue(readoff.anywhere(curve), window)
    assert sum(where.values()) + none == pytest.approx(1.0, abs=1e-9)


@given(curves(), windows())
def test_none_is_the_complement_of_anywhere(curve: IncidenceCurve, window: Window) -> None:
    any_meeting = readoff.probability([readoff.anywhere(curve)], window)
    _, none = firsts.next_venue(readoff.anywhere(curve), window)
    assert none == pytest.approx(1.0 - any_meeting, abs=1e-9)


@given(curves(), windows())
def test_a_place_is_never_likelier_than_anywhere(curve: IncidenceCurve, window: Window) -> None:
    whole = readoff.probability([readoff.anywhere(curve)], window)
    for country in (USA, RUS, ARG, FIN):
        part = readoff.probability([readoff.in_place(curve, Place(country))], window)
        assert part <= whole + 1e-12


@given(curves(), windows())
def test_a_city_is_never_likelier_than_its_country(curve: IncidenceCurve, window: Window) -> None:
    country = readoff.probability([readoff.in_place(curve, Place(USA))], window)
    city = readoff.probability(
        [readoff.in_place(curve, Place(USA, "Washington"), readoff.Towns(0.8))], window
    )
    assert city <= country + 1e-12


@given(curves(), windows())
def test_later_deadlines_are_never_less_likely(curve: IncidenceCurve, window: Window) -> None:
    points = readoff.by_date([readoff.anywhere(curve)], window)
    values = [value for _, value in points]
    assert values == sorted(values)
    assert points[-1][0] == window.end


@given(curves(), windows())
def test_incidence_sums_to_any(curve: IncidenceCurve, window: Window) -> None:
    total = sum(curve.at(venue, window.end) for venue in curve.rates)
    assert total == pytest.approx(curve.any_by(window.end), abs=1e-9)


@given(curves(), windows())
def test_the_interval_holds_the_probability(curve: IncidenceCurve, window: Window) -> None:
    selection = readoff.anywhere(curve)
    value, (low, high) = readoff.with_interval([selection, selection], window)
    assert value == readoff.bounded(readoff.probability([selection, selection], window))
    assert low <= value <= high


@given(curves(), windows())
def test_counts_sum_to_one_and_agree_with_any(curve: IncidenceCurve, window: Window) -> None:
    selection = readoff.anywhere(curve)
    found = counts.count_distribution(selection, window)
    assert list(found) == ["0", "1", "2", "3+"]
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-9)
    assert found["0"] == pytest.approx(1.0 - readoff.probability([selection], window), abs=1e-12)


@given(curves(), windows())
def test_a_race_sums_to_one_and_agrees_with_any(curve: IncidenceCurve, window: Window) -> None:
    options = {
        "usa": readoff.in_place(curve, Place(USA)),
        "russia": readoff.in_place(curve, Place(RUS)),
    }
    race = firsts.first_of({name: one.by_day(window) for name, one in options.items()})
    assert sum(race.values()) == pytest.approx(1.0, abs=1e-9)
    either = readoff.probability(options.values(), window)
    assert race["none"] == pytest.approx(1.0 - either, abs=1e-9)


def test_a_plan_is_counted_once_at_most() -> None:
    # A confirmed meeting (0.9, all of it in the window) beside nothing else: never two.
    plan = Plan((0.0, 0.6, 0.3), {VENUES[0]: 1.0})
    hazard = tuple(log1p(-low) - log1p(-high) for low, high in pairwise((0.0, 0.0, 0.6, 0.9)))
    curve = IncidenceCurve(DYAD, START, {VENUES[0]: hazard}, {}, {}, (plan,))
    window = Window(START, START + timedelta(days=2))
    found = counts.count_distribution(readoff.anywhere(curve), window)
    assert found["1"] == pytest.approx(0.9, abs=1e-9)
    assert found["2"] + found["3+"] == pytest.approx(0.0, abs=1e-9)


def test_one_day_worked_by_hand() -> None:
    # Rates 0.2 (USA) and 0.3 (Russia) on one day: P(any) = 1 - exp(-0.5) = 0.3935, of which the
    # United States have 0.2 / 0.5 = two fifths.
    curve = IncidenceCurve(DYAD, START, {VENUES[0]: (0.2,), VENUES[1]: (0.3,)}, {}, {})
    where, _ = firsts.next_venue(readoff.anywhere(curve), Window(START, START))
    assert where[VENUES[0]] == pytest.approx(0.3934693 * 0.4, abs=1e-6)
    assert where[VENUES[1]] == pytest.approx(0.3934693 * 0.6, abs=1e-6)


def test_country_shares_of_elsewhere_are_named() -> None:
    curve = IncidenceCurve(DYAD, START, {VENUES[3]: (0.5,)}, {}, {FIN: 0.4})
    where, none = firsts.next_venue(readoff.anywhere(curve), Window(START, START))
    folded = firsts.fold_countries(where, curve)
    assert folded["FIN"] == pytest.approx(0.4 * where[VENUES[3]])
    assert sum(folded.values()) + none == pytest.approx(1.0)
