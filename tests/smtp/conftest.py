"""A real SMTP server that can be told to misbehave."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.digest.conftest import library, ports_with, seed_file, store

__all__ = ["library", "ports_with", "seed_file", "store"]


@dataclass
class Mailbox:
    """What a server was given, and how it is to answer."""

    port: int
    received: list[tuple[list[str], bytes]] = field(default_factory=list)
    answer: str = "250 taken"
    recipient_answer: str = "250 ok"
    drop: bool = False
    controller: Any = None

    async def handle_RCPT(  # noqa: N802 - the server's own name and signature
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.received.append((list(envelope.rcpt_tos), bytes(envelope.original_content)))
        if self.drop:
            server.transport.abort()
        return self.answer

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox(port)
    box.start()
    yield box
    box.stop()
