"""Signals that name no meeting: wishes, threats, calls, denials in general.

They bend the record's rates for a while instead of opening a track. Four things are known about
them from coded news of 2005-2022 (``docs/evidence.md``): intent to meet is the one strong
precursor, worth a factor of about 4.5 on the chance within 30 days where a pair is rarely in the
news and 2.1 where it always is; both sides beat one; a hostile tone cuts the chance to less than
half; the effect halves within 3 to 7 days, and silence after intent is bad news. Origins are
counted, not articles, and every source is capped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import log

from forecaster.domain.people import Dyad
from forecaster.domain.signals import Certainty, Signal, SignalType
from forecaster.model.tracks.grouping import group_signals
from forecaster.model.tracks.standing import spoken_on
from forecaster.model.tracks.view import is_concrete, stated_tracks

HALF_LIFE = 5.0
"""Days in which the weight of an undated signal halves."""

SPARSE_LIFT, DENSE_LIFT = log(4.5), log(2.1)
"""Log lift of the 30-day chance by intent, in sparse and in dense coverage."""

HOSTILE = -log(2.2)
"""Log factor of a hostile or denying word."""

BOTH_SIDES = 0.3
"""Added when both sides show intent."""

SILENCE = -0.2
"""Log factor of silence after intent, once the word has faded."""

PER_SOURCE, IN_TOTAL = 0.4, 1.5
"""Most that one source, and all together, may add to the log hazard (``docs/evidence.md``)."""

_FADED, _FORGOTTEN = 14, 120
_USUAL_DAYS = 365
_CERTAINTY = {
    Certainty.FIRM: 1.0,
    Certainty.PROBABLE: 0.8,
    Certainty.POSSIBLE: 0.5,
    Certainty.UNCONFIRMED: 0.4,
}
_INTENT = frozenset({SignalType.WILLING, SignalType.PREPARE, SignalType.ACCEPT, SignalType.INVITE})
_IGNORED = frozenset(
    {SignalType.MET, SignalType.TRAVEL, SignalType.ATTEND, SignalType.NOT_ATTEND, SignalType.CALL}
)


@dataclass(frozen=True, slots=True)
class UndatedEffect:
    """What undated signals do to a dyad's rates.

    Attributes:
        log_factor: Added to the log hazard on the first day; relaxes to 0.
        signal_ids: Signals behind it.
    """

    log_factor: float
    signal_ids: tuple[str, ...] = ()


NO_EFFECT = UndatedEffect(0.0)


def undated_signals(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Signals of one dyad that belong to no prospective meeting."""
    told = tuple(signals)
    stated = stated_tracks(told)
    free = [signal for signal in told if signal.id not in stated]
    return tuple(
        signal for group in group_signals(free) if not is_concrete(group) for signal in group
    )


def undated_effect(dyad: Dyad, signals: Iterable[Signal], as_of: datetime) -> UndatedEffect:
    """The effect of undated signals on a dyad's rates at ``as_of``.

    Args:
        dyad: Whose meeting; signals of other pairs are ignored.
        signals: Undated signals in force.
        as_of: Moment of the view.
    """
    on = as_of.date()
    told = [s for s in signals if set(s.act.leaders) >= {dyad.first, dyad.second}]
    told = [s for s in told if s.act.type not in _IGNORED and spoken_on(s) <= on]
    if not told:
        return NO_EFFECT
    lift = _lift(told, on)
    by_source: defaultdict[str, float] = defaultdict(float)
    for signal in told:
        share = _value(signal, on, lift) / len(signal.sources)
        for source in signal.sources:
            by_source[source] += share
    _reward_both_sides(by_source, told, on)
    capped = sum(_clipped(value, PER_SOURCE) for value in by_source.values())
    total = _clipped(capped + _silence(told, on), IN_TOTAL)
    return UndatedEffect(total, tuple(signal.id for signal in told))


def _lift(told: Iterable[Signal], on: date) -> float:
    """Log lift of one firm, fresh word of intent, given how much is usually said."""
    past = [s for s in told if 0 < (on - spoken_on(s)).days <= _USUAL_DAYS]
    usual = len(past) * 30.0 / _USUAL_DAYS
    return DENSE_LIFT + (SPARSE_LIFT - DENSE_LIFT) / (1.0 + usual)


def _value(signal: Signal, on: date, lift: float) -> float:
    """Signed contribution of one signal to the log hazard."""
    fresh = _weight(signal, on)
    if signal.act.polarity < 0:
        return HOSTILE * fresh
    return lift * fresh if signal.act.type in _INTENT else 0.0


def _weight(signal: Signal, on: date) -> float:
    age = (on - spoken_on(signal)).days
    return float(0.5 ** (age / HALF_LIFE)) * _CERTAINTY[signal.act.certainty]


def _reward_both_sides(by_source: dict[str, float], told: Iterable[Signal], on: date) -> None:
    """Spread the bonus of two willing sides over the sources that carry them."""
    fresh: dict[str, float] = {}
    carriers: set[str] = set()
    for signal in told:
        if signal.act.type in _INTENT and signal.act.polarity > 0 and signal.act.actor:
            side = signal.act.actor
            fresh[side] = max(fresh.get(side, 0.0), _weight(signal, on))
            carriers.update(signal.sources)
    if len(fresh) > 1:
        bonus = BOTH_SIDES * sorted(fresh.values())[-2]
        for source in carriers:
            by_source[source] += bonus / len(carriers)


def _silence(told: Iterable[Signal], on: date) -> float:
    """Intent that nobody has taken up: faded, not yet forgotten."""
    latest = max(told, key=spoken_on)
    age = (on - spoken_on(latest)).days
    return SILENCE if latest.act.polarity > 0 and _FADED < age <= _FORGOTTEN else 0.0


def _clipped(value: float, bound: float) -> float:
    return min(max(value, -bound), bound)
