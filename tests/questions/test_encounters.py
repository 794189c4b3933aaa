"""From reports and rows to encounters: origins, confirmation, revisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.meetings import ContactLevel, Encounter, Meeting, MeetingKind
from forecaster.domain.places import Place
from forecaster.domain.signals import Certainty, Review, Signal, SignalType
from forecaster.domain.summits import Attendance
from forecaster.domain.zones import Zones
from forecaster.questions.encounters import Book, correct, refresh
from forecaster.questions.meetings import meetings_of
from forecaster.questions.sightings import Scope
from tests.replay.small_world import ARG, MACRON, PUTIN, TRUMP, USA, a_meeting, a_signal, facts

NOW = datetime(2018, 12, 5, tzinfo=UTC)
DAY = date(2018, 11, 30)
TOLD = datetime(2018, 12, 1, 9, tzinfo=UTC)
SCOPE = Scope(frozenset({TRUMP, PUTIN}), Window(date(2018, 7, 1), NOW.date()))


def met(name: str, *origins: str, **more: object) -> Signal:
    act = {"window": Window(DAY, DAY), "place": Place(ARG, "Buenos Aires"), "forum": "G20-2018"}
    kept = {key: more.pop(key) for key in ("review", "retracted") if key in more}
    made = a_signal(name, TOLD, SignalType.MET, origins=origins or ("wire",), **{**act, **more})  # type: ignore[arg-type]
    return replace(made, **kept)  # type: ignore[arg-type]


def drawn(
    *signals: Signal, book: tuple[Encounter, ...] = (), scope: Scope = SCOPE, **more: object
) -> list[Encounter]:
    held = replace(facts(), **more)  # type: ignore[arg-type]
    chronicle = Chronicle.of(held, signals).as_of(NOW)
    found = refresh(chronicle, scope, Book(book, Zones(), NOW))
    return [one for one in found if one.happened_on >= date(2018, 8, 1)]


def test_one_origin_is_a_proposal_and_two_confirm() -> None:
    (one,) = drawn(met("a", "wire", "wire"))
    (two,) = drawn(met("a", "wire", "paper"))
    assert (one.confirmed_by, one.origins) == (None, ("wire",))
    assert (two.confirmed_by, two.origins) == ("origins:2", ("paper", "wire"))


def test_two_signals_of_one_event_are_one_encounter() -> None:
    (found,) = drawn(met("a", "wire"), met("b", "agency", place=None))
    assert found.sources == ("a", "b")
    assert found.confirmed_by == "origins:2"


@pytest.mark.parametrize(
    "changes",
    [
        {"certainty": Certainty.UNCONFIRMED},
        {"leaders": (TRUMP,)},
        {"review": Review.PENDING},
        {"retracted": True},
        {"window": Window(date(2018, 12, 20), date(2018, 12, 21))},
        {"window": None, "statement_on": None},
        {"type": SignalType.CONFIRM},
    ],
)
def test_what_tells_of_no_contact_makes_none(changes: dict[str, object]) -> None:
    assert drawn(met("a", "wire", "paper", **changes)) == []


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, ContactLevel.PULL_ASIDE),
        ({"forum": None, "place": Place(USA, "Washington")}, ContactLevel.VISIT_OR_SUMMIT),
        ({"forum": None}, ContactLevel.PULL_ASIDE),
    ],
)
def test_a_report_proves_a_least_rung(changes: dict[str, object], level: ContactLevel) -> None:
    (found,) = drawn(met("a", "x", "y", **changes))
    assert (found.contact, found.at_least) == (level, True)


def test_an_announced_meeting_was_planned() -> None:
    announced = replace(
        a_signal("c", TOLD, SignalType.CONFIRM, window=Window(DAY, DAY)),
        known_at=TOLD - timedelta(days=5),
    )
    announced = replace(announced, act=replace(announced.act, statement_on=date(2018, 11, 25)))
    (found,) = drawn(met("a", "x", "y"), announced)
    assert (found.planned, found.contact) == (True, ContactLevel.SCHEDULED_BILATERAL)


def row(**changes: object) -> Meeting:
    usual = {"evidence": "brief_encounter", "kind": MeetingKind.SIDELINE, "forum": "g20"}
    return a_meeting("m9", DAY, place=Place(ARG), **{**usual, **changes})


def test_a_row_that_states_it_confirms_and_its_rung_holds() -> None:
    (found,) = drawn(met("a", "x", "y"), meetings=(row(),))
    assert found.confirmed_by == "record:curated"
    assert (found.contact, found.at_least) == (ContactLevel.EXCHANGE_OF_WORDS, False)
    # The report knows the town; the row names the series, and the calendar the edition.
    assert found.place == Place(ARG, "Buenos Aires")
    assert found.forum == "G20-2018"


def test_a_row_that_implies_it_needs_a_second_origin() -> None:
    implied = row(evidence="visit_listed", source="state.gov-visits")
    (alone,) = drawn(meetings=(implied,))
    (both,) = drawn(met("a", "wire"), meetings=(implied,))
    assert (alone.confirmed_by, both.confirmed_by) == (None, "origins:2")


def test_attendance_is_presence_of_one() -> None:
    seen = Attendance("g20-2018", PUTIN, attended=True, known_on=date(2018, 12, 2))
    away = Attendance("g20-2018", TRUMP, attended=False, known_on=date(2018, 12, 2))
    (found,) = drawn(attendance=(seen, away))
    assert (found.leaders, found.contact, found.until_on) == (
        frozenset({PUTIN}),
        None,
        date(2018, 12, 1),
    )


def test_drawing_again_changes_nothing_and_news_is_a_revision() -> None:
    first = drawn(met("a", "wire"))
    assert drawn(met("a", "wire"), book=tuple(first)) == []
    (second,) = drawn(met("a", "wire"), met("b", "agency"), book=tuple(first))
    assert (second.id, second.revision) == (first[0].id, 2)


def test_a_withdrawn_report_withdraws_what_rested_on_it_alone() -> None:
    first = drawn(met("a", "x", "y"))
    (gone,) = drawn(met("a", "x", "y", retracted=True), book=tuple(first))
    assert (gone.revision, gone.retracted) == (2, True)
    again = drawn(met("a", "x", "y"), book=(gone,))
    assert [(one.revision, one.retracted) for one in again] == [(3, False)]


def test_a_person_is_never_overwritten() -> None:
    (first,) = drawn(met("a", "x", "y"))
    fixed = correct(first, "A. Editor", NOW, contact=ContactLevel.GREETING, at_least=False)
    (more,) = drawn(met("a", "x", "y"), met("b", "z"), book=(fixed,))
    assert (more.contact, more.origins) == (ContactLevel.GREETING, ("x", "y", "z"))
    assert drawn(book=(fixed,)) == []
    with pytest.raises(QuestionError, match="needs a name"):
        correct(first, " ", NOW)
    with pytest.raises(QuestionError, match="revision cannot"):
        correct(first, "x", NOW, revision=7)


def test_only_contacts_that_matter_are_drawn() -> None:
    other = met("a", "x", "y", leaders=(MACRON, TRUMP))
    assert drawn(other) == []
    visitors = replace(SCOPE, visitors=frozenset({TRUMP}))
    assert len(drawn(other, scope=visitors)) == 1


def test_confirmed_encounters_join_the_record_when_they_were_recorded() -> None:
    (found,) = drawn(met("a", "x", "y"))
    (meeting,) = meetings_of([found], facts())
    assert (meeting.known_at, meeting.window.end) == (NOW, DAY)
    assert list(meetings_of([replace(found, confirmed_by=None)], facts())) == []
    assert list(meetings_of([replace(found, retracted=True)], facts())) == []
    # And are no witnesses of themselves.
    assert drawn(meetings=(*facts().meetings, meeting)) == []
