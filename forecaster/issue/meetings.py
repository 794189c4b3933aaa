"""Answers about meetings of a pair or of several: whether, where next, how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import expm1, log1p

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import Answer, BaseRate, IncidenceCurve
from forecaster.domain.people import Dyad
from forecaster.domain.questions import Question
from forecaster.issue import explain, record
from forecaster.issue.curves import (
    Parts,
    dyads_of,
    parts_of,
    rarest,
    reduced,
    reductions,
    usual_share,
    window_ahead,
)
from forecaster.issue.form import certain, from_rates, settled
from forecaster.issue.outlook import Outlook
from forecaster.questions import counts, firsts
from forecaster.questions.firsts import ELSEWHERE, NONE
from forecaster.questions.readoff import CEILING, bounded


def meet(question: Question, outlook: Outlook) -> Answer:
    """Whether they meet: all, or the first with any of the others."""
    base = base_rate(question, outlook)
    if record.already(question, outlook.chronicle):
        return settled(base, outlook, happened=True)
    window = window_ahead(question.rule, outlook)
    if window is None:
        return settled(base, outlook, happened=False, reduced=reduced(question, outlook))
    return _open_meet(question, outlook, window, _narrowed(base, question, outlook))


def _open_meet(question: Question, outlook: Outlook, window: Window, base: BaseRate) -> Answer:
    parts = parts_of(question, outlook, window)
    return _placed(_any_meeting(question, outlook, parts, base), parts)


def _any_meeting(question: Question, outlook: Outlook, parts: Parts, base: BaseRate) -> Answer:
    """Whether anything that counts happens, and why that differs from the base rate."""
    window = parts.window
    evidence = tuple(part for dyad in dyads_of(question) for part in outlook.parts(dyad))

    def value(off: frozenset[str]) -> float:
        seen = parts_of(question, outlook, window, off) if off else parts
        return bounded(seen.probability())

    return replace(
        from_rates(parts.selections, window, base, outlook),
        drivers=explain.against_base(evidence, base, value),
        degraded=reductions(question, outlook, window, parts),
    )


def _placed(found: Answer, parts: Parts) -> Answer:
    """The answer with the places of the next meeting; those of several pairs are not told."""
    if len(parts.selections) > 1:
        return found
    where, _ = firsts.next_venue(parts.selections[0], parts.window)
    countries = firsts.fold_countries(where, parts.selections[0].curve)
    return replace(found, by_venue=countries, by_summit=firsts.fold_summits(where))


def base_rate(question: Question, outlook: Outlook) -> BaseRate:
    """How often the pairs met in so many days: any of them, or the rarest where all must come."""
    # What is over by now can no longer happen: the days still ahead are the fair comparison.
    window = window_ahead(question.rule, outlook) or question.rule.window
    dyads = dyads_of(question)
    if question.any_of:
        return either([outlook.base_rate(dyad, window) for dyad in dyads])
    return rarest(dyads, outlook, window)


def either(rates: Sequence[BaseRate]) -> BaseRate:
    """The rate of any of several events."""
    together = -expm1(sum(log1p(-min(one.rate, CEILING)) for one in rates))
    name = f"any of {len(rates)}: {rates[0].reference_class}; and so on"
    return BaseRate(name, sum(one.n for one in rates), together)


def _narrowed(base: BaseRate, question: Question, outlook: Outlook) -> BaseRate:
    """The base rate of the place or forum asked for: the pairs' rate times its usual share."""
    rule = question.rule
    if rule.place is None and rule.forum is None:
        return base
    usual = {dyad: _without_news(dyad, outlook) for dyad in dyads_of(question)}
    share = usual_share(rule, usual, outlook)
    where = rule.forum or (rule.place.country if rule.place else "")
    rate = -expm1(log1p(-min(base.rate, CEILING)) * share)
    return BaseRate(f"{base.reference_class}; usual share of {where}", base.n, rate)


def _without_news(dyad: Dyad, outlook: Outlook) -> IncidenceCurve:
    return outlook.curve(dyad, frozenset(part.id for part in outlook.parts(dyad)))


def next_venue(question: Question, outlook: Outlook) -> Answer:
    """Where the next meeting is: countries and ``none`` sum to one."""
    base, window = base_rate(question, outlook), window_ahead(question.rule, outlook)
    held = record.earliest(question.rule, outlook.chronicle)
    if held is not None or window is None:
        doubts = reduced(question, outlook)
        found = settled(base, outlook, happened=held is not None, reduced=doubts)
        where = held.place.country if held and held.place else ELSEWHERE
        outcomes = certain(where if held else NONE, (where, NONE))
        return replace(found, by_venue=outcomes, outcomes=outcomes)
    found = _open_meet(question, outlook, window, base)
    outcomes = {**found.by_venue, NONE: 1.0 - sum(found.by_venue.values())}
    return replace(found, by_venue=outcomes, outcomes=outcomes)


def count(question: Question, outlook: Outlook) -> Answer:
    """On how many days they meet, those on record included."""
    base, window = base_rate(question, outlook), window_ahead(question.rule, outlook)
    done = record.count(question, outlook.chronicle)
    if window is None:
        outcomes = counts.shifted({**dict.fromkeys(counts.CLASSES, 0.0), "0": 1.0}, done)
        doubts = reduced(question, outlook)
        found = settled(base, outlook, happened=done > 0, reduced=doubts)
        return replace(found, outcomes=outcomes, degraded=doubts)
    parts = parts_of(question, outlook, window)
    ahead = counts.count_distribution(parts.selections[0], window)
    held = settled(base, outlook, happened=True) if done else None
    return replace(
        held or _any_meeting(question, outlook, parts, base),
        outcomes=counts.shifted(ahead, done),
        degraded=reductions(question, outlook, window, parts),
    )
