"""Ridge-penalised regression of a complementary log-log hazard on collapsed counts.

A row stands for ``days`` dyad-days with equal covariates and ``met`` meetings among them; with the
daily rate ``m = exp(offset + X b)`` its log-likelihood is
``met log(1 - exp(-m)) - (days - met) m``.
Newton's method with expected information, in chunks, so that memory stays at the size of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecaster.domain.errors import ModelError
from forecaster.panel.days import Floats

CHUNK_ROWS = 8192
"""Rows per pass: the working set stays in the processor's cache."""

LARGEST_RATE = 30.0
"""Bound on the linear predictor, so that a wild step cannot overflow."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What is fitted.

    Attributes:
        design: Rows x terms.
        offset: Known part of the linear predictor.
        days: Days at risk, weighted.
        met: Meetings, weighted; between 0 and ``days``.
    """

    design: Floats
    offset: Floats
    days: Floats
    met: Floats

    def check(self) -> None:
        """Refuse what no fit can come from.

        Raises:
            ModelError: On NaN or infinite input, or when every day or none has a meeting.
        """
        for name in ("design", "offset", "days", "met"):
            if not np.isfinite(getattr(self, name)).all():
                raise ModelError(f"the panel's {name} holds NaN or infinity", remedy="check facts")
        total = float(self.met.sum())
        if total <= 0.0 or total >= float(self.days.sum()):
            raise ModelError(
                "the panel has one outcome only", remedy="fit on a longer or wider record"
            )


@dataclass(frozen=True, slots=True)
class Solution:
    """Coefficients and how they were reached.

    Attributes:
        coefficients: By term.
        information: Penalised expected information at the solution.
        steps: Newton steps taken.
        converged: Whether the last step changed the penalised log-likelihood by less than asked.
    """

    coefficients: Floats
    information: Floats
    steps: int
    converged: bool


def fit(
    rows: Rows, penalty: Floats, start: Floats | None = None, tolerance: float = 1e-8
) -> Solution:
    """Maximise the penalised likelihood.

    Args:
        rows: What is fitted.
        penalty: Ridge weight by term, at least 0.
        start: Coefficients to begin with; the empirical rate in the first term otherwise.
        tolerance: Smallest relative gain in the penalised log-likelihood that counts.

    Raises:
        ModelError: When the rows cannot be fitted or the information is singular.
    """
    rows.check()
    current = _first_guess(rows) if start is None else start.copy()
    value = penalised(rows, current, penalty)
    converged, steps = False, 0
    information = np.zeros((len(current), len(current)))
    for _ in range(60):
        gradient, information = derivatives(rows, current, penalty)
        step = _solve(information, gradient)
        moved, gained = _damped(rows, current, step, penalty, value)
        steps += 1
        converged = abs(gained - value) <= tolerance * (1.0 + abs(value))
        current, value = moved, gained
        if converged:
            break
    return Solution(current, information, steps, converged)


def _first_guess(rows: Rows) -> Floats:
    start = np.zeros(rows.design.shape[1])
    exposure = float(np.sum(rows.days * np.exp(rows.offset)))
    start[0] = np.log(rows.met.sum() / exposure)
    return start


def _solve(information: Floats, gradient: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(information, gradient))
    except np.linalg.LinAlgError as error:
        raise ModelError(
            "the information matrix is singular", remedy="raise the penalty"
        ) from error


def _damped(
    rows: Rows, current: Floats, step: Floats, penalty: Floats, value: float
) -> tuple[Floats, float]:
    """The step, halved until it does not lose likelihood."""
    size = 1.0
    for _ in range(20):
        moved = current + size * step
        gained = penalised(rows, moved, penalty)
        if gained >= value - 1e-9 * (1.0 + abs(value)):
            return moved, gained
        size /= 2
    return current, value


def predictor(rows: Rows, coefficients: Floats) -> Floats:
    """Log daily rate by row."""
    return np.asarray(
        np.clip(rows.design @ coefficients + rows.offset, -LARGEST_RATE, LARGEST_RATE)
    )


def penalised(rows: Rows, coefficients: Floats, penalty: Floats) -> float:
    """Penalised log-likelihood."""
    log_rate = predictor(rows, coefficients)
    rate = np.exp(log_rate)
    some = np.log(np.maximum(-np.expm1(-rate), 1e-300))
    value = np.sum(rows.met * some - (rows.days - rows.met) * rate)
    return float(value - 0.5 * np.sum(penalty * coefficients**2))


def derivatives(rows: Rows, coefficients: Floats, penalty: Floats) -> tuple[Floats, Floats]:
    """Gradient and expected information of the penalised log-likelihood."""
    terms = len(coefficients)
    gradient, information = np.zeros(terms), np.zeros((terms, terms))
    for begin in range(0, len(rows.days), CHUNK_ROWS):
        part = slice(begin, begin + CHUNK_ROWS)
        design = rows.design[part]
        log_rate = design @ coefficients + rows.offset[part]
        rate = np.exp(np.clip(log_rate, -LARGEST_RATE, LARGEST_RATE))
        chance = np.maximum(-np.expm1(-rate), 1e-300)
        score = rate * (rows.met[part] / chance - rows.days[part])
        weight = rows.days[part] * rate**2 * np.exp(-rate) / chance
        gradient += design.T @ score
        information += (design * weight[:, None]).T @ design
    gradient -= penalty * coefficients
    information[np.diag_indices(terms)] += penalty
    return gradient, information
