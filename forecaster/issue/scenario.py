"""Scenarios: inputs that are stated, not believed, and what the Chronicle would be under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.errors import QuestionError
from forecaster.domain.people import LeaderId, Term
from forecaster.domain.signals import (
    Act,
    Certainty,
    Signal,
    SignalType,
    Speaker,
    SpeakerKind,
    Witness,
)
from forecaster.domain.summits import Summit

SOURCE = "scenario"
"""Source and origin of everything that a scenario assumes to have been said."""


@dataclass(frozen=True, slots=True)
class Presence:
    """An assumed announcement that a leader comes to a summit, or stays away."""

    summit_id: str
    leader: LeaderId
    attends: bool


@dataclass(frozen=True, slots=True)
class Departure:
    """An assumed end of office."""

    leader: LeaderId
    last_day: date


@dataclass(frozen=True, slots=True)
class Scenario:
    """Stated inputs, as changes to what is known.

    Attributes:
        added: Acts assumed to have been told now, by one origin each.
        removed: Ids of signals assumed never told.
        altered: Acts by signal id, in place of what was told.
        summits: Editions as assumed, new or in place of the known ones.
        without_summits: Ids of editions assumed not to exist.
        presence: Who is assumed to come or stay away.
        departures: Who is assumed to leave office.
    """

    added: tuple[Act, ...] = ()
    removed: tuple[str, ...] = ()
    altered: Mapping[str, Act] | None = None
    summits: tuple[Summit, ...] = ()
    without_summits: tuple[str, ...] = ()
    presence: tuple[Presence, ...] = ()
    departures: tuple[Departure, ...] = ()


def assume(scenario: Scenario, chronicle: Chronicle) -> Chronicle:
    """The Chronicle as it would be under the scenario.

    Raises:
        QuestionError: If an assumption is impossible; the message names the field.
    """
    check(scenario, chronicle)
    return replace(
        chronicle,
        signal_revisions=_signals(scenario, chronicle),
        summit_revisions=_summits(scenario, chronicle),
        terms=_terms(scenario, chronicle),
    )


def check(scenario: Scenario, chronicle: Chronicle) -> None:
    """Refuse what cannot be.

    Raises:
        QuestionError: Naming the field.
    """
    problem = next(_problems(scenario, chronicle), None)
    if problem is not None:
        raise QuestionError(problem)


def _problems(scenario: Scenario, chronicle: Chronicle) -> Iterator[str]:
    yield from _signal_problems(scenario, chronicle)
    yield from _calendar_problems(scenario, chronicle)
    today = chronicle.cutoff.date()
    yield from _office_problems("offices", (one.leader for one in scenario.presence), chronicle)
    for departure in scenario.departures:
        if chronicle.country_of(departure.leader, today) is None:
            yield f"offices: {departure.leader} holds no office known on {today}"
        if departure.last_day < today:
            yield f"offices: {departure.last_day} lies in the past"


def _signal_problems(scenario: Scenario, chronicle: Chronicle) -> Iterator[str]:
    today = chronicle.cutoff.date()
    known = {signal.id for signal in chronicle.signals}
    altered = scenario.altered or {}
    for signal_id in (*scenario.removed, *altered):
        if signal_id not in known:
            yield f"signals: no signal {signal_id!r} is in force on {today}"
    for act in (*scenario.added, *altered.values()):
        yield from _office_problems("signals", act.leaders, chronicle)
        if act.statement_on is not None and act.statement_on > today:
            yield f"signals: a statement of {act.statement_on} has not been made yet"
        if act.window is not None and act.window.end < today:
            yield f"signals: a meeting by {act.window.end} would lie in the past"


def _calendar_problems(scenario: Scenario, chronicle: Chronicle) -> Iterator[str]:
    today = chronicle.cutoff.date()
    for summit in scenario.summits:
        if summit.window is not None and summit.window.end < today:
            yield f"events: {summit.forum} would be over before {today}"
    known = {*chronicle.summits, *(summit.id for summit in scenario.summits)}
    for summit_id in (*scenario.without_summits, *(one.summit_id for one in scenario.presence)):
        if summit_id not in known:
            yield f"events: {summit_id.upper()} is not on the calendar"


def _office_problems(
    field: str, leaders: Iterable[LeaderId], chronicle: Chronicle
) -> Iterator[str]:
    today = chronicle.cutoff.date()
    for leader in leaders:
        if chronicle.stands_for(leader, today) is None:
            yield f"{field}: {leader} holds no office known on {today}"


def _signals(scenario: Scenario, chronicle: Chronicle) -> tuple[Signal, ...]:
    altered = scenario.altered or {}
    kept = [
        replace(signal, act=altered[signal.id]) if signal.id in altered else signal
        for signal in chronicle.signals
        if signal.id not in scenario.removed
    ]
    acts = [*scenario.added, *(_announcement(one, chronicle) for one in scenario.presence)]
    told = [_told(f"{SOURCE}-{number}", act, chronicle) for number, act in enumerate(acts, 1)]
    return tuple(sorted((*kept, *told), key=_known))


def _known(signal: Signal) -> tuple[object, str]:
    return signal.known_at, signal.id


def _told(name: str, act: Act, chronicle: Chronicle) -> Signal:
    witness = Witness(
        article_id=name,  # type: ignore[arg-type]  # an assumption has no article
        source=SOURCE,
        origin=name,
        known_at=chronicle.cutoff,
        url=None,
        quotes=(),
        rule=SOURCE,
        reader=SOURCE,
        score=1.0,
    )
    stated = act if act.statement_on else replace(act, statement_on=chronicle.cutoff.date())
    return Signal(name, 1, stated, (witness,), chronicle.cutoff)


def _announcement(presence: Presence, chronicle: Chronicle) -> Act:
    """Presence as the leader's own side would announce it."""
    country = chronicle.stands_for(presence.leader, chronicle.cutoff.date())
    summit = chronicle.summits.get(presence.summit_id)
    return Act(
        type=SignalType.ATTEND if presence.attends else SignalType.NOT_ATTEND,
        speaker=Speaker(SpeakerKind.OFFICE, country=country),
        actor=country,
        leaders=(presence.leader,),
        place=summit.place if summit else None,
        window=summit.window if summit else None,
        polarity=1 if presence.attends else -1,
        certainty=Certainty.FIRM,
        forum=presence.summit_id.upper(),
        statement_on=chronicle.cutoff.date(),
    )


