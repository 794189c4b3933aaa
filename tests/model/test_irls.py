"""Our ridge regression against statsmodels, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecaster.domain.errors import ModelError
from forecaster.model.inference import estimates
from forecaster.model.irls import Rows, derivatives, fit, penalised
from forecaster.model.linear import Linear, clustered, fitted

TERMS = ("level", "a", "b", "c")


def some_rows(seed: int = 1, n: int = 400) -> Rows:
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(n), rng.normal(size=(n, 2)), rng.integers(0, 2, n)])
    days = rng.integers(20, 200, n).astype(float)
    rate = np.exp(design @ np.array([-4.0, 0.6, -0.4, 0.8]))
    met = rng.binomial(days.astype(int), -np.expm1(-rate)).astype(float)
    return Rows(design, np.zeros(n), days, met)


def uncollapsed(rows: Rows) -> Rows:
    days = rows.days.astype(int)
    index = np.repeat(np.arange(len(days)), days)
    place = np.concatenate([np.arange(count) for count in days])
    met = (place < rows.met[index]).astype(float)
    return Rows(rows.design[index], rows.offset[index], np.ones(len(index)), met)


def test_equals_statsmodels_without_a_penalty() -> None:
    rows = some_rows()
    ours = fit(rows, np.zeros(4), tolerance=1e-14).coefficients
    theirs = [one.value for one in estimates(rows, TERMS)]
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_collapsed_counts_equal_single_days() -> None:
    rows = some_rows(n=60)
    penalty = np.array([0.0, 2.0, 2.0, 2.0])
    counts = fit(rows, penalty, tolerance=1e-14).coefficients
    single = fit(uncollapsed(rows), penalty, tolerance=1e-14).coefficients
    assert counts == pytest.approx(single, abs=1e-8)


def test_gradient_is_that_of_the_likelihood() -> None:
    rows, penalty = some_rows(n=50), np.full(4, 0.7)
    point = np.array([-3.0, 0.2, 0.1, -0.3])
    gradient, _ = derivatives(rows, point, penalty)
    for term in range(4):
        step = np.zeros(4)
        step[term] = 1e-5
        slope = (
            penalised(rows, point + step, penalty) - penalised(rows, point - step, penalty)
        ) / 2e-5
        assert gradient[term] == pytest.approx(slope, rel=1e-5, abs=1e-4)


def test_doubling_weights_equals_repeating_rows() -> None:
    rows, penalty = some_rows(n=80), np.array([0.0, 1.0, 1.0, 1.0])
    twice = replace(rows, days=2 * rows.days, met=2 * rows.met)
    again = Rows(
        *(np.concatenate([part, part]) for part in (rows.design, rows.offset, rows.days, rows.met))
    )
    left, right = fit(twice, penalty).coefficients, fit(again, penalty).coefficients
    assert left == pytest.approx(right, abs=1e-7)


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_one_outcome_only_is_refused(outcome: float) -> None:
    rows = some_rows()
    with pytest.raises(ModelError, match="one outcome"):
        fit(replace(rows, met=outcome * rows.days), np.ones(4))


def test_nan_is_refused_by_name() -> None:
    rows = some_rows()
    design = rows.design.copy()
    design[3, 1] = np.nan
    with pytest.raises(ModelError, match="design holds NaN"):
        fit(replace(rows, design=design), np.ones(4))


def test_separation_is_refused_without_a_penalty_and_bounded_with_one() -> None:
    rows = some_rows()
    perfect = (rows.met > 0).astype(float)
    rows = replace(rows, design=np.column_stack([rows.design, perfect]))
    with pytest.raises(ModelError):
        fitted((*TERMS, "perfect"), rows, np.zeros(5))
    linear, solution = fitted((*TERMS, "perfect"), rows, np.full(5, 5.0))
    assert solution.converged
    assert abs(linear.coefficients[-1]) < 8.0


def test_singular_information_names_the_remedy() -> None:
    rows = some_rows()
    rows = replace(rows, design=np.column_stack([rows.design, np.zeros(len(rows.days))]))
    with pytest.raises(ModelError, match="raise the penalty"):
        fit(rows, np.zeros(5))


def test_clustered_covariance_is_symmetric_and_survives_plain_data() -> None:
    rows = some_rows()
    solution = fit(rows, np.ones(4))
    covariance = clustered(rows, solution, np.arange(len(rows.days)) // 10)
    assert covariance == pytest.approx(covariance.T)
    linear = Linear(TERMS, solution.coefficients, covariance)
    back = Linear.from_data(linear.to_data(), TERMS)
    assert back.terms == TERMS
    assert back.coefficients == pytest.approx(linear.coefficients, rel=1e-5)
    assert back.covariance == pytest.approx(covariance, rel=1e-3)
