"""Handing a request to the worker and waiting for its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from anyio import to_thread
from pydantic import BaseModel
from starlette.responses import Response

from api.http.answers import dump
from api.http.context import Context
from api.http.once import Done, once
from api.http.waiting import pauses
from api.schemas.requests import RequestOut, refused
from forecaster.store.ports import Records
from forecaster.store.records import RequestState, WorkRequest

STEP = timedelta(seconds=0.1)
"""How often the answer is looked for."""

LONGEST_WAIT = 60.0
"""Seconds that a request may be held."""


def _nothing_more(_records: Records) -> Mapping[str, object]:
    return {}


async def hand_over(
    ctx: Context,
    kind: str,
    body: BaseModel,
    more: Callable[[Records], Mapping[str, object]] = _nothing_more,
) -> Response:
    """Store a request for the worker and wait for its answer for a while.

    Args:
        ctx: The request to the API.
        kind: What answers it.
        body: What is asked.
        more: Checks the request in the transaction that stores it, and says what the worker has
            to know besides the body.

    Returns:
        201 with the answer; 202 with a link to look it up when none came in time.

    Raises:
        ProblemError: If the worker refuses, or ``more`` does.
    """

    def ask(records: Records) -> Done:
        asked = {**body.model_dump(mode="json", exclude_none=True), **more(records)}
        request = WorkRequest(ctx.ports.make_id(), kind, asked, ctx.caller.key_id, ctx.now)
        records.requests.ask(request)
        return _accepted(ctx, request)

    stored = await once(ctx, body, ask)
    held = RequestOut.model_validate_json(bytes(stored.body))
    answered = await _wait(ctx, held.id)
    if answered.state is RequestState.PENDING:
        return stored
    return _answer(ctx, answered, stored)


def _accepted(ctx: Context, request: WorkRequest) -> Done:
    headers = {"Location": ctx.link(f"/v1/requests/{request.id}"), "Retry-After": "5"}
    return Done(202, dump(RequestOut.of(request)), headers)


def _answer(ctx: Context, request: WorkRequest, stored: Response) -> Response:
    if request.state is RequestState.REFUSED:
        raise refused(request)
    path = f"/v1/requests/{request.id}"
    if isinstance(question_id := request.result.get("question_id"), str):
        path = f"/v1/questions/{question_id}"
    headers = {"Location": ctx.link(path)}
    if "idempotent-replayed" in stored.headers:
        headers["Idempotent-Replayed"] = "true"
    return Response(dump(RequestOut.of(request)), 201, headers, "application/json")


async def _wait(ctx: Context, request_id: str) -> WorkRequest:
    wait = ctx.wait_seconds(ctx.settings.wait_seconds, LONGEST_WAIT)
    request = await to_thread.run_sync(_look_up, ctx, request_id)
    if request.state is RequestState.PENDING:
        async for _ in pauses(ctx.ports, ctx.now, timedelta(seconds=wait), STEP):
            request = await to_thread.run_sync(_look_up, ctx, request_id)
            if request.state is not RequestState.PENDING:
                break
    return request


def _look_up(ctx: Context, request_id: str) -> WorkRequest:
    with ctx.read() as records:
        return records.requests.get(request_id)
