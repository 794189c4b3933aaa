"""What a live track leaves of the record at its own venue, so that nothing is counted twice.

The record's rate at a capital contains the visits that are usually announced and held there. Once
a visit is on the table, its track speaks for them. An open offer takes away no more of the record
than half of what it adds, so that an offer never lowers its venue; a visit put off takes away as
much as it adds, for it is the one that the record expects; a refusal, or a postponement of what had
no date, takes the record away where it holds and leaves other venues alone; days before the stated
window are ruled out as far as the plan is believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from forecaster.domain.forecasts import Venue, VenueKind
from forecaster.domain.signals import SignalType
from forecaster.model.outlooks import HOSTS, TrackOutlook
from forecaster.model.tracks.model import EVE

Array = NDArray[np.float64]

SPOKEN_FOR = 0.35
"""Least part of the record's rate that stays at a venue for which an open track speaks."""

SPOKEN_AGAINST = 0.2
"""Part that stays where the meeting was refused, and on days before the one agreed on."""

SUMMITS_THERE = 0.4
"""Part of the chances at summits in a country that stays once a visit there was put off."""

AFTERWARDS = 0.8
"""Part that stays after the time of a meeting that is held: a pair seldom meets twice in one place
in a season. What was not held leaves the days after it alone."""

REFUSING = frozenset(
    {
        SignalType.CANCEL,
        SignalType.DECLINE,
        SignalType.POSTPONE,
        SignalType.NO_PREP,
        SignalType.NOT_PLANNED,
        SignalType.NOT_ATTEND,
    }
)
"""Last words that take a meeting off the calendar; doubts and conditions do not."""

_AT_LEAST, _WITHOUT_WINDOW = 60, 180
_DISPLACED = 0.5


def covered(
    rates: Mapping[Venue, Array], live: Sequence[TrackOutlook], start: date
) -> dict[Venue, Array]:
    """The record's rates, less what live tracks now speak for.

    Args:
        rates: Daily rates of the record by venue.
        live: Live tracks of the dyad.
        start: First day of the rates.
    """
    left = dict(rates)
    for outlook in live:
        stated = outlook.stated
        if stated is None:
            continue
        if stated in left:
            left[stated] = left[stated] * _kept(outlook, left[stated], start)
        if stated.kind in HOSTS:
            _put_off_summits(left, outlook, stated, start)
    return left


def _kept(outlook: TrackOutlook, base: Array, start: date) -> Array:
    """Part of the record's rate at a track's venue that stays, by day."""
    adds = outlook.plan.by_day[-1]
    kept = np.full(len(base), 1.0 - (1.0 - AFTERWARDS) * adds)
    until, early = _until(outlook, start, len(base)), _early(outlook, start, len(base))
    if _is_refused(outlook):
        kept[:until] = SPOKEN_AGAINST
        return kept
    put_off = outlook.standing.type is SignalType.POSTPONE
    part = 1.0 if put_off else _DISPLACED
    kept[:until] = 1.0 - _displaced(part * adds, base[:until], SPOKEN_FOR)
    kept[:early] = (
        SPOKEN_AGAINST if put_off else 1.0 - _displaced(adds, base[:early], SPOKEN_AGAINST)
    )
    return kept


def _is_refused(outlook: TrackOutlook) -> bool:
    """Whether the last word took the meeting away; one moved to later days stays an offer."""
    standing = outlook.standing
    later = standing.window is not None or standing.put_off is not None
    return standing.type in REFUSING and not (standing.type is SignalType.POSTPONE and later)


def _displaced(adds: float, base: Array, least: float) -> float:
    """Part of the record that a track displaces: what it adds, at most down to ``least``."""
    return min(1.0 - least, adds / max(float(base.sum()), 1e-12))


def _until(outlook: TrackOutlook, start: date, days: int) -> int:
    """Number of days for which the track speaks."""
    window = outlook.standing.window
    if window is None:
        return min(_early(outlook, start, days) + _WITHOUT_WINDOW, days)
    return min(max((window.end - start).days + 1, _AT_LEAST), days)


def _early(outlook: TrackOutlook, start: date, days: int) -> int:
    """Number of days before the stated window and its eve, or ruled out; none at a forum."""
    standing, stated = outlook.standing, outlook.stated
    if stated is None or stated.kind is VenueKind.SUMMIT:
        return 0
    if standing.window is not None:
        return min(max((standing.window.start - start - timedelta(days=EVE)).days, 0), days)
    if standing.put_off is not None:
        return min(max((standing.put_off - start).days + 1, 0), days)
    return 0


def _put_off_summits(
    left: dict[Venue, Array], outlook: TrackOutlook, stated: Venue, start: date
) -> None:
    """A visit put off makes a trip to the same country for a summit less likely, too."""
    refused = _is_refused(outlook)
    if not (refused or outlook.standing.postponed):
        return
    for venue, daily in left.items():
        if venue.kind is VenueKind.SUMMIT and venue.country == stated.country:
            count = len(daily)
            end = _until(outlook, start, count) if refused else _early(outlook, start, count)
            kept = np.ones(count)
            kept[:end] = SUMMITS_THERE
            left[venue] = daily * kept
