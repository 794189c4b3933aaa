"""Learning whom acts concern, from labelled items and what is read in them.

Needs ``scikit-learn``, which reading does not (see CONTRIBUTING.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeRegressor

from forecaster.reading.acts.weighing import Convener
from forecaster.reading.company.convener import LearnedConvener, thought_over
from forecaster.reading.company.lessons import Lesson, Listener, lessons_of_items
from forecaster.reading.learned.sealed import sealed
from forecaster.reading.learned.trees import Floats, Forest, Table, to_data
from jobs.growing import planted
from jobs.learning import School
from jobs.readers import (
    COMPANY,
    FIRST_THOUGHTS,
    HALVES,
    SECOND_THOUGHTS,
    load_recognizer,
    plain_rules,
)
from jobs.witness import Witness

SHARE, FEATURES = 0.5, 0.3
"""Share of the lessons each tree learns from, and of the features a question is chosen among."""
PARTS = 6
"""In so many parts the judge's files are left out when it is learned who convenes for them."""
_STEADY = 1.0
"""Added to the curvature of a leaf, so that a leaf of few sets adds little."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How a forest grows.

    Attributes:
        trees: How many trees.
        depth: Questions on the way to a leaf.
        rate: How much of each tree is taken.
        least: The fewest sets that a leaf may have.
    """

    trees: int
    depth: int
    rate: float
    least: int


FIRST = Growth(trees=400, depth=4, rate=0.07, least=15)
"""Of trees that know the article, but no impression of it."""
SECOND = Growth(trees=200, depth=3, rate=0.05, least=25)
"""Of trees that think again by an impression."""


@dataclass(frozen=True, slots=True)
class Example:
    """A lesson as trees learn from it.

    Attributes:
        shown: What is seen of each set.
        right: Whether each is right.
        begins: The sums to which the trees add.
    """

    shown: Table
    right: tuple[bool, ...]
    begins: Floats


@dataclass(frozen=True, slots=True)
class Examples:
    """All examples as one table, a row for each set.

    Attributes:
        table: What is seen of each set.
        right: Whether it is right.
        begins: The sum from which it begins.
        starts: The first row of each example.
        example: The example of each row.
    """

    table: NDArray[np.float32]
    right: NDArray[np.bool_]
    begins: Floats
    starts: NDArray[np.int64]
    example: NDArray[np.int64]


def learn_company(told: Sequence[Example], growth: Growth) -> Forest:
    """Boosted trees under which the right sets are likeliest; same examples, same trees.

    The loss is that of a conditional logit: a set is right with a probability in proportion to the
    exponential of its sum. Each tree follows its slope, each leaf is one step of Newton's (Friedman
    2001).
    """
    examples = _joined(told)
    chance = np.random.default_rng(0)
    heights = examples.begins.copy()
    trees = []
    for number in range(growth.trees):
        slope, curve = _slope(examples, heights)
        drawn = (chance.random(len(examples.starts)) < SHARE)[examples.example]
        grown = DecisionTreeRegressor(
            max_depth=growth.depth,
            min_samples_leaf=growth.least,
            max_features=FEATURES,
            random_state=number,
        ).fit(examples.table[drawn], slope[drawn])
        leaves = grown.apply(examples.table)
        steps = _steps(leaves[drawn], slope[drawn], curve[drawn], grown.tree_.node_count)
        worth = growth.rate * steps
        heights += worth[leaves]
        trees.append((grown.tree_, worth))
    return planted(trees, told[0].shown.names, growth.depth, 0.0)


def _joined(told: Sequence[Example]) -> Examples:
    sizes = [len(one.right) for one in told]
    return Examples(
        np.vstack([one.shown.rows for one in told]).astype(np.float32),
        np.array([flag for one in told for flag in one.right]),
        np.concatenate([one.begins for one in told]),
        np.cumsum([0, *sizes[:-1]]),
        np.repeat(np.arange(len(sizes)), sizes),
    )


def _slope(examples: Examples, heights: Floats) -> tuple[Floats, Floats]:
    """How much likelier each set should be, and how fast its probability changes."""
    highest = np.maximum.reduceat(heights, examples.starts)[examples.example]
    powers = np.exp(heights - highest)
    likely = powers / np.add.reduceat(powers, examples.starts)[examples.example]
    good = np.where(examples.right, powers, 0.0)
    wanted = good / np.add.reduceat(good, examples.starts)[examples.example]
    return wanted - likely, likely * (1 - likely)


def _steps(leaves: NDArray[np.int64], slope: Floats, curve: Floats, nodes: int) -> Floats:
    """The step of each node that is a leaf."""
    total = np.bincount(leaves, slope, minlength=nodes)
    return np.asarray(total / (np.bincount(leaves, curve, minlength=nodes) + _STEADY))


def lessons(school: School, files: Sequence[Path]) -> dict[Path, list[Lesson]]:
    """What the labelled items of some files teach."""
    listener = Listener()
    readers = {
        one: plain_rules(
            school.root,
            weigher=Witness(load_recognizer(school.root, school.parts, encoder=one, judged=False)),
            convener=listener,
        )
        for one in (None, *HALVES)
    }
    return {
        file: list(
            lessons_of_items(school.read_items(file), readers[school.stranger(file)], listener)
        )
        for file in files
    }


def first_thoughts(told: Sequence[Lesson]) -> Forest:
    """Trees that know nothing of any impression."""
    shown = [(one.question.shown, one.right) for one in told if one.question.shown]
    return learn_company(
        [Example(table, right, np.zeros(len(right))) for table, right in shown], FIRST
    )


def second_thoughts(told: Sequence[Lesson], first: Forest) -> Forest:
    """Trees that add to those of ``first`` what an impression of the article tells.

    The encoders must not have learned from the items: of those they know more than of new ones.
    """
    asked = [one for one in told if one.question.parts]
    sums = LearnedConvener(first).weights([one.question for one in asked])
    return learn_company(
        [
            Example(thought_over(one.question, begins), one.right, begins)
            for one, begins in zip(asked, sums, strict=True)
        ],
        SECOND,
    )


def others_conveners(school: School, first: Forest) -> dict[Path, Convener]:
    """For each of the judge's files who convenes without having learned from it.

    A part of the files is left out at a time.
    """
    told = lessons(school, school.judge_files)
    found: dict[Path, Convener] = {}
    for at in range(PARTS):
        left_out = school.judge_files[at::PARTS]
        others = [one for file in told if file not in left_out for one in told[file]]
        if left_out:
            convener = LearnedConvener(first, second_thoughts(others, first))
            found |= dict.fromkeys(left_out, convener)
    return found


def write_company(school: School) -> str:
    """Learn, write the trees where readers look, and say so."""
    told = [one for some in lessons(school, school.files).values() for one in some]
    first = first_thoughts(told)
    more = [one for some in lessons(school, school.judge_files).values() for one in some]
    document = {
        "forests": {
            FIRST_THOUGHTS: to_data(first),
            SECOND_THOUGHTS: to_data(second_thoughts(more, first)),
        },
        "lessons": len(told) + len(more),
        "learned_from": school.hashes([*school.files, *school.judge_files]),
    }
    path = school.root / COMPANY
    path.write_text(json.dumps(sealed(document)) + "\n", "utf-8")
    return f"{path}: {len(told)} and {len(more)} readings, {path.stat().st_size} bytes"
