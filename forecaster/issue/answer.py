"""From a question and an outlook to an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from math import exp, expm1, log1p

from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.forecasts import Answer, BaseRate, IncidenceCurve, Venue, VenueKind
from forecaster.domain.people import Dyad
from forecaster.domain.questions import AcceptedMode, Question, QuestionKind, Rule
from forecaster.issue import explain, record
from forecaster.issue.outlook import Chance, Outlook
from forecaster.questions import readoff
from forecaster.questions.options import option_names
from forecaster.questions.readoff import NONE, Selection, bounded
from forecaster.questions.spec import remaining

CALLS_PER_MEETING = 3.0
"""Calls between leaders for each meeting: an assumption, always flagged (docs/model.md)."""

JOINT_SHARE = {VenueKind.SUMMIT: 0.3}
"""Share of the rarest pair's meetings at a venue that all three or more leaders join."""

JOINT_SHARE_ELSEWHERE = 0.15


@dataclass(frozen=True, slots=True)
class Parts:
    """An answer in the making: what counts, and in which window.

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


def answer(question: Question, outlook: Outlook) -> Answer:
    """What the outlook says to a question.

    Raises:
        QuestionError: If the question cannot be answered as asked; the message names the field.
    """
    check(question.rule, question.kind, outlook)
    found = _ANSWERERS[question.kind](question, outlook)
    return _complemented(found) if question.complement else found


def check(rule: Rule, kind: QuestionKind, outlook: Outlook) -> None:
    """Refuse what cannot be asked: people out of office, unknown forums.

    Raises:
        QuestionError: Naming the field.
    """
    today = outlook.as_of.date()
    for leader in rule.leaders:
        if outlook.chronicle.country_of(leader, today) is None:
            raise QuestionError(f"leaders: {leader} holds no office known on {today}")
    if rule.forum and rule.forum.lower() not in outlook.chronicle.summits:
        raise QuestionError(
            f"forum: {rule.forum} is not on the calendar known on {today}",
            remedy="forums are written like G20-2018",
        )
    if kind is QuestionKind.MEET and rule.place and rule.forum:
        host = outlook.chronicle.summits[rule.forum.lower()].place
        if host and host.country != rule.place.country:
            raise QuestionError(f"place: {rule.forum} is held in {host.country}")


def select(curve: IncidenceCurve, rule: Rule, outlook: Outlook) -> Selection:
    """The venues of a curve that a rule accepts, each with its share."""
    if rule.forum:
        chosen = readoff.at_summit(curve, rule.forum.lower())
    elif rule.place:
        share = outlook.city_share(rule.place) if rule.place.city else 1.0
        chosen = readoff.in_place(curve, rule.place, share)
    else:
        chosen = readoff.anywhere(curve)
    return readoff.scaled(chosen, outlook.contact_factors(rule.contact))


def _window_ahead(rule: Rule, outlook: Outlook) -> Window | None:
    return remaining(rule, outlook.as_of)


def _meet(question: Question, outlook: Outlook) -> Answer:
    rule = question.rule
    dyads = dyads_of(question)
    base = _base_rate(dyads, rule, outlook)
    if record.already(question, outlook.chronicle):
        return _settled(base, outlook, happened=True)
    window = _window_ahead(rule, outlook)
    if window is None:
        return _settled(base, outlook, happened=False)

    def parts(without: frozenset[str] = frozenset()) -> Parts:
        return _meet_parts(question, outlook, window, without)

    whole = parts()
    base = _narrowed(base, question, outlook)
    found = _from_parts(whole, base, outlook)
    curve = whole.selections[0].curve
    where, _ = readoff.next_venue(whole.selections[0], window)
    evidence = tuple(part for dyad in dyads for part in outlook.parts(dyad))

    def value(off: frozenset[str]) -> float:
        return bounded((parts(off) if off else whole).probability())

    return replace(
        found,
        by_venue=readoff.fold_countries(where, curve),
        by_summit=readoff.fold_summits(where),
        drivers=explain.against_base(evidence, base, value),
        degraded=_degraded(dyads, outlook, window, whole),
    )


def _narrowed(base: BaseRate, question: Question, outlook: Outlook) -> BaseRate:
    """The base rate of the place or forum asked for: the pair's rate times its usual share."""
    rule = question.rule
    if rule.place is None and rule.forum is None:
        return base
    dyad = dyads_of(question)[0]
    usual = outlook.curve(dyad, frozenset(part.id for part in outlook.parts(dyad)))
    asked = select(usual, rule, outlook).expected(rule.window)
    total = readoff.anywhere(usual).expected(rule.window)
    share = min(asked / total, 1.0) if total else 0.0
    where = rule.forum or (rule.place.country if rule.place else "")
    rate = -expm1(log1p(-min(base.rate, CERTAIN)) * share)
    return BaseRate(f"{base.reference_class}; usual share of {where}", base.n, rate)


