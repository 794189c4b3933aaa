"""One curve per dyad from the record, the live tracks and undated signals.

The record's rates hold what usually happens, the share of announced meetings included. Where a
track speaks, it replaces most of the record at its venue: a confirmed visit adds its own hazard
in its window, a refused one takes the record's away there and leaves other venues alone. Undated
signals bend what is left for some weeks. Everything stays a rate by day and venue, so the result
is coherent by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp

import numpy as np
from numpy.typing import NDArray

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import IncidenceCurve, Plan, Venue, VenueKind
from forecaster.domain.tracks import Track, TrackStatus
from forecaster.model.tracks.model import TrackChance, TrackModel, track_chance
from forecaster.model.tracks.standing import Standing, standing_of
from forecaster.model.tracks.view import stated_tracks
from forecaster.model.undated import NO_EFFECT, UndatedEffect

Array = NDArray[np.float64]

AT_STATED_PLACE = 0.95
"""Share of held meetings that take place where they were proposed (``data/facts/tracks.md``)."""

SPOKEN_FOR = 0.35
"""Part of the record's rate that stays at a venue for which a live track speaks."""

SPOKEN_AGAINST = 0.2
"""The same where the last word was against."""

AFTERWARDS = 0.8
"""The same after the track's window: a pair seldom meets twice in one place in a season."""

LIVE_DOUBT = -0.5
"""Log-odds taken off a live track that is not confirmed. The tables hold prospective meetings that
became stories worth following; of those read live from news, more fade. A judgement, not fitted:
no table of all offers exists."""

_COVERED_AT_LEAST, _COVERED_WITHOUT_WINDOW = 60, 180
_RELAXES_IN = 30.0
_OVER = frozenset({TrackStatus.HELD, TrackStatus.LAPSED})


@dataclass(frozen=True, slots=True)
class TrackOutlook:
    """A live track with its chances and its places.

    Attributes:
        track: The track.
        standing: What has been said so far.
        chance: When and whether it is held.
        shares: Where, if held; sums to 1.
    """

    track: Track
    standing: Standing
    chance: TrackChance
    shares: Mapping[Venue, float]


def track_outlook(model: TrackModel, track: Track, record: IncidenceCurve) -> TrackOutlook | None:
    """What a live track adds to a dyad's curve; None once it is held, lapsed or unspoken.

    Args:
        model: The fitted track model.
        track: The track as it stands.
        record: The dyad's rates from record and calendar; gives horizon and venues.
    """
    told = standing_of(track.signals)
    if track.status in _OVER or told is None:
        return None
    standing = _dated_by_calendar(told, record)
    on = max(record.start, standing.spoke_on)
    chance = track_chance(model, standing, on, record.days, _shift(track, standing))
    late = (on - record.start).days
    if late:
        daily = np.concatenate((np.zeros(late), chance.daily[: record.days - late]))
        chance = replace(chance, daily=daily)
    return TrackOutlook(track, standing, chance, venue_shares(track, record))


def _dated_by_calendar(standing: Standing, record: IncidenceCurve) -> Standing:
    """A track at a forum that states no days takes those of the calendar."""
    if standing.window is not None or standing.forum is None:
        return standing
    for venue, daily in record.rates.items():
        if venue.summit_id == standing.forum.lower():
            days = [index for index, rate in enumerate(daily) if rate > 0.0]
            if days:
                first, last = (record.start + timedelta(days=days[end]) for end in (0, -1))
                return replace(standing, window=Window(first, last))
    return standing


def _shift(track: Track, standing: Standing) -> float:
    """Live offers fade more often than those that made it into a table; fixed dates do not."""
    if standing.confirmed or stated_tracks(track.signals):
        return 0.0
    return LIVE_DOUBT


def venue_shares(track: Track, record: IncidenceCurve) -> dict[Venue, float]:
    """Where a track's meeting takes place: its stated venue, else as the record has it."""
    usual = _usual_venues(record)
    stated = _stated_venue(track, record)
    if stated is None:
        return usual
    rest = {venue: share for venue, share in usual.items() if venue != stated}
    total = sum(rest.values())
    moved = 1.0 - AT_STATED_PLACE if total > 0.0 else 0.0
    shares = {venue: moved * share / total for venue, share in rest.items()} if moved else {}
    return {stated: 1.0 - moved, **shares}


def _stated_venue(track: Track, record: IncidenceCurve) -> Venue | None:
    """The venue a track names: its forum, known to the calendar or not, else its country."""
    country = track.place.country if track.place else None
    if track.forum is not None:
        summit_id = track.forum.lower()
        known = (venue for venue in record.rates if venue.summit_id == summit_id)
        return next(known, Venue(VenueKind.SUMMIT, country, summit_id))
    if country is None:
        return None
    hosts = (v for v in record.rates if v.kind in _HOSTS and v.country == country)
    return next(hosts, Venue(VenueKind.THIRD, country))


_HOSTS = frozenset({VenueKind.HOST_FIRST, VenueKind.HOST_SECOND, VenueKind.THIRD})


