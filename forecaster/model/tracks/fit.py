"""Learning the track model from resolved tracks.

Each track is looked at after every signal before its outcome, and again after spells of silence
(a landmark analysis, van Houwelingen 2007): what silence is worth is learnt from the moments at
which nothing was said and nothing had happened yet. Left-truncated tracks are left out, because
what was said first is not known of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecaster.domain.errors import ModelError
from forecaster.domain.signals import Signal
from forecaster.domain.tracks import TrackHistory
from forecaster.model.tracks.features import (
    LATER_FEATURES,
    WINDOW_FEATURES,
    Vector,
    later_vector,
    window_vector,
)
from forecaster.model.tracks.model import WIDTHS, TrackModel
from forecaster.model.tracks.ridge import Sample, fit_logit, fit_mean
from forecaster.model.tracks.standing import OUTCOMES, Standing, spoken_on, standing_of

ENOUGH_TRACKS = 60
"""Fewest tracks a model is fitted on."""

SILENCES = (7, 21, 60, 150)
"""Days without a word after which a track is looked at again."""

SILENT_WEIGHT = 0.3
"""Weight of a silent moment against that of a signal."""

_PENALTY_INSIDE, _PENALTY_LATER, _PENALTY_DELAY = 20.0, 20.0, 20.0
_POSITION_PRIOR = 10.0

HELD_SHARE = 0.75
"""Share of prospective meetings taken as held in the end. Both famous failures and held visits
were picked for the table, the early years almost only the latter; weights bring every vintage to
this share (case-control weighting, King and Zeng 2001), about that of the best-covered
years."""

EXPECTED = {
    "confirmed": 1.5,
    "agreed": 0.7,
    "doubted": -0.7,
    "denied": -1.5,
    "postponed": -0.7,
    "dropped": -2.0,
    "soft": -0.5,
    "polarity": 0.3,
}
"""Log-odds that the words themselves lead one to expect, by the codebook's definitions; the
coefficients are drawn there instead of to zero, which matters while few tracks are resolved."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at one track.

    Attributes:
        history: The track.
        standing: What had been said by then.
        on: First day that lay ahead.
        told: Signals said by then, outcomes left out.
        silent: Whether it is a look after a spell of silence rather than at a signal.
    """

    history: TrackHistory
    standing: Standing
    on: date
    told: tuple[Signal, ...]
    silent: bool = False

    @property
    def delay(self) -> int | None:
        """Days until held, 1 on the first day ahead; None when never held."""
        held = self.history.held_on
        return None if held is None else (held - self.on).days + 1

    @property
    def has_window(self) -> bool:
        """Whether a stated window lies ahead, wholly or in part."""
        window = self.standing.window
        return window is not None and window.end >= self.on

    @property
    def held_inside(self) -> bool:
        """Whether it was held inside the window stated at that moment."""
        window, held = self.standing.window, self.history.held_on
        return window is not None and held is not None and held in window

    def held_within(self, days: int) -> bool:
        """Whether it was held within so many days."""
        return self.delay is not None and self.delay <= days


def moments(history: TrackHistory, *, silent: bool) -> tuple[Moment, ...]:
    """Looks at a track after each signal before its meeting.

    Args:
        history: The track.
        silent: Whether to look again after spells of silence.
    """
    told = tuple(s for s in history.signals if s.act.type not in OUTCOMES)
    next_on = (spoken_on(signal) for signal in told[1:])
    found: list[Moment] = []
    for index, (signal, following) in enumerate(zip_longest(told, next_on)):
        on = spoken_on(signal) + _DAY
        standing = standing_of(told[: index + 1])
        if standing is None or (history.held_on is not None and on > history.held_on):
            continue
        found.append(Moment(history, standing, on, told[: index + 1]))
        if silent:
            found.extend(_silences(found[-1], following))
    return tuple(found)


def _silences(moment: Moment, following: date | None) -> Iterable[Moment]:
    """Looks while nothing more had been said and nothing had happened."""
    end = moment.history.held_on or moment.history.outcome_on
    until = end if following is None else min(end, following)
    for days in SILENCES:
        on = moment.on + timedelta(days=days)
        if on <= until:
            yield replace(moment, on=on, silent=True)


def fit_tracks(histories: Iterable[TrackHistory], trained_through: datetime) -> TrackModel:
    """Fit the model on tracks resolved by ``trained_through``.

    A track counts about as much as its story does: a moment weighs one over the root of the
    number of signals of its track.

    Args:
        histories: Resolved tracks; later ones and left-truncated ones are left out.
        trained_through: Latest known time admitted.

    Raises:
        ModelError: If fewer than ``ENOUGH_TRACKS`` tracks remain, or a fit is refused.
    """
    used = [h for h in histories if h.known_at <= trained_through and not h.left_truncated]
    if len(used) < ENOUGH_TRACKS:
        raise ModelError(
            f"{len(used)} resolved tracks by {trained_through.date()}, {ENOUGH_TRACKS} are needed",
            remedy="use the earliest model that has enough",
        )
    looks = [moment for history in used for moment in moments(history, silent=True)]
    ahead = np.array([m.has_window for m in looks])
    inside = np.array([m.has_window and m.held_inside for m in looks])
    held = np.array([m.delay is not None for m in looks])
    delays = np.array([np.log(m.delay or 1) for m in looks])
    return TrackModel(
        inside=fit_logit(
            _sample(looks, window_vector, inside).only(ahead),
            _PENALTY_INSIDE,
            _prior(WINDOW_FEATURES),
        ),
        later=fit_logit(
            _sample(looks, later_vector, held).only(~inside), _PENALTY_LATER, _prior(LATER_FEATURES)
        ),
        delay=fit_mean(_sample(looks, later_vector, delays).only(held & ~inside), _PENALTY_DELAY),
        position=_positions([m for m, hit in zip(looks, inside, strict=True) if hit]),
        trained_through=trained_through,
        tracks=len(used),
        moments=sum(not moment.silent for moment in looks),
    )


def _sample(
    looks: Sequence[Moment],
    vector: Callable[[Standing, date], Vector],
    target: NDArray[Any],
) -> Sample:
    """Feature rows with weights, clustered by story."""
    signals = Counter(moment.history.id for moment in looks if not moment.silent)
    failed = _weight_of_failures(looks)
    stories = {story: n for n, story in enumerate(dict.fromkeys(m.history.story for m in looks))}
    return Sample(
        rows=np.array([vector(moment.standing, moment.on) for moment in looks]),
        target=target.astype(float),
        weight=np.array(
            [
                (SILENT_WEIGHT if moment.silent else 1.0)
                * (failed if moment.history.held_on is None else 1.0)
                / np.sqrt(signals[moment.history.id])
                for moment in looks
            ]
        ),
        cluster=np.array([stories[moment.history.story] for moment in looks], dtype=np.intp),
    )


def _weight_of_failures(looks: Sequence[Moment]) -> float:
    """Weight of tracks not held that brings the share of held ones to ``HELD_SHARE``."""
    held = {moment.history.id: moment.history.held_on is not None for moment in looks}
    share = min(max(sum(held.values()) / len(held), 0.05), 0.95)
    return (1.0 - HELD_SHARE) / HELD_SHARE * share / (1.0 - share)


def _prior(names: Sequence[str]) -> Vector:
    return np.array([EXPECTED.get(name, 0.0) for name in names])


def _positions(inside: Sequence[Moment]) -> tuple[float, float, float]:
    """Exponents of the position in the remaining window, shrunk to 1 (uniform).

    The estimate of ``a`` in ``F(u) = u ** a`` is ``n / -sum(log u)``, here with a Gamma prior
    of mean 1 and the weight of ten meetings.
    """
    logs: tuple[list[float], ...] = ([], [], [])
    for moment in inside:
        window = moment.standing.window.not_before(moment.on) if moment.standing.window else None
        held = moment.history.held_on
        if window is not None and held is not None and window.days > 1:
            place = ((held - window.start).days + 0.5) / window.days
            logs[sum(window.days > width for width in WIDTHS)].append(float(np.log(place)))
    first, middle, last = (
        (_POSITION_PRIOR + len(values)) / (_POSITION_PRIOR - sum(values)) for values in logs
    )
    return first, middle, last
