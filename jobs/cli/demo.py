"""``summitry demo``: the case of 2018 through the real jobs, then API and dashboard."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jobs.cli.frame import print_table

if TYPE_CHECKING:
    from jobs.demo.play import Said, SteppedClock
    from jobs.ports import Ports

app = typer.Typer()


@app.command(epilog="Examples: `summitry demo --once` · `summitry demo --port 8080`")
def demo(
    once: bool = typer.Option(False, "--once", help="End after the jobs."),
    folder: Path = typer.Option(Path("var/demo"), "--folder", help="Where the demo writes."),
    port: int = typer.Option(8000, "--port", min=1, max=65535, help="Port of API and dashboard."),
) -> None:
    """Play July to December 2018 and show what was forecast, turn by turn."""
    from forecaster.store.files import data_root
    from jobs.demo.play import demo_settings, fresh_folder, play
    from jobs.wiring import open_ports

    place = fresh_folder(folder)

    def opened(address: str, feeds: tuple[str, ...], _clock: SteppedClock) -> Ports:
        return open_ports(demo_settings(place, address, feeds, port))

    said = list(play(data_root() / "case-2018", opened, lambda line: print(line, flush=True)))
    _show(said)
    _show_outcome(place, port)
    if not once:
        _serve(place, port)


def _show(said: Sequence[Said]) -> None:
    from jobs.demo.story import QUESTIONS

    print("\nTrump and Putin meet …")
    columns = ("as of", *(question.text for question in QUESTIONS), "after")
    rows = []
    for turn in said:
        cells = []
        for question in QUESTIONS:
            answer = turn.answers.get(question.id)
            value = answer.probability if answer else None
            cells.append("" if value is None else f"{value:.1%}")
        rows.append((f"{turn.turn.at:%d %b}", *cells, turn.turn.story))
    print_table(columns, rows)


def _show_outcome(folder: Path, port: int) -> None:
    """What happened, as the resolve job settled it, and what the forecasts were worth."""
    from jobs.demo.play import demo_settings
    from jobs.demo.story import QUESTIONS
    from jobs.wiring import open_records

    store = open_records(demo_settings(folder, "http://127.0.0.1:1", ("none",), port))
    try:
        with store.read() as records:
            rows = []
            for question in QUESTIONS:
                held = records.resolutions.history(question.id)
                scores = records.scores.of_question(question.id)
                mean = sum(score.brier for score in scores) / len(scores) if scores else None
                rows.append(
                    (
                        question.text,
                        held[-1].outcome if held else "open",
                        held[-1].reason if held else "",
                        "" if mean is None else f"{mean:.3f} over {len(scores)} issues",
                    )
                )
    finally:
        store.close()
    print("\nWhat happened")
    print_table(("question", "outcome", "why", "mean Brier score"), rows)


def _serve(folder: Path, port: int) -> None:
    from jobs.processes import become
    from jobs.wiring import api_command, child_environment

    print(f"\nserving http://127.0.0.1:{port} until Ctrl-C", flush=True)
    sys.stdout.flush()
    more = {
        "SUMMITRY_DATABASE_URL": f"sqlite:///{(folder / 'summitry.db').resolve()}",
        "SUMMITRY_API__PORT": str(port),
    }
    become(api_command(), {**child_environment(None), **more})
