"""A what-if: full answers with and without the assumptions; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import format_instant
from forecaster.domain.errors import QuestionError
from forecaster.issue.desk import answer_to_json
from forecaster.issue.fitted import FittedModel
from forecaster.issue.outlook import Outlook
from forecaster.issue.view import ModelView
from forecaster.issue.whatif import Compared, Opener, what_if
from forecaster.model.evidence import SourceTrust
from jobs.answers.question import custom_question
from jobs.asking import reader_over
from jobs.forecast import model_in_service
from jobs.ports import Fit, Ports
from jobs.scenarios import read_scenario
from jobs.views import Shelf


def answer(ports: Ports, body: Mapping[str, object], now: datetime) -> Mapping[str, object]:
    """Answer the questions of a scenario.

    Raises:
        QuestionError: If an assumption is impossible or a question cannot be answered.
    """
    with ports.read() as records:
        chronicle = ports.library.chronicle(records, now)
        model = model_in_service(ports, records, now)
    return compared_under(ports, body, chronicle, opener_of(model, ports.library.trust))


def opener_of(fit: Fit, trust: SourceTrust) -> Opener:
    """How a model looks at a Chronicle whose record and calendar may be assumed."""
    shelf, model = Shelf(), FittedModel.from_data(fit.document)

    def opened(chronicle: Chronicle) -> Outlook:
        return ModelView(shelf.book(chronicle), model, chronicle, trust)

    return opened


def compared_under(
    ports: Ports, body: Mapping[str, object], chronicle: Chronicle, opener: Opener
) -> dict[str, object]:
    """The answers as plain JSON.

    Raises:
        QuestionError: If an assumption is impossible or a question cannot be answered.
    """
    now = chronicle.cutoff
    reader = reader_over(ports.library, chronicle, now)
    specs = body.get("questions")
    if not isinstance(specs, Sequence) or isinstance(specs, str) or not specs:
        raise QuestionError("questions: give at least one spec")
    questions = [custom_question(reader, _object(spec), now) for spec in specs]
    outcome = what_if(questions, read_scenario(body, reader, chronicle), chronicle, opener)
    return {
        "ledger": False,
        "as_of": format_instant(now),
        "assumptions": list(outcome.assumptions),
        "questions": [_compared(one) for one in outcome.compared],
    }


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise QuestionError("questions: each is a JSON object")
    return value


def _compared(one: Compared) -> dict[str, object]:
    told: dict[str, object] = {
        "kind": one.question.kind.value,
        "leaders": list(one.question.rule.leaders),
        "before": answer_to_json(one.before),
    }
    if one.after is None:
        return {**told, "refused": one.refused}
    return {
        **told,
        "after": answer_to_json(one.after),
        "difference": one.difference,
        "difference_by_venue": one.by_venue(),
    }
