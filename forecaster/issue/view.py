"""The outlook of a fitted model from one moment: record, calendar, evidence."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from math import expm1

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.forecasts import SHRUNK_TO, BaseRate, IncidenceCurve, Venue
from forecaster.domain.meetings import ContactLevel, MeetingKind
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.issue.fitted import FittedModel
from forecaster.issue.guests import Guests
from forecaster.issue.journeys import Journeys
from forecaster.issue.news import News
from forecaster.issue.outlook import Chance, Visits
from forecaster.model.book import Book
from forecaster.model.classrates import PRIOR_YEARS, class_rate
from forecaster.model.contact import Definitions
from forecaster.model.evidence import TRUST_ALL, EvidencePart, SourceTrust
from forecaster.model.record import RecordState
from forecaster.panel.days import number
from forecaster.panel.history import pair_of
from forecaster.panel.worlds import WATCHED
from forecaster.questions.names import fold

NEW_TOWN, NEW_TOWN_FROM = 10.0, 100.0
"""A meeting is held in a town of the country not on record before with ``10 / (100 + meetings)``:
measured outside summits on 12 of 121 second meetings, 89 of 908 third to 20th, 49 of 742 to the
100th, 20 of 1,690 later ones."""

ONE_NEW_TOWN = 1.0 / 3.0
"""Part of these that falls on the very town that is asked about; a judgement."""

ONLY_TOWN = 0.4
"""Share of the town asked about where a country has no meeting on record: mostly its capital; a
judgement."""


@dataclass(frozen=True)
class ModelView:
    """One fitted model looking at the world from one moment; an ``Outlook``.

    Attributes:
        book: The record, compiled once for all moments.
        model: The fitted model.
        chronicle: The view, cut off at its moment.
        trust: How far sources may move a forecast.
    """

    book: Book
    model: FittedModel
    chronicle: Chronicle
    trust: SourceTrust = TRUST_ALL

    @property
    def as_of(self) -> datetime:
        """The moment of the view."""
        return self.chronicle.cutoff

    @property
    def model_version(self) -> str:
        """Id of the fitted model."""
        return self.model.version

    @cached_property
    def record(self) -> RecordState:
        """Record and calendar at the moment."""
        return RecordState(self.book, self.model.record, self.as_of)

    @cached_property
    def news(self) -> News:
        """What news makes of the record."""
        return News(self.record, self.model.tracks, self.chronicle.signals, self.trust)

    def parts(self, dyad: Dyad) -> tuple[EvidencePart, ...]:
        """The evidence in force for a dyad: by prospective meeting, then who comes where."""
        return self.news.parts(dyad)

    def curve(self, dyad: Dyad, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        """The dyad's rates, leaving out the parts of evidence named in ``without``."""
        return self.news.curve(dyad, without)

    def base_rate(self, dyad: Dyad, window: Window) -> BaseRate:
        """How often these two meet in so many days: their own past rate shrunk to their class."""
        sides = self.record.sides(dyad)
        if sides.first is None or sides.second is None:
            return BaseRate("leaders out of office", 0, 0.0)
        pair = pair_of(sides.first.country, sides.second.country)
        relation = self.book.relations.between(pair, self.record.day)
        prior = class_rate(*pair, relation)
        begun = max(sides.first.since, sides.second.since)
        together = max(number(self.as_of.date()) - begun, 0)
        years, met = together / 365.25, bisect_right(self.book.met.get(dyad, ()), self.as_of)
        yearly = (relation.left * met + PRIOR_YEARS * prior.yearly) / (years + PRIOR_YEARS)
        name = (
            f"the two in any {window.days} days: {met} meetings in {years:.1f} years together in "
            f"office, {SHRUNK_TO}{prior.name}"
        )
        return BaseRate(name, met, -expm1(-yearly * window.days / 365.25))

    def contact_factors(
        self, curve: IncidenceCurve, contact: ContactLevel
    ) -> Mapping[Venue, float]:
        """Factor on each venue's rate for a stricter or looser definition of a meeting."""
        definitions, guests = self._definitions[self._is_watched(curve.dyad)], self.guests
        return definitions.factors(curve, contact, lambda at: guests.both_if_known(curve.dyad, at))

    @cached_property
    def _definitions(self) -> Mapping[bool, Definitions]:
        """What definitions do, by whether every encounter of a pair is reported."""
        tally = self.book.contacts.on(self.record.day)
        return {watched: Definitions(tally, watched) for watched in (False, True)}

    def _is_watched(self, dyad: Dyad) -> bool:
        sides = self.record.sides(dyad)
        if sides.first is None or sides.second is None:
            return False
        return pair_of(sides.first.country, sides.second.country) in WATCHED

    def city_share(self, place: Place) -> float:
        """Share of meetings in the country, outside summits, held in the city; by the record."""
        cities = self._cities.get(place.country, Counter())
        held, total = cities[fold(place.city or "")], cities.total()
        if not total:
            return ONLY_TOWN
        new = NEW_TOWN / (NEW_TOWN_FROM + total)
        return (1.0 - new) * held / total if held else new * ONE_NEW_TOWN

    @cached_property
    def _cities(self) -> Mapping[CountryCode, Counter[str]]:
        found: dict[CountryCode, Counter[str]] = {}
        for meeting in self.chronicle.meetings:
            if meeting.place and meeting.place.city and meeting.kind is not MeetingKind.SIDELINE:
                found.setdefault(meeting.place.country, Counter())[fold(meeting.place.city)] += 1
        return found

    @cached_property
    def guests(self) -> Guests:
        """Who is expected at which summit."""
        return Guests(self.news)

    def attend(self, leader: LeaderId, summit_id: str) -> Chance:
        """Chance that a leader attends a summit.

        Raises:
            QuestionError: If no days of the summit are known yet.
        """
        return self.guests.chance(leader, summit_id)

    def together(self, dyad: Dyad, summit_id: str) -> float:
        """P(both attend a summit), at least as high as P(they meet there)."""
        return self.guests.both(dyad, summit_id)

    def check_dated(self, summit_id: str) -> None:
        """Refuse a summit of which no days have ever been known; raises QuestionError."""
        self.guests.check_dated(summit_id)

    def visit(self, leader: LeaderId, place: Place, start: date) -> Visits:
        """Rates of a leader's coming to a country, or to a city of it, from ``start`` on."""
        return Journeys(self.news, self.guests, self.chronicle.summits).visits(
            leader, place, start, self.city_share
        )

    def degraded(self, dyad: Dyad) -> tuple[str, ...]:
        """Named reasons why the dyad's inputs are reduced."""
        return (*self.record.degraded(dyad), *self.model.reduced)
