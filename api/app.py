"""The application: resources, failures, limits and the dashboard put together."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api.dashboard import pages
from api.http.answers import Tagged, conditional
from api.http.edge import Edge
from api.http.failures import Guard, install
from api.http.gate import Gate
from api.http.replies import Replies
from api.http.waiting import Lookout
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
    leaders,
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
    leaders,
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
    health,
    pages,
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
        lifespan=_lifespan,
    )
    app.state.ports = ports
    app.state.settings = settings
    app.state.lookout = Lookout(ports)
    install(app, pages.problem)
    # Taken over as they are: including a router would build each of its operations once more.
    for resource in RESOURCES:
        app.router.routes.extend(resource.router.routes)
    app.add_route("/v1/openapi.json", _get_openapi)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    # The last one added is the outermost.
    app.add_middleware(Guard)
    app.add_middleware(Replies, version=ports.version, clock=ports.clock)
    app.add_middleware(Gate, ports=ports, settings=settings)
    # Once more, for what goes wrong before a request comes through the gate.
    app.add_middleware(Guard)
    app.add_middleware(Edge, make_id=ports.make_id, body_bytes=settings.body_bytes)
    return app


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
