"""What tracks and undated signals are worth, weighed on the signals of the track table.

At each signal the pair's curve is drawn from record and calendar, from tracks, and from undated
words, with each left out in turn; what counts is whether the pair met in time. The signals are
read as live ones, without the table's grouping, and the track model has not seen the pair. The
table is a selection: these figures say what the parts add where somebody announced something.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from forecaster.domain.clock import start_of
from forecaster.domain.forecasts import IncidenceCurve
from forecaster.domain.meetings import Meeting
from forecaster.domain.people import Dyad
from forecaster.domain.signals import Signal
from forecaster.domain.tracks import TrackHistory
from forecaster.model.book import Book
from forecaster.model.evidence import UNDATED, Evidence
from forecaster.model.fitted import RecordModel, newest
from forecaster.model.record import RecordState
from forecaster.model.tracks.fit import fit_tracks, moments
from forecaster.model.tracks.model import TrackModel
from forecaster.model.tracks.standing import spoken_on
from forecaster.replay.ablation import Worth

DAYS = (30, 90)
FOLDS = 8
"""Parts of the pairs left out in turn."""

CLASS = "announced"


@dataclass(frozen=True, slots=True)
class Case:
    """One look at one pair, with what each kind of knowledge says.

    Attributes:
        dyad: Which pair.
        met: By lead time, whether the two met in time.
        said: By what is left out, the chance by lead time; the whole under the empty key.
        worded: Whether undated words had any effect.
    """

    dyad: Dyad
    met: tuple[bool, ...]
    said: Mapping[str, tuple[float, ...]]
    worded: bool


def evidence_worth(
    book: Book,
    models: Sequence[RecordModel],
    histories: Sequence[TrackHistory],
    rng: np.random.Generator,
) -> Iterator[Worth]:
    """Tracks on all looks; undated words on those at which there were any."""
    cases = list(_cases(book, models, histories, rng))
    number = {dyad: n for n, dyad in enumerate(sorted({case.dyad for case in cases}))}
    for part, used in (("tracks", cases), ("signals", [case for case in cases if case.worded])):
        for place, days in enumerate(DAYS):
            met = np.array([float(case.met[place]) for case in used])
            whole, less = (
                (np.array([case.said[key][place] for case in used]) - met) ** 2
                for key in ("", part)
            )
            dyad = np.array([number[case.dyad] for case in used], dtype=np.int64)
            yield Worth.of(part, CLASS, days, (whole, less), dyad, rng)


def _cases(
    book: Book,
    models: Sequence[RecordModel],
    histories: Sequence[TrackHistory],
    rng: np.random.Generator,
) -> Iterator[Case]:
    dyads = sorted({history.dyad for history in histories})
    rng.shuffle(dyads)
    records, met = _Records(book, models), _meeting_days(book, histories)
    for fold in range(FOLDS):
        out = set(dyads[fold::FOLDS])
        learnt = [history for history in histories if history.dyad not in out]
        model = fit_tracks(learnt, max(history.known_at for history in learnt))
        for dyad in sorted(out):
            mine = [history for history in histories if history.dyad == dyad]
            yield from _looks(model, records, dyad, mine, met[dyad])


class _Records:
    """What was on record, and its curves by the newest model of the time."""

    def __init__(self, book: Book, models: Sequence[RecordModel]) -> None:
        self._book, self._models = book, models
        self._met: defaultdict[Dyad, list[Meeting]] = defaultdict(list)
        for row in book.chronicle.meetings:
            self._met[row.dyad].append(row)

    def evidence(
        self, model: TrackModel, dyad: Dyad, told: Iterable[Signal], as_of: datetime
    ) -> Evidence:
        """Signals beside the pair's record as known at a moment."""
        state = RecordState(self._book, newest(self._models, as_of), as_of)
        evidence = Evidence.of(model, state.curve(dyad), told, as_of)
        return evidence.within(state.decided(dyad)).given(self._met[dyad])


def _looks(
    model: TrackModel,
    records: _Records,
    dyad: Dyad,
    histories: Sequence[TrackHistory],
    met: frozenset[date],
) -> Iterator[Case]:
    """One look on the morning after each signal of a pair that precedes its meeting."""
    signals = [_live(signal) for history in histories for signal in history.signals]
    usable = (history for history in histories if not history.left_truncated)
    for on in sorted({look.on for h in usable for look in moments(h, silent=False)}):
        as_of = start_of(on)
        told = (signal for signal in signals if spoken_on(signal) < on)
        evidence = records.evidence(model, dyad, told, as_of)
        parts = frozenset(part.id for part in evidence.parts)
        left_out = {"": frozenset[str](), "tracks": parts - {UNDATED}, "signals": {UNDATED}}
        yield Case(
            dyad,
            tuple(any(0 <= (day - on).days < days for day in met) for days in DAYS),
            {
                name: _chances(evidence.curve(frozenset(gone)), on)
                for name, gone in left_out.items()
            },
            UNDATED in parts,
        )


def _meeting_days(book: Book, histories: Sequence[TrackHistory]) -> dict[Dyad, frozenset[date]]:
    """Days of meetings on record; of a journey its first day."""
    found: dict[Dyad, set[date]] = {history.dyad: set() for history in histories}
    for history in histories:
        if history.held_on is not None:
            found[history.dyad].add(history.held_on)
    for meeting in book.chronicle.meetings:
        if meeting.is_meeting and meeting.dyad in found:
            found[meeting.dyad].add(meeting.window.start)
    return {dyad: frozenset(days) for dyad, days in found.items()}


def _chances(curve: IncidenceCurve, on: date) -> tuple[float, ...]:
    return tuple(curve.any_by(on + timedelta(days=days - 1)) for days in DAYS)


def _live(signal: Signal) -> Signal:
    """The signal as if read from news: the table's grouping is not used."""
    key = signal.id.replace("/", "-")
    witnesses = tuple(replace(witness, reader="rules@1") for witness in signal.witnesses)
    return replace(signal, id=key, witnesses=witnesses)
