"""Moves: whatever was recorded, the drivers add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.domain.forecasts import Answer, BaseRate, Driver, DriverKind, Forecast
from forecaster.domain.moves import between

START = datetime(2018, 7, 18, tzinfo=UTC)

shares = st.dictionaries(st.sampled_from("abcdef"), st.floats(-0.3, 0.3), max_size=5)


def an_issue(
    index: int, probability: float, drivers: list[Driver], model: str = "m1", base: float = 0.1
) -> Forecast:
    rate = BaseRate("class", 10, base)
    answer = Answer(probability, None, rate, (), {}, {}, tuple(drivers), model)
    moment = START + timedelta(days=index)
    return Forecast(f"f{index}", "q", moment, moment, answer, "d", ())


def from_base(index: int, probability: float, evidence: dict[str, float], model: str) -> Forecast:
    silent = probability - 0.1 - fsum(evidence.values())
    drivers = [Driver(DriverKind.CALENDAR, silent, "record and calendar")]
    drivers += [Driver(DriverKind.NEW_SIGNAL, v, f"act {k}", (k,)) for k, v in evidence.items()]
    return an_issue(index, probability, drivers, model)


@given(
    st.lists(
        st.tuples(st.floats(0.001, 0.999), shares, st.sampled_from(["m1", "m2"])),
        min_size=1,
        max_size=6,
    )
)
def test_drivers_add_up_over_any_history(steps: list[tuple[float, dict[str, float], str]]) -> None:
    issues = [from_base(index, *step) for index, step in enumerate(steps)]
    move = between(issues)
    expected = steps[-1][0] - steps[0][0]
    assert move.change == pytest.approx(expected, abs=1e-12)
    assert fsum(driver.contribution for driver in move.drivers) == pytest.approx(expected, abs=1e-9)


def test_an_account_against_the_issue_before_is_taken_as_it_is() -> None:
    first = an_issue(0, 0.2, [])
    drivers = [
        Driver(DriverKind.NEW_SIGNAL, 0.15, "invited", ("a",)),
        Driver(DriverKind.TIME, -0.05, "time"),
    ]
    assert between([first, an_issue(1, 0.3, drivers)]).drivers == tuple(drivers)


def test_what_no_account_explains_is_said_to_be_unexplained() -> None:
    [driver] = between([an_issue(0, 0.2, []), an_issue(1, 0.5, [])]).drivers
    assert driver.kind is DriverKind.CORRECTION
    assert driver.contribution == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (0.31, 0.44, "31% to 44% (+13 points)"),
        (0.44, 0.31, "44% to 31% (-13 points)"),
        (0.021, 0.034, "2.1% to 3.4% (+1.3 points)"),
        (0.5, 0.5, "50% to 50% (+0 points)"),
        (0.0949, 0.2, "9.5% to 20% (+10.5 points)"),
    ],
)
def test_both_ends_are_said_in_points(before: float, after: float, text: str) -> None:
    assert between([an_issue(0, before, []), an_issue(1, after, [])]).text == text


def test_a_move_needs_one_probability() -> None:
    answer = Answer(None, None, BaseRate("c", 1, 0.1), (), {}, {"USA": 1.0}, (), "m1")
    issue = Forecast("f", "q", START, START, answer, "d", ())
    with pytest.raises(ValueError, match="several outcomes"):
        between([issue, issue])
    with pytest.raises(ValueError, match="at least one"):
        between([])
