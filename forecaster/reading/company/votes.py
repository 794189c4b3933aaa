"""Whom the other readings of an article concern, by how near they are to one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.reading.acts.draft import Draft
from forecaster.reading.company.candidates import Reading
from forecaster.reading.company.presence import Leaders

ANY, ALIKE, HERE, NEAR, RULED, HEADLINE = "at all", "alike", "beside", "near", "ruled", "headline"
KINDS = (ANY, ALIKE, HERE, NEAR, RULED, HEADLINE)
"""Which readings are asked: all, those of the same type, of the same sentence, of one next to it,
those that a rule read, and those of the headline."""


@dataclass(frozen=True, slots=True)
class Votes:
    """The sum of the scores of the other readings that concern a set of leaders, or a leader.

    Attributes:
        sets: By kind of reading and set.
        leaders: By kind of reading and leader.
        total: The sum over all of them, 1 where there are none.
    """

    sets: Mapping[str, Mapping[Leaders, float]]
    leaders: Mapping[str, Mapping[LeaderId, float]]
    total: float


def votes_of(reading: Reading) -> Votes:
    """How the other readings of its article vote."""
    sets: dict[str, defaultdict[Leaders, float]] = {one: defaultdict(float) for one in KINDS}
    each: dict[str, defaultdict[LeaderId, float]] = {one: defaultdict(float) for one in KINDS}
    for other in reading.others:
        for kind in _kinds(reading.draft, other):
            sets[kind][tuple(sorted(other.leaders))] += other.score
            for leader in other.leaders:
                each[kind][leader] += other.score
    return Votes(sets, each, sum(one.score for one in reading.others) or 1.0)


def _kinds(draft: Draft, other: Draft) -> Iterator[str]:
    """How another reading stands to a reading."""
    yield ANY
    if other.type is draft.type:
        yield ALIKE
    if other.sentence == draft.sentence:
        yield HERE
    if abs(other.sentence - draft.sentence) == 1:
        yield NEAR
    if not other.guessed:
        yield RULED
    if other.where == "title":
        yield HEADLINE
