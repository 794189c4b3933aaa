"""Inference on the collapsed panel with statsmodels: the unpenalised fit with robust errors.

statsmodels is the reference that our own ridge regression is held against (equal coefficients to
1e-6 without a penalty) and the source of standard errors in reports; the walk forward does not
need it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm

from forecaster.domain.errors import ModelError
from forecaster.model.irls import Rows
from forecaster.panel.days import Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """One coefficient with its 95 % interval.

    Attributes:
        term: Name of the column.
        value: Coefficient on the log rate.
        low: Lower end of the interval.
        high: Upper end.
    """

    term: str
    value: float
    low: float
    high: float


def estimates(
    rows: Rows, terms: tuple[str, ...], cluster: Floats | None = None
) -> tuple[Estimate, ...]:
    """Fit a complementary log-log GLM to counts.

    Args:
        rows: Collapsed rows; ``days`` and ``met`` are counts.
        terms: Names of the design's columns.
        cluster: Cluster of each row for robust errors.

    Raises:
        ModelError: When the rows cannot be fitted or the fit does not converge.
    """
    rows.check()
    counts = np.column_stack([rows.met, rows.days - rows.met])
    family = sm.families.Binomial(link=sm.families.links.CLogLog())
    model = sm.GLM(counts, rows.design, family=family, offset=rows.offset)
    options = {} if cluster is None else {"cov_kwds": {"groups": cluster}}
    kind = "nonrobust" if cluster is None else "cluster"
    result = model.fit(maxiter=200, tol=1e-12, cov_type=kind, **options)
    if not result.converged:
        raise ModelError("the GLM has not converged", remedy="drop the separating term")
    ends = np.asarray(result.conf_int())
    return tuple(
        Estimate(term, float(value), float(low), float(high))
        for term, value, (low, high) in zip(terms, result.params, ends, strict=True)
    )
