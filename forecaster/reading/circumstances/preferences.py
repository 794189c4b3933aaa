"""How much each trait speaks for an option: weights learned from labelled texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat

from forecaster.reading.circumstances.options import Options, V
from forecaster.reading.learned.sealed import opened

Weights = Mapping[str, int]
"""Hundredths of log odds by trait; a trait that was never learned counts nothing."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What speaks for a place, for days, and for the day of a statement.

    Attributes:
        place: Weights of the traits of countries.
        window: Weights of the traits of spans of days.
        statement: Weights of the traits of days.
    """

    place: Weights
    window: Weights
    statement: Weights

    def sections(self) -> dict[str, Weights]:
        """The three by their names in a document."""
        return {"place": self.place, "window": self.window, "statement": self.statement}


@dataclass(frozen=True, slots=True)
class Rounds:
    """Each act is asked alone first, then beside what was chosen for the others.

    Attributes:
        alone: What speaks for an option at first.
        beside: What does then.
    """

    alone: Preferences
    beside: Preferences


Weighed = Mapping[V | None, int]
"""How much speaks for each option, in hundredths of log odds."""


def preferred(weighed: Weighed[V]) -> V | None:
    """The option with the most weight; of several the first."""
    return max(weighed, key=weighed.__getitem__)


def weigh(options: Options[V], weights: Weights) -> Weighed[V]:
    """How much speaks for each option."""
    return {one: weight(traits, weights) for one, traits in options.items()}


def weight(traits: Iterable[str], weights: Weights) -> int:
    """How much these traits speak for an option, in hundredths of log odds."""
    return sum(map(weights.get, traits, repeat(0)))


def parse_preferences(text: str) -> Rounds:
    """Read learned preferences.

    Raises:
        FactsError: If the text has another form or is not what its hash says.
    """
    with opened(text, "learned preferences", REMEDY) as document:
        return Rounds(
            *(Preferences(**{one: dict(document[name][one]) for one in NAMES}) for name in ROUNDS)
        )


NAMES = ("place", "window", "statement")
"""What is chosen, as a document of preferences names it."""
ROUNDS = ("alone", "beside")
"""Sections of such a document."""
REMEDY = "summitry fit --choices"