def _summits(scenario: Scenario, chronicle: Chronicle) -> tuple[Summit, ...]:
    if not (scenario.summits or scenario.without_summits):
        return chronicle.summit_revisions
    gone = set(scenario.without_summits)
    held = [summit for summit in chronicle.summit_revisions if summit.id not in gone]
    return (*held, *(_as_known(one, chronicle) for one in scenario.summits))


def _as_known(summit: Summit, chronicle: Chronicle) -> Summit:
    """The edition as the newest version, known at the moment of asking."""
    known = chronicle.summits.get(summit.id)
    revision = known.revision + 1 if known else 1
    # Calendars are read by the day: it must be known at the start of this one to count today.
    since = start_of(chronicle.cutoff.date())
    return replace(summit, revision=revision, host_known_at=since, dates_known_at=since)


def _terms(scenario: Scenario, chronicle: Chronicle) -> tuple[Term, ...]:
    if not scenario.departures:
        return chronicle.terms
    ends = {departure.leader: departure.last_day for departure in scenario.departures}
    today = chronicle.cutoff.date()
    return tuple(
        replace(term, end=ends[term.leader])
        if term.leader in ends and term.holds_on(today)
        else term
        for term in chronicle.terms
    )


def assumptions(scenario: Scenario, chronicle: Chronicle) -> tuple[str, ...]:
    """The changes in words, one sentence each."""
    told = {signal.id: signal.act for signal in chronicle.signals}
    words = [f"Assume it is told now: {describe(act)}." for act in scenario.added]
    words += [f"Assume never told: {describe(told[key])} ({key})." for key in scenario.removed]
    for key, act in (scenario.altered or {}).items():
        words.append(f"Assume instead of {describe(told[key])} ({key}): {describe(act)}.")
    for summit in scenario.summits:
        when = f"{summit.window.start} to {summit.window.end}" if summit.window else "an open date"
        state = "cancelled" if summit.cancelled else f"held on {when}"
        words.append(f"Assume {summit.name} ({summit.forum}) is {state}.")
    words += [f"Assume {key.upper()} is not held at all." for key in scenario.without_summits]
    for one in scenario.presence:
        verb = "comes to" if one.attends else "stays away from"
        words.append(f"Assume {one.leader} {verb} {one.summit_id.upper()}.")
    words += [
        f"Assume {one.leader} is out of office after {one.last_day}." for one in scenario.departures
    ]
    return tuple(words)


def describe(act: Act) -> str:
    """An act in a few words."""
    parts = [act.type.value, "by", act.actor or "both sides", "about", " and ".join(act.leaders)]
    if act.place:
        parts.append(f"in {act.place.city or act.place.country}")
    if act.forum:
        parts.append(f"at {act.forum}")
    if act.window:
        parts.append(f"between {act.window.start} and {act.window.end}")
    return " ".join(parts)
