"""The table of places by dates: coherent for any rates."""

from __future__ import annotations

from datetime import date, timedelta
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import IncidenceCurve, Venue, VenueKind
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode
from forecaster.questions.table import month_ends, place_table

START = date(2018, 7, 20)
VENUES = [
    Venue(VenueKind.HOST_FIRST, CountryCode("USA")),
    Venue(VenueKind.HOST_SECOND, CountryCode("RUS")),
    Venue(VenueKind.ELSEWHERE),
]
rates = st.lists(st.one_of(st.just(0.0), st.floats(1e-9, 2.0)), min_size=12, max_size=12)


@given(st.tuples(rates, rates, rates), st.floats(0, 1.5))
def test_columns_add_to_one_and_rows_never_fall(
    daily: tuple[list[float], list[float], list[float]], spread: float
) -> None:
    by_venue = {venue: tuple(values) for venue, values in zip(VENUES, daily, strict=True)}
    dyad = Dyad.of(LeaderId("a"), LeaderId("b"))
    curve = IncidenceCurve(dyad, START, by_venue, dict.fromkeys(VENUES, spread), {})
    days = [START + timedelta(days=offset) for offset in (0, 3, 11)]
    table = place_table(curve, reversed(days))
    assert table.dates == tuple(days)
    for column, day in enumerate(days):
        total = fsum(row.cells[column].probability for row in table.rows)
        assert total + table.none[column].probability == pytest.approx(1.0, abs=1e-9)
        assert table.anywhere[column].probability == pytest.approx(curve.any_by(day), abs=1e-9)
    for row in (*(row.cells for row in table.rows), table.anywhere):
        assert [c.probability for c in row] == sorted(c.probability for c in row)
        assert all(c.low <= c.probability + 1e-12 and c.probability <= c.high + 1e-12 for c in row)


def test_days_outside_the_horizon_are_refused() -> None:
    dyad = Dyad.of(LeaderId("a"), LeaderId("b"))
    curve = IncidenceCurve(dyad, START, {VENUES[0]: (0.1,) * 5}, {}, {})
    with pytest.raises(QuestionError, match="2018-07-24"):
        place_table(curve, [date(2018, 7, 25)])


def test_ends_of_months_are_thinned_from_the_far_end() -> None:
    ends = month_ends(START, date(2019, 7, 19), 24)
    assert (ends[0], ends[-1], len(ends)) == (date(2018, 7, 31), date(2019, 6, 30), 12)
    assert month_ends(START, date(2019, 7, 19), 4)[-1] == date(2019, 6, 30)
    assert len(month_ends(START, date(2019, 7, 19), 4)) == 4
    assert month_ends(START, date(2018, 7, 25), 4) == (date(2018, 7, 25),)
