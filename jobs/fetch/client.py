"""The one outbound client: bounded, guarded, polite."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic

import httpcore2
import httpx2

from forecaster.domain.errors import FeedError
from jobs.fetch.bodies import read_body
from jobs.fetch.errors import (
    AddressRefusedError,
    StatusError,
    TooSlowError,
    UnreachableError,
)
from jobs.fetch.guard import Deadline, Guard, GuardedBackend

MAX_REDIRECTS = 5
MAX_URL = 2000
_PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to recognise its own answer by; sent back byte for byte.

    Attributes:
        etag: ``ETag``, in Latin-1; None if none was given.
        last_modified: ``Last-Modified``, the same.
    """

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> list[tuple[bytes, bytes]]:
        """As request headers."""
        pairs = ((b"If-None-Match", self.etag), (b"If-Modified-Since", self.last_modified))
        return [(name, value.encode("latin-1")) for name, value in pairs if value is not None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer.

    Attributes:
        url: Address that answered, after redirects.
        moved_to: Where it has gone for good; None if it has not.
        unchanged: Whether the server says that nothing changed (304); the body is empty then.
        validators: What to send next time.
        content_type: As sent; empty if not.
        body: Unpacked body.
        body_hash: SHA-256 of the body, in hexadecimal.
    """

    url: str
    moved_to: str | None
    unchanged: bool
    validators: Validators
    content_type: str
    body: bytes
    body_hash: str


class GuardedTransport(httpx2.BaseTransport):
    """An httpx2 transport over a guarded dialer; one connection, never reused."""

    def __init__(self, backend: GuardedBackend, tls: ssl.SSLContext) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; the body is read by the caller, piece by piece."""
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore2.Request(request.method, url, headers=request.headers.raw)
        )
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Pieces(answer))

    def close(self) -> None:
        """Let go of the connection."""
        self._pool.close()


class _Pieces(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@dataclass(frozen=True)
class Client:
    """Fetches pages within bounds.

    Attributes:
        guard: Decides which addresses may be asked.
        user_agent: Who asks.
        deadline_seconds: Total time for one page, redirects included.
        max_bytes: Largest body, as sent and as unpacked.
        clock: Monotonic clock, in seconds.
        tls: How servers are verified.
    """

    guard: Guard = field(default_factory=Guard)
    user_agent: str = "Summitry/0.1"
    deadline_seconds: float = 30.0
    max_bytes: int = 15 * 1024 * 1024
    clock: Callable[[], float] = monotonic
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def get(self, url: str, validators: Validators = Validators(), *, now: datetime) -> Fetched:
        """Fetch one page.

        Args:
            url: Where.
            validators: Those of the last answer, to be spared what is known.
            now: Wall-clock time, against which ``Retry-After`` dates are counted.

        Raises:
            FeedError: By name: refused, unreachable, too slow, too large, or an error status.
        """
        asked = self._asked(url)
        with asked._session(Deadline(self.deadline_seconds, self.clock)) as session:  # noqa: SLF001  # the same class
            return asked._follow(session, url, validators, now)  # noqa: SLF001  # the same class

    def _asked(self, url: str) -> Client:
        """The client as it serves one address: inner hosts are open to those who name them.

        An inner host is allowed for the sake of its own feed. Any other server that points there
        would make us its hands in a network that it cannot reach.
        """
        parsed = _parsed(url)
        named = self.guard.allowed & {f"{parsed.host}:{_port(parsed)}"}
        return replace(self, guard=replace(self.guard, allowed=named))

    @contextmanager
    def _session(self, deadline: Deadline) -> Iterator[httpx2.Client]:
        """A client for one page; the names of transport errors become ours."""
        transport = GuardedTransport(GuardedBackend(self.guard, deadline), self.tls)
        headers = {
            "User-Agent": self.user_agent,
            "Accept": "application/atom+xml, application/rss+xml, text/calendar, */*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        }
        try:
            with httpx2.Client(transport=transport, headers=headers, trust_env=False) as session:
                yield session
        except (httpcore2.TimeoutException, httpx2.TimeoutException) as error:
            raise TooSlowError(f"no complete answer within {self.deadline_seconds:g} s") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpx2.TransportError) as error:
            raise UnreachableError(f"the connection failed: {error}") from error

    def _follow(
        self, session: httpx2.Client, url: str, validators: Validators, now: datetime
    ) -> Fetched:
        here, moved = self._checked(url), True
        for hop in range(MAX_REDIRECTS + 1):
            request = session.build_request("GET", here, headers=validators.headers())
            response = session.send(request, stream=True, follow_redirects=False)
            try:
                if not response.has_redirect_location:
                    moved_to = str(here) if hop and moved else None
                    return self._answer(response, validators, moved_to, now)
                moved = moved and response.status_code in _PERMANENT
                here = self._next(here, response.headers["Location"])
            finally:
                response.close()
        raise FeedError(f"more than {MAX_REDIRECTS} redirects", remedy="check the address")

    def _next(self, here: httpx2.URL, location: str) -> httpx2.URL:
        try:
            there = self._checked(str(here.join(location)))
        except httpx2.InvalidURL as error:
            raise FeedError("the server points to something that is no address") from error
        if here.scheme == "https" and there.scheme == "http":
            raise AddressRefusedError("the server points from https to http")
        return there

    def _checked(self, url: str) -> httpx2.URL:
        """A URL that is fit to be asked as far as its text goes."""
        parsed = _parsed(url)
        if parsed.scheme not in {"http", "https"} or not parsed.host:
            raise AddressRefusedError(f"{parsed.scheme or 'no'} address", remedy=_WRITE)
        if parsed.userinfo:
            raise AddressRefusedError("an address with a user name is not asked", remedy=_WRITE)
        if len(url) > MAX_URL:
            raise AddressRefusedError(f"an address of {len(url)} characters is not asked")
        self.guard.check_port(parsed.host, _port(parsed))
        return parsed

    def _answer(
        self,
        response: httpx2.Response,
        sent: Validators,
        moved_to: str | None,
        now: datetime,
    ) -> Fetched:
        status = response.status_code
        if status not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            raise StatusError(
                f"the server answers {status}",
                status=status,
                retry_after=retry_after(response.headers.get("Retry-After"), now),
            )
        unchanged = status == HTTPStatus.NOT_MODIFIED
        body = b"" if unchanged else self._body(response)
        given = Validators(_raw(response, b"etag"), _raw(response, b"last-modified"))
        return Fetched(
            url=str(response.request.url),
            moved_to=moved_to,
            unchanged=unchanged,
            # A 304 need not repeat the validators it confirms.
            validators=sent if unchanged and given == Validators() else given,
            content_type=response.headers.get("Content-Type", ""),
            body=body,
            body_hash=hashlib.sha256(body).hexdigest(),
        )

    def _body(self, response: httpx2.Response) -> bytes:
        encoding = response.headers.get("Content-Encoding", "")
        return read_body(response.iter_raw(), encoding, self.max_bytes)


_WRITE = "write http://host/path or https://host/path"


def _parsed(url: str) -> httpx2.URL:
    try:
        return httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise AddressRefusedError("this is no address", remedy=_WRITE) from error


def _port(url: httpx2.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _raw(response: httpx2.Response, name: bytes) -> str | None:
    """A header exactly as sent."""
    for key, value in response.headers.raw:
        if key.lower() == name:
            return value.decode("latin-1")
    return None


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a server asks to be left alone: seconds or a date; None if it says neither."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:10]), 10 * 86400))
    try:
        until = parsedate_to_datetime(text)
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), timedelta(days=10))
