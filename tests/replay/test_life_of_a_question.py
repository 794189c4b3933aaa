"""From opening to score over a real store: watch, forecast, meet, resolve, correct, rescore."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from forecaster.domain.clock import Window
from forecaster.domain.errors import LedgerError, OutdatedError
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.places import Place
from forecaster.domain.questions import QuestionState
from forecaster.domain.signals import SignalType
from forecaster.ledger.roots import public_key
from forecaster.questions.encounters import correct
from forecaster.store.ports import QuestionQuery
from forecaster.store.records import QuestionMove
from forecaster.store.sql import SqlStore, open_store
from jobs import check, forecast, resolve, score, watch
from jobs.answers.resolution import answer as by_word
from jobs.ledger import record, verify_store
from jobs.ports import Ports
from jobs.replaying import Span
from jobs.replaying import run as say_again
from jobs.signing import KEY_NAME, signing_seed
from tests.replay.small_world import ARG, START, a_signal, ports_over

DAY = timedelta(days=1)
PARIS_DAY = date(2018, 11, 11)
MET_AT = datetime(2018, 11, 12, 9, tzinfo=UTC)
YEAR = "meet.donald-trump--vladimir-putin.by-2018-12-31"


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    store: SqlStore = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    yield ports_over(store, tmp_path)
    store.close()


def met(origins: tuple[str, ...], **changes: object) -> object:
    act = {"place": Place(ARG, "Buenos Aires"), "window": Window(PARIS_DAY, PARIS_DAY), **changes}
    return a_signal("met", MET_AT, SignalType.MET, origins=origins, **act)  # type: ignore[arg-type]


def keep(ports: Ports, *signals: object) -> None:
    with ports.write() as records:
        for signal in signals:
            records.signals.append(signal)  # type: ignore[arg-type]


def state(ports: Ports, question_id: str) -> QuestionMove:
    with ports.read() as records:
        return records.questions.state(question_id)


def outcomes(ports: Ports, question_id: str) -> list[tuple[str, bool]]:
    with ports.read() as records:
        history = records.resolutions.history(question_id)
    return [(one.outcome, one.confirmed_by is not None) for one in history]


def test_questions_open_once(ports: Ports) -> None:
    opened = watch.run(ports, START).counts["opened"]
    again = watch.run(ports, START + DAY).counts["opened"]
    later = watch.run(ports, datetime(2018, 8, 1, 12, tzinfo=UTC))
    assert (opened > 8, again) == (True, 0)
    # The running month ended, and a new one takes its place.
    assert later.counts["opened"] == 1


def test_one_origin_settles_nothing_and_two_do(ports: Ports) -> None:
    watch.run(ports, START)
    forecast.run(ports, START)
    keep(ports, met(("wire",)))
    resolve.run(ports, MET_AT)
    assert outcomes(ports, YEAR) == [("yes", False)]
    assert state(ports, YEAR).state is QuestionState.OPEN
    told = met(("wire", "agency"))
    keep(ports, replace(told, revision=2, known_at=MET_AT + DAY))  # type: ignore[type-var]
    resolve.run(ports, MET_AT + DAY)
    assert outcomes(ports, YEAR) == [("yes", False), ("yes", True)]
    assert state(ports, YEAR).state is QuestionState.RESOLVED


def test_a_no_waits_for_the_deadline_and_for_late_reports(ports: Ports) -> None:
    watch.run(ports, START)
    month = "meet.donald-trump--vladimir-putin.by-2018-07-31"
    forecast.run(ports, START)
    after = datetime(2018, 8, 1, 6, tzinfo=UTC)
    resolve.run(ports, after)
    # Nothing was watched since Helsinki: no "no" without eyes.
    assert outcomes(ports, month) == []
    assert state(ports, month).state is QuestionState.CLOSED
    resolve.run(ports, after + 3 * DAY)
    assert state(ports, month).reason.startswith("overdue: overdue: nothing was watched")


def test_overdue_questions_are_listed_until_a_person_decides(ports: Ports) -> None:
    watch.run(ports, START)
    report = resolve.run(ports, datetime(2018, 8, 5, tzinfo=UTC))
    assert report.counts["overdue"] == 1
    assert "by-2018-07-31" in report.notes[0]


def test_a_clock_that_was_years_ahead_stops_no_other_question(ports: Ports) -> None:
    watch.run(ports, START)
    resolve.run(ports, START + 1100 * DAY)
    later = datetime(2018, 8, 1, 12, tzinfo=UTC)
    assert watch.run(ports, later).counts["opened"] == 1
    keep(ports, met(("wire", "agency")))
    report = resolve.run(ports, MET_AT)
    assert report.counts["ahead"] > 8
    assert report.notes[-1].endswith("questions left alone: see `future knowledge` of the check")
    assert report.counts["resolved"] == 0
    month = "meet.donald-trump--vladimir-putin.by-2018-08-31"
    assert state(ports, month).state is QuestionState.CLOSED


def test_a_withdrawn_report_reopens_and_a_correction_re_resolves(ports: Ports) -> None:
    watch.run(ports, START)
    keep(ports, met(("wire", "agency")))
    resolve.run(ports, MET_AT)
    assert outcomes(ports, YEAR) == [("yes", True)]
    told = met(("wire", "agency"))
    keep(ports, replace(told, revision=2, known_at=MET_AT + DAY, retracted=True))  # type: ignore[type-var]
    report = resolve.run(ports, MET_AT + DAY)
    assert report.counts["re-resolved"] > 0
    assert outcomes(ports, YEAR)[-1] == ("reopened", True)
    assert state(ports, YEAR).state is QuestionState.OPEN


def test_of_two_words_against_one_revision_the_second_is_refused(ports: Ports) -> None:
    watch.run(ports, START)
    keep(ports, met(("wire", "agency")))
    resolve.run(ports, MET_AT)
    word = {"question_id": YEAR, "asked_by": "ann", "against_revision": 1}
    void = {**word, "outcome": "void", "reason": "the record was withdrawn"}
    assert by_word(ports, void, MET_AT + DAY)["revision"] == 2
    with pytest.raises(OutdatedError, match="revision 2 came in between"):
        by_word(ports, {**void, "outcome": "no"}, MET_AT + 2 * DAY)
    assert outcomes(ports, YEAR) == [("yes", True), ("void", True)]
    assert by_word(ports, {**void, "outcome": "no", "against_revision": 2}, MET_AT + 2 * DAY)


def test_scores_wait_for_maturity_and_follow_corrections(ports: Ports) -> None:
    watch.run(ports, START)
    forecast.run(ports, START)
    keep(ports, met(("wire", "agency")))
    resolve.run(ports, MET_AT)
    assert score.run(ports, MET_AT).counts["scores"] == 0
    ripe = datetime(2019, 1, 4, tzinfo=UTC)
    # Everything that named a day in 2018 is settled or over by now.
    keep(ports, a_signal("late", ripe - DAY, SignalType.HEDGE))
    assert score.run(ports, ripe).counts["scores"] > 0
    with ports.read() as records:
        first = records.scores.of_question(YEAR)
        encounter = next(e for e in records.encounters.current() if len(e.leaders) == 2)
    assert [one.happened for one in first] == [True]
    low = correct(encounter, "A. Editor", ripe + DAY, contact=ContactLevel.GREETING, at_least=False)
    with ports.write() as records:
        records.encounters.append(low)
    resolve.run(ports, ripe + DAY)
    with ports.read() as records:
        assert records.scores.of_question(YEAR) == ()
    assert outcomes(ports, YEAR)[-1][0] in {"no", "reopened"}


def test_the_ledger_holds_everything_and_says_it_again(ports: Ports) -> None:
    watch.run(ports, START)
    for day in range(4):
        keep(ports, a_signal(f"s{day}", START + day * DAY))
        forecast.run(ports, START + day * DAY)
    keep(ports, met(("wire", "agency")))
    resolve.run(ports, MET_AT)
    public = public_key(signing_seed(ports.settings.folder / KEY_NAME))
    with ports.read() as records:
        checked = verify_store(records, public)
        questions = records.questions.find(QuestionQuery())
    assert checked.entries > 3 * len(questions)
    assert checked.unsigned < checked.entries
    replayed = say_again(ports, Span())
    assert replayed.issues > 20
    assert (replayed.equal, replayed.differences) == (replayed.issues, ())


def test_a_changed_forecast_is_named(ports: Ports) -> None:
    watch.run(ports, START)
    forecast.run(ports, START)
    public = public_key(signing_seed(ports.settings.folder / "k"))
    assert check.run(ports, START).counts["ledger"] == 0
    store = ports.store
    assert isinstance(store, SqlStore)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE forecast SET body = replace(body, '\"probability\":0.', '\"probability\":0.0')"
            " WHERE question_id = 'meet.donald-trump--vladimir-putin.by-2018-12-31'"
        )
    with store.read() as records, pytest.raises(LedgerError, match=r"entry \d+ is not what is"):
        verify_store(records, public)
    report = check.run(ports, START)
    assert report.counts["ledger"] == 1
    assert "is not what is stored" in report.notes[-1]


def test_an_entry_of_a_kind_that_nobody_knows_is_named(ports: Ports) -> None:
    with ports.write() as records:
        record(records, "promise", [a_signal("s1", START)], START)
    public = public_key(signing_seed(ports.settings.folder / "k"))
    with ports.read() as records, pytest.raises(LedgerError, match="unknown kind 'promise'"):
        verify_store(records, public)


def test_the_same_life_over_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    import psycopg

    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS life")
        connection.execute("CREATE DATABASE life")
    address = make_url(postgresql_url).set(database="life")
    store = open_store(address.render_as_string(hide_password=False), now=START)
    ports = ports_over(store, tmp_path)
    try:
        test_the_ledger_holds_everything_and_says_it_again(ports)
    finally:
        store.close()
