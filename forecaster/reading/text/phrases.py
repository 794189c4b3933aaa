"""Finding known phrases in a run of words: one trie for all names the reader knows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from forecaster.reading.text.tokens import tokenize

V = TypeVar("V")

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ə": "a",
        "Ə": "A",
        "’": "'",
        "ʻ": "'",
    }
)
_JOINERS = frozenset({"-", "‐", "‑", ".", "'"})


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """``word`` without diacritics, in lower case: the key under which names are found."""
    if word.isascii():
        return word.lower().replace(".", "")
    plain = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower().replace(".", "")


def _shape(word: str) -> str:
    """``A`` for an acronym, ``C`` for a capitalised word, ``l`` for the rest."""
    letters = word.replace(".", "")
    if len(letters) > 1 and letters.isupper():
        return "A"
    return "C" if word[:1].isupper() else "l"


def _fits(shape: str, word: str) -> bool:
    """Whether a word as written can be the word of a form with that shape."""
    if shape == "l":
        return True
    seen = _shape(word)
    return seen == "A" if shape == "A" else seen != "l"


@dataclass(slots=True)
class _Node(Generic[V]):
    children: dict[str, _Node[V]] = field(default_factory=dict)
    values: list[tuple[str, V]] = field(default_factory=list)


class PhraseIndex(Generic[V]):
    """Longest-match lookup of phrases; hyphens, dots, case and diacritics are folded.

    Capitals matter where the form has them: "May" is never found in "may", "US" never in "us".
    """

    def __init__(self) -> None:
        """Start empty."""
        self._root: _Node[V] = _Node()

    def add(self, form: str, value: V) -> None:
        """Let ``form`` lead to ``value``; one form may lead to several."""
        words = [word for word in tokenize(form).words if word not in _JOINERS]
        node = self._root
        for word in words:
            node = node.children.setdefault(fold(word), _Node())
        if words:
            node.values.append(("".join(_shape(word) for word in words), value))

    def openings(self) -> frozenset[str]:
        """The folded first words of all phrases."""
        return frozenset(self._root.children)

    def match(self, words: list[str], at: int) -> tuple[int, list[V]]:
        """The longest phrase that starts at word ``at``: its end and values, or ``(at, [])``."""
        node = self._root.children.get(fold(words[at]))
        best: tuple[int, list[V]] = (at, [])
        seen = [words[at]]
        position = at + 1
        while node is not None:
            if node.values:
                values = [value for shape, value in node.values if _suits(shape, seen)]
                best = (position, values) if values else best
            while position < len(words) and words[position] in _JOINERS:
                position += 1
            if position >= len(words) or not node.children:
                break
            node = node.children.get(fold(words[position]))
            seen.append(words[position])
            position += 1
        return best


def _suits(shape: str, seen: list[str]) -> bool:
    return len(shape) == len(seen) and all(map(_fits, shape, seen))
