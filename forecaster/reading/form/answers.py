"""What a short answer says in full: "Will she go?" - "Yes, in May" is "she will go in May".

The question gives who and what, the answer whether, when and where. Only the order of words is
touched; what the full sentence tells is left to those who read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from forecaster.reading.form.turns import Turn
from forecaster.reading.text.lemmas import inflect
from forecaster.reading.text.lexicon import Lexicon
from forecaster.reading.text.phrases import fold
from forecaster.reading.text.tokens import tokenize

_LONGEST_QUESTION = 45
_LONGEST_ANSWER = 30
_LONGEST_REST = 16
_FEWEST = 2
_JOINTS = re.compile(r" (?=[,.;:?!')]|'s\b|n't\b)")


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause asked about: who, the auxiliary ("" when there is none), and what."""

    subject: list[str]
    auxiliary: str
    predicate: list[str]


@dataclass(frozen=True, slots=True)
class _Reply:
    """A short answer: whether it affirms, what it adds, and its own verbs and subject, if any."""

    affirms: bool
    rest: list[str]
    verbs: list[str] = field(default_factory=list)
    speaks: str = ""


class Exchange:
    """Follows question and answer through the turns of one page."""

    def __init__(self, answers: ShortAnswers) -> None:
        """Put what is short in full by ``answers``."""
        self._answers = answers
        self._question = ""
        self._turn = 0

    def in_full(self, turn: Turn | None, sentence: str) -> str | None:
        """The next sentence in full, where it opens the answer to the last question in short."""
        if turn is None:
            return None
        opens = turn.number != self._turn
        self._turn = turn.number
        if turn.asks:
            self._question = sentence if "?" in sentence else "" if opens else self._question
            return None
        question, self._question = self._question, ""
        return self._answers.in_full(question, sentence) if question and opens else None


