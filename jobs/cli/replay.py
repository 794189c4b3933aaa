"""``replay``: what was said, said again from what was known then."""

from __future__ import annotations

import typer

from jobs.cli.frame import JSON, moment, ports, print_json

app = typer.Typer()


@app.command(
    epilog="Examples: `summitry replay` · "
    "`summitry replay --from 2018-07-28 --to 2018-07-29 --json`"
)
def replay(
    first: str = typer.Option("", "--from", metavar="T", help="First moment of issue."),
    last: str = typer.Option("", "--to", metavar="T", help="Last moment of issue."),
    as_json: bool = JSON,
) -> None:
    """Recompute recorded issues through the same door and compare them byte for byte.

    The exit code is 1 when any issue does not come out as recorded.
    """
    from jobs.replaying import Span, run

    span = Span(moment(first) if first else None, moment(last) if last else None)
    with ports() as opened:
        found = run(opened, span)
    if as_json:
        told = [str(difference) for difference in found.differences]
        print_json({"issues": found.issues, "equal": found.equal, "differences": told})
    else:
        for difference in found.differences:
            print(difference)
        print(f"{found.equal} of {found.issues} issues come out byte for byte as recorded")
    if found.equal < found.issues:
        raise typer.Exit(1)
