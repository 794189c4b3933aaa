"""Forecast: open questions to issues, with the curves they were read off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from forecaster.domain.forecasts import Forecast
from forecaster.domain.questions import Question, QuestionState
from forecaster.store.ports import QuestionQuery, Records
from jobs.ledger import publish
from jobs.ports import Fit, Ports
from jobs.report import Report

MOST = 100_000
"""Questions answered in one run."""


def run(ports: Ports, now: datetime) -> Report:
    """Issue a forecast for every open question whose answer is not the one in force.

    Raises:
        ModelError: If there is no model, neither fitted here nor shipped.
        CoherenceError: If answers contradict each other; then none is published.
    """
    with ports.read() as records:
        questions = _open_questions(records, now)
        if not questions:
            return Report({"questions": 0})
        chronicle = ports.library.chronicle(records, now)
        head = records.changes.head()
        model = model_in_service(ports, records, now)
    issued = ports.issuer.issue(chronicle, questions, model, now)
    with ports.write() as records:
        fresh = _changed(records, issued.forecasts)
        published = publish(records, (replace(one, recorded_until=head) for one in fresh), now)
        for curve in issued.curves:
            records.forecasts.keep_curve(curve)
    degraded = {reason for forecast in issued.forecasts for reason in forecast.answer.degraded}
    counts = {"questions": len(questions), "issued": published}
    if issued.refused:
        counts["refused"] = len(issued.refused)
    notes = tuple(f"{question}: {reason}" for question, reason in issued.refused)
    return Report(counts, notes, tuple(sorted(degraded)))


def _open_questions(records: Records, now: datetime) -> Sequence[Question]:
    return records.questions.find(
        QuestionQuery(as_of=now, states=(QuestionState.OPEN,), limit=MOST)
    )


def model_in_service(ports: Ports, records: Records, now: datetime) -> Fit:
    """The model in service, else the one shipped for that time."""
    champion = records.models.champion(as_of=now)
    if champion is None:
        return ports.issuer.vintage(now)
    return Fit(champion, records.models.document(champion.id))


def _changed(records: Records, forecasts: Sequence[Forecast]) -> list[Forecast]:
    """Those that say something else than the issue in force: saying it again is no news."""
    held = records.forecasts.latest([forecast.question_id for forecast in forecasts])
    return [
        forecast
        for forecast in forecasts
        if forecast.question_id not in held or held[forecast.question_id].answer != forecast.answer
    ]
