"""What is seen of a set of leaders that an act may concern, beside whoever else is considered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from forecaster.domain.people import LeaderId
from forecaster.domain.signals import SignalType, SpeakerKind
from forecaster.reading.acts.draft import SINGLE, Draft
from forecaster.reading.company.bearing import AWAY, Bearings, Features
from forecaster.reading.company.candidates import Reading
from forecaster.reading.company.presence import Leaders, Presence
from forecaster.reading.company.votes import ANY, Votes, votes_of
from forecaster.reading.learned.trees import Floats, Table

_THREE = frozenset({"three", "trilateral", "tripartite", "trio"})
_TWO = frozenset({"both", "two", "pair"})
_TYPES = tuple((f"type {kind.value}", kind) for kind in SignalType)
_SPEAKERS = tuple((f"by {kind.value}", kind) for kind in SpeakerKind)
_OTHERS_LEAST = ("near", "before", "behind", "ago")
_OTHERS_MOST = (
    "share", "told share", "told near", "spelled", "meant", "first here", "first before",
    "headline", "lede", "main", "speaks", "placed", "known", "subject", "open", "near:b",
)  # fmt: skip
"""What is asked of those who are considered for an act and not in a set: nearest, and most."""


def features(reading: Reading, sets: Sequence[Leaders], bearings: Bearings) -> Table:
    """What is seen of each of the sets, the first of which is the choice of the rules."""
    presence = bearings.presence
    shared = _of_reading(reading.draft, presence, len(sets))
    votes = votes_of(reading)
    own = [
        {**_of_set(one, sets[0], reading, presence), **_told_together(one, votes)} for one in sets
    ]
    names, summed = _summed_up(sets, reading.draft, votes, bearings)
    left = np.array([[*shared.values(), *one.values()] for one in own], dtype=np.float64)
    return Table((*shared, *own[0], *names), np.hstack([left, summed]))


def _of_reading(draft: Draft, presence: Presence, offered: int) -> Features:
    """What holds of a reading, whomever it concerns."""
    canon = presence.scenes[draft.sentence].canon
    words = set(canon.items)
    return {
        "offered": offered,
        "guessed": draft.guessed,
        "score": draft.score,
        "sentence": draft.sentence,
        "words": len(canon.items),
        "quotes": '"' in words,
        "three": not words.isdisjoint(_THREE),
        "two": not words.isdisjoint(_TWO),
        "they": "they" in canon.sentence.lowers,
        "named here": len(presence.in_person(draft.sentence)),
        "named at all": sum(times > 0 for times in presence.mentions.values()),
        "one is enough": draft.type in SINGLE,
        **{name: draft.type is kind for name, kind in _TYPES},
        **{name: draft.speaker.kind is kind for name, kind in _SPEAKERS},
    }


def _of_set(leaders: Leaders, rule: Leaders, reading: Reading, presence: Presence) -> Features:
    """How a set agrees with the choice of the rules, the sentence and what was told before."""
    draft, chosen = reading.draft, set(leaders)
    here = set(presence.in_person(draft.sentence))
    countries = {presence.cast.country(one) for one in leaders} - {None}
    speaks = draft.speaker.country
    return {
        "rule": leaders == rule,
        "of the rule": len(chosen & set(rule)),
        "size": len(leaders),
        "more than the rule": len(leaders) - len(rule),
        "here": len(chosen & here),
        "here besides": len(here - chosen),
        "just those here": chosen == here,
        "just the main": chosen == set(presence.main),
        "just those before": chosen == set(reading.before),
        "some of those before": chosen < set(reading.before),
        "together": presence.groups[leaders],
        "together here": leaders in presence.together[draft.sentence],
        "speaker in": speaks in countries,
        "speaker out": speaks is not None and speaks not in countries,
        "actor in": draft.actor in countries,
        "place in": draft.place is not None and draft.place.country in countries,
    }


def _told_together(leaders: Leaders, votes: Votes) -> Features:
    """How surely the other readings concern just these."""
    share = votes.sets[ANY].get(leaders, 0.0) / votes.total
    return {
        "set share": share,
        **{f"set {kind}": told.get(leaders, 0.0) for kind, told in votes.sets.items()},
    }


def _told_of(leader: LeaderId, votes: Votes) -> Features:
    """How surely the other readings concern one leader."""
    share = votes.leaders[ANY].get(leader, 0.0) / votes.total
    return {
        "told share": share,
        **{f"told {kind}": told.get(leader, 0.0) for kind, told in votes.leaders.items()},
    }


def _summed_up(
    sets: Sequence[Leaders], draft: Draft, votes: Votes, bearings: Bearings
) -> tuple[tuple[str, ...], Floats]:
    """The least and the most that holds of any leader of each set, and of those left out of it."""
    considered = list(dict.fromkeys(leader for some in sets for leader in some))
    rows = [{**bearings.of(one, draft), **_told_of(one, votes)} for one in considered]
    seen = np.array([[*row.values()] for row in rows], dtype=np.float64)
    inside = np.array([[one in some for one in considered] for some in sets])
    names = tuple(rows[0])
    least, most = ([names.index(one) for one in some] for some in (_OTHERS_LEAST, _OTHERS_MOST))
    parts = (
        _among(seen, inside, np.inf).min(axis=1),
        _among(seen, inside, -np.inf).max(axis=1),
        _among(seen[:, least], ~inside, AWAY).min(axis=1),
        _among(seen[:, most], ~inside, 0.0).max(axis=1),
    )
    return _summary_names(names), np.hstack(parts)


def _among(seen: Floats, wanted: np.ndarray, nobody: float) -> Floats:
    """For each set what is seen of the leaders wanted, ``nobody`` in place of each other one."""
    return np.where(wanted[:, :, None], seen[None], nobody)


@cache
def _summary_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return (
        *(f"least {name}" for name in names),
        *(f"most {name}" for name in names),
        *(f"others least {name}" for name in _OTHERS_LEAST),
        *(f"others most {name}" for name in _OTHERS_MOST),
    )
