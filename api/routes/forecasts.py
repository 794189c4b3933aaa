"""Single issues: immutable."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import IMMUTABLE, Tagged, chosen, dump
from api.http.context import Ctx
from api.http.lists import Query
from api.http.resource import resource
from api.schemas.base import Id
from api.schemas.forecasts import ForecastOut

router = resource("forecasts")


class ForecastFields(Query):
    """Parameters of one issue."""

    fields: str | None = Field(None, max_length=500, description="Fields to send.")


@router.get("/forecasts/{forecast_id}", response_model=ForecastOut)
async def get_forecast(
    ctx: Ctx, forecast_id: Id, query: Annotated[ForecastFields, Params()]
) -> Response:
    """One issue exactly as it was published: what was said, on what grounds, by which model."""
    fields = chosen(query.fields, ForecastOut)
    with ctx.read() as records:
        forecast = records.forecasts.get(forecast_id)
    tag = f"{forecast.id}.1.{query.fields}"
    return ctx.answer(Tagged(lambda: dump(ForecastOut.of(forecast), fields), IMMUTABLE, tag))