def _usual_venues(record: IncidenceCurve) -> dict[Venue, float]:
    """Venues of the record outside summits, by their part in it."""
    open_venues = [venue for venue in record.rates if venue.kind is not VenueKind.SUMMIT]
    if not open_venues:
        return {Venue(VenueKind.ELSEWHERE): 1.0}
    sums = {venue: sum(record.rates[venue]) for venue in open_venues}
    total = sum(sums.values())
    if total <= 0.0:
        return dict.fromkeys(open_venues, 1.0 / len(open_venues))
    return {venue: value / total for venue, value in sums.items()}


def combine(
    record: IncidenceCurve,
    outlooks: Iterable[TrackOutlook],
    undated: UndatedEffect = NO_EFFECT,
) -> IncidenceCurve:
    """The dyad's curve from record and calendar, live tracks and undated signals.

    Args:
        record: Rates from record and calendar.
        outlooks: Live tracks of the same dyad.
        undated: Effect of undated signals.
    """
    live = tuple(outlooks)
    rates = {venue: np.asarray(daily) for venue, daily in record.rates.items()}
    rates = _bent(_covered(rates, live, record.start), undated)
    base = {venue: float(daily.sum()) for venue, daily in rates.items()}
    plans = tuple(_plan(outlook) for outlook in live)
    added: dict[Venue, float] = {}
    for plan in plans:
        hazard = -np.diff(np.log1p(-np.asarray(plan.by_day)))
        for venue, share in plan.shares.items():
            rates[venue] = rates.get(venue, np.zeros(record.days)) + share * hazard
            added[venue] = added.get(venue, 0.0) + share * float(hazard.sum())
    return replace(
        record,
        rates={venue: tuple(daily.tolist()) for venue, daily in rates.items()},
        spread=_spreads(record, live, base, added),
        plans=(*record.plans, *plans),
    )


def _covered(
    rates: Mapping[Venue, Array], live: Sequence[TrackOutlook], start: date
) -> dict[Venue, Array]:
    """The record's rates, less what live tracks now speak for."""
    left = dict(rates)
    for outlook in live:
        stated = max(outlook.shares, key=lambda venue: outlook.shares[venue])
        if stated in left and outlook.shares[stated] >= AT_STATED_PLACE:
            left[stated] = left[stated] * _kept(outlook, start, len(left[stated]))
    return left


def _kept(outlook: TrackOutlook, start: date, days: int) -> Array:
    """Part of the record's rate at a track's venue that stays, by day."""
    window = outlook.standing.window
    against = outlook.standing.polarity < 0
    least = _COVERED_AT_LEAST if window is not None else _COVERED_WITHOUT_WINDOW
    until = start + timedelta(days=least)
    if window is not None:
        until = max(until, window.end)
    covered = min((until - start).days + 1, days)
    kept = np.full(days, AFTERWARDS)
    kept[:covered] = SPOKEN_AGAINST if against else SPOKEN_FOR
    return kept


def _bent(rates: Mapping[Venue, Array], undated: UndatedEffect) -> dict[Venue, Array]:
    """Rates under undated signals, whose effect relaxes within weeks."""
    if not undated.log_factor:
        return dict(rates)
    return {
        venue: daily * np.exp(undated.log_factor * 0.5 ** (np.arange(len(daily)) / _RELAXES_IN))
        for venue, daily in rates.items()
    }


def _plan(outlook: TrackOutlook) -> Plan:
    return Plan(tuple(outlook.chance.daily.tolist()), outlook.shares)


def _spreads(
    record: IncidenceCurve,
    live: Sequence[TrackOutlook],
    base: Mapping[Venue, float],
    added: Mapping[Venue, float],
) -> dict[Venue, float]:
    """Standard deviation of the log rate by venue: record and tracks err independently."""
    widest = max(record.spread.values(), default=0.0)
    variance = {
        venue: (record.spread.get(venue, widest) * value) ** 2 for venue, value in base.items()
    }
    for outlook in live:
        held = outlook.chance.inside + outlook.chance.later
        rate = float(-np.log1p(-min(held, 0.999)))
        for venue, share in outlook.shares.items():
            error = share * rate * outlook.chance.spread
            variance[venue] = variance.get(venue, 0.0) + error**2
    total = {venue: base.get(venue, 0.0) + added.get(venue, 0.0) for venue in variance}
    return {
        venue: float(np.sqrt(value)) / total[venue] if total[venue] > 0.0 else widest
        for venue, value in variance.items()
    }


def limited(everything: IncidenceCurve, proven: IncidenceCurve, reach: float) -> IncidenceCurve:
    """Keep a curve within ``reach`` on the log hazard of what proven sources alone support.

    However loud sources without a record are, each day's rate at each venue stays within a
    factor ``exp(reach)`` of the curve that leaves them out.

    Args:
        everything: Curve from all sources.
        proven: Curve from proven sources alone.
        reach: Most that the others may add to or take from the log hazard, at least 0.
    """
    low, high = exp(-reach), exp(reach)
    zero = (0.0,) * proven.days
    rates = {
        venue: tuple(
            min(max(value, low * known), high * known)
            for value, known in zip(
                everything.rates.get(venue, zero), proven.rates.get(venue, zero), strict=True
            )
        )
        for venue in {**proven.rates, **everything.rates}
    }
    return replace(proven, rates=rates, spread={**everything.spread, **proven.spread})
