"""P(a leader sets foot in a country): bilateral visits, summits held there, his own habit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
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
    visits = state.kept(("visits", leader, country), lambda: _visits(state, holder, country))
    first, last = _inside(state, window)
    rate = float(visits.usual[last] - visits.usual[first])
    for edition, at_summit in visits.summits:
        if _overlaps(state, edition, window):
            rate += at_summit
    return VisitChance(rate, VISIT_SPREAD)


@dataclass(frozen=True, slots=True)
class _Visits:
    """Everything about a leader's visits to a country but the window.

    Attributes:
        usual: Rate of visits apart from summits before each day of the horizon, from 0.
        summits: Summits held there, with the rate of coming.
    """

    usual: Floats
    summits: tuple[tuple[Edition, float], ...]


def _visits(state: RecordState, holder: Holder, country: CountryCode) -> _Visits:
    chances = state.sidelines.chances(holder.leader)
    return _Visits(
        np.concatenate([[0.0], np.cumsum(visit_rates(state, holder, country))]),
        tuple(
            (edition, float(-np.log1p(-min(chances[place], 0.99))))
            for place, edition in enumerate(state.summits)
            if edition.host == country
        ),
    )


def visit_rates(state: RecordState, holder: Holder, country: CountryCode) -> Floats:
    """Daily rates of a leader's visits to a country apart from listed summits."""
    bilateral = np.zeros(HORIZON_DAYS)
    hosts = state.book.offices.in_office(country, state.day)
    for host in [one for one in hosts if one.leading][:1] or list(hosts[:1]):
        for venue, daily in state.outside_summits(holder, host).items():
            if venue.country == country:
                # The visit goes to the country: it does not end with the host's own office.
                stays = state.book.offices.staying(host, state.day, HORIZON_DAYS)
                bilateral += UNMET * daily / np.maximum(stays, 0.2)
    others = _third_party(state, holder, country) / YEAR
    stays = state.book.offices.staying(holder, state.day, HORIZON_DAYS)
    return np.asarray(bilateral + others * stays)


def _third_party(state: RecordState, holder: Holder, country: CountryCode) -> float:
    """Yearly rate of journeys to the country to meet neither its leaders nor at a listed summit."""
    found = state.book.pairs.journeys(holder.country, country, state.day)
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


def _inside(state: RecordState, window: Window) -> tuple[int, int]:
    """First day of the window within the horizon, and first day after."""
    first = min(max(number(window.start) - state.day, 0), HORIZON_DAYS)
    return first, max(min(number(window.end) - state.day + 1, HORIZON_DAYS), first)


def _overlaps(state: RecordState, edition: Edition, window: Window) -> bool:
    begin, end = number(window.start), number(window.end)
    return edition.last_day >= max(begin, state.day) and edition.first_day <= end
