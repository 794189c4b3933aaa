"""Who calls, and how often: API keys and the quota."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import ProblemError, problem_response
from api.ports import Ports
from api.settings import ApiSettings
from forecaster.store.records import ApiKey

KEYS_LIFE = timedelta(seconds=2)
"""How long a withdrawn key may go on working."""

_MOST_CALLERS = 50_000
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request.

    Attributes:
        key_id: Public prefix of the key; empty without one.
        scopes: What it may do.
    """

    key_id: str = ""
    scopes: frozenset[str] = frozenset()

    def may(self, scope: str) -> bool:
        """Whether the caller holds ``scope``; ``admin`` holds all."""
        return scope in self.scopes or "admin" in self.scopes


class Keyring:
    """Keys by the hash of the whole key, read anew every :data:`KEYS_LIFE`.

    The look-up costs the same whether or not any part of a presented key is right.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._keys: Mapping[str, ApiKey] = {}
        self._read_at: datetime | None = None

    def caller(self, headers: Headers) -> Caller:
        """The caller named by the ``Authorization`` header.

        Raises:
            ProblemError: ``unauthenticated`` if a key is presented that is not valid.
        """
        presented = headers.get("authorization")
        if presented is None:
            return Caller()
        scheme, _, key = presented.partition(" ")
        now = self._ports.clock()
        digest = hashlib.sha256(key[:_LONGEST_KEY].encode("utf-8", "replace")).hexdigest()
        found = self._held(now).get(digest)
        if scheme.lower() != "bearer" or found is None or not found.is_valid(now):
            raise ProblemError("unauthenticated", headers={"WWW-Authenticate": "Bearer"})
        return Caller(found.id, frozenset(found.scopes))

    def _held(self, now: datetime) -> Mapping[str, ApiKey]:
        if self._read_at is None or not timedelta(0) <= now - self._read_at < KEYS_LIFE:
            with self._ports.reader.read() as records:
                self._keys = {key.sha256: key for key in records.keys.all()}
            self._read_at = now
        return self._keys


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a caller's quota.

    Attributes:
        remaining: Requests.
        reset_seconds: Seconds until it is full again.
        is_exceeded: Whether this request cost more than was left; it is then not charged.
    """

    remaining: int
    reset_seconds: int
    is_exceeded: bool


class Quota:
    """Counts requests per caller in windows of fixed length."""

    def __init__(self, quota: int, window: timedelta) -> None:
        self._quota = quota
        self._window = window
        self._used: dict[str, tuple[datetime, int]] = {}

    def take(self, caller: str, now: datetime, cost: int = 1) -> Allowance:
        """Charge one request."""
        began, used = self._used.get(caller, (now, 0))
        if not timedelta(0) <= now - began < self._window:
            began, used = now, 0
        # A request that is refused is not charged: cheaper ones may still be made.
        is_exceeded = used + cost > self._quota
        used = used if is_exceeded else used + cost
        if caller not in self._used and len(self._used) >= _MOST_CALLERS:
            self._forget(now)
        self._used[caller] = (began, used)
        left = (began + self._window - now).total_seconds()
        return Allowance(self._quota - used, max(1, -int(-left // 1)), is_exceeded)

    def give_back(self, caller: str, cost: int) -> None:
        """Undo a charge: an answer 304 costs an authorised caller nothing."""
        began, used = self._used[caller]
        self._used[caller] = (began, max(0, used - cost))

    def _forget(self, now: datetime) -> None:
        live = {c: v for c, v in self._used.items() if now - v[0] < self._window}
        # Flooded with addresses inside one window: drop the oldest half rather than grow.
        keep = list(live.items())[-_MOST_CALLERS // 2 :]
        self._used = dict(keep)


class Gate:
    """Names the caller and charges the quota before a request goes on."""

    def __init__(self, app: ASGIApp, *, ports: Ports, settings: ApiSettings) -> None:
        self._app = app
        self._clock = ports.clock
        self._keyring = Keyring(ports)
        self._settings = settings
        self._quota = Quota(settings.quota, timedelta(seconds=settings.window_seconds))
        self._policy = f'"default";q={settings.quota};w={settings.window_seconds}'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 401 or 429."""
        if scope["type"] != "http" or scope["path"] in {"/health", "/ready", "/metrics"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            caller = self._keyring.caller(headers)
            error = None
        except ProblemError as refused:
            caller, error = Caller(), refused
        name = caller.key_id or self._address(scope, headers)
        cost = _cost(scope["path"])
        allowance = self._quota.take(name, self._clock(), cost)
        if allowance.is_exceeded:
            wait = {"Retry-After": str(allowance.reset_seconds)}
            error = ProblemError("quota-exceeded", headers=wait)
        scope.setdefault("state", {})["caller"] = caller
        noted = self._noting(send, allowance, lambda: self._free(caller, cost))
        if error is not None:
            answer = problem_response(error, scope["path"], scope["state"].get("request_id", ""))
            await answer(scope, receive, noted)
            return
        await self._app(scope, receive, noted)

    def _free(self, caller: Caller, cost: int) -> None:
        if caller.key_id:
            self._quota.give_back(caller.key_id, cost)

    def _noting(self, send: Send, allowance: Allowance, not_modified: Callable[[], None]) -> Send:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                limit = f'"default";r={allowance.remaining};t={allowance.reset_seconds}'
                quota = [(b"ratelimit-policy", self._policy), (b"ratelimit", limit.encode())]
                message = {**message, "headers": [*message["headers"], *quota]}
                if message["status"] == 304:  # noqa: PLR2004 - RFC 9110, Not Modified
                    not_modified()
            await send(message)

        return noted

    def _address(self, scope: Scope, headers: Headers) -> str:
        """The peer, or the nearest address before the proxies that are trusted."""
        peer = str((scope.get("client") or ("unknown",))[0])
        # A proxy may add a line of its own behind those that the caller sent: the last one counts.
        told = ",".join(headers.getlist("x-forwarded-for"))
        hops = [hop.strip() for hop in told.split(",") if hop.strip()]
        while peer in self._settings.trusted_proxies and hops:
            peer = hops.pop()
        return f"peer:{household(peer)}"


def household(peer: str) -> str:
    """Whose addresses are counted as one caller: an IPv4 address, or the /64 around an IPv6 one.

    A subscriber is given a /64 at least (RFC 6177), so that single addresses bound nobody.
    """
    try:
        address = ip_address(peer)
    except ValueError:
        return peer[:100]
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address) >> 64 << 64, 64)))


def _cost(path: str) -> int:
    """Answers that are dear to make cost more of the quota."""
    if path.startswith("/v1/exports/"):
        return 10
    return 2 if path.endswith("/table") else 1
