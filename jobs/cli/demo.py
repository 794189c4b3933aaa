"""``summitry demo``: the case of 2018 through the real jobs, then API and dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jobs.cli.frame import config_in_force, print_table, settings

if TYPE_CHECKING:
    from jobs.demo.play import Said, SteppedClock
    from jobs.ports import Ports
    from jobs.settings import ApiSettings

app = typer.Typer()


@app.command(epilog="Examples: `summitry demo --once` · `summitry demo --port 8080`")
def demo(
    once: bool = typer.Option(False, "--once", help="End after the jobs."),
    folder: Path = typer.Option(Path("var/demo"), "--folder", help="Where the demo writes."),
    port: int | None = typer.Option(
        None, "--port", min=1, max=65535, help="Port of API and dashboard; as configured without."
    ),
) -> None:
    """Play July to December 2018 and show what was forecast, turn by turn."""
    from forecaster.store.files import data_root
    from jobs.demo.play import demo_settings, fresh_folder, play
    from jobs.wiring import open_ports

    served = settings().api
    if port is not None:
        served = served.model_copy(update={"port": port})
    place = fresh_folder(folder)

    def opened(address: str, feeds: tuple[str, ...], _clock: SteppedClock) -> Ports:
        return open_ports(demo_settings(place, address, feeds, served))

    said = list(play(data_root() / "case-2018", opened, lambda line: print(line, flush=True)))
    _show(said)
    _show_outcome(place)
    if not once:
        serve_played(place, served)


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


def _show_outcome(folder: Path) -> None:
    """What happened, as the resolve job settled it, and what the forecasts were worth."""
    from jobs.demo.play import database_of
    from jobs.demo.story import QUESTIONS
    from jobs.settings import Settings
    from jobs.wiring import open_records

    store = open_records(Settings(database_url=database_of(folder)), read_only=True)
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


def serve_played(folder: Path, served: ApiSettings) -> None:
    """Become the API over a demo that was played in ``folder``."""
    from jobs.demo.play import database_of
    from jobs.processes import become
    from jobs.wiring import api_command, child_environment

    print(f"\nserving http://{served.host}:{served.port} until Ctrl-C", flush=True)
    more = {
        "SUMMITRY_DATABASE_URL": database_of(folder),
        "SUMMITRY_FOLDER": str(folder),
        "SUMMITRY_API__PORT": str(served.port),
    }
    become(api_command(), {**child_environment(config_in_force()), **more})
