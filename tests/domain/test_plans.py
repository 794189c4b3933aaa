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
from forecaster.questions.readoff import anywhere, probability

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
    by_venue = sum(curve.rate_within(venue, span(first, last)) for venue in curve.rates)
    assert by_venue >= 0.0
