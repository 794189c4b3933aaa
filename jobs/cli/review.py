"""``review``: signals that wait for a person's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from jobs.cli.frame import JSON, show, store

if TYPE_CHECKING:
    from jobs.reviewing import Ruling

GROUP = "review"
app = typer.Typer(help="Accept, correct or reject doubtful signals.", no_args_is_help=True)

SIGNAL = typer.Argument(..., help="Id of the signal, as `summitry review list` prints it.")
WHO = typer.Option(..., "--by", help="Who decides.")
WHY = typer.Option(..., "--reason", help="Why; kept with the decision.")
COLUMNS = ("id", "score", "type", "leaders", "said", "window", "place", "quote")


@app.command("list", epilog="Example: `summitry review list --json`")
def list_pending(as_json: bool = JSON) -> None:
    """List signals that wait, earliest known first; they move no forecast until accepted."""
    from forecaster.domain.signals import Review
    from forecaster.store.ports import SignalQuery
    from jobs.reviewing import row

    with store(read_only=True) as opened, opened.read() as records:
        found = records.signals.find(SignalQuery(review=Review.PENDING))
    show(COLUMNS, [row(signal) for signal in found], as_json=as_json)


@app.command(
    "accept",
    epilog='Example: `summitry review accept SIGNAL --by "A. Editor" --reason "read the text"`',
)
def accept(signal: str = SIGNAL, who: str = WHO, reason: str = WHY) -> None:
    """Let a signal move forecasts as it was read."""
    from forecaster.domain.reviews import Verdict
    from jobs.reviewing import Ruling

    _decide(signal, Ruling(Verdict.ACCEPT, who, reason))


@app.command(
    "reject",
    epilog='Example: `summitry review reject SIGNAL --by "A. Editor" --reason "a namesake"`',
)
def reject(signal: str = SIGNAL, who: str = WHO, reason: str = WHY) -> None:
    """Keep a signal from ever moving a forecast; it stays on record."""
    from forecaster.domain.reviews import Verdict
    from jobs.reviewing import Ruling

    _decide(signal, Ruling(Verdict.REJECT, who, reason))


@app.command(
    "edit",
    epilog='Example: `summitry review edit SIGNAL --by "A. Editor" --reason "date misread" '
    "--window 2018-09-01 2018-11-30 --place USA`",
)
def edit(
    signal: str = SIGNAL,
    who: str = WHO,
    reason: str = WHY,
    kind: str = typer.Option("", "--type", help="Type of act, e.g. HEDGE."),
    place: str = typer.Option("", "--place", help="Country (ISO 3166 alpha-3), or country/town."),
    window: tuple[str, str] = typer.Option(("", ""), "--window", help="First and last day."),
    forum: str = typer.Option("", "--forum", help="Id of the summit, e.g. G20-2018."),
    polarity: int | None = typer.Option(None, "--polarity", min=-1, max=1, help="Direction."),
    said_on: str = typer.Option("", "--said-on", help="Day of the statement."),
) -> None:
    """Set a signal right and accept it; the reading stays as an earlier revision."""
    from forecaster.domain.reviews import Verdict
    from jobs.reviewing import Ruling, edit_of

    try:
        changes = edit_of(
            {
                "type": kind,
                "place": place,
                "first": window[0],
                "last": window[1],
                "forum": forum,
                "said_on": said_on,
            },
            polarity,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    _decide(signal, Ruling(Verdict.EDIT, who, reason, changes))


def _decide(signal_id: str, ruling: Ruling) -> None:
    from jobs.reviewing import decide
    from jobs.wiring import clock

    with store() as opened, opened.write() as records:
        try:
            revised = decide(records, signal_id, ruling, clock())
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
    print(f"{revised.id}: {revised.review.value}, revision {revised.revision}")
