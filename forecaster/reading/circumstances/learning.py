"""Learning of preferences: one conditional logit for each choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from forecaster.reading.circumstances.preferences import Weights
from forecaster.reading.learned.conditional import Choice, weights

RARE = 5
"""Traits of fewer options are left out."""
PENALTY = 6.0
SMALL = 5
"""Weights of fewer hundredths are left out of what is kept."""


def learn(lessons: Sequence[Choice]) -> Weights:
    """What speaks for an option, from what there was to choose and what was right."""
    counts = Counter(trait for one in lessons for seen in one.options for trait in seen)
    names = sorted(trait for trait, count in counts.items() if count >= RARE)
    return weights(lessons, names, PENALTY, SMALL)
