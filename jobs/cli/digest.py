"""``digest``: look at a digest before it goes out, send what is due, list what went."""

from __future__ import annotations

import typer

from jobs.cli.frame import JSON, moment, ports, print_json, show, store
from jobs.cli.run import told

GROUP = "digest"

app = typer.Typer(help="Look at digests, send them, list them.")


@app.command(
    epilog="Examples: `summitry digest preview` · `summitry digest preview --as-of 2018-07-28`"
)
def preview(
    subscription: str = typer.Option("", "--subscription", metavar="ID", help="For whom."),
    as_of: str = typer.Option("", "--as-of", metavar="T", help="As it would be at that moment."),
    html: bool = typer.Option(False, "--html", help="Print the HTML part."),
    as_json: bool = JSON,
) -> None:
    """Print the next digest of a subscription without storing or sending it."""
    from jobs.digest import preview as next_digest
    from jobs.wiring import clock

    with ports() as opened:
        digest = next_digest(opened, subscription, moment(as_of) if as_of else clock())
    if as_json:
        print_json(digest.data)
        return
    print(digest.html if html else f"{digest.subject}\n\n{digest.text}")


@app.command(epilog="Examples: `summitry digest send` · `summitry digest send --as-of 2018-07-28`")
def send(
    as_of: str = typer.Option("", "--as-of", metavar="T", help="As if it were that moment."),
) -> None:
    """Make the digests that are due and send all that waits."""
    from jobs.work import run_by_hand

    with ports() as opened:
        done = run_by_hand(opened, "digest", moment(as_of) if as_of else None)
    if done is None:
        print("digest: another process is at it")
        return
    print(f"digest: {told(done)}")
    if done.error:
        raise typer.Exit(1)


@app.command("list", epilog="Examples: `summitry digest list` · `summitry digest list --json`")
def list_digests(
    limit: int = typer.Option(20, "--limit", min=1, max=1000, help="At most so many."),
    as_json: bool = JSON,
) -> None:
    """List digests and what became of their messages."""
    from forecaster.domain.clock import format_instant

    rows: list[dict[str, object]] = []
    with store(read_only=True) as opened, opened.read() as records:
        for digest in records.digests.latest(limit=limit):
            rows += [
                {
                    "day": digest.local_on.isoformat(),
                    "recipient": delivery.recipient,
                    "state": delivery.state.value,
                    "tries": delivery.attempts,
                    "sent_at": format_instant(delivery.sent_at) if delivery.sent_at else "",
                    "error": delivery.error,
                    "subject": digest.subject,
                }
                for delivery in records.digests.deliveries(digest.id)
            ]
    columns = ("day", "recipient", "state", "tries", "sent_at", "error", "subject")
    show(columns, rows, as_json=as_json)
