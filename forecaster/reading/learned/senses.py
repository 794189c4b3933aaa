"""Senses of words: turns of phrase that stand for each other, found in a sentence.

The entries (``data/rules/senses.toml``) are plain English; a word stands for all its forms, and
``*`` for a gap of up to three words: ``slam * door``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forecaster.domain.errors import FactsError
from forecaster.reading.text.lemmas import Lexicon as Lemmas
from forecaster.reading.text.lemmas import stem
from forecaster.reading.text.phrases import fold
from forecaster.reading.text.tokens import tokenize
from forecaster.reading.who.canon import canonical_word

GAP = "*"
_LONGEST_GAP = 3
_SHORTEST = 3
_SUFFIXES = ("ingly", "edly", "ing", "ied", "ies", "ed", "ly", "es", "s")
_IN_Y = frozenset({"ied", "ies"})
_DOUBLED = frozenset({"ing", "ed"})
_REALLY_DOUBLE = frozenset("lsz")

Found = tuple[int, int, str]
"""First word, one past the last, and the sense."""


@dataclass(slots=True)
class _Node:
    """Where a phrase has come to: the words that may follow, the senses that end here."""

    following: dict[str, _Node] = field(default_factory=dict)
    senses: set[str] = field(default_factory=set)


class Senses:
    """The senses, ready to be found."""

    def __init__(self, entries: Mapping[str, Sequence[str]], lemmas: Lemmas) -> None:
        """Take phrases by sense; ``lemmas`` tells the forms of words as in sentences."""
        self._start = _Node()
        for sense, phrases in entries.items():
            for phrase in phrases:
                self._add(sense, _roots(phrase, lemmas))

    def _add(self, sense: str, roots: list[str]) -> None:
        node = self._start
        for word in roots:
            node = node.following.setdefault(word, _Node())
        node.senses.add(sense)

    def find(self, roots: Sequence[str]) -> list[Found]:
        """All senses in a sentence of such roots, in order of their first word."""
        found: list[Found] = []
        for first, word in enumerate(roots):
            if word in self._start.following:
                found += sorted(self._from(roots, first))
        return found

    def _from(self, roots: Sequence[str], first: int) -> set[Found]:
        found: set[Found] = set()
        open_ends = [(self._start, first)]
        while open_ends:
            node, at = open_ends.pop()
            found.update((first, at, sense) for sense in node.senses)
            if at < len(roots) and roots[at] in node.following:
                open_ends.append((node.following[roots[at]], at + 1))
            if GAP in node.following:
                behind = range(at, min(len(roots), at + _LONGEST_GAP) + 1)
                open_ends += [(node.following[GAP], one) for one in behind]
        return found


def parse_senses(text: str, lemmas: Lemmas) -> Senses:
    """Read ``data/rules/senses.toml``.

    Raises:
        FactsError: If the text is not TOML or lacks ``[senses]``.
    """
    try:
        return Senses(tomllib.loads(text)["senses"], lemmas)
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise FactsError(
            f"data/rules/senses.toml is broken: {error}", remedy="restore the file"
        ) from error


def _roots(phrase: str, lemmas: Lemmas) -> list[str]:
    words = (fold(word) for word in tokenize(phrase).words)
    canonical = (GAP if word == GAP else canonical_word(word, lemmas) for word in words)
    return [root(word) for word in canonical if word]


def root(item: str) -> str:
    """A canonical word without its endings; a name is its class, several leaders are ``L+``."""
    if item[1:2] == ":":
        return f"{item[0]}+" if item.endswith("+") else item[0]
    if not item[:1].isalpha():
        return item
    return _without_e(_without_suffix(stem(item)))


def _without_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            rest = word[: -len(suffix)]
            if suffix in _IN_Y:
                return f"{rest}y"
            twice = suffix in _DOUBLED and rest[-1] == rest[-2] and rest[-1] not in _REALLY_DOUBLE
            return rest[:-1] if twice else rest
    return word


def _without_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST + 1 else word
