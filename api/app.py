"""The application: resources, failures, limits and the dashboard put together."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api.dashboard.pages import STATIC
from api.dashboard.pages import router as dashboard
from api.http.answers import Tagged, conditional
from api.http.edge import Edge
from api.http.failures import install
from api.http.gate import Gate
from api.openapi import document
from api.ports import Ports
from api.routes import (
    changes,
    digests,
    documents,
    encounters,
    events,
    exports,
    feeds,
    forecasts,
    health,
    ledger,
    models,
    pairs,
    questions,
    resolutions,
    runs,
    scenarios,
    scores,
    signals,
    subscriptions,
)
from api.settings import ApiSettings

RESOURCES = (
    pairs,
    questions,
    resolutions,
    forecasts,
    signals,
    documents,
    events,
    encounters,
    scores,
    models,
    changes,
    digests,
    subscriptions,
    scenarios,
    exports,
    ledger,
    feeds,
    runs,
)


def create_app(ports: Ports, settings: ApiSettings) -> FastAPI:
    """The API over a store.

    Args:
        ports: Store, clock, names.
        settings: What the operator set.
    """
    app = FastAPI(
        title="Summitry",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        lifespan=_lifespan,
    )
    app.state.ports = ports
    app.state.settings = settings
    install(app)
    v1 = APIRouter(prefix="/v1")
    for resource in RESOURCES:
        v1.include_router(resource.router)
    app.include_router(v1)
    app.include_router(health.router)
    app.add_api_route("/v1/openapi.json", _get_openapi, include_in_schema=False)
    app.include_router(dashboard, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # The last one added is the outermost.
    app.add_middleware(Gate, ports=ports, settings=settings)
    app.add_middleware(Edge, make_id=ports.make_id, body_bytes=settings.body_bytes)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Let go of the store when the process ends."""
    yield
    ports: Ports = app.state.ports
    ports.reader.close()
    ports.writer.close()


async def _get_openapi(request: Request) -> Response:
    app: FastAPI = request.app
    if app.openapi_schema is None:
        app.openapi_schema = document(app, app.state.settings)
    body = json.dumps(app.openapi_schema)
    return conditional(request, Tagged(lambda: body, "public, max-age=3600"))
