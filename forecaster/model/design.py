"""From panel covariates to design matrices: scaling, lead terms, bucket levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecaster.panel.buckets import BUCKETS
from forecaster.panel.days import Days, Floats
from forecaster.panel.features import BY_LEAD


@dataclass(frozen=True, slots=True)
class Scaling:
    """Names, means and standard deviations of the covariates, as learnt in training.

    Attributes:
        names: Covariates in order.
        mean: Mean by covariate.
        scale: Standard deviation by covariate, at least 1e-6.
    """

    names: tuple[str, ...]
    mean: Floats
    scale: Floats

    @classmethod
    def of(cls, names: tuple[str, ...], values: Floats) -> Scaling:
        """Learn from training rows."""
        return cls(names, values.mean(axis=0), np.maximum(values.std(axis=0), 1e-6))

    def apply(self, values: Floats) -> Floats:
        """Standardised covariates, bounded to five standard deviations."""
        return np.asarray(np.clip((values - self.mean) / self.scale, -5.0, 5.0))

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the design's columns."""
        by_lead = tuple(f"{name}:lead" for name in self.names if name in BY_LEAD)
        levels = tuple(f"bucket_{bucket.index}" for bucket in BUCKETS[1:-1])
        return ("level", *self.names, *by_lead, *levels)

    def design(self, values: Floats, bucket: Days) -> Floats:
        """The design matrix of rows in the given lead buckets."""
        scaled = self.apply(values)
        moving = [place for place, name in enumerate(self.names) if name in BY_LEAD]
        lead = LEAD[bucket][:, None]
        last = np.minimum(bucket, BUCKETS[-2].index)
        levels = last[:, None] == np.arange(1, len(BUCKETS) - 1)[None, :]
        ones = np.ones((len(values), 1))
        return np.hstack([ones, scaled, scaled[:, moving] * lead, levels.astype(np.float64)])


LEAD = np.array(
    [
        (np.log((bucket.start + min(bucket.end, 365)) / 2) - 4.0) / 2
        if bucket.start < 365  # noqa: PLR2004 - beyond a year effects stay as they are at one
        else (np.log((180 + 365) / 2) - 4.0) / 2
        for bucket in BUCKETS
    ]
)
"""Centred log lead by bucket; the last bucket repeats the one before."""


def penalties(terms: tuple[str, ...], ridge: float, free: Mapping[str, float]) -> Floats:
    """Ridge weight by term; those in ``free`` have their own."""
    return np.array([free.get(term, ridge) for term in terms])
