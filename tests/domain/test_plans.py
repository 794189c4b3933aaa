"""A plan inside a curve is held once: later windows do not count it again."""

from __future__ import annotations

from datetime import date, timedelta
from math import log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import IncidenceCurve, Plan, Venue, VenueKind
from forecaster.domain.people import Dyad, LeaderId
from forecaster.questions.readoff import Selection, anywhere, probability, scaled

START = date(2031, 1, 1)
HOST, OTHER = Venue(VenueKind.HOST_FIRST), Venue(VenueKind.ELSEWHERE)
DYAD = Dyad.of(LeaderId("alder"), LeaderId("birch"))


def planned(daily: list[float]) -> IncidenceCurve:
    """A curve with one plan, held at the host's in three of four cases, and nothing else."""
    plan = Plan(tuple(daily), {HOST: 0.75, OTHER: 0.25})
    hazard = [
        log1p(-before) - log1p(-after)
        for before, after in zip(plan.by_day, plan.by_day[1:], strict=False)
    ]
    rates = {venue: tuple(share * h for h in hazard) for venue, share in plan.shares.items()}
    return IncidenceCurve(DYAD, START, rates, {}, {}, (plan,))


def span(first: int, last: int) -> Window:
    return Window(START + timedelta(days=first), START + timedelta(days=last))


def test_every_window_gets_the_chance_of_its_own_days() -> None:
    curve = planned([0.5, 0.2, 0.1])
    cases = {(0, 0): 0.5, (0, 2): 0.8, (1, 1): 0.2, (1, 2): 0.3, (2, 2): 0.1, (2, 9): 0.1}
    for (first, last), expected in cases.items():
        assert probability([anywhere(curve)], span(first, last)) == pytest.approx(expected)


@given(
    weights=st.lists(st.floats(0.0, 1.0), min_size=3, max_size=12),
    total=st.floats(0.01, 0.98),
    ends=st.tuples(st.integers(0, 11), st.integers(0, 11)),
)
def test_wider_windows_are_never_less_likely(
    weights: list[float], total: float, ends: tuple[int, int]
) -> None:
    scale = total / max(sum(weights), 1e-6)
    curve = planned([weight * min(scale, 0.98) for weight in weights])
    first, last = sorted(ends)
    inner = probability([anywhere(curve)], span(first, last))
    assert inner <= probability([anywhere(curve)], span(max(first - 1, 0), last)) + 1e-12
    assert inner <= probability([anywhere(curve)], span(first, last + 1)) + 1e-12
    by_venue = [probability([only(curve, venue)], span(first, last)) for venue in curve.rates]
    assert sum(by_venue) == pytest.approx(inner)


def only(curve: IncidenceCurve, venue: Venue) -> Selection:
    return Selection(curve, {venue: 1.0})


def test_a_plan_sure_at_one_venue_leaves_the_other_its_share_alone() -> None:
    # Read as independent rates, the other venue had 1 - 0.02 ** 0.25, more than six in ten.
    curve = planned([0.98])
    assert probability([only(curve, HOST)], span(0, 0)) == pytest.approx(0.75 * 0.98)
    assert probability([only(curve, OTHER)], span(0, 0)) == pytest.approx(0.25 * 0.98)


def test_more_than_a_plan_counts_where_it_is_held() -> None:
    # Encounters beside the meeting itself: a factor above 1 on what is there, not on its place.
    curve = planned([0.5, 0.2])
    beside = scaled(only(curve, OTHER), {OTHER: 2.0})
    assert probability([beside], span(0, 1)) == pytest.approx(1.0 - (1.0 - 0.25 * 0.7) ** 2)


def test_days_add_up_to_the_window() -> None:
    curve = planned([0.5, 0.2, 0.1])
    for venue in curve.rates:
        asked = only(curve, venue)
        for first in range(3):
            window = span(first, 2)
            assert sum(asked.by_day(window)) == pytest.approx(asked.expected(window))
            assert asked.until(window.start, [window.end])[0] == pytest.approx(
                asked.expected(window)
            )


def test_towns_of_one_plan_share_what_its_country_has() -> None:
    curve = planned([0.5, 0.3])
    country = probability([only(curve, HOST)], span(0, 1))
    usual, named = 0.1, 0.9
    towns = [
        Selection(curve, {HOST: share}, towns={0: {HOST: told}})
        for share, told in ((usual, named), (1.0 - usual, 1.0 - named))
    ]
    found = [probability([town], span(0, 1)) for town in towns]
    assert found[0] == pytest.approx(named * country)
    assert sum(found) == pytest.approx(country)
