"""Why a number differs from its base rate: exact contributions that add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

from forecaster.domain.forecasts import BaseRate, Driver, DriverKind
from forecaster.model.evidence import EvidencePart

MOST_GROUPS = 6
"""Groups explained one by one; further ones are explained together."""


def against_base(
    groups: Sequence[EvidencePart],
    base: BaseRate,
    value: Callable[[frozenset[str]], float],
) -> tuple[Driver, ...]:
    """Split ``probability - base rate`` into record and calendar, and each group of evidence.

    Contributions of groups are Shapley values: the average over all orders in which the groups
    could have become known (Shapley 1953). They do not depend on any order and add up exactly.

    Args:
        groups: Evidence in force.
        base: The reference rate.
        value: Probability with the named groups left out.
    """
    merged = _merge_tail(groups)
    everything = frozenset(group.id for group in groups)
    without_news = value(everything)
    drivers = [
        Driver(
            DriverKind.CALENDAR,
            without_news - base.rate,
            f"record and calendar, against {base.reference_class}",
        )
    ]
    for group, share in zip(merged, _shapley(merged, everything, value), strict=True):
        ids = tuple(signal for part in group for signal in part.signal_ids)
        text = "; ".join(part.text for part in group)
        drivers.append(Driver(DriverKind.NEW_SIGNAL, share, text, ids))
    return tuple(drivers)


def _merge_tail(groups: Sequence[EvidencePart]) -> list[tuple[EvidencePart, ...]]:
    if len(groups) <= MOST_GROUPS:
        return [(group,) for group in groups]
    head = [(group,) for group in groups[: MOST_GROUPS - 1]]
    return [*head, tuple(groups[MOST_GROUPS - 1 :])]


def _shapley(
    players: Sequence[tuple[EvidencePart, ...]],
    everything: frozenset[str],
    value: Callable[[frozenset[str]], float],
) -> list[float]:
    """Shapley values of the players, by the sum over all coalitions."""
    n = len(players)
    worth: dict[frozenset[int], float] = {}
    for size in range(n + 1):
        for members in combinations(range(n), size):
            present = {part.id for index in members for part in players[index]}
            worth[frozenset(members)] = value(everything - present)
    shares = []
    for player in range(n):
        share = 0.0
        for coalition, total in worth.items():
            if player not in coalition:
                size = len(coalition)
                weight = factorial(size) * factorial(n - size - 1) / factorial(n)
                share += weight * (worth[coalition | {player}] - total)
        shares.append(share)
    return shares


def by_record(value: float, base: BaseRate, *, happened: bool) -> tuple[Driver, ...]:
    """The one driver of a question that the record has already settled."""
    text = "the record shows it has happened" if happened else "the window is over"
    return (Driver(DriverKind.TIME, value - base.rate, text),)
