"""What-if, and requests that the worker answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Params
from starlette.responses import Response

from api.http.answers import Tagged, dump
from api.http.context import Context, Ctx
from api.http.lists import Query
from api.http.problems import ProblemError, refuse_fields
from api.http.resource import resource
from api.routes.handover import hand_over
from api.schemas.base import Id
from api.schemas.requests import RequestOut, ScenarioIn
from forecaster.store.records import WorkRequest

router = resource("scenarios")


class RequestQuery(Query):
    """No parameters."""


@router.post("/scenarios", response_model=RequestOut, status_code=201)
async def ask_scenario(ctx: Ctx, body: ScenarioIn) -> Response:
    """Answer questions under changed signals, calendar, presence and offices.

    The answer has `"ledger": false`: it enters neither ledger nor scores nor digests.
    """
    ctx.need("write")
    refuse_fields(body.mistakes(ctx.now))
    return await hand_over(ctx, "scenario", body)


def _own(ctx: Context, request_id: str) -> WorkRequest:
    ctx.need("write")
    with ctx.read() as records:
        request = records.requests.get(request_id)
    if request.asked_by != ctx.caller.key_id and not ctx.caller.may("admin"):
        raise ProblemError("not-found", f"no request {request_id!r} was made")
    return request


@router.get("/scenarios/{request_id}", response_model=RequestOut)
async def get_scenario(
    ctx: Ctx, request_id: Id, _query: Annotated[RequestQuery, Params()]
) -> Response:
    """A scenario and its answer, for the caller who asked."""
    request = _own(ctx, request_id)
    if request.kind != "scenario":
        raise ProblemError("not-found", f"no scenario {request_id!r} was asked")
    return _answer(ctx, request)


@router.get("/requests/{request_id}", response_model=RequestOut)
async def get_request(
    ctx: Ctx, request_id: Id, _query: Annotated[RequestQuery, Params()]
) -> Response:
    """Any request to the worker and its answer, for the caller who asked."""
    return _answer(ctx, _own(ctx, request_id))


def _answer(ctx: Context, request: WorkRequest) -> Response:
    tag = f"{request.id}.{request.state}"
    return ctx.answer(Tagged(lambda: dump(RequestOut.of(request)), "private, no-cache", tag))