class ShortAnswers:
    """Puts short answers in full with the bundled word lists."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take roles and the lists ``short_…`` of ``data/rules/lexicon.toml``."""
        self._lexicon = lexicon
        self._words: Mapping[str, frozenset[str]] = lexicon.lists
        self._auxiliaries = lexicon.lists["short_auxiliaries"]

    def in_full(self, question: str, answer: str) -> str | None:
        """The answer as a full sentence; None when it is one, or the question asks nothing alike."""
        asked, said = tokenize(question).words, _trimmed(tokenize(answer).words, 0)
        if len(asked) > _LONGEST_QUESTION or not 0 < len(said) <= _LONGEST_ANSWER:
            return None
        reply = self._reply(said)
        clause = self._clause(asked, dated=reply is None) if reply or self._adds(said) else None
        if clause is None:
            return None
        return _written(self._statement(clause, reply or _Reply(affirms=True, rest=said)))

    # -- the answer ----------------------------------------------------------------------------

    def _reply(self, said: list[str]) -> _Reply | None:
        """What a short answer says by "yes", "no" or "he will"; None when it is another one."""
        at = self._skip(said, 0, "short_fillers")
        for name, affirms in (("short_yes", True), ("short_no", False)):
            end = self._skip(said, at, name)
            if end > at:
                return self._marked(said[end:], affirms=affirms)
        return self._ellipsis(said[at:])

    def _marked(self, said: list[str], *, affirms: bool) -> _Reply | None:
        """What follows "yes" or "no": nothing, "he will", a time or place, or more of it."""
        own = self._ellipsis(said)
        if own is not None:
            return own
        rest = self._rest(said)
        return None if rest is None else _Reply(affirms, rest)

    def _ellipsis(self, said: list[str]) -> _Reply | None:
        """What "he will, in May" or "I don't intend to" says."""
        lowers = [fold(word) for word in said]
        if len(said) < _FEWEST or lowers[0] not in self._words["short_subjects"]:
            return None
        end = next((n for n in range(1, len(said)) if said[n] in _STOPS), len(said))
        verbs, rest = lowers[1:end], self._rest(_trimmed(said, end))
        plain = [word for word in verbs if word not in _NEGATIONS]
        bare = verbs[-1:] == ["to"] or (
            bool(plain) and all(word in self._auxiliaries for word in plain)
        )
        if not bare or rest is None:
            return None
        return _Reply(len(plain) == len(verbs), rest, verbs, lowers[0])

    def _rest(self, words: list[str]) -> list[str] | None:
        """What is worth adding to a full answer; None when a clause of its own goes on."""
        if not words or self._adds(words) or fold(words[0]) in _GOES_ON:
            return words
        first = words[: words.index(",")] if "," in words else []
        return first if self._adds(first) else None

    def _adds(self, words: list[str]) -> bool:
        """Whether words are only a time, a place or a manner, no clause of their own."""
        clausal = self._words["short_subjects"] | self._auxiliaries | _NEGATIONS
        return (
            0 < len(words) <= _LONGEST_REST
            and fold(words[0]) in self._words["short_additions"]
            and clausal.isdisjoint(words)
        )

    def _skip(self, said: list[str], at: int, name: str) -> int:
        """Where the longest phrase of a list that stands alone at ``at`` ends, else ``at``."""
        for end in range(min(len(said), at + _LONGEST_PHRASE), at, -1):
            alone = end == len(said) or said[end] in _STOPS
            if alone and " ".join(map(fold, said[at:end])) in self._words[name]:
                return _past_stops(said, end)
        return at

    # -- the question --------------------------------------------------------------------------

    def _clause(self, asked: list[str], *, dated: bool) -> _Clause | None:
        """The clause a question asks about, in the order of a statement.

        Args:
            asked: The words of the question.
            dated: Whether only a question for time or place will do.
        """
        words = asked[: asked.index("?")] if "?" in asked else asked
        lowers = [fold(word) for word in words]
        opening = next((at for at in range(len(words)) if self._opens(lowers, at)), None)
        if opening is None:
            return None if dated else self._declared(words, lowers, _past_opening(lowers))
        before = lowers[opening - 1] if opening else ""
        if before in _OTHER_QUESTIONS or (dated and before not in _DATING_QUESTIONS):
            return None
        inner = self._inner(lowers, opening)
        if inner is not None:
            return self._declared(words, lowers, inner)
        start = opening + 1 + (lowers[opening + 1 : opening + 2] == ["n't"])
        end = self._noun_end(words, lowers, start)
        if end == start or end == len(words):
            return None
        return _Clause(words[start:end], _whole(lowers[opening]), words[end:])

    def _opens(self, lowers: list[str], at: int) -> bool:
        """Whether an auxiliary at ``at`` opens a question rather than follows its subject."""
        if lowers[at] not in self._auxiliaries or at + 1 >= len(lowers):
            return False
        return at == 0 or lowers[at - 1] in _BEFORE_QUESTIONS

    def _inner(self, lowers: list[str], at: int) -> int | None:
        """Where the clause begins behind "is it true that" or "can you confirm"."""
        for end in range(min(len(lowers), at + _LONGEST_PHRASE), at, -1):
            if " ".join(lowers[at:end]) in self._words["short_wrappings"]:
                return end + (lowers[end : end + 1] in (["that"], ["whether"], ["if"]))
        return None

    def _declared(self, words: list[str], lowers: list[str], at: int) -> _Clause | None:
        """A clause that is already in the order of a statement."""
        end = self._noun_end(words, lowers, at)
        if end == at or end >= len(words):
            return None
        has = lowers[end] in self._auxiliaries
        return _Clause(words[at:end], lowers[end] if has else "", words[end + has :])

    def _noun_end(self, words: list[str], lowers: list[str], at: int) -> int:
        """Where the subject that begins at ``at`` ends; ``at`` when there is none."""
        if at >= len(words) or lowers[at] in self._words["short_subjects"]:
            return min(at + 1, len(words))
        end = self._noun(words, lowers, at)
        while end > at and end < len(words) and lowers[end] in _LINKS:
            further = self._noun(words, lowers, end + 1)
            if further == end + 1:
                break
            end = further
        return end

    def _noun(self, words: list[str], lowers: list[str], at: int) -> int:
        """Where names, titles and one noun behind an article or owner end."""
        end, open_ended = at, False
        while end < len(words):
            role = self._lexicon.role_at(lowers, end)[0]
            if lowers[end] in _DETERMINERS or words[end] == "'s":
                end, open_ended = end + 1, True
            elif role > end:
                end, open_ended = role, False
            elif lowers[end] not in self._auxiliaries and (words[end][0].isupper() or open_ended):
                open_ended = open_ended and lowers[end] in self._words["modifiers"]
                end += 1
            else:
                break
        return end

    # -- the statement -------------------------------------------------------------------------

    def _statement(self, clause: _Clause, reply: _Reply) -> list[str]:
        """Who does what, as the answer has it."""
        subject = [_TURNED.get(fold(word), word) for word in clause.subject]
        predicate = [_TURNED.get(fold(word), word) for word in clause.predicate]
        if reply.speaks in _FIRST:
            subject = [reply.speaks.upper() if reply.speaks == "i" else reply.speaks]
        verbs = reply.verbs or [clause.auxiliary] * bool(clause.auxiliary)
        if not reply.verbs and not reply.affirms:
            verbs, predicate = _denied(subject, verbs, predicate)
        verbs, predicate = _plainly(verbs, predicate)
        comma = [","] if reply.rest and fold(reply.rest[0]) in _GOES_ON else []
        rest = [reply.rest[0].lower(), *reply.rest[1:]] if reply.rest else []
        return [*subject, *verbs, *predicate, *comma, *rest, "."]


