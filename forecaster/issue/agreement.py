"""What must hold of answers together: nobody sees two of them that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from forecaster.domain.clock import Window
from forecaster.domain.errors import CoherenceError
from forecaster.domain.forecasts import Answer
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.places import Place
from forecaster.domain.questions import AcceptedMode, Question, QuestionKind, Rule
from forecaster.issue.coherence import TOLERANCE


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says of one event: how likely it is that it happens.

    Attributes:
        number: Its place among the answers.
        kind: Meeting, visit or presence.
        rule: What counts.
        any_of: Whether any of a set is enough.
        probability: P(it happens), also where it was asked as not happening.
    """

    number: int
    kind: QuestionKind
    rule: Rule
    any_of: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims of which the narrower one is the likelier."""

    narrow: Claim
    wide: Claim

    def __str__(self) -> str:
        return (
            f"{self.narrow.probability:.6f} for {_told(self.narrow)} exceeds "
            f"{self.wide.probability:.6f} for {_told(self.wide)}, which it implies"
        )


def check_together(answered: Sequence[tuple[Question, Answer]]) -> None:
    """Check the answers of one state of knowledge against each other.

    Raises:
        CoherenceError: Naming the first two that contradict each other.
    """
    found = next(contradictions(answered), None)
    if found is not None:
        raise CoherenceError(str(found))


def contradictions(answered: Sequence[tuple[Question, Answer]]) -> Iterator[Contradiction]:
    """Pairs of claims of which one implies the other and is yet the likelier.

    An event with a later deadline or an earlier start, a wider place, a lower rung of contact, any
    mode, or any of more leaders is never less likely; who meets at a forum is present there.
    Neighbours are compared along each of these dimensions, so that the cost grows with the number
    of answers and not with its square.
    """
    claims = list(_claims(answered))
    for order in (_by_deadline, _by_start, _by_rung):
        yield from _along(claims, order)
    yield from _widened(claims)


def _claims(answered: Iterable[tuple[Question, Answer]]) -> Iterator[Claim]:
    kinds = (QuestionKind.MEET, QuestionKind.VISIT, QuestionKind.ATTEND)
    for number, (question, found) in enumerate(answered):
        if question.kind in kinds and found.probability is not None:
            said = 1.0 - found.probability if question.complement else found.probability
            any_of = question.any_of
            rule = _plain(question.rule, question.kind, ordered=any_of)
            yield Claim(number, question.kind, rule, any_of, said)


def _plain(rule: Rule, kind: QuestionKind, *, ordered: bool) -> Rule:
    """A rule without what changes no probability."""
    leaders = rule.leaders if ordered else tuple(sorted(rule.leaders))
    plain = replace(rule, leaders=leaders, origins=1, void_if=())
    if kind is not QuestionKind.ATTEND:
        return plain
    return replace(plain, place=None, contact=ContactLevel.EXCHANGE_OF_WORDS)


Order = Callable[[Rule], tuple[Rule, int]]
"""A rule without one dimension, and how wide it is along it."""


def _by_deadline(rule: Rule) -> tuple[Rule, int]:
    start, end = rule.window.start, rule.window.end
    return replace(rule, window=Window(start, start)), end.toordinal()


def _by_start(rule: Rule) -> tuple[Rule, int]:
    start, end = rule.window.start, rule.window.end
    return replace(rule, window=Window(end, end)), -start.toordinal()


def _by_rung(rule: Rule) -> tuple[Rule, int]:
    return replace(rule, contact=ContactLevel.SAME_ROOM), -rule.contact


def _along(claims: Iterable[Claim], order: Order) -> Iterator[Contradiction]:
    """Contradictions between neighbours along one dimension."""
    groups: defaultdict[object, list[tuple[int, int, Claim]]] = defaultdict(list)
    for claim in claims:
        rest, width = order(claim.rule)
        groups[claim.kind, claim.any_of, rest].append((width, claim.number, claim))
    for group in groups.values():
        ranked = [claim for _, _, claim in sorted(group, key=itemgetter(0, 1))]
        for narrow, wide in pairwise(ranked):
            if narrow.probability > wide.probability + TOLERANCE:
                yield Contradiction(narrow, wide)


def _widened(claims: Sequence[Claim]) -> Iterator[Contradiction]:
    """Contradictions between a claim and those that it implies directly."""
    held = {(claim.kind, claim.any_of, claim.rule): claim for claim in claims}
    for claim in claims:
        for kind, rule in _implied(claim):
            wide = held.get((kind, claim.any_of, rule))
            if wide is not None and claim.probability > wide.probability + TOLERANCE:
                yield Contradiction(claim, wide)


def _implied(claim: Claim) -> Iterator[tuple[QuestionKind, Rule]]:
    """Wider events, one step away each."""
    yield from ((claim.kind, rule) for rule in _wider_places(claim))
    if claim.kind is QuestionKind.MEET:
        yield from ((claim.kind, rule) for rule in _looser(claim.rule))
        yield from ((claim.kind, rule) for rule in _fewer(claim))
        if claim.rule.forum and claim.rule.mode is AcceptedMode.IN_PERSON:
            present = _plain(claim.rule, QuestionKind.ATTEND, ordered=False)
            yield QuestionKind.ATTEND, replace(present, planned_only=False)


def _wider_places(claim: Claim) -> Iterator[Rule]:
    place = claim.rule.place
    if place is not None and place.city is not None:
        yield replace(claim.rule, place=Place(place.country))
    elif place is not None and claim.kind is QuestionKind.MEET:
        yield replace(claim.rule, place=None)


def _looser(rule: Rule) -> Iterator[Rule]:
    if rule.mode is not AcceptedMode.ANY:
        yield replace(rule, mode=AcceptedMode.ANY)
    if rule.forum is not None:
        yield replace(rule, forum=None)
    if rule.planned_only:
        yield replace(rule, planned_only=False)


def _fewer(claim: Claim) -> Iterator[Rule]:
    """Where three meet, any two of them do."""
    leaders = claim.rule.leaders
    if not claim.any_of and len(leaders) > 2:  # noqa: PLR2004 - more than a pair
        for leader in leaders:
            rest = tuple(one for one in leaders if one != leader)
            yield replace(claim.rule, leaders=rest)


def _told(claim: Claim) -> str:
    rule = claim.rule
    where = rule.forum or (rule.place.city or rule.place.country if rule.place else "anywhere")
    who = ", ".join(rule.leaders)
    return f"{claim.kind} of {who} ({where}, {rule.window.start} to {rule.window.end})"
