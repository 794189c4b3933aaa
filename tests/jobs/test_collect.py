"""Collect: polite to good servers, patient with bad ones, and nothing lost by either."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.errors import FeedError
from forecaster.store.records import ChangeType, FeedState, StoredAnswer
from jobs import check, collect
from jobs.fetch.client import Client, Fetched, Validators
from jobs.fetch.errors import StatusError
from jobs.fetch.feeds import Feed, read_feed
from jobs.fetch.guard import Guard
from jobs.polling import LONGEST, UNCHANGED_LIMIT, after_answer, after_failure, poll_for
from jobs.ports import Ports
from jobs.report import Report
from jobs.settings import SourceSettings
from tests.jobs.servers import Handler, Site, drip, page, reset, rss, serving

NOW = datetime(2018, 7, 20, 12, tzinfo=UTC)
SOURCE = SourceSettings(name="Wire", url="https://wire.example/rss", minutes=30)
NONE = Validators()
STATE = FeedState(SOURCE.url, "Wire", NOW)

Make = Callable[..., Ports]


def source(site: Site, path: str, name: str = "", minutes: int = 30) -> SourceSettings:
    return SourceSettings(name=name or path, url=site.url(path), minutes=minutes)


def test_new_articles_are_kept_once_with_the_state_of_their_feed(
    make_ports: Make, site: Site
) -> None:
    site.routes["/a"] = page(rss(("One", "x"), ("Two", "y")), ETag='"1"')
    ports = make_ports(feeds=(source(site, "/a", "Wire"),))
    assert collect.run(ports, NOW).counts == {"new articles": 2, "sources": 1}
    assert collect.run(ports, NOW).counts == {}, "not due again before its time"
    later = NOW + timedelta(minutes=30)
    assert collect.run(ports, later).counts == {"unchanged": 1, "sources": 1}
    with ports.read() as records:
        state = records.feeds.get(site.url("/a"))
        assert len(records.articles.page()) == 2
    assert state is not None
    assert (state.etag, state.failures, state.last_ok_at) == ('"1"', 0, later)
    assert state.newest_content_at == datetime(2018, 7, 20, 10, tzinfo=UTC)


@dataclass
class Breaking:
    """Fails at some addresses as no server should make it fail, and fetches the others."""

    inner: Client
    faults: dict[str, Exception]

    def get(self, url: str, validators: Validators = NONE, *, now: datetime) -> Fetched:
        if url in self.faults:
            raise self.faults[url]
        return self.inner.get(url, validators, now=now)


def test_a_fault_of_ours_is_the_problem_of_the_feed_that_met_it(
    make_ports: Make,
    client: Client,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    site.routes["/good"] = page(rss(("One", "x")))
    site.routes["/parse"] = page(rss(("Two", "y")))

    def read(body: bytes, **known: Any) -> Feed:
        if b"Two" in body:
            raise RecursionError("too deep")
        return read_feed(body, **known)

    monkeypatch.setattr(collect, "read_feed", read)
    feeds = tuple(source(site, path) for path in ("/fetch", "/parse", "/good"))
    pages = Breaking(client, {site.url("/fetch"): OverflowError("date value out of range")})
    ports = replace(make_ports(feeds=feeds), pages=pages)
    report = collect.run(ports, NOW)
    assert report.counts == {"sources": 3, "failed": 2, "new articles": 1}
    assert report.notes == (
        "/fetch: feed-unforeseen: OverflowError: see the log",
        "/parse: feed-unforeseen: RecursionError: see the log",
    )
    assert sum(record.exc_info is not None for record in caplog.records) == 2
    with ports.read() as records:
        codes = {problem.url: problem.code for problem in records.feeds.problems()}
    assert codes == dict.fromkeys((site.url("/fetch"), site.url("/parse")), "feed-unforeseen")
    assert collect.run(ports, NOW).counts == {}, "a feed that met a fault is left alone for a while"


@dataclass
class Slow:
    """Pages that take a minute each, on a clock of their own."""

    minutes: int = 0
    asked: list[str] = field(default_factory=list)

    def ticks(self) -> float:
        return self.minutes * 60.0

    def get(self, url: str, validators: Validators = NONE, *, now: datetime) -> Fetched:
        self.asked.append(url)
        self.minutes += 1
        return fetched(url=url, body=rss(("One", url)), body_hash=url)


def on_one_host(count: int) -> tuple[SourceSettings, ...]:
    address = "https://wire.example/{}".format
    return tuple(SourceSettings(name=str(n), url=address(n), minutes=30) for n in range(count))


def test_a_host_that_takes_long_is_asked_in_portions_and_everybody_gets_a_turn(
    make_ports: Make,
) -> None:
    pages = Slow()
    ports = replace(make_ports(feeds=on_one_host(10)), pages=pages, ticks=pages.ticks)
    report = collect.run(ports, NOW)
    assert report.counts == {"sources": 4, "new articles": 4, "put off": 6}
    assert report.notes == ("6 sources were not asked within 0:04:00: they are first next time",)
    later = NOW + timedelta(minutes=30)
    collect.run(ports, later)
    assert [url.rpartition("/")[2] for url in pages.asked] == list("01234567")
    assert collect.run(ports, later).counts["sources"] == 4
    assert [url.rpartition("/")[2] for url in pages.asked[8:]] == list("8901")


def test_what_a_source_gave_is_kept_before_the_next_one_of_its_host_has_answered(
    make_ports: Make,
) -> None:
    ports = make_ports(feeds=on_one_host(2))

    class Waiting(Slow):
        """The second page comes once the first one is kept."""

        def get(self, url: str, validators: Validators = NONE, *, now: datetime) -> Fetched:
            if url.endswith("/1"):
                deadline = time.monotonic() + 20
                while time.monotonic() < deadline and not self.is_kept():
                    time.sleep(0.01)
            return super().get(url, validators, now=now)

        def is_kept(self) -> bool:
            with ports.read() as records:
                self.kept = len(records.articles.page())
            return self.kept > 0

    pages = Waiting()
    collect.run(replace(ports, pages=pages), NOW)
    assert pages.kept == 1


def test_a_failing_feed_stops_nobody_else(
    make_ports: Make, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.routes["/good"] = page(rss(("One", "x")))
    site.routes["/html"] = page(b"<!DOCTYPE html><html></html>")
    site.routes["/503"] = page(b"", 503, Retry_After="7200")
    site.routes["/reset"] = reset
    site.routes["/drip"] = drip
    paths = ("/good", "/html", "/503", "/404", "/reset", "/drip")
    ports = make_ports(feeds=tuple(source(site, path) for path in paths))
    with caplog.at_level(logging.INFO, "jobs.collect"):
        report = collect.run(ports, NOW)
    assert report.counts["new articles"] == 1
    assert report.counts["failed"] == 5
    notes = "\n".join(report.notes)
    for words in (
        "/html: feed-not-a-feed",
        "/503: feed-status",
        "/404: feed-status",
        "feed-timeout",
    ):
        assert words in notes
    assert len(caplog.records) == 5
    with ports.read() as records:
        states = {state.url: state for state in records.feeds.all()}
        assert len(records.feeds.problems()) == 5
    assert states[site.url("/503")].next_poll_at >= NOW + timedelta(hours=2)
    assert states[site.url("/404")].next_poll_at < NOW + timedelta(hours=2)


def test_one_line_is_logged_for_each_change_of_state_not_for_each_poll(
    make_ports: Make, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    ports = make_ports(feeds=(source(site, "/a?token=canary", "Wire"),))
    now = NOW
    with caplog.at_level(logging.INFO, "jobs.collect"):
        for _ in range(4):
            collect.run(ports, now)
            now += LONGEST
        site.routes["/a?token=canary"] = page(rss(("One", "x")))
        collect.run(ports, now)
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        "Wire fails",
        "Wire answers again",
    ]
    with ports.read() as records:
        changes = records.changes.since(0)
    assert not any("canary" in change.resource_id for change in changes)
    assert [change.type for change in changes] == [
        ChangeType.FEED_STALE,
        ChangeType.ARTICLE_ADDED,
        ChangeType.FEED_RECOVERED,
    ]


def test_a_clock_that_was_years_ahead_silences_no_source(make_ports: Make, site: Site) -> None:
    site.routes["/a"] = page(rss(("One", "x")))
    site.routes["/b"] = page(b"", 503)
    ports = make_ports(feeds=(source(site, "/a"), source(site, "/b")))
    collect.run(ports, NOW + timedelta(days=1100))
    site.routes["/a"] = page(rss(("Two", "y")))
    assert collect.run(ports, NOW).counts == {"sources": 2, "failed": 1, "new articles": 1}
    assert collect.run(ports, NOW).counts == {}
    with ports.read() as records:
        state = records.feeds.get(site.url("/a"))
    assert state is not None
    assert (state.last_new_at, state.next_poll_at) == (NOW, NOW + timedelta(minutes=30))
    report = check.run(ports, NOW)
    assert report.counts["future knowledge"] == 2
    assert "restore the last backup from before" in report.notes[1]


def test_polls_are_polite(make_ports: Make, site: Site) -> None:
    """50 feeds of one host, looked at twice an hour: one full answer, then 304s, one at a time."""

    inside: list[int] = []
    most: list[int] = []

    def route(handler: Handler) -> None:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.001)
        inside.pop()
        known = handler.headers["If-None-Match"] == '"1"'
        handler.answer(304 if known else 200, b"" if known else rss(("One", "x")), ETag='"1"')

    feeds = tuple(source(site, f"/{number}", minutes=60) for number in range(50))
    for feed in feeds:
        site.routes[feed.url.removeprefix(site.url(""))] = route
    ports = make_ports(feeds=feeds)
    for hour in range(4):
        for quarter in range(2):
            collect.run(ports, NOW + timedelta(hours=hour, minutes=30 * quarter))
    assert max(most) == 1
    assert site.count("/7") == 4
    sent = [headers.get("If-None-Match") for path, headers in site.asked if path == "/7"]
    assert sent == [None, '"1"', '"1"', '"1"']
    with ports.read() as records:
        assert len(records.articles.page(limit=1000)) == 50


def test_hanging_feeds_do_not_hold_up_the_others(make_ports: Make, site: Site) -> None:
    with serving() as slow:
        slow.routes["/hang"] = lambda _handler: threading.Event().wait(3)
        site.routes["/a"] = page(rss(("One", "x")))
        hosts = frozenset({site.host} | {f"h{n}.example:{slow.port}" for n in range(20)})
        guard = Guard(resolver=lambda _host, _port: ["127.0.0.1"], allowed=hosts)
        hanging = tuple(
            SourceSettings(name=str(n), url=f"http://h{n}.example:{slow.port}/hang")
            for n in range(20)
        )
        ports = make_ports(feeds=(*hanging, source(site, "/a")))
        ports = replace(ports, pages=Client(guard=guard, deadline_seconds=1))
        began = time.monotonic()
        report = collect.run(ports, NOW)
    assert time.monotonic() - began < 2.5
    assert report.counts["new articles"] == 1
    assert report.counts["failed"] == 20


def test_entries_that_cannot_be_used_are_kept_as_problems(make_ports: Make, site: Site) -> None:
    site.routes["/a"] = page(
        b"<rss><channel><item><link>x</link></item><item><title>T</title>"
        b"<pubDate>Fri, 20 Jul 2030 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    ports = make_ports(feeds=(source(site, "/a"),))
    report = collect.run(ports, NOW)
    assert report.counts == {"new articles": 1, "refused": 1, "sources": 1}
    with ports.read() as records:
        (article,) = records.articles.page()
        (problem,) = records.feeds.problems()
    assert article.flags == ("future_date",)
    assert article.published_at == article.known_at == NOW
    assert "without title and text" in problem.detail


def test_calendars_make_versions_and_their_faults_are_told(make_ports: Make, site: Site) -> None:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
    event = (
        "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:G20 2018\r\nDTSTART;VALUE=DATE:{}\r\n"
        "LOCATION:Buenos Aires\\, Argentina\r\nEND:VEVENT\r\n"
    )
    site.routes["/ics"] = page((head + event.format("20181205") + "END:VCALENDAR").encode())
    site.routes["/bad"] = page(b"BEGIN:VCALENDAR\r\nBEGIN")
    calendars = (source(site, "/ics", "cal"), source(site, "/bad"))
    ports = make_ports(calendars=calendars)
    report = collect.run(ports, NOW)
    assert report.counts["calendar versions"] == 1
    assert report.counts["failed"] == 1
    assert "calendar" in report.notes[0]
    with ports.read() as records:
        (summit,) = records.summits.current()
        chronicle = ports.library.chronicle(records, NOW)
        before = ports.library.chronicle(records, NOW - timedelta(seconds=1))
    assert chronicle.summits["g20-2018"].window == summit.window
    assert before.summits["g20-2018"].window != summit.window


def test_check_tells_of_failing_and_silent_sources(make_ports: Make, site: Site) -> None:
    site.routes["/a"] = page(rss(("One", "x")))
    ports = make_ports(feeds=(source(site, "/a", "Quiet"), source(site, "/404", "Broken")))
    collect.run(ports, NOW)
    report = check.run(ports, NOW + timedelta(days=4))
    assert report.counts["silent sources"] == 1
    assert report.counts["failing sources"] == 1
    assert report.degraded == ("feeds_stale",)
    assert any("Quiet brought nothing new since 2018-07-20" in note for note in report.notes)


def test_check_forgets_answers_that_nobody_may_ask_for_again(make_ports: Make) -> None:
    ports = make_ports()
    with ports.write() as records:
        for hours in (25, 23):
            asked_at = NOW - timedelta(hours=hours)
            records.keys.keep_answer(StoredAnswer(f"k:{hours}", "h", 201, {}, "{}", asked_at))
    assert check.run(ports, NOW).counts["answers forgotten"] == 1
    with ports.read() as records:
        assert records.keys.answer("k:25") is None
        assert records.keys.answer("k:23") is not None


# Deciding


def fetched(**values: object) -> Fetched:
    base = Fetched(
        "u",
        None,
        unchanged=False,
        validators=Validators('"1"'),
        content_type="",
        body=b"x",
        body_hash="h",
    )
    return replace(base, **values)  # type: ignore[arg-type]


@given(st.lists(st.booleans(), max_size=30), st.floats(0, 0.999))
@settings(max_examples=50, deadline=None)
def test_the_pause_doubles_up_to_a_day_and_never_beyond(fails: list[bool], draw: float) -> None:
    state, now, last = STATE, NOW, timedelta(0)
    for failed in fails:
        if failed:
            state = after_failure(state, SOURCE, FeedError("x"), now, lambda: draw)
            pause = state.next_poll_at - now
            assert timedelta(minutes=30) <= pause <= LONGEST
            assert pause >= last or pause >= LONGEST * 0.9
            last = pause
        else:
            state = after_answer(state, SOURCE, fetched(), now)
            assert state.next_poll_at - now == timedelta(minutes=30)
            last = timedelta(0)
        now = state.next_poll_at
    assert state.failures == len(fails) - 1 - max(
        (place for place, failed in enumerate(fails) if not failed), default=-1
    )


@pytest.mark.parametrize("hours", [1, 30])
def test_a_server_that_asks_for_a_pause_gets_it(hours: int) -> None:
    error = StatusError("x", status=503, retry_after=timedelta(hours=hours))
    state = after_failure(STATE, SOURCE, error, NOW, lambda: 0.0)
    assert state.next_poll_at - NOW == max(timedelta(hours=hours), timedelta(minutes=54))


def test_a_server_that_says_unchanged_for_ever_is_asked_for_the_whole_page_once() -> None:
    state = after_answer(STATE, SOURCE, fetched(), NOW)
    for _ in range(UNCHANGED_LIMIT):
        assert poll_for(state).validators == Validators('"1"')
        state = after_answer(state, SOURCE, fetched(unchanged=True, body=b"", body_hash="e"), NOW)
    assert poll_for(state).validators == Validators()
    state = after_answer(state, SOURCE, fetched(), NOW)
    assert poll_for(state).validators == Validators('"1"')
    assert state.body_hash == "h"


def test_a_new_address_is_believed_after_three_equal_answers_and_given_up_when_it_fails() -> None:
    there = "https://new.example/rss"
    state = STATE
    for told in (there, "https://other.example/", there, there):
        state = after_answer(state, SOURCE, fetched(moved_to=told), NOW)
        assert poll_for(state).url == SOURCE.url
    state = after_answer(state, SOURCE, fetched(moved_to=there), NOW)
    assert poll_for(state).url == there
    for _ in range(3):
        state = after_failure(state, SOURCE, FeedError("gone"), NOW, lambda: 0.0)
    assert poll_for(state).url == SOURCE.url


def test_a_body_that_is_the_same_costs_no_parsing(make_ports: Make, site: Site) -> None:
    """A server without validators, or with new ones each time: the hash decides."""
    tags = iter(range(100))

    def route(handler: Handler) -> None:
        handler.answer(200, rss(("One", "x")), ETag=f'"{next(tags)}"')

    site.routes["/a"] = route
    ports = make_ports(feeds=(source(site, "/a"),))
    reports: list[Report] = [collect.run(ports, NOW + timedelta(hours=hour)) for hour in range(3)]
    assert [report.counts.get("unchanged", 0) for report in reports] == [0, 1, 1]
