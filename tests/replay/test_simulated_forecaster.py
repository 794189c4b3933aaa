"""Simulated forecasters through ledger, resolution and scoring, against numpy on the export.

Three forecasters say their word on the same questions: one knows the truth, one exaggerates, one
repeats the base rate. What the product states of them is computed a second time from an exported
ledger, with nothing shared but the ledger's format.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import Answer, BaseRate, Forecast
from forecaster.domain.people import LeaderId
from forecaster.domain.questions import (
    Question,
    QuestionKind,
    QuestionState,
    Resolution,
    Rule,
)
from forecaster.questions.resolve import Step
from forecaster.questions.scorecard import ENOUGH, LEADS, Cell
from forecaster.store.files import data_root
from forecaster.store.sql import open_store
from jobs import score
from jobs.comparing import card
from jobs.ledger import open_question, publish
from jobs.ledger_export import export_ledger
from jobs.ports import Ports
from jobs.resolve import keep
from tests.replay.small_world import SmallLibrary, ports_over

OPENED = datetime(2018, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
OVER = datetime(2019, 6, 1, tzinfo=UTC)
LATER = datetime(2019, 7, 1, tzinfo=UTC)
QUESTIONS, BASE = 150, 0.3
MODELS = ("knows", "exaggerates", "repeats")
CLASSES = ("two major powers", "neighbours")
FLOOR = 1e-6


@dataclass(frozen=True)
class World:
    """What is going to happen, drawn once."""

    truth: np.ndarray[Any, np.dtype[np.float64]]
    happens: np.ndarray[Any, np.dtype[np.bool_]]
    spans: np.ndarray[Any, np.dtype[np.int64]]
    voided: frozenset[int]
    corrected: frozenset[int]

    @classmethod
    def drawn(cls) -> World:
        chance = np.random.default_rng(20180728)
        truth = chance.beta(0.9, 2.1, QUESTIONS)
        happens = chance.random(QUESTIONS) < truth
        order = chance.permutation(QUESTIONS)
        spans = chance.integers(3, 400, QUESTIONS)
        return cls(truth, happens, spans, frozenset(order[:12]), frozenset(order[12:24]))

    def says(self, model: str, which: int) -> float:
        """What a forecaster says to a question."""
        if model == "repeats":
            return BASE
        odds = self.truth[which] / (1.0 - self.truth[which])
        odds = odds**3 if model == "exaggerates" else odds
        return float(np.clip(odds / (1.0 + odds), 0.0005, 0.9995))


WORLD = World.drawn()


def question(which: int) -> Question:
    first = OPENED.date()
    rule = Rule(
        (LeaderId("donald-trump"), LeaderId("vladimir-putin")),
        Window(first, first + timedelta(days=int(WORLD.spans[which]))),
        "Europe/Moscow" if which % 2 else "America/New_York",
    )
    return Question(f"q{which:03d}", QuestionKind.MEET, rule, "", OPENED, origin="custom")


def issues(which: int) -> Iterator[Forecast]:
    """Each forecaster in turn, at moments of its own; the last word is the best informed."""
    for place, model in enumerate(MODELS):
        at = OPENED + place * int(WORLD.spans[which]) / 4 * DAY + timedelta(hours=which % 24)
        answer = Answer(
            probability=WORLD.says(model, which),
            interval=None,
            base_rate=BaseRate(f"any days, shrunk to {CLASSES[which % 2]}", 40, BASE),
            by_date=(),
            by_venue={},
            outcomes={},
            drivers=(),
            model_version=model,
        )
        yield Forecast(f"f{which:03d}{model}", f"q{which:03d}", at, at, answer, "d" * 64, ())


def resolution(which: int, outcome: str, revision: int, known_at: datetime) -> Resolution:
    """An event falls in the middle of its window, after most of what was said."""
    whole = question(which).rule.window.days
    ends = OPENED + (whole + 1) * DAY
    at = OPENED + 3 * whole / 4 * DAY if outcome == "yes" else ends
    return Resolution(
        f"q{which:03d}",
        revision,
        outcome,
        (),
        at,
        known_at,
        "person:A. Editor",
        "seen",
        corrects=revision > 1,
    )


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    folder = tmp_path_factory.mktemp("simulated")
    store = open_store(f"sqlite:///{folder}/s.db", now=OPENED)
    made = ports_over(store, folder, SmallLibrary(data_root()))
    with made.write() as records:
        for which in range(QUESTIONS):
            open_question(records, question(which), OPENED, "simulated")
            publish(records, issues(which), OPENED)
        for which in range(QUESTIONS):
            told = "yes" if WORLD.happens[which] else "no"
            wrong = "no" if told == "yes" else "yes"
            first = wrong if which in WORLD.corrected else told
            settle(records, which, "void" if which in WORLD.voided else first, 1, OVER)
    score.run(made, OVER)
    with made.write() as records:
        for which in WORLD.corrected:
            told = "yes" if WORLD.happens[which] else "no"
            settle(records, which, told, 2, LATER)
    yield made
    store.close()


def settle(records: Any, which: int, outcome: str, revision: int, now: datetime) -> None:
    state = QuestionState.VOID if outcome == "void" else QuestionState.RESOLVED
    step = Step(resolution(which, outcome, revision, now), state, "seen")
    assert keep(records, question(which), step, now)


@dataclass(frozen=True)
class Exported:
    """Columns of an exported ledger, one row an issue that counts."""

    question: np.ndarray[Any, Any]
    model: np.ndarray[Any, Any]
    kind: np.ndarray[Any, Any]
    said: np.ndarray[Any, Any]
    base: np.ndarray[Any, Any]
    came: np.ndarray[Any, Any]
    issued: np.ndarray[Any, Any]
    ended: np.ndarray[Any, Any]
    lead: np.ndarray[Any, Any]
    void: int
    settled: int

    def brier(self, rows: Any) -> float:
        return float(np.mean((self.said[rows] - self.came[rows]) ** 2))

    def log(self, rows: Any) -> float:
        given = np.where(self.came[rows] == 1.0, self.said[rows], 1.0 - self.said[rows])
        return float(np.mean(-np.log(np.maximum(given, FLOOR))))

    def reference(self, rows: Any) -> float:
        return float(np.mean((self.base[rows] - self.came[rows]) ** 2))

    def averaged(self, question_id: str) -> float:
        """Mean over time: each issue until the next one, the last until the end."""
        rows = np.flatnonzero(self.question == question_id)
        rows = rows[np.argsort(self.issued[rows])]
        spans = np.diff(np.append(self.issued[rows], self.ended[rows[0]]))
        squares = (self.said[rows] - self.came[rows]) ** 2
        return float(np.average(squares, weights=spans))


def instant(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def deadline(rule: Any) -> datetime:
    """Midnight after the last day, in the zone of the rule."""
    after = date.fromisoformat(rule["window"]["end"]) + DAY
    return datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(rule["zone"]))


def ending(resolved: Any, rule: Any) -> float:
    return min(instant(resolved["resolved_at"]), deadline(rule).timestamp())


def days_ahead(issued_at: str, rule: Any) -> int:
    """Local days from the day of issue to the last day."""
    day = datetime.fromisoformat(issued_at).astimezone(ZoneInfo(rule["zone"])).date()
    return max((date.fromisoformat(rule["window"]["end"]) - day).days, 0)


def class_in(answer: Any) -> str:
    return str(answer["base_rate"]["reference_class"].split("shrunk to ")[1])


def exported(folder: Path, ports: Ports) -> Exported:
    with ports.read() as records:
        export_ledger(records, b"", folder)
    rules: dict[str, Any] = {}
    ends: dict[str, Any] = {}
    said: list[Any] = []
    for line in (folder / "entries.jsonl").read_text("utf-8").split("\n")[:-1]:
        entry = json.loads(line)
        body = entry["body"]
        if entry["kind"] == "question":
            rules[body["id"]] = body["rule"]
        elif entry["kind"] == "resolution":
            # The newest one stands last.
            ends[body["question_id"]] = body
        else:
            said.append(body)
    rows = [
        row
        for row in said
        if ends[row["question_id"]]["outcome"] != "void"
        and row["issued_at"] < ends[row["question_id"]]["resolved_at"]
    ]
    held = [ends[row["question_id"]] for row in rows]
    return Exported(
        question=np.array([row["question_id"] for row in rows]),
        model=np.array([row["answer"]["model_version"] for row in rows]),
        kind=np.array([class_in(row["answer"]) for row in rows]),
        said=np.array([row["answer"]["probability"] for row in rows]),
        base=np.array([row["answer"]["base_rate"]["rate"] for row in rows]),
        came=np.array([1.0 if one["outcome"] == "yes" else 0.0 for one in held]),
        issued=np.array([instant(row["issued_at"]) for row in rows]),
        ended=np.array([ending(one, rules[one["question_id"]]) for one in held]),
        lead=np.array([days_ahead(row["issued_at"], rules[row["question_id"]]) for row in rows]),
        void=sum(one["outcome"] == "void" for one in ends.values()),
        settled=len(ends),
    )


def agree(cell: Cell, table: Exported, rows: Any) -> None:
    """One cell says what the export says, to the last digits that adding up may shift."""
    assert (cell.n, cell.questions) == (rows.sum(), len(set(table.question[rows])))
    if cell.n < ENOUGH:
        assert cell.brier is None
        return
    reference = table.reference(rows)
    assert cell.brier == pytest.approx(table.brier(rows), rel=1e-12)
    assert cell.log == pytest.approx(table.log(rows), rel=1e-12)
    assert cell.reference_brier == pytest.approx(reference, rel=1e-12)
    assert cell.skill == pytest.approx(1.0 - table.brier(rows) / reference, rel=1e-9)


def test_every_cell_comes_out_of_the_export(ports: Ports, tmp_path: Path) -> None:
    score.run(ports, LATER)
    with ports.read() as records:
        whole = card(records, LATER)
    table = exported(tmp_path, ports)
    agree(whole.all, table, table.said >= 0.0)
    assert whole.all.n > 350
    for low, high in LEADS:
        rows = (table.lead >= low) & (table.lead <= high)
        if rows.any():
            agree(whole.by_lead[low, high], table, rows)
    assert sum(cell.n for cell in whole.by_lead.values()) == whole.all.n
    assert len(whole.by_lead) >= 5
    assert set(whole.by_class) == set(CLASSES)
    for name, cell in whole.by_class.items():
        agree(cell, table, table.kind == name)
    for (name, (low, high)), cell in whole.by_class_and_lead.items():
        agree(cell, table, (table.kind == name) & (table.lead >= low) & (table.lead <= high))
    assert sum(cell.n for cell in whole.by_class_and_lead.values()) == whole.all.n
    assert set(whole.by_model) == set(MODELS)
    for name, cell in whole.by_model.items():
        agree(cell, table, table.model == name)
    assert (whole.settled, whole.void) == (table.settled, table.void) == (QUESTIONS, 12)
    assert whole.void_rate == 12 / QUESTIONS


def test_each_issue_weighs_as_long_as_it_stood(ports: Ports, tmp_path: Path) -> None:
    score.run(ports, LATER)
    with ports.read() as records:
        whole = card(records, LATER)
    table = exported(tmp_path, ports)
    assert set(whole.by_question) == set(table.question)
    for question_id, averaged in whole.by_question.items():
        assert averaged == pytest.approx(table.averaged(question_id), rel=1e-9)
    mean = np.mean([table.averaged(one) for one in sorted(set(table.question))])
    assert whole.time_averaged == pytest.approx(mean, rel=1e-9)


def test_a_correction_scores_anew_and_the_old_card_stays_readable(ports: Ports) -> None:
    score.run(ports, LATER)
    with ports.read() as records:
        before, after = card(records, OVER), card(records, LATER)
        waiting = records.scores.current(as_of=OVER)
    assert before.all.n != 0
    assert before.by_question.keys() == after.by_question.keys()
    changed = {
        key for key in after.by_question if after.by_question[key] != before.by_question[key]
    }
    assert changed == {f"q{which:03d}" for which in WORLD.corrected}
    assert {one.resolution_revision for one in waiting} == {1}


def test_the_card_knows_who_knows(ports: Ports) -> None:
    score.run(ports, LATER)
    with ports.read() as records:
        cells = card(records, LATER).by_model
    scored = [which for which in range(QUESTIONS) if which not in WORLD.voided]
    chance = WORLD.truth[scored]
    expected = float(np.mean(chance * (1.0 - chance)))
    spread = float(np.sqrt(np.sum(chance * (1 - chance) * (1 - 2 * chance) ** 2))) / len(scored)
    knows, exaggerates, repeats = (cells[model] for model in MODELS)
    assert knows.brier is not None
    assert abs(knows.brier - expected) < 3.0 * spread
    # On so few questions squares cannot tell them apart; the logarithm punishes what is too sure.
    assert knows.log is not None
    assert exaggerates.log is not None
    assert exaggerates.log - knows.log > 0.05
    assert repeats.skill == pytest.approx(0.0, abs=1e-12)
    assert knows.skill is not None
    assert knows.skill > 0.1
