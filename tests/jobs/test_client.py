"""The client against servers that misbehave: bounded in time and size, and every error named."""

from __future__ import annotations

import gzip
import resource
import time
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.errors import FeedError
from jobs.fetch.bodies import read_body
from jobs.fetch.client import Client, Validators, retry_after
from jobs.fetch.errors import (
    AddressRefusedError,
    StatusError,
    TooLargeError,
    TooSlowError,
    UnreachableError,
)
from jobs.fetch.guard import Guard
from tests.jobs.servers import (
    Handler,
    Site,
    drip,
    drip_headers,
    packed,
    page,
    redirect,
    reset,
)

NOW = datetime(2018, 7, 20, 12, tzinfo=UTC)
MIB = 1024 * 1024


def test_a_page_comes_with_its_validators_and_hash(site: Site, client: Client) -> None:
    site.routes["/"] = page(b"hello", ETag='W/"a b"', Last_Modified="yesterday-ish")
    got = client.get(site.url("/"), now=NOW)
    assert got.body == b"hello"
    assert got.validators == Validators('W/"a b"', "yesterday-ish")
    assert len(got.body_hash) == 64
    assert got.moved_to is None
    assert site.asked[0][1]["User-Agent"].startswith("Summitry/")


def test_validators_are_sent_back_byte_for_byte(site: Site, client: Client) -> None:
    odd = b'"caf\xe9 \x85;, "'.decode("latin-1")

    def route(handler: Handler) -> None:
        status = 304 if handler.headers["If-None-Match"] == odd else 200
        handler.answer(status, b"" if status == 304 else b"x", ETag=odd)

    site.routes["/"] = route
    first = client.get(site.url("/"), now=NOW)
    assert first.validators.etag == odd
    second = client.get(site.url("/"), first.validators, now=NOW)
    assert second.unchanged
    assert second.validators == first.validators


def test_a_304_without_validators_keeps_those_that_were_sent(site: Site, client: Client) -> None:
    site.routes["/"] = lambda handler: handler.answer(304)
    sent = Validators('"1"', None)
    assert client.get(site.url("/"), sent, now=NOW).validators == sent


@pytest.mark.parametrize("status", [400, 403, 404, 410, 418, 429, 500, 503])
def test_error_statuses_are_named(site: Site, client: Client, status: int) -> None:
    site.routes["/"] = page(b"sorry", status, Retry_After="120")
    with pytest.raises(StatusError, match=str(status)) as caught:
        client.get(site.url("/"), now=NOW)
    assert caught.value.retry_after == timedelta(seconds=120)
    assert caught.value.code == "feed-status"


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (None, None),
        ("0", timedelta(0)),
        ("99999999999999", timedelta(days=10)),
        ("Fri, 20 Jul 2018 13:00:00 GMT", timedelta(hours=1)),
        ("Fri, 20 Jul 2018 11:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("Mon, 99999999999 Jan 2026 00:00:00 GMT", None),
        ("Thu, 01 Jan 0001 00:00:00 +2359", timedelta(0)),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


@pytest.mark.parametrize("route", [drip, drip_headers])
def test_a_drip_ends_at_the_total_deadline(site: Site, client: Client, route: object) -> None:
    site.routes["/"] = route  # type: ignore[assignment]
    began = time.monotonic()
    with pytest.raises(TooSlowError, match=r"1\.5 s"):
        client.get(site.url("/"), now=NOW)
    assert time.monotonic() - began < 3


def test_a_server_that_never_answers_ends_at_the_deadline(site: Site, client: Client) -> None:
    site.routes["/"] = lambda _handler: __import__("threading").Event().wait(5)
    with pytest.raises(TooSlowError):
        client.get(site.url("/"), now=NOW)


def test_connections_that_break_are_named(site: Site, client: Client) -> None:
    site.routes["/reset"] = reset
    site.routes["/short"] = page(b"abc", Content_Length="100")
    for path in ("/reset", "/short"):
        with pytest.raises((UnreachableError, TooSlowError)):
            client.get(site.url(path), now=NOW)
    nobody = Client(guard=Guard(allowed=frozenset({"127.0.0.1:1"})), deadline_seconds=2)
    with pytest.raises(UnreachableError, match="nobody answers"):
        nobody.get("http://127.0.0.1:1/", now=NOW)


def test_redirects_are_followed_five_times(site: Site, client: Client) -> None:
    site.routes["/end"] = page(b"here")
    for number in range(6):
        site.routes[f"/{number}"] = redirect(f"/{number + 1}" if number < 5 else "/end")
    assert client.get(site.url("/1"), now=NOW).body == b"here"
    with pytest.raises(FeedError, match="more than 5"):
        client.get(site.url("/0"), now=NOW)
    site.routes["/loop"] = redirect("/loop")
    with pytest.raises(FeedError, match="more than 5"):
        client.get(site.url("/loop"), now=NOW)


def test_only_permanent_redirects_tell_a_new_address(site: Site, client: Client) -> None:
    site.routes["/new"] = page(b"x")
    site.routes["/301"] = redirect("/new", 301)
    site.routes["/302"] = redirect("/new", 302)
    site.routes["/308"] = redirect("/302", 308)
    assert client.get(site.url("/301"), now=NOW).moved_to == site.url("/new")
    assert client.get(site.url("/302"), now=NOW).moved_to is None
    assert client.get(site.url("/308"), now=NOW).moved_to is None


def test_https_is_never_left_for_http(client: Client) -> None:
    import httpx2

    with pytest.raises(AddressRefusedError, match="from https to http"):
        client._next(httpx2.URL("https://wire.example/"), "http://wire.example/")
    with pytest.raises(FeedError, match="no address"):
        client._next(httpx2.URL("https://wire.example/"), "https://[::1")


def test_packed_answers_are_unpacked(site: Site, client: Client) -> None:
    site.routes["/gzip"] = packed(b"hello" * 1000)
    site.routes["/deflate"] = page(zlib.compress(b"hello"), Content_Encoding="deflate")
    assert client.get(site.url("/gzip"), now=NOW).body == b"hello" * 1000
    assert client.get(site.url("/deflate"), now=NOW).body == b"hello"
    assert site.asked[0][1]["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("body", "encoding", "words"),
    [
        (b"x", "br", "not asked for"),
        (b"x", "zstd", "not asked for"),
        (b"no gzip", "gzip", "broken"),
        (gzip.compress(b"x" * 10_000, mtime=0)[:-20], "gzip", "breaks off"),
    ],
)
def test_bad_packing_is_named(body: bytes, encoding: str, words: str) -> None:
    with pytest.raises(FeedError, match=words):
        read_body([body], encoding, MIB)


@given(st.binary(max_size=2000), st.integers(1, 50))
@settings(max_examples=30, deadline=None)
def test_bodies_survive_any_chunking(body: bytes, size: int) -> None:
    for encoding, data in (("", body), ("gzip", gzip.compress(body, mtime=0))):
        chunks = [data[i : i + size] for i in range(0, len(data), size)]
        assert read_body(chunks, encoding, MIB) == body


def test_large_answers_and_bombs_stop_at_the_cap_in_little_memory(
    site: Site, client: Client
) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(MIB)) for _ in range(300)) + packer.flush()

    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(50 * MIB))
        handler.end_headers()
        for _ in range(50):
            handler.wfile.write(b"<" * MIB)

    site.routes["/bomb"] = page(bomb, Content_Encoding="gzip")
    site.routes["/50"] = endless
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path in ("/bomb", "/50"):
        with pytest.raises(TooLargeError, match="15360 KiB"):
            client.get(site.url(path), now=NOW)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024, f"{grown} KiB"
