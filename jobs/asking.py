"""The question desk over bundled data and whatever evidence is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.people import LeaderId
from forecaster.domain.signals import Signal
from forecaster.domain.versions import ModelState
from forecaster.issue.desk import Desk
from forecaster.issue.fitted import FittedModel
from forecaster.issue.view import ModelView
from forecaster.model.book import Book
from forecaster.questions.finding import names_of
from forecaster.questions.names import NameIndex
from forecaster.questions.places import PlaceIndex
from forecaster.questions.spec import SpecReader
from forecaster.store.ports import Records
from forecaster.store.trackfacts import load_signals
from jobs.library import Library
from jobs.reading import evidence_of_folder
from jobs.readoutput import signals_of_output
from jobs.vintages import Vintages

ModelAt = Callable[[datetime], FittedModel]


@dataclass(frozen=True)
class Counter:
    """Where questions are put: one Chronicle, many moments.

    Attributes:
        library: The bundled data.
        chronicle: Facts and evidence, with no cutoff.
        model_at: The model to use at a moment.
    """

    library: Library
    chronicle: Chronicle
    model_at: ModelAt

    def desk(self, now: datetime) -> Desk:
        """A desk that takes ``now`` where a spec names no moment."""
        return Desk(reader_over(self.library, self.chronicle, now), self.view)

    def view(self, as_of: datetime) -> ModelView:
        """The outlook at a moment."""
        known = self.chronicle.as_of(as_of)
        return ModelView(self.book, self.model_at(as_of), known, self.library.trust)

    @cached_property
    def book(self) -> Book:
        """The record, compiled once for all moments."""
        return Book(self.chronicle)


def reader_over(library: Library, chronicle: Chronicle, now: datetime) -> SpecReader:
    """A reader of specs that takes ``now`` where a spec names no moment."""
    return SpecReader(
        chronicle,
        NameIndex.of(names_in(library)),
        PlaceIndex.of(library.gazetteer),
        now,
    )


def shipped(library: Library) -> ModelAt:
    """The shipped models by time."""
    return Vintages(library.root / "models").at


def counter(library: Library, signals: Iterable[Signal]) -> Counter:
    """Questions over the facts and the given signals, with the shipped models."""
    return Counter(library, Chronicle.of(library.facts, signals), shipped(library))


def stored_counter(library: Library, records: Records) -> Counter:
    """Questions over everything stored, with the model that was in service at each moment."""
    versions = [version for version in records.models.all() if version.state in _SERVED]
    documents = {version.id: records.models.document(version.id) for version in versions}
    fallback = shipped(library)

    def model_at(as_of: datetime) -> FittedModel:
        past = [version for version in versions if version.fitted_at <= as_of]
        if not past:
            return fallback(as_of)
        newest = max(past, key=lambda version: version.fitted_at)
        return FittedModel.from_data(documents[newest.id])

    return Counter(library, library.chronicle(records), model_at)


_SERVED = (ModelState.CHAMPION, ModelState.RETIRED)


def given_evidence(
    library: Library, folder: Path | None, file: Path | None, now: datetime
) -> tuple[Signal, ...]:
    """Signals from a folder of articles, from ``read`` output, or from a table of signals."""
    found: list[Signal] = []
    if folder is not None:
        found.extend(evidence_of_folder(library, folder, now))
    if file is not None:
        table = file.suffix.lower() == ".csv"
        found.extend(load_signals(file) if table else signals_of_output(file))
    return tuple(found)


def names_in(library: Library) -> Iterator[tuple[str, LeaderId]]:
    """Every name by which a leader may be called."""
    return names_of(library.facts.leaders.values(), library.roster.people)
