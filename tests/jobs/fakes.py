"""Stand-ins for reader and model: real classes, handed over where the doors are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import ModelError
from forecaster.domain.forecasts import Forecast
from forecaster.domain.news import Article
from forecaster.domain.people import Dyad
from forecaster.domain.questions import Question
from forecaster.domain.signals import Mention, Signal, Witness
from forecaster.domain.versions import ModelState, ModelVersion
from forecaster.store.records import StoredCurve
from jobs.ports import Fit, Issued
from tests.store.samples import a_curve, a_model, an_answer


def one_signal_each(
    told: Sequence[tuple[Article, Sequence[Mention]]], known: Sequence[Signal]
) -> Sequence[Signal]:
    """Every mention is an act of its own: enough to see what the job keeps."""
    held = {signal.id for signal in known}
    made = []
    for article, mentions in told:
        for number, mention in enumerate(mentions):
            key = hashlib.sha256(f"{article.id}:{number}".encode()).hexdigest()[:12]
            witness = Witness(
                article_id=article.id,
                source=article.source,
                origin=article.id,
                known_at=article.known_at,
                url=article.url,
                quotes=(),
                rule=mention.rule,
                reader=mention.reader,
                score=mention.score,
            )
            if key not in held:
                made.append(Signal(key, 1, mention.act, (witness,), article.known_at))
    return made


@dataclass
class FakeIssuer:
    """Answers every question with a number that follows from the signals in force."""

    state: ModelState = ModelState.CHAMPION
    refuse: bool = False
    fitted: list[datetime] = field(default_factory=list)

    def fit(self, chronicle: Chronicle, now: datetime, parent: ModelVersion | None) -> Fit:
        if self.refuse:
            raise ModelError("separation: the fit has no finite optimum")
        self.fitted.append(now)
        version = replace(a_model(f"m-{now:%Y%m%d%H}", fitted_at=now), state=self.state)
        return Fit(version, {"cutoff": now.isoformat()})

    def vintage(self, as_of: datetime) -> Fit:
        return Fit(a_model("shipped"), {})

    def issue(
        self, chronicle: Chronicle, questions: Sequence[Question], model: Fit, now: datetime
    ) -> Issued:
        chance = min(0.1 * (1 + len(chronicle.signals)), 0.9)
        answer = replace(an_answer(chance), model_version=model.version.id, by_date=(), degraded=())
        forecasts = tuple(
            Forecast(f"{q.id}@{now:%Y%m%d%H%M}", q.id, now, chronicle.cutoff, answer, "d" * 64, ())
            for q in questions
        )
        dyad = Dyad.of(*questions[0].rule.leaders[:2])
        curve = StoredCurve(
            dyad, now, chronicle.cutoff, model.version.id, "d" * 64, replace(a_curve(), dyad=dyad)
        )
        return Issued(forecasts, (curve,))
