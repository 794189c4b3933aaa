"""A custom question: checked, opened, answered at once, and kept up like any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from forecaster.domain.errors import QuestionError
from forecaster.domain.questions import Question
from forecaster.issue.desk import answer_to_json
from forecaster.ledger.chain import digest
from forecaster.questions.judge import deadline_at
from forecaster.questions.spec import SpecReader
from forecaster.store.codec import encode
from jobs.asking import reader_over
from jobs.forecast import model_in_service
from jobs.ledger import open_question, publish
from jobs.ports import Ports

ASKED_BY = "asked_by"
"""Key under which a request carries who made it."""


def answer(ports: Ports, body: Mapping[str, object], now: datetime) -> Mapping[str, object]:
    """Open the question that a spec describes and issue its first forecast.

    Raises:
        QuestionError: If it cannot be answered as asked; the message names the field.
    """
    with ports.read() as records:
        chronicle = ports.library.chronicle(records, now)
        head = records.changes.head()
        model = model_in_service(ports, records, now)
    question = custom_question(reader_over(ports.library, chronicle, now), body, now)
    issued = ports.issuer.issue(chronicle, [question], model, now)
    if issued.refused:
        raise QuestionError(issued.refused[0][1])
    with ports.write() as records:
        opened = not records.questions.moves(question.id)
        if opened:
            open_question(records, question, now, "asked by hand")
            publish(records, [replace(one, recorded_until=head) for one in issued.forecasts], now)
        held = records.forecasts.in_force(question.id)
        state = records.questions.state(question.id)
    found = held or issued.forecasts[0]
    return {
        "question_id": question.id,
        "opened": opened,
        "state": state.state.value,
        "forecast_id": found.id,
        **answer_to_json(found.answer),
    }


def custom_question(reader: SpecReader, body: Mapping[str, object], now: datetime) -> Question:
    """The question of a spec, with an id made of what is asked.

    Raises:
        QuestionError: If the spec is wrong, asks as of another moment, or asks about what is over:
            its issue would be no forecast.
    """
    spec = {key: value for key, value in body.items() if key not in ("id", ASKED_BY)}
    if "as_of" in spec:
        raise QuestionError("as_of: a kept question is asked from now on", remedy="leave it out")
    question = reader.read(spec).question
    if deadline_at(question.rule) <= now:
        raise QuestionError(
            f"window: {question.rule.window.end} is over",
            remedy="ask about days ahead; `summitry ask` answers about the past",
        )
    plain = replace(question, opened_at=datetime.fromtimestamp(0, now.tzinfo), text="")
    return replace(question, id=f"custom.{digest(encode(plain))[:16]}", opened_at=now)
