"""Why a probability moved between two issues: exact, order-free contributions.

Two states of knowledge differ in parts: signals that came or were withdrawn, the calendar, the
day, the model, corrected facts. A part's contribution is its Shapley value (Shapley 1953): what
changing it adds to the probability, averaged over all orders in which the parts could have
changed. Contributions add up to the move and depend on no order. With many parts the average runs
over sampled orders and their reverses, each of which adds up exactly, so the sum stays exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from forecaster.domain.errors import ModelError
from forecaster.domain.forecasts import Driver, DriverKind

Array = NDArray[np.float64]
State = Mapping[str, object]
Value = Callable[[State], Sequence[float]]

EXACT_UP_TO = 8
"""Parts for which all coalitions are valued: at most 256 valuations."""

ORDERS = 64
"""Sampled orders beyond that; each is used forwards and backwards."""


@dataclass(frozen=True, slots=True)
class Part:
    """How a difference between two states is told.

    Attributes:
        kind: Which of the six causes.
        text: One sentence for people.
        signal_ids: Signals behind it.
    """

    kind: DriverKind
    text: str
    signal_ids: tuple[str, ...] = ()


def explain_move(
    before: State,
    after: State,
    parts: Mapping[str, Part],
    value: Value,
    rng: np.random.Generator,
) -> tuple[tuple[Driver, ...], ...]:
    """Split the move of each question into the parts in which two states differ.

    Args:
        before: Inputs of the earlier issue by part name; a part may be absent.
        after: Inputs of the later issue.
        parts: How each part that differs is told.
        value: Probabilities of all questions under any mixture of the two states.
        rng: Draws orders when there are more than ``EXACT_UP_TO`` parts.

    Returns:
        Per question its drivers in the order of ``parts``; they add up to its move.

    Raises:
        ModelError: If a part differs that ``parts`` does not name, or a value is not finite.
    """
    changed = _changed(before, after)
    unnamed = [name for name in changed if name not in parts]
    if unnamed:
        raise ModelError(f"no cause is given for {unnamed[0]!r}", remedy="name it in parts")
    names = [name for name in parts if name in changed]
    known: dict[frozenset[int], Array] = {}

    def worth(members: frozenset[int]) -> Array:
        if members not in known:
            mixture = _mixture(before, after, {names[index] for index in members})
            known[members] = np.asarray(value(mixture), dtype=np.float64)
            if not np.isfinite(known[members]).all():
                raise ModelError("a probability to explain is no number", remedy="check the inputs")
        return known[members]

    exact = len(names) <= EXACT_UP_TO
    shares = _exact(len(names), worth) if exact else _sampled(len(names), worth, rng)
    told = [parts[name] for name in names]
    return tuple(
        tuple(
            Driver(part.kind, float(share), part.text, part.signal_ids)
            for part, share in zip(told, column, strict=True)
        )
        for column in shares.T
    )


def _changed(before: State, after: State) -> set[str]:
    """Names of parts that differ, are new, or are gone."""
    shared = {name for name in before if name in after and before[name] == after[name]}
    return (set(before) | set(after)) - shared


def _mixture(before: State, after: State, switched: set[str]) -> State:
    """The earlier state with the switched parts taken from the later one."""
    kept = {name: content for name, content in before.items() if name not in switched}
    return {**kept, **{name: after[name] for name in switched if name in after}}


def _exact(n: int, worth: Callable[[frozenset[int]], Array]) -> Array:
    """Shapley values by the sum over all coalitions; one row a player."""
    shares = np.zeros((n, len(worth(frozenset()))))
    for size in range(n):
        weight = factorial(size) * factorial(n - size - 1) / factorial(n)
        for members in map(frozenset, combinations(range(n), size)):
            for player in set(range(n)) - members:
                shares[player] += weight * (worth(members | {player}) - worth(members))
    return shares


def _sampled(n: int, worth: Callable[[frozenset[int]], Array], rng: np.random.Generator) -> Array:
    """Shapley values by sampled orders and their reverses (antithetic)."""
    shares = np.zeros((n, len(worth(frozenset()))))
    for _ in range(ORDERS):
        order = [int(player) for player in rng.permutation(n)]
        for direction in (order, order[::-1]):
            members: frozenset[int] = frozenset()
            for player in direction:
                grown = members | {player}
                shares[player] += worth(grown) - worth(members)
                members = grown
    return shares / (2 * ORDERS)
