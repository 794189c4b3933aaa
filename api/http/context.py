"""What a handler needs to know about its request."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from api.http.answers import Tagged, conditional, is_settled, until
from api.http.cursors import Cursors
from api.http.gate import Caller
from api.http.problems import ProblemError
from api.http.resource import need_key
from api.ports import Ports
from api.settings import ApiSettings
from forecaster.store.ports import Records

_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,3})(?:$|[,;\s])")


@dataclass(frozen=True, slots=True)
class Context:
    """One request and all it may use.

    Attributes:
        request: As received.
        ports: The outside of the API.
        settings: The operator's.
        now: Its moment, read once.
    """

    request: Request
    ports: Ports
    settings: ApiSettings
    now: datetime

    @property
    def caller(self) -> Caller:
        """Who asks."""
        caller: Caller = self.request.scope.get("state", {}).get("caller", Caller())
        return caller

    @property
    def request_id(self) -> str:
        """Id of the request."""
        return str(self.request.scope.get("state", {}).get("request_id", ""))

    @property
    def cursors(self) -> Cursors:
        """Maker and reader of cursors."""
        return Cursors(self.settings.cursor_secret)

    def read(self) -> AbstractContextManager[Records]:
        """One consistent view of the store."""
        return self.ports.reader.read()

    def write(self) -> AbstractContextManager[Records]:
        """One transaction."""
        return self.ports.writer.write()

    def need(self, scope: str) -> None:
        """Go on only with a key that holds ``scope``.

        Raises:
            ProblemError: ``unauthenticated`` without a key, ``forbidden`` without the scope.
        """
        if not need_key(self.request).may(scope):
            raise ProblemError("forbidden", f"the key needs the scope {scope!r}")

    def moment(self, as_of: datetime | None) -> datetime | None:
        """``as_of`` if it is not in the future.

        Raises:
            ProblemError: If it is: what will be known then is not known yet.
        """
        if as_of is not None and as_of > self.now:
            raise ProblemError("validation-failed", "as_of: lies in the future")
        return as_of

    def wait_seconds(self, usual: float, most: float) -> float:
        """How long to hold the request: as ``Prefer: wait=N`` (RFC 7240) asks, within bounds."""
        found = _WAIT.search(self.request.headers.get("prefer", ""))
        return min(float(found[1]), most) if found else usual

    def link(self, path: str) -> str:
        """The full address of a path."""
        return f"{self.settings.public_url}{path}"

    def answer(self, tagged: Tagged) -> Response:
        """The answer, 304 when the caller has it."""
        return conditional(self.request, tagged)

    def fresh_for(self, next_at: datetime | None, as_of: datetime | None = None) -> str:
        """``Cache-Control`` for a state that lasts until ``next_at``, or was settled long ago."""
        private = bool(self.caller.key_id)
        if is_settled(as_of, self.now):
            return f"{'private' if private else 'public'}, max-age=86400"
        return until(next_at, self.now, self.request.url.path, private=private)


async def _context(request: Request) -> Context:
    ports: Ports = request.app.state.ports
    settings: ApiSettings = request.app.state.settings
    return Context(request, ports, settings, ports.clock())


Ctx = Annotated[Context, Depends(_context)]
"""The dependency by which every handler gets its context."""
