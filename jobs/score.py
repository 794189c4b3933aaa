"""Score: issues against confirmed outcomes, once for each resolution that holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forecaster.domain.questions import Question, QuestionState, Resolution
from forecaster.domain.scores import Score
from forecaster.questions.scores import is_scored, score
from forecaster.store.ports import ForecastQuery, QuestionQuery, Records
from jobs.ports import Ports
from jobs.report import Report

MOST = 100_000


def run(ports: Ports, now: datetime) -> Report:
    """Score every issue of questions that are settled, not void, and past their deadline.

    An early "yes" waits for its deadline: scored at once, it would stand beside no "no" of its
    own time, and bend every mean.
    """
    with ports.write() as records:
        fresh = [
            one
            for question, resolution in settled(records, now)
            if _is_due(records, question, resolution, now)
            for one in _scores(records, question, resolution, now)
        ]
        added = records.scores.add(fresh)
    return Report({"scores": added})


def settled(records: Records, now: datetime) -> Iterator[tuple[Question, Resolution]]:
    """Questions with the resolution that holds, void ones among them."""
    states = (QuestionState.RESOLVED, QuestionState.VOID)
    for question in records.questions.find(QuestionQuery(as_of=now, states=states, limit=MOST)):
        yield question, records.resolutions.get(question.id, as_of=now)


def _is_due(records: Records, question: Question, resolution: Resolution, now: datetime) -> bool:
    """Whether the resolution is one to score by, and was not scored by yet."""
    if not is_scored(question, resolution, now):
        return False
    held = records.scores.of_question(question.id)
    return not held or held[0].resolution_revision < resolution.revision


def _scores(
    records: Records, question: Question, resolution: Resolution, now: datetime
) -> Iterator[Score]:
    query = ForecastQuery(question.id, issued_until=resolution.resolved_at, limit=MOST)
    for forecast in records.forecasts.history(query):
        if forecast.issued_at < resolution.resolved_at:
            yield score(forecast, question, resolution, now)
