"""How long a connection may take to send a request, and how many there may be."""

from __future__ import annotations

import asyncio
import resource
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE = 20.0
"""Seconds for a whole request, headers and body. A judgement: the largest body, 256 KiB, then needs
13 KiB/s, which any line has; who sends a byte now and then is cut off."""

RESERVE = 128
"""File descriptors kept for the database, pages and what the interpreter opens. A judgement."""

MOST = 10_000
"""Connections held at once where the system would allow more. A judgement, for memory's sake."""


def room() -> int:
    """How many connections may be open at once under the limit of open files."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = MOST if soft == resource.RLIM_INFINITY else soft - RESERVE
    return max(1, min(MOST, allowed))


class PatientProtocol(HttpToolsProtocol):
    """HTTP that cuts off those who never finish a request.

    When there is no room for another connection, the one that has been unfinished for longest makes
    room: complete requests go on being answered while half ones pile up.
    """

    unfinished: ClassVar[dict[PatientProtocol, asyncio.TimerHandle]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take up a connection; its first request is awaited from now on."""
        super().connection_made(transport)
        self._expect()
        if len(self.connections) > room():
            next(iter(self.unfinished)).cut_off()

    def data_received(self, data: bytes) -> None:
        """Take in bytes: a request is awaited to its end from its first byte on."""
        self._expect()
        super().data_received(data)

    def on_message_complete(self) -> None:
        """Answer a request that is whole."""
        self._expect_no_more()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go."""
        self._expect_no_more()
        super().connection_lost(exc)

    def cut_off(self) -> None:
        """End the connection at once."""
        self._expect_no_more()
        self.transport.abort()

    def _expect(self) -> None:
        if self not in self.unfinished:
            self.unfinished[self] = self.loop.call_later(PATIENCE, self.cut_off)

    def _expect_no_more(self) -> None:
        timer = self.unfinished.pop(self, None)
        if timer is not None:
            timer.cancel()
