"""What an attacker gets: nothing."""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from forecaster.store.sql import SqlStore
from tests.api.seeds import NOW, SETTINGS, USA, XSS, Clock, a_signal, ports_of
from tests.store import samples

PAGES = [
    "/",
    "/pairs/donald-trump--vladimir-putin",
    f"/questions/{USA}",
    "/signals/s-hostile",
    "/signals/s-pending",
    "/digests",
    "/track-record",
]

HEADLINES = [
    XSS,
    "<svg onload=alert(1)>",
    "javascript:alert(1)",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</title><script>alert(1)</script>",
    "</blockquote><iframe src=https://evil.example>",
    "{{ 7*7 }}{% print(config) %}",
    "<a href='data:text/html,<script>'>x</a>",
    "\u202e\u2066<b>bidi</b>\x00\x1b[31m",
    "&lt;script&gt;&#x3c;img&#x3e;",
    "<style>*{display:none}</style>",
]

SNAPSHOT = {
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "content-type": "application/json",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "ratelimit": '"default";r=99999;t=60',
    "ratelimit-policy": '"default";q=100000;w=60',
    "referrer-policy": "no-referrer",
    "vary": "Accept-Encoding, Authorization",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Tags(HTMLParser):
    """Elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [
            value or "" for name, value in attrs if name in {"href", "src", "action"}
        ]


@pytest.fixture
def hostile(store: SqlStore) -> None:
    signal = a_signal("s-hostile", samples.SignalType.WILLING, 25, polarity=1, quote="")
    witness = signal.witnesses[0]
    witnesses = tuple(
        replace(witness, quotes=(text,), source=text, url=text, rule=text, origin=text)
        for text in HEADLINES
    )
    act = replace(signal.act, speaker=replace(signal.act.speaker, name=XSS, role=XSS))
    with store.write() as records:
        records.signals.append(replace(signal, witnesses=witnesses, act=act))


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("path", PAGES)
def test_no_element_or_attribute_comes_from_outside(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    page = Tags()
    page.feed(answer.text)
    assert not page.tags & {"script", "iframe", "img", "style", "object", "embed", "b1"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert not page.attributes & {"autofocus", "style", "srcdoc", "formaction"}
    for address in page.addresses:
        assert address.startswith(("/", "https://wire.example/")), address
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.usefixtures("hostile")
def test_json_and_exports_stay_valid(client: TestClient) -> None:
    evidence = client.get("/v1/signals/s-hostile").json()["signal"]["evidence"]
    assert [one["quotes"][0] for one in evidence] == HEADLINES
    assert not any("url" in one for one in evidence), "only web addresses are passed on"
    assert client.get("/v1/exports/signals.csv").status_code == 200


def test_headers_are_exactly_these(client: TestClient) -> None:
    issue = client.get(f"/v1/questions/{USA}/forecast").json()["id"]
    fresh = TestClient(client.app)
    answer = fresh.get(f"/v1/forecasts/{issue}")
    varying = {"etag", "content-length", "request-id", "ratelimit"}
    held = {k: v for k, v in answer.headers.items() if k not in varying}
    assert held == {k: v for k, v in SNAPSHOT.items() if k not in varying}


def test_other_sites_are_not_invited(client: TestClient) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    answer = client.options("/v1/questions", headers=headers)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/debug", "/static/../app.py"]
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def limited(store: SqlStore, clock: Clock, **more: Any) -> TestClient:
    return TestClient(create_app(ports_of(store, clock), replace(SETTINGS, quota=20, **more)))


def test_the_quota_holds_whatever_a_caller_claims(store: SqlStore, clock: Clock) -> None:
    client = limited(store, clock)
    allowed = 0
    for number in range(200):
        headers = {"X-Forwarded-For": f"10.0.{number % 7}.{number}"}
        path = ["/v1/models", "/v1/models/", "/v1/MODELS", "//v1/models"][number % 4]
        allowed += client.get(path, headers=headers).status_code != 429
    assert allowed <= 21
    refused = client.get("/v1/models")
    assert refused.json()["violated-policies"] == ["default"]
    assert refused.headers["retry-after"] == "60"
    assert refused.headers["ratelimit"] == '"default";r=0;t=60'
    clock.now = NOW.replace(minute=1)
    assert client.get("/v1/models").status_code == 200


def test_a_line_of_the_callers_own_before_the_proxys_counts_for_nothing(
    store: SqlStore, clock: Clock
) -> None:
    client = limited(store, clock, trusted_proxies=frozenset({"testclient"}))
    answers = [
        client.get(
            "/v1/models",
            headers=[("X-Forwarded-For", f"6.6.6.{number}"), ("X-Forwarded-For", "9.9.9.9")],
        ).status_code
        for number in range(21)
    ]
    assert answers == [200] * 20 + [429]


def test_the_addresses_of_one_household_are_one_caller(store: SqlStore, clock: Clock) -> None:
    client = limited(store, clock, trusted_proxies=frozenset({"testclient"}))

    def asked(address: str) -> int:
        return client.get("/v1/models", headers={"X-Forwarded-For": address}).status_code

    assert {asked(f"2001:db8:1:2:{number:x}::1") for number in range(20)} == {200}
    assert asked("2001:db8:1:2:ffff:ffff:ffff:ffff") == 429
    assert asked("2001:db8:1:3::1") == 200
    assert [asked("::ffff:192.0.2.1") for _ in range(20)] == [200] * 20
    assert asked("192.0.2.1") == 429


def test_a_trusted_proxy_is_believed_and_no_further(store: SqlStore, clock: Clock) -> None:
    client = limited(store, clock, trusted_proxies=frozenset({"testclient"}))
    for number in range(40):
        headers = {"X-Forwarded-For": f"6.6.6.{number}, 9.9.9.9"}
        last = client.get("/v1/models", headers=headers).status_code
    assert last == 429, "what stands left of the nearest address may be made up"
    assert client.get("/v1/models", headers={"X-Forwarded-For": "8.8.8.8"}).status_code == 200


def test_an_unchanged_answer_costs_a_key_nothing(
    store: SqlStore, clock: Clock, writer: dict[str, str]
) -> None:
    client = limited(store, clock)
    tag = client.get("/v1/models/m1", headers=writer).headers["etag"]
    for _ in range(50):
        answer = client.get("/v1/models/m1", headers={**writer, "If-None-Match": tag})
        assert answer.status_code == 304


@pytest.mark.parametrize(
    "path", ["/v1/exports/signals.csv", "/v1/pairs/donald-trump--vladimir-putin/table"]
)
def test_an_unchanged_answer_costs_nothing_however_dear(
    store: SqlStore, clock: Clock, writer: dict[str, str], path: str
) -> None:
    client = limited(store, clock)
    first = client.get(path, headers=writer)
    held = {**writer, "If-None-Match": first.headers["etag"]}
    assert [client.get(path, headers=held).status_code for _ in range(20)] == [304] * 20
    after = client.get("/v1/models/m1", headers=writer).headers["ratelimit"]
    left = int(first.headers["ratelimit"].split("r=")[1].split(";")[0])
    assert after.startswith(f'"default";r={left - 1};')


def test_what_is_refused_is_not_charged(store: SqlStore, clock: Clock) -> None:
    client = limited(store, clock)
    for _ in range(15):
        client.get("/v1/models/m1")
    refused = client.get("/v1/exports/signals.csv")
    assert (refused.status_code, refused.headers["ratelimit"]) == (429, '"default";r=5;t=60')
    assert [client.get("/v1/models/m1").status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_withdrawn_key_stops_working(
    client: TestClient, store: SqlStore, clock: Clock, writer: dict[str, str]
) -> None:
    assert client.get("/v1/subscriptions", headers=writer).status_code == 200
    with store.write() as records:
        records.keys.revoke("writer", clock.now)
    clock.now = NOW.replace(second=3)
    assert client.get("/v1/subscriptions", headers=writer).status_code == 401


def test_a_wrong_key_tells_nothing_by_its_time(store: SqlStore, clock: Clock) -> None:
    from starlette.datastructures import Headers

    from api.http.gate import Keyring
    from api.http.problems import ProblemError

    keyring = Keyring(ports_of(store, clock))
    draw = random.Random(7)

    def seconds(key: str) -> float:
        headers = Headers({"authorization": f"Bearer {key}"})
        began = time.perf_counter()
        with pytest.raises(ProblemError):
            keyring.caller(headers)
        return time.perf_counter() - began

    near: list[float] = []
    far: list[float] = []
    for _ in range(2000):
        tail = f"{draw.getrandbits(64):016x}"
        pair = [(f"key-writer{tail}", near), (f"qqq-zzzzzz{tail}", far)]
        draw.shuffle(pair)
        for key, taken in pair:
            taken.append(seconds(key))
    difference = abs(statistics.median(near) - statistics.median(far))
    pooled, worse = near + far, 0
    for _ in range(200):
        draw.shuffle(pooled)
        half = len(pooled) // 2
        gap = statistics.median(pooled[:half]) - statistics.median(pooled[half:])
        worse += abs(gap) >= difference
    assert worse / 200 > 0.01


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/questions?limit=1000000000", 400),
        ("/v1/changes?limit=1000000", 400),
        ("/v1/pairs/donald-trump--vladimir-putin/table?dates=" + "2018-12-31," * 30, 400),
        ("/v1/questions?" + "&".join(f"leader=l{n}" for n in range(500)), 400),
        ("/v1/questions?leader=" + "x" * 60_000, 414),
        ("/v1/ledger?limit=100000", 400),
        ("/v1/ledger?after=99999999999999999999999999", 400),
    ],
)
def test_dear_requests_are_refused_cheaply(client: TestClient, path: str, status: int) -> None:
    client.get("/v1/models")
    began = time.process_time()
    assert client.get(path).status_code == status
    assert time.process_time() - began < 0.05


INJECTIONS = [
    "' OR 1=1 --",
    "1; DROP TABLE signal",
    '" UNION SELECT 1',
    "%",
    "_",
    "\\",
    "\x00",
    "🙂",
]


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize(
    "path", ["/v1/questions", "/v1/signals", "/v1/events", "/v1/runs", "/v1/scorecard"]
)
def test_parameters_are_data(client: TestClient, store: SqlStore, path: str, text: str) -> None:
    with store.read() as records:
        before = records.changes.head()
    names = ["pair", "leader", "series", "job", "model_version", "cursor", "fields", "as_of"]
    for name in names:
        answer = client.get(path, params={name: text})
        assert answer.status_code in {200, 400, 404}, (name, answer.text)
    with store.read() as records:
        assert records.changes.head() == before
        assert len(records.signals.current()) == 4
