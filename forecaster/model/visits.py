"""P(a leader sets foot in a country): bilateral visits, summits held there, his own habit."""

from __future__ import annotations

import numpy as np

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.model.officebook import Holder
from forecaster.model.pairbook import decayed_years, fade
from forecaster.model.record import RecordState
from forecaster.panel.buckets import HORIZON_DAYS
from forecaster.panel.days import YEAR, Floats
from forecaster.panel.history import pair_of
from forecaster.panel.worlds import world_of

UNMET = 1.15
"""Visits for each recorded meeting of the two leading office-holders on the visited soil."""

THIRD_PARTY_PRIOR = 0.02
"""Yearly rate of journeys to a country to meet others there, before any is recorded."""

RECORDED = 0.5
"""Share of such journeys that the record holds."""

VISIT_SPREAD = 0.45
"""Standard deviation of the log rate of a visit."""


AT_HOME = 7.0
"""Rate of being in one's own country on any day."""


def daily_visits(state: RecordState, leader: LeaderId, country: CountryCode) -> Floats:
    """Rate of a leader's coming to a country on each day of the horizon, apart from summits.

    Nought for someone out of office; a leader is always at home in his own country.
    """
    holder = state.book.offices.ahead(leader, state.day)
    if holder is None:
        return np.zeros(HORIZON_DAYS)
    if holder.country == country:
        return np.full(HORIZON_DAYS, AT_HOME)
    return state.kept(("visits", leader, country), lambda: visit_rates(state, holder, country))


def recorded_journeys(state: RecordState, leader: LeaderId, country: CountryCode) -> int:
    """Recorded meetings of the leader's country on the other's soil, outside summits."""
    holder = state.book.offices.ahead(leader, state.day)
    listed = state.book.pairs.abroad.get(holder.country, ()) if holder else ()
    return sum(1 for known, host in listed if host == country and known <= state.day)


def journeys_complete(state: RecordState, leader: LeaderId, country: CountryCode) -> bool:
    """Whether every meeting of the leader's country with the host's is on record."""
    holder = state.book.offices.ahead(leader, state.day)
    return holder is None or world_of(holder.country, country) is not None


def visit_rates(state: RecordState, holder: Holder, country: CountryCode) -> Floats:
    """Daily rates of a leader's visits to a country apart from listed summits."""
    bilateral, stays = np.zeros(HORIZON_DAYS), np.zeros(HORIZON_DAYS)
    for host in _hosts(state, country):
        stays += state.book.offices.staying(host, state.day, HORIZON_DAYS)
        for venue, daily in state.outside_summits(holder, host).items():
            if venue.country == country:
                bilateral += daily
    # The visit goes to the country: it does not end with the host's own office.
    bilateral = UNMET * bilateral / np.maximum(stays, 0.2)
    others = _third_party(state, holder, country) / YEAR
    serves = state.book.offices.staying(holder, state.day, HORIZON_DAYS)
    return np.asarray(bilateral + others * serves)


def _hosts(state: RecordState, country: CountryCode) -> list[Holder]:
    """The leading office-holder, and who is known to come into that office after him."""
    offices = state.book.offices
    serving = offices.in_office(country, state.day)
    coming = [one for one in offices.successors(country, state.day) if one.leading]
    return ([one for one in serving if one.leading][:1] or list(serving[:1])) + coming


def _third_party(state: RecordState, holder: Holder, country: CountryCode) -> float:
    """Yearly rate of journeys to the country to meet neither its leaders nor at a listed summit.

    A rupture with the country keeps a leader from that as well.
    """
    found = state.book.pairs.journeys(holder.country, country, state.day)
    pair = pair_of(holder.country, country)
    left = state.book.relations.between(pair, state.day).left
    own = sum(
        fade(state.day - met.event.known)
        for met in state.book.pairs.known(pair, state.day)
        if met.event.country == country and not met.event.edition
    )
    complete = world_of(*pair) is not None
    share = 1.0 if complete else RECORDED
    extra = max(found - own, 0.0)
    # Several meetings on one journey are one visit.
    return left * (0.5 * extra / share + THIRD_PARTY_PRIOR) / (decayed_years(state.day) + 1.0)
