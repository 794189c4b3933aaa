"""What jobs are handed: a store, the outside world, the bundled data, and the door to the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Protocol

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.forecasts import Forecast
from forecaster.domain.news import Article
from forecaster.domain.questions import Question
from forecaster.domain.signals import Mention, Signal
from forecaster.domain.versions import ModelVersion
from forecaster.store.ports import Records, Store
from forecaster.store.records import Lease, StoredCurve
from jobs.fetch.client import Fetched, Validators
from jobs.library import Library
from jobs.settings import Settings


class Pages(Protocol):
    """The outside world."""

    def get(self, url: str, validators: Validators = ..., *, now: datetime) -> Fetched:
        """One page; raises FeedError by name."""
        ...


class Merger(Protocol):
    """Tells which mentions are one act, and which acts are known already."""

    def __call__(
        self,
        told: Sequence[tuple[Article, Sequence[Mention]]],
        known: Sequence[Signal],
    ) -> Sequence[Signal]:
        """New signals and further revisions of known ones, each in the order it came about."""
        ...


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model: its record and itself as plain data."""

    version: ModelVersion
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Issued:
    """What one issue brought.

    Attributes:
        forecasts: One for each question that could be answered.
        curves: One for each dyad concerned.
        refused: (question id, reason) of those that could not.
    """

    forecasts: tuple[Forecast, ...]
    curves: tuple[StoredCurve, ...]
    refused: tuple[tuple[str, str], ...] = ()


class Issuer(Protocol):
    """The one door to the model, for today and for the past."""

    def fit(self, chronicle: Chronicle, now: datetime, parent: Fit | None) -> Fit:
        """Fit on what is known; raises ModelError when a fit is refused."""
        ...

    def issue(
        self, chronicle: Chronicle, questions: Sequence[Question], model: Fit, now: datetime
    ) -> Issued:
        """Answer the questions from the view, as of its cutoff, issued at ``now``."""
        ...

    def vintage(self, as_of: datetime) -> Fit:
        """The shipped model fitted last before ``as_of``; raises ModelError if there is none."""
        ...


@dataclass(frozen=True)
class Ports:
    """Everything a job uses.

    Attributes:
        store: The records.
        settings: What the operator set.
        library: The bundled data.
        pages: The outside world.
        merger: How mentions become signals.
        issuer: The door to the model.
        jitter: Draws from [0, 1).
        ticks: Monotonic clock, in seconds.
        lease: The right to write for one slot; None for work by hand.
    """

    store: Store
    settings: Settings
    library: Library
    pages: Pages
    merger: Merger
    issuer: Issuer
    jitter: Callable[[], float]
    ticks: Callable[[], float] = monotonic
    lease: Lease | None = None

    def read(self) -> AbstractContextManager[Records]:
        """One consistent view."""
        return self.store.read()

    def write(self) -> AbstractContextManager[Records]:
        """One transaction, refused when the slot was taken over."""
        return self.store.write(self.lease)
