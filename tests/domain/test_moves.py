"""Moves: whatever was recorded, the drivers add up."""

from __future__ import annotations

import re
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
        (0.9021, 0.9129, "90.2% to 91.3% (+1.1 points)"),
        (0.8446, 0.8456, "84.5% to 84.6% (+0.1 points)"),
        (0.84, 0.844, "84% to 84.4% (+0.4 points)"),
        (0.8402, 0.8404, "84% to 84% (+0 points)"),
    ],
)
def test_both_ends_are_said_in_points(before: float, after: float, text: str) -> None:
    assert between([an_issue(0, before, []), an_issue(1, after, [])]).text == text


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_the_three_figures_of_a_move_add_up_and_are_true(before: float, after: float) -> None:
    move = between([an_issue(0, before, []), an_issue(1, after, [])])
    said = re.fullmatch(r"([\d.]+)% to ([\d.]+)% \(([+-][\d.]+) points\)", move.text)
    assert said is not None, move.text
    first, last, difference = map(float, said.groups())
    assert last - first == pytest.approx(difference, abs=1e-9)
    # Half of the last place that is shown, or the ten-thousandth at which the text stops.
    place = 10.0 ** -len(said[3].partition(".")[2])
    assert difference == pytest.approx(100 * move.change, abs=max(place / 2 + 1e-9, 1.1e-4))


def test_a_move_needs_one_probability() -> None:
    answer = Answer(None, None, BaseRate("c", 1, 0.1), (), {}, {"USA": 1.0}, (), "m1")
    issue = Forecast("f", "q", START, START, answer, "d", ())
    with pytest.raises(ValueError, match="several outcomes"):
        between([issue, issue])
    with pytest.raises(ValueError, match="at least one"):
        between([])
