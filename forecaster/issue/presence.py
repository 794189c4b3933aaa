"""Answers about one leader's presence: visits to a country, attendance at a summit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from math import log1p
from operator import mul

from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import Answer, BaseRate, Driver, DriverKind
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import Place
from forecaster.domain.questions import Question, Rule
from forecaster.issue import record
from forecaster.issue.curves import window_ahead
from forecaster.issue.form import from_rates, settled
from forecaster.issue.outlook import Chance, Outlook
from forecaster.questions import readoff
from forecaster.questions.readoff import Arrivals, bounded

SUREST = 1.0 - 1e-9
"""No chance is higher, so that its rate stays finite."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What is expected of a presence, with and without news.

    Attributes:
        arrivals: With news.
        usual: Without.
        about: The reference class, in words.
        n: Recorded cases behind it.
        signal_ids: The news.
        degraded: Named reasons why the record is less than it should be.
    """

    arrivals: Arrivals
    usual: Arrivals
    about: str
    n: int
    signal_ids: tuple[str, ...]
    degraded: tuple[str, ...] = ()

    def base(self, window: Window) -> BaseRate:
        """The reference: what is usual in the window."""
        rate = bounded(readoff.probability([self.usual], window))
        return BaseRate(self.about, self.n, rate)


def visit(question: Question, outlook: Outlook) -> Answer:
    """Whether a leader sets foot in a country, or in a city of it."""
    return _answered(question, outlook, coming_to_place(question.rule, outlook))


def attend(question: Question, outlook: Outlook) -> Answer:
    """Whether a leader, or each of several, is at a summit."""
    return _answered(question, outlook, coming_to_summit(question.rule, outlook))


def coming_to_place(rule: Rule, outlook: Outlook) -> Coming:
    """The leader's visits to the rule's country, or to the city of it that the rule names.

    Raises:
        QuestionError: If the rule names no country.
    """
    if rule.place is None:
        raise QuestionError("place: a visit needs a country", remedy="add place.country")
    leader, place = rule.leaders[0], rule.place
    ahead = window_ahead(rule, outlook)
    found = outlook.visit(leader, place, (ahead or rule.window).start)
    daily = [usual + told for usual, told in zip(found.usual, found.told, strict=True)]
    return Coming(
        Arrivals(found.start, daily, found.spread),
        # A window that is over is compared with what is usual from now on, laid on its days.
        Arrivals(found.start if ahead else rule.window.start, found.usual, found.spread),
        f"visits of {leader} to {_where(place)} by habit, record and summits there",
        found.n,
        found.signal_ids,
        found.degraded,
    )


def _where(place: Place) -> str:
    return f"{place.city}, {place.country}" if place.city else place.country


def coming_to_summit(rule: Rule, outlook: Outlook) -> Coming:
    """The leaders' presence at the rule's summit; it counts from the summit's first day on.

    Raises:
        QuestionError: If the summit's days are not known.
    """
    summit_id = (rule.forum or "").lower()
    chances = [outlook.attend(leader, summit_id) for leader in rule.leaders]
    start = (window_ahead(rule, outlook) or rule.window).start
    spread = max(chance.spread for chance in chances)
    usual = reduce(mul, (chance.usual for chance in chances))
    day = _first_day(summit_id, outlook, start, rule.window)
    return Coming(
        _on_day(_all_come(rule.leaders, summit_id, chances, outlook), day, spread),
        _on_day(usual, day, spread),
        f"attendance of {' and '.join(rule.leaders)} at {summit_id.partition('-')[0].upper()}",
        sum(chance.n for chance in chances),
        tuple(dict.fromkeys(key for chance in chances for key in chance.signal_ids)),
    )


def _all_come(
    leaders: Sequence[LeaderId], summit_id: str, chances: Sequence[Chance], outlook: Outlook
) -> float:
    """P(all attend): independent, but two who are to meet there come together."""
    if len(leaders) == 2:  # noqa: PLR2004 - a pair
        return outlook.together(Dyad.of(*leaders), summit_id)
    return reduce(mul, (chance.probability for chance in chances))


def _first_day(summit_id: str, outlook: Outlook, start: date, window: Window) -> date:
    """The summit's first day ahead; the window's last where its days are not known."""
    summit = outlook.chronicle.summits.get(summit_id)
    if summit is None or summit.window is None:
        return window.end
    return max(summit.window.start, start) if summit.window.end >= start else summit.window.start


def _on_day(probability: float, day: date, spread: float) -> Arrivals:
    return Arrivals(day, (-log1p(-min(probability, SUREST)),), spread)


def _answered(question: Question, outlook: Outlook, coming: Coming) -> Answer:
    rule = question.rule
    window = window_ahead(rule, outlook)
    base = coming.base(window or rule.window)
    if record.already(question, outlook.chronicle):
        return settled(base, outlook, happened=True)
    if window is None:
        return settled(base, outlook, happened=False, reduced=coming.degraded)
    found = from_rates([coming.arrivals], window, base, outlook)
    where = {str(rule.place.country): found.outcomes["yes"]} if rule.place else {}
    drivers = _told(found, base, coming.signal_ids)
    return replace(found, by_venue=where, drivers=drivers, degraded=coming.degraded)


def _told(found: Answer, base: BaseRate, signal_ids: tuple[str, ...]) -> tuple[Driver, ...]:
    """What news adds to the usual."""
    moved = found.outcomes["yes"] - base.rate
    if not signal_ids and not moved:
        return ()
    text = "announcements and plans in the news" if signal_ids else "summits and plans ahead"
    return (Driver(DriverKind.NEW_SIGNAL, moved, text, signal_ids),)
