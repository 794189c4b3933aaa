"""``ingest``: texts, pages, feeds and calendars that a user hands over."""

from __future__ import annotations

import typer

from jobs.cli.frame import JSON, moment, ports, print_json

app = typer.Typer()


@app.command(
    epilog="Examples: `summitry ingest report.txt page.html archive.jsonl` · "
    "`summitry ingest --published-is-known old/` · `summitry ingest https://wire.example/rss`"
)
def ingest(
    names: list[str] = typer.Argument(..., metavar="PATH|URL…", help="Files, folders, addresses."),
    source: str = typer.Option("", "--source", help="Outlet of texts that name none."),
    known_at: str = typer.Option("", "--known-at", metavar="T", help="When they were had; now."),
    published_is_known: bool = typer.Option(
        False,
        "--published-is-known",
        help="An archive: each text counts as known when it was published. Forecasts as of the "
        "past then use it, so its dates must be trustworthy.",
    ),
    read: bool = typer.Option(True, "--read/--no-read", help="Read the new articles at once."),
    as_json: bool = JSON,
) -> None:
    """Take in articles from files, folders or addresses, and calendars (.ics)."""
    from jobs.ingest import Wish, run
    from jobs.read import run as run_read
    from jobs.wiring import clock

    with ports() as opened:
        now = moment(known_at) if known_at else clock()
        report = run(opened, names, Wish(source or None, published_is_known, now))
        found = run_read(opened, max(now, clock())) if read else None
    if as_json:
        print_json({"ingest": report.as_json(), "read": found.as_json() if found else None})
    else:
        print(f"ingest: {report}")
        if found:
            print(f"read: {found}")
    if report.counts.get("refused") and not report.counts.get("new articles", 0):
        raise typer.Exit(1)
