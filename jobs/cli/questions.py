"""``questions``: open, list, explain."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer

from jobs.cli.frame import JSON, moment, ports, print_json, show, store

GROUP = "questions"
app = typer.Typer(help="Open questions, list them, and see why they moved.", no_args_is_help=True)


@app.command("list", epilog="Example: `summitry questions list --state open --json`")
def list_questions(
    state: str = typer.Option("", "--state", help="open, closed, resolved or void."),
    as_of: str = typer.Option("", "--as-of", metavar="T", help="State of knowledge."),
    as_json: bool = JSON,
) -> None:
    """List questions with the issue in force."""
    from forecaster.domain.questions import QuestionState
    from forecaster.store.ports import QuestionQuery

    if state and state not in set(QuestionState):
        raise typer.BadParameter(f"state {state!r} is none of {', '.join(QuestionState)}")
    then = moment(as_of) if as_of else None
    states = (QuestionState(state),) if state else ()
    with store(read_only=True) as opened, opened.read() as records:
        found = records.questions.find(QuestionQuery(as_of=then, states=states, limit=100_000))
        latest = records.forecasts.latest([one.id for one in found], as_of=then)
        rows: list[dict[str, object]] = []
        for one in found:
            said = latest[one.id].answer.probability if one.id in latest else None
            rows.append(
                {
                    "id": one.id,
                    "state": records.questions.state(one.id, as_of=then).state.value,
                    "deadline": str(one.deadline_on),
                    "probability": "" if said is None else round(said, 4),
                    "text": one.text,
                }
            )
    show(("id", "state", "deadline", "probability", "text"), rows, as_json=as_json)


@app.command(
    epilog="Example: "
    '`echo \'{"kind": "visit", "leaders": ["vladimir-putin"], "place": {"country": "USA"}, '
    '"window": {"end": "2027-12-31"}}\' | summitry questions add`'
)
def add(
    file: Path | None = typer.Argument(None, help="Specs as JSON lines; standard input else."),
) -> None:
    """Open custom questions and issue their first forecast; specs as for `summitry ask`."""
    from forecaster.domain.errors import SummitryError
    from jobs.answers.question import answer
    from jobs.wiring import clock

    text = file.read_text("utf-8") if file else sys.stdin.read()
    failed = 0
    with ports() as opened:
        for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
            try:
                spec = json.loads(line)
                found = answer(opened, spec, clock())
                print(f"{found['question_id']}: {found['probability']}")
            except (SummitryError, ValueError, AttributeError) as error:
                failed += 1
                print(f"spec {number}: {error}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)


@app.command(
    epilog="Examples: `summitry questions diff QUESTION --from 2018-07-24 --to 2018-07-28` · "
    "`… --recompute` for the exact account"
)
def diff(
    question: str = typer.Argument(..., help="Id of the question."),
    first: str = typer.Option(..., "--from", metavar="T", help="The issue in force then."),
    last: str = typer.Option("", "--to", metavar="T", help="The issue in force then; now else."),
    recompute: bool = typer.Option(
        False, "--recompute", help="Split anew by cause, averaged over all orders."
    ),
    as_json: bool = JSON,
) -> None:
    """Say how a question moved between two issues, and why."""
    from jobs.moving import recomputed_move, recorded_move
    from jobs.wiring import clock

    then, now = moment(first), moment(last) if last else clock()
    with ports() as opened:
        found = (recomputed_move if recompute else recorded_move)(opened, question, then, now)
    if as_json:
        print_json(found.as_json())
        return
    print(f"{found.before:.3f} to {found.after:.3f} ({found.after - found.before:+.4f})")
    rows: list[dict[str, object]] = [
        {"points": f"{100 * d.contribution:+.2f}", "cause": d.kind.value, "what": d.text}
        for d in found.drivers
    ]
    show(("points", "cause", "what"), rows, as_json=False)
