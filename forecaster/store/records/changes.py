"""The change feed: one line for each thing that was committed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChangeType(StrEnum):
    """What a committed change is about; an open list for readers."""

    ARTICLE_ADDED = "article.added"
    SIGNAL_RECORDED = "signal.recorded"
    SIGNAL_REVISED = "signal.revised"
    SIGNAL_RETRACTED = "signal.retracted"
    EVENT_ADDED = "event.added"
    EVENT_RESCHEDULED = "event.rescheduled"
    PAIR_WATCHED = "pair.watched"
    PAIR_DROPPED = "pair.dropped"
    QUESTION_OPENED = "question.opened"
    QUESTION_CLOSED = "question.closed"
    QUESTION_RESOLVED = "question.resolved"
    QUESTION_VOIDED = "question.voided"
    QUESTION_RE_RESOLVED = "question.re_resolved"
    RESOLUTION_PROPOSED = "resolution.proposed"
    RESOLUTION_RECORDED = "resolution.recorded"
    FORECAST_ISSUED = "forecast.issued"
    ENCOUNTER_RECORDED = "encounter.recorded"
    MODEL_ADDED = "model.added"
    MODEL_MOVED = "model.moved"
    SCORE_RECORDED = "score.recorded"
    RUN_FAILED = "run.failed"
    FEED_STALE = "feed.stale"
    FEED_RECOVERED = "feed.recovered"
    DIGEST_READY = "digest.ready"
    SUBSCRIPTION_CHANGED = "subscription.changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One committed change: the line of the change feed.

    Attributes:
        seq: Position in commit order, from 1 without gaps.
        type: What happened.
        resource: Kind of record, e.g. ``signal``.
        resource_id: Its id.
        revision: Its revision, 1 where it has none.
        known_at: When the record became known here.
    """

    seq: int
    type: ChangeType
    resource: str
    resource_id: str
    revision: int
    known_at: datetime
