"""The track record: scores and calibration of what was issued."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged, dump
from api.http.context import Ctx
from api.http.lists import AsOfQuery
from api.http.resource import resource
from api.routes.questions import leaders_of
from api.schemas.scores import BinOut, CalibrationOut, ScorecardOut
from forecaster.domain.questions import Question, QuestionState, Resolution
from forecaster.domain.scores import Score
from forecaster.questions.calibration import reliability
from forecaster.questions.market import Match, Quote, matches, points
from forecaster.questions.scorecard import scorecard
from forecaster.store.ports import QuestionQuery, Records

router = resource("scores")

_MOST_QUESTIONS = 100_000

Settled = list[tuple[Question, Resolution]]
"""Questions with an outcome, void ones among them, each with the resolution that holds."""


class ScoresQuery(AsOfQuery):
    """Which scores."""

    pair: str | None = Field(None, description="Only of this pair.", max_length=400)
    model_version: str | None = Field(None, description="Only of this model.", max_length=200)
    dyad_class: str | None = Field(None, description="Only of this class.", max_length=200)
    lead_days_from: int = Field(0, description="Fewest days to the deadline.", ge=0, le=10_000)
    lead_days_to: int = Field(10_000, description="Most days to the deadline.", ge=0, le=10_000)

    def wants(self, score: Score) -> bool:
        """Whether a score is one of those asked for, whatever its pair."""
        return (
            self.model_version in (None, score.model_version)
            and self.dyad_class in (None, score.dyad_class)
            and self.lead_days_from <= score.lead_days <= self.lead_days_to
        )


def settled(records: Records, moment: datetime, pair: str | None) -> Settled:
    """What had an outcome at a moment, of one pair or of all."""
    asked = QuestionQuery(
        leaders=leaders_of([], pair) if pair is not None else (),
        states=(QuestionState.RESOLVED, QuestionState.VOID),
        as_of=moment,
        limit=_MOST_QUESTIONS,
    )
    held = {one.question_id: one for one in records.resolutions.current(as_of=moment)}
    return [(question, held[question.id]) for question in records.questions.find(asked)]


def scores_of(
    records: Records, questions: Settled, moment: datetime, query: ScoresQuery
) -> list[Score]:
    """The scores that stood at a moment, of these questions and as asked for."""
    about = {question.id for question, _ in questions}
    current = records.scores.current(as_of=moment)
    return [one for one in current if one.question_id in about and query.wants(one)]


def rivals_of(records: Records, questions: Settled, moment: datetime) -> list[Match]:
    """Ours and every rival's scores, on the points that both can be scored on."""
    held = {question.id: (question, resolution) for question, resolution in questions}
    quoted = [
        Quote(one.question_id, one.source, one.at, one.probability)
        for one in records.rivals.known(as_of=moment)
    ]
    in_force = records.forecasts.in_force
    return matches(points(quoted, held, lambda key, at: in_force(key, as_of=at), moment))


@router.get("/scorecard", response_model=ScorecardOut)
async def get_scorecard(ctx: Ctx, query: Annotated[ScoresQuery, Params()]) -> Response:
    """Brier and logarithmic scores and skill against the base rate, with what they rest on.

    By lead time, class of pair and model, question by question, and beside markets and crowds.
    """
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        questions = settled(records, moment, query.pair)
        scores = scores_of(records, questions, moment, query)
        rivals = rivals_of(records, questions, moment)
    card = scorecard(scores, questions, moment)
    shape = ScorecardOut.of(card, rivals, len(scores), query.as_of)
    return ctx.answer(Tagged(lambda: dump(shape), ctx.fresh_for(None, query.as_of)))


@router.get("/calibration", response_model=CalibrationOut)
async def get_calibration(ctx: Ctx, query: Annotated[ScoresQuery, Params()]) -> Response:
    """Reliability: of those forecasts that said about 30 %, how many came true."""
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        questions = settled(records, moment, query.pair)
        scores = scores_of(records, questions, moment, query)
    shape = CalibrationOut(
        as_of=query.as_of,
        matured=sum(score.matured for score in scores),
        bins=[BinOut.of(one) for one in reliability(scores)],
    )
    return ctx.answer(Tagged(lambda: dump(shape), ctx.fresh_for(None, query.as_of)))
