"""Whom each reading of an article concerns, chosen by learned trees among all who may be meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from forecaster.reading.acts.draft import Draft
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.weighing import Company, Overview
from forecaster.reading.company.bearing import Bearings
from forecaster.reading.company.candidates import Reading, candidates, readings_of
from forecaster.reading.company.features import features
from forecaster.reading.company.presence import Leaders, Presence
from forecaster.reading.learned.trees import Forest, Table


@dataclass(frozen=True, slots=True)
class Question:
    """Whom one reading may concern.

    Attributes:
        sets: The sets of leaders, first the choice of the rules.
        shown: What is seen of each; None where there is no choice.
    """

    sets: list[Leaders]
    shown: Table | None


def questions(drafts: Sequence[Draft], story: Story, overview: Overview) -> list[Question]:
    """What there is to choose for each reading of an article."""
    bearings = Bearings(Presence(story, overview))
    return [_question(reading, bearings) for reading in readings_of(drafts)]


def _question(reading: Reading, bearings: Bearings) -> Question:
    sets = candidates(reading, bearings.presence)
    return Question(sets, features(reading, sets, bearings) if len(sets) > 1 else None)


class LearnedConvener:
    """Chooses by trees: the chance of a set is in proportion to the exponential of their sum."""

    def __init__(self, forest: Forest) -> None:
        """Choose by ``forest``, which asks for :func:`features`."""
        self._forest = forest

    def convene(self, drafts: Sequence[Draft], story: Story, overview: Overview) -> list[Company]:
        """Whom each reading concerns; the rules' choice stands unless another is likelier."""
        asked = questions(drafts, story, overview)
        shown = [one.shown for one in asked if one.shown is not None]
        weights = self._weights(shown)
        return [_likeliest(one.sets, next(weights) if one.shown else [0.0]) for one in asked]

    def _weights(self, shown: Sequence[Table]) -> Iterator[Sequence[float]]:
        """The sums of the trees for each set of each table; all tables have the same features."""
        if not shown:
            return
        rows = np.vstack([one.rows for one in shown])
        sums = iter(self._forest.answers(Table(shown[0].names, rows)))
        for one in shown:
            yield list(islice(sums, len(one.rows)))


def _likeliest(sets: Sequence[Leaders], weights: Sequence[float]) -> Company:
    best = int(np.argmax(weights))
    return Company(sets[best], float(1 / np.exp(np.array(weights) - weights[best]).sum()))
