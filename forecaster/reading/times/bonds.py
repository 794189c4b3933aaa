"""To which words of a sentence an expression of time, or a place, belongs.

"The palace said on Monday that she would fly to Norburg on Friday": Monday belongs to what was
said, Friday to the journey. A time belongs to the noun it stands beside ("Friday's talks", "talks
on Friday"), else to the nearest verb or event before it, else to the nearest one behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from forecaster.reading.text.lemmas import stem
from forecaster.reading.times.timewords import TimeExpression

TIMED = ("timed_events", "timed_journeys", "timed_plans", "timed_sayings", "timed_steps")
"""Word lists of the lexicon whose lemmas are told apart by form here."""


class Role(StrEnum):
    """What the words do to which a time belongs.

    ``SAYING`` tells something, ``EVENT`` is or plans an encounter or journey, ``STEP`` is an act
    that is itself told of (an offer, a refusal), ``OTHER`` is any other verb.
    """

    SAYING = "saying"
    EVENT = "event"
    STEP = "step"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Bond:
    """The words to which a time belongs.

    Attributes:
        role: What they do.
        at: Their position in canonical words.
        back: Whether they are told as past, and so is the time.
        ahead: Whether they are told as coming.
        beside: Whether the time stands before its noun, as in "Friday's talks".
        behind: Whether the time only comes after or before the event ("after talks on Friday").
        earlier: Whether they are told as earlier than the rest ("had met").
    """

    role: Role
    at: int
    back: bool = False
    ahead: bool = False
    beside: bool = False
    behind: bool = False
    earlier: bool = False


class Binder:
    """Finds the words to which times belong."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        """Know the word lists of the reader."""
        self._events = words["timed_events"]
        self._journeys = words["timed_journeys"]
        self._plans = words["timed_plans"]
        self._says = words["timed_sayings"]
        self._utterances = words["timed_utterances"]
        self._steps = words["timed_steps"]

    def bond(self, items: list[str], index: int, time: TimeExpression | None = None) -> Bond | None:
        """The bond of a time, or of a place when there is none, at ``index``; None for one alone."""
        adjective = time is not None and time.kind in _ADJECTIVES
        noun = self._noun_behind(items, index, alone=adjective)
        if noun is not None:
            return Bond(Role.EVENT, noun, beside=True, behind=items[index - 1] in _AFTER)
        forward = time is not None and time.kind in _FORWARD and not time.events
        for stretch in _stretches(items, index, forward=forward):
            for at in stretch:
                role = self._role(items, at)
                if role is not None and (at < index or forward or not self._is_noun(items, at)):
                    return self._told(items, at, role)
        return None

    def says_after(self, items: list[str], at: int, *, until: int | None = None) -> bool:
        """Whether a verb of saying follows the word at ``at``, before the word ``until``.

        It tells (", said") or goes on to tell (", saying that").
        """
        return any(
            self._role(items, later) is Role.SAYING
            and (_is_past(items[later]) or _goes_on(items, later))
            for later in range(at + 1, len(items) if until is None else until)
        )

    def is_said_at(self, items: list[str], at: int) -> bool:
        """Whether an event only tells where somebody spoke: "said on a visit to Norburg"."""
        for back in range(at - 1, max(-1, at - 1 - _NEAR), -1):
            if self._role(items, back) is Role.SAYING:
                return bool(_DURING & set(items[back + 1 : at]))
            if items[back] in _CLAUSE:
                return False
        return False

    def _noun_behind(self, items: list[str], index: int, *, alone: bool) -> int | None:
        """The event that a time stands before: "Friday's talks", "the October state visit"."""
        owned = items[index + 1 : index + 2] == ["'s"]
        if not owned and (not alone or items[index - 1] == "on"):
            return None
        start = index + 1 + owned
        for at in range(start, min(len(items), start + _MODIFIERS)):
            word = items[at]
            if stem(word) in self._events and not word.endswith("_d"):
                return at
            if not _is_modifier(word, owned=owned):
                return None
        return None

    def _role(self, items: list[str], at: int) -> Role | None:
        word = items[at]
        if word.startswith("F:"):
            return Role.EVENT
        if not word[0].isalpha() or word[1:2] == ":":
            return None
        if word == "be" and _is_under_will(items, at):
            return Role.EVENT  # "will be in Norburg on Friday"
        lemma = stem(word)
        following = items[at + 1] if at + 1 < len(items) else ""
        if (lemma in self._says and _is_verb(items, at)) or word in self._utterances:
            return Role.SAYING
        if word in _KNOWING and _LETTING & set(items[max(0, at - _NEAR) : at]):
            return Role.SAYING  # "let it be known on Friday"
        if lemma in self._events and following not in {"show", "host", "day", "report"}:
            return Role.EVENT
        if word == "come_g" and _is_thing(items[at - 1] if at else ""):
            return Role.OTHER  # "elections coming in November"
        if lemma in self._journeys or lemma in self._plans:
            return Role.EVENT if _is_verb(items, at) or lemma in _PLAIN_PLANS else None
        if lemma in self._steps:
            return Role.STEP
        return Role.OTHER if _is_verb(items, at) else None

    def _is_noun(self, items: list[str], at: int) -> bool:
        """Whether a word names an event; behind a time, only verbs govern it."""
        event = items[at][:2] == "F:" or stem(items[at]) in self._events
        return event and not _is_verb(items, at)

    def _told(self, items: list[str], at: int, role: Role) -> Bond:
        word = items[at]
        near = items[max(0, at - 4) : at]
        ahead = _is_coming(near) or (role is Role.EVENT and _is_under_will(items, at))
        planned = stem(word) in self._plans
        if word in _KNOWING:
            return Bond(role, at, back=not ahead)
        verb = role is not Role.EVENT or stem(word) not in self._events or word.endswith("_d")
        back = verb and not ahead and not planned and _is_past(word)
        back = back or (word.endswith("_g") and near[-1:] == [","])  # ", speaking on Monday,"
        present = verb and word.endswith("_s") and role is Role.EVENT and not planned
        ahead = ahead or (planned and role is Role.EVENT) or present
        noun = role is Role.EVENT and not verb
        if role is Role.STEP and not word.endswith("_d"):
            back = not ahead and (any(map(_is_past, near)) or word in _ALIKE)
        earlier = "have_d" in near[-3:]
        return Bond(role, at, back, ahead, behind=noun and _is_behind(near), earlier=earlier)


_MODIFIERS, _NEAR = 3, 8
_KNOWING = frozenset({"know", "know_n", "known", "public"})
_LETTING = frozenset({"let", "make_d", "make_s", "make_n"})
_DURING = frozenset({"on", "during", "after", "at", "before", "ahead"})
_ADJECTIVES = frozenset(
    {"weekday", "relative_weekday", "month_poss", "season_noun", "weekend", "relative", "today",
     "tomorrow", "dm", "md", "dm_range", "md_range", "holiday", "yesterday", "month_rel"}
)  # fmt: skip
"""Kinds that can stand before a noun without more ado: "the 3 May talks", "this week's summit"."""
_AFTER = frozenset({"after", "before", "since", "following", "during", "at"})
_PLAIN_PLANS = frozenset({"due", "set"})


def _is_thing(word: str) -> bool:
    """Whether a word is a plain noun, nobody's name and no auxiliary."""
    return word[:1].isalpha() and word[1:2] != ":" and not word.startswith(("be_", "keep"))


