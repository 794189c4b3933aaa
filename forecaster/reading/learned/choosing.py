"""Choices between several answers, by weights learned from labelled texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import TypeVar

from forecaster.reading.acts.claims import QUESTIONS
from forecaster.reading.acts.weighing import leads
from forecaster.reading.learned.sealed import opened

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
        """The answer whose traits weigh most; of equals the first."""
        weighed = self._weighed(question, options)
        return max(weighed, key=lambda one: weighed[one])

    def leads(
        self, question: str, options: Mapping[Answer, frozenset[str]]
    ) -> Mapping[Answer, str]:
        """By how much each answer leads the others, as a trait of it for when it is asked again."""
        return leads(self._weighed(question, options))

    def _weighed(
        self, question: str, options: Mapping[Answer, frozenset[str]]
    ) -> Mapping[Answer, int]:
        known = self.weights[question]
        return {one: sum(map(known.get, shown, repeat(0))) for one, shown in options.items()}


def parse_choices(text: str) -> Choices:
    """Read learned weights.

    Raises:
        FactsError: If the text has another form, lacks a question or is not what its hash says.
    """
    with opened(text, "learned choices", REMEDY) as document:
        return Choices({name: dict(document["weights"][name]) for name in QUESTIONS})
