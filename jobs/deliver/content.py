"""What a digest says: one plain object, from which text, HTML and API alike are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forecaster.domain.forecasts import Forecast
from forecaster.domain.moves import Move, between
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.questions import Question, QuestionState, Resolution
from forecaster.domain.signals import Review, Signal
from forecaster.domain.summits import Summit, newest_versions
from forecaster.store.ports import ForecastQuery, QuestionQuery, Records, SignalQuery
from forecaster.store.records import Subscription

AHEAD = timedelta(days=45)
"""How far coming dates reach."""

MOST = 20
"""Entries of each kind; the rest is counted."""

_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Prospect:
    """Something that would move a forecast.

    Attributes:
        text: What would have to happen, in words.
        until: By when it would show; None if at any time.
        change: Change in probability if it happens.
        otherwise: Change if it does not happen by ``until``.
    """

    text: str
    until: date | None
    change: float
    otherwise: float


Prospects = Callable[[Question, Forecast], Sequence[Prospect]]
"""What would change a forecast; an empty answer when nobody has worked it out."""


def no_prospects(_question: Question, _forecast: Forecast) -> Sequence[Prospect]:
    """Nothing is said about what would change a forecast."""
    return ()


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """A move, the signals behind its drivers, and what would move it next."""

    question: Question
    move: Move
    evidence: tuple[Signal, ...]
    prospects: tuple[Prospect, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """All that a digest tells.

    Attributes:
        local_on: Day it is for.
        since: State of knowledge of the digest before; None for the first.
        as_of: State of knowledge it tells of.
        moves: Moves of at least the threshold, largest first.
        smaller: How many issues moved by less.
        opened: New questions with their first issue.
        signals: New or revised signals, latest first; withdrawn ones among them.
        resolutions: Questions settled, or settled anew.
        deadlines: Open questions whose deadline is near.
        summits: Coming summits of the pairs' countries.
        degraded: Named reasons why inputs were reduced.
    """

    local_on: date
    since: datetime | None
    as_of: datetime
    moves: tuple[MoveEntry, ...]
    smaller: int
    opened: tuple[tuple[Question, Forecast], ...]
    signals: tuple[Signal, ...]
    resolutions: tuple[tuple[Question, Resolution], ...]
    deadlines: tuple[tuple[Question, Forecast | None], ...]
    summits: tuple[Summit, ...]
    degraded: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened."""
        return not (self.moves or self.opened or self.signals or self.resolutions)


@dataclass(frozen=True, slots=True)
class _View:
    """What one subscription looks at between two moments."""

    records: Records
    subscription: Subscription
    dyads: tuple[Dyad, ...]
    questions: tuple[Question, ...]
    since: datetime | None
    as_of: datetime


def compose(  # noqa: PLR0913  # what, for whom, between which moments, out of which tables
    records: Records,
    subscription: Subscription,
    local_on: date,
    *,
    as_of: datetime,
    since: datetime | None,
    calendar: Iterable[Summit] = (),
    prospects: Prospects = no_prospects,
) -> Content:
    """What a subscription is told.

    Args:
        records: A consistent view of the store.
        subscription: For whom.
        local_on: Day it is for.
        as_of: State of knowledge to tell of.
        since: State of knowledge of the digest before; None for the first.
        calendar: Summits that ship with the product; stored ones are added.
        prospects: What would change a forecast.
    """
    view = _view(records, subscription, as_of, since)
    latest = records.forecasts.latest([q.id for q in view.questions], as_of=as_of)
    moves, smaller = _moves(view, prospects)
    signals = _signals(view)
    opened = [q for q in view.questions if q.id in latest and _is_new(q.opened_at, view)]
    near = [q for q in view.questions if _is_near(q.deadline_on, as_of) and _is_open(view, q)]
    return Content(
        local_on=local_on,
        since=since,
        as_of=as_of,
        moves=moves[:MOST],
        smaller=smaller + len(moves[MOST:]),
        opened=tuple((question, latest[question.id]) for question in opened[:MOST]),
        signals=signals[:MOST],
        resolutions=_resolutions(view)[:MOST],
        deadlines=tuple((question, latest.get(question.id)) for question in near[:MOST]),
        summits=_coming(view, calendar)[:MOST],
        degraded=tuple(sorted({name for f in latest.values() for name in f.answer.degraded})),
    )


