"""The track record: scores and calibration of what was issued."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged, dump
from api.http.context import Ctx
from api.http.lists import AsOfQuery
from api.http.resource import resource
from api.routes.questions import leaders_of
from api.schemas.scores import BinOut, CalibrationOut, CellOut, ScorecardOut
from api.scorecard import cells, reliability
from forecaster.domain.scores import Score
from forecaster.store.ports import QuestionQuery, Records

router = resource("scores")

_MOST_QUESTIONS = 100_000


class ScoresQuery(AsOfQuery):
    """Which scores."""

    pair: str | None = Field(None, description="Only of this pair.", max_length=400)
    model_version: str | None = Field(None, description="Only of this model.", max_length=200)
    lead_days_from: int = Field(0, description="Fewest days to the deadline.", ge=0, le=10_000)
    lead_days_to: int = Field(10_000, description="Most days to the deadline.", ge=0, le=10_000)


def _scores(ctx: Ctx, records: Records, query: ScoresQuery) -> list[Score]:
    moment = ctx.moment(query.as_of) or ctx.now
    about = None
    if query.pair is not None:
        asked = QuestionQuery(leaders=leaders_of([], query.pair), limit=_MOST_QUESTIONS)
        about = {question.id for question in records.questions.find(asked)}
    return [
        score
        for score in records.scores.current(as_of=moment)
        if (about is None or score.question_id in about)
        and query.model_version in (None, score.model_version)
        and query.lead_days_from <= score.lead_days <= query.lead_days_to
    ]


@router.get("/scorecard", response_model=ScorecardOut)
async def get_scorecard(ctx: Ctx, query: Annotated[ScoresQuery, Params()]) -> Response:
    """Brier and logarithmic scores and skill against the base rate, by model and lead time."""
    with ctx.read() as records:
        scores = _scores(ctx, records, query)
        moment = query.as_of or ctx.now
        resolutions = records.resolutions.current(as_of=moment)
    shape = ScorecardOut(
        as_of=query.as_of,
        scored=len(scores),
        matured=sum(score.matured for score in scores),
        resolved_questions=len(resolutions),
        void_questions=sum(one.outcome == "void" for one in resolutions),
        cells=[CellOut.of(cell) for cell in cells(scores)],
    )
    return ctx.answer(Tagged(lambda: dump(shape), ctx.fresh_for(None, query.as_of)))


@router.get("/calibration", response_model=CalibrationOut)
async def get_calibration(ctx: Ctx, query: Annotated[ScoresQuery, Params()]) -> Response:
    """Reliability: of those forecasts that said about 30 %, how many came true."""
    with ctx.read() as records:
        scores = _scores(ctx, records, query)
    shape = CalibrationOut(
        as_of=query.as_of,
        matured=sum(score.matured for score in scores),
        bins=[BinOut.of(one) for one in reliability(scores)],
    )
    return ctx.answer(Tagged(lambda: dump(shape), ctx.fresh_for(None, query.as_of)))
