"""Which signals speak of the same prospective meeting.

Signals of one dyad are read in order of statement. Each joins the open track that fits it best,
or opens one: by forum, by country and window, else by recency. An invitation answered with the
other side's own capital opens a track there; a postponement moves its track's window; a denial
that names no meeting concerns every open track that is not fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import exp

from forecaster.domain.clock import Window
from forecaster.domain.news import ArticleId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import Signal, SignalType
from forecaster.model.tracks.settling import Offer, happened_on, held_by
from forecaster.model.tracks.standing import (
    OUTCOMES,
    Standing,
    advance,
    first_known,
    spoken_on,
    stated_window,
)

OPEN_FOR = 250
"""Days after its last word, or its window, for which a track can be spoken of again."""

_AFTER_MEETING = 3
_FADES_IN = 60.0
_NEAR = 14
_SAME_COUNTRY, _OTHER_COUNTRY, _MOVED_COUNTRY = 3.0, -3.0, -0.5
_SAME_DAYS, _OTHER_DAYS, _MOVED_DAYS = 2.0, -1.5, 0.0
_RECENT = 1.0
_SAME_FORUM, _OTHER_FORUM, _NEW_FORUM = 6.0, -6.0, -1.5


@dataclass(slots=True)
class _Growing:
    """A track while signals are being read."""

    signals: list[Signal] = field(default_factory=list)
    standing: Standing | None = None
    country: CountryCode | None = None
    forum: str | None = None
    window: Window | None = None
    spoke_on: date = date.min
    met_on: date | None = None

    def add(self, signal: Signal) -> None:
        act, on = signal.act, _told_of(signal)
        self.signals.append(signal)
        self.spoke_on = on
        if act.type is SignalType.MET:
            self.met_on = on
        elif act.type not in OUTCOMES:
            self.standing = advance(self.standing, signal)
            self.window = self.standing.window
        if act.place is not None:
            self.country = act.place.country
        self.forum = act.forum or self.forum

    def is_open(self, on: date) -> bool:
        if self.met_on is not None:
            return (on - self.met_on).days <= _AFTER_MEETING
        end = self.spoke_on if self.window is None else max(self.spoke_on, self.window.end)
        return (on - end).days <= OPEN_FOR

    def can_take(self, signal: Signal) -> bool:
        """Whether a signal may join: of reports of a meeting only those that fit the offer."""
        held = held_by(signal.act)
        offer = Offer(self.country, self.forum, self.window)
        return held is None or self.met_on is not None or held.settles(offer)


def _told_of(signal: Signal) -> date:
    """Day that a signal belongs to: of a meeting held its own, else that of the statement."""
    return happened_on(signal, spoken_on(signal))


def group_signals(
    signals: Iterable[Signal], given: Mapping[str, str] | None = None
) -> tuple[tuple[Signal, ...], ...]:
    """Signals of one dyad grouped by prospective meeting, earliest group first.

    Args:
        signals: Signals of one dyad, in any order.
        given: Track id by signal id where a source states it; such signals are not guessed at.
    """
    named: dict[str, _Growing] = {}
    tracks: list[_Growing] = []
    stated = given or {}
    told = _with_recalls(tuple(signals))
    for signal in sorted(told, key=lambda one: _order(one, stated=one.id in stated)):
        key = stated.get(signal.id)
        if key is None:
            _place(tracks, signal)
            continue
        if key not in named:
            named[key] = _Growing()
            tracks.append(named[key])
        named[key].add(signal)
    return tuple(tuple(track.signals) for track in tracks)


def _with_recalls(signals: tuple[Signal, ...]) -> Iterator[Signal]:
    """The signals; what was only recalled, without a day, is older than all its articles date.

    "The palace postponed the visit to which it had invited him": the offer came before.
    """
    dated: dict[ArticleId, date] = {}
    for signal in signals:
        if signal.act.statement_on is not None and signal.act.type not in OUTCOMES:
            for witness in signal.witnesses:
                held = dated.get(witness.article_id, date.max)
                dated[witness.article_id] = min(held, signal.act.statement_on)
    for signal in signals:
        act = signal.act
        if act.statement_on is None and act.background and act.type not in OUTCOMES:
            days = [dated.get(witness.article_id, date.max) for witness in signal.witnesses]
            on = min([spoken_on(signal), *days])
            yield replace(signal, act=replace(act, statement_on=on))
        else:
            yield signal


_ANSWERS = frozenset(
    {
        SignalType.ACCEPT,
        SignalType.DECLINE,
        SignalType.HEDGE,
        SignalType.CONDITION,
        SignalType.WILLING,
        SignalType.NO_PREP,
        SignalType.NOT_PLANNED,
    }
)


def _order(signal: Signal, *, stated: bool) -> tuple[date, bool, datetime, bool, int, int, str]:
    """By day of statement, a meeting after everything said on its day; then by arrival.

    What arrives together is told with offers before answers, and of contradicting words the
    setback last, so that it counts; rows of a table keep their order.
    """
    kind = signal.act.type
    answers = kind in _ANSWERS and not stated
    return (
        _told_of(signal),
        kind in OUTCOMES,
        first_known(signal),
        answers,
        0 if stated else -signal.act.polarity,
        len(signal.id),
        signal.id,
    )


def _place(tracks: list[_Growing], signal: Signal) -> None:
    """Add the signal to the tracks that it speaks of, or open a new one."""
    on = _told_of(signal)
    open_now = [track for track in tracks if track.is_open(on) and track.can_take(signal)]
    if _concerns_all(signal) and open_now:
        for track in [t for t in open_now if _is_unfixed(t)] or [_latest(open_now)]:
            track.add(signal)
        return
    best = max(open_now, key=lambda track: _fit(track, signal), default=None)
    if best is None or _fit(best, signal) <= 0.0:
        best = _Growing()
        tracks.append(best)
    best.add(signal)


def _latest(tracks: list[_Growing]) -> _Growing:
    return max(tracks, key=lambda track: track.spoke_on)


def _concerns_all(signal: Signal) -> bool:
    """A refusal or denial that names no place, forum or date."""
    act = signal.act
    nameless = act.place is None and act.forum is None and stated_window(act) is None
    return nameless and act.type in (SignalType.DECLINE, SignalType.NOT_PLANNED)


def _is_unfixed(track: _Growing) -> bool:
    return track.met_on is None and (track.standing is None or not track.standing.confirmed)


def _fit(track: _Growing, signal: Signal) -> float:
    """How well a signal fits an open track; above 0 it joins."""
    act, on = signal.act, _told_of(signal)
    recency = _RECENT * exp(-(on - track.spoke_on).days / _FADES_IN)
    return (
        _forum_fit(track, signal)
        + _country_fit(track, signal)
        + _days_fit(track, signal)
        + (recency if act.type not in OUTCOMES else recency - 1.0)
    )


def _forum_fit(track: _Growing, signal: Signal) -> float:
    forum = signal.act.forum
    if forum is None:
        return _OTHER_FORUM if track.forum is not None and _invites(signal) else 0.0
    if track.forum is None:
        return _NEW_FORUM
    return _SAME_FORUM if forum == track.forum else _OTHER_FORUM


def _invites(signal: Signal) -> bool:
    """Whether somebody is asked to a country: a visit of its own, whatever forum lies ahead."""
    invites = signal.act.type in (SignalType.INVITE, SignalType.COUNTER_INVITE)
    return invites and signal.act.place is not None


def _country_fit(track: _Growing, signal: Signal) -> float:
    """A named country outweighs recency; an open plan may still move between countries."""
    place = signal.act.place
    if place is None or track.country is None:
        return 0.0
    if place.country == track.country:
        return _SAME_COUNTRY
    if signal.act.type is SignalType.COUNTER_INVITE:
        return _OTHER_COUNTRY
    window = stated_window(signal.act)
    moves = window is not None and track.window is not None and window.overlaps(track.window)
    return _MOVED_COUNTRY if moves and signal.act.forum is None else _OTHER_COUNTRY


def _days_fit(track: _Growing, signal: Signal) -> float:
    window = stated_window(signal.act)
    if window is None or track.window is None:
        return 0.0
    if window.overlaps(track.window):
        return _SAME_DAYS
    gap = max((window.start - track.window.end).days, (track.window.start - window.end).days)
    moved = signal.act.type is SignalType.POSTPONE or gap <= _NEAR
    return _MOVED_DAYS if moved else _OTHER_DAYS
