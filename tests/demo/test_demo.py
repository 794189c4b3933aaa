"""The demo end to end: one command, real feeds, real jobs; then what it said, turn by turn."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx2
import pytest

from forecaster.domain.forecasts import Answer
from forecaster.questions.scorecard import UNKNOWN_CLASS
from forecaster.store.sql import open_store
from jobs.comparing import card
from jobs.demo.story import AFTERWARDS, QUESTIONS, TURNS

README = Path(__file__).resolve().parents[2] / "README.md"
PERCENT = re.compile(r"([0-9.]+)%")
Said = list[Mapping[str, Answer]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a finished demo and what it printed."""
    folder = tmp_path_factory.mktemp("play") / "demo"
    done = subprocess.run(
        [sys.executable, "-m", "jobs", "demo", "--once", "--folder", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder.parent,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout


@pytest.fixture(scope="module")
def said(played: tuple[Path, str]) -> Said:
    """The answer to each question in force after each turn."""
    url = f"sqlite:///{played[0] / 'summitry.db'}"
    store = open_store(url, now=AFTERWARDS, read_only=True)
    ids = [question.id for question in QUESTIONS]
    try:
        with store.read() as records:
            found = [records.forecasts.latest(ids, as_of=turn.at) for turn in TURNS]
    finally:
        store.close()
    return [{key: issue.answer for key, issue in at.items()} for at in found]


def chance(said: Said, turn: int, question: str) -> float:
    value = said[turn][f"case-{question}"].probability
    assert value is not None
    return value


BEFORE, INVITED, HEDGED, POSTPONED, MOSCOW = range(5)


def test_the_table_names_every_turn_and_what_happened(played: tuple[Path, str]) -> None:
    printed = played[1]
    assert all(turn.story in printed for turn in TURNS)
    assert "What happened" in printed
    assert "at the G20 in Buenos Aires" in printed


def test_it_is_served_at_the_port_that_the_environment_names(
    played: tuple[Path, str], tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = (
        "from pathlib import Path; from jobs.cli.demo import serve_played, settings;"
        f"serve_played(Path({str(played[0])!r}), settings().api)"
    )
    environment = {**os.environ, "SUMMITRY_API__PORT": str(port)}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=tmp_path) as serving:
        try:
            answer = _patient(f"http://127.0.0.1:{port}/v1/questions/case-usa-2018")
        finally:
            serving.terminate()
    assert answer["id"] == "case-usa-2018"
    assert not list(tmp_path.iterdir()), "a demo writes to its own folder alone"


def _patient(url: str) -> dict[str, object]:
    """The answer of a service that is still starting."""
    for _ in range(300):
        with contextlib.suppress(httpx2.ConnectError):
            return httpx2.get(url).raise_for_status().json()
        time.sleep(0.1)
    raise AssertionError(f"{url} never answered")


def _rows(text: str) -> Mapping[str, list[float]]:
    """The percentages of each turn of the story that a text shows."""
    lines = {turn.story: line for line in text.splitlines() for turn in TURNS if turn.story in line}
    return {story: [*map(float, PERCENT.findall(line))] for story, line in lines.items()}


def test_the_readme_shows_what_the_demo_prints(played: tuple[Path, str]) -> None:
    """Give or take two points, so that not every new weight asks for a new table."""
    table = played[1].partition("Trump and Putin meet")[2]
    shown, printed = _rows(README.read_text("utf-8")), _rows(table)
    assert len(shown) > MOSCOW
    for story, chances in shown.items():
        assert chances == pytest.approx(printed[story], abs=2.0)
        assert len(chances) == len(QUESTIONS)


def test_the_invitation_raises_washington(said: Said) -> None:
    assert chance(said, INVITED, "usa-2018") > chance(said, BEFORE, "usa-2018")


def test_the_hedge_lowers_washington(said: Said) -> None:
    assert chance(said, HEDGED, "usa-2018") < chance(said, INVITED, "usa-2018")


def test_the_postponement_halves_washington_and_raises_next_year(said: Said) -> None:
    assert chance(said, POSTPONED, "usa-2018") < 0.5 * chance(said, HEDGED, "usa-2018")
    assert chance(said, POSTPONED, "usa-2019") > chance(said, HEDGED, "usa-2019")


def test_the_moscow_invitation_raises_russia(said: Said) -> None:
    assert chance(said, MOSCOW, "russia-2019") > chance(said, POSTPONED, "russia-2019")


def test_anywhere_stays_above_the_base_rate_carried_by_the_g20(said: Said) -> None:
    for at in said[: MOSCOW + 1]:
        answer = at["case-any-2018"]
        assert answer.probability is not None
        assert answer.probability > answer.base_rate.rate
        assert answer.by_summit["G20-2018"] > 0.05


def test_places_and_dates_agree_at_every_turn(said: Said) -> None:
    for at in said:
        anywhere = at["case-any-2018"].probability
        for name in ("usa-2018", "g20-2018"):
            part = at[f"case-{name}"].probability
            assert part is not None
            assert anywhere is not None
            assert part <= anywhere + 1e-9
        for answer in at.values():
            values = [value for _, value in answer.by_date]
            assert values == sorted(values)


def test_every_answer_is_explained_to_the_last_point(said: Said) -> None:
    for at in said:
        for answer in at.values():
            moved = sum(driver.contribution for driver in answer.drivers)
            assert answer.base_rate.rate + moved == pytest.approx(answer.probability, abs=1e-9)


def test_a_digest_was_written_for_readers(played: tuple[Path, str]) -> None:
    assert [*played[0].rglob("*.html")]
    assert [*played[0].rglob("*.txt")]


def test_feeds_and_the_calendar_are_collected_and_the_calendar_agrees_with_the_facts(
    played: tuple[Path, str],
) -> None:
    store = open_store(f"sqlite:///{played[0] / 'summitry.db'}", now=AFTERWARDS, read_only=True)
    try:
        with store.read() as records:
            polled = {state.source for state in records.feeds.all() if state.etag}
            problems = records.feeds.problems()
    finally:
        store.close()
    assert {"summits", "harbour-wire", "neva-herald"} <= polled
    assert problems == ()


def test_the_questions_are_settled_by_the_record(played: tuple[Path, str]) -> None:
    store = open_store(f"sqlite:///{played[0] / 'summitry.db'}", now=AFTERWARDS, read_only=True)
    try:
        with store.read() as records:
            outcome = {
                question.id: records.resolutions.history(question.id)[-1].outcome
                for question in QUESTIONS
            }
    finally:
        store.close()
    assert outcome == {
        "case-usa-2018": "no",
        "case-usa-2019": "no",
        "case-russia-2019": "no",
        "case-g20-2018": "yes",
        "case-any-2018": "yes",
    }


def test_the_scorecard_tells_the_class_of_the_pair(played: tuple[Path, str]) -> None:
    store = open_store(f"sqlite:///{played[0] / 'summitry.db'}", now=AFTERWARDS, read_only=True)
    with store.read() as records:
        whole = card(records, AFTERWARDS)
    store.close()
    assert whole.all.n > 0
    # What is asked of one leader alone has no pair.
    assert set(whole.by_class) == {"two major powers", UNKNOWN_CLASS}
