"""Which addresses may be asked, checked where the connection is made.

Checking a name and letting the client resolve it again would leave room for a second answer. Here
the dialer resolves once, checks every address it got, and connects to the first of those very
addresses; Host header and TLS name stay those of the URL.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from time import monotonic

import httpcore2

from jobs.fetch.errors import AddressRefusedError, TooSlowError, UnreachableError

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port to addresses, as :func:`socket.getaddrinfo` finds them."""

PORTS = frozenset({80, 443})

_REFUSED_V4 = tuple(
    map(
        IPv4Network,
        (
            "100.64.0.0/10",  # carrier-grade NAT: some clouds serve metadata there
            "192.88.99.0/24",  # 6to4 relays
        ),
    )
)
_REFUSED_V6 = tuple(
    map(
        IPv6Network,
        (
            "::/96",  # IPv4-compatible
            "64:ff9b::/96",  # NAT64: carries any IPv4 address, also inner ones
            "64:ff9b:1::/48",  # NAT64 for local use
            "2001::/32",  # Teredo
            "2002::/16",  # 6to4
            "fec0::/10",  # site-local of old
        ),
    )
)


def is_public(address: str) -> bool:
    """Whether an address belongs to the open network, whatever form it takes."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return _is_public_v4(parsed.ipv4_mapped)
        return not any(parsed in net for net in _REFUSED_V6) and _is_open(parsed)
    return _is_public_v4(parsed)


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in net for net in _REFUSED_V4) and _is_open(address)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved)


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a host, in the order the system prefers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides where to connect.

    Attributes:
        resolver: Finds addresses.
        allowed: ``host:port`` that may be asked although inner, e.g. ``127.0.0.1:8123``.
    """

    resolver: Resolver = resolve
    allowed: frozenset[str] = frozenset()

    def check_port(self, host: str, port: int) -> None:
        """Refuse ports that serve other things than pages.

        Raises:
            AddressRefusedError: If the port is neither 80 nor 443 nor allowed.
        """
        if port not in PORTS and f"{host}:{port}" not in self.allowed:
            raise AddressRefusedError(
                f"port {port} of {host} is not asked", remedy=_allow(host, port)
            )

    def addresses(self, host: str, port: int, patience: float) -> Sequence[str]:
        """The addresses of a host, all of them checked.

        Args:
            host: Name or address as in the URL.
            port: Port.
            patience: Seconds to wait for the resolver.

        Raises:
            AddressRefusedError: If the port or any address may not be asked.
            UnreachableError: If the name is unknown.
            TooSlowError: If the resolver does not answer in time.
        """
        self.check_port(host, port)
        found = self._resolved(host, port, patience)
        if f"{host}:{port}" not in self.allowed:
            for address in found:
                # One inner address among public ones is an attack, not an accident.
                if not is_public(address):
                    raise AddressRefusedError(
                        f"{host} is {address}, which is no public address",
                        remedy=_allow(host, port),
                    )
        return found

    def _resolved(self, host: str, port: int, patience: float) -> Sequence[str]:
        """Resolve on a thread of its own: the system's resolver knows no deadline."""
        answers: queue.Queue[Sequence[str] | OSError | UnicodeError] = queue.Queue()

        def ask() -> None:
            try:
                answers.put(self.resolver(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True, name=f"resolve {host}").start()
        try:
            answer = answers.get(timeout=max(patience, 0.001))
        except queue.Empty:
            raise TooSlowError(f"the name {host} was not resolved in time") from None
        if isinstance(answer, OSError | UnicodeError) or not answer:
            raise UnreachableError(f"the name {host} is not known", remedy="check the address")
        return answer


def _allow(host: str, port: int) -> str:
    return f"if it is meant, add '{host}:{port}' to fetch.allow_hosts and give its own address"


@dataclass(slots=True)
class Deadline:
    """One deadline over everything: names, connection, headers and body.

    Attributes:
        seconds: Length.
        clock: Monotonic clock, in seconds.
    """

    seconds: float
    clock: Callable[[], float] = monotonic
    end: float = field(init=False)

    def __post_init__(self) -> None:
        self.end = self.clock() + self.seconds

    def left(self, wanted: float | None = None) -> float:
        """Seconds left, at most ``wanted``.

        Raises:
            TooSlowError: If none are.
        """
        left = self.end - self.clock()
        if left <= 0:
            raise TooSlowError(f"no complete answer within {self.seconds:g} s")
        return left if wanted is None else min(left, wanted)


class GuardedBackend(httpcore2.NetworkBackend):
    """Dials checked addresses only, and keeps every step inside one deadline."""

    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers, of those that were checked."""
        refusal: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for address in self._guard.addresses(host, port, self._deadline.left()):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refusal = error
            else:
                return _DeadlineStream(stream, self._deadline)
        raise UnreachableError(f"nobody answers at {host}:{port}") from refusal


class _DeadlineStream(httpcore2.NetworkStream):
    """A stream whose every read and write is given no more than what is left."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _DeadlineStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
