"""Which meetings of whose curves a rule accepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import BaseRate, IncidenceCurve, Venue, VenueKind
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.questions import AcceptedMode, Question, Rule
from forecaster.issue.outlook import Outlook
from forecaster.issue.towns import towns_of
from forecaster.questions import readoff
from forecaster.questions.readoff import Selection
from forecaster.questions.spec import remaining

CALLS_PER_MEETING = 3.0
"""Calls between leaders for each meeting: an assumption, always flagged (docs/model.md)."""

CALL_ASSUMED = "call_rate_is_assumed"

JOINT_SHARE = {VenueKind.SUMMIT: 0.3}
"""Share of the rarest pair's meetings at a venue that all three or more leaders join."""

JOINT_SHARE_ELSEWHERE = 0.15

JOINT_APPROXIMATE = "joint_meeting_is_approximate"


@dataclass(frozen=True, slots=True)
class Parts:
    """What counts, and in which window.

    Attributes:
        selections: Weighted venues on the curves concerned.
        window: The part of the rule's window still ahead.
        degraded: Named reductions met on the way.
    """

    selections: tuple[Selection, ...]
    window: Window
    degraded: tuple[str, ...] = ()

    def probability(self) -> float:
        """P(at least one qualifying event), unbounded."""
        return readoff.probability(self.selections, self.window)


def dyads_of(question: Question) -> tuple[Dyad, ...]:
    """The pairs that matter: one, the first with each other (any of), or all among themselves."""
    if question.options:
        return tuple(dict.fromkeys(d for rule in question.options for d in among(rule.leaders)))
    leaders = question.rule.leaders
    if question.any_of:
        return tuple(Dyad.of(leaders[0], other) for other in leaders[1:])
    return among(leaders)


def among(leaders: Sequence[LeaderId]) -> tuple[Dyad, ...]:
    """All pairs of several leaders."""
    return tuple(Dyad.of(one, other) for one, other in combinations(leaders, 2))


def rarest(dyads: Iterable[Dyad], outlook: Outlook, window: Window) -> BaseRate:
    """How often all of several pairs met in so many days: no more often than the rarest."""
    return min((outlook.base_rate(dyad, window) for dyad in dyads), key=lambda one: one.rate)


def window_ahead(rule: Rule, outlook: Outlook) -> Window | None:
    """The days of the rule's window that are still ahead; None when it is over."""
    return remaining(rule, outlook.as_of)


def parts_of(
    question: Question, outlook: Outlook, window: Window, without: frozenset[str] = frozenset()
) -> Parts:
    """The meetings that count for a question about a pair, several, or any of a set.

    Args:
        question: What is asked.
        outlook: Whose curves.
        window: The days that count.
        without: Parts of evidence to be left out.
    """
    curves = [outlook.curve(dyad, without) for dyad in dyads_of(question)]
    return parts_of_curves(curves, question.rule, outlook, window, any_of=question.any_of)


def parts_of_curves(
    curves: Sequence[IncidenceCurve],
    rule: Rule,
    outlook: Outlook,
    window: Window,
    *,
    any_of: bool = False,
) -> Parts:
    """What a rule accepts of the curves: of any of them, or of all three or more at once."""
    together = not any_of and len(curves) > 1
    flags = (JOINT_APPROXIMATE,) if together else ()
    if together:
        selections = [_where_asked(_joint(curves, rule, outlook), rule, outlook)]
    else:
        selections = [select(curve, rule, outlook) for curve in curves]
    if rule.mode is AcceptedMode.IN_PERSON:
        return Parts(tuple(selections), window, flags)
    calling = [_joint_call(curves)] if together else curves
    calls = [_calls(curve) for curve in calling]
    counted = calls if rule.mode is AcceptedMode.CALL else [*selections, *calls]
    return Parts(tuple(counted), window, (*flags, CALL_ASSUMED))


def _calls(curve: IncidenceCurve) -> Selection:
    """Calls, as many for each meeting anywhere as is assumed."""
    return readoff.scaled(readoff.anywhere(curve), dict.fromkeys(curve.rates, CALLS_PER_MEETING))


