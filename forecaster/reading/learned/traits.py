"""What a sentence shows to a learned eye: its words, which of them stand together, what they mean.

A trait is a short text such as ``b=L invit``; the names in it are classes (``L`` a leader, ``C``
a country, ``D`` a time), so that traits hold for leaders and places never seen before.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from forecaster.reading.learned.senses import Senses
from forecaster.reading.learned.senses import root as _root
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.units import LEADER

Trait = tuple[str, int, int]
"""What is seen, the first canonical word that shows it, one past the last; none for the whole."""

_FEW = 3
_CLOSE, _REACH, _APART = 4, 4, 8
_TELLING_MARKS = frozenset({'"', "?"})
_SMALL = frozenset(
    "the a an of in on at for and his her their its it this that with as by was be had have to".split()  # noqa: SIM905 - words
) | frozenset('",;:()—')


root = lru_cache(maxsize=20_000)(_root)


class TraitFinder:
    """Finds the traits of sentences."""

    def __init__(self, senses: Senses) -> None:
        """Tell the meaning of words by ``senses``."""
        self._senses = senses

    def traits(self, canon: Canon) -> list[Trait]:
        """All traits of a sentence; a trait may be there twice."""
        roots = [root(item) for item in canon.items]
        return [
            *_words(canon.items, roots),
            *_neighbours(roots),
            *_companions(roots),
            *self._meanings(roots),
            *_whole(canon),
        ]

    def _meanings(self, roots: list[str]) -> Iterator[Trait]:
        """Senses, and pairs of senses and names that follow each other at no great distance."""
        stations: dict[int, list[tuple[str, int]]] = {}
        for first, last, sense in self._senses.find(roots):
            stations.setdefault(first, []).append((sense, last))
            yield f"S={sense}", first, last
        for at, word in enumerate(roots):
            if word[:1].isupper() or word in _TELLING_MARKS:
                stations.setdefault(at, []).append((word[0], at + 1))
        yield from _pairs(stations)


def _words(items: list[str], roots: list[str]) -> Iterator[Trait]:
    for at, (item, word) in enumerate(zip(items, roots, strict=True)):
        if item[1:2] != ":" and item != word:
            yield f"w={item}", at, at + 1
        yield f"s={word}", at, at + 1


def _neighbours(roots: list[str]) -> Iterator[Trait]:
    """Two words in a row; ``^`` and ``$`` are the ends of the sentence."""
    before = "^"
    for at, word in enumerate(roots):
        yield f"b={before} {word}", max(0, at - 1), at + 1
        before = word
    yield f"b={before} $", max(0, len(roots) - 1), len(roots)


def _companions(roots: list[str]) -> Iterator[Trait]:
    """Two words of some weight with few such words between them."""
    weighty = [(at, word) for at, word in enumerate(roots) if word not in _SMALL]
    for number, (at, word) in enumerate(weighty):
        for other, companion in weighty[number + 1 : number + 1 + _CLOSE]:
            yield f"k={word} {companion}", at, other + 1


def _pairs(stations: dict[int, list[tuple[str, int]]]) -> Iterator[Trait]:
    places = sorted(stations)
    for number, at in enumerate(places):
        for other in places[number + 1 : number + 1 + _REACH]:
            if other - at > _APART:
                break
            for sense, _ in stations[at]:
                for following, last in stations[other]:
                    yield f"P={sense} {following}", at, last


def _whole(canon: Canon) -> Iterator[Trait]:
    """Where the sentence stands, and how many leaders it names."""
    leaders = {one for unit in canon.units if unit.kind == LEADER for one in unit.leaders}
    yield f"in={canon.sentence.field}", 0, 0
    yield f"leaders={min(len(leaders), _FEW)}", 0, 0
