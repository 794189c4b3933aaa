"""A leader's journeys to a country: by record and calendar, and what news adds or takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import log1p

import numpy as np

from forecaster.domain.forecasts import IncidenceCurve, VenueKind
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.issue.guests import Guests
from forecaster.issue.news import News
from forecaster.issue.outlook import Visits
from forecaster.model.evidence import Evidence
from forecaster.model.record import INCOMPLETE, RecordState
from forecaster.model.visits import (
    VISIT_SPREAD,
    daily_visits,
    journeys_complete,
    recorded_journeys,
)
from forecaster.panel.days import Floats, number

_SUREST = 0.99


@dataclass(frozen=True)
class Journeys:
    """Journeys as expected from one view.

    Attributes:
        news: What news makes of the record.
        guests: Who comes to which summit.
    """

    news: News
    guests: Guests

    @property
    def record(self) -> RecordState:
        """Record and calendar at the moment."""
        return self.news.record

    def visits(self, leader: LeaderId, country: CountryCode, start: date) -> Visits:
        """Rates of coming to a country on each day from ``start`` on.

        A summit that is under way on ``start`` counts on that day.
        """
        usual = np.array(daily_visits(self.record, leader, country))
        told = np.zeros(len(usual))
        ids: dict[str, None] = {}
        for one in self.news.about(leader):
            change = _change(one, country)
            if change.any():
                told += change
                ids |= dict.fromkeys(signal.id for signal in one.signals)
        offset = min(max(number(start) - self.record.day, 0), len(usual) - 1)
        for day, before, after, moved in self._summits(leader, country, offset):
            usual[day] += before
            told[day] += after - before
            ids |= dict.fromkeys(moved)
        told = np.maximum(told, -usual)
        return Visits(
            max(start, self.record.as_of.date()),
            usual[offset:].tolist(),
            told[offset:].tolist(),
            recorded_journeys(self.record, leader, country),
            VISIT_SPREAD,
            tuple(ids),
            () if journeys_complete(self.record, leader, country) else (INCOMPLETE,),
        )

    def _summits(
        self, leader: LeaderId, country: CountryCode, offset: int
    ) -> Iterable[tuple[int, float, float, tuple[str, ...]]]:
        """Summits held there: first day that counts, rate without news and with it, the news."""
        for edition in self.record.summits:
            if edition.host == country and edition.last_day - self.record.day >= offset:
                chance = self.guests.chance(leader, edition.id)
                day = max(edition.first_day - self.record.day, offset)
                yield day, _rate(chance.usual), _rate(chance.probability), chance.signal_ids


def _rate(probability: float) -> float:
    return -log1p(-min(probability, _SUREST))


def _change(evidence: Evidence, country: CountryCode) -> Floats:
    """What news about a pair adds to its meetings in the country outside summits, by day."""
    before, after = evidence.record, evidence.curve()
    return _in_country(after, country) - _in_country(before, country)


def _in_country(curve: IncidenceCurve, country: CountryCode) -> Floats:
    total = np.zeros(curve.days)
    for venue, daily in curve.rates.items():
        if venue.country == country and venue.kind is not VenueKind.SUMMIT:
            total += np.asarray(daily)
    return total
