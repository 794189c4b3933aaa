"""From encounters to the outcome of a question, by rule.

A yes needs an encounter that counts; a no needs the deadline to be over, watched to its end, and
no encounter left that may count. Everything between is undecided and says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import format_instant
from forecaster.domain.meetings import Encounter
from forecaster.domain.questions import Question, QuestionKind, Rule, VoidCondition
from forecaster.questions.judge import (
    Ruling,
    Verdict,
    days_in,
    deadline_at,
    happened_at,
    judge,
)
from forecaster.questions.options import option_kind, option_names

YES, NO, VOID, NONE = "yes", "no", "void", "none"
MOST_COUNTED = 3
"""Counts are told apart up to here; more is one class."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the rule says to a question from what is recorded.

    Attributes:
        outcome: ``yes``, ``no``, ``void``, an option, country or count; None while undecided.
        code: Stable word for the ground.
        text: The ground in a sentence.
        encounter_ids: Encounters it rests on, or that keep it open.
        settled_at: When the event or the deadline settled it; None while undecided.
    """

    outcome: str | None
    code: str
    text: str
    encounter_ids: tuple[str, ...] = ()
    settled_at: datetime | None = None

    @property
    def reason(self) -> str:
        """Code and sentence, as resolutions keep it."""
        return f"{self.code}: {self.text}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may settle questions at one moment.

    Attributes:
        encounters: Newest revision of each encounter.
        now: The moment.
        watched_until: Up to when the world was watched; before the deadline nothing ends as "no".
    """

    encounters: tuple[Encounter, ...]
    now: datetime
    watched_until: datetime


@dataclass(frozen=True, slots=True)
class _Case:
    """One encounter under one rule."""

    encounter: Encounter
    ruling: Ruling

    @property
    def order(self) -> tuple[datetime, str]:
        return happened_at(self.encounter), self.encounter.id


def settle(question: Question, evidence: Evidence, void: str | None = None) -> Settlement:
    """The outcome of a question, or why there is none yet.

    Args:
        question: What was asked.
        evidence: Encounters and how far the world was watched.
        void: What voids it by its own rule, as :func:`void_reason` found.
    """
    found = _SETTLERS[question.kind](question, evidence)
    if void is not None and not _happened(found):
        return Settlement(VOID, "void", void, (), min(evidence.now, deadline_at(question.rule)))
    return _complemented(found) if question.complement else found


def _happened(found: Settlement) -> bool:
    return found.outcome not in (None, NO, NONE, "0")


def _complemented(found: Settlement) -> Settlement:
    turned = {YES: NO, NO: YES}
    if found.outcome not in turned:
        return found
    return replace(found, outcome=turned[found.outcome])


def _cases(
    rule: Rule, kind: QuestionKind, encounters: Iterable[Encounter], *, any_of: bool = False
) -> list[_Case]:
    """Encounters that count or may count, earliest first."""
    wanted = set(rule.leaders)
    cases = [
        _Case(encounter, judge(encounter, rule, kind, any_of=any_of))
        for encounter in encounters
        if wanted & encounter.leaders
    ]
    return sorted((c for c in cases if c.ruling.verdict is not Verdict.NO), key=_order)


def _order(case: _Case) -> tuple[datetime, str]:
    return case.order


def _ids(cases: Iterable[_Case]) -> tuple[str, ...]:
    return tuple(case.encounter.id for case in cases)


def _settled_by(cases: Sequence[_Case], outcome: str) -> Settlement:
    last = cases[-1]
    code, text = last.ruling.code, last.ruling.text
    return Settlement(outcome, code, text, _ids(cases), happened_at(last.encounter))


def _kept_open(cases: Sequence[_Case]) -> Settlement:
    """Undecided; a report that only wants a second origin is named before other gaps."""
    ruling = min(cases, key=_gap).ruling
    return Settlement(None, ruling.code, ruling.text, _ids(cases))


def _gap(case: _Case) -> bool:
    return case.ruling.code != "too_few_origins"


def _by_deadline(rule: Rule, evidence: Evidence, outcome: str, text: str) -> Settlement:
    """What holds if nothing counts until the deadline."""
    deadline = deadline_at(rule)
    if evidence.now < deadline:
        return Settlement(None, "open", f"open until {format_instant(deadline)}")
    if evidence.watched_until < deadline:
        seen = format_instant(evidence.watched_until)
        return Settlement(None, "overdue", f"nothing was watched between {seen} and the deadline")
    return Settlement(outcome, "deadline_passed", text, (), deadline)


