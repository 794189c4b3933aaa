"""Connections that never finish a request: cut off, and no harm to those that do."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from tests.api.server import Server, serving

HALF = b"GET /health HTTP/1.1\r\nHost: x\r\nX-A: "
WHOLE = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def server(
    seed_file: Path, compiled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server with room for 12 connections and half a second of patience."""
    folder = tmp_path_factory.mktemp("patient")
    shutil.copy(seed_file, folder / "summitry.db")
    with serving(folder / "summitry.db", compiled, module="tests.api.patient_server") as running:
        yield running


def connect(server: Server) -> socket.socket:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


@pytest.mark.parametrize("sent", [b"", HALF, b"\r\n", WHOLE + b"\r\n", WHOLE + HALF])
def test_who_never_finishes_a_request_is_cut_off(server: Server, sent: bytes) -> None:
    with connect(server) as line:
        line.sendall(sent)
        received = b""
        try:
            while chunk := line.recv(65536):
                received += chunk
        except ConnectionResetError:
            pass
    assert received.count(b"HTTP/1.1 200") == sent.count(WHOLE)


def test_half_requests_without_number_keep_nobody_out(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            line = stack.enter_context(connect(server))
            line.sendall(HALF)
        for _ in range(5):
            assert httpx2.get(f"{server.url}/health", timeout=20).status_code == 200