def _is_modifier(word: str, *, owned: bool) -> bool:
    """Whether a word can stand between a time and its noun: "Friday's planned Moscow talks"."""
    if word[1:2] == ":":
        return word[:2] in ({"A:", "F:", "C:", "P:", "L:"} if owned else {"A:", "F:"})
    return word in _DESCRIBING or word.endswith(("_d", "_g"))


_DESCRIBING = frozenset(
    {"state", "official", "working", "work_g", "bilateral", "first", "second", "high", "level",
     "face", "to", "long", "historic", "joint", "brief", "proposed", "three", "two", "way", "day"}
)  # fmt: skip
_FORWARD = frozenset({"days_after", "days_before"})
"""Kinds that belong to the clause behind them: "two days after she declared"."""
_STOPS = frozenset({";", ":", "—", "?", "!", "(", ")", '"'})


def _stretches(items: list[str], index: int, *, forward: bool) -> Iterable[Iterable[int]]:
    """Where to look for the words of a time: its own clause before it, behind it, then farther."""
    left = _edge(items, index, -1, _STOPS | {","})
    right = _edge(items, index, 1, _STOPS | {","})
    if forward:
        yield range(index + 1, right)
        return
    yield range(index - 1, left, -1)
    yield range(index + 1, right)
    yield range(left, _edge(items, index, -1, _STOPS), -1)
    yield range(right, _edge(items, index, 1, _STOPS))


