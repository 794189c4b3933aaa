"""From a settlement to the next step of a question: proposed, confirmed, corrected, overdue.

States and resolutions are only ever added to. What a person decided is never changed by rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forecaster.domain.errors import QuestionError
from forecaster.domain.questions import Question, QuestionKind, QuestionState, Resolution
from forecaster.questions.judge import deadline_at
from forecaster.questions.options import option_names
from forecaster.questions.settle import MOST_COUNTED, NO, NONE, VOID, YES, Evidence, settle

GRACE = timedelta(days=2)
"""How long after the deadline late reports are waited for before a "no" is final."""

RULE, PERSON = "rule", "person:"
REOPENED = "reopened"
OVERDUE = "overdue"
"""How the reason of a question begins that is past its deadline and cannot be settled."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a question stands before a decision.

    Attributes:
        question: Which question.
        state: Its state.
        reason: Reason of its latest step.
        held: Its newest resolution; None if there is none.
        closed_by_hand: Whether a person closed it before its deadline: no rule opens it again.
    """

    question: Question
    state: QuestionState
    reason: str
    held: Resolution | None
    closed_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be recorded.

    Attributes:
        resolution: A new resolution, or None.
        state: The state to enter, or None to stay.
        reason: Why, for the state.
    """

    resolution: Resolution | None = None
    state: QuestionState | None = None
    reason: str = ""


def decide(standing: Standing, evidence: Evidence, void: str | None = None) -> Step:
    """The next step by rule; empty when nothing is to be recorded."""
    held = standing.held
    if held is not None and (held.confirmed_by or "").startswith(PERSON):
        return Step()
    question, now = standing.question, evidence.now
    found = settle(question, evidence, void)
    if found.outcome is None and found.code == "too_few_origins":
        proposal = settle(_trusting(question), evidence, void)
        found = replace(proposal, code=found.code, text=found.text)
    late = found.code == "deadline_passed" and now < deadline_at(question.rule) + GRACE
    final = found.outcome is not None and found.code != "too_few_origins" and not late
    if not final and _rests_on_deadline(held):
        return Step()
    if found.outcome is None:
        return _undecided(standing, found.code, found.text, now)
    resolution = Resolution(
        question_id=question.id,
        revision=1,
        outcome=found.outcome,
        encounter_ids=found.encounter_ids,
        resolved_at=min(found.settled_at or now, now),
        known_at=now,
        confirmed_by=RULE if final else None,
        reason=found.reason,
    )
    return _with_state(standing, _following(resolution, held), final=final)


def _trusting(question: Question) -> Question:
    """The same question for which any one origin is enough."""
    options = tuple(replace(rule, origins=0) for rule in question.options)
    return replace(question, rule=replace(question.rule, origins=0), options=options)


def _rests_on_deadline(held: Resolution | None) -> bool:
    """Whether it was settled for good by nothing having happened: a rumour does not undo that."""
    return (
        held is not None
        and held.confirmed_by is not None
        and not held.encounter_ids
        and held.outcome != REOPENED
    )


def _following(resolution: Resolution, held: Resolution | None) -> Resolution | None:
    """The resolution as a revision of the one held; None if that says the same already."""
    if held is None:
        return resolution
    same = held.outcome == resolution.outcome
    if same and (held.confirmed_by is not None or resolution.confirmed_by is None):
        return None
    corrects = held.confirmed_by is not None and not same
    return replace(resolution, revision=held.revision + 1, corrects=corrects)


def _with_state(standing: Standing, resolution: Resolution | None, *, final: bool) -> Step:
    if resolution is None:
        return Step()
    if final:
        state = QuestionState.VOID if resolution.outcome == VOID else QuestionState.RESOLVED
    else:
        state = _waiting(standing, resolution.known_at)
    changed = state if state is not standing.state else None
    return Step(resolution, changed, resolution.reason)


def _waiting(standing: Standing, now: datetime) -> QuestionState:
    over = standing.closed_by_hand or now >= deadline_at(standing.question.rule)
    return QuestionState.CLOSED if over else QuestionState.OPEN


def _undecided(standing: Standing, code: str, text: str, now: datetime) -> Step:
    held, question = standing.held, standing.question
    state = _waiting(standing, now)
    changed = state if state is not standing.state else None
    if held is not None and held.outcome != REOPENED:
        reopened = replace(
            held,
            revision=held.revision + 1,
            outcome=REOPENED,
            encounter_ids=(),
            resolved_at=now,
            known_at=now,
            confirmed_by=RULE,
            reason=f"{code}: {text}",
            corrects=held.confirmed_by is not None,
        )
        return Step(reopened, changed, reopened.reason)
    if state is QuestionState.CLOSED and now >= deadline_at(question.rule) + GRACE:
        reason = f"{OVERDUE}: {code}: {text}"
        # Told once for each reason, so that the feed of changes is an alert and not a drum.
        return Step() if standing.reason == reason else Step(None, state, reason)
    return Step(None, changed, f"{code}: {text}" if changed else "")


def by_hand(standing: Standing, outcome: str | None, who: str, reason: str, now: datetime) -> Step:
    """A person's word: confirms the proposal held, or sets an outcome of its own.

    Args:
        standing: Where the question stands.
        outcome: What came; None to confirm what is proposed.
        who: Name of the person.
        reason: Ground, in words.
        now: Moment of the decision.

    Raises:
        QuestionError: If nothing is proposed, the outcome is none of the question's, or the person
            or the ground of a void is not named.
    """
    question, held = standing.question, standing.held
    if not who.strip():
        raise QuestionError("resolution: no name is given", remedy="say who decides")
    if outcome is None and (held is None or held.outcome == REOPENED):
        raise QuestionError(
            f"resolution: nothing is proposed for {question.id}", remedy="name the outcome"
        )
    chosen = outcome if outcome is not None or held is None else held.outcome
    chosen = _checked(question, str(chosen))
    if chosen == VOID and not reason.strip():
        raise QuestionError("resolution: a void needs its reason", remedy="say why")
    same = held is not None and held.outcome == chosen
    resolution = Resolution(
        question_id=question.id,
        revision=held.revision + 1 if held else 1,
        outcome=chosen,
        encounter_ids=held.encounter_ids if held and same else (),
        resolved_at=held.resolved_at if held and same else min(now, deadline_at(question.rule)),
        known_at=now,
        confirmed_by=f"{PERSON}{who.strip()}",
        reason=reason.strip() or "by_hand: confirmed by a person",
        corrects=held is not None and held.confirmed_by is not None and not same,
    )
    return _with_state(standing, resolution, final=True)


def _checked(question: Question, outcome: str) -> str:
    allowed = outcomes_of(question)
    if allowed is None or outcome in allowed:
        return outcome
    raise QuestionError(
        f"resolution: {outcome!r} is no outcome of {question.id}",
        remedy=f"outcomes are {', '.join(allowed)}",
    )


def outcomes_of(question: Question) -> tuple[str, ...] | None:
    """What a question can end as; None where any country may be the answer."""
    if question.kind is QuestionKind.NEXT_VENUE:
        return None
    if question.kind is QuestionKind.COUNT:
        return (*map(str, range(MOST_COUNTED)), f"{MOST_COUNTED}+", VOID)
    if question.kind is QuestionKind.FIRST:
        return (*option_names(question.options), NONE, VOID)
    return (YES, NO, VOID)
