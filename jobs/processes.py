"""Processes side by side: all run, or all are ended."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEP = 0.2
"""Seconds between two looks."""

GRACE = 12.0
"""Seconds that a process gets to end by itself: a little more than it takes for its own work."""


@dataclass(frozen=True, slots=True)
class Service:
    """A process that is to run for as long as the others."""

    name: str
    command: list[str]


def supervise(services: Sequence[Service], environment: Mapping[str, str]) -> int:
    """Run services until told to stop, or until one ends.

    Returns:
        0 when told to stop, 1 when a service ended by itself.
    """
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    running = [
        # The commands are this program's own.
        subprocess.Popen(service.command, env=dict(environment))  # noqa: S603
        for service in services
    ]
    while not stopping.wait(STEP):
        if any(process.poll() is not None for process in running):
            break
    _end(running)
    return 0 if stopping.is_set() else 1


def _end(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def become(command: list[str], environment: Mapping[str, str]) -> None:
    """Turn this process into another one, so that signals reach it directly."""
    os.execve(command[0], command, dict(environment))  # noqa: S606  # no shell is wanted
