"""The real API in a process of its own, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        url: Its address.
        process: Itself.
        start_seconds: From its start to its first answer.
        start_cpu_seconds: CPU time that this took.
    """

    url: str
    process: subprocess.Popen[bytes]
    start_seconds: float
    start_cpu_seconds: float

    def resident_mib(self) -> float:
        """Memory in use."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    database: Path, compiled: Path, module: str = "api", **settings: str
) -> Iterator[Server]:
    """Serve a database until the end of the block.

    Args:
        database: SQLite file.
        compiled: Where byte code is kept, as an installation does.
        module: What is run.
        settings: Further ``SUMMITRY_`` variables, without the prefix.
    """
    port = _free_port()
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment = {
        **inherited,
        "PYTHONPYCACHEPREFIX": str(compiled),
        "SUMMITRY_DATABASE_URL": f"sqlite:///{database}",
        "SUMMITRY_FOLDER": str(database.parent),
        "SUMMITRY_API__PORT": str(port),
        **{f"SUMMITRY_{name}": value for name, value in settings.items()},
    }
    url = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, env=environment)
    try:
        _await_answer(url, process)
        took = time.perf_counter() - began
        yield Server(url, process, took, _cpu_seconds(process.pid))
    finally:
        process.terminate()
        process.wait(15)


def _await_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.perf_counter() + 60
    while time.perf_counter() < deadline:
        assert process.poll() is None, "the server ended by itself"
        try:
            if httpx2.get(f"{url}/v1/questions", timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.01)
    raise AssertionError("the server did not answer within a minute")
