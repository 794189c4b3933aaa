"""How questions were settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query as Params
from starlette.responses import Response

from api.http.answers import Tagged, check_match, dump, etag
from api.http.context import Ctx
from api.http.lists import AsOfQuery
from api.http.problems import ProblemError
from api.http.resource import resource
from api.routes.handover import hand_over
from api.routes.questions import known_question
from api.schemas.base import Id
from api.schemas.questions import ResolutionHistoryOut, ResolutionIn, ResolutionOut
from api.schemas.requests import RequestOut
from forecaster.store.ports import Records

router = resource("questions")


def _tag(question_id: str, revision: int) -> str:
    return f"{question_id}.resolution.{revision}"


@router.get("/questions/{question_id}/resolution", response_model=ResolutionHistoryOut)
async def get_question_resolution(
    ctx: Ctx, question_id: Id, query: Annotated[AsOfQuery, Params()]
) -> Response:
    """How the question was settled, with every revision."""
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        known_question(records, question_id, moment)
        history = [
            ResolutionOut.of(one)
            for one in records.resolutions.history(question_id)
            if one.known_at <= moment
        ]
    if not history:
        raise ProblemError("not-found", "the question is not resolved")
    shape = ResolutionHistoryOut(current=history[-1], history=history)
    tag, cache = _tag(question_id, history[-1].revision), ctx.fresh_for(None, query.as_of)
    return ctx.answer(Tagged(lambda: dump(shape), cache, tag))


@router.put("/questions/{question_id}/resolution", response_model=RequestOut, status_code=201)
async def put_question_resolution(ctx: Ctx, question_id: Id, body: ResolutionIn) -> Response:
    """Settle a question, or correct how it was settled; the worker records and rescores it."""
    ctx.need("review")

    def against(records: Records) -> Mapping[str, object]:
        known_question(records, question_id, ctx.now)
        history = records.resolutions.history(question_id)
        revision = history[-1].revision if history else 0
        if revision:
            check_match(ctx.request, etag(_tag(question_id, revision)))
        # The worker compares once more: another word may wait before this one.
        return {"question_id": question_id, "against_revision": revision}

    return await hand_over(ctx, "resolution", body, against)
