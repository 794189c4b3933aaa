"""Turns every exception into a problem answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import FieldError, ProblemError, of_domain, problem_response
from forecaster.domain.errors import SummitryError

log = logging.getLogger("summitry.api")

_OF_STATUS = {
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.BAD_REQUEST: "validation-failed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body-too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
}

_MOST_ERRORS = 20


Page = Callable[[ProblemError, str], Response]
"""Makes a page of a problem and the path that was asked for."""


def install(app: FastAPI, page: Page) -> None:
    """Register the handlers.

    Args:
        app: The application.
        page: What browsers are shown outside ``/v1``.
    """
    app.state.problem_page = page
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(SummitryError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)


class Guard:
    """Answers what nobody foresaw, for the layers around it to treat like any other answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        has_begun = False

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if has_begun or scope["type"] != "http":
                raise
            handle = _domain if isinstance(error, SummitryError) else _unforeseen
            await handle(Request(scope), error)(scope, receive, send)


def _answer(request: Request, error: ProblemError) -> Response:
    if _is_for_people(request):
        page: Page = request.app.state.problem_page
        return page(error, request.url.path)
    return problem_response(error, request.url.path, _id(request))


def _id(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


def _is_for_people(request: Request) -> bool:
    is_page = not request.url.path.startswith("/v1/")
    return is_page and "text/html" in request.headers.get("accept", "")


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 - fixed by the registration
    return _answer(request, error)


def _domain(request: Request, error: Exception) -> Response:
    assert isinstance(error, SummitryError)  # noqa: S101 - fixed by the registration
    problem = of_domain(error)
    if problem.code in {"internal-error", "store-unusable", "inputs-degraded"}:
        log.error("%s %s %s: %s", _id(request), request.method, request.url.path, error)
    return _answer(request, problem)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - fixed by the registration
    code = _OF_STATUS.get(HTTPStatus(error.status_code), "internal-error")
    if request.scope.get("state", {}).get("too_large"):
        code = "body-too-large"
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    return _answer(request, ProblemError(code, headers=headers))


def _methods(request: Request) -> list[str]:
    """What may be done at the address of a request, by whichever of its routes."""
    found: set[str] = set()
    for route in request.app.router.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= set(getattr(route, "methods", None) or ())
    # What no route of ours refused is a file, served by an application of its own.
    found = found or {"GET"}
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


def _unforeseen(request: Request, error: Exception) -> Response:
    name = type(error).__name__
    log.error("%s %s %s: %s", _id(request), request.method, request.url.path, name, exc_info=error)
    return _answer(request, ProblemError("internal-error"))


def _validation(request: Request, error: Exception) -> Response:
    """Replaces the stock answer, which echoes the input and breaks on NaN."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - fixed by the registration
    mistakes: Sequence[Mapping[str, object]] = error.errors()
    errors = [_field_error(mistake) for mistake in mistakes[:_MOST_ERRORS]]
    return _answer(request, ProblemError(_code(mistakes), _summary(errors), errors=errors))


def _code(mistakes: Sequence[Mapping[str, object]]) -> str:
    kinds = {str(mistake["type"]) for mistake in mistakes}
    places = {_loc(mistake)[0] for mistake in mistakes}
    if kinds == {"extra_forbidden"} and places == {"query"}:
        return "unknown-parameter"
    return "validation-failed-body" if _is_body(places, kinds) else "validation-failed"


def _is_body(places: set[str], kinds: set[str]) -> bool:
    """Whether a readable body is at fault; what is no JSON at all is a plain bad request."""
    return places == {"body"} and "json_invalid" not in kinds


def _loc(mistake: Mapping[str, object]) -> tuple[str, ...]:
    loc = mistake.get("loc")
    return tuple(map(str, loc)) if isinstance(loc, tuple | list) and loc else ("body",)


def _field_error(mistake: Mapping[str, object]) -> FieldError:
    place, *path = _loc(mistake)
    code = str(mistake["type"]).replace("_", "-")
    message = str(mistake["msg"]).removeprefix("Value error, ")
    if code == "extra-forbidden":
        message = "there is no such field" if place == "body" else "there is no such parameter"
    if place == "body":
        pointer = "".join("/" + _escaped(part) for part in path)
        return FieldError(message=message, code=code, pointer=pointer)
    return FieldError(message=message, code=code, parameter=_escaped(".".join(path)))


def _escaped(part: str) -> str:
    """A JSON Pointer token without what JSON could not carry."""
    text = part.encode("utf-8", "replace").decode()[:200]
    return text.replace("~", "~0").replace("/", "~1")


def _summary(errors: Sequence[FieldError]) -> str:
    first = errors[0]
    name = first.parameter or first.pointer or "body"
    return f"{name}: {first.message}"