def _edge(items: list[str], index: int, step: int, stops: frozenset[str]) -> int:
    at = index + step
    while 0 <= at < len(items) and items[at] not in stops:
        at += step
    return at


def _is_verb(items: list[str], at: int) -> bool:
    """Whether a word is used as a verb, as far as its form and the word before it tell."""
    word, before = items[at], items[at - 1] if at else ""
    if word in _NO_VERBS:
        return False  # "to the north"
    if stem(word) in _HELPING:
        return _is_past(word) and not any(map(_is_participle, items[at + 1 : at + 4]))
    if word.endswith(("_d", "_n", "_g")):
        return before not in _ARTICLES
    if before in _AUXILIARIES or (word.endswith("_s") and before[1:2] == ":"):
        return True
    return "_" not in word and len(word) > _SHORT and word.endswith("ed")


_SHORT = 4
_HELPING = frozenset({"be", "have", "do"})
_ARTICLES = frozenset({"the", "a", "an", "'s", "any", "no", "this"})
_NO_VERBS = _ARTICLES | {
    "that", "these", "those", "both", "each", "which", "whom", "all", "another", "its", "their",
    "such", "some", "one", "two", "three", "him", "them", "us", "it", "what", "whoever",
}  # fmt: skip
_AUXILIARIES = frozenset(
    {"to", "will", "would", "shall", "should", "can", "could", "may", "might", "must", "not"}
)
_COMING = frozenset({"to", "will", "would", "shall", "should", "may", "might", "could", "can"})


def _is_participle(word: str) -> bool:
    return word.endswith(("_d", "_n", "_g")) or ("_" not in word and word.endswith("ed"))


def _is_coming(near: list[str]) -> bool:
    """Whether the words before a verb put it into the future: "will meet", "is to meet"."""
    clause = near[max((at + 1 for at, word in enumerate(near) if word in _CLAUSE), default=0) :]
    return bool(_COMING & set(clause)) and "have" not in clause[-1:]


def _is_under_will(items: list[str], at: int) -> bool:
    """Whether "will" or "would" governs the clause in which a word stands."""
    for back in range(at - 1, max(-1, at - 1 - _CLAUSE_LENGTH), -1):
        if items[back] in {"will", "would", "shall"}:
            return True
        if items[back] in _CLAUSE - {","} or _is_past(items[back]):
            return False
    return False


_CLAUSE_LENGTH = 14
_CLAUSE = frozenset({",", "that", "and", "but", "who", "which", "after", "before"})


_ALIKE = frozenset({"put", "cut", "set", "let"})
"""Verbs whose past looks like their base."""


def _is_past(word: str) -> bool:
    return word.endswith("_d") or ("_" not in word and word.endswith("ed"))


def _goes_on(items: list[str], at: int) -> bool:
    """Whether a participle goes on with what its subject did: "was wary on Friday, saying"."""
    return items[at].endswith("_g") and items[at - 1] in {",", "and"}


def _is_behind(near: list[str]) -> bool:
    """Whether an event only dates something else: "after talks on Friday"."""
    return any(word in _AFTER for word in near[-3:])
