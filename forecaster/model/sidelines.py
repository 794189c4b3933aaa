"""P(bilateral | both at a summit) by forum, dyad and recency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from forecaster.model.irls import Rows
from forecaster.model.linear import Linear, fitted
from forecaster.panel.days import Floats
from forecaster.panel.editions import NAMES, EditionRows, Habits

RIDGE = 5.0
"""Ridge weight of an effect; rare series lean on the common level."""

OWN_WEIGHT = 5.0
"""Editions of a series that the regression is worth against the pair's own record there."""

LARGEST = 0.95
"""No sideline meeting is likelier than this before it is announced."""


@dataclass(frozen=True, slots=True)
class SidelineFit:
    """Chance of a recorded meeting on the sidelines of a joint summit.

    Attributes:
        mean: Mean by covariate; series levels are not centred.
        linear: Coefficients of a complementary log-log regression.
        rows: Pair-summits behind it.
    """

    mean: Floats
    linear: Linear
    rows: int

    def rate(self, values: Floats) -> Floats:
        """``-log(1 - probability)`` by row, bounded."""
        design = _design(values, self.mean)
        rate = np.exp(np.minimum(design @ self.linear.coefficients, 3.0))
        return np.asarray(np.minimum(rate, -np.log1p(-LARGEST)))

    def blended(self, values: Floats, habits: Habits) -> Floats:
        """:meth:`rate` moved by the pair's own record in the series (empirical Bayes)."""
        prior = -np.expm1(-self.rate(values))
        share = (habits.met + OWN_WEIGHT * prior) / (habits.had + OWN_WEIGHT)
        return np.asarray(-np.log1p(-np.minimum(share, LARGEST)))

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data."""
        mean = {name: float(f"{v:.6g}") for name, v in zip(NAMES, self.mean, strict=True)}
        return {"mean": mean, "linear": self.linear.to_data(), "rows": self.rows}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> SidelineFit:
        """Read :meth:`to_data` back."""
        mean = np.array([data["mean"][name] for name in NAMES])
        return cls(mean, Linear.from_data(data["linear"], ("level", *NAMES)), data["rows"])


def _design(values: Floats, mean: Floats) -> Floats:
    return np.hstack([np.ones((len(values), 1)), values - mean])


def fit_sidelines(worlds: Sequence[EditionRows], last: int) -> SidelineFit:
    """Fit over all worlds together: what makes leaders use a summit is taken to be common.

    Args:
        worlds: Rows by world.
        last: Day by which an outcome must be known.

    Raises:
        ModelError: When the fit is refused.
    """
    known = [rows.known <= last for rows in worlds]
    values = np.concatenate([rows.values[use] for rows, use in zip(worlds, known, strict=True)])
    met = np.concatenate([rows.met[use] for rows, use in zip(worlds, known, strict=True)])
    series = np.array([name.startswith("series_") for name in NAMES])
    mean = np.where(series, 0.0, values.mean(axis=0))
    penalty = np.full(len(NAMES) + 1, RIDGE)
    penalty[0] = 1e-3
    rows = Rows(_design(values, mean), np.zeros(len(met)), np.ones(len(met)), met)
    linear, _ = fitted(("level", *NAMES), rows, penalty)
    return SidelineFit(mean, linear, len(met))
