"""``export``: records as files for other programs."""

from __future__ import annotations

from pathlib import Path

import typer

GROUP = "export"
app = typer.Typer(help="Write records for other programs.", no_args_is_help=True)


@app.command(
    epilog="Examples: `summitry export records signals` · "
    "`summitry export records forecasts --csv -o forecasts.csv`"
)
def records(
    kind: str = typer.Argument(
        ...,
        help="articles, signals, events, questions, forecasts, resolutions, encounters, scores, "
        "models or changes.",
    ),
    output: Path | None = typer.Option(
        None, "-o", "--output", help="File; standard output if none."
    ),
    csv: bool = typer.Option(False, "--csv", help="Flat CSV instead of JSON lines."),
) -> None:
    """Write all records of one kind, oldest first."""
    import sys

    from jobs.cli.frame import store
    from jobs.export import export

    with store(read_only=True) as opened, opened.read() as held:
        if output is None:
            export(held, kind, sys.stdout, flat=csv)
            return
        with output.open("w", encoding="utf-8", newline="") as file:
            count = export(held, kind, file, flat=csv)
    print(f"wrote {count} {kind} to {output}")
