"""Why a number differs from its base rate: exact contributions that add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from forecaster.domain.forecasts import BaseRate, Driver, DriverKind
from forecaster.model.drivers import Part, State, explain_move
from forecaster.model.evidence import EvidencePart

MOST_PARTS = 6
"""Parts of evidence explained one by one; further ones are explained together."""


def against_base(
    evidence: Sequence[EvidencePart],
    base: BaseRate,
    value: Callable[[frozenset[str]], float],
) -> tuple[Driver, ...]:
    """Split ``probability - base rate`` into record and calendar, and each part of evidence.

    Args:
        evidence: What is in force.
        base: The reference rate.
        value: Probability with the parts of the named ids left out.
    """
    everything = frozenset(part.id for part in evidence)
    groups = _merged(evidence)

    def said(state: State) -> Sequence[float]:
        present = {part.id for name in state for part in groups[name]}
        return (value(everything - present),)

    text = f"record and calendar, against {base.reference_class}"
    record = Driver(DriverKind.CALENDAR, value(everything) - base.rate, text)
    if not groups:
        return (record,)
    told = {name: _told(members) for name, members in groups.items()}
    after: State = dict.fromkeys(groups, True)
    (news,) = explain_move({}, after, told, said, np.random.default_rng(0))
    return (record, *news)


def _merged(evidence: Sequence[EvidencePart]) -> dict[str, tuple[EvidencePart, ...]]:
    head = evidence if len(evidence) <= MOST_PARTS else evidence[: MOST_PARTS - 1]
    groups: dict[str, tuple[EvidencePart, ...]] = {part.id: (part,) for part in head}
    if len(head) < len(evidence):
        groups["rest"] = tuple(evidence[len(head) :])
    return groups


def _told(members: Sequence[EvidencePart]) -> Part:
    ids = tuple(signal for part in members for signal in part.signal_ids)
    return Part(DriverKind.NEW_SIGNAL, "; ".join(part.text for part in members), ids)


def by_record(value: float, base: BaseRate, *, happened: bool) -> tuple[Driver, ...]:
    """The one driver of a question that the record has already settled."""
    text = "the record shows it has happened" if happened else "the window is over"
    return (Driver(DriverKind.TIME, value - base.rate, text),)
