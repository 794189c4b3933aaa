"""``resolution`` and ``encounters``: a person's word on what happened."""

from __future__ import annotations

import typer

from jobs.cli.frame import JSON, ports, print_json, show, store

app = typer.Typer()
resolution = typer.Typer(help="Settle questions by hand.", no_args_is_help=True)
encounters = typer.Typer(help="What leaders did, recorded once.", no_args_is_help=True)
app.add_typer(resolution, name="resolution")
app.add_typer(encounters, name="encounters")

WHO = typer.Option(..., "--by", help="Who decides.")


@resolution.command(
    "set",
    epilog='Example: `summitry resolution set QUESTION yes --by "A. Editor" --reason "communique"`',
)
def set_outcome(
    question: str = typer.Argument(..., help="Id of the question."),
    outcome: str = typer.Argument(..., help="yes, no, void, or an option, country or count."),
    who: str = WHO,
    reason: str = typer.Option(..., "--reason", help="Why, with the source."),
) -> None:
    """Settle a question, or correct how it was settled; both are kept."""
    _decide({"question_id": question, "outcome": outcome, "reason": reason, "asked_by": who})


@resolution.command(
    "confirm", epilog='Example: `summitry resolution confirm QUESTION --by "A. Editor"`'
)
def confirm_outcome(
    question: str = typer.Argument(..., help="Id of the question."), who: str = WHO
) -> None:
    """Confirm the outcome that is proposed."""
    _decide({"question_id": question, "asked_by": who})


def _decide(body: dict[str, object]) -> None:
    from jobs.answers.resolution import answer
    from jobs.wiring import clock

    with ports() as opened:
        found = answer(opened, body, clock())
    print(f"{found['question_id']}: {found['outcome']}, revision {found['revision']}")


@resolution.command("overdue", epilog="Example: `summitry resolution overdue --json`")
def overdue(as_json: bool = JSON) -> None:
    """List questions past their deadline that nothing settles, with what is missing."""
    from jobs.resolve import overdue_questions
    from jobs.wiring import clock

    with store(read_only=True) as opened, opened.read() as records:
        found = overdue_questions(records, clock())
    if as_json:
        print_json(found)
    else:
        print("\n".join(found) or "nothing is overdue")


@encounters.command("list", epilog="Example: `summitry encounters list --json`")
def list_encounters(
    leader: list[str] = typer.Option([], "--leader", help="Only with all of these."),
    as_json: bool = JSON,
) -> None:
    """List encounters by the moment they became known."""
    with store(read_only=True) as opened, opened.read() as records:
        rows: list[dict[str, object]] = [
            {
                "id": one.id,
                "day": str(one.happened_on),
                "leaders": " ".join(sorted(one.leaders)),
                "contact": one.contact.name.lower() if one.contact else one.mode.value,
                "place": (one.place.city or one.place.country) if one.place else "",
                "confirmed": one.confirmed_by or "proposed",
                "origins": len(one.origins),
            }
            for one in records.encounters.current()
            if set(leader) <= one.leaders and not one.retracted
        ]
    columns = ("id", "day", "leaders", "contact", "place", "confirmed", "origins")
    show(columns, rows, as_json=as_json)


@encounters.command(
    "correct",
    epilog='Example: `summitry encounters correct ID --by "A. Editor" --contact greeting '
    "--planned no --started 2018-12-01T00:30:00Z`",
)
def correct_encounter(
    encounter: str = typer.Argument(..., help="Id of the encounter."),
    who: str = WHO,
    contact: str = typer.Option("", "--contact", help="Rung of the ladder reached."),
    planned: str = typer.Option("", "--planned", help="yes or no: announced beforehand."),
    started: str = typer.Option("", "--started", metavar="T", help="When it began."),
    withdraw: bool = typer.Option(False, "--withdraw", help="It never took place."),
) -> None:
    """Confirm an encounter as recorded, set it right, or withdraw it."""
    from forecaster.questions.encounters import correct
    from jobs.wiring import clock

    changes = _changes(contact, planned, started)
    if withdraw:
        changes["retracted"] = True
    with store() as opened, opened.write() as records:
        fixed = correct(records.encounters.get(encounter), who, clock(), **changes)
        records.encounters.append(fixed)
    print(f"{fixed.id}: revision {fixed.revision}; `summitry run resolve` settles by it")


def _changes(contact: str, planned: str, started: str) -> dict[str, object]:
    from forecaster.domain.meetings import ContactLevel
    from jobs.cli.frame import moment

    changes: dict[str, object] = {}
    if contact:
        if contact.upper() not in ContactLevel.__members__:
            known = ", ".join(level.name.lower() for level in ContactLevel)
            raise typer.BadParameter(f"contact {contact!r} is none of {known}")
        changes |= {"contact": ContactLevel[contact.upper()], "at_least": False}
    if planned:
        if planned not in ("yes", "no"):
            raise typer.BadParameter("planned is yes or no")
        changes["planned"] = planned == "yes"
    if started:
        changes["started_at"] = moment(started)
    return changes
