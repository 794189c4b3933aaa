"""Random histories over a real store: whatever happens, the past stays as it was said.

Every sequence mixes reports, corrections, retractions, issues, resolutions by rule and by hand,
clock steps, and a restore from a backup. After each step the invariants hold; at the end every
issue is said again and every answer as of an earlier moment is the one given then.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.places import Place
from forecaster.domain.signals import Certainty, SignalType
from forecaster.ledger.chain import canonical
from forecaster.ledger.roots import public_key
from forecaster.questions.encounters import correct
from forecaster.questions.resolve import by_hand
from forecaster.store.codec import encode
from forecaster.store.ports import ForecastQuery, QuestionQuery, Records
from forecaster.store.sql import SqlStore, open_store
from forecaster.store.sql.archive import backup, restore
from jobs import forecast, resolve, score, watch
from jobs.ledger import verify_store
from jobs.ports import Ports
from jobs.replaying import Span
from jobs.replaying import run as say_again
from jobs.resolve import keep, standing_of
from jobs.settings import WatchSettings
from jobs.signing import KEY_NAME, signing_seed
from jobs.steady import steady
from tests.replay.small_world import (
    ARG,
    FRA,
    RUS,
    START,
    USA,
    TinyLibrary,
    a_signal,
    g20,
    ports_over,
)
from tests.store.conftest import empty_postgresql

SHORT = int(os.environ.get("HISTORIES", "12"))
"""How many histories; the long profile is HISTORIES=500. PostgreSQL lives a fifth of them."""

pytestmark = pytest.mark.timeout(7200)

TYPES = st.sampled_from(
    [SignalType.INVITE, SignalType.CONFIRM, SignalType.POSTPONE, SignalType.MET, SignalType.MET]
)
ORIGINS = st.lists(st.sampled_from(["wire", "agency", "paper"]), min_size=1, unique=True)
PLACES = st.sampled_from([Place(USA, "Washington"), Place(RUS, "Moscow"), Place(ARG), Place(FRA)])


class Histories(RuleBasedStateMachine):
    """A service living through anything."""

    ports: Ports
    store: SqlStore

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="histories"))
        self.number = 0
        self.wall = START
        self._open_store()
        self.chain: list[str] = []
        self.said: dict[datetime, dict[str, bytes]] = {}
        self.issued: dict[str, bytes] = {}
        watch.run(self.ports, self.wall)
        self.issue()

    def _open_store(self) -> None:
        self.number += 1
        self.store = open_store(self._empty_database(), now=self.wall)
        watched = WatchSettings(deadlines=("month", "year"))
        self.ports = ports_over(self.store, self.folder, TinyLibrary(self.folder), watched)

    def _empty_database(self) -> str:
        return f"sqlite:///{self.folder / f'{self.number}.db'}"

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.say_everything_again()
            self.store.close()
            shutil.rmtree(self.folder)

    def now(self) -> datetime:
        with self.store.read() as records:
            return steady(records, self.wall)

    @rule(hours=st.integers(1, 40 * 24))
    def time_passes(self, hours: int) -> None:
        self.wall += timedelta(hours=hours)

    @rule(minutes=st.integers(1, 3 * 1440))
    def the_clock_is_set_back(self, minutes: int) -> None:
        with self.store.read() as records:
            latest = records.changes.latest_at() or self.wall
        self.wall = max(self.wall - timedelta(minutes=minutes), latest - timedelta(days=6))

    @rule(kind=TYPES, origins=ORIGINS, place=PLACES, ago=st.integers(0, 3), late=st.integers(0, 48))
    def ingest(
        self, kind: SignalType, origins: list[str], place: Place, ago: int, late: int
    ) -> None:
        # What was had hours ago may be recorded only now, after issues that could not see it.
        now = self.now() - timedelta(hours=late)
        day = now.date() - timedelta(days=ago)
        window = Window(day, day) if kind is SignalType.MET else None
        with self.store.write() as records:
            name = f"s{len(records.signals.until())}"
            told = a_signal(name, now, kind, origins=origins, place=place, window=window)
            records.signals.append(told)

    @rule(which=st.integers(0, 50), retract=st.booleans())
    def correct_a_signal(self, which: int, retract: bool) -> None:
        now = self.now()
        with self.store.write() as records:
            held = records.signals.current()
            if held:
                old = held[which % len(held)]
                act = replace(old.act, place=Place(FRA, "Paris"), certainty=Certainty.PROBABLE)
                now = max(now, old.known_at)
                changed = replace(
                    old, revision=old.revision + 1, known_at=now, act=act, retracted=retract
                )
                records.signals.append(changed)

    @rule(days=st.integers(-5, 20), cancelled=st.booleans())
    def the_calendar_changes(self, days: int, cancelled: bool) -> None:
        now = self.now()
        with self.store.write() as records:
            revision = len(records.summits.history("g20-2018")) + 2
            first = date(2018, 11, 30) + timedelta(days=days)
            window = Window(first, first + timedelta(days=1))
            records.summits.append(g20(now, revision=revision, window=window, cancelled=cancelled))

    @rule(which=st.integers(0, 9), level=st.sampled_from(list(ContactLevel)))
    def a_person_corrects_an_encounter(self, which: int, level: ContactLevel) -> None:
        now = self.now()
        with self.store.write() as records:
            held = [one for one in records.encounters.current() if len(one.leaders) > 1]
            if held:
                old = held[which % len(held)]
                records.encounters.append(
                    correct(old, "A. Editor", now, contact=level, at_least=False)
                )

    @rule(which=st.integers(0, 50), outcome=st.sampled_from([None, "yes", "no", "void"]))
    def a_person_resolves(self, which: int, outcome: str | None) -> None:
        now = self.now()
        with self.store.write() as records:
            questions = records.questions.find(QuestionQuery())
            question = questions[which % len(questions)]
            try:
                step = by_hand(standing_of(records, question), outcome, "A. Editor", "seen", now)
            except QuestionError:
                # Nothing was proposed for it, or it is no question of yes or no.
                return
            keep(records, question, step, now)

    @rule()
    def issue(self) -> None:
        now = self.now()
        forecast.run(self.ports, now)
        with self.store.read() as records:
            self.said[now] = self._in_force(records, now)

    @rule()
    def watch_resolve_score(self) -> None:
        now = self.now()
        watch.run(self.ports, now)
        resolve.run(self.ports, now)
        score.run(self.ports, now)

    @precondition(lambda self: self.number < 3)
    @rule()
    def restore_from_backup(self) -> None:
        path = self.folder / f"{self.number}.backup"
        backup(self.store.engine, path, self.wall)
        self.store.close()
        self._open_store()
        restore(self.store.engine, path, self.wall)

    def _in_force(self, records: Records, moment: datetime) -> dict[str, bytes]:
        ids = [question.id for question in records.questions.find(QuestionQuery(as_of=moment))]
        latest = records.forecasts.latest(ids, as_of=moment)
        return {key: canonical(encode(one)) for key, one in latest.items()}

    @invariant()
    def the_ledger_only_grows(self) -> None:
        if not hasattr(self, "chain"):
            return
        with self.store.read() as records:
            hashes = [row.hash for row in records.ledger.rows()]
        assert hashes[: len(self.chain)] == self.chain
        self.chain = hashes

    @invariant()
    def issues_never_change_and_sums_are_exact(self) -> None:
        if not hasattr(self, "issued"):
            return
        with self.store.read() as records:
            for question in records.questions.find(QuestionQuery()):
                for one in records.forecasts.history(ForecastQuery(question.id)):
                    body = canonical(encode(one))
                    assert self.issued.setdefault(one.id, body) == body
                    moved = sum(driver.contribution for driver in one.answer.drivers)
                    if one.answer.drivers and one.answer.probability is not None:
                        gap = one.answer.base_rate.rate + moved - one.answer.probability
                        assert abs(gap) < 1e-9
                    if one.answer.outcomes:
                        assert abs(sum(one.answer.outcomes.values()) - 1.0) < 1e-9

    def say_everything_again(self) -> None:
        replayed = say_again(self.ports, Span())
        assert replayed.differences == ()
        assert replayed.equal == replayed.issues
        with self.store.read() as records:
            for moment, said in self.said.items():
                assert self._in_force(records, moment) == said
            verify_store(records, public_key(signing_seed(self.folder / KEY_NAME)))
            for question in records.questions.find(QuestionQuery()):
                history = records.resolutions.history(question.id)
                assert [one.revision for one in history] == list(range(1, len(history) + 1))
                for one in records.scores.of_question(question.id):
                    assert one.resolution_revision == history[-1].revision


def lasting(histories: int) -> settings:
    return settings(
        max_examples=histories,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


TestHistories = Histories.TestCase
TestHistories.settings = lasting(SHORT)


def test_histories_over_postgresql(postgresql_url: str) -> None:
    class OverPostgresql(Histories):
        def _empty_database(self) -> str:
            return empty_postgresql(postgresql_url)

    run_state_machine_as_test(OverPostgresql, settings=lasting(max(3, SHORT // 5)))
