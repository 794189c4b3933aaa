"""Words as the numbers that an encoder knows: WordPiece over a given vocabulary.

A word that the vocabulary lacks is cut from its left end into the longest pieces that it has
(Wu et al. 2016, arXiv:1609.08144; as in uncased BERT, Devlin et al. 2019).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

OPENS, CLOSES, STRANGE = "[CLS]", "[SEP]", "[UNK]"
_INSIDE = "##"
_LONGEST_WORD = 100
_PARTS = re.compile(r"[^\W_]+|[^\w\s]|_")


class Pieces:
    """A vocabulary of pieces of words."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """Number the pieces in the order of ``vocabulary``.

        Raises:
            KeyError: If a mark for the ends of a text or for the unknown is missing.
        """
        self._numbers: Mapping[str, int] = {piece: at for at, piece in enumerate(vocabulary)}
        self.opens, self.closes = self._numbers[OPENS], self._numbers[CLOSES]
        self._strange = self._numbers[STRANGE]
        self.of_word = lru_cache(maxsize=20_000)(self._cut)

    def numbers(self, words: Iterable[str], most: int) -> list[int]:
        """The pieces of a text as numbers, its ends marked, ``most`` of them at the utmost."""
        inner = [number for word in words for number in self.of_word(word)]
        return [self.opens, *inner[: most - 2], self.closes]

    def _cut(self, word: str) -> tuple[int, ...]:
        parts = _PARTS.findall(_plain(word))
        return tuple(number for part in parts for number in self._part(part))

    def _part(self, part: str) -> list[int]:
        """The pieces of letters in a row, or of one mark."""
        if len(part) > _LONGEST_WORD:
            return [self._strange]
        found: list[int] = []
        first = 0
        while first < len(part):
            last = self._longest(part, first)
            if last == first:
                return [self._strange]
            found.append(self._numbers[_piece(part, first, last)])
            first = last
        return found

    def _longest(self, part: str, first: int) -> int:
        """Where the longest known piece from ``first`` on ends; ``first`` itself if there is none."""
        ends = range(len(part), first, -1)
        return next((last for last in ends if _piece(part, first, last) in self._numbers), first)


def _piece(part: str, first: int, last: int) -> str:
    return f"{_INSIDE if first else ''}{part[first:last]}"


def _plain(word: str) -> str:
    """In lower case and without accents."""
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
