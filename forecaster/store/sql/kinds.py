"""The revised records that need nothing beyond the common anatomy."""

from __future__ import annotations

from forecaster.domain.meetings import Encounter
from forecaster.domain.questions import QuestionState, Resolution
from forecaster.domain.summits import Summit
from forecaster.store import tables
from forecaster.store.records import ChangeType, ModelMove, Pair, QuestionMove, Subscription
from forecaster.store.sql.revised import Anatomy

_ENTERED = {
    QuestionState.OPEN: ChangeType.QUESTION_OPENED,
    QuestionState.CLOSED: ChangeType.QUESTION_CLOSED,
    QuestionState.RESOLVED: ChangeType.QUESTION_RESOLVED,
    QuestionState.VOID: ChangeType.QUESTION_VOIDED,
}


def _summit_change(record: Summit) -> ChangeType:
    return ChangeType.EVENT_ADDED if record.revision == 1 else ChangeType.EVENT_RESCHEDULED


def _pair_change(record: Pair) -> ChangeType:
    return ChangeType.PAIR_WATCHED if record.watched else ChangeType.PAIR_DROPPED


def _resolution_change(record: Resolution) -> ChangeType:
    """What a reader learns beyond the step of the question, which tells that it is settled."""
    if record.corrects:
        return ChangeType.QUESTION_RE_RESOLVED
    if record.confirmed_by is None:
        return ChangeType.RESOLUTION_PROPOSED
    return ChangeType.RESOLUTION_RECORDED


SUMMITS = Anatomy(tables.summit, Summit, "event", lambda r: r.id, _summit_change)

PAIRS = Anatomy(
    tables.pair,
    Pair,
    "pair",
    lambda r: r.id,
    _pair_change,
    lambda r: {"watched": r.watched},
)

ENCOUNTERS = Anatomy(
    tables.encounter,
    Encounter,
    "encounter",
    lambda r: r.id,
    lambda _: ChangeType.ENCOUNTER_RECORDED,
    lambda r: {"happened_on": r.happened_on},
)

RESOLUTIONS = Anatomy(
    tables.resolution,
    Resolution,
    "resolution",
    lambda r: r.question_id,
    _resolution_change,
    lambda r: {"outcome": r.outcome},
)

SUBSCRIPTIONS = Anatomy(
    tables.subscription,
    Subscription,
    "subscription",
    lambda r: r.id,
    lambda _: ChangeType.SUBSCRIPTION_CHANGED,
    lambda r: {"active": r.active},
)

QUESTION_MOVES = Anatomy(
    tables.question_move,
    QuestionMove,
    "question",
    lambda r: r.question_id,
    lambda r: _ENTERED[r.state],
    lambda r: {"state": r.state.value},
)

MODEL_MOVES = Anatomy(
    tables.model_move,
    ModelMove,
    "model",
    lambda r: r.model_id,
    lambda _: ChangeType.MODEL_MOVED,
    lambda r: {"state": r.state.value},
)
