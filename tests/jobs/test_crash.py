"""Kill -9 at random moments: what the server gave and was kept is there once, nothing twice.

The server is the witness: it hands out batches in order and moves on only when a worker comes back
with the validator of the batch before, so a cursor that ran ahead of the data loses a batch. A
worker that keeps cursor and data apart is the control: a harness that does not catch it proves
nothing.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from forecaster.store.sql import open_store
from tests.jobs.crash_worker import START
from tests.jobs.servers import Handler, Site, rss

KILLS = 20
PER_BATCH = 20


def serve_batches(site: Site) -> list[int]:
    """Batch n + 1 for a worker that holds batch n; returns the list of batches confirmed."""
    confirmed = [0]

    def route(handler: Handler) -> None:
        held = int((handler.headers["If-None-Match"] or '"0"').strip('"'))
        confirmed.append(held)
        batch = held + 1
        items = [(f"Batch {batch} item {n}", "text") for n in range(PER_BATCH)]
        handler.answer(200, rss(*items), ETag=f'"{batch}"')

    site.routes["/feed"] = route
    return confirmed


def kill_workers(site: Site, database: Path, mode: str, kills: int) -> tuple[list[str], int]:
    """Start and kill workers; returns the titles kept and the batch of the cursor."""
    url = f"sqlite:///{database}"
    open_store(url, now=START).close()
    # After one to three steps, at moments all over the next one.
    moments = "".join(f"{1 + n % 2} {0.03 * n / kills}\n" for n in range(kills))
    subprocess.run(
        [sys.executable, "-m", "tests.jobs.crash_worker", url, site.host, mode],
        input=moments.encode(),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
        timeout=120,
    )
    store = open_store(url, now=START)
    with store.read() as records:
        titles = [article.title for article in records.articles.page(limit=100_000)]
        state = records.feeds.get(f"http://{site.host}/feed")
    store.close()
    assert state is not None
    assert state.etag is not None
    return titles, int(state.etag.strip('"'))


def expected(batches: int) -> list[str]:
    return sorted(
        f"Batch {batch} item {n}" for batch in range(1, batches + 1) for n in range(PER_BATCH)
    )


def test_a_killed_worker_loses_nothing_and_doubles_nothing(site: Site, tmp_path: Path) -> None:
    confirmed = serve_batches(site)
    titles, kept = kill_workers(site, tmp_path / "crash.db", "safe", KILLS)
    assert kept >= max(confirmed) >= KILLS // 3, "the harness has to see work between the kills"
    assert sorted(titles) == expected(kept)
    assert confirmed == sorted(confirmed), "the cursor never went back"
    check = sqlite3.connect(tmp_path / "crash.db")
    assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    check.close()


def test_the_harness_catches_a_worker_that_keeps_cursor_and_data_apart(
    site: Site, tmp_path: Path
) -> None:
    serve_batches(site)
    titles, kept = kill_workers(site, tmp_path / "naive.db", "naive", 10)
    assert set(titles) != set(expected(kept))
