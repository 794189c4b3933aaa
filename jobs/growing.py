"""Trees of scikit-learn as they are kept: full ones, whose questions have fixed places."""

from __future__ import annotations

from typing import Any

import numpy as np

from forecaster.reading.learned.trees import Floats, Forest


def planted(
    trees: list[tuple[Any, Floats]], names: tuple[str, ...], depth: int, bias: float
) -> Forest:
    """Grown trees as a forest.

    Args:
        trees: Each tree as scikit-learn keeps it, with what each of its nodes adds as a leaf.
        names: The features.
        depth: Questions on the way to a leaf, at most.
        bias: Log odds to begin with.
    """
    grown = [_full(tree, worth, depth) for tree, worth in trees]
    asked, limits, leaves = (np.array(part) for part in zip(*grown, strict=True))
    return Forest(names, asked, limits, np.round(leaves, 4), round(bias, 4))


def _full(
    tree: Any,  # noqa: ANN401 - scikit-learn has no type for it
    worth: Floats,
    depth: int,
) -> tuple[list[int], list[float], list[float]]:
    """Questions, limits and leaves of a tree; where it is shorter, a leaf fills what is below."""
    questions = 2**depth - 1
    nodes = [0]
    for place in range(questions):
        node = nodes[place]
        leaf = tree.children_left[node] < 0
        nodes += [node, node] if leaf else [tree.children_left[node], tree.children_right[node]]
    asked = [max(0, int(tree.feature[node])) for node in nodes[:questions]]
    limits = [float(tree.threshold[node]) for node in nodes[:questions]]
    return asked, limits, [float(worth[node]) for node in nodes[questions:]]
