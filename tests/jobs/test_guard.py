"""Addresses of the inner network are refused in every spelling, before any packet is sent."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from forecaster.domain.errors import FeedError
from jobs.fetch.client import Client
from jobs.fetch.errors import AddressRefusedError, TooSlowError, UnreachableError
from jobs.fetch.guard import Deadline, Guard, is_public
from tests.jobs.servers import Site, redirect, serving

NOW = datetime(2018, 7, 20, tzinfo=UTC)

INNER = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://192.0.0.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://localhost/",
    "http://localhost./",
    "http://LOCALHOST/",
]

NO_PAGES = [
    "http://user@example.org/",
    "http://user:word@127.0.0.1/",
    "http://example.org:22/",
    "http://example.org:8080/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "ftp://example.org/",
    "javascript:alert(1)",
    "//example.org/",
    "http:///path",
    "http://[::1",
    "",
    "http://example.org/" + "a" * 3000,
]


class Listener:
    """Counts connections to a port of this machine."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.setblocking(False)

    def count(self) -> int:
        seen = 0
        while True:
            try:
                self.socket.accept()[0].close()
            except BlockingIOError:
                return seen
            seen += 1


@pytest.mark.parametrize("url", INNER)
def test_inner_addresses_are_refused(url: str) -> None:
    listener = Listener()
    port = listener.socket.getsockname()[1]

    def to_listener(host: str, _port: int) -> Sequence[str]:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port)]

    # The port rule is out of the way here: it is the address that must be refused.
    client = Client(guard=Guard(resolver=to_listener), deadline_seconds=2)
    with pytest.raises((AddressRefusedError, UnreachableError)):
        client.get(url, now=NOW)
    assert listener.count() == 0
    listener.socket.close()


@pytest.mark.parametrize("url", NO_PAGES)
def test_what_is_no_page_is_refused(url: str) -> None:
    asked = []

    def never(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with pytest.raises(AddressRefusedError):
        Client(guard=Guard(resolver=never)).get(url, now=NOW)
    assert asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("100.64.0.1", False),
        ("192.88.99.1", False),
        ("64:ff9b::808:808", False),
        ("no address", False),
        ("fe80::1%eth0", False),
    ],
)
def test_public_is_decided_on_the_address(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_one_inner_address_among_public_ones_refuses_all() -> None:
    guard = Guard(resolver=lambda _host, _port: ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(AddressRefusedError, match=r"127\.0\.0\.1.*allow_hosts"):
        guard.addresses("mixed.example", 80, 1)


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.9"]])
    asked = []

    def once(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    site.routes["/"] = lambda handler: handler.answer(200, b"ok")
    guard = Guard(resolver=once, allowed=frozenset({f"wire.example:{site.port}"}))
    page = Client(guard=guard).get(f"http://wire.example:{site.port}/", now=NOW)
    assert page.body == b"ok"
    assert asked == ["wire.example"]
    assert site.asked[0][1]["Host"] == f"wire.example:{site.port}"


def test_a_redirect_to_an_inner_address_is_refused(site: Site) -> None:
    listener = Listener()
    port = listener.socket.getsockname()[1]
    for number, target in enumerate(
        (f"http://127.0.0.1:{port}/", "http://169.254.169.254/", "file:///etc/passwd")
    ):
        site.routes[f"/{number}"] = redirect(target)
        client = Client(guard=Guard(allowed=frozenset({site.host})), deadline_seconds=2)
        with pytest.raises(AddressRefusedError):
            client.get(site.url(f"/{number}"), now=NOW)
    assert listener.count() == 0
    listener.socket.close()


def test_an_inner_host_is_open_to_its_own_feed_and_to_no_other(site: Site) -> None:
    with serving() as inner:
        inner.routes["/feed"] = redirect("/moved")
        inner.routes["/moved"] = lambda handler: handler.answer(200, b"ok")
        site.routes["/"] = redirect(inner.url("/feed"))
        client = Client(guard=Guard(allowed=frozenset({site.host, inner.host})))
        with pytest.raises(AddressRefusedError, match="allow_hosts and give its own address"):
            client.get(site.url("/"), now=NOW)
        assert inner.asked == []
        assert client.get(inner.url("/feed"), now=NOW).body == b"ok"


def test_a_second_answer_of_the_resolver_is_checked_as_well(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    site.routes["/"] = redirect("http://inner.example/")
    guard = Guard(
        resolver=lambda _host, _port: next(answers),
        allowed=frozenset({f"wire.example:{site.port}"}),
    )
    with pytest.raises(AddressRefusedError, match=r"10\.0\.0\.1"):
        Client(guard=guard).get(f"http://wire.example:{site.port}/", now=NOW)


def test_an_unknown_name_and_a_slow_resolver_have_names() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    def slow(_host: str, _port: int) -> Sequence[str]:
        __import__("threading").Event().wait(5)
        return []

    with pytest.raises(UnreachableError, match="not known"):
        Guard(resolver=unknown).addresses("nowhere.example", 80, 1)
    with pytest.raises(TooSlowError, match="in time"):
        Guard(resolver=slow).addresses("slow.example", 80, 0.05)
    with pytest.raises(UnreachableError):
        Guard(resolver=lambda _host, _port: []).addresses("empty.example", 80, 1)


def test_a_deadline_runs_out() -> None:
    ticks = iter([0.0, 1.0, 4.0, 9.0])
    deadline = Deadline(5.0, lambda: next(ticks))
    assert deadline.left() == 4.0
    assert deadline.left(0.5) == 0.5
    with pytest.raises(FeedError, match="within 5 s"):
        deadline.left()
