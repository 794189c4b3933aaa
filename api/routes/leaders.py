"""Leaders and their terms: where the ids come from that other requests take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.context import Ctx
from api.http.instants import Day
from api.http.lists import Envelope, Listing, PageQuery, listing, page_of, place
from api.http.resource import resource
from api.schemas.world import TermOut
from forecaster.domain.people import Term
from forecaster.questions.finding import terms_of

router = resource("leaders")


class LeadersQuery(PageQuery):
    """Filters of the list of leaders."""

    q: str | None = Field(
        None,
        description="Part of a name or id, in any spelling that is known.",
        min_length=1,
        max_length=100,
    )
    country: str | None = Field(
        None, description="Only of this country, ISO 3166-1 alpha-3.", pattern=r"^[A-Z]{3}$"
    )
    on: Day | None = Field(None, description="Only who held an office on this day.")


def _key(term: Term) -> str:
    return f"{term.leader}.{term.country}.{term.office.value}.{term.start}"


@router.get("/leaders", response_model=Envelope[TermOut])
async def list_leaders(ctx: Ctx, query: Annotated[LeadersQuery, Params()]) -> Response:
    """Who held which office when, latest first; the ids go into pairs and questions."""
    where = place(ctx, query)
    asked, names = where.query, ctx.ports.names
    found = terms_of(
        names.terms, names.spellings, text=asked.q, country=asked.country, day=asked.on
    )
    page = page_of(found, where, _key)
    what = Listing(page, _key, lambda term: TermOut.of(term, names), TermOut)
    with ctx.read() as records:
        return listing(ctx, records, where, what)
