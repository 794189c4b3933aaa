"""``leaders``: find the ids of leaders, and who held which office when."""

from __future__ import annotations

import typer

from jobs.cli.frame import JSON, library, show

app = typer.Typer()


@app.command(
    epilog="Examples: `summitry leaders ramaphosa` · `summitry leaders FRA --on 2017-05-20`"
)
def leaders(
    name: str = typer.Argument(..., help="Part of a name or id, or the code of a country."),
    on: str = typer.Option("", "--on", metavar="DAY", help="Only who held an office on that day."),
    as_json: bool = JSON,
) -> None:
    """Find leaders and their terms, latest first; ids go into pairs, questions and settings."""
    from forecaster.questions.finding import terms_of
    from jobs.asking import names_in
    from jobs.cli.frame import moment

    day = moment(on).date() if on else None
    facts = library().facts
    is_country = any(term.country == name for term in facts.terms)
    text, country = (None, name) if is_country else (name, None)
    found = terms_of(facts.terms, names_in(library()), text=text, country=country, day=day)
    rows: list[dict[str, object]] = [
        {
            "id": term.leader,
            "name": facts.leaders[term.leader].name,
            "country": term.country,
            "office": term.office.value,
            "from": str(term.start),
            "until": str(term.end or ""),
        }
        for term in found
    ]
    show(("id", "name", "country", "office", "from", "until"), rows, as_json=as_json)
    if not rows:
        raise typer.Exit(1)
