"""Tracks as they stood at a moment: the door through which live signals become tracks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import combinations

from forecaster.domain.people import Dyad
from forecaster.domain.signals import Review, Signal, SignalType
from forecaster.domain.tracks import Track
from forecaster.model.tracks.grouping import group_signals
from forecaster.model.tracks.standing import standing_of, status_of

CONCRETE = frozenset(
    {
        SignalType.CONFIRM,
        SignalType.ACCEPT,
        SignalType.INVITE,
        SignalType.COUNTER_INVITE,
        SignalType.PREPARE,
        SignalType.ALT_VENUE,
    }
)
"""Types that speak of one meeting even when they name no place, forum or date."""


def in_force(signals: Iterable[Signal], as_of: datetime) -> tuple[Signal, ...]:
    """Newest revisions known by ``as_of`` that are neither retracted, rejected nor pending."""
    newest: dict[str, Signal] = {}
    for signal in signals:
        held = newest.get(signal.id)
        if signal.known_at <= as_of and (held is None or signal.revision >= held.revision):
            newest[signal.id] = signal
    return tuple(
        signal
        for signal in newest.values()
        if not signal.retracted and signal.review is Review.ACCEPTED
    )


def by_dyad(signals: Iterable[Signal]) -> dict[Dyad, tuple[Signal, ...]]:
    """Signals under each pair of their leaders: three-way talks inform all three pairs."""
    found: defaultdict[Dyad, list[Signal]] = defaultdict(list)
    for signal in signals:
        for one, other in combinations(sorted(set(signal.act.leaders)), 2):
            found[Dyad.of(one, other)].append(signal)
    return {dyad: tuple(told) for dyad, told in found.items()}


def fold_tracks(
    signals: Iterable[Signal],
    as_of: datetime,
    given: Mapping[str, str] | None = None,
) -> tuple[Track, ...]:
    """Tracks of all dyads as they stood at ``as_of``, ordered by dyad and first signal.

    Groups in which nothing names a meeting (a wish, a threat, a call) are no tracks; see
    :func:`forecaster.model.undated.undated_signals`.

    Args:
        signals: Signals in any order and revision; later ones are not seen.
        as_of: Moment of the view.
        given: Track id by signal id where a source states it.
    """
    dyads = by_dyad(in_force(signals, as_of))
    return tuple(
        track for dyad in sorted(dyads) for track in dyad_tracks(dyad, dyads[dyad], as_of, given)
    )


def dyad_tracks(
    dyad: Dyad,
    signals: Iterable[Signal],
    as_of: datetime,
    given: Mapping[str, str] | None = None,
) -> tuple[Track, ...]:
    """Tracks of one dyad from its signals in force."""
    groups = group_signals(signals, given)
    known = given or {}
    return tuple(
        _track(dyad, group, as_of)
        for group in groups
        if is_concrete(group) or any(signal.id in known for signal in group)
    )


def is_concrete(signals: Iterable[Signal]) -> bool:
    """Whether any signal names a meeting: an offer, a place, a forum or a date."""
    return any(
        signal.act.type in CONCRETE
        or signal.act.place is not None
        or signal.act.forum is not None
        or (signal.act.window is not None and signal.act.type is not SignalType.CALL)
        for signal in signals
    )


def _track(dyad: Dyad, signals: tuple[Signal, ...], as_of: datetime) -> Track:
    standing = standing_of(signals)
    places = [s.act.place for s in signals if s.act.place is not None]
    forums = [s.act.forum for s in signals if s.act.forum is not None]
    return Track(
        dyad=dyad,
        place=places[-1] if places else None,
        forum=forums[-1] if forums else None,
        window=standing.window if standing else None,
        status=status_of(signals, as_of.date()),
        signals=signals,
        as_of=as_of,
    )
