"""Scores worked out by hand, and their properties."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecaster.scoring.compare import cluster_skill
from forecaster.scoring.reliability import (
    calibration_error,
    calibration_line,
    reliability,
    wilson,
)
from forecaster.scoring.rules import Floats, brier, log_score, skill

chances = st.floats(0.0, 1.0)


def test_brier_by_hand() -> None:
    assert brier(np.array([0.8, 0.8]), np.array([1.0, 0.0])) == pytest.approx([0.04, 0.64])


def test_log_score_by_hand_and_at_its_floor() -> None:
    found = log_score(np.array([0.5, 0.0]), np.array([1.0, 1.0]))
    assert found == pytest.approx([0.693147, 13.815511], rel=1e-5)


@given(truth=chances, stated=chances)
def test_scores_are_proper(truth: float, stated: float) -> None:
    def expected(score: Callable[[Floats, Floats], Floats], p: float) -> float:
        pair = np.array([p, p])
        return float(np.array([truth, 1 - truth]) @ score(pair, np.array([1.0, 0.0])))

    assert expected(brier, truth) <= expected(brier, stated) + 1e-12
    # The log score is proper up to its stated floor.
    assert expected(log_score, truth) <= expected(log_score, stated) + 2e-5


def test_skill_of_the_reference_is_nought() -> None:
    assert skill(0.2, 0.2) == 0.0
    assert skill(0.1, 0.2) == 0.5
    assert skill(0.1, 0.0) == 0.0


@given(st.lists(st.tuples(chances, st.booleans()), min_size=1, max_size=60))
def test_reliability_counts_every_forecast_once(rows: list[tuple[float, bool]]) -> None:
    p = np.array([row[0] for row in rows])
    y = np.array([float(row[1]) for row in rows])
    bins = reliability(p, y)
    assert sum(one.n for one in bins) == len(rows)
    assert sum(one.n * one.observed for one in bins) == pytest.approx(y.sum())
    assert 0.0 <= calibration_error(p, y) <= 1.0


def test_calibration_line_finds_a_known_distortion() -> None:
    rng = np.random.default_rng(3)
    z = rng.normal(size=60_000)
    y = (rng.random(60_000) < 1 / (1 + np.exp(-(0.2 + 0.5 * z)))).astype(float)
    line = calibration_line(1 / (1 + np.exp(-z)), y)
    assert line.slope == pytest.approx(0.5, abs=0.03)
    assert line.intercept == pytest.approx(0.2, abs=0.03)


def test_calibration_line_stays_finite_when_outcomes_are_separated() -> None:
    line = calibration_line(np.array([0.1, 0.2, 0.8, 0.9]), np.array([0.0, 0.0, 1.0, 1.0]))
    assert np.isfinite([line.slope, line.intercept]).all()


def test_wilson_contains_the_share() -> None:
    low, high = wilson(3, 10)
    assert low < 0.3 < high
    assert wilson(0, 0) == (0.0, 1.0)


def test_cluster_interval_is_wider_than_that_of_single_forecasts() -> None:
    rng = np.random.default_rng(5)
    effect = np.repeat(rng.normal(0.0, 0.1, 30), 50)
    ours, theirs = np.full(1500, 0.2) + effect, np.full(1500, 0.25)
    value, (low, high) = cluster_skill(ours, theirs, np.repeat(np.arange(30), 50), rng)
    _, (near, far) = cluster_skill(ours, theirs, np.arange(1500), rng)
    assert low < value < high
    assert high - low > 2 * (far - near)
