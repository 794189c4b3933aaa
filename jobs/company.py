"""Learning whom acts concern, from labelled items and what is read in them.

Needs ``scikit-learn``, which reading does not (see CONTRIBUTING.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeRegressor

from forecaster.reading.company.lessons import Lesson, Listener, lessons_of_items
from forecaster.reading.learned.sealed import sealed
from forecaster.reading.learned.trees import Floats, Forest, to_data
from jobs.growing import planted
from jobs.judging import Witness
from jobs.learning import School
from jobs.readers import COMPANY, load_recognizer, plain_rules

TREES, DEPTH, RATE, LEAST = 400, 4, 0.07, 15
"""How many trees, questions on the way to a leaf, how much of each tree is taken, the fewest sets
that a leaf may have."""
SHARE, FEATURES = 0.5, 0.3
"""Share of the lessons each tree learns from, and of the features a question is chosen among."""
_STEADY = 1.0
"""Added to the curvature of a leaf, so that a leaf of few sets adds little."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """All lessons as one table, a row for each set.

    Attributes:
        table: What is seen of each set.
        right: Whether it is right.
        starts: The first row of each lesson.
        lesson: The lesson of each row.
    """

    table: NDArray[np.float32]
    right: NDArray[np.bool_]
    starts: NDArray[np.int64]
    lesson: NDArray[np.int64]


def learn_company(told: Sequence[Lesson]) -> Forest:
    """Boosted trees under which the right sets are likeliest; same lessons, same trees.

    The loss is that of a conditional logit: a set is right with a probability in proportion to the
    exponential of its sum. Each tree follows its slope, each leaf is one step of Newton's (Friedman
    2001).
    """
    lessons = _joined(told)
    chance = np.random.default_rng(0)
    heights = np.zeros(len(lessons.right))
    trees = []
    for number in range(TREES):
        slope, curve = _slope(lessons, heights)
        drawn = (chance.random(len(lessons.starts)) < SHARE)[lessons.lesson]
        grown = DecisionTreeRegressor(
            max_depth=DEPTH, min_samples_leaf=LEAST, max_features=FEATURES, random_state=number
        ).fit(lessons.table[drawn], slope[drawn])
        leaves = grown.apply(lessons.table)
        worth = RATE * _steps(leaves[drawn], slope[drawn], curve[drawn], grown.tree_.node_count)
        heights += worth[leaves]
        trees.append((grown.tree_, worth))
    return planted(trees, told[0].shown.names, DEPTH, 0.0)


def _joined(told: Sequence[Lesson]) -> Lessons:
    sizes = [len(one.right) for one in told]
    return Lessons(
        np.vstack([one.shown.rows for one in told]).astype(np.float32),
        np.array([flag for one in told for flag in one.right]),
        np.cumsum([0, *sizes[:-1]]),
        np.repeat(np.arange(len(sizes)), sizes),
    )


def _slope(lessons: Lessons, heights: Floats) -> tuple[Floats, Floats]:
    """How much likelier each set should be, and how fast its probability changes."""
    highest = np.maximum.reduceat(heights, lessons.starts)[lessons.lesson]
    powers = np.exp(heights - highest)
    likely = powers / np.add.reduceat(powers, lessons.starts)[lessons.lesson]
    good = np.where(lessons.right, powers, 0.0)
    wanted = good / np.add.reduceat(good, lessons.starts)[lessons.lesson]
    return wanted - likely, likely * (1 - likely)


def _steps(leaves: NDArray[np.int64], slope: Floats, curve: Floats, nodes: int) -> Floats:
    """The step of each node that is a leaf."""
    total = np.bincount(leaves, slope, minlength=nodes)
    return np.asarray(total / (np.bincount(leaves, curve, minlength=nodes) + _STEADY))


def lessons(school: School) -> list[Lesson]:
    """What the labelled items teach that the judge does not learn from."""
    listener = Listener()
    weigher = Witness(load_recognizer(school.root, school.parts, judged=False))
    reader = plain_rules(school.root, weigher=weigher, convener=listener)
    return [
        one for some in school.items.values() for one in lessons_of_items(some, reader, listener)
    ]


def write_company(school: School) -> str:
    """Learn from all these items, write the trees where readers look, and say so."""
    told = lessons(school)
    document = {
        "forests": {"company": to_data(learn_company(told))},
        "lessons": len(told),
        "learned_from": school.hashes(school.files),
    }
    path = school.root / COMPANY
    path.write_text(json.dumps(sealed(document)) + "\n", "utf-8")
    return f"{path}: {len(told)} readings, {path.stat().st_size} bytes"
