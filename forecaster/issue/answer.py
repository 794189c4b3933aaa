"""From a question and an outlook to an answer: the one door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import Answer
from forecaster.domain.questions import Question, QuestionKind
from forecaster.issue.meetings import count, meet, next_venue
from forecaster.issue.outlook import Outlook
from forecaster.issue.presence import attend, visit
from forecaster.issue.race import first


def answer(question: Question, outlook: Outlook) -> Answer:
    """What the outlook says to a question.

    Raises:
        QuestionError: If the question cannot be answered as asked; the message names the field.
    """
    found = _ANSWERERS[question.kind](question, outlook)
    return _complemented(found) if question.complement else found


def _complemented(found: Answer) -> Answer:
    """The same asked as not happening: exact complement, never a separate model."""
    if found.probability is None or found.interval is None or "yes" not in found.outcomes:
        raise QuestionError(
            "complement: only yes-or-no questions have one", remedy="leave complement out"
        )
    low, high = found.interval
    return replace(
        found,
        probability=1.0 - found.probability,
        interval=(1.0 - high, 1.0 - low),
        base_rate=replace(found.base_rate, rate=1.0 - found.base_rate.rate),
        by_date=tuple((day, 1.0 - value) for day, value in found.by_date),
        outcomes={"yes": 1.0 - found.probability, "no": found.probability},
        drivers=tuple(replace(d, contribution=-d.contribution) for d in found.drivers),
    )


_ANSWERERS: Mapping[QuestionKind, Callable[[Question, Outlook], Answer]] = {
    QuestionKind.MEET: meet,
    QuestionKind.VISIT: visit,
    QuestionKind.ATTEND: attend,
    QuestionKind.NEXT_VENUE: next_venue,
    QuestionKind.COUNT: count,
    QuestionKind.FIRST: first,
}