_LONGEST_PHRASE = 8
_STOPS = frozenset({",", ";", ".", "!", "\u2013", "\u2014", "-", ":", "\u2026"})
_NEGATIONS = frozenset({"not", "n't", "never"})
_FIRST = frozenset({"i", "we"})
_GOES_ON = frozenset({"and", "but"})
_LINKS = frozenset({"and", "of", "with", "between", "for", "in", "at", "to", "from", "or"})
_DETERMINERS = frozenset(
    {"the", "a", "an", "any", "his", "her", "their", "your", "our", "its", "both", "this", "that",
     "these", "those", "no", "another"}
)  # fmt: skip
_BEFORE_QUESTIONS = frozenset(
    {",", ";", ":", ".", "-", "\u2013", "\u2014", "and", "but", "so", "then", "or", "when", "where",
     "why", "how", "who", "what", "which", "whom"}
)  # fmt: skip
_OTHER_QUESTIONS = frozenset({"why", "how", "who", "what", "which", "whom", "or"})
_DATING_QUESTIONS = frozenset({"when", "where"})
_TURNED = {"you": "I", "your": "my"}
_WHOLE = {"wo": "will", "ca": "can"}


def _whole(auxiliary: str) -> str:
    """An auxiliary without what "n't" does to it."""
    return _WHOLE.get(auxiliary, auxiliary)


def _denied(
    subject: list[str], verbs: list[str], predicate: list[str]
) -> tuple[list[str], list[str]]:
    """Auxiliary and predicate of the opposite: "is not planned", "there is no plan"."""
    if not verbs:
        return ["do", "not"], predicate
    if fold(subject[0]) == "there" and predicate and fold(predicate[0]) in _INDEFINITE:
        return verbs, ["no", *predicate[1:]]
    return [*verbs, "not"], predicate


def _plainly(verbs: list[str], predicate: list[str]) -> tuple[list[str], list[str]]:
    """ "met" for "did meet", "meets" for "does meet"."""
    form = _EMPHATIC.get(verbs[0]) if len(verbs) == 1 else None
    if form is None:
        return verbs, predicate
    lemma = fold(predicate[0])
    told = next((word for word, kind in inflect(lemma).items() if kind == lemma + form), lemma)
    return [], [told, *predicate[1:]]


_EMPHATIC = {"did": "_d", "does": "_s"}
_INDEFINITE = frozenset({"a", "an", "any"})


def _trimmed(words: list[str], at: int) -> list[str]:
    """The words behind ``at`` without stops around them."""
    end = len(words)
    at = _past_stops(words, at)
    while end > at and words[end - 1] in _STOPS:
        end -= 1
    return words[at:end]


def _past_stops(words: list[str], at: int) -> int:
    while at < len(words) and words[at] in _STOPS:
        at += 1
    return at


def _past_opening(lowers: list[str]) -> int:
    """Behind a word that only ties a question to the one before: "so he will go?"."""
    return 1 if lowers[:1] and lowers[0] in {"so", "and", "but", "then"} else 0


def _written(words: list[str]) -> str:
    """Words as one writes them, the first in a capital."""
    text = _JOINTS.sub("", " ".join(words))
    return text[:1].upper() + text[1:]
