"""Penalised logit and least squares with covariances that respect clusters.

Two small dense fits in numpy: the track tables have a thousand rows and some thirty columns.
The covariance is the sandwich ``H^-1 (sum over clusters g g') H^-1`` (Liang and Zeger 1986), with
the penalty inside ``H``: signals of one story are one observation, not many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecaster.domain.errors import ModelError

Array = NDArray[np.float64]

_STEPS = 60
_CLOSE = 1e-8
_SPREAD_FLOOR = 1e-9


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows to fit on.

    Attributes:
        rows: Feature rows, one a line.
        target: 0 or 1 for the logit, any number for least squares.
        weight: Weight of each row, positive.
        cluster: Number of the cluster each row belongs to.
    """

    rows: Array
    target: Array
    weight: Array
    cluster: NDArray[np.intp]

    def only(self, keep: NDArray[np.bool_]) -> Sample:
        """The rows for which ``keep`` is true."""
        return Sample(self.rows[keep], self.target[keep], self.weight[keep], self.cluster[keep])


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients on the scale of the features, intercept first.

    Attributes:
        beta: Coefficients.
        covariance: Their covariance.
        sigma: Residual standard deviation of least squares; 0 for the logit.
    """

    beta: Array
    covariance: Array
    sigma: float = 0.0

    def linear(self, row: Array) -> float:
        """The linear predictor of one feature row."""
        return float(self.beta[0] + row @ self.beta[1:])

    def error(self, row: Array) -> float:
        """Standard error of the linear predictor of one feature row."""
        full = np.concatenate(([1.0], row))
        return math.sqrt(max(float(full @ self.covariance @ full), 0.0))


def fit_logit(sample: Sample, penalty: float, prior: Array | None = None) -> Fit:
    """Penalised maximum likelihood of a logit; separation cannot blow it up.

    Args:
        sample: Rows with targets 0 and 1; both must occur.
        penalty: Ridge penalty on standardised coefficients (not the intercept), positive.
        prior: What the coefficients are drawn to, on the scale of the features; zeros if None.

    Raises:
        ModelError: If a number is not finite, only one class occurs, or Newton does not settle.
    """
    _check(sample)
    if sample.target.min() == sample.target.max():
        raise ModelError(
            "the track table holds only one class of outcome",
            remedy="add tracks that ended otherwise, or use the model in service",
        )
    design, shift = _standardised(sample.rows)
    ridge = _ridge(design.shape[1], penalty)
    centre = np.zeros(design.shape[1])
    if prior is not None:
        centre[1:] = prior / np.diag(shift)[1:]
    beta = centre.copy()
    for _ in range(_STEPS):
        chance = _sigmoid(design @ beta)
        gradient = design.T @ (sample.weight * (sample.target - chance)) - ridge @ (beta - centre)
        hessian = _gram(design, sample.weight * chance * (1.0 - chance)) + ridge
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step
        if np.abs(step).max() < _CLOSE:
            residual = sample.weight * (sample.target - _sigmoid(design @ beta))
            return _unscaled(beta, _sandwich(design, residual, hessian, sample.cluster), shift)
    raise ModelError(
        "the logit of the tracks did not converge", remedy="raise the penalty or check the table"
    )


def fit_mean(sample: Sample, penalty: float) -> Fit:
    """Penalised least squares with its residual standard deviation.

    Args:
        sample: Rows with any finite target.
        penalty: Ridge penalty on standardised coefficients (not the intercept), positive.

    Raises:
        ModelError: If a number is not finite or there are no rows.
    """
    _check(sample)
    design, shift = _standardised(sample.rows)
    hessian = _gram(design, sample.weight) + _ridge(design.shape[1], penalty)
    beta = np.linalg.solve(hessian, design.T @ (sample.weight * sample.target)).astype(np.float64)
    residual = sample.target - design @ beta
    sigma = float(np.sqrt(np.average(residual**2, weights=sample.weight)))
    covariance = _sandwich(design, sample.weight * residual, hessian, sample.cluster)
    return _unscaled(beta, covariance, shift, sigma)


def _check(sample: Sample) -> None:
    if not len(sample.target):
        raise ModelError("no tracks to learn from", remedy="use an earlier or the shipped model")
    for values in (sample.rows, sample.target, sample.weight):
        if not np.isfinite(values).all():
            raise ModelError(
                "the track table holds a value that is no number", remedy="check its days"
            )


def _sigmoid(value: Array) -> Array:
    result: Array = 1.0 / (1.0 + np.exp(-np.clip(value, -35.0, 35.0)))
    return result


def _standardised(rows: Array) -> tuple[Array, Array]:
    """Design with intercept and unit-variance columns, and the matrix back to raw scale."""
    centre, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(scale < _SPREAD_FLOOR, 1.0, scale)
    design = np.column_stack([np.ones(len(rows)), (rows - centre) / scale])
    back = np.diag(np.concatenate(([1.0], 1.0 / scale)))
    back[0, 1:] = -centre / scale
    return design, back


def _ridge(columns: int, penalty: float) -> Array:
    diagonal = np.full(columns, penalty)
    diagonal[0] = 1e-6
    return np.diag(diagonal)


def _gram(design: Array, weight: Array) -> Array:
    result: Array = (design * weight[:, None]).T @ design
    return result


def _sandwich(design: Array, residual: Array, hessian: Array, cluster: NDArray[np.intp]) -> Array:
    scores = design * residual[:, None]
    sums = np.zeros((int(cluster.max()) + 1, design.shape[1]))
    np.add.at(sums, cluster, scores)
    bread = np.linalg.inv(hessian)
    result: Array = bread @ (sums.T @ sums) @ bread
    return result


def _unscaled(beta: Array, covariance: Array, back: Array, sigma: float = 0.0) -> Fit:
    return Fit(back @ beta, back @ covariance @ back.T, sigma)
