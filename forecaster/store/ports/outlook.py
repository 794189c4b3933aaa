"""What is asked and said about the future, and what it was worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from forecaster.domain.forecasts import Forecast
from forecaster.domain.people import Dyad
from forecaster.domain.questions import Question
from forecaster.domain.scores import Score
from forecaster.domain.versions import ModelVersion
from forecaster.store.ports.queries import ForecastQuery, QuestionQuery
from forecaster.store.records import (
    LedgerRoot,
    LedgerRow,
    ModelMove,
    QuestionMove,
    Rival,
    StoredCurve,
)


class Questions(Protocol):
    """Questions and their states."""

    def open(self, question: Question, reason: str = "opened") -> bool:
        """Keep a question and its first state; False if it is there already."""
        ...

    def get(self, question_id: str) -> Question:
        """One question; raises NotFoundError."""
        ...

    def find(self, query: QuestionQuery) -> tuple[Question, ...]:
        """Questions by (opened_at, id)."""
        ...

    def move(self, move: QuestionMove) -> bool:
        """Add a step; False if that revision is there already."""
        ...

    def state(self, question_id: str, *, as_of: datetime | None = None) -> QuestionMove:
        """The step that holds at ``as_of``; raises NotFoundError."""
        ...

    def moves(self, question_id: str) -> tuple[QuestionMove, ...]:
        """All steps, oldest first."""
        ...


class Forecasts(Protocol):
    """Issued forecasts and the curves behind them."""

    def issue(self, forecasts: Iterable[Forecast]) -> int:
        """Keep issues; those held already are passed over. Returns how many are new."""
        ...

    def get(self, forecast_id: str) -> Forecast:
        """One issue; raises NotFoundError."""
        ...

    def in_force(self, question_id: str, *, as_of: datetime | None = None) -> Forecast | None:
        """The newest issue of a question at ``as_of``."""
        ...

    def latest(
        self, question_ids: Sequence[str], *, as_of: datetime | None = None
    ) -> Mapping[str, Forecast]:
        """The newest issue of each question that has one at ``as_of``."""
        ...

    def history(self, query: ForecastQuery) -> tuple[Forecast, ...]:
        """Issues of a question, oldest first."""
        ...

    def last_issued_at(self) -> datetime | None:
        """When the newest issue was published."""
        ...

    def keep_curve(self, curve: StoredCurve) -> bool:
        """Keep a dyad's curve; False if one of the same moment is held."""
        ...

    def curve(self, dyad: Dyad, *, as_of: datetime | None = None) -> StoredCurve | None:
        """The newest curve of a dyad at ``as_of``."""
        ...


class Ledger(Protocol):
    """The chain of entries and its signed roots."""

    def append(self, rows: Iterable[LedgerRow]) -> None:
        """Add entries behind the last; raises StoreError when a number is taken or left out."""
        ...

    def last(self) -> LedgerRow | None:
        """The newest entry."""
        ...

    def rows(self, *, after: int = 0, limit: int | None = None) -> Iterator[LedgerRow]:
        """Entries in order, behind number ``after``."""
        ...

    def sign(self, root: LedgerRoot) -> bool:
        """Keep a signed root; False if the day has one."""
        ...

    def roots(self) -> tuple[LedgerRoot, ...]:
        """Signed roots by day."""
        ...


class Scores(Protocol):
    """Scores of issues."""

    def add(self, scores: Iterable[Score]) -> int:
        """Keep scores; one per issue and resolution revision. Returns how many are new."""
        ...

    def of_question(self, question_id: str) -> tuple[Score, ...]:
        """Scores of a question's issues against its newest resolution, by issue."""
        ...

    def current(self, *, as_of: datetime | None = None) -> tuple[Score, ...]:
        """Every issue's score against the newest resolution scored by ``as_of``."""
        ...


class Models(Protocol):
    """Fitted models: record, document, and which one is in service."""

    def add(self, version: ModelVersion, document: Mapping[str, object]) -> bool:
        """Keep a fitted model; False if it is held already."""
        ...

    def get(self, model_id: str, *, as_of: datetime | None = None) -> ModelVersion:
        """One version in its state at ``as_of``; raises NotFoundError."""
        ...

    def document(self, model_id: str) -> Mapping[str, object]:
        """The fitted model as plain data; raises StoreError if it was altered."""
        ...

    def all(self, *, as_of: datetime | None = None) -> tuple[ModelVersion, ...]:
        """Versions by fitted_at."""
        ...

    def move(self, move: ModelMove) -> bool:
        """Add a step of a version's state; a new champion retires the one before."""
        ...

    def moves(self, model_id: str) -> tuple[ModelMove, ...]:
        """Steps of a version, oldest first."""
        ...

    def champion(self, *, as_of: datetime | None = None) -> ModelVersion | None:
        """The version in service at ``as_of``."""
        ...


class Rivals(Protocol):
    """Other people's probabilities for our questions."""

    def add(self, rivals: Iterable[Rival]) -> int:
        """Keep those not held yet; returns how many are new."""
        ...

    def known(self, *, as_of: datetime | None = None) -> tuple[Rival, ...]:
        """Numbers recorded by ``as_of``, by question, time and source."""
        ...
