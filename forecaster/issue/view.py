"""The outlook of a fitted model from one moment: record, calendar, evidence."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from math import expm1, log1p

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import BaseRate, IncidenceCurve, VenueKind
from forecaster.domain.meetings import ContactLevel, MeetingKind
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Certainty, Signal, SignalType
from forecaster.issue.fitted import FittedModel
from forecaster.issue.outlook import Chance
from forecaster.model.attendance import attend
from forecaster.model.book import Book
from forecaster.model.classrates import PRIOR_YEARS, class_rate
from forecaster.model.contact import CONTACT_FACTORS
from forecaster.model.evidence import TRUST_ALL, Evidence, EvidencePart, SourceTrust
from forecaster.model.record import RecordState
from forecaster.model.visits import visit_chance
from forecaster.panel.days import number
from forecaster.panel.history import pair_of

ANNOUNCED = {
    (SignalType.ATTEND, Certainty.FIRM): 0.95,
    (SignalType.ATTEND, Certainty.PROBABLE): 0.85,
    (SignalType.ATTEND, Certainty.POSSIBLE): 0.6,
    (SignalType.NOT_ATTEND, Certainty.FIRM): 0.04,
    (SignalType.NOT_ATTEND, Certainty.PROBABLE): 0.15,
    (SignalType.NOT_ATTEND, Certainty.POSSIBLE): 0.4,
}
"""P(attends) after the latest announcement; a judgement, stated in docs/model.md."""

ATTENDANCE_SPREAD = 0.35
"""Standard deviation of the log rate of attending."""

_CITY_WEIGHT = 2.0
_CITY_PRIOR = 0.4


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
    _evidence: dict[Dyad, Evidence] = field(default_factory=dict, compare=False)
    _curves: dict[tuple[Dyad, frozenset[str]], IncidenceCurve] = field(
        default_factory=dict, compare=False
    )
    _plans: dict[LeaderId, tuple[IncidenceCurve, ...]] = field(default_factory=dict, compare=False)

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

    def evidence(self, dyad: Dyad) -> Evidence:
        """The signals in force about a dyad, folded into tracks."""
        if dyad not in self._evidence:
            self._evidence[dyad] = Evidence.of(
                self.model.tracks,
                self.record.curve(dyad),
                self._signals.get(dyad, ()),
                self.as_of,
                self.trust,
            )
        return self._evidence[dyad]

    @cached_property
    def _signals(self) -> Mapping[Dyad, tuple[Signal, ...]]:
        found: dict[Dyad, list[Signal]] = {}
        for signal in self.chronicle.signals:
            leaders = signal.act.leaders
            for index, one in enumerate(leaders):
                for other in leaders[index + 1 :]:
                    found.setdefault(Dyad.of(one, other), []).append(signal)
        return {dyad: tuple(signals) for dyad, signals in found.items()}

    def parts(self, dyad: Dyad) -> tuple[EvidencePart, ...]:
        """The evidence in force for a dyad, by prospective meeting."""
        return self.evidence(dyad).parts

    def curve(self, dyad: Dyad, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        """The dyad's rates, leaving out the parts of evidence named in ``without``."""
        left_out = without & {part.id for part in self.parts(dyad)}
        key = (dyad, left_out)
        if key not in self._curves:
            self._curves[key] = self.evidence(dyad).curve(left_out)
        return self._curves[key]

    def base_rate(self, dyad: Dyad, window: Window) -> BaseRate:
        """How often these two meet in so many days: their own past rate shrunk to their class."""
        sides = self.record.sides(dyad)
        if sides.first is None or sides.second is None:
            return BaseRate("leaders out of office", 0, 0.0)
        prior = class_rate(*pair_of(sides.first.country, sides.second.country))
        together = number(self.as_of.date()) - max(sides.first.since, sides.second.since)
        years, met = together / 365.25, bisect_right(self.book.met.get(dyad, ()), self.as_of)
        yearly = (met + PRIOR_YEARS * prior.yearly) / (years + PRIOR_YEARS)
        name = (
            f"the two in any {window.days} days: {met} meetings in {years:.1f} years together in "
            f"office, shrunk to {prior.name}"
        )
        return BaseRate(name, met, -expm1(-yearly * window.days / 365.25))

    def contact_factors(self, contact: ContactLevel) -> Mapping[VenueKind, float]:
        """Factor on the rates for a stricter or looser definition of a meeting."""
        return CONTACT_FACTORS[contact]

    def city_share(self, place: Place) -> float:
        """Share of recorded meetings in the country, outside summits, held in the city."""
        cities = self._cities.get(place.country, Counter())
        return (cities[place.city] + _CITY_WEIGHT * _CITY_PRIOR) / (cities.total() + _CITY_WEIGHT)

    @cached_property
    def _cities(self) -> Mapping[CountryCode, Counter[str | None]]:
        found: dict[CountryCode, Counter[str | None]] = {}
        for meeting in self.chronicle.meetings:
            if meeting.place and meeting.place.city and meeting.kind is not MeetingKind.SIDELINE:
                found.setdefault(meeting.place.country, Counter())[meeting.place.city] += 1
        return found

    def attend(self, leader: LeaderId, summit_id: str) -> Chance:
        """Chance that a leader attends a summit: announced, else by series and own record.

        Raises:
            QuestionError: If no days of the summit are known yet.
        """
        told = self._announced(leader, summit_id)
        if told is not None:
            return _chance(ANNOUNCED.get((told.act.type, told.act.certainty), 0.5))
        day = number(self.as_of.date())
        editions = [
            one for one in self.book.versions.get(summit_id, ()) if one.known <= day < one.until
        ]
        if not editions:
            raise QuestionError(
                f"forum: no days of {summit_id.upper()} are known on {self.as_of:%F}"
            )
        return _chance(attend(self.book, leader, editions[-1], day).probability)

    def _announced(self, leader: LeaderId, summit_id: str) -> Signal | None:
        return self._announcements.get((leader, summit_id))

    @cached_property
    def _announcements(self) -> Mapping[tuple[LeaderId, str], Signal]:
        """The latest word on whether a leader comes to a summit."""
        return {
            (leader, (signal.act.forum or "").lower()): signal
            for signal in self.chronicle.signals
            if signal.act.type in (SignalType.ATTEND, SignalType.NOT_ATTEND)
            for leader in signal.act.leaders
        }

    def visit(self, leader: LeaderId, country: CountryCode, window: Window) -> Chance:
        """Chance that a leader sets foot in a country: own habit, summits there, plans told."""
        usual = visit_chance(self.record, leader, country, window)
        told = sum(_plans_in(curve, country, window) for curve in self._planned(leader))
        return Chance(usual.rate + told, usual.spread)

    def _planned(self, leader: LeaderId) -> tuple[IncidenceCurve, ...]:
        """Curves of the leader's pairs for which news tells of plans."""
        if leader not in self._plans:
            told = (self.curve(dyad) for dyad in self._signals if leader in dyad)
            self._plans[leader] = tuple(curve for curve in told if curve.plans)
        return self._plans[leader]

    def degraded(self, dyad: Dyad) -> tuple[str, ...]:
        """Named reasons why the dyad's inputs are reduced."""
        return (*self.record.degraded(dyad), *self.model.reduced)


def _chance(probability: float) -> Chance:
    return Chance(-log1p(-min(probability, 0.995)), ATTENDANCE_SPREAD)


def _plans_in(curve: IncidenceCurve, country: CountryCode, window: Window) -> float:
    """Rate that plans put on meetings in a country within a window."""
    first = max((window.start - curve.start).days, 0)
    last = min((window.end - curve.start).days + 1, curve.days)
    if last <= first:
        return 0.0
    total = 0.0
    for plan in curve.plans:
        share = sum(part for venue, part in plan.shares.items() if venue.country == country)
        held = plan.by_day[last] - plan.by_day[first]
        total += -log1p(-min(share * held, 0.999))
    return total
