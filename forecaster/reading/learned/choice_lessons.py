"""Learning to choose: from questions with their right answers to weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from forecaster.reading.learned.choosing import Choices
from forecaster.reading.learned.conditional import Choice, weights

RARE = 6
"""Traits seen in fewer lessons are left out."""
PENALTY = 10.0


def learn_choices(lessons: Mapping[str, Sequence[Choice]]) -> Choices:
    """Fit one conditional logit for each question, by the name of the question."""
    return Choices({question: _weights(some) for question, some in sorted(lessons.items())})


def _weights(lessons: Sequence[Choice]) -> dict[str, int]:
    counts = Counter(trait for one in lessons for trait in frozenset().union(*one.options))
    names = sorted(trait for trait, count in counts.items() if count >= RARE)
    return weights(lessons, names, PENALTY)
