"""Rules as data: parsing ``data/rules/*.toml`` into patterns over canonical words.

A pattern is a line of items parted by blanks:

``word``        a lemma in any form; ``word_d`` only its past (tags in ``lemmas.py``); ``word_p`` its
                past or its participle
``a|b+c|$list``  alternatives; ``+`` joins words of one alternative, ``$list`` names a word list,
                ``$list_d`` its entries with the first word in the past
``@class``      a resolved name (``@leader``, ``@party``, ``@place`` ...)
``@class=slot`` the same, remembered as ``agent``, ``other``, ``place``, ``event`` ...
``?item``       may be absent
``!item``       must not come next
``..``          up to six words; ``..3`` up to three; never across , ; : ? or a dash
``~3``          up to three words of one phrase, so never across "and", "to", "who" and the like
``...``         the same, but commas may be crossed; behind ``=agent`` neither gap may hold another
                person or side, so that the agent is the nearest one, and before ``@leader=other``
                none may hold an official
``^`` and ``.`` the start and the end of the sentence
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from forecaster.domain.errors import FactsError
from forecaster.domain.signals import Certainty, SignalType
from forecaster.reading.text.lemmas import is_invariant

CLASSES: Mapping[str, str] = {
    "leader": r"(?:L:\d+\+?|i)",
    "group": r"L:\d+\+",
    "party": r"(?:[LSCOB]:\d+\+?|[LC]:\d+\+? 's|i|we|it|'s)",
    "actor": r"(?:[LSCOB]:\d+\+?|i|we|it)",
    "side": r"[SCOB]:\d+",
    "official": r"O:\d+",
    "country": r"[CS]:\d+",
    "place": r"(?:[CPS]:\d+|A:\d+ capital)",
    "where": r"(?:[CPS]:\d+|A:\d+ capital|there|here)",
    "forum": r"F:\d+",
    "date": r"D:\d+",
    "person": r"[LOX]:\d+\+?",
    "outsider": r"[OX]:\d+",
    "adjective": r"A:\d+",
    "any": r"[^ ]+",
}
_GAP_WORD = r"(?!(?:[,;:?—]|but) )[^ ]+ "
_WIDE_GAP_WORD = r"(?![;:?—] )[^ ]+ "
_PHRASE_WORD = (
    r"(?!(?:[,;:?—]|and|but|or|to|who|which|where|when|if|as|because|after|before|while) )"
    r"[^ ]+ "
)
_OWN = r"(?<! on )(?<! in )(?<! at )(?<! for )(?<! during )"
"""What stands before "her first trip" in "Alder, on her first trip, met": the agent stays the same."""
_NOBODY = rf"(?!L:\d+\+? (?!'s )|[SOXB]:|we |i )(?!{_OWN}L:)"
_NO_OFFICIAL = r"(?![OX]:)"
_SLOTS = frozenset({"agent", "other", "third", "place", "event", "forum", "date", "trigger"})


Needs = tuple[frozenset[str], ...]
"""What a sentence must hold for a pattern to be worth trying, the rarest set first."""
Position = tuple[int, int]
"""Number of a rule, and of a pattern in it."""
Trial = tuple[Position, int]
"""A pattern with its needs, a bit each: whether all are met is one comparison."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording of one type of signal.

    Attributes:
        id: Unique name, stored with every signal it reads.
        type: The type it reads, or None for a rule that only blocks others.
        patterns: Regular expressions over canonical words, tried in order; ``compiled`` has them.
        needs: For each pattern, sets of canonical words; the sentence must hold one of each.
        negated: Type when the words are negated; None drops the reading.
        certainty: Certainty the words themselves carry, None when the clause decides.
        polarity: Overrides the type's polarity.
        tense: Whether the meeting lies ahead (``ahead``) or behind (``back``).
        speech: Whether the words are themselves an utterance, so that the agent speaks.
        options: Further switches by name.
        examples: Sentences it must read; counter-examples it must not.
        counter: Sentences on which it must stay silent.
    """

    id: str
    type: SignalType | None
    patterns: tuple[str, ...]
    needs: tuple[Needs, ...]
    negated: SignalType | None
    certainty: Certainty | None
    polarity: int | None
    tense: str
    speech: bool
    options: frozenset[str]
    examples: tuple[str, ...]
    counter: tuple[str, ...]
    score: float


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a rule, compiled when a sentence first needs it: most articles need few."""
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, with what is needed to try few of them on a sentence.

    Attributes:
        rules: The rules in order of precedence of their files.
        lists: Word lists the patterns may name.
        lemmas: Every lemma the patterns use.
        by_anchor: For each lemma, the patterns whose rarest need it meets.
        meets: For each mark of a sentence, the needs that it meets, a bit each.
    """

    rules: tuple[Rule, ...]
    lists: Mapping[str, tuple[str, ...]]
    lemmas: frozenset[str]
    by_anchor: Mapping[str, tuple[Trial, ...]]
    meets: Mapping[str, int]

    def worth_trying(self, marks: frozenset[str]) -> list[Position]:
        """(rule, pattern) positions whose needs a sentence with these marks meets, in order."""
        met = 0
        for mark in marks & self.meets.keys():
            met |= self.meets[mark]
        near = {
            position
            for anchor in marks & self.by_anchor.keys()
            for position, needed in self.by_anchor[anchor]
            if needed & met == needed
        }
        return sorted(near)


class _Compiler:
    """Turns pattern lines into regular expressions and collects the lemmas they use."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self.lists = {name: tuple(entries) for name, entries in lists.items()}
        self.lemmas: set[str] = set()
        self._known: dict[str, tuple[str, frozenset[str]]] = {}

    def compile(self, line: str) -> tuple[str, Needs]:
        """The pattern of a line, and what a sentence must hold for it."""
        pieces, needs = [], []
        seen: set[str] = set()
        items = line.split()
        for before, item, after in zip(["", *items], items, [*items[1:], ""], strict=False):
            piece, anchor = self._item(item, seen)
            if item.startswith(("..", "~")) and before.endswith("=agent"):
                piece = "(?!'s )" + piece.replace("(?:", f"(?:{_NOBODY}", 1)
            elif item.startswith(("..", "~")) and after == "@leader=other":
                piece = piece.replace("(?:", f"(?:{_NO_OFFICIAL}", 1)
            pieces.append(piece)
            if anchor:
                needs.append(anchor)
        rarest = sorted(needs, key=_frequency)
        if not rarest or _frequency(rarest[0]) >= _EVERYWHERE:
            raise FactsError(f"rule pattern {line!r} has no word", remedy="name a trigger word")
        return "(?<= )" + "".join(pieces), tuple(rarest)

    def _item(self, item: str, seen: set[str]) -> tuple[str, frozenset[str]]:
        if item == "^":
            return r"(?<=^ )", frozenset()
        if item == ".":
            return r"(?=$|[\"”)]* ?$)", frozenset()
        if item.startswith(".."):
            word = _WIDE_GAP_WORD if item.startswith("...") else _GAP_WORD
            count = int(item.lstrip(".") or 6)
            return f"(?:{word}){{0,{count}}}?", frozenset()
        if item[0] == "~":
            return f"(?:{_PHRASE_WORD}){{0,{int(item[1:])}}}?", frozenset()
        if item[0] == "?" and len(item) > 1:
            return f"(?:{self._item(item[1:], seen)[0]})?", frozenset()
        if item[0] == "!" and len(item) > 1:
            return f"(?!{self._item(item[1:], seen)[0]})", frozenset()
        return self._plain(item, seen)

    def _plain(self, item: str, seen: set[str]) -> tuple[str, frozenset[str]]:
        body, _, slot = item.partition("=")
        regex, anchors = self._alternatives(body)
        if slot:
            if slot not in _SLOTS:
                raise FactsError(f"unknown slot {slot!r}", remedy=f"use one of {sorted(_SLOTS)}")
            if slot not in seen:
                seen.add(slot)
                regex = f"(?P<{slot}>{regex})"
        return f"{regex} ", anchors

    def _alternatives(self, body: str) -> tuple[str, frozenset[str]]:
        """Regex of the alternatives, and the mark that the rarest word of each leaves."""
        if body not in self._known:
            choices = [choice.split("+") for choice in self._expand(body)]
            regexes = (" ".join(map(self._word, words)) for words in choices)
            anchors = (min(map(_marks_of, words), key=_frequency) for words in choices)
            self._known[body] = f"(?:{'|'.join(regexes)})", frozenset().union(*anchors)
        return self._known[body]

    def _expand(self, body: str) -> Iterable[str]:
        for choice in body.split("|"):
            if choice.startswith("$"):
                name, _, tag = choice[1:].partition("_")
                for entry in self._list(name):
                    yield from self._expand(_tagged(entry, tag).replace(" ", "+"))
            else:
                yield choice

    def _list(self, name: str) -> tuple[str, ...]:
        if name not in self.lists:
            raise FactsError(f"unknown word list ${name}", remedy="define it under [lists]")
        return self.lists[name]

    def _word(self, word: str) -> str:
        if word.startswith("@"):
            return CLASSES[word[1:]]
        if not word[:1].isalpha():
            return re.escape(word)
        lemma, _, tag = word.partition("_")
        self.lemmas.add(lemma)
        if tag == "0" or (tag in _PAST_TAGS and is_invariant(lemma)):
            return re.escape(lemma)
        if tag == "p":
            return re.escape(lemma) + "_[dn]"
        return re.escape(lemma) + (f"_{tag}" if tag else "(?:_[sdng])?")


