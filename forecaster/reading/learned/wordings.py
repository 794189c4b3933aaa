"""How likely a sentence is to carry each type of signal, by weights learned from labelled ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecaster.domain.signals import SignalType
from forecaster.reading.learned.sealed import opened
from forecaster.reading.learned.traits import Trait

SCALE = 100
"""Weights are kept as whole hundredths."""

Floats = NDArray[np.float64]
Hundredths = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Wordings:
    """A logistic regression for each type over the traits of a sentence.

    Rare traits count more, and long sentences no more than short ones: the traits of a sentence
    form a vector of length one, each in proportion to its rarity. What was never learned takes
    part in the length, so that a sentence of strange words is no clear case of anything.

    Attributes:
        types: The types, in the order of the columns of ``weights``.
        rows: Row of ``weights`` by trait.
        weights: Hundredths of log odds that each trait adds to each type, its rarity included.
        squares: Square of the rarity of each trait.
        unknown: What a trait that was never learned adds to the squares.
        bias: Log odds of each type in a sentence without traits.
    """

    types: tuple[SignalType, ...]
    rows: Mapping[str, int]
    weights: Hundredths
    squares: Floats
    unknown: float
    bias: Floats

    def log_odds(self, shown: Iterable[Trait]) -> dict[SignalType, float]:
        """Log odds that a sentence with these traits carries each type."""
        names = {name for name, _, _ in shown}
        rows = sorted(row for row in map(self.rows.get, names) if row is not None)
        odds = self.bias
        if rows:
            square = self.squares[rows].sum() + self.unknown * (len(names) - len(rows))
            added = self.weights[rows].sum(axis=0, dtype=np.int64) / SCALE
            odds = added / np.sqrt(square) + self.bias
        return dict(zip(self.types, odds.tolist(), strict=True))

    def core(self, shown: Sequence[Trait], kind: SignalType, count: int) -> int:
        """The word, of ``count``, whose traits speak most for a type."""
        column = self.weights[:, self.types.index(kind)]
        votes = [0.0] * count
        for name, first, last in shown:
            row = self.rows.get(name)
            if row is not None and last > first:
                share = float(column[row]) / (last - first)
                for at in range(first, last):
                    votes[at] += share
        return max(range(count), key=votes.__getitem__)


def parse_wordings(text: str) -> Wordings:
    """Read learned weights.

    Raises:
        FactsError: If the text has another form or is not what its hash says.
    """
    with opened(text, "learned wordings", "summitry fit --reader") as document:
        rows = document["traits"]
        types = tuple(map(SignalType, document["types"]))
        table = _numbers(rows.values()).reshape(len(rows), 1 + len(types))
        return Wordings(
            types,
            {name: number for number, name in enumerate(rows)},
            hundredths(table[:, 1:]),
            table[:, 0] / SCALE,
            document["unknown"] / SCALE,
            np.array(document["bias"], dtype=np.float64) / SCALE,
        )


def _numbers(rows: Iterable[str]) -> Floats:
    """The whole numbers of all rows, one after the other."""
    return np.fromstring(" ".join(rows), sep=" ")


def hundredths(table: Floats) -> Hundredths:
    """Whole numbers in two bytes each, a quarter of what weights would take otherwise.

    Raises:
        ValueError: If one is too large for that.
    """
    if np.abs(table).max(initial=0.0) > np.iinfo(np.int16).max:
        raise ValueError("a weight is too large")
    return np.rint(table).astype(np.int16)
