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
from forecaster.domain.versions import ModelVersion
from jobs.library import Library
from jobs.ports import Fit, Issued, Issuer, Merger


def late_merger(
    told: Sequence[tuple[Article, Sequence[Mention]]], known: Sequence[Signal], now: datetime
) -> Sequence[Signal]:
    """``forecaster.reading.merge.merge``, loaded when it is first needed."""
    merge: Merger = import_module("forecaster.reading.merge").merge
    return merge(told, known, now)


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

    def fit(self, chronicle: Chronicle, now: datetime, parent: ModelVersion | None) -> Fit:
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