def _view(
    records: Records, subscription: Subscription, as_of: datetime, since: datetime | None
) -> _View:
    watched = [pair.dyad for pair in records.pairs.current(as_of=as_of) if pair.watched]
    named = [Dyad.parse(pair) for pair in subscription.pairs]
    dyads = tuple(named or watched)
    everything = records.questions.find(QuestionQuery(as_of=as_of, limit=_ALL))
    about = {leader for dyad in dyads for leader in (dyad.first, dyad.second)}
    questions = [q for q in everything if _concerns(q, dyads, about)]
    return _View(records, subscription, dyads, tuple(questions), since, as_of)


def _concerns(question: Question, dyads: Sequence[Dyad], about: set[LeaderId]) -> bool:
    """Whether a question is about one of the pairs, or about one leader of them alone."""
    leaders = set(question.rule.leaders)
    if len(leaders) == 1:
        return leaders <= about
    return any({dyad.first, dyad.second} <= leaders for dyad in dyads)


def _is_new(moment: datetime, view: _View) -> bool:
    return view.since is None or moment > view.since


def _is_near(day: date, as_of: datetime) -> bool:
    return as_of.date() <= day <= (as_of + AHEAD).date()


def _is_open(view: _View, question: Question) -> bool:
    step = view.records.questions.state(question.id, as_of=view.as_of)
    return step.state is QuestionState.OPEN


def _moves(view: _View, prospects: Prospects) -> tuple[tuple[MoveEntry, ...], int]:
    """Moves worth telling, largest first, and how many others there were."""
    entries, smaller = [], 0
    for question in view.questions:
        move = _move(view, question)
        if move is None:
            continue
        if abs(move.change) < view.subscription.threshold:
            smaller += 1
            continue
        told = tuple(prospects(question, move.later))
        entries.append(MoveEntry(question, move, _evidence(view, move), told))
    entries.sort(key=lambda entry: (-abs(entry.move.change), entry.question.id))
    return tuple(entries), smaller


def _move(view: _View, question: Question) -> Move | None:
    """The move since the digest before; None if there was none, or no single probability."""
    if view.since is None:
        return None
    earlier = view.records.forecasts.in_force(question.id, as_of=view.since)
    if earlier is None or earlier.answer.probability is None:
        return None
    later = view.records.forecasts.history(
        ForecastQuery(
            question.id, issued_after=earlier.issued_at, issued_until=view.as_of, limit=_ALL
        )
    )
    return between([earlier, *later]) if later else None


def _evidence(view: _View, move: Move) -> tuple[Signal, ...]:
    ids = dict.fromkeys(i for driver in move.drivers for i in driver.signal_ids)
    return tuple(view.records.signals.get(one, as_of=view.as_of) for one in ids)


def _signals(view: _View) -> tuple[Signal, ...]:
    """Signals of the pairs that are new or were revised since, latest first.

    A word about one of them alone counts too: who stays away from a summit meets nobody there.
    """
    found: dict[str, Signal] = {}
    for leader in dict.fromkeys(one for dyad in view.dyads for one in (dyad.first, dyad.second)):
        query = SignalQuery(as_of=view.as_of, leaders=(leader,), known_since=view.since, limit=_ALL)
        for signal in view.records.signals.find(query):
            is_told = signal.review is Review.ACCEPTED and _is_new(signal.known_at, view)
            if is_told and _is_about(signal, view.dyads):
                found[signal.id] = signal
    return tuple(sorted(found.values(), key=lambda s: (s.known_at, s.id), reverse=True))


def _is_about(signal: Signal, dyads: Iterable[Dyad]) -> bool:
    """Whether a signal is about a pair, or about nobody but one of it."""
    named = set(signal.act.leaders)
    pairs = ({dyad.first, dyad.second} for dyad in dyads)
    return any(pair <= named or named <= pair for pair in pairs)


def _resolutions(view: _View) -> tuple[tuple[Question, Resolution], ...]:
    if view.since is None:
        return ()
    by_id = {question.id: question for question in view.questions}
    return tuple(
        (by_id[one.question_id], one)
        for one in view.records.resolutions.current(as_of=view.as_of)
        if one.question_id in by_id and one.confirmed_by and _is_new(one.known_at, view)
    )


def _coming(view: _View, calendar: Iterable[Summit]) -> tuple[Summit, ...]:
    """Summits whose dates are known and near, soonest first."""
    versions = (*calendar, *view.records.summits.until(view.as_of))
    newest = newest_versions(one for one in versions if one.known_at <= view.as_of)
    near = [
        (summit.window.start, summit.id, summit)
        for summit in newest.values()
        if summit.window
        and summit.dates_known_at <= view.as_of
        and not summit.cancelled
        and _is_near(summit.window.start, view.as_of)
    ]
    return tuple(summit for _, _, summit in sorted(near, key=lambda row: row[:2]))
