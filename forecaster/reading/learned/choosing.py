"""Choices between several answers, by weights learned from labelled texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from forecaster.reading.learned.sealed import opened

LEAD = 10
"""By how much an answer must weigh more than that of the rules: less is no better than a coin."""
REMEDY = "summitry fit --choices"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Choices:
    """A conditional logit for each question: the answer is taken whose traits weigh most.

    Attributes:
        weights: For each question, what each trait of an answer adds, in hundredths of log odds.
    """

    weights: Mapping[str, Mapping[str, int]]

    def choose(self, question: str, options: Mapping[Answer, frozenset[str]]) -> Answer:
        """The answer whose traits weigh most; the first one unless another leads it clearly."""
        known = self.weights[question]
        weighed = {
            one: sum(known.get(trait, 0) for trait in shown) for one, shown in options.items()
        }
        first, best = next(iter(weighed)), max(weighed, key=lambda one: weighed[one])
        return best if weighed[best] > weighed[first] + LEAD else first


def parse_choices(text: str) -> Choices:
    """Read learned weights.

    Raises:
        FactsError: If the text has another form or is not what its hash says.
    """
    with opened(text, "learned choices", REMEDY) as document:
        return Choices({str(name): dict(row) for name, row in document["weights"].items()})
