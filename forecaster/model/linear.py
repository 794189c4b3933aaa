"""A fitted linear predictor as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from forecaster.domain.errors import ModelError
from forecaster.model.irls import Rows, Solution, fit
from forecaster.panel.days import Floats

DIGITS = 6
"""Significant digits kept of a coefficient; four are kept of a covariance."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Coefficients by term, with their covariance where it is kept.

    Attributes:
        terms: Names of the terms.
        coefficients: By term.
        covariance: Terms x terms; None where no interval is asked of it.
    """

    terms: tuple[str, ...]
    coefficients: Floats
    covariance: Floats | None

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data; of the symmetric covariance the lower triangle by rows."""
        data: dict[str, Any] = {"coefficients": _named(self.terms, self.coefficients)}
        if self.covariance is not None:
            lower = self.covariance[np.tril_indices(len(self.terms))]
            data["covariance"] = [float(f"{value:.4g}") for value in lower]
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any], terms: tuple[str, ...]) -> Linear:
        """Read :meth:`to_data` back, whatever order its keys have come in.

        Args:
            data: Plain data.
            terms: Names of the design's columns, in order.

        Raises:
            ModelError: When coefficients or covariance are not those of the terms.
        """
        if set(data["coefficients"]) != set(terms):
            raise ModelError("the model was fitted on other terms", remedy="fit the model again")
        values = np.array([data["coefficients"][term] for term in terms], dtype=np.float64)
        return cls(terms, values, _square(data.get("covariance"), len(terms)))


def _named(names: Sequence[str], values: Floats) -> dict[str, float]:
    return {name: float(f"{value:.{DIGITS}g}") for name, value in zip(names, values, strict=True)}


def _square(lower: Sequence[float] | None, size: int) -> Floats | None:
    if lower is None:
        return None
    if len(lower) != size * (size + 1) // 2:
        raise ModelError(
            f"a covariance of {len(lower)} numbers does not fit {size} terms",
            remedy="fit the model again",
        )
    square = np.zeros((size, size))
    square[np.tril_indices(size)] = lower
    return square + np.tril(square, -1).T


def fitted(
    terms: tuple[str, ...],
    rows: Rows,
    penalty: Floats,
    cluster: Floats | None = None,
    start: Floats | None = None,
) -> tuple[Linear, Solution]:
    """Fit, refuse what did not converge or separates, and attach the covariance.

    Args:
        terms: Names of the design's columns.
        rows: What is fitted.
        penalty: Ridge weight by term.
        cluster: Cluster of each row; with it the covariance allows for dependence inside clusters.
        start: Coefficients to begin with.

    Raises:
        ModelError: When the fit does not converge or a coefficient runs away.
    """
    solution = fit(rows, penalty, start)
    gate(terms, solution)
    covariance = None if cluster is None else clustered(rows, solution, cluster)
    return Linear(terms, solution.coefficients, covariance), solution


RUNAWAY = 8.0
"""No effect of a standardised covariate is this large: beyond it, a term separates the outcomes."""


def gate(terms: Sequence[str], solution: Solution) -> None:
    """Refuse a fit that did not converge or whose terms separate the outcomes.

    Raises:
        ModelError: Naming the term.
    """
    if not solution.converged:
        raise ModelError(
            f"the fit has not converged after {solution.steps} steps", remedy="raise the penalty"
        )
    for term, value in zip(terms[1:], solution.coefficients[1:], strict=True):
        if abs(value) > RUNAWAY:
            raise ModelError(
                f"{term} separates the outcomes (coefficient {value:.1f})",
                remedy="raise its penalty",
            )


def clustered(rows: Rows, solution: Solution, cluster: Floats) -> Floats:
    """Sandwich covariance with scores added up within clusters (Liang and Zeger 1986)."""
    rate = np.exp(np.clip(rows.design @ solution.coefficients + rows.offset, -30.0, 30.0))
    chance = np.maximum(-np.expm1(-rate), 1e-300)
    score = rate * (rows.met / chance - rows.days)
    _, group = np.unique(cluster, return_inverse=True)
    sums = np.zeros((int(group.max()) + 1, rows.design.shape[1]))
    np.add.at(sums, group.ravel(), rows.design * score[:, None])
    bread = np.linalg.inv(solution.information)
    return np.asarray(bread @ (sums.T @ sums) @ bread)
