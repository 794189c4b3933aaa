"""A leader's journeys to a place: by record and calendar, and what news adds or takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import log1p

import numpy as np

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import IncidenceCurve, VenueKind
from forecaster.domain.people import LeaderId
from forecaster.domain.places import Place
from forecaster.domain.summits import Summit
from forecaster.issue.guests import Guests
from forecaster.issue.news import News
from forecaster.issue.outlook import Visits
from forecaster.issue.towns import Habit, towns_of
from forecaster.model.record import INCOMPLETE, RecordState
from forecaster.model.visits import (
    VISIT_SPREAD,
    daily_visits,
    journeys_complete,
    recorded_journeys,
)
from forecaster.panel.days import Floats, number
from forecaster.questions import readoff
from forecaster.questions.names import fold

_SUREST = 0.99


@dataclass(frozen=True)
class Journeys:
    """Journeys as expected from one view.

    Attributes:
        news: What news makes of the record.
        guests: Who comes to which summit.
        calendar: Summits by id as the view knows them; they say in which city each is held.
    """

    news: News
    guests: Guests
    calendar: Mapping[str, Summit]

    @property
    def record(self) -> RecordState:
        """Record and calendar at the moment."""
        return self.news.record

    def visits(self, leader: LeaderId, place: Place, start: date, habit: Habit) -> Visits:
        """Rates of coming to a place on each day from ``start`` on.

        A summit that is under way on ``start`` counts on that day.

        Args:
            leader: Who comes.
            place: The country, and the city when the question names one.
            start: First day.
            habit: Share of what happens in a country, outside summits of known town and of which
                nothing names a town, that happens in a town of it.
        """
        country = place.country
        usual = np.array(daily_visits(self.record, leader, country))
        told, ids = self._told(leader, Place(country), habit, len(usual))
        if place.city is not None:
            whole = np.maximum(usual + told, 0.0)
            usual = _in_town(usual, habit(place))
            told, ids = self._told(leader, place, habit, len(usual))
            # Nobody comes to a town more often than to its country.
            told = np.minimum(usual + told, whole) - usual
        offset = min(max(number(start) - self.record.day, 0), len(usual) - 1)
        share = habit(place) if place.city else 1.0
        for day, before, after, moved in self._summits(leader, place, offset, share):
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

    def _told(
        self, leader: LeaderId, place: Place, habit: Habit, days: int
    ) -> tuple[Floats, dict[str, None]]:
        """What news about his meetings in the place adds on each day, and the news."""
        told, ids = np.zeros(days), dict[str, None]()
        for one in self.news.about(leader):
            before, after = one.record, one.curve()
            change = self._held(after, place, habit) - self._held(before, place, habit)
            if change.any():
                told += change
                ids |= dict.fromkeys(signal.id for signal in one.signals)
        return told, ids

    def _held(self, curve: IncidenceCurve, place: Place, habit: Habit) -> Floats:
        """Rates of a pair's meetings in the place outside summits, by day."""
        towns = towns_of(place, curve.plans, self.calendar, habit)
        found = readoff.in_place(curve, place, towns)
        outside = {
            venue: weight
            for venue, weight in found.weights.items()
            if venue.country is not None and venue.kind is not VenueKind.SUMMIT
        }
        return np.array(replace(found, weights=outside).by_day(Window(curve.start, curve.end)))

    def _summits(
        self, leader: LeaderId, place: Place, offset: int, city_share: float
    ) -> Iterable[tuple[int, float, float, tuple[str, ...]]]:
        """Summits held there: first day that counts, rate without news and with it, the news."""
        for edition in self.record.summits:
            if edition.host == place.country and edition.last_day - self.record.day >= offset:
                share = self._held_in(edition.id, place, city_share)
                chance = self.guests.chance(leader, edition.id)
                day = max(edition.first_day - self.record.day, offset)
                before, after = _rate(share * chance.usual), _rate(share * chance.probability)
                yield day, before, after, chance.signal_ids if share else ()

    def _held_in(self, summit_id: str, place: Place, city_share: float) -> float:
        """P(a summit in the country is held in the place): certain where its city is known."""
        summit = self.calendar.get(summit_id)
        city = summit.place.city if summit and summit.place else None
        if place.city is None or city is None:
            return city_share
        return float(fold(city) == fold(place.city))


def _in_town(daily: Floats, share: float) -> Floats:
    """Rates in a country, thinned to one of its towns: a day there is one in it by ``share``."""
    return np.asarray(-np.log1p(share * np.expm1(-daily)))


def _rate(probability: float) -> float:
    return -log1p(-min(probability, _SUREST))