CERTAIN = 1.0 - 1e-9


def dyads_of(question: Question) -> tuple[Dyad, ...]:
    """The pairs that matter: one, the first with each other (any of), or all among themselves."""
    leaders = question.rule.leaders
    if question.any_of:
        return tuple(Dyad.of(leaders[0], other) for other in leaders[1:])
    return tuple(Dyad.of(one, other) for one, other in combinations(leaders, 2))


def _meet_parts(
    question: Question, outlook: Outlook, window: Window, without: frozenset[str]
) -> Parts:
    rule = question.rule
    curves = [outlook.curve(dyad, without) for dyad in dyads_of(question)]
    if question.any_of or len(curves) == 1:
        selections = [select(curve, rule, outlook) for curve in curves]
        flags: tuple[str, ...] = ()
    else:
        selections = [select(joint_curve(curves), rule, outlook)]
        flags = ("joint_meeting_is_approximate",)
    if rule.mode is AcceptedMode.IN_PERSON:
        return Parts(tuple(selections), window, flags)
    calls = [Selection(curve, _call_weights(curve)) for curve in curves]
    counted = calls if rule.mode is AcceptedMode.CALL else [*selections, *calls]
    return Parts(tuple(counted), window, (*flags, "call_rate_is_assumed"))


def _call_weights(curve: IncidenceCurve) -> dict[Venue, float]:
    return dict.fromkeys(curve.rates, CALLS_PER_MEETING)


def joint_curve(curves: Sequence[IncidenceCurve]) -> IncidenceCurve:
    """Rates of one meeting of three or more leaders: a share of the rarest pair's, day by day."""
    first = curves[0]
    by_key = [{_where(venue): daily for venue, daily in curve.rates.items()} for curve in curves]
    rates: dict[Venue, tuple[float, ...]] = {}
    for venue in first.rates:
        every = [found[_where(venue)] for found in by_key if _where(venue) in found]
        if len(every) == len(curves):
            share = JOINT_SHARE.get(venue.kind, JOINT_SHARE_ELSEWHERE)
            rates[venue] = tuple(share * min(day) for day in zip(*every, strict=True))
    if not rates:
        rates = {Venue(VenueKind.ELSEWHERE): (0.0,) * first.days}
    return replace(first, rates=rates, spread=dict.fromkeys(rates, 1.0))


def _where(venue: Venue) -> tuple[str | None, str | None]:
    """Venues of different dyads are the same when country and summit agree."""
    return venue.country, venue.summit_id


def _from_parts(parts: Parts, base: BaseRate, outlook: Outlook) -> Answer:
    value = bounded(parts.probability())
    return Answer(
        probability=value,
        interval=readoff.interval(parts.selections, parts.window),
        base_rate=base,
        by_date=readoff.by_date(parts.selections, parts.window),
        by_venue={},
        outcomes={"yes": value, "no": 1.0 - value},
        drivers=(),
        model_version=outlook.model_version,
        degraded=parts.degraded,
    )


