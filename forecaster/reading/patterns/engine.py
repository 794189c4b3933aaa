"""Trying the rules on a canonical sentence: which wordings are there, negated or hedged how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forecaster.domain.signals import Certainty, SignalType
from forecaster.reading.patterns.attribution import position
from forecaster.reading.patterns.commitment import Commitment
from forecaster.reading.patterns.ranks import Ranks
from forecaster.reading.patterns.rules import Rule, RuleBook, compiled
from forecaster.reading.patterns.switches import Items, Switches
from forecaster.reading.text.lemmas import stem
from forecaster.reading.who.canon import Canon

T = SignalType
_FACTS = frozenset({T.MET, T.CONFIRM, T.TRAVEL, T.ATTEND})
_ASSERTED = frozenset(
    {T.ACCEPT, T.DECLINE, T.INVITE, T.WILLING, T.PREPARE, T.POSTPONE, T.CANCEL, T.NOT_ATTEND}
)  # fmt: skip
_SAID = frozenset({T.ACCEPT, T.INVITE, T.WILLING, T.DECLINE})
_DONE = frozenset({T.MET, T.CALL, T.TRAVEL})
_DROPS = frozenset({T.POSTPONE, T.CANCEL})
_UNASKED = frozenset(
    {T.POSTPONE, T.CANCEL, T.PREPARE, T.NO_PREP, T.NOT_PLANNED, T.NOT_ATTEND, T.HEDGE, T.ACCEPT}
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One wording of a rule in one sentence.

    Attributes:
        rule: The rule.
        type: What it reads here, negation considered.
        canon: The sentence.
        match: The match in the canonical text.
        first: First canonical word of the match.
        last: One past its last.
        trigger: Position of the trigger word.
        negated: Whether the trigger is negated.
        modality: How far the words around the trigger commit; None when they do fully.
        wishful: Whether "should" and the like make it a wish.
    """

    rule: Rule
    type: SignalType
    canon: Canon
    match: re.Match[str]
    first: int
    last: int
    trigger: int
    negated: bool
    modality: Certainty | None
    wishful: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a sentence a wording stands: its words from ``first`` to ``last``, its trigger."""

    items: Items
    first: int
    last: int
    trigger: int


class Engine:
    """The rules, ready to be tried."""

    def __init__(self, book: RuleBook, words: Mapping[str, frozenset[str]]) -> None:
        """Serve the rules of ``book``, with the vocabularies ``words`` of the lexicon."""
        self._book = book
        self._wires = words["wires"]
        self._switches = Switches(words)
        self._commitment = Commitment(words)
        self._ranks = Ranks(words)

    def hits(self, canon: Canon) -> list[Hit]:
        """All readings of a sentence; contradicting ones are settled by precedence."""
        found: list[Hit] = []
        blocked: set[int] = set()
        for number, which in self._book.worth_trying(canon.marks):
            rule = self._book.rules[number]
            if not _in_place(rule, canon):
                continue
            pattern = compiled(rule.patterns[which])
            for match in pattern.finditer(canon.text):
                if rule.type is None:
                    blocked.add(_place(canon, match).trigger)
                    continue
                hit = self._hit(rule, canon, _nearest(pattern, canon.text, match))
                if hit is not None:
                    found.append(hit)
        return [hit for hit in found if hit.trigger not in blocked]

    def _hit(self, rule: Rule, canon: Canon, match: re.Match[str]) -> Hit | None:
        at = _place(canon, match)
        if self._is_vetoed(rule, at) or ("nominal" in rule.options and self._is_no_fact(at)):
            return None
        negated = "explicit" not in rule.options and self._is_negated(rule, at)
        modality = self._switches.modality(at.items, at.first, at.trigger)
        kind = self._kind(rule, at, modality, negated=negated)
        if kind is None or self._is_void(at, kind, modality):
            return None
        wishful = self._switches.is_wishful(at.items, at.trigger)
        return Hit(
            rule, kind, canon, match, at.first, at.last, at.trigger, negated, modality, wishful
        )

    def _is_vetoed(self, rule: Rule, at: _Place) -> bool:
        """Whether the words around forbid the rule, whatever it would read."""
        if rule.type in _FACTS and self._switches.is_questioned(at.items, at.first, at.trigger):
            return True
        if rule.type in _UNASKED and "?" in at.items[at.trigger : at.last + 12]:
            return True
        if rule.type in _ASSERTED and "whether" in at.items[max(0, at.first - 3) : at.trigger]:
            return True
        if "main_clause" in rule.options and (
            self._switches.is_subordinate(at.items, at.first)
            or self._switches.is_habitual(at.items)
        ):
            return True
        if rule.type in _DROPS and self._switches.is_subjunctive(at.items, at.trigger):
            return True
        return self._ranks.are_below_leaders(at.items, at.first, at.trigger, at.last)

    def _is_negated(self, rule: Rule, at: _Place) -> bool:
        """Whether the trigger is negated; of a plan, the meeting or any word behind it as well."""
        if self._switches.is_negated(at.items, at.trigger):
            return True
        if rule.type is T.PREPARE or "nominal" in rule.options:
            return self._switches.has_negated_verb(at.items, at.trigger)
        return rule.type is T.CONFIRM and self._switches.is_denied(at.items, at.first, at.last)

    def _kind(
        self, rule: Rule, at: _Place, modality: Certainty | None, *, negated: bool
    ) -> SignalType | None:
        if rule.type is not T.CONFIRM:
            return rule.negated if negated else rule.type
        if negated:
            return self._commitment.weigh_negated(at.items, at.first, at.trigger, rule.negated)
        return self._commitment.weigh(at.items, at.first, at.trigger, modality)

    def _is_void(self, at: _Place, kind: SignalType, modality: Certainty | None) -> bool:
        """Whether the words around take an acceptance, a plan or an event out of the facts."""
        if kind is T.ACCEPT and modality is Certainty.POSSIBLE:
            return True
        if kind in _SAID and self._switches.is_supposed(at.items, at.first, at.trigger):
            return True
        if kind is T.DECLINE and self._switches.is_conditional(at.items, at.trigger):
            return True
        if kind is T.CONDITION and self._switches.is_asked_if(at.items, at.first):
            return True
        if kind is T.CONFIRM and self._switches.is_asked_after(at.items, at.first, at.trigger):
            return True
        if kind is T.MET and self._by_wire(at):
            return True
        if kind is T.PREPARE and self._switches.is_imagined(at.items, at.first, at.trigger):
            return True
        return kind in _DONE and self._switches.is_unreal(at.items, at.first, at.trigger)

    def _is_no_fact(self, at: _Place) -> bool:
        """Whether a noun names an event that lies ahead, or that others only prepare or want."""
        switches = self._switches
        was_planned = "be_d to have" in " ".join(at.items[at.first : at.last])
        ahead = switches.is_ahead(at.items, at.trigger)
        return was_planned or ahead or switches.is_topic(at.items, at.trigger)

    def _by_wire(self, at: _Place) -> bool:
        """Whether a telephone or a screen stands between them."""
        near = at.items[max(0, at.trigger - 5) : at.trigger + 6]
        return any(stem(word) in self._wires for word in near)


def _place(canon: Canon, match: re.Match[str]) -> _Place:
    groups = match.re.groupindex
    at = match.start("trigger") if "trigger" in groups and match.group("trigger") else match.start()
    first, last = position(canon, match.start()), position(canon, match.end() - 2) + 1
    return _Place(canon.items, first, last, position(canon, at))


def _nearest(pattern: re.Pattern[str], text: str, match: re.Match[str]) -> re.Match[str]:
    """The same wording with the country next to it as agent, not one named before."""
    if "agent" not in pattern.groupindex:
        return match
    while (match.group("agent") or "").startswith("C:"):
        inner = pattern.search(text, match.end("agent"), match.end())
        if inner is None or inner.end() != match.end():
            return match
        match = inner
    return match


def _in_place(rule: Rule, canon: Canon) -> bool:
    """Whether the rule speaks of this part of an article: headlines have a grammar of their own."""
    if canon.sentence.live:
        return "dated_if_live" not in rule.options or any(unit.time for unit in canon.units)
    if canon.sentence.headline:
        return "body" not in rule.options
    return "headline" not in rule.options
