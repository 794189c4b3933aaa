"""The door to the model, as the jobs use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from importlib.metadata import version as version_of

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.questions import Question
from forecaster.domain.versions import ModelState, ModelVersion
from forecaster.issue.fitted import RECIPE, FittedModel, fit
from forecaster.issue.forecast import issue_forecasts
from forecaster.issue.view import ModelView
from forecaster.model.book import Book
from forecaster.panel.days import calendar_day, known_from
from forecaster.replay.promotion import MATURES_DAYS, judge
from forecaster.store.records import StoredCurve
from jobs.library import Library
from jobs.ports import Fit, Issued
from jobs.vintages import Vintages


@dataclass(frozen=True)
class ModelIssuer:
    """Fits, picks and asks models.

    Attributes:
        library: The bundled data.
    """

    library: Library

    @cached_property
    def vintages(self) -> Vintages:
        """The shipped models."""
        return Vintages(self.library.root / "models")

    def fit(self, chronicle: Chronicle, now: datetime, parent: Fit | None) -> Fit:
        """Fit on what is known at ``now`` and judge the result against the model in service.

        Raises:
            ModelError: When a fit is refused.
        """
        before = FittedModel.from_data(parent.document) if parent else self.vintages.at(now)
        opened = known_from(now) - MATURES_DAYS
        cutoffs = [start_of(calendar_day(opened)), now]
        twin, model = fit(chronicle, cutoffs, before, self.library.table_hashes)
        verdict = judge(chronicle, twin.record, before.record, opened)
        version = _version(model, now, parent.version.id if parent else None)
        judged = replace(version, state=verdict.state, reason=verdict.reason, scores=verdict.scores)
        return Fit(judged, model.to_data())

    def vintage(self, as_of: datetime) -> Fit:
        """The shipped model of the time, as a version of its own."""
        model = self.vintages.at(as_of)
        return Fit(_version(model, model.trained_through, None), model.to_data())

    def issue(
        self, chronicle: Chronicle, questions: Sequence[Question], model: Fit, now: datetime
    ) -> Issued:
        """Answer the questions from the view, as of its cutoff, issued at ``now``.

        Raises:
            CoherenceError: If an answer contradicts itself; nothing is issued then.
        """
        fitted = FittedModel.from_data(model.document)
        view = ModelView(Book(chronicle), fitted, chronicle, self.library.trust)
        found = issue_forecasts(questions, view, now)
        curves = tuple(
            StoredCurve(
                dyad=curve.dyad,
                issued_at=now,
                as_of=chronicle.cutoff,
                model_version=view.model_version,
                inputs_digest=found.inputs_digest,
                curve=curve,
                degraded=found.degraded[curve.dyad],
            )
            for curve in found.curves
        )
        return Issued(found.forecasts, curves, found.refused)


def make_issuer(library: Library) -> ModelIssuer:
    """The issuer over the bundled data."""
    return ModelIssuer(library)


def _version(model: FittedModel, fitted_at: datetime, parent: str | None) -> ModelVersion:
    hashes = model.record.data_hashes if model.record else {}
    return ModelVersion(
        id=model.version,
        recipe=RECIPE,
        trained_through=model.trained_through,
        fitted_at=fitted_at,
        code_version=version_of("summitry"),
        content_hash=model.content_hash,
        data_hashes=tuple(sorted(hashes.items())),
        scores=(),
        parent=parent,
        state=ModelState.CHAMPION,
        reason="shipped with the product",
    )
