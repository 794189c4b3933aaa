"""Health of the feeds."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.context import Ctx
from api.http.lists import Envelope, Listing, PageQuery, listing, page_of, place
from api.http.resource import resource
from api.schemas.world import FeedOut

router = resource("operations")


class FeedsQuery(PageQuery):
    """Filters of the list of feeds; their state is kept for the present only."""

    healthy: bool | None = Field(None, description="Only feeds that do, or do not, answer well.")


@router.get("/feeds", response_model=Envelope[FeedOut])
async def list_feeds(ctx: Ctx, query: Annotated[FeedsQuery, Params()]) -> Response:
    """Feeds and how they are doing."""
    where = place(ctx, query)
    with ctx.read() as records:
        page = page_of(
            records.feeds.all(),
            where,
            lambda feed: feed.key,
            lambda feed: where.query.healthy in (None, feed.failures == 0),
        )
        what = Listing(page, lambda feed: feed.key, FeedOut.of, FeedOut)
        return listing(ctx, records, where, what)
