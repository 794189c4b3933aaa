"""Series laid end to end say what each says alone."""

from __future__ import annotations

from typing import get_args

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from forecaster.panel.flat import Decayed, Flat, Side

DAYS = st.lists(st.integers(-3000, 20000), max_size=8).map(
    lambda days: np.array(sorted(days), dtype=np.int64)
)
SIDES = st.sampled_from(get_args(Side))
SERIES = st.lists(DAYS, min_size=1, max_size=5)


@given(
    SERIES,
    st.lists(st.integers(-5000, 25000), min_size=1, max_size=6),
    SIDES,
)
def test_counts_are_those_of_each_series(
    series: list[np.ndarray], wanted: list[int], side: Side
) -> None:
    days = np.array(wanted, dtype=np.int64)
    alone = np.stack([np.searchsorted(one, days, side=side) for one in series], axis=1)
    assert_array_equal(Flat.of(series).counts(days, side), alone)


@given(SERIES, st.integers(-5000, 25000))
def test_the_last_day_counted_is_that_of_each_series(series: list[np.ndarray], day: int) -> None:
    flat = Flat.of(series)
    alone = [max((int(one) for one in days if one <= day), default=-9999) for days in series]
    days = np.array([day], dtype=np.int64)
    assert flat.last(flat.counts(days, "right"), -9999)[0].tolist() == alone


@given(SERIES, st.integers(-5000, 25000))
def test_decayed_sums_weigh_each_day_by_its_age(series: list[np.ndarray], day: int) -> None:
    rate = 0.001
    days = np.array([day], dtype=np.int64)
    found = Decayed.of(series, rate).at(days, Flat.of(series).counts(days, "right"))
    alone = [sum(np.exp(-rate * (day - one)) for one in days if one <= day) for days in series]
    assert_allclose(found[0], alone, rtol=1e-9)


def test_no_days_at_all() -> None:
    flat = Flat.of([np.empty(0, dtype=np.int64)])
    assert flat.counts(np.array([5])).tolist() == [[0]]
    assert flat.last(np.array([[0]]), -1).tolist() == [[-1]]
