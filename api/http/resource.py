"""How a resource declares its operations."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from api.http.gate import Caller
from api.http.problems import ProblemError

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Operation(APIRoute):
    """An operation that looks at who asks, and in what form, before it reads what is asked."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind both looks."""
        handle = super().get_route_handler()

        async def looked_at(request: Request) -> Response:
            if request.method in _CHANGING:
                need_key(request)
            if self.body_field is not None:
                _need_json(request)
            return await handle(request)

        return looked_at


def need_key(request: Request) -> Caller:
    """Who asks, with a key.

    Raises:
        ProblemError: ``unauthenticated`` without one.
    """
    caller: Caller = request.scope.get("state", {}).get("caller", Caller())
    if not caller.key_id:
        raise ProblemError("unauthenticated", headers={"WWW-Authenticate": "Bearer"})
    return caller


def _need_json(request: Request) -> None:
    """Let a body through only if it says that it is JSON; none at all is left to the shapes.

    Raises:
        ProblemError: ``unsupported-media-type``, with what is taken.
    """
    headers = request.headers
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return
    said = Message()
    said["Content-Type"] = headers.get("content-type", "")
    subtype = said.get_content_subtype()
    if said.get_content_maintype() == "application" and (
        subtype == "json" or subtype.endswith("+json")
    ):
        return
    raise ProblemError("unsupported-media-type", headers={"Accept": "application/json"})


def _by_name(route: APIRoute) -> str:
    """Operations are named like their handlers."""
    return route.name


def resource(tag: str, prefix: str = "/v1") -> APIRouter:
    """A router whose operations bear one tag."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        generate_unique_id_function=_by_name,
        route_class=Operation,
    )
