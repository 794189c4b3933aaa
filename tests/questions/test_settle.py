"""Every kind of question, settled by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.handovers import Succession
from forecaster.domain.meetings import ContactLevel, Encounter, Mode
from forecaster.domain.people import LeaderId, Office
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.questions import (
    AcceptedMode,
    Question,
    QuestionKind,
    QuestionState,
    Resolution,
    Rule,
    VoidCondition,
)
from forecaster.questions.judge import deadline_at
from forecaster.questions.options import option_names
from forecaster.questions.resolve import GRACE, Standing, Step, decide
from forecaster.questions.settle import Evidence, settle, void_reason
from tests.replay.small_world import facts, g20

A, B, C = map(LeaderId, ("a-one", "b-two", "c-three"))
FRA, USA, RUS = map(CountryCode, ("FRA", "USA", "RUS"))
OPENED = datetime(2018, 7, 1, tzinfo=UTC)
YEAR = Window(date(2018, 7, 1), date(2018, 12, 31))
DURING = datetime(2018, 10, 1, tzinfo=UTC)
AFTER = datetime(2019, 1, 10, tzinfo=UTC)


def met(day: date, *leaders: LeaderId, name: str = "", **more: object) -> Encounter:
    base = Encounter(
        id=name or f"e-{day}",
        revision=1,
        leaders=frozenset(leaders or (A, B)),
        happened_on=day,
        place=Place(FRA, "Paris"),
        contact=ContactLevel.SCHEDULED_BILATERAL,
        mode=Mode.IN_PERSON,
        planned=True,
        minutes=None,
        forum=None,
        accounts=(),
        sources=("x",),
        known_at=OPENED,
        confirmed_by="person:a",
        zone="Europe/Paris",
    )
    return replace(base, **more)  # type: ignore[arg-type]


def ask(kind: QuestionKind, *leaders: LeaderId, **more: object) -> Question:
    extra = {key: more.pop(key) for key in ("options", "complement", "any_of") if key in more}
    rule = replace(Rule(leaders or (A, B), YEAR), **more)  # type: ignore[arg-type]
    return Question("q", kind, rule, "", OPENED, **extra)  # type: ignore[arg-type]


def outcome(question: Question, *encounters: Encounter, now: datetime = AFTER) -> str | None:
    return settle(question, Evidence(encounters, now, now)).outcome


SEPTEMBER, NOVEMBER = date(2018, 9, 3), date(2018, 11, 11)
MEET, VISIT, ATTEND = QuestionKind.MEET, QuestionKind.VISIT, QuestionKind.ATTEND
PAIR_RULE = Rule((A, B), YEAR)
RACE = (PAIR_RULE, replace(PAIR_RULE, leaders=(A, C)))
FIRST_AB, FIRST_AC = option_names(RACE)
CALL = {"mode": Mode.CALL, "contact": None, "place": None}


@pytest.mark.parametrize(
    ("question", "encounters", "expected"),
    [
        (ask(MEET), [met(SEPTEMBER)], "yes"),
        (ask(MEET), [], "no"),
        (ask(MEET, complement=True), [], "yes"),
        (ask(MEET, complement=True), [met(SEPTEMBER)], "no"),
        (ask(MEET, A, B, C), [met(SEPTEMBER)], "no"),
        (ask(MEET, A, B, C), [met(SEPTEMBER, A, B, C)], "yes"),
        (ask(MEET, A, B, C, any_of=True), [met(SEPTEMBER, A, C)], "yes"),
        (ask(MEET, A, B, C, any_of=True), [met(SEPTEMBER, B, C)], "no"),
        (ask(MEET), [met(SEPTEMBER, **CALL)], "no"),
        (ask(MEET, mode=AcceptedMode.ANY), [met(SEPTEMBER, **CALL)], "yes"),
        (ask(MEET, mode=AcceptedMode.CALL), [met(SEPTEMBER, **CALL)], "yes"),
        (ask(MEET, place=Place(FRA, "paris")), [met(SEPTEMBER)], "yes"),
        (ask(MEET, place=Place(FRA, "Nice")), [met(SEPTEMBER)], "no"),
        (ask(MEET, place=Place(USA)), [met(SEPTEMBER, place=None)], None),
        (ask(MEET), [met(SEPTEMBER, confirmed_by=None, origins=("x",))], None),
        (ask(MEET), [met(SEPTEMBER, confirmed_by=None, origins=("x", "y"))], "yes"),
        (ask(MEET, origins=3), [met(SEPTEMBER, confirmed_by=None, origins=("x", "y"))], None),
        (ask(MEET), [met(SEPTEMBER, retracted=True)], "no"),
        (ask(VISIT, A, place=Place(FRA)), [met(SEPTEMBER, A, C, contact=None)], "yes"),
        (ask(VISIT, A, place=Place(USA)), [met(SEPTEMBER)], "no"),
        (ask(VISIT, A, place=Place(FRA)), [met(SEPTEMBER, **CALL)], "no"),
        (
            ask(ATTEND, A, forum="G20-2018"),
            [met(date(2018, 12, 31), A, forum="G20-2018", until_on=date(2019, 1, 1))],
            "yes",
        ),
        (ask(ATTEND, A, B, forum="G20-2018"), [met(SEPTEMBER, A, forum="G20-2018")], "no"),
        (
            ask(ATTEND, A, B, forum="G20-2018"),
            [met(SEPTEMBER, A, forum="G20-2018"), met(SEPTEMBER, B, name="b", forum="G20-2018")],
            "yes",
        ),
        (ask(QuestionKind.NEXT_VENUE), [met(NOVEMBER, place=Place(USA)), met(SEPTEMBER)], "FRA"),
        (ask(QuestionKind.NEXT_VENUE), [], "none"),
        (ask(QuestionKind.NEXT_VENUE), [met(SEPTEMBER, place=None)], None),
        (ask(QuestionKind.COUNT), [], "0"),
        (ask(QuestionKind.COUNT), [met(SEPTEMBER), met(SEPTEMBER, name="again")], "1"),
        (ask(QuestionKind.COUNT), [met(date(2018, 9, day)) for day in (1, 2, 3, 4)], "3+"),
        (ask(QuestionKind.FIRST, options=RACE), [met(NOVEMBER), met(SEPTEMBER, A, C)], FIRST_AC),
        (ask(QuestionKind.FIRST, options=RACE), [], "none"),
        (
            ask(QuestionKind.FIRST, options=RACE),
            [met(NOVEMBER), met(NOVEMBER, A, C, name="c")],
            None,
        ),
        (
            ask(QuestionKind.FIRST, options=RACE),
            [
                met(NOVEMBER, started_at=datetime(2018, 11, 11, 9, tzinfo=UTC)),
                met(NOVEMBER, A, C, name="c", started_at=datetime(2018, 11, 11, 15, tzinfo=UTC)),
            ],
            FIRST_AB,
        ),
    ],
)
def test_outcomes_after_the_deadline(
    question: Question, encounters: list[Encounter], expected: str | None
) -> None:
    assert outcome(question, *encounters) == expected


@pytest.mark.parametrize(
    ("question", "encounters", "expected"),
    [
        (ask(MEET), [met(SEPTEMBER)], "yes"),
        (ask(MEET), [], None),
        (ask(MEET, complement=True), [], None),
        (ask(QuestionKind.NEXT_VENUE), [], None),
        (ask(QuestionKind.COUNT), [met(SEPTEMBER)], None),
        (ask(QuestionKind.COUNT), [met(date(2018, 9, day)) for day in (1, 2, 3)], "3+"),
    ],
)
def test_only_what_happened_settles_early(
    question: Question, encounters: list[Encounter], expected: str | None
) -> None:
    assert outcome(question, *encounters, now=DURING) == expected


def test_the_deadline_is_midnight_in_the_zone_of_the_rule() -> None:
    ends = {
        zone: deadline_at(replace(PAIR_RULE, zone=zone)).hour
        for zone in ("UTC", "Europe/Moscow", "America/New_York")
    }
    assert ends == {"UTC": 0, "Europe/Moscow": 21, "America/New_York": 5}


def test_nothing_ends_as_no_unwatched() -> None:
    found = settle(ask(MEET), Evidence((), AFTER, datetime(2018, 12, 1, tzinfo=UTC)))
    assert (found.outcome, found.code) == (None, "overdue")


def test_voids_follow_the_rule_alone() -> None:
    cancelled = replace(facts(), summits=(g20(), g20(DURING, revision=2, cancelled=True)))
    chronicle = Chronicle.of(cancelled).as_of(AFTER)
    plain = ask(MEET, forum="G20-2018")
    strict = ask(MEET, forum="G20-2018", void_if=(VoidCondition.FORUM_CANCELLED,))
    assert void_reason(plain, chronicle) is None
    reason = void_reason(strict, chronicle)
    assert reason == "G20-2018 was cancelled"
    found = settle(strict, Evidence((), DURING, DURING), reason)
    assert (found.outcome, found.reason) == ("void", "void: G20-2018 was cancelled")


def test_leaving_office_voids_only_where_asked() -> None:
    strict = ask(MEET, void_if=(VoidCondition.OUT_OF_OFFICE,))
    assert void_reason(strict, Chronicle.of(facts()).as_of(AFTER)) == (
        "a-one was out of office on 2018-12-31"
    )


def test_one_who_is_chosen_for_an_office_is_not_out_of_office() -> None:
    """A question about him stands until the oath; without the decision it would be void."""
    strict = ask(MEET, void_if=(VoidCondition.OUT_OF_OFFICE,))
    told = tuple(
        Succession(FRA, Office.BOTH, date(2018, 7, 1), date(2019, 3, 1), leader, None)
        for leader in (A, B)
    )
    chosen = Chronicle.of(replace(facts(), successions=told)).as_of(AFTER)
    assert void_reason(strict, chosen) is None


def held(outcome_: str, by: str | None = "rule", ids: tuple[str, ...] = ()) -> Resolution:
    return Resolution("q", 1, outcome_, ids, DURING, DURING, by, "reason")


def step(question: Question, now: datetime, *encounters: Encounter, old: Resolution | None = None):  # noqa: ANN201
    state = QuestionState.RESOLVED if old and old.confirmed_by else QuestionState.OPEN
    standing = Standing(question, state, "", old)
    return decide(standing, Evidence(encounters, now, now))


def test_a_no_is_proposed_first_and_final_after_the_grace() -> None:
    early = deadline_at(PAIR_RULE) + timedelta(hours=1)
    proposed = step(ask(MEET), early).resolution
    final = step(ask(MEET), early + GRACE, old=proposed).resolution
    assert (proposed.outcome, proposed.confirmed_by) == ("no", None)
    assert (final.outcome, final.confirmed_by, final.revision) == ("no", "rule", 2)
    assert not final.corrects


def test_a_rumour_does_not_undo_a_no_but_a_proof_does() -> None:
    rumour = met(NOVEMBER, confirmed_by=None, origins=("x",))
    assert step(ask(MEET), AFTER, rumour, old=held("no")).resolution is None
    proven = step(ask(MEET), AFTER, met(NOVEMBER), old=held("no")).resolution
    assert (proven.outcome, proven.corrects, proven.revision) == ("yes", True, 2)


def test_what_a_person_decided_stays() -> None:
    assert step(ask(MEET), AFTER, met(NOVEMBER), old=held("no", "person:x")).resolution is None


def test_the_same_again_is_nothing_new() -> None:
    old = held("yes", ids=(f"e-{NOVEMBER}",))
    assert step(ask(MEET), AFTER, met(NOVEMBER), old=old).resolution is None


def test_what_a_person_closed_stays_closed_and_is_settled_all_the_same() -> None:
    closed = Standing(ask(MEET), QuestionState.CLOSED, "", None, closed_by_hand=True)
    assert decide(closed, Evidence((), DURING, DURING)) == Step()
    assert decide(replace(closed, closed_by_hand=False), Evidence((), DURING, DURING)).state is (
        QuestionState.OPEN
    )
    told = decide(closed, Evidence((met(NOVEMBER),), AFTER, AFTER))
    assert told.state is QuestionState.RESOLVED


def test_overdue_is_told_once_for_each_reason() -> None:
    doubtful = met(NOVEMBER, contact=ContactLevel.GREETING, at_least=True)
    standing = Standing(ask(MEET), QuestionState.CLOSED, "", None)
    evidence = Evidence((doubtful,), AFTER, AFTER)
    first = decide(standing, evidence)
    again = decide(replace(standing, reason=first.reason), evidence)
    assert first.reason.startswith("overdue: contact_unproven: greeting is proven")
    assert again.state is None
