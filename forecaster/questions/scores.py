"""What an issue was worth, once its question is settled and its deadline over."""

from __future__ import annotations

from datetime import datetime
from math import log

from forecaster.domain.forecasts import SHRUNK_TO, Forecast
from forecaster.domain.questions import Question, Resolution
from forecaster.domain.scores import Score
from forecaster.questions.firsts import ELSEWHERE
from forecaster.questions.judge import deadline_at
from forecaster.questions.resolve import REOPENED
from forecaster.questions.settle import NO, NONE, VOID
from forecaster.questions.spec import local_day

LOG_FLOOR = 1e-6
"""Probabilities are clipped here before their logarithm is taken."""

_BINARY = 2


def is_scored(question: Question, resolution: Resolution, now: datetime) -> bool:
    """Whether issues are scored by this resolution: confirmed, not void, and matured."""
    return (
        resolution.confirmed_by is not None
        and resolution.outcome not in (VOID, REOPENED)
        and now >= deadline_at(question.rule)
    )


def happened(outcome: str) -> bool:
    """Whether an outcome is a "yes" in the one-sided sense: something came of it."""
    return outcome not in (NO, NONE, "0")


def score(forecast: Forecast, question: Question, resolution: Resolution, now: datetime) -> Score:
    """Score one issue.

    Questions with several outcomes are scored twice: whether anything came of it, one-sided, and
    over all outcomes as a sum of squares from 0 to 2 (Brier 1950).

    Raises:
        ValueError: If the issue says no probability at all.
    """
    answer = forecast.answer
    if answer.probability is None:
        raise ValueError(f"forecast {forecast.id} has no probability to score")
    came = happened(resolution.outcome)
    given = answer.probability if came else 1.0 - answer.probability
    issued_on = local_day(forecast.issued_at, question.rule.zone)
    return Score(
        forecast_id=forecast.id,
        question_id=question.id,
        model_version=answer.model_version,
        lead_days=max((question.deadline_on - issued_on).days, 0),
        probability=answer.probability,
        happened=came,
        brier=(answer.probability - came) ** 2,
        log=-log(max(given, LOG_FLOOR)),
        reference_brier=(answer.base_rate.rate - came) ** 2,
        resolution_revision=resolution.revision,
        scored_at=now,
        matured=now >= deadline_at(question.rule),
        outcomes_brier=_over_outcomes(forecast, resolution.outcome),
        issued_at=forecast.issued_at,
        dyad_class=class_of(answer.base_rate.reference_class),
    )


def class_of(reference_class: str) -> str | None:
    """The class of pair in the words of a base rate; what is said of the place is left out."""
    _, mark, name = reference_class.rpartition(SHRUNK_TO)
    return name.partition(";")[0] if mark else None


def _over_outcomes(forecast: Forecast, outcome: str) -> float | None:
    said = forecast.answer.outcomes
    if len(said) <= _BINARY:
        return None
    # A country that no venue named fell to "elsewhere".
    came = outcome if outcome in said or ELSEWHERE not in said else ELSEWHERE
    missed = 0.0 if came in said else 1.0
    return missed + sum((p - (key == came)) ** 2 for key, p in said.items())
