"""``scenario``: what if; nothing of it is kept."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer

from jobs.cli.frame import JSON, moment, ports, print_json, print_table

app = typer.Typer()


@app.command(
    epilog="Example: `summitry scenario what-if.json --as-of 2018-07-28`, the file as for "
    "`POST /v1/scenarios`: "
    '`{"questions": [{"kind": "meet", "leaders": ["donald-trump", "vladimir-putin"], '
    '"window": {"end": "2018-12-31"}}], "signals": [{"action": "add", "signal": '
    '{"type": "POSTPONE", "leaders": ["donald-trump", "vladimir-putin"]}}]}`'
)
def scenario(
    file: Path | None = typer.Argument(None, help="Scenario as JSON; standard input else."),
    as_of: str = typer.Option("", "--as-of", metavar="T", help="State of knowledge; now else."),
    as_json: bool = JSON,
) -> None:
    """Answer questions with and without assumed signals, summits, attendance and departures."""
    from jobs.answers.scenario import answer
    from jobs.wiring import clock

    body = _body(file)
    with ports() as opened:
        found = answer(opened, body, moment(as_of) if as_of else clock())
    if as_json:
        print_json(found)
        return
    for line in _list(found["assumptions"]):
        print(line)
    print_table(("question", "as things stand", "under the scenario", "change"), _rows(found))


def _body(file: Path | None) -> dict[str, object]:
    try:
        text = file.read_text("utf-8") if file else sys.stdin.read()
        body = json.loads(text)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{file or 'standard input'}: {error}") from error
    if not isinstance(body, dict):
        raise typer.BadParameter("a scenario is a JSON object")
    return body


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _rows(found: object) -> list[list[object]]:
    rows: list[list[object]] = []
    for one in _list(found["questions"] if isinstance(found, dict) else None):
        if isinstance(one, dict):
            name = f"{one['kind']} {' and '.join(map(str, one['leaders']))}"
            before = one["before"]["probability"]
            if "refused" in one:
                rows.append([name, f"{before:.3f}", one["refused"], ""])
            else:
                after = one["after"]["probability"]
                rows.append([name, f"{before:.3f}", f"{after:.3f}", f"{one['difference']:+.3f}"])
    return rows
