"""Tracks as they stood at a moment: the door through which live signals become tracks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from forecaster.domain.meetings import Meeting
from forecaster.domain.people import Dyad
from forecaster.domain.signals import Review, Signal, SignalType
from forecaster.domain.tracks import Track, TrackStatus
from forecaster.model.tracks.grouping import group_signals
from forecaster.model.tracks.settling import (
    Held,
    Offer,
    held_by,
    held_on_record,
    is_from_table,
)
from forecaster.model.tracks.standing import spoken_on, standing_of, status_of

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
    """Newest revisions known by ``as_of`` that are neither retracted, rejected nor pending.

    A meeting of which nothing tells the day is left out: nobody knows which track it ended.
    """
    newest: dict[str, Signal] = {}
    for signal in signals:
        held = newest.get(signal.id)
        if signal.known_at <= as_of and (held is None or signal.revision >= held.revision):
            newest[signal.id] = signal
    return tuple(
        signal
        for signal in newest.values()
        if not signal.retracted
        and signal.review is Review.ACCEPTED
        and not _is_dayless_meeting(signal)
    )


def _is_dayless_meeting(signal: Signal) -> bool:
    act = signal.act
    return act.type is SignalType.MET and act.window is None and act.statement_on is None


def by_dyad(signals: Iterable[Signal]) -> dict[Dyad, tuple[Signal, ...]]:
    """Signals under each pair of their leaders: three-way talks inform all three pairs."""
    found: defaultdict[Dyad, list[Signal]] = defaultdict(list)
    for signal in signals:
        for one, other in combinations(sorted(set(signal.act.leaders)), 2):
            found[Dyad.of(one, other)].append(signal)
    return {dyad: tuple(told) for dyad, told in found.items()}


def stated_tracks(signals: Iterable[Signal]) -> dict[str, str]:
    """Track id by signal id, for signals that come from a table of tracks.

    Rows of such a table state which track they belong to, as ``<track>/<number>`` in their id.
    """
    return {
        signal.id: signal.id.rpartition("/")[0]
        for signal in signals
        if "/" in signal.id and is_from_table(signal)
    }


def dyad_tracks(
    dyad: Dyad, signals: Iterable[Signal], as_of: datetime, record: Sequence[Meeting] = ()
) -> tuple[Track, ...]:
    """Tracks of one dyad from its signals in force; those of a table as the table has them.

    A meeting settles every live track that it fits, on record or reported.

    Args:
        dyad: Whose tracks.
        signals: Its signals in force, :func:`without_mere_claims`.
        as_of: Moment of the view.
        record: Rows of the record about the dyad, as known at that moment.
    """
    told = tuple(signals)
    stated = stated_tracks(told)
    met = [held for signal in told if (held := held_by(signal.act))]
    met += [held_on_record(row) for row in record if row.is_meeting]
    tracks = []
    for group in group_signals(told, stated):
        from_table = any(signal.id in stated for signal in group)
        if from_table or is_concrete(group):
            track = _track(dyad, group, as_of)
            tracks.append(track if from_table else _satisfied(track, met))
    return tuple(tracks)


def _satisfied(track: Track, met: Iterable[Held]) -> Track:
    """The track, over if a meeting after its last word is the one or satisfies a general offer."""
    offer = Offer(track.place.country if track.place else None, track.forum, track.window)
    last = max(spoken_on(signal) for signal in track.signals)
    later = (held for held in met if last <= held.days.end <= track.as_of.date())
    if track.status is TrackStatus.HELD or not any(held.settles(offer) for held in later):
        return track
    status = TrackStatus.LAPSED if offer.is_general else TrackStatus.HELD
    return replace(track, status=status)


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
