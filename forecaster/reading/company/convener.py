"""Whom each reading of an article concerns, chosen by learned trees among all who may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from forecaster.reading.acts.draft import Draft
from forecaster.reading.acts.impression import NEVER
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.stretches import stretches
from forecaster.reading.acts.weighing import Company, Overview
from forecaster.reading.company import parts
from forecaster.reading.company.bearing import Bearings
from forecaster.reading.company.candidates import Reading, candidates, readings_of
from forecaster.reading.company.features import features
from forecaster.reading.company.parts import Parts
from forecaster.reading.company.presence import Leaders, Presence
from forecaster.reading.learned.trees import Floats, Forest, Table


@dataclass(frozen=True, slots=True)
class Question:
    """Whom one reading may concern.

    Attributes:
        sets: The sets of leaders, first the choice of the rules.
        shown: What is seen of each; None where there is no choice.
        parts: Who takes part in it by an impression of the article; empty without one.
    """

    sets: list[Leaders]
    shown: Table | None
    parts: Parts


def questions(drafts: Sequence[Draft], story: Story, overview: Overview) -> list[Question]:
    """What there is to choose for each reading of an article."""
    bearings = Bearings(Presence(story, overview))
    return [
        _question(reading, bearings)
        for some in stretches(drafts)
        for reading in readings_of(some, bearings.presence)
    ]


def _question(reading: Reading, bearings: Bearings) -> Question:
    sets = candidates(reading, bearings.presence)
    shown = features(reading, sets, bearings) if len(sets) > 1 else None
    return Question(sets, shown, bearings.presence.parts(reading.draft))


class LearnedConvener:
    """Chooses by trees: the chance of a set is in proportion to the exponential of their sum."""

    def __init__(self, forest: Forest, second: Forest | None = None) -> None:
        """Choose by trees.

        Args:
            forest: Asks for :func:`features`.
            second: Thinks again where there is an impression of the article, and asks for
                :func:`parts.features` as well; None lets the first choice stand.
        """
        self._forest, self._second = forest, second

    def convene(self, drafts: Sequence[Draft], story: Story, overview: Overview) -> list[Company]:
        """Whom each reading concerns; the rules' choice stands unless another is likelier."""
        asked = questions(drafts, story, overview)
        weights = iter(self.weights([one for one in asked if one.shown is not None]))
        return [_likeliest(one, next(weights) if one.shown else np.zeros(1)) for one in asked]

    def weights(self, asked: Sequence[Question]) -> list[Floats]:
        """The sums of the trees for each set of each question; all are asked at once."""
        first = _answers(self._forest, [one.shown for one in asked if one.shown is not None])
        if self._second is None:
            return first
        again = [at for at, one in enumerate(asked) if one.parts]
        seen = _answers(self._second, [thought_over(asked[at], first[at]) for at in again])
        for at, sums in zip(again, seen, strict=True):
            first[at] = first[at] + sums
        return first


def thought_over(question: Question, sums: Floats) -> Table:
    """What is seen of each set, with what an impression and the ``sums`` of the first trees say."""
    shown = question.shown
    if shown is None:
        raise ValueError("there is nothing to choose")
    seen = parts.features(question.sets, question.parts, sums - np.logaddexp.reduce(sums))
    return Table((*shown.names, *seen.names), np.hstack([shown.rows, seen.rows]))


def _answers(forest: Forest, shown: Sequence[Table]) -> list[Floats]:
    """The sums of the trees for each row of each table; all tables have the same features."""
    if not shown:
        return []
    sums = iter(forest.answers(Table(shown[0].names, np.vstack([one.rows for one in shown]))))
    return [np.array(list(islice(sums, len(one.rows)))) for one in shown]


def _likeliest(asked: Question, weights: Floats) -> Company:
    best = int(np.argmax(weights))
    leaders, seen = asked.sets[best], asked.parts
    chance = float(1 / np.exp(weights - weights[best]).sum())
    if not seen:
        return Company(leaders, chance)
    others = (odds for one, odds in seen.items() if one not in leaders)
    part = min(seen.get(one, NEVER) for one in leaders)
    return Company(leaders, chance, part, max(others, default=NEVER))
