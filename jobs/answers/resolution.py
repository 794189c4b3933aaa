"""A person's word on how a question is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from forecaster.domain.errors import OutdatedError, QuestionError
from forecaster.domain.questions import Resolution
from forecaster.questions.resolve import by_hand
from jobs.answers.question import ASKED_BY
from jobs.ports import Ports
from jobs.resolve import keep, standing_of


def answer(ports: Ports, body: Mapping[str, object], now: datetime) -> Mapping[str, object]:
    """Settle a question, confirm what is proposed, or correct what stands.

    Raises:
        NotFoundError: If there is no such question or encounter.
        QuestionError: If the outcome is none of the question's.
        OutdatedError: If the question was settled otherwise since the person looked.
    """
    who, reason = str(body.get(ASKED_BY) or "api"), str(body.get("reason", ""))
    outcome = body.get("outcome")
    named = body.get("encounter_ids") or []
    if not isinstance(named, list):
        raise QuestionError("encounter_ids: expected a list of ids")
    with ports.write() as records:
        question = records.questions.get(str(body.get("question_id", "")))
        ids = tuple(records.encounters.get(str(one)).id for one in named)
        chosen = None if outcome is None else str(outcome)
        _check_revision(body, records.resolutions.history(question.id))
        step = by_hand(standing_of(records, question), chosen, who, reason, now)
        if ids and step.resolution is not None:
            step = replace(step, resolution=replace(step.resolution, encounter_ids=ids))
        keep(records, question, step, now)
        held = records.resolutions.history(question.id)[-1]
    return {
        "question_id": question.id,
        "revision": held.revision,
        "outcome": held.outcome,
        "confirmed_by": held.confirmed_by,
        "corrects": held.corrects,
    }


def _check_revision(body: Mapping[str, object], history: Sequence[Resolution]) -> None:
    """Refuse a word against a revision that has been replaced; without one there is no claim."""
    present = history[-1].revision if history else 0
    if body.get("against_revision", present) != present:
        raise OutdatedError(
            f"resolution: revision {present} came in between", remedy="read it and decide again"
        )
