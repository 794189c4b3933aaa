"""Answers about which of several things comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import Answer, BaseRate, Driver
from forecaster.domain.questions import Question, QuestionKind, Rule
from forecaster.issue import explain, record
from forecaster.issue.curves import among, parts_of_curves, rarest, reduced, window_ahead
from forecaster.issue.form import certain, from_rates, settled
from forecaster.issue.meetings import either
from forecaster.issue.outlook import Outlook
from forecaster.issue.presence import coming_to_place, coming_to_summit
from forecaster.questions import firsts, readoff
from forecaster.questions.firsts import NONE
from forecaster.questions.options import option_kind, option_names
from forecaster.questions.readoff import Rates, Within


def first(question: Question, outlook: Outlook) -> Answer:
    """Which of several meetings, visits or presences comes first; with ``none`` they sum to one."""
    window = window_ahead(question.rule, outlook)
    names = option_names(question.options)
    winner = record.winner(question, outlook.chronicle)
    span = window or question.rule.window
    entries = _entries(question, outlook, span)
    base = either([base for _, base in entries])
    doubts = reduced(question, outlook)
    if winner is not None or window is None:
        found = settled(base, outlook, happened=winner is not None, reduced=doubts)
        return replace(found, outcomes=certain(winner or NONE, (*names, NONE)))
    days = [rates.by_day(window) for rates, _ in entries]
    race = firsts.first_of(dict(zip(names, days, strict=True)))
    found = from_rates([rates for rates, _ in entries], window, base, outlook)
    drivers = _why_any(question, outlook, window, base)
    return replace(found, outcomes=race, drivers=drivers, degraded=doubts)


def _why_any(
    question: Question, outlook: Outlook, window: Window, base: BaseRate
) -> tuple[Driver, ...]:
    """Why the probability that any option comes about differs from its base rate."""
    meetings = [one for one in question.options if option_kind(one) is QuestionKind.MEET]
    dyads = dict.fromkeys(dyad for one in meetings for dyad in among(one.leaders))
    evidence = tuple(part for dyad in dyads for part in outlook.parts(dyad))

    def value(off: frozenset[str]) -> float:
        return readoff.probability(
            [one for one, _ in _entries(question, outlook, window, off)], window
        )

    return explain.against_base(evidence, base, value)


_NOTHING: frozenset[str] = frozenset()


def _entries(
    question: Question, outlook: Outlook, window: Window, off: frozenset[str] = _NOTHING
) -> list[tuple[Rates, BaseRate]]:
    """What each option races with, the parts of evidence in ``off`` left out, and its base rate."""
    return [_entry(rule, question.options, outlook, window, off) for rule in question.options]


def _entry(
    rule: Rule, options: Sequence[Rule], outlook: Outlook, window: Window, off: frozenset[str]
) -> tuple[Rates, BaseRate]:
    """What an option races with, and its base rate."""
    limit = window.shared(rule.window)
    if limit is None:
        raise QuestionError(
            "options.window: an option lies outside the question's window",
            remedy="let every option's window overlap it",
        )
    whole = _spans(rule, options, window)
    kind = option_kind(rule)
    if kind is not QuestionKind.MEET:
        coming = (
            coming_to_summit(rule, outlook)
            if kind is QuestionKind.ATTEND
            else coming_to_place(rule, outlook)
        )
        return Within((coming.arrivals,), limit, whole), coming.base(limit)
    dyads = among(rule.leaders)
    parts = parts_of_curves([outlook.curve(dyad, off) for dyad in dyads], rule, outlook, whole)
    return Within(parts.selections, limit, whole), rarest(dyads, outlook, limit)


def _spans(rule: Rule, options: Sequence[Rule], window: Window) -> Window:
    """From the first to the last day of all options that ask for the same event."""
    alike = [
        span
        for one in options
        if replace(one, window=rule.window) == rule and (span := one.window.shared(window))
    ]
    return Window(min(span.start for span in alike), max(span.end for span in alike))
