"""Trying the rules on a canonical sentence: which wordings are there, negated or hedged how."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forecaster.domain.signals import Certainty, SignalType
from forecaster.reading.attribution import position
from forecaster.reading.canon import Canon
from forecaster.reading.rules import Rule, RuleBook

_NEGATORS = frozenset(
    {
        "not",
        "no",
        "never",
        "neither",
        "nor",
        "without",
        "n't",
        "hardly",
        "cannot",
        "none",
        "nobody",
        "nothing",
        "failure",
        "fail",
        "fail_d",
        "fail_s",
    }
)
_BREAKS = frozenset(
    {
        ";",
        ":",
        "—",
        "but",
        "although",
        "though",
        "while",
        "because",
        "that",
        "who",
        "which",
        "(",
        ")",
        '"',
        "and",
        "if",
        "?",
        "whether",
        "as",
        "since",
        "where",
        "when",
        "how",
        "what",
        "until",
    }
)
_REACH = 6
_POSSIBLE = frozenset(
    {
        "may",
        "might",
        "could",
        "perhaps",
        "possibly",
        "possible",
        "can",
        "possibility",
        "maybe",
        "conceivable",
        "potentially",
        "potential",
        "chance",
        "option",
    }
)
_PROBABLE = frozenset(
    {
        "expect",
        "plan",
        "intend",
        "hope",
        "likely",
        "probably",
        "aim",
        "prospective",
        "tentative",
        "tentatively",
        "provisional",
        "provisionally",
        "want",
        "pencil",
        "wish",
    }
)
_WISHFUL = frozenset({"should", "ought", "must", "imagine", "suppose", "wishing"})


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


class Engine:
    """The rules, ready to be tried."""

    def __init__(self, book: RuleBook) -> None:
        """Serve the rules of ``book``."""
        self._book = book

    def hits(self, canon: Canon) -> list[Hit]:
        """All readings of a sentence; contradicting ones are settled by precedence."""
        found: list[Hit] = []
        for number, which in self._book.worth_trying(canon.marks):
            rule = self._book.rules[number]
            for match in rule.patterns[which].finditer(canon.text):
                hit = _hit(rule, canon, _nearest(rule.patterns[which], canon.text, match))
                if hit is not None:
                    found.append(hit)
        return found


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


def _hit(rule: Rule, canon: Canon, match: re.Match[str]) -> Hit | None:
    if not _in_place(rule, canon):
        return None
    groups = match.re.groupindex
    at = match.start("trigger") if "trigger" in groups and match.group("trigger") else match.start()
    trigger = position(canon, at)
    items = canon.text.split()
    first, last = position(canon, match.start()), position(canon, match.end() - 2) + 1
    if rule.type in _FACTS and _is_question(items, first, trigger):
        return None
    if rule.type in _ASSERTED and "whether" in items[max(0, first - 3) : trigger]:
        return None
    if rule.id == "confirm.meet" and " be no " in match.group():
        return None
    if rule.id == "decline.none" and _is_conditional(items, trigger):
        return None
    if rule.id in {"confirm.present", "met.headline"} and _is_subordinate(items, first):
        return None
    if _below_leaders(items, trigger, last):
        return None
    negated = "explicit" not in rule.options and is_negated(items, trigger)
    kind = rule.negated if negated else rule.type
    modality = _modality(items, first, trigger)
    if rule.type is SignalType.CONFIRM:
        kind = (
            _weakened(items, first, trigger, modality)
            if not negated
            else _unplanned(items, first, trigger, kind)
        )
    if kind is None or _is_void(items, first, trigger, kind, modality):
        return None
    return Hit(rule, kind, canon, match, first, last, trigger, negated, modality)


def _is_void(
    items: list[str], first: int, trigger: int, kind: SignalType, modality: Certainty | None
) -> bool:
    """Whether the words around take an acceptance, a plan or an event out of the world of facts."""
    if kind is SignalType.ACCEPT and modality is Certainty.POSSIBLE:
        return True
    if kind is SignalType.CONFIRM and _is_unknown(items, first, trigger):
        return True
    if kind is SignalType.MET and _by_wire(items, trigger):
        return True
    return kind in _DONE and _is_unreal(items, first, trigger)


def _in_place(rule: Rule, canon: Canon) -> bool:
    """Whether the rule speaks of this part of an article: headlines have a grammar of their own."""
    if canon.sentence.live:
        return rule.id != "confirm.present" or any(unit.time for unit in canon.units)
    if canon.sentence.headline:
        return "body" not in rule.options
    return "headline" not in rule.options


_GLAD = frozenset(
    {
        "look",
        "glad",
        "happy",
        "ready",
        "open",
        "willing",
        "like",
        "love",
        "want",
        "wish",
        "keen",
        "eager",
        "please",
        "delight",
        "honor",
        "hope",
        "prepare",
        "desire",
        "gladly",
        "prefer",
        "able",
        "readiness",
    }
)
_DONE = frozenset({SignalType.MET, SignalType.CALL, SignalType.TRAVEL})
_UNREAL = frozenset(
    {
        "may",
        "might",
        "could",
        "would",
        "will",
        "shall",
        "should",
        "can",
        "must",
        "if",
        "whether",
        "unless",
    }
)


def _weakened(
    items: list[str], first: int, trigger: int, modality: Certainty | None
) -> SignalType | None:
    """What "will meet" becomes under "glad to", "could" and the like."""
    between = {word.partition("_")[0] for word in items[first:trigger]}
    if between & _GLAD:
        return SignalType.WILLING
    if {word.partition("_")[0] for word in items[max(0, first - 5) : first]} & _HOPED:
        return None
    if "would" in between and not any(word.startswith("D:") for word in items):
        return SignalType.WILLING
    if (
        set(items[trigger : trigger + 8]) & {"once", "unless", "provide_d"}
        or "if" in items[trigger : trigger + 6]
    ):
        return SignalType.WILLING
    if "had been" in " ".join(items[first:trigger]) or "have_d be_n" in " ".join(
        items[first:trigger]
    ):
        return None
    if modality is Certainty.POSSIBLE or "likely" in between:
        place = any(word.startswith("F:") or word in _MARGINS for word in items)
        return SignalType.ALT_VENUE if place else SignalType.WILLING
    return SignalType.CONFIRM


def _unplanned(
    items: list[str], first: int, trigger: int, kind: SignalType | None
) -> SignalType | None:
    """ "has no plans to meet" denies a plan; "will not meet" refuses."""
    between = {word.partition("_")[0] for word in items[max(0, first - 2) : trigger]}
    return (
        SignalType.NOT_PLANNED
        if between & {"plan", "schedule", "slate", "arrange", "probably"}
        else kind
    )


_WIRES = frozenset(
    {"phone", "telephone", "video", "videoconference", "videolink", "virtually", "online", "phoned"}
)


def _by_wire(items: list[str], trigger: int) -> bool:
    """Whether a telephone or a screen stands between them."""
    return any(
        word.partition("_")[0] in _WIRES for word in items[max(0, trigger - 5) : trigger + 6]
    )


_HOPED = frozenset(
    {
        "hope",
        "wish",
        "suggest",
        "propose",
        "urge",
        "demand",
        "desire",
        "proposal",
        "idea",
        "suggestion",
    }
)
_MARGINS = frozenset({"sidelines", "margins", "fringes"})


def _is_unreal(items: list[str], first: int, trigger: int) -> bool:
    """Whether an auxiliary takes a past event out of the world: "might have met", "to meet"."""
    if items[trigger - 1 : trigger] == ["to"]:
        return True
    if "be_d to have" in " ".join(items[first:trigger]):
        return True
    return any(word in _UNREAL for word in items[max(0, first - 3) : trigger])


_FACTS = frozenset({SignalType.MET, SignalType.CONFIRM, SignalType.TRAVEL, SignalType.ATTEND})


_ASSERTED = frozenset(
    {
        SignalType.ACCEPT,
        SignalType.DECLINE,
        SignalType.INVITE,
        SignalType.WILLING,
        SignalType.PREPARE,
        SignalType.POSTPONE,
        SignalType.CANCEL,
    }
)
_SUBORDINATORS = frozenset(
    {
        "that",
        "when",
        "if",
        "before",
        "after",
        "until",
        "as",
        "while",
        "once",
        "where",
        "should",
        "let",
        "whether",
        "'s",
        "to",
        "for",
    }
)


def _is_unknown(items: list[str], first: int, trigger: int) -> bool:
    """Whether a plan is only asked after: "I do not know where the meeting will be held"."""
    for index in range(max(1, first - 3), trigger):
        if items[index] in {"where", "when", "how"}:
            before = {word.partition("_")[0] for word in items[max(0, index - 3) : index]}
            return bool(
                before & {"know", "decide", "clear", "unclear", "say", "question", "discuss"}
            )
    return False


def _is_conditional(items: list[str], trigger: int) -> bool:
    """Whether a refusal holds only "until" or "as long as" something: that is a condition."""
    after = " ".join(items[trigger : trigger + 12])
    return any(
        word in after
        for word in (" until ", " unless ", "as long as", " till ", " before ", " while ")
    )


def _is_subordinate(items: list[str], first: int) -> bool:
    """Whether a present tense stands in a clause that proposes or imagines."""
    return any(word in _SUBORDINATORS for word in items[max(0, first - 2) : first])


def _below_leaders(items: list[str], trigger: int, last: int) -> bool:
    """Whether the meeting spoken of is with officials: "ready to meet with their diplomats"."""
    for index in range(trigger, min(len(items) - 1, max(last, trigger + 6))):
        if items[index].partition("_")[0] in _WITH and items[index + 1 : index + 2]:
            near = items[index + 1 : index + 4]
            people = [word for word in near if word[:2] in {"O:", "X:", "L:"}]
            if (
                people
                and people[0][:2] in {"O:", "X:"}
                and not any(word.startswith("L:") for word in items[index + 1 : index + 5])
            ):
                return True
    return _of_officials(items, trigger)


def _of_officials(items: list[str], trigger: int) -> bool:
    """Whether the event is expressly one of others: "the talks of the ministers", "a visit by X"."""
    for index in range(max(0, trigger - 3), min(len(items) - 1, trigger + _FAR_OF)):
        if items[index] not in {"of", "by", "between"} or not index:
            continue
        if items[index] == "between" and set(items[index + 1 : index + 5]) & _LOWER:
            return True
        if items[index - 1].partition("_")[0] not in _EVENT_NOUNS:
            continue
        owner = next((word for word in items[index + 1 : index + 5] if word[1:2] == ":"), "")
        return owner[:2] in {"O:", "X:"} and not any(
            word.startswith("L:") for word in items[index + 1 : index + 7]
        )
    return False


_FAR_OF = 9
_LOWER = frozenset(
    {"chief_s", "chiefs", "ministers", "diplomats", "experts", "delegations", "officials", "aides"}
)
_EVENT_NOUNS = frozenset(
    {
        "meet",
        "talk",
        "visit",
        "trip",
        "summit",
        "encounter",
        "session",
        "conference",
        "consultation",
    }
)


_WITH = frozenset({"with", "meet", "see", "between"})


def _is_question(items: list[str], first: int, trigger: int) -> bool:
    """Whether "whether", "if" or a question mark takes the words out of the world of facts."""
    before = items[max(0, first - 3) : trigger]
    if any(word in {"whether", "if", "unless", "once", "until"} for word in before):
        return True
    return "?" in items[trigger : trigger + 20]


def is_negated(items: list[str], at: int) -> bool:
    """Whether the word at ``at`` stands under a negation of its own clause."""
    for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
        word = items[back]
        if word in _NEGATORS:
            following = items[back + 1] if back + 1 < len(items) else ""
            return following not in {"only", "just", "least", "doubt"}
        if word in _BREAKS or (word == "," and at - back > 1):
            return False
    return False


def _modality(items: list[str], first: int, trigger: int) -> Certainty | None:
    near = {word.partition("_")[0] for word in items[max(first, trigger - 7) : trigger]}
    near |= {word.partition("_")[0] for word in items[max(0, trigger - 3) : trigger]}
    if near & _POSSIBLE:
        return Certainty.POSSIBLE
    return Certainty.PROBABLE if near & _PROBABLE else None


def is_wishful(canon: Canon, at: int) -> bool:
    """Whether "should" and the like govern the word: a wish, not news."""
    items = canon.text.split()
    near = items[max(0, at - 12) : at]
    if "high time" in " ".join(near) or "time that" in " ".join(near):
        return True
    return any(word in _WISHFUL for word in near[-5:])
