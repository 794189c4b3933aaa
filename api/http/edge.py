"""The outermost layer: request ids, security headers, HEAD, and size limits."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import ProblemError, problem_response

LONGEST_URI = 8_000

CSP = "default-src 'none'; frame-ancestors 'none'"
"""Content security policy of answers that are not pages."""

USUAL: tuple[tuple[bytes, bytes], ...] = tuple(
    (name.lower().encode(), value.encode())
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Content-Security-Policy": CSP,
        "Cache-Control": "no-store",
        "Vary": "Accept-Encoding, Authorization",
    }.items()
)
"""On every answer that does not say otherwise."""


class Edge:
    """Wraps every answer; refuses what is too large before anything reads it."""

    def __init__(self, app: ASGIApp, *, make_id: Callable[[], str], body_bytes: int) -> None:
        self._app = app
        self._make_id = make_id
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = self._make_id()
        scope.setdefault("state", {})["request_id"] = request_id
        is_head = scope["method"] == "HEAD"
        if is_head:
            scope = {**scope, "method": "GET"}
        outward = _outward(send, request_id, is_head=is_head)
        try:
            _check_size(scope, self._body_bytes)
            await self._app(scope, _counted(scope, receive, self._body_bytes), outward)
        except ProblemError as error:
            answer = problem_response(error, scope["path"], request_id)
            await answer(scope, receive, outward)


def _outward(send: Send, request_id: str, *, is_head: bool) -> Send:
    async def outward(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            said = {name.lower() for name, _ in headers}
            headers += [pair for pair in USUAL if pair[0] not in said]
            headers.append((b"request-id", request_id.encode()))
            message = {**message, "headers": headers}
        elif is_head:
            message = {**message, "body": b""}
        await send(message)

    return outward


def _check_size(scope: Scope, most: int) -> None:
    """Refuse by what the request says of itself.

    Raises:
        ProblemError: ``uri-too-long`` or ``body-too-large``.
    """
    if len(scope["query_string"]) + len(scope["path"]) > LONGEST_URI:
        raise ProblemError("uri-too-long", headers={"Connection": "close"})
    length = Headers(scope=scope).get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > most:
        raise ProblemError("body-too-large", headers={"Connection": "close"})


def _counted(scope: Scope, receive: Receive, most: int) -> Receive:
    """Refuse a body that turns out larger than it said."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            # Readers of bodies turn any exception into a plain 400: leave word of the true one.
            scope["state"]["too_large"] = True
            raise ProblemError("body-too-large", headers={"Connection": "close"})
        return message

    return counted
