"""The exact account of a move: what changed between two states of knowledge, and what it did.

The clock moves first: an answer of today cannot be looked at from yesterday. What remains is split
over the causes - model, calendar, record, signals - by the average over all orders in which they
could have changed (Shapley 1953), so no order of arrival matters and the parts add up exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.forecasts import Driver, DriverKind
from forecaster.domain.handovers import Handover, Succession
from forecaster.domain.meetings import Meeting
from forecaster.domain.people import Term
from forecaster.domain.questions import Question
from forecaster.domain.ruptures import Rupture
from forecaster.domain.signals import Signal
from forecaster.domain.summits import Attendance, Summit
from forecaster.domain.tracks import TrackHistory
from forecaster.issue.answer import answer
from forecaster.issue.outlook import Outlook
from forecaster.model.drivers import Part, State, explain_move

Opener = Callable[[Chronicle, str], Outlook]
"""The outlook of a named model version over a Chronicle."""

MOST_SIGNALS = 5
"""Changed signals explained one by one; further ones are explained together."""

_MODEL, _CALENDAR, _RECORD, _REST = "model", "calendar", "record", "further signals"


@dataclass(frozen=True, slots=True)
class Account:
    """One question's move.

    Attributes:
        question: Which.
        before: Probability at the earlier state.
        after: Probability at the later one.
        drivers: What each cause did; they add up to ``after - before``.
    """

    question: Question
    before: float
    after: float
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """Signals that changed, as they were and as they are."""

    before: tuple[Signal, ...]
    after: tuple[Signal, ...]
    part: Part


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What is known of summits, of who was there and of handovers to come."""

    summits: tuple[Summit, ...]
    attendance: tuple[Attendance, ...]
    handovers: tuple[Handover, ...]
    successions: tuple[Succession, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    """What is known of past meetings, offices, resolved plans and ruptures."""

    meetings: tuple[Meeting, ...]
    terms: tuple[Term, ...]
    tracks: tuple[TrackHistory, ...]
    ruptures: tuple[Rupture, ...]


def accounts(
    questions: Sequence[Question],
    before: Outlook,
    after: Outlook,
    opener: Opener,
    rng: np.random.Generator,
) -> tuple[Account, ...]:
    """Explain the moves of questions between two outlooks.

    Args:
        questions: What was answered at both.
        before: The earlier state of knowledge with its model.
        after: The later one.
        opener: How a model looks at a mixture of the two.
        rng: Draws orders when many causes changed.

    Raises:
        QuestionError: If a question cannot be answered at either state.
    """
    aged = replace(before.chronicle, cutoff=after.chronicle.cutoff)
    start = _values(questions, before)
    waited = _values(questions, opener(aged, before.model_version))
    end = _values(questions, after)
    changes = _signal_changes(aged, after.chronicle)
    first = _state(aged, before.model_version, changes, later=False)
    last = _state(after.chronicle, after.model_version, changes, later=True)
    common = _common(aged, after.chronicle)

    def value(state: State) -> Sequence[float]:
        chronicle = _mixture(state, after.chronicle, common)
        return _values(questions, opener(chronicle, str(state[_MODEL])))

    rest = explain_move(first, last, _told(changes, after.model_version), value, rng)
    moved = rest or tuple(() for _ in questions)
    return tuple(
        Account(question, p0, p2, (_time(p1 - p0), *drivers))
        for question, p0, p1, p2, drivers in zip(questions, start, waited, end, moved, strict=True)
    )


def _time(change: float) -> Driver:
    return Driver(DriverKind.TIME, change, "time passes, with nothing else known")


def _values(questions: Sequence[Question], outlook: Outlook) -> list[float]:
    return [answer(question, outlook).probability or 0.0 for question in questions]


def _signal_changes(before: Chronicle, after: Chronicle) -> dict[str, _Change]:
    old = {signal.id: signal for signal in before.signals}
    new = {signal.id: signal for signal in after.signals}
    changed = sorted(
        (key for key in {*old, *new} if old.get(key) != new.get(key)),
        key=lambda key: ((new.get(key) or old[key]).known_at, key),
    )
    one_by_one = changed if len(changed) <= MOST_SIGNALS else changed[: MOST_SIGNALS - 1]
    found = {f"signal {key}": _change([key], old, new) for key in one_by_one}
    if rest := changed[len(one_by_one) :]:
        found[_REST] = _change(rest, old, new)
    return found


def _change(keys: Sequence[str], old: Mapping[str, Signal], new: Mapping[str, Signal]) -> _Change:
    before = tuple(old[key] for key in keys if key in old)
    after = tuple(new[key] for key in keys if key in new)
    return _Change(before, after, _part(keys, before, after))


def _part(keys: Sequence[str], before: Sequence[Signal], after: Sequence[Signal]) -> Part:
    ids = tuple(keys)
    if len(keys) > 1:
        return Part(DriverKind.NEW_SIGNAL, f"{len(keys)} further signals", ids)
    if not after:
        return Part(DriverKind.RETRACTION, f"withdrawn: {_words(before[0])}", ids)
    if not before:
        return Part(DriverKind.NEW_SIGNAL, _words(after[0]), ids)
    if before[0].act == after[0].act:
        told = len(after[0].origins)
        return Part(DriverKind.NEW_SIGNAL, f"{_words(after[0])}, now by {told} origins", ids)
    return Part(DriverKind.CORRECTION, f"corrected: {_words(after[0])}", ids)


def _words(signal: Signal) -> str:
    act = signal.act
    where = act.forum or (act.place.city or act.place.country if act.place else "")
    said = f" of {act.statement_on}" if act.statement_on else ""
    return f"{act.type}{said}{f' ({where})' if where else ''}"


def _told(changes: Mapping[str, _Change], model: str) -> dict[str, Part]:
    return {
        _MODEL: Part(DriverKind.MODEL, f"the model is now {model}"),
        _CALENDAR: Part(DriverKind.CALENDAR, "the calendar of summits and handovers changed"),
        _RECORD: Part(DriverKind.CORRECTION, "the record of meetings and offices grew"),
        **{name: change.part for name, change in changes.items()},
    }


def _state(
    chronicle: Chronicle, model: str, changes: Mapping[str, _Change], *, later: bool
) -> dict[str, object]:
    return {
        _MODEL: model,
        _CALENDAR: _Calendar(
            chronicle.summit_revisions,
            chronicle.attendance,
            chronicle.handovers,
            chronicle.successions,
        ),
        _RECORD: _Record(chronicle.meetings, chronicle.terms, chronicle.tracks, chronicle.ruptures),
        **{name: change.after if later else change.before for name, change in changes.items()},
    }


def _common(before: Chronicle, after: Chronicle) -> tuple[Signal, ...]:
    """Signals that are the same at both states."""
    held = {signal.id: signal for signal in before.signals}
    return tuple(signal for signal in after.signals if held.get(signal.id) == signal)


def _mixture(state: State, after: Chronicle, common: Sequence[Signal]) -> Chronicle:
    """The Chronicle that a mixture of causes amounts to, at the later moment."""
    calendar, record = state[_CALENDAR], state[_RECORD]
    if not isinstance(calendar, _Calendar) or not isinstance(record, _Record):
        raise TypeError("a state holds a calendar and a record")
    changed = [
        signal for content in state.values() if isinstance(content, tuple) for signal in content
    ]
    signals = sorted((*common, *changed), key=lambda signal: (signal.known_at, signal.id))
    return replace(
        after,
        summit_revisions=calendar.summits,
        attendance=calendar.attendance,
        handovers=calendar.handovers,
        successions=calendar.successions,
        meetings=record.meetings,
        terms=record.terms,
        tracks=record.tracks,
        ruptures=record.ruptures,
        signal_revisions=tuple(signals),
    )