def _base_rate(dyads: Iterable[Dyad], rule: Rule, outlook: Outlook) -> BaseRate:
    # What is over by now can no longer happen: the days still ahead are the fair comparison.
    window = _window_ahead(rule, outlook) or rule.window
    rates = [outlook.base_rate(dyad, window) for dyad in dyads]
    return min(rates, key=lambda rate: rate.rate) if len(rates) > 1 else rates[0]


def _settled(base: BaseRate, outlook: Outlook, *, happened: bool) -> Answer:
    """The answer when the record decides already."""
    value = readoff.CEILING if happened else readoff.FLOOR
    return Answer(
        probability=value,
        interval=(value, value),
        base_rate=base,
        by_date=((outlook.as_of.date(), value),),
        by_venue={},
        outcomes={"yes": value, "no": 1.0 - value},
        drivers=explain.by_record(value, base, happened=happened),
        model_version=outlook.model_version,
        degraded=(),
    )


def _degraded(
    dyads: Iterable[Dyad], outlook: Outlook, window: Window, parts: Parts
) -> tuple[str, ...]:
    flags = dict.fromkeys(parts.degraded)
    for dyad in dyads:
        flags.update(dict.fromkeys(outlook.degraded(dyad)))
    if window.end > parts.selections[0].curve.end:
        flags["window_ends_beyond_horizon"] = None
    return tuple(flags)


def _visit(question: Question, outlook: Outlook) -> Answer:
    rule = question.rule
    if rule.place is None:
        raise QuestionError("place: a visit needs a country")
    country, leader = rule.place.country, rule.leaders[0]

    def chance(window: Window) -> Chance:
        return outlook.visit(leader, country, window)

    return _single(question, outlook, chance, f"visits of {leader} to {country}")


def _attend(question: Question, outlook: Outlook) -> Answer:
    rule = question.rule
    summit_id = (rule.forum or "").lower()
    chances = [outlook.attend(leader, summit_id) for leader in rule.leaders]
    joint = -log1p(-_product(-expm1(-chance.rate) for chance in chances))
    spread = max(chance.spread for chance in chances)
    summit = outlook.chronicle.summits[summit_id]

    def chance(window: Window) -> Chance:
        held = summit.window is None or summit.window.start <= window.end
        return Chance(joint if held else 0.0, spread)

    return _single(question, outlook, chance, f"attendance at {summit.name}")


def _product(values: Iterable[float]) -> float:
    result = 1.0
    for value in values:
        result *= value
    return min(result, 1.0 - 1e-12)


def _single(
    question: Question, outlook: Outlook, chance: Callable[[Window], Chance], about: str
) -> Answer:
    """An answer about one leader: a chance for each deadline."""
    rule = question.rule
    base = BaseRate(about, 0, bounded(-expm1(-chance(rule.window).rate)))
    if record.already(question, outlook.chronicle):
        return _settled(base, outlook, happened=True)
    window = _window_ahead(rule, outlook)
    if window is None:
        return _settled(base, outlook, happened=False)
    final = chance(window)
    value = bounded(-expm1(-final.rate))
    low, high = (
        bounded(-expm1(-final.rate * exp(side * 1.2816 * final.spread))) for side in (-1, 1)
    )
    return Answer(
        probability=value,
        interval=(low, high),
        base_rate=replace(base, rate=value),
        by_date=_rising(chance, window),
        by_venue={rule.place.country: value} if rule.place else {},
        outcomes={"yes": value, "no": 1.0 - value},
        drivers=(),
        model_version=outlook.model_version,
    )


def _rising(chance: Callable[[Window], Chance], window: Window) -> tuple[tuple[date, float], ...]:
    points: list[tuple[date, float]] = []
    highest = 0.0
    for day in readoff.deadlines(window):
        highest = max(highest, bounded(-expm1(-chance(Window(window.start, day)).rate)))
        points.append((day, highest))
    return tuple(points)


