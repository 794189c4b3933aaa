"""Playing the case: the real jobs over real HTTP, with a clock that steps from turn to turn."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from forecaster.domain.errors import SummitryError
from forecaster.domain.forecasts import Answer
from jobs.demo.feeds import CALENDAR, load_case, serving
from jobs.demo.story import AFTERWARDS, FIT_AT, PAIR, QUESTIONS, TURNS, Turn
from jobs.ledger import open_question
from jobs.ports import Ports
from jobs.registry import job_named, plan_by_hand
from jobs.settings import ApiSettings, FetchSettings, Settings, SourceSettings, WatchSettings
from jobs.slots import run_slot

JOBS = ("collect", "read", "watch", "forecast", "resolve", "score", "digest", "check")
"""Run at every turn, in this order."""


class SteppedClock:
    """A clock that stands still until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The moment it stands at."""
        return self.at


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of each question at one turn.

    Attributes:
        turn: The turn.
        answers: Answer by question id; a question without one is absent.
    """

    turn: Turn
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Stage:
    """Where the case is played.

    Attributes:
        ports: Everything the jobs use.
        clock: The stepped clock.
        tell: Takes a line of progress.
    """

    ports: Ports
    clock: SteppedClock
    tell: Callable[[str], None]
    failed: list[str] = field(default_factory=list)

    def run(self, job: str) -> None:
        """Run one job under its slot; a failure is told and kept, and the play goes on."""
        now, work = self.clock(), job_named(job)
        done = run_slot(
            self.ports.store,
            plan_by_hand(job),
            now,
            lambda lease: work(replace(self.ports, lease=lease), now),
            self.clock,
            owner="demo",
            trigger="demo",
        )
        if done is not None and done.error:
            self.failed.append(f"{job}: {done.error}")
            self.tell(f"  {job} failed: {done.error}")


def database_of(folder: Path) -> str:
    """Address of the demo's own database."""
    return f"sqlite:///{folder.resolve() / 'summitry.db'}"


def demo_settings(folder: Path, address: str, feeds: tuple[str, ...], api: ApiSettings) -> Settings:
    """Settings of the demo: own database and folder, the case's feeds and calendar, one pair."""
    host = address.removeprefix("http://")
    return Settings(
        database_url=database_of(folder),
        folder=folder,
        feeds=tuple(
            SourceSettings(name=name, url=f"{address}/{name}.xml", minutes=1) for name in feeds
        ),
        calendars=(SourceSettings(name="summits", url=f"{address}/{CALENDAR}", minutes=1),),
        fetch=FetchSettings(allow_hosts=(host,), at_once=len(feeds) + 1),
        watch=WatchSettings(pairs=("--".join(PAIR),)),
        api=api,
    )


def fresh_folder(folder: Path) -> Path:
    """An empty folder for the demo's database and digests.

    Raises:
        SummitryError: If the folder holds something that is not a former demo.
    """
    marker = folder / "demo"
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        raise SummitryError(f"{folder} is not empty", remedy="name another folder with --folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    marker.touch()
    return folder


def play(
    case: Path,
    open_ports: Callable[[str, tuple[str, ...], SteppedClock], Ports],
    tell: Callable[[str], None],
) -> Iterator[Said]:
    """Play the case turn by turn.

    Args:
        case: Folder of the case.
        open_ports: Opens the ports for an address, its feeds and a clock.
        tell: Takes lines of progress.

    Raises:
        SummitryError: At the end, if any job failed.
    """
    served = load_case(case)
    clock = SteppedClock(FIT_AT)
    with serving(served, clock) as address:
        ports = open_ports(address, served.feeds, clock)
        try:
            stage = Stage(ports, clock, tell)
            tell("fitting the model on what was known on 18 July 2018")
            stage.run("fit")
            _open_questions(ports)
            for turn in TURNS:
                yield _take(stage, turn)
            clock.at = AFTERWARDS
            for job in ("resolve", "score"):
                stage.run(job)
        finally:
            ports.store.close()
    if stage.failed:
        raise SummitryError("; ".join(stage.failed), remedy="see the lines above")


def _open_questions(ports: Ports) -> None:
    with ports.write() as records:
        for question in QUESTIONS:
            open_question(records, question, FIT_AT, "the case of 2018")


def _take(stage: Stage, turn: Turn) -> Said:
    stage.clock.at = turn.at
    stage.tell(f"{turn.at:%d %b %Y}  {turn.story}")
    for job in JOBS:
        stage.run(job)
    with stage.ports.read() as records:
        issued = records.forecasts.latest([question.id for question in QUESTIONS])
    return Said(turn, {key: forecast.answer for key, forecast in issued.items()})
