"""Feeds and the calendar of the case on localhost: real HTTP, validators, a stepped clock."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

from forecaster.domain.clock import format_instant, parse_instant

ATOM_FEEDS = frozenset({"neva-herald", "rhine-courier"})
"""Feeds served as Atom; the others are RSS 2.0, so that both are exercised."""

CALENDAR = "summits.ics"
"""The calendar's file in the folder of the case, and its path on the server."""


@dataclass(frozen=True, slots=True)
class Item:
    """One news item of the case."""

    id: str
    outlet: str
    feed: str
    published_at: datetime
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that is served.

    Attributes:
        items: News, earliest first.
        calendar: The calendar of summits, RFC 5545.
    """

    items: tuple[Item, ...]
    calendar: bytes

    @property
    def feeds(self) -> tuple[str, ...]:
        """Names of the feeds, sorted."""
        return tuple(sorted({item.feed for item in self.items}))


def load_case(folder: Path) -> Case:
    """The case as it lies in its folder."""
    return Case(_load_items(folder / "items.jsonl"), (folder / CALENDAR).read_bytes())


def _load_items(path: Path) -> tuple[Item, ...]:
    """The items of ``items.jsonl``, earliest first."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    items = (
        Item(
            id=row["id"],
            outlet=row["outlet"],
            feed=row["feed"],
            published_at=parse_instant(row["published"]),
            title=row["title"],
            body=row["body"],
        )
        for row in rows
    )
    return tuple(sorted(items, key=lambda item: item.published_at))


def render(feed: str, items: Sequence[Item], now: datetime, address: str) -> bytes:
    """The feed as it stood at ``now``: newest first, nothing from the future."""
    shown = [item for item in reversed(items) if item.feed == feed and item.published_at <= now]
    return (_atom if feed in ATOM_FEEDS else _rss)(feed, shown, address).encode()


def _rss(feed: str, items: Sequence[Item], address: str) -> str:
    entries = "".join(
        f"<item><title>{escape(item.title)}</title>"
        f"<link>{address}/{feed}/{item.id}</link>"
        f'<guid isPermaLink="false">{item.id}</guid>'
        f"<pubDate>{format_datetime(item.published_at)}</pubDate>"
        f"<description>{escape(_paragraphs(item.body))}</description></item>"
        for item in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{feed}</title>'
        f"<link>{address}/{feed}</link><description>{feed}</description>{entries}</channel></rss>"
    )


def _atom(feed: str, items: Sequence[Item], address: str) -> str:
    entries = "".join(
        f"<entry><id>urn:{item.id}</id><title>{escape(item.title)}</title>"
        f'<link href="{address}/{feed}/{item.id}"/>'
        f"<published>{format_instant(item.published_at)}</published>"
        f"<updated>{format_instant(item.published_at)}</updated>"
        f'<content type="html">{escape(_paragraphs(item.body))}</content></entry>'
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>urn:{feed}</id><title>{feed}</title>{entries}</feed>"
    )


def _paragraphs(body: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in body.split("\n\n"))


class _Handler(BaseHTTPRequestHandler):
    """Answers ``/<feed>.xml`` and the calendar with an entity tag, and 304 to whoever holds it."""

    server: _Server

    def do_GET(self) -> None:
        page = self.server.page(self.path)
        if page is None:
            self.send_error(404)
            return
        kind, body = page
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        fresh = self.headers.get("If-None-Match") == tag
        self.send_response(304 if fresh else 200)
        self.send_header("ETag", tag)
        if not fresh:
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not fresh:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Keep quiet: the demo prints its own progress."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, case: Case, clock: Callable[[], datetime]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.case = case
        self.clock = clock
        self.address = f"http://127.0.0.1:{self.server_address[1]}"

    def page(self, path: str) -> tuple[str, bytes] | None:
        """Media type and body of what stands at a path, as of the clock; None for nothing."""
        if path == f"/{CALENDAR}":
            return "text/calendar", self.case.calendar
        feed = path.removeprefix("/").removesuffix(".xml")
        if feed not in self.case.feeds:
            return None
        return "application/xml", render(feed, self.case.items, self.clock(), self.address)


@contextmanager
def serving(case: Case, clock: Callable[[], datetime]) -> Iterator[str]:
    """Serve the case while the block runs; yields the address without a final slash."""
    server = _Server(case, clock)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
