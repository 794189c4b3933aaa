"""Answers kept for a moment: most polls ask for what was just computed.

An answer is good as long as nothing was committed and for no longer than the shortest time for
which answers declare themselves fresh, so a reader never sees more than HTTP allows a cache.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.answers import SHORTEST
from api.http.gate import Caller

LIFE = timedelta(seconds=SHORTEST)
MOST_BYTES = 8 * 2**20
MOST_BYTES_EACH = 256 * 2**10

Header = tuple[bytes, bytes]

_NOT_IN_304 = frozenset({b"content-length", b"content-type", b"link"})


@dataclass(frozen=True, slots=True)
class _Reply:
    version: object
    kept_at: datetime
    tag: bytes
    headers: list[Header]
    body: bytes


class Replies:
    """Answers repeated reads from memory.

    Args:
        app: What makes the answers.
        version: A value that changes with every commit to the store; None to keep nothing.
        clock: The present instant.
    """

    def __init__(
        self, app: ASGIApp, *, version: Callable[[], object] | None, clock: Callable[[], datetime]
    ) -> None:
        self._app = app
        self._version = version
        self._clock = clock
        self._held: OrderedDict[tuple[str, str, bytes], _Reply] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or let the application answer and keep it."""
        if self._version is None or not _is_plain_read(scope):
            await self._app(scope, receive, send)
            return
        caller: Caller = scope["state"].get("caller", Caller())
        key = (caller.key_id, scope["path"], scope["query_string"])
        version, now = self._version(), self._clock()
        reply = self._held.get(key)
        if reply is None or reply.version != version or not _is_fresh(reply, now):
            answer = _Answer()
            await self._app(_unconditional(scope), receive, answer.take)
            reply = answer.reply(version, now)
            if reply is None:
                for message in answer.messages:
                    await send(message)
                return
            self._keep(key, reply)
        await _send(reply, _wanted(scope), send)

    def _keep(self, key: tuple[str, str, bytes], reply: _Reply) -> None:
        if len(reply.body) > MOST_BYTES_EACH:
            return
        old = self._held.pop(key, None)
        self._bytes += len(reply.body) - (len(old.body) if old else 0)
        self._held[key] = reply
        while self._bytes > MOST_BYTES:
            _, oldest = self._held.popitem(last=False)
            self._bytes -= len(oldest.body)


def _is_plain_read(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return scope["path"] not in _LIFE_SIGNS and all(n != b"prefer" for n, _ in scope["headers"])


_LIFE_SIGNS = frozenset({"/health", "/ready", "/metrics"})


def _is_fresh(reply: _Reply, now: datetime) -> bool:
    return timedelta(0) <= now - reply.kept_at < LIFE


def _unconditional(scope: Scope) -> Scope:
    headers = [pair for pair in scope["headers"] if pair[0] != b"if-none-match"]
    return {**scope, "headers": headers}


def _wanted(scope: Scope) -> list[bytes]:
    """Tags that the caller holds."""
    return [
        part.strip().removeprefix(b"W/")
        for name, value in scope["headers"]
        if name == b"if-none-match"
        for part in value.split(b",")
    ]


async def _send(reply: _Reply, wanted: list[bytes], send: Send) -> None:
    headers, status, body = reply.headers, 200, reply.body
    if reply.tag in wanted or b"*" in wanted:
        headers = [pair for pair in headers if pair[0] not in _NOT_IN_304]
        status, body = 304, b""
    # A copy, since layers further out add headers of their own.
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


class _Answer:
    """Collects what the application sends."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def take(self, message: Message) -> None:
        self.messages.append(message)

    def reply(self, version: object, now: datetime) -> _Reply | None:
        """The whole answer if it is one to keep: 200 with a tag."""
        start = self.messages[0]
        headers = dict(start["headers"])
        if start["status"] != 200 or b"etag" not in headers:  # noqa: PLR2004 - RFC 9110, OK
            return None
        body = b"".join(message.get("body", b"") for message in self.messages[1:])
        return _Reply(version, now, headers[b"etag"], list(start["headers"]), body)
