"""Requests that are held until something happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from api.ports import Ports

STEP = timedelta(seconds=0.25)
"""How often the store is looked at for changes, however many requests wait. A judgement: who
waits cannot tell a quarter of a second, and four looks a second cost a database nothing."""


async def pauses(
    ports: Ports, began: datetime, wait: timedelta, step: timedelta
) -> AsyncIterator[None]:
    """One turn after each pause of at most ``step``, until ``wait`` is over by the clock.

    What is done between the pauses takes time too: counting them alone would hold a request longer
    than it asked for. They are counted as well, since a clock may be set back.
    """
    for _ in range(round(wait / step)):
        left = wait - (ports.clock() - began)
        if left <= timedelta(0):
            return
        await ports.sleep(min(step, left).total_seconds())
        yield


class Lookout:
    """Sees for all who wait how far the change feed reaches.

    Args:
        ports: The store, and its version where asking for that is cheap: the feed is then read only
            when something was committed.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._looked_at: datetime | None = None
        self._version: object = None
        self._head = 0

    def head(self) -> int:
        """Number of the newest change, as it was at most :data:`STEP` ago."""
        now = self._ports.clock()
        if self._looked_at is None or not timedelta(0) <= now - self._looked_at < STEP:
            self._look()
            self._looked_at = now
        return self._head

    def _look(self) -> None:
        version = self._ports.version() if self._ports.version else None
        if version is not None and version == self._version:
            return
        with self._ports.reader.read() as records:
            self._head = records.changes.head()
        self._version = version