def _next_venue(question: Question, outlook: Outlook) -> Answer:
    """Where the next meeting is: countries and ``none`` sum to one."""
    rule = question.rule
    dyads = dyads_of(question)
    base = _base_rate(dyads, rule, outlook)
    window = _window_ahead(rule, outlook)
    if window is None:
        raise QuestionError("window: it ends before as_of; the next meeting lies in the future")
    parts = _meet_parts(question, outlook, window, frozenset())
    where, none = readoff.next_venue(parts.selections[0], window)
    countries = readoff.fold_countries(where, parts.selections[0].curve)
    return replace(
        _from_parts(parts, base, outlook),
        by_venue={**countries, NONE: none},
        by_summit=readoff.fold_summits(where),
        outcomes={**countries, NONE: none},
        degraded=_degraded(dyads, outlook, window, parts),
    )


def _count(question: Question, outlook: Outlook) -> Answer:
    rule = question.rule
    dyads = dyads_of(question)
    base = _base_rate(dyads, rule, outlook)
    done = record.count(question, outlook.chronicle)
    window = _window_ahead(rule, outlook) or Window(rule.window.end, rule.window.end)
    parts = _meet_parts(question, outlook, window, frozenset())
    selection = parts.selections[0]
    ahead = 0.0 if _window_ahead(rule, outlook) is None else selection.expected(window)
    spread = readoff.mean_spread(selection, window)
    counts = readoff.shifted(readoff.count_distribution(ahead, spread), done)
    value = bounded(1.0 - counts["0"])
    return replace(
        _from_parts(parts, base, outlook),
        probability=value,
        outcomes=counts,
        degraded=_degraded(dyads, outlook, window, parts),
    )


def _first(question: Question, outlook: Outlook) -> Answer:
    """Which of several meetings comes first; the options and ``none`` sum to one."""
    window = _window_ahead(question.rule, outlook)
    if window is None:
        raise QuestionError("window: it ends before as_of")
    chosen: dict[str, Selection] = {}
    for name, rule in zip(option_names(question.options), question.options, strict=True):
        check(rule, QuestionKind.MEET, outlook)
        if len(rule.leaders) != 2:  # noqa: PLR2004 - a pair
            raise QuestionError("options: each option names two leaders")
        curve = outlook.curve(Dyad.of(*rule.leaders))
        chosen[name] = select(curve, rule, outlook)
    race = readoff.first_of(chosen, window)
    dyads = tuple(Dyad.of(*rule.leaders) for rule in question.options)
    parts = Parts(tuple(chosen.values()), window)
    return replace(
        _from_parts(parts, _base_rate(dyads, question.rule, outlook), outlook),
        probability=bounded(1.0 - race[NONE]),
        outcomes=race,
        degraded=_degraded(dyads, outlook, window, parts),
    )


def _complemented(found: Answer) -> Answer:
    """The same asked as not happening: exact complement, never a separate model."""
    if found.probability is None or found.interval is None:
        raise QuestionError("complement: only yes-or-no questions have one")
    low, high = found.interval
    return replace(
        found,
        probability=1.0 - found.probability,
        interval=(1.0 - high, 1.0 - low),
        base_rate=replace(found.base_rate, rate=1.0 - found.base_rate.rate),
        by_date=tuple((day, 1.0 - value) for day, value in found.by_date),
        outcomes={"yes": 1.0 - found.probability, "no": found.probability},
        drivers=tuple(replace(d, contribution=-d.contribution) for d in found.drivers),
    )


_ANSWERERS: Mapping[QuestionKind, Callable[[Question, Outlook], Answer]] = {
    QuestionKind.MEET: _meet,
    QuestionKind.VISIT: _visit,
    QuestionKind.ATTEND: _attend,
    QuestionKind.NEXT_VENUE: _next_venue,
    QuestionKind.COUNT: _count,
    QuestionKind.FIRST: _first,
}
