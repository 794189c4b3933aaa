"""Live tracks with their chances and their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile

import numpy as np

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import IncidenceCurve, NamedTown, Plan, Venue, VenueKind
from forecaster.domain.signals import SignalType
from forecaster.domain.tracks import Track, TrackStatus
from forecaster.model.tracks.model import TrackChance, TrackModel, track_chance
from forecaster.model.tracks.standing import Standing, standing_of, withdraw_denied
from forecaster.model.tracks.view import stated_tracks
from forecaster.panel.days import Floats

AT_STATED_PLACE = 0.95
"""Share of held meetings that take place in the country named while nothing is confirmed: 251 of
265 signals on 162 tracks of the table, whether days were near or far."""

AT_CONFIRMED_PLACE = 0.99
"""The same once it is confirmed: all 276 tracks of the table (at least 0.986, 95 % interval). Not
higher, since a meeting moved to another country may have been entered as a track of its own."""

IN_NAMED_TOWN = 0.97
"""Share of meetings in the town last named, given the country: 310 of 318, by the last word before
a confirmation and after it (0.951-0.987)."""

IN_TOWN_OF_ARRIVAL = 0.6
"""The same where only words of a journey name it, which may go on: 6 of 11 (0.28-0.79)."""

LIVE_DOUBT = -0.5
"""Log-odds taken off a live track that is not confirmed. The tables hold prospective meetings that
became stories worth following; of those read live from news, more fade. A judgement, not fitted:
no table of all offers exists."""

HOSTS = frozenset({VenueKind.HOST_FIRST, VenueKind.HOST_SECOND, VenueKind.THIRD})
"""Venues that are a country and no forum."""

SLIPS = 2
"""Days by which a meeting at a forum may be reported outside the forum's days."""

_OVER = frozenset({TrackStatus.HELD, TrackStatus.LAPSED})


@dataclass(frozen=True, slots=True)
class TrackOutlook:
    """A live track with its chances and its places.

    Attributes:
        track: The track.
        standing: What has been said so far.
        chance: When and whether it is held.
        shares: Where, if held as proposed; sums to 1.
        town: The town named for it, if any.
        start: First day of the horizon.
    """

    track: Track
    standing: Standing
    chance: TrackChance
    shares: Mapping[Venue, float]
    town: NamedTown | None
    start: date

    @property
    def stated(self) -> Venue | None:
        """The venue named for it; None while open."""
        likely = max(self.shares, key=lambda venue: self.shares[venue])
        named = self.track.forum is not None or self.track.place is not None
        return likely if named and self.shares[likely] >= AT_STATED_PLACE else None

    @property
    def plan(self) -> Plan:
        """Days and venues of the prospective meeting.

        A forum has its days, give or take a few in how they are reported; what leaders make up
        for at another time and place is an ordinary meeting, and the record holds it.
        """
        daily, window = self.chance.daily, self.standing.window
        if window is not None and self.track.forum is not None:
            days = np.arange(len(daily)) + self.start.toordinal()
            first, last = window.start.toordinal() - SLIPS, window.end.toordinal() + SLIPS
            daily = np.where((days >= first) & (days <= last), daily, 0.0)
        return Plan(tuple(daily.tolist()), self.shares, self.town)


def track_outlook(
    model: TrackModel, track: Track, record: IncidenceCurve, offices: Floats | None = None
) -> TrackOutlook | None:
    """What a live track adds to a dyad's curve; None once it is held, lapsed or unspoken.

    Args:
        model: The fitted track model.
        track: The track as it stands.
        record: The dyad's rates from record and calendar; gives horizon and venues.
        offices: What has been decided of both being in office by day; None where nothing has.
    """
    told = standing_of(track.signals)
    if track.status in _OVER or told is None:
        return None
    standing = _dated_by_calendar(told, record)
    on = max(record.start, standing.spoke_on)
    chance = track_chance(model, standing, on, record.days, _shift(track, standing))
    late = (on - record.start).days
    if offices is not None and standing.window is None:
        # What names no days waits for the first on which both are in office.
        late = max(late, int(np.argmax(offices > 0.0)))
    if late:
        daily = np.concatenate((np.zeros(late), chance.daily[: record.days - late]))
        chance = replace(chance, daily=daily)
    if offices is not None:
        chance = replace(chance, daily=chance.daily * offices)
    shares = venue_shares(track, record, confirmed=standing.confirmed)
    return TrackOutlook(track, standing, chance, shares, named_town(track), record.start)


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
    """Live offers fade more often than those that made it into a table; fixed dates do not.

    What was put off to no stated days fades twice over: as an offer, and as a plan let go.
    """
    if standing.confirmed or stated_tracks(track.signals):
        return 0.0
    let_go = standing.type is SignalType.POSTPONE and standing.window is None
    return 2.0 * LIVE_DOUBT if let_go else LIVE_DOUBT


def venue_shares(
    track: Track, record: IncidenceCurve, *, confirmed: bool = False
) -> dict[Venue, float]:
    """Where a track's meeting takes place: its stated venue, else as the record has it.

    Args:
        track: The track as it stands.
        record: The dyad's rates; gives the venues.
        confirmed: Whether a confirmation stands: what is confirmed is hardly ever moved.
    """
    usual = _usual_venues(record)
    stated = _stated_venue(track, record)
    if stated is None:
        return usual
    rest = {venue: share for venue, share in usual.items() if venue != stated}
    total = sum(rest.values())
    at_stated = AT_CONFIRMED_PLACE if confirmed else AT_STATED_PLACE
    moved = 1.0 - at_stated if total > 0.0 else 0.0
    shares = {venue: moved * share / total for venue, share in rest.items()} if moved else {}
    return {stated: 1.0 - moved, **shares}


def named_town(track: Track) -> NamedTown | None:
    """The town last named for a track in its country; a journey's word counts only by itself."""
    if track.place is None:
        return None
    country = track.place.country
    words = (signal.act for signal in reversed(withdraw_denied(track.signals)))
    said = [(act.place, act.type) for act in words if act.place is not None]
    here = takewhile(lambda word: word[0].country == country, said)
    towns = [(place, kind) for place, kind in here if place.city is not None]
    for place, kind in towns:
        if kind is not SignalType.TRAVEL:
            return NamedTown(place, IN_NAMED_TOWN)
    return NamedTown(towns[0][0], IN_TOWN_OF_ARRIVAL) if towns else None


def _stated_venue(track: Track, record: IncidenceCurve) -> Venue | None:
    """The venue a track names: its forum, known to the calendar or not, else its country."""
    country = track.place.country if track.place else None
    if track.forum is not None:
        summit_id = track.forum.lower()
        known = (venue for venue in record.rates if venue.summit_id == summit_id)
        return next(known, Venue(VenueKind.SUMMIT, country, summit_id))
    if country is None:
        return None
    hosts = (v for v in record.rates if v.kind in HOSTS and v.country == country)
    return next(hosts, Venue(VenueKind.THIRD, country))


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
