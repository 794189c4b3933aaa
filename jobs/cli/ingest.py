"""``ingest``: texts, pages, feeds and calendars that a user hands over."""

from __future__ import annotations

import typer

from jobs.cli.frame import JSON, moment, ports, print_json

app = typer.Typer()


@app.command(
    epilog="Examples: `summitry ingest report.txt page.html archive.jsonl` · "
    "`summitry ingest --known-now today/` · `summitry ingest https://wire.example/rss`"
)
def ingest(
    names: list[str] = typer.Argument(..., metavar="PATH|URL…", help="Files, folders, addresses."),
    source: str = typer.Option("", "--source", help="Outlet of texts that name none."),
    known_at: str = typer.Option("", "--known-at", metavar="T", help="When they were had; now."),
    published_is_known: bool = typer.Option(
        True,
        "--published-is-known/--known-now",
        help="Files are an archive: a text counts as known since the date it states, and views of "
        "the past use it. With --known-now it counts only from this moment on.",
    ),
    read: bool = typer.Option(True, "--read/--no-read", help="Read the new articles at once."),
    as_json: bool = JSON,
) -> None:
    """Take in articles from files, folders or addresses, and calendars (.ics)."""
    from jobs.ingest import Wish, run
    from jobs.read import run as run_read
    from jobs.wiring import clock

    now = moment(known_at) if known_at else clock()
    if now > clock():
        raise typer.BadParameter("--known-at lies in the future: nobody has these yet")
    with ports() as opened:
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
