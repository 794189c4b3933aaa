"""The change feed: everything that was committed, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged, dump
from api.http.context import Context, Ctx
from api.http.lists import Query, changes_cursor
from api.http.problems import ProblemError
from api.http.resource import resource
from api.http.waiting import STEP, Lookout, pauses
from api.schemas.service import ChangeOut, ChangesOut
from forecaster.store.records import ChangeType

router = resource("changes")

LONGEST_WAIT = 30
"""Seconds that a request may be held."""


class ChangesQuery(Query):
    """Where to go on, and what to look for."""

    cursor: str | None = Field(
        None,
        description="`cursor` of the answer before, or `changes_cursor` of a list; "
        "the beginning when left out.",
        max_length=500,
    )
    types: str | None = Field(
        None,
        description="Only these types, separated by commas.",
        max_length=500,
        examples=["forecast.issued,question.resolved"],
    )
    limit: int = Field(200, description="Most changes in an answer.", ge=1, le=1000)


@router.get("/changes", response_model=ChangesOut)
async def list_changes(ctx: Ctx, query: Annotated[ChangesQuery, Params()]) -> Response:
    """Changes in commit order. `Prefer: wait=30` holds the request until there is one."""
    after = 0
    if query.cursor is not None:
        after = int(str(ctx.cursors.open("c1", query.cursor, ctx.now)["seq"]))
    types = _types(query.types)
    wait = ctx.wait_seconds(0.0, LONGEST_WAIT)
    page = await _awaited(
        ctx, timedelta(seconds=wait), lambda: _page(ctx, after, types, query.limit)
    )
    headers = {"Preference-Applied": f"wait={wait:.0f}"} if wait else None
    cache = "private, no-cache" if ctx.caller.key_id else "public, no-cache"
    return ctx.answer(Tagged(lambda: dump(page), cache, headers=headers))


async def _awaited(ctx: Context, wait: timedelta, read: Callable[[], ChangesOut]) -> ChangesOut:
    """The page as soon as it holds something, or as it is when the wait is over."""
    lookout: Lookout = ctx.request.app.state.lookout
    # Looked at before the page is read: what comes between the two is then read once more.
    seen = lookout.head() if wait else 0
    page = read()
    if page.items:
        return page
    async for _ in pauses(ctx.ports, ctx.now, wait, STEP):
        if lookout.head() != seen:
            seen, page = lookout.head(), read()
        if page.items or await ctx.request.is_disconnected():
            break
    return page


def _types(text: str | None) -> tuple[ChangeType, ...]:
    if text is None:
        return ()
    try:
        return tuple(ChangeType(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        known = ", ".join(ChangeType)
        raise ProblemError("validation-failed", f"types: {error}; there are {known}") from error


def _page(ctx: Context, after: int, types: tuple[ChangeType, ...], limit: int) -> ChangesOut:
    with ctx.read() as records:
        found = records.changes.since(after, types=types, limit=limit + 1)
        end = changes_cursor(ctx, records)
        head = records.changes.head()
    if after > head:
        raise ProblemError("cursor-expired", "the history was replaced by an older one")
    page = found[:limit]
    more = len(found) > limit
    if more:
        stamp = ctx.now.replace(hour=0, minute=0, second=0, microsecond=0)
        end = ctx.cursors.seal("c1", {"seq": page[-1].seq}, stamp)
    return ChangesOut(items=[ChangeOut.of(change) for change in page], cursor=end, more=more)
