"""P(a leader sets foot in a country): bilateral visits, summits held there, his own habit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import VenueKind
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode
from forecaster.model.attendance import attend
from forecaster.model.officebook import Holder
from forecaster.model.pairbook import decayed_years, fade
from forecaster.model.record import RecordState
from forecaster.panel.buckets import HORIZON_DAYS
from forecaster.panel.days import YEAR, Floats, number
from forecaster.panel.history import Edition, pair_of
from forecaster.panel.worlds import world_of

UNMET = 1.15
"""Visits for each recorded meeting of the two leading office-holders on the visited soil."""

THIRD_PARTY_PRIOR = 0.02
"""Yearly rate of journeys to a country to meet others there, before any is recorded."""

RECORDED = 0.5
"""Share of such journeys that the record holds."""

VISIT_SPREAD = 0.45
"""Standard deviation of the log rate of a visit."""


@dataclass(frozen=True, slots=True)
class VisitChance:
    """A rate with its uncertainty.

    Attributes:
        rate: ``-log(1 - probability)``, at least 0.
        spread: Standard deviation of the log of ``rate``.
    """

    rate: float
    spread: float

    @property
    def probability(self) -> float:
        """P(the visit happens)."""
        return float(-np.expm1(-self.rate))


def visit_chance(
    state: RecordState, leader: LeaderId, country: CountryCode, window: Window
) -> VisitChance:
    """Chance that a leader sets foot in a country within a window.

    Nought for someone out of office; a leader is always at home in his own country.
    """
    holder = state.book.offices.holder(leader, state.day)
    if holder is None:
        return VisitChance(0.0, VISIT_SPREAD)
    if holder.country == country:
        return VisitChance(7.0, 0.0)
    rate = float(visit_rates(state, holder, country)[_inside(state, window)].sum())
    for edition in state.summits:
        if edition.host == country and _overlaps(state, edition, window):
            chance = attend(state.book, leader, edition, state.day).probability
            rate += float(-np.log1p(-min(chance, 0.99)))
    return VisitChance(rate, VISIT_SPREAD)


def visit_rates(state: RecordState, holder: Holder, country: CountryCode) -> Floats:
    """Daily rates of a leader's visits to a country apart from listed summits."""
    bilateral = np.zeros(HORIZON_DAYS)
    hosts = state.book.offices.in_office(country, state.day)
    for host in [one for one in hosts if one.leading][:1] or list(hosts[:1]):
        curve = state.curve(Dyad.of(holder.leader, host.leader))
        for venue, daily in curve.rates.items():
            if venue.country == country and venue.kind is not VenueKind.SUMMIT:
                # The visit goes to the country: it does not end with the host's own office.
                stays = state.book.offices.staying(host, state.day, HORIZON_DAYS)
                bilateral += UNMET * np.array(daily) / np.maximum(stays, 0.2)
    others = _third_party(state, holder, country) / YEAR
    stays = state.book.offices.staying(holder, state.day, HORIZON_DAYS)
    return np.asarray(bilateral + others * stays)


def _third_party(state: RecordState, holder: Holder, country: CountryCode) -> float:
    """Yearly rate of journeys to the country to meet neither its leaders nor at a listed summit."""
    found = sum(
        fade(state.day - known)
        for known, host in state.book.pairs.abroad.get(holder.country, ())
        if known <= state.day and host == country
    )
    pair = pair_of(holder.country, country)
    own = sum(
        fade(state.day - met.event.known)
        for met in state.book.pairs.known(pair, state.day)
        if met.event.country == country and not met.event.edition
    )
    complete = world_of(*pair) is not None
    share = 1.0 if complete else RECORDED
    extra = max(found - own, 0.0)
    # Several meetings on one journey are one visit.
    return (0.5 * extra / share + THIRD_PARTY_PRIOR) / (decayed_years(state.day) + 1.0)


def _inside(state: RecordState, window: Window) -> slice:
    first = max(number(window.start) - state.day, 0)
    return slice(first, max(min(number(window.end) - state.day + 1, HORIZON_DAYS), first))


def _overlaps(state: RecordState, edition: Edition, window: Window) -> bool:
    begin, end = number(window.start), number(window.end)
    return edition.last_day >= max(begin, state.day) and edition.first_day <= end
