"""The doors to reader and model, opened when a job first goes through: both are heavy to load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.news import Article
from forecaster.domain.questions import Question
from forecaster.domain.signals import Mention, Signal
from jobs.library import Library
from jobs.ports import Fit, Issued, Issuer


@dataclass(frozen=True)
class LateMerger:
    """Joins mentions to signals; every step is a revision, so that the past can be told apart.

    Attributes:
        library: The bundled data.
    """

    library: Library

    def __call__(
        self, told: Sequence[tuple[Article, Sequence[Mention]]], known: Sequence[Signal]
    ) -> Sequence[Signal]:
        """New signals and further revisions of known ones, each in the order it came about."""
        from forecaster.reading.merging.merge import Merger

        merger = Merger(known, outlets=self.library.outlets)
        return [signal for article, mentions in told for signal in merger.add(article, mentions)]


@dataclass(frozen=True)
class LateIssuer:
    """``jobs.issuing.make_issuer``, loaded when it is first needed.

    Attributes:
        library: The bundled data.
    """

    library: Library

    @cached_property
    def _issuer(self) -> Issuer:
        made: Issuer = import_module("jobs.issuing").make_issuer(self.library)
        return made

    def fit(self, chronicle: Chronicle, now: datetime, parent: Fit | None) -> Fit:
        """Fit on what is known."""
        return self._issuer.fit(chronicle, now, parent)

    def issue(
        self, chronicle: Chronicle, questions: Sequence[Question], model: Fit, now: datetime
    ) -> Issued:
        """Answer the questions from the view."""
        return self._issuer.issue(chronicle, questions, model, now)

    def vintage(self, as_of: datetime) -> Fit:
        """The shipped model fitted last before ``as_of``."""
        return self._issuer.vintage(as_of)
