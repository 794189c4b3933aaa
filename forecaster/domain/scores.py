"""Scores of issued forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Score:
    """What one issued forecast was worth.

    Attributes:
        forecast_id: Which issue.
        question_id: Which question.
        model_version: Which model.
        lead_days: Days from issue to the question's deadline.
        probability: What was said.
        happened: What came.
        brier: One-sided Brier score, 0 to 1, lower is better.
        log: Minus natural logarithm of the probability of what came, clipped at 1e-6.
        reference_brier: Brier score of the base rate shown beside the forecast.
        resolution_revision: Against which resolution it was scored.
        scored_at: When.
        matured: Whether the deadline has passed (only such scores enter calibration).
        outcomes_brier: Sum of squared errors over all outcomes, 0 to 2; None for yes-or-no.
        issued_at: When the forecast was issued; None in scores of before this was kept.
        dyad_class: Class of the pair, in the words of the base rate; None where none is stated.
    """

    forecast_id: str
    question_id: str
    model_version: str
    lead_days: int
    probability: float
    happened: bool
    brier: float
    log: float
    reference_brier: float
    resolution_revision: int
    scored_at: datetime
    matured: bool
    outcomes_brier: float | None = None
    issued_at: datetime | None = None
    dyad_class: str | None = None
