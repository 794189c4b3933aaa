"""Drivers add up, do not depend on order, and name the cause that moved the number."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.errors import ModelError
from forecaster.domain.forecasts import DriverKind
from forecaster.model.drivers import Part, explain_move

RNG = np.random.default_rng
LABELS = [f"part{n}" for n in range(12)]
PARTS = {name: Part(DriverKind.NEW_SIGNAL, name, (name,)) for name in LABELS}


def value(state: Mapping[str, object]) -> tuple[float, float]:
    """Two questions whose answers interact over parts."""
    numbers = [float(content) for content in state.values()]  # type: ignore[arg-type]
    total = sum(numbers)
    return 1 / (1 + math.exp(-total)), math.tanh(math.prod(1 + n / 10 for n in numbers))


states = st.dictionaries(st.sampled_from(LABELS), st.integers(-5, 5), max_size=12)


@settings(max_examples=60, deadline=None)
@given(before=states, after=states)
def test_drivers_add_up_to_the_move(before: dict, after: dict) -> None:
    drivers = explain_move(before, after, PARTS, value, RNG(1))
    for question, (old, new) in enumerate(zip(value(before), value(after), strict=True)):
        moved = sum(driver.contribution for driver in drivers[question])
        assert moved == pytest.approx(new - old, abs=1e-9)


def test_the_order_of_parts_changes_nothing() -> None:
    before, after = {"part0": 1, "part1": 2}, {"part1": -1, "part2": 3, "part3": 1}
    backwards = dict(reversed(PARTS.items()))
    one = {d.text: d.contribution for d in explain_move(before, after, PARTS, value, RNG(1))[0]}
    two = {d.text: d.contribution for d in explain_move(before, after, backwards, value, RNG(2))[0]}
    assert one == pytest.approx(two, abs=1e-12)


def test_shapley_values_of_a_product_by_hand() -> None:
    """P = a * b moves from 0 to 1 when both appear: each is worth one half."""

    def both(state: Mapping[str, object]) -> tuple[float]:
        return (float("part0" in state and "part1" in state),)

    drivers = explain_move({}, {"part0": 1, "part1": 1}, PARTS, both, RNG(1))
    assert [driver.contribution for driver in drivers[0]] == [0.5, 0.5]


def test_equal_parts_get_no_driver() -> None:
    assert explain_move({"part0": 1}, {"part0": 1}, PARTS, value, RNG(1)) == ((), ())


def test_kinds_and_signals_are_kept() -> None:
    parts = {"part0": Part(DriverKind.RETRACTION, "withdrawn", ("s1",))}
    ((driver,), _) = explain_move({"part0": 1}, {}, parts, value, RNG(1))
    assert (driver.kind, driver.signal_ids) == (DriverKind.RETRACTION, ("s1",))


def test_a_part_without_a_cause_is_refused() -> None:
    with pytest.raises(ModelError, match="no cause"):
        explain_move({}, {"stranger": 1}, PARTS, value, RNG(1))


def test_a_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(ModelError, match="no number"):
        explain_move({}, {"part0": 1}, PARTS, lambda _: (float("nan"),), RNG(1))


def test_sampled_orders_come_close_to_exact_values() -> None:
    after = {name: 0.1 * n for n, name in enumerate(LABELS)}
    drivers = explain_move({}, after, PARTS, value, RNG(3))[0]
    assert [d.contribution for d in drivers] == sorted(d.contribution for d in drivers)
