"""Boosted trees of a few questions each, kept as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecaster.domain.errors import FactsError
from forecaster.reading.learned.sealed import opened

_REMEDY = "restore data/models/reader, or learn anew with `summitry fit --judge`"

Floats = NDArray[np.float64]
_BLOCK = 1000
"""Rows that are answered at once, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is seen of several things.

    Attributes:
        names: The features, one for each column.
        rows: Their values, a row for each thing.
    """

    names: tuple[str, ...]
    rows: Floats


@dataclass(frozen=True, slots=True)
class Forest:
    """A sum of trees, each of which asks a few questions "is this feature above that limit?".

    Question ``k`` of a tree is followed by question ``2k + 1`` for no and ``2k + 2`` for yes;
    behind the last ones come the leaves (Friedman 2001, "Greedy function approximation: a
    gradient boosting machine").

    Attributes:
        names: The features.
        asked: Number of the feature of each question, trees by questions.
        limits: The limit of each question, trees by questions.
        leaves: Log odds that each leaf adds, trees by leaves.
        bias: Log odds to begin with.
    """

    names: tuple[str, ...]
    asked: NDArray[np.int64]
    limits: Floats
    leaves: Floats
    bias: float

    @property
    def depth(self) -> int:
        """Questions on the way to a leaf; a tree has one less than ``2 ** depth`` of them."""
        return int(self.limits.shape[1]).bit_length()

    def log_odds(self, rows: Sequence[Mapping[str, float]]) -> list[float]:
        """Log odds for each row of features.

        Raises:
            FactsError: If the rows lack a feature.
        """
        if not rows:
            return []
        names = tuple(rows[0])
        return self.answers(Table(names, np.array([[row[one] for one in names] for row in rows])))

    def answers(self, seen: Table) -> list[float]:
        """Log odds for each row of a table.

        Raises:
            FactsError: If the table lacks a feature.
        """
        unknown = set(self.names) - set(seen.names)
        if unknown:
            raise FactsError(f"the learned trees ask for {sorted(unknown)}", remedy=_REMEDY)
        columns = {name: column for column, name in enumerate(seen.names)}
        asked = [columns[name] for name in self.names]
        blocks = (seen.rows[at : at + _BLOCK, asked] for at in range(0, len(seen.rows), _BLOCK))
        tables = (np.asarray(block, dtype=np.float64, order="C") for block in blocks)
        return [answer for table in tables for answer in self._answers(table)]

    def _answers(self, table: Floats) -> list[float]:
        """Log odds for each row; all is taken by its number in a table read line by line: twice as fast."""
        questions = self.limits.shape[1]
        rows, trees = np.arange(len(table))[:, None] * table.shape[1], np.arange(len(self.asked))
        at = np.zeros((len(table), len(trees)), dtype=np.int64)
        for _ in range(self.depth):
            asked = questions * trees + at
            values = table.take(rows + self.asked.take(asked))
            at = 2 * at + 1 + (values > self.limits.take(asked))
        leaves = (questions + 1) * trees + at - questions
        return list(map(float, self.leaves.take(leaves).sum(axis=1) + self.bias))


def to_data(forest: Forest) -> dict[str, Any]:
    """A forest as plain data."""
    return {
        "bias": forest.bias,
        "names": list(forest.names),
        "asked": forest.asked.tolist(),
        "limits": forest.limits.tolist(),
        "leaves": forest.leaves.tolist(),
    }


def parse_forests(text: str) -> dict[str, Forest]:
    """Read forests by name.

    Raises:
        FactsError: If the text has another form or is not what its hash says.
    """
    with opened(text, "learned trees", _REMEDY) as document:
        return {name: _forest(data) for name, data in document["forests"].items()}


def _forest(data: Mapping[str, Any]) -> Forest:
    asked, limits, leaves = (np.array(data[name]) for name in ("asked", "limits", "leaves"))
    questions = leaves.shape[1] - 1
    if asked.shape != limits.shape or asked.shape != (len(leaves), questions):
        raise ValueError("questions and leaves do not fit")
    if questions & (questions + 1) or asked.max() >= len(data["names"]):
        raise ValueError("leaves or features are missing")
    return Forest(tuple(data["names"]), asked, limits, leaves, float(data["bias"]))
