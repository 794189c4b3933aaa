"""Resolve: what is known to encounters, encounters to outcomes, finished days to signed roots."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import DAY, Window
from forecaster.domain.meetings import Encounter
from forecaster.domain.people import LeaderId
from forecaster.domain.questions import Question, QuestionKind, QuestionState
from forecaster.questions.encounters import Book, refresh
from forecaster.questions.resolve import OVERDUE, Standing, Step, decide
from forecaster.questions.settle import Evidence, void_reason
from forecaster.questions.sightings import Scope
from forecaster.store.ports import QuestionQuery, Records
from forecaster.store.records import QuestionMove
from jobs.ledger import resolve, sign_days
from jobs.ports import Ports
from jobs.report import Report
from jobs.signing import KEY_NAME, signing_seed

log = logging.getLogger(__name__)

MOST = 100_000
FRESH = timedelta(days=30)
"""Settled questions are looked at again for so long after an encounter of theirs changed."""

ROW_GAP = timedelta(days=14)
"""Days without a row that say nothing about whether the record was kept."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def run(ports: Ports, now: datetime) -> Report:
    """Record encounters, settle what can be settled, list what is overdue, sign finished days."""
    with ports.write() as records:
        chronicle = ports.library.chronicle(records, now)
        asked = _questions(records, now, QuestionState.OPEN, QuestionState.CLOSED)
        live = _in_time(records, asked, now)
        met = _record_encounters(ports, records, chronicle, live, now)
        encounters = tuple(e for e in records.encounters.current(as_of=now) if not e.retracted)
        evidence = Evidence(encounters, now, watched_until(records, chronicle))
        again = _in_time(records, _concerned(records, now), now)
        steps = [
            step
            for question in (*live, *again)
            if (step := _settle(records, question, evidence, chronicle)) is not None
        ]
        overdue = overdue_questions(records, now)
        signed = sign_days(records, signing_seed(ports.settings.folder / KEY_NAME), now)
    for text in overdue:
        log.warning("question overdue", extra={"question": text})
    counts = {"questions": len(live), "encounters": met, **_counted(steps), "roots": signed}
    notes = overdue
    if ahead := len(asked) - len(live):
        counts["ahead"] = ahead
        notes = [*overdue, f"{ahead} questions left alone: see `future knowledge` of the check"]
    return Report({**counts, "overdue": len(overdue)}, tuple(notes))


def _in_time(
    records: Records, questions: tuple[Question, ...], now: datetime
) -> tuple[Question, ...]:
    """Those of the questions of which nothing was recorded at a moment that has not come yet.

    A clock that was far ahead leaves that behind, and nothing can be recorded before it.
    """
    latest = records.changes.latest_at()
    if latest is None or latest <= now:
        return questions
    return tuple(one for one in questions if _recorded_at(records, one) <= now)


def _recorded_at(records: Records, question: Question) -> datetime:
    """When something was recorded about a question last."""
    moves = records.questions.moves(question.id)
    history = records.resolutions.history(question.id)
    moments = [move.known_at for move in moves] + [one.known_at for one in history]
    return max(moments, default=_NEVER)


def _counted(steps: Sequence[Step]) -> dict[str, int]:
    made = [step.resolution for step in steps if step.resolution is not None]
    return {
        "proposed": sum(one.confirmed_by is None for one in made),
        "resolved": sum(one.confirmed_by is not None and not one.corrects for one in made),
        "re-resolved": sum(one.corrects for one in made),
    }


def _questions(records: Records, now: datetime, *states: QuestionState) -> tuple[Question, ...]:
    return records.questions.find(QuestionQuery(as_of=now, states=states, limit=MOST))


def _record_encounters(
    ports: Ports, records: Records, chronicle: Chronicle, live: Iterable[Question], now: datetime
) -> int:
    """Add what is known of the leaders asked about, since the earliest window opened."""
    leaders, since = _scope(live)
    if since is None:
        return 0
    visitors = frozenset(
        leader for one in live if one.kind is QuestionKind.VISIT for leader in one.rule.leaders
    )
    scope = Scope(leaders, Window(since, max(since, now.date() + DAY)), visitors)
    book = Book(records.encounters.current(as_of=now), ports.library.zones, now)
    found = refresh(chronicle, scope, book)
    return sum(records.encounters.append(one) for one in found if not _met_ahead(records, one))


