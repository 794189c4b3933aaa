"""Workers to be killed: collect from a server, over and over; run by test_crash.

Everything is imported once; then each line of standard input asks for one worker, a fork of this
process, which is killed so many steps and then so many seconds after it began.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from forecaster.store.files import data_root
from forecaster.store.records import FeedState
from forecaster.store.sql import open_store
from jobs import collect
from jobs.fetch.client import Client, Validators
from jobs.fetch.feeds import read_feed
from jobs.fetch.guard import Guard
from jobs.library import Library
from jobs.ports import Ports
from jobs.settings import Settings, SourceSettings
from tests.jobs.fakes import FakeIssuer, one_signal_each

START = datetime(2018, 7, 20, 12, tzinfo=UTC)


def work(database: str, pages: Client, host: str, steps: int, *, naive: bool) -> None:
    url = f"http://{host}/feed"
    source = SourceSettings(name="Wire", url=url, minutes=1)
    ports = Ports(
        store=open_store(database, now=START),
        settings=Settings(feeds=(source,)),
        library=Library(data_root()),
        pages=pages,
        merger=one_signal_each,
        issuer=FakeIssuer(),
        jitter=lambda: 0.5,
    )
    with ports.read() as records:
        state = records.feeds.get(url) or FeedState(url, "Wire", START)
    now = state.next_poll_at
    while True:
        os.write(steps, b".")
        if naive:
            state = naive_step(ports, state)
        else:
            collect.run(ports, now)
        now += timedelta(minutes=5)


def naive_step(ports: Ports, state: FeedState) -> FeedState:
    """The control: cursor and data in transactions of their own, the cursor first."""
    page = ports.pages.get(state.url, Validators(state.etag), now=START)
    state = replace(state, etag=page.validators.etag)
    with ports.write() as records:
        records.feeds.save(state)
    for article in read_feed(page.body, source="Wire", known_at=START).articles:
        with ports.write() as records:
            records.articles.add([article])
    return state


def main(database: str, host: str, mode: str) -> None:
    pages = Client(guard=Guard(allowed=frozenset({host})))
    for line in sys.stdin:
        count, seconds = line.split()
        seen, steps = os.pipe()
        pid = os.fork()
        if pid == 0:
            work(database, pages, host, steps, naive=mode == "naive")
        for _ in range(int(count)):
            os.read(seen, 1)
        threading.Event().wait(float(seconds))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(seen)
        os.close(steps)


if __name__ == "__main__":
    main(*sys.argv[1:])
