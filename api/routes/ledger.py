"""The ledger: what `summitry verify` and anybody's own program can check."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged
from api.http.context import Ctx
from api.http.lists import Query
from api.http.resource import resource
from api.schemas.service import LedgerOut, LedgerRootOut, LedgerRowOut

router = resource("ledger")


class LedgerQuery(Query):
    """Which entries."""

    after: int = Field(0, description="Number of the entry to go on behind.", ge=0, le=2**53)
    limit: int = Field(100, description="Most entries.", ge=1, le=1000)


@router.get("/ledger", response_model=LedgerOut)
async def list_ledger(ctx: Ctx, query: Annotated[LedgerQuery, Params()]) -> Response:
    """Entries as hashed, and the signed daily roots."""
    with ctx.read() as records:
        rows = list(records.ledger.rows(after=query.after, limit=query.limit + 1))
        roots = records.ledger.roots()
    page = rows[: query.limit]
    following = None
    if len(rows) > query.limit:
        pairs = urlencode({"after": page[-1].seq, "limit": query.limit})
        following = f"{ctx.link('/v1/ledger')}?{pairs}"
    shape = LedgerOut(
        items=[LedgerRowOut.of(row) for row in page],
        roots=[LedgerRootOut.of(root) for root in roots],
        next=following,
    )
    # Contents are hashed as they are: here even null has a meaning and is kept.
    exclude = None if following else {"next"}
    headers = {"Link": f'<{following}>; rel="next"'} if following else None
    return ctx.answer(
        Tagged(lambda: shape.model_dump_json(exclude=exclude), ctx.fresh_for(None), headers=headers)
    )
