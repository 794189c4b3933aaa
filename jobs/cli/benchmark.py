"""``summitry benchmark``: what the model and the reader cost on this machine."""

from __future__ import annotations

from typing import Any

import typer

from jobs.cli.frame import JSON, library, print_json, print_table, settings

app = typer.Typer(help="Measure the model and the reader on this machine.", no_args_is_help=True)
GROUP = "benchmark"


@app.command(epilog="Example: `summitry benchmark model --json`")
def model(as_json: bool = JSON) -> None:
    """Refit beside numpy, memory, growth, weekly walk, questions."""
    from time import process_time

    from jobs.asking import counter
    from jobs.benchmarking import benchmark_model

    opened = counter(library(), ())
    _show(benchmark_model(opened, library(), process_time, settings().seed), as_json=as_json)


@app.command(
    epilog="Examples: `summitry benchmark read --json` · "
    "`summitry benchmark read --reader rules-quick`"
)
def read(
    reader: str = typer.Option("rules", "--reader", help="rules, rules-quick or rules+spacy."),
    as_json: bool = JSON,
) -> None:
    """Articles and sentences beside spaCy's name tagger, merging, memory, hostile text."""
    from functools import partial
    from time import process_time

    from jobs.benchmarking import benchmark_read
    from jobs.footprint import peak_of_reading
    from jobs.reading import named_reader

    peak = partial(peak_of_reading, library(), reader)
    chosen = named_reader(library(), reader)
    _show(benchmark_read(chosen, peak, process_time, settings().seed), as_json=as_json)


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    columns = ("figure", "n", "rounds", "median", "other side", "goal", "")
    print_table(columns, [_row(line) for line in found["figures"]])
    print(f"losing: {'; '.join(found['losing']) or 'none'}")
    for note in found["notes"]:
        print(note)


def _row(line: dict[str, Any]) -> tuple[object, ...]:
    other = f"{line['other_median']:g} ({line['other']})" if line["other"] else ""
    mark = "loses" if line["loses"] else "met" if line["met"] else ""
    value = f"{line['median']:g} {line['unit']}".strip()
    return line["what"], line["n"], line["rounds"], value, other, line["goal"] or "", mark