def select(curve: IncidenceCurve, rule: Rule, outlook: Outlook) -> Selection:
    """The venues of a curve that a rule accepts, each with its share."""
    factors = outlook.contact_factors(curve, rule.least_contact)
    return readoff.scaled(_where_asked(curve, rule, outlook), factors)


def _where_asked(curve: IncidenceCurve, rule: Rule, outlook: Outlook) -> Selection:
    """The venues where the rule wants the meeting.

    Raises:
        QuestionError: If it wants it at a summit of which no days are known yet.
    """
    if rule.forum:
        found = readoff.at_summit(curve, rule.forum.lower())
        if not found.weights:
            outlook.check_dated(rule.forum.lower())
        return found
    if rule.place:
        summits = outlook.chronicle.summits
        towns = towns_of(rule.place, curve.plans, summits, outlook.city_share)
        return readoff.in_place(curve, rule.place, towns)
    return readoff.anywhere(curve)


def _joint(curves: Sequence[IncidenceCurve], rule: Rule, outlook: Outlook) -> IncidenceCurve:
    """Rates of one meeting of three or more leaders: a share of the rarest pair's, day by day."""
    first, rung = curves[0], rule.least_contact
    by_place = [_by_place(curve, outlook.contact_factors(curve, rung)) for curve in curves]
    rates: dict[Venue, tuple[float, ...]] = {}
    for venue in first.rates:
        every = [held.get(_where(venue)) for held in by_place]
        if all(every):
            share = JOINT_SHARE.get(venue.kind, JOINT_SHARE_ELSEWHERE)
            rates[venue] = _least([one for one in every if one], share)
    if not rates:
        rates = {Venue(VenueKind.ELSEWHERE): (0.0,) * first.days}
    return replace(first, rates=rates, spread=dict.fromkeys(rates, 1.0), plans=())


def _joint_call(curves: Sequence[IncidenceCurve]) -> IncidenceCurve:
    """Rates from which calls of three or more follow: a share of the rarest pair's, day by day."""
    totals = [tuple(map(sum, zip(*curve.rates.values(), strict=True))) for curve in curves]
    nowhere = Venue(VenueKind.ELSEWHERE)
    rates = {nowhere: _least([(1.0, total) for total in totals], JOINT_SHARE_ELSEWHERE)}
    return replace(curves[0], rates=rates, spread={nowhere: 1.0}, plans=())


Weighted = tuple[float, tuple[float, ...]]
"""A factor, and the daily rates it applies to."""


def _by_place(
    curve: IncidenceCurve, factors: Mapping[Venue, float]
) -> dict[tuple[str | None, str | None], Weighted]:
    """Rates of what counts as a meeting, by where it is held."""
    return {_where(venue): (factors.get(venue, 1.0), daily) for venue, daily in curve.rates.items()}


def _least(every: Sequence[Weighted], share: float) -> tuple[float, ...]:
    """A share of the least rate of each day."""
    scaled = [[share * factor * rate for rate in daily] for factor, daily in every]
    return tuple(map(min, *scaled))


def _where(venue: Venue) -> tuple[str | None, str | None]:
    """Venues of different dyads are the same when country and summit agree."""
    return venue.country, venue.summit_id


def reduced(question: Question, outlook: Outlook) -> tuple[str, ...]:
    """Named reasons why the record of the pairs concerned is less than it should be."""
    flags = [flag for dyad in dyads_of(question) for flag in outlook.degraded(dyad)]
    return tuple(dict.fromkeys(flags))


def reductions(
    question: Question, outlook: Outlook, window: Window, parts: Parts
) -> tuple[str, ...]:
    """Named reasons why the answer rests on less than it should."""
    flags = dict.fromkeys((*parts.degraded, *reduced(question, outlook)))
    if any(window.end > selection.curve.end for selection in parts.selections):
        flags["window_ends_beyond_horizon"] = None
    return tuple(flags)


def usual_share(rule: Rule, curves: Mapping[Dyad, IncidenceCurve], outlook: Outlook) -> float:
    """Share of the pairs' meetings in the window that are where the rule wants them."""
    asked = sum(select(curve, rule, outlook).expected(rule.window) for curve in curves.values())
    total = sum(readoff.anywhere(curve).expected(rule.window) for curve in curves.values())
    return min(asked / total, 1.0) if total else 0.0
