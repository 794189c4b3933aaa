"""Check: truths about the live records, looked after on a schedule.

A breach is told, never mended in silence: the records are the evidence. Answers that were kept for
repeated requests are none, and are let go of once nobody may repeat them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from forecaster.domain.errors import LedgerError, SettingsError
from forecaster.domain.forecasts import Forecast
from forecaster.domain.questions import QuestionState
from forecaster.ledger.roots import public_key
from forecaster.store.ports import QuestionQuery, Records
from jobs.ledger import verify_store
from jobs.ports import Ports
from jobs.report import Report
from jobs.signing import KEY_NAME, signing_seed

SKEW = timedelta(minutes=5)
"""How far clocks of machines may be apart."""

SILENT = timedelta(days=3)
"""A source that brought nothing new for so long is told of, whatever its status codes say."""

LATE = timedelta(days=7)
"""A question so long past its deadline without an outcome needs a person."""

REPEATABLE = timedelta(hours=24)
"""How long a request with an Idempotency-Key may be repeated; its answer is kept as long."""

PAGE = 1000

Invariant = Callable[[Records, datetime], Iterator[str]]


def run(ports: Ports, now: datetime) -> Report:
    """Look at every invariant, and forget answers that are not to be repeated any more."""
    counts: dict[str, int] = {}
    notes: list[str] = []
    with ports.read() as records:
        for name, invariant in {**INVARIANTS, "ledger": _ledger_of(ports)}.items():
            found = list(invariant(records, now))
            counts[name] = len(found)
            notes += [f"{name}: {text}" for text in found[:10]]
    with ports.write() as records:
        counts["answers forgotten"] = records.keys.forget_answers(now - REPEATABLE)
    stale = bool(counts["failing sources"] or counts["silent sources"])
    return Report(counts, tuple(notes), ("feeds_stale",) if stale else ())


def _known_in_the_future(records: Records, now: datetime) -> Iterator[str]:
    newest = records.articles.newest_at()
    if newest is not None and newest > now + SKEW:
        yield f"an article is known at {newest.isoformat()}, later than now"
    latest = records.changes.latest_at()
    if latest is not None and latest > now + SKEW:
        yield (
            f"something was recorded at {latest.isoformat()}, later than now: the clock was ahead; "
            "what was recorded then does not count until then, so restore the last backup from "
            "before (`summitry db restore`)"
        )


def _falling_curves(records: Records, now: datetime) -> Iterator[str]:
    for forecast in _in_force(records, now):
        chances = [chance for _, chance in forecast.answer.by_date]
        if any(later < earlier - 1e-9 for earlier, later in pairwise(chances)):
            yield f"forecast {forecast.id} falls with a later day"


def _in_force(records: Records, now: datetime) -> Iterator[Forecast]:
    after: str | None = None
    while True:
        query = QuestionQuery(as_of=now, states=(QuestionState.OPEN,), after=after, limit=PAGE)
        ids = [question.id for question in records.questions.find(query)]
        yield from records.forecasts.latest(ids, as_of=now).values()
        if len(ids) < PAGE:
            return
        after = ids[-1]


def _overdue_questions(records: Records, now: datetime) -> Iterator[str]:
    query = QuestionQuery(
        as_of=now,
        states=(QuestionState.OPEN, QuestionState.CLOSED),
        deadline_until=(now - LATE).date(),
    )
    for question in records.questions.find(query):
        yield f"{question.id} was due on {question.deadline_on} and has no outcome"


def _failing_sources(records: Records, _now: datetime) -> Iterator[str]:
    for state in records.feeds.all():
        if state.failures:
            yield f"{state.source} failed {state.failures} times in a row: {state.reason}"


def _silent_sources(records: Records, now: datetime) -> Iterator[str]:
    for state in records.feeds.all():
        since = state.last_new_at
        if not state.failures and since is not None and since < now - SILENT:
            yield f"{state.source} brought nothing new since {since:%Y-%m-%d}"


def _failed_runs(records: Records, now: datetime) -> Iterator[str]:
    for run_ in records.runs.latest(limit=PAGE):
        if run_.error and run_.finished_at is not None and run_.finished_at > now - SILENT:
            yield f"{run_.id}: {run_.error}"
        elif run_.is_lost(now) and run_.lease_until > now - SILENT:
            yield f"{run_.id}: it ended without a word"


def _ledger_of(ports: Ports) -> Invariant:
    """The ledger: chain, signatures, and that what is served is what was recorded."""

    def broken(records: Records, _now: datetime) -> Iterator[str]:
        if records.ledger.last() is None:
            return
        try:
            verify_store(records, public_key(signing_seed(ports.settings.folder / KEY_NAME)))
        except (LedgerError, SettingsError) as error:
            yield str(error)

    return broken


INVARIANTS: dict[str, Invariant] = {
    "future knowledge": _known_in_the_future,
    "falling curves": _falling_curves,
    "overdue questions": _overdue_questions,
    "failing sources": _failing_sources,
    "silent sources": _silent_sources,
    "failed runs": _failed_runs,
}
