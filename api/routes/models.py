"""Model versions: what they are made of and how they did."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged, dump
from api.http.context import Ctx
from api.http.lists import AsOfQuery, Envelope, Listing, ListQuery, listing, page_of, place
from api.http.resource import resource
from api.schemas.base import Id
from api.schemas.service import ModelOut
from forecaster.domain.versions import ModelState

router = resource("models")


class ModelsQuery(ListQuery):
    """Filters of the list of models."""

    state: list[ModelState] = Field([], description="Only in these states.", max_length=4)


@router.get("/models", response_model=Envelope[ModelOut])
async def list_models(ctx: Ctx, query: Annotated[ModelsQuery, Params()]) -> Response:
    """Fitted models by the moment of fitting, refused ones among them."""
    where = place(ctx, query)
    with ctx.read() as records:
        page = page_of(
            records.models.all(as_of=where.snapshot),
            where,
            lambda version: version.id,
            lambda version: not where.query.state or version.state in where.query.state,
        )
        what = Listing(page, lambda version: version.id, ModelOut.of, ModelOut)
        return listing(ctx, records, where, what)


@router.get("/models/{model_id}", response_model=ModelOut)
async def get_model(ctx: Ctx, model_id: Id, query: Annotated[AsOfQuery, Params()]) -> Response:
    """One model in its state at `as_of`."""
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        version = records.models.get(model_id, as_of=moment)
    shape = ModelOut.of(version)
    tag, cache = f"{version.id}.{version.state}", ctx.fresh_for(None, query.as_of)
    return ctx.answer(Tagged(lambda: dump(shape), cache, tag))
