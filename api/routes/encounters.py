"""Real contacts that settle questions."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged, dump
from api.http.context import Ctx
from api.http.lists import (
    AsOfQuery,
    Envelope,
    Listing,
    ListQuery,
    listing,
    page_of,
    place,
    standing,
)
from api.http.resource import resource
from api.routes.questions import leaders_of
from api.schemas.base import Id
from api.schemas.world import EncounterOut

router = resource("events")


class EncountersQuery(ListQuery):
    """Filters of the list of encounters."""

    leader: list[str] = Field([], description="Only with all of these leaders.", max_length=8)
    pair: str | None = Field(None, description="Only of this pair.", max_length=400)


@router.get("/encounters", response_model=Envelope[EncounterOut])
async def list_encounters(ctx: Ctx, query: Annotated[EncountersQuery, Params()]) -> Response:
    """Encounters by the moment at which they first became known."""
    where = place(ctx, query)
    wanted = set(leaders_of(where.query.leader, where.query.pair))
    with ctx.read() as records:
        held = standing(records.encounters.until(where.snapshot, head=where.seq))
        page = page_of(held, where, lambda one: one.id, lambda one: wanted <= one.leaders)
        what = Listing(
            page, lambda one: one.id, lambda e: EncounterOut.of(e, ctx.ports.names), EncounterOut
        )
        return listing(ctx, records, where, what)


@router.get("/encounters/{encounter_id}", response_model=EncounterOut)
async def get_encounter(
    ctx: Ctx, encounter_id: Id, query: Annotated[AsOfQuery, Params()]
) -> Response:
    """One encounter: who, where, how close, and what each side says."""
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        encounter = records.encounters.get(encounter_id, as_of=moment)
    shape = EncounterOut.of(encounter, ctx.ports.names)
    tag, cache = f"{encounter.id}.{encounter.revision}", ctx.fresh_for(None, query.as_of)
    return ctx.answer(Tagged(lambda: dump(shape), cache, tag))