def _met_ahead(records: Records, found: Encounter) -> bool:
    """Whether a later revision of an encounter was recorded while the clock was ahead."""
    history = records.encounters.history(found.id)
    return bool(history) and history[-1].known_at > found.known_at


def _scope(questions: Iterable[Question]) -> tuple[frozenset[LeaderId], date | None]:
    rules = [rule for one in questions for rule in (one.rule, *one.options)]
    leaders = frozenset(leader for rule in rules for leader in rule.leaders)
    return leaders, min((rule.window.start for rule in rules), default=None)


def watched_until(records: Records, chronicle: Chronicle) -> datetime:
    """Up to when anything was seen of the world.

    The newest article says so to the minute; rows of the record lie some days apart by nature.
    """
    seen = [row.known_at + ROW_GAP for row in chronicle.meetings[-1:]]
    article = records.articles.newest_at()
    newest = max((*seen, *([article] if article else [])), default=_NEVER)
    return min(newest, chronicle.cutoff)


def _concerned(records: Records, now: datetime) -> tuple[Question, ...]:
    """Settled questions about leaders of whom an encounter was added or changed lately."""
    fresh = [one for one in records.encounters.current(as_of=now) if one.known_at >= now - FRESH]
    leaders = sorted({leader for one in fresh for leader in one.leaders})
    states = (QuestionState.RESOLVED, QuestionState.VOID)
    found = {
        question.id: question
        for leader in leaders
        for question in records.questions.find(
            QuestionQuery(as_of=now, states=states, leaders=(leader,), limit=MOST)
        )
        if _is_touched(question, fresh)
    }
    return tuple(found[key] for key in sorted(found))


def _is_touched(question: Question, fresh: Iterable[Encounter]) -> bool:
    leaders, since = _scope([question])
    return any(
        one.leaders & leaders and since is not None and one.happened_on >= since - DAY
        for one in fresh
    )


def _settle(
    records: Records, question: Question, evidence: Evidence, chronicle: Chronicle
) -> Step | None:
    standing = standing_of(records, question)
    step = decide(standing, evidence, void_reason(question, chronicle))
    return step if keep(records, question, step, evidence.now) else None


def standing_of(records: Records, question: Question) -> Standing:
    """Where a question stands now."""
    moves = records.questions.moves(question.id)
    history = records.resolutions.history(question.id)
    held = history[-1] if history else None
    return Standing(question, moves[-1].state, moves[-1].reason, held, _is_closed_by_hand(moves))


def _is_closed_by_hand(moves: Sequence[QuestionMove]) -> bool:
    """Whether a person closed the question, and nobody has opened it since."""
    waiting = [move for move in moves if move.state in (QuestionState.OPEN, QuestionState.CLOSED)]
    return waiting[-1].state is QuestionState.CLOSED and waiting[-1].actor is not None


def keep(records: Records, question: Question, step: Step, now: datetime) -> bool:
    """Record a step: the resolution with its ledger entry, and the state; False if it is empty."""
    if step.resolution is not None:
        resolve(records, step.resolution, now)
    if step.state is not None:
        last = records.questions.state(question.id)
        records.questions.move(
            QuestionMove(question.id, last.revision + 1, step.state, step.reason, now)
        )
    return step.resolution is not None or step.state is not None


def overdue_questions(records: Records, now: datetime) -> list[str]:
    """Questions past their deadline that nothing settles, each with what is missing."""
    found = []
    for question in _questions(records, now, QuestionState.CLOSED):
        reason = records.questions.state(question.id, as_of=now).reason
        if reason.startswith(OVERDUE):
            found.append(f"{question.id}: {reason.removeprefix(f'{OVERDUE}: ')}")
    return found
