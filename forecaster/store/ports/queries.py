"""What may be asked for: every part narrows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from forecaster.domain.people import LeaderId
from forecaster.domain.questions import QuestionState
from forecaster.domain.signals import Review, SignalType


@dataclass(frozen=True, slots=True)
class SignalQuery:
    """Which signals; every part narrows.

    Attributes:
        as_of: State of knowledge; None for now.
        leaders: Signals that concern all of these.
        types: Any of these types; empty for all.
        review: Only in this state of review.
        known_since: Known at or after this instant.
        after: Id to go on behind, in order of (known_at of first sight, id).
        latest_first: Whether in the opposite order.
        limit: At most so many.
    """

    as_of: datetime | None = None
    leaders: tuple[LeaderId, ...] = ()
    types: tuple[SignalType, ...] = ()
    review: Review | None = None
    known_since: datetime | None = None
    after: str | None = None
    latest_first: bool = False
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class QuestionQuery:
    """Which questions; every part narrows.

    Attributes:
        as_of: State of knowledge; None for now.
        states: Any of these states; empty for all.
        leaders: Questions that concern all of these.
        deadline_until: Deadline on or before this day.
        after: Id to go on behind, in order of (opened_at, id).
        limit: At most so many.
    """

    as_of: datetime | None = None
    states: tuple[QuestionState, ...] = ()
    leaders: tuple[LeaderId, ...] = ()
    deadline_until: date | None = None
    after: str | None = None
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class ForecastQuery:
    """Which issues of one question, oldest first."""

    question_id: str
    issued_after: datetime | None = None
    issued_until: datetime | None = None
    model_version: str | None = None
    limit: int = 1000