_PAST_TAGS = frozenset("dnp")
_COMMON = frozenset(
    [
        *("be", "have", "do", "will", "would", "to", "no", "not", "in", "on", "of"),
        *("for", "at", "the", "a", "as", "by", "with", "that", "it", "and", "if"),
        *("there", "can", "could", "may", "be_s", "be_d", "have_s", "have_d"),
    ]
)
_OFTEN = 20
_EVERYWHERE = 1000
_SIDES = ("S:", "C:", "O:", "B:")
_CLASS_MARKS: Mapping[str, tuple[str, ...]] = {
    "leader": ("L:", "i"),
    "group": ("L:",),
    "party": ("L:", *_SIDES, "i", "we", "it", "'s"),
    "actor": ("L:", *_SIDES, "i", "we", "it"),
    "side": _SIDES,
    "official": ("O:",),
    "country": ("C:", "S:"),
    "place": ("C:", "P:", "S:", "A:"),
    "where": ("C:", "P:", "S:", "A:", "there", "here"),
    "forum": ("F:",),
    "date": ("D:",),
    "person": ("L:", "O:", "X:"),
    "outsider": ("O:", "X:"),
    "adjective": ("A:",),
    "any": ("",),
}


def _marks_of(word: str) -> frozenset[str]:
    """The marks of a sentence that holds a word or a name of a class."""
    if word.startswith("@"):
        return frozenset(_CLASS_MARKS[word[1:]])
    lemma, _, tag = word.partition("_")
    exact = tag not in {"", "0", "p"} and not is_invariant(lemma)
    return frozenset({word if exact else lemma})


