"""Issuing: open questions to forecasts with everything needed to say them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import format_instant
from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import Answer, Forecast, IncidenceCurve
from forecaster.domain.people import Dyad
from forecaster.domain.questions import Question
from forecaster.issue.agreement import check_together
from forecaster.issue.answer import answer
from forecaster.issue.coherence import check_answer
from forecaster.issue.curves import dyads_of
from forecaster.issue.desk import answer_to_json
from forecaster.issue.outlook import Outlook
from forecaster.ledger.chain import digest


@dataclass(frozen=True, slots=True)
class Issue:
    """What one run of the door brought.

    Attributes:
        forecasts: One for each question that could be answered.
        curves: The curve behind each pair concerned.
        degraded: Named reductions by pair.
        inputs_digest: Hash of what all pairs share: facts, calendar, model.
        refused: (question id, reason) of those that could not be answered.
    """

    forecasts: tuple[Forecast, ...]
    curves: tuple[IncidenceCurve, ...]
    degraded: dict[Dyad, tuple[str, ...]]
    inputs_digest: str
    refused: tuple[tuple[str, str], ...]


def issue_forecasts(questions: Iterable[Question], outlook: Outlook, issued_at: datetime) -> Issue:
    """Answer the questions from one outlook and make forecasts of the answers.

    Raises:
        CoherenceError: If answers contradict themselves or each other; then nothing is issued.
    """
    shared = facts_digest(outlook.chronicle, outlook.model_version)
    answered: list[tuple[Question, Answer]] = []
    refused: list[tuple[str, str]] = []
    pairs: dict[Dyad, None] = {}
    for question in questions:
        try:
            found = answer(question, outlook)
        except QuestionError as error:
            refused.append((question.id, str(error)))
            continue
        check_answer(found)
        answered.append((question, found))
        pairs.update(dict.fromkeys(dyads_of(question)))
    check_together(answered)
    return Issue(
        tuple(_forecast(*one, outlook, issued_at, shared) for one in answered),
        tuple(outlook.curve(dyad) for dyad in pairs),
        {dyad: outlook.degraded(dyad) for dyad in pairs},
        shared,
        tuple(refused),
    )


def _forecast(
    question: Question, found: Answer, outlook: Outlook, issued_at: datetime, shared: str
) -> Forecast:
    concerned = set(question.rule.leaders) | {
        leader for rule in question.options for leader in rule.leaders
    }
    signals = [
        signal for signal in outlook.chronicle.signals if concerned & set(signal.act.leaders)
    ]
    inputs = digest({"shared": shared, "signals": [[s.id, s.revision] for s in signals]})
    content = {
        "question": question.id,
        "issued_at": format_instant(issued_at),
        "as_of": format_instant(outlook.as_of),
        "inputs": inputs,
        "answer": answer_to_json(found),
    }
    return Forecast(
        id=digest(content)[:32],
        question_id=question.id,
        issued_at=issued_at,
        as_of=outlook.as_of,
        answer=found,
        inputs_digest=inputs,
        signal_ids=tuple(signal.id for signal in signals),
    )


def facts_digest(chronicle: Chronicle, model_version: str) -> str:
    """Hash of the facts, the calendar and the model that a view rests on."""
    return digest(
        {
            "model": model_version,
            "terms": [
                [t.leader, t.country, t.office, str(t.start), str(t.end)] for t in chronicle.terms
            ],
            "meetings": [meeting.id for meeting in chronicle.meetings],
            "attendance": [[a.summit_id, a.leader, a.attended] for a in chronicle.attendance],
            "handovers": [[h.country, str(h.known_on), str(h.due)] for h in chronicle.handovers],
            "successions": [
                [one.country, str(one.known_on), str(one.due), one.comes]
                for one in chronicle.successions
            ],
            "ruptures": [[*r.countries, r.kind, str(r.until)] for r in chronicle.ruptures],
            "summits": sorted(
                [s.id, s.revision, str(s.window), str(s.place)] for s in chronicle.summits.values()
            ),
        }
    )