def _one(question: Question, evidence: Evidence) -> Settlement:
    """Meetings, visits and attendance: one encounter that counts is enough."""
    cases = _cases(question.rule, question.kind, evidence.encounters, any_of=question.any_of)
    counting = [case for case in cases if case.ruling.counts]
    if counting:
        return _settled_by(counting[:1], YES)
    if cases:
        return _kept_open(cases)
    return _by_deadline(question.rule, evidence, NO, "no encounter counts by the deadline")


def _attend(question: Question, evidence: Evidence) -> Settlement:
    """Each leader asked for must have been there; they may be recorded one by one."""
    found = [
        _one(replace(question, rule=replace(question.rule, leaders=(leader,))), evidence)
        for leader in question.rule.leaders
    ]
    for settlement in found:
        if settlement.outcome != YES:
            return settlement
    ids = tuple(dict.fromkeys(key for part in found for key in part.encounter_ids))
    return replace(max(found, key=_settled), encounter_ids=ids)


def _settled(found: Settlement) -> datetime:
    if found.settled_at is None:
        raise ValueError(f"{found} is not settled")
    return found.settled_at


def _next_venue(question: Question, evidence: Evidence) -> Settlement:
    """Host country of the first encounter that counts."""
    cases = _cases(question.rule, QuestionKind.MEET, evidence.encounters)
    if not cases:
        return _by_deadline(question.rule, evidence, NONE, "no encounter counts by the deadline")
    first = cases[0]
    if not first.ruling.counts:
        return _kept_open(cases[:1])
    if first.encounter.place is None:
        return Settlement(None, "place_unknown", "where it was is not recorded", _ids([first]))
    return _settled_by([first], first.encounter.place.country)


def _count(question: Question, evidence: Evidence) -> Settlement:
    """How many days had an encounter that counts; several contacts of one day count once."""
    rule = question.rule
    cases = _cases(rule, QuestionKind.MEET, evidence.encounters, any_of=question.any_of)
    by_day: dict[object, _Case] = {}
    for case in cases:
        if case.ruling.counts:
            by_day.setdefault(days_in(case.encounter, rule.zone).start, case)
    counting = list(by_day.values())
    if len(counting) >= MOST_COUNTED:
        return _settled_by(counting[:MOST_COUNTED], f"{MOST_COUNTED}+")
    unclear = [case for case in cases if not case.ruling.counts]
    if unclear and evidence.now >= deadline_at(rule):
        return _kept_open(unclear)
    found = _by_deadline(rule, evidence, str(len(counting)), f"{len(counting)} by the deadline")
    return replace(found, encounter_ids=_ids(counting)) if found.outcome else found


def _first(question: Question, evidence: Evidence) -> Settlement:
    """The option whose first counting encounter came earliest; equal days are undecided."""
    firsts: list[tuple[datetime, str, _Case]] = []
    for name, rule in zip(option_names(question.options), question.options, strict=True):
        cases = _cases(rule, option_kind(rule), evidence.encounters)
        if cases:
            firsts.append((happened_at(cases[0].encounter), name, cases[0]))
    if not firsts:
        return _by_deadline(question.rule, evidence, NONE, "no option happened by the deadline")
    firsts.sort(key=itemgetter(0, 1))
    winner = firsts[0]
    tied = [case for at, _, case in firsts if _same_time(winner[2], case) and case is not winner[2]]
    if tied:
        text = "two options on one day: the hour is needed"
        return Settlement(None, "order_unknown", text, _ids([winner[2], *tied]))
    if not winner[2].ruling.counts:
        return _kept_open([winner[2]])
    return _settled_by([winner[2]], winner[1])


def _same_time(one: _Case, other: _Case) -> bool:
    """Whether the record cannot tell which came first."""
    if one.encounter.started_at and other.encounter.started_at:
        return one.encounter.started_at == other.encounter.started_at
    return one.encounter.happened_on == other.encounter.happened_on


_SETTLERS: Mapping[QuestionKind, Callable[[Question, Evidence], Settlement]] = {
    QuestionKind.MEET: _one,
    QuestionKind.VISIT: _one,
    QuestionKind.ATTEND: _attend,
    QuestionKind.NEXT_VENUE: _next_venue,
    QuestionKind.COUNT: _count,
    QuestionKind.FIRST: _first,
}


def void_reason(question: Question, chronicle: Chronicle) -> str | None:
    """What voids the question by its own conditions, given what is known; None if nothing does."""
    rule = question.rule
    if VoidCondition.OUT_OF_OFFICE in rule.void_if:
        last = min(chronicle.cutoff.date(), rule.window.end)
        for leader in rule.leaders:
            if chronicle.stands_for(leader, last) is None:
                return f"{leader} was out of office on {last}"
    if VoidCondition.FORUM_CANCELLED in rule.void_if and rule.forum:
        summit = chronicle.summits.get(rule.forum.lower())
        if summit is not None and summit.cancelled:
            return f"{rule.forum} was cancelled"
    return None
