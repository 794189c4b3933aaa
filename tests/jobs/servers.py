"""Small servers on localhost that behave, and misbehave, as real ones do."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Route = Callable[["Handler"], None]


@dataclass
class Site:
    """A server with routes that a test sets, and what it was asked.

    Attributes:
        port: Where it listens.
        routes: What answers a path.
        asked: Path and headers of every request, in order.
    """

    port: int = 0
    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def count(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)


class Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site = self.site
        with site.lock:
            site.asked.append((self.path, dict(self.headers)))
        try:
            site.routes.get(self.path, missing)(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Servers of tests are silent."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def missing(handler: Handler) -> None:
    handler.answer(404)


def page(body: bytes, status: int = 200, **headers: str) -> Route:
    return lambda handler: handler.answer(status, body, **headers)


def packed(body: bytes) -> Route:
    return page(gzip.compress(body), Content_Encoding="gzip")


def redirect(to: str, status: int = 302) -> Route:
    return page(b"", status, Location=to)


def drip(handler: Handler) -> None:
    """One byte every tenth of a second, for as long as anybody listens."""
    handler.send_response(200)
    handler.end_headers()
    pause = threading.Event()
    for _ in range(300):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        pause.wait(0.1)


def drip_headers(handler: Handler) -> None:
    pause = threading.Event()
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(300):
        handler.wfile.write(b"X-%d: y\r\n" % number)
        handler.wfile.flush()
        pause.wait(0.1)


def reset(handler: Handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    handler.connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what many tests are about."""


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = _Server(("127.0.0.1", 0), handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def rss(*items: tuple[str, str], date: str = "Fri, 20 Jul 2018 10:00:00 GMT") -> bytes:
    entries = "".join(
        f"<item><title>{title}</title><description>{text}</description>"
        f"<pubDate>{date}</pubDate></item>"
        for title, text in items
    )
    return f"<rss version='2.0'><channel><title>x</title>{entries}</channel></rss>".encode()