def _frequency(found: Collection[str]) -> int:
    """A rough weight of how many sentences hold one of the marks."""
    return sum(
        _EVERYWHERE if mark.endswith(":") or not mark else _OFTEN if mark in _COMMON else 1
        for mark in found
    )


def _tagged(entry: str, tag: str) -> str:
    """An entry of a list with a tag on its first word: ``$cancel_d`` is "call_d off" and so on."""
    first, blank, rest = entry.partition(" ")
    plain = tag and "_" not in first and first.removeprefix("$").isalpha()
    return f"{first}_{tag}{blank}{rest}" if plain else entry


def parse_rules(texts: Iterable[str]) -> RuleBook:
    """Read rule files; lists defined in one file serve all.

    Raises:
        FactsError: If a file is no TOML, a rule lacks a key, or a pattern cannot be read.
    """
    tables = [_toml(text) for text in texts]
    compiler = _Compiler({k: v for table in tables for k, v in table.get("lists", {}).items()})
    rules = tuple(_rule(entry, compiler) for table in tables for entry in table.get("rule", ()))
    if len({rule.id for rule in rules}) != len(rules):
        raise FactsError("two rules share an id", remedy="give every rule an id of its own")
    bits = _bits(rules)
    meets: dict[str, int] = {}
    for need, bit in bits.items():
        for mark in need:
            meets[mark] = meets.get(mark, 0) | bit
    return RuleBook(
        rules, compiler.lists, frozenset(compiler.lemmas), _by_anchor(rules, bits), meets
    )


def _bits(rules: Iterable[Rule]) -> dict[frozenset[str], int]:
    """A bit for each need of a pattern; many patterns share the same needs."""
    needs = dict.fromkeys(need for rule in rules for some in rule.needs for need in some)
    return {need: 1 << place for place, need in enumerate(needs)}


def _by_anchor(
    rules: Iterable[Rule], bits: Mapping[frozenset[str], int]
) -> dict[str, tuple[Trial, ...]]:
    """The patterns by each word of their rarest need."""
    found: dict[str, list[Trial]] = {}
    for number, rule in enumerate(rules):
        for which, needs in enumerate(rule.needs):
            needed = sum({bits[need] for need in needs})
            for anchor in needs[0]:
                found.setdefault(anchor, []).append(((number, which), needed))
    return {anchor: tuple(trials) for anchor, trials in found.items()}


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FactsError(f"a rule file is no TOML: {error}", remedy="restore data/rules") from error


def _rule(entry: Mapping[str, Any], compiler: _Compiler) -> Rule:
    try:
        compiled = [compiler.compile(line) for line in entry["match"]]
        kind, negated = entry.get("type"), entry.get("negated")
        return Rule(
            id=entry["id"],
            type=SignalType(kind) if kind else None,
            patterns=tuple(pattern for pattern, _ in compiled),
            needs=tuple(needs for _, needs in compiled),
            negated=SignalType(negated) if negated else None,
            certainty=Certainty(entry["certainty"]) if "certainty" in entry else None,
            polarity=entry.get("polarity"),
            tense=entry.get("tense", "ahead"),
            speech=entry.get("speech", False),
            options=frozenset(entry.get("options", ())),
            examples=tuple(entry.get("examples", ())),
            counter=tuple(entry.get("counter", ())),
            score=entry.get("score", 0.8),
        )
    except (KeyError, ValueError) as error:
        raise FactsError(
            f"rule {entry.get('id', '?')} is broken: {error}", remedy="correct data/rules"
        ) from error
