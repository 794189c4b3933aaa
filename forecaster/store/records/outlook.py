"""What surrounds forecasts: watched pairs, steps of questions and models, curves, the chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forecaster.domain.forecasts import IncidenceCurve
from forecaster.domain.people import Dyad
from forecaster.domain.questions import QuestionState
from forecaster.domain.versions import ModelState


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the ledger as stored; ``forecaster.ledger`` gives it its meaning."""

    seq: int
    kind: str
    recorded_at: str
    body: Mapping[str, object]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class LedgerRoot:
    """A signed daily root as stored."""

    day: str
    seq: int
    hash: str
    signature: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A dyad that is, or was, watched.

    Attributes:
        dyad: Which pair.
        revision: 1 when first watched; dropping and taking up again count on.
        watched: Whether it is watched from this revision on.
        origin: ``watchlist``, ``custom`` or ``signal``.
        known_at: From when.
    """

    dyad: Dyad
    revision: int
    watched: bool
    origin: str
    known_at: datetime

    @property
    def id(self) -> str:
        """The dyad's canonical name."""
        return self.dyad.id


@dataclass(frozen=True, slots=True)
class QuestionMove:
    """A question's step into a state.

    Attributes:
        question_id: Which question.
        revision: Counts up with every step.
        state: The state entered.
        reason: Code and words.
        known_at: When.
        actor: Who took it by hand; None for a step by rule.
    """

    question_id: str
    revision: int
    state: QuestionState
    reason: str
    known_at: datetime
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class StoredCurve:
    """An incidence curve as issued: what later questions are read off.

    Attributes:
        dyad: Whose.
        issued_at: When.
        as_of: Latest known time it used.
        model_version: By which model.
        inputs_digest: Hash of everything the model saw.
        curve: The curve.
        degraded: Named reasons why inputs were reduced.
    """

    dyad: Dyad
    issued_at: datetime
    as_of: datetime
    model_version: str
    inputs_digest: str
    curve: IncidenceCurve
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelMove:
    """A model version's step into a state, with the reason; the latest one holds."""

    model_id: str
    revision: int
    state: ModelState
    reason: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Rival:
    """A market's or crowd's probability of one of our questions, recorded beside ours.

    Attributes:
        question_id: Which question.
        source: Whose number.
        at: When it stood.
        probability: 0 to 1.
        known_at: When it was recorded here.
    """

    question_id: str
    source: str
    at: datetime
    probability: float
    known_at: datetime
