"""Recalibration from matured forecasts: what it learns, and what it must leave alone."""

from __future__ import annotations

import numpy as np
import pytest

from forecaster.model.recalibrate import Calibration, MaturedYear, calibration, drifted

NOW = 2040


def years(true_slope: float, true_level: float, count: int = 12) -> list[MaturedYear]:
    """Forecasts whose log rate is off by a known line, with outcomes drawn from the truth."""
    rng = np.random.default_rng(3)
    found = []
    for year in range(NOW - count, NOW):
        stated = np.exp(rng.normal(-2.5, 1.0, 4000))
        truth = np.exp(true_level + true_slope * np.log(stated))
        happened = (rng.uniform(size=4000) < -np.expm1(-truth)).astype(np.float64)
        found.append(MaturedYear(year, stated, happened, 1.0))
    return found


@pytest.mark.parametrize(("slope", "level"), [(1.0, 0.0), (0.8, -0.5), (1.2, 0.4), (1.0, -0.3)])
def test_the_line_is_found_again(slope: float, level: float) -> None:
    """The slope as it is, the level drawn to "no change" by three years' worth of belief."""
    line = calibration(years(slope, level), NOW, 1.0, level=True)
    assert line.slope == pytest.approx(slope, abs=0.05)
    middle = -2.5
    needed = level + (slope - 1.0) * middle
    moved = line.intercept + (line.slope - 1.0) * middle
    assert moved == pytest.approx(0.65 * needed, abs=0.15 * abs(needed) + 0.03)


def test_without_a_level_the_middle_stays() -> None:
    """Only the slope is learnt: the mean of the log rate is the fixed point."""
    known = years(0.8, -0.5)
    line = calibration(known, NOW, 1.0, level=False)
    weights = [0.5 ** ((NOW - 1 - one.year) / 4.0) for one in known]
    centre = np.average([np.log(one.cumulative).mean() for one in known], weights=weights)
    assert line.intercept + line.slope * centre == pytest.approx(centre)


def test_old_years_fade() -> None:
    old, new = years(1.0, -1.0)[:6], years(1.0, 0.5)[6:]
    line = calibration([*old, *new], NOW, 1.0, level=True)
    assert line.applied(np.array([0.1]))[0] > 0.1


def test_nothing_matured_changes_nothing() -> None:
    assert calibration((), NOW, 1.0, level=True) == Calibration()


@pytest.mark.parametrize("came", [0.0, 1.0])
def test_one_class_of_outcome_stays_finite(came: float) -> None:
    year = MaturedYear(NOW - 1, np.full(100, 0.2), np.full(100, came), 1.0)
    line = calibration([year], NOW, 1.0, level=True)
    moved = line.applied(np.array([0.2]))[0]
    assert 0.0 < moved < 1.0
    assert (moved > 0.2) == (came > 0.0)


def test_a_few_meetings_move_little() -> None:
    thin = [MaturedYear(NOW - 1, np.full(20, 0.1), np.r_[np.ones(4), np.zeros(16)], 1.0)]
    line = calibration(thin, NOW, 1.0, level=True)
    assert line.applied(np.array([0.1]))[0] == pytest.approx(0.1, rel=0.2)


def test_order_is_kept() -> None:
    line = calibration(years(0.7, 0.3), NOW, 1.0, level=True)
    assert (np.diff(line.applied(np.geomspace(1e-8, 5.0, 50))) > 0.0).all()


def test_drift_lowers_what_is_likely() -> None:
    """Averaging over levels: a rate of 3 can be saturated, one of 0.01 hardly changes its mean."""
    sure, rare = drifted(np.array([3.0, 0.01]), 0.6)
    assert sure < 3.0
    assert rare == pytest.approx(0.01 * np.exp(0.18), rel=0.02)
    assert drifted(np.array([0.4]), 0.0)[0] == pytest.approx(0.4)
