"""Which sets of leaders an act may concern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice

from forecaster.domain.people import LeaderId
from forecaster.reading.acts.draft import SINGLE, Draft
from forecaster.reading.company.parts import in_order
from forecaster.reading.company.presence import OFFICE, Leaders, Presence

_PAIR = 2
_MOST = 9
"""So many leaders are considered for an act, the nearest ones."""
_MOST_SETS = 60
"""So many sets are considered for an act, that of the rules and pairs first."""
_AROUND = (-1, -2, 1)
"""The sentences around that of an act in which its leaders are looked for, by importance."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of one sentence beside the others of its article.

    Attributes:
        draft: The reading.
        others: The other readings.
        before: Whom the last meeting concerned that was told of in a sentence before.
        seen: Who seems to take part by an impression of the article, the likeliest first.
    """

    draft: Draft
    others: Sequence[Draft]
    before: Leaders
    seen: Leaders = ()


def readings_of(drafts: Sequence[Draft], presence: Presence) -> list[Reading]:
    """The readings of an article, which are in its order."""
    return [
        Reading(
            draft,
            [one for one in drafts if one is not draft],
            _before(drafts, at),
            in_order(presence.parts(draft)),
        )
        for at, draft in enumerate(drafts)
    ]


def _before(drafts: Sequence[Draft], at: int) -> Leaders:
    earlier = (
        one.leaders
        for one in reversed(drafts[:at])
        if one.type not in SINGLE and one.sentence < drafts[at].sentence
    )
    return next(earlier, ())


def candidates(reading: Reading, presence: Presence) -> list[Leaders]:
    """The sets of leaders that a reading may concern, each sorted; that of the rules first.

    However many a sentence names, the sets are few: pairs are of the nearest leaders, and what
    comes after ``_MOST_SETS`` is left out.
    """
    draft = reading.draft
    near = _near(reading, presence)
    find = _singles if draft.type in SINGLE else _meetings
    rule = tuple(sorted(draft.leaders))
    found = (tuple(sorted(set(one))) for one in find(reading, near, presence))
    sets = dict.fromkeys(chain([rule], (one for one in found if one)))
    return list(islice(sets, _MOST_SETS))


def _near(reading: Reading, presence: Presence) -> Leaders:
    """The leaders whom a reading may concern, the likeliest first."""
    draft, place = reading.draft, reading.draft.place
    around = (leader for away in _AROUND for leader in _acting(presence, draft.sentence + away))
    heads = map(presence.leader_of, (draft.speaker.country, place.country if place else None))
    told = (
        *draft.leaders,
        *reading.seen,
        *presence.here(draft.sentence),
        *presence.main,
        *reading.before,
        *around,
        *presence.title,
        *(one for one in heads if one),
    )
    return tuple(dict.fromkeys(told))[:_MOST]


def _acting(presence: Presence, sentence: int) -> Leaders:
    """Whom a sentence names in person or by an office."""
    found = presence.here(sentence)
    return tuple(
        leader
        for leader, seen in found.items()
        if any(one.in_person or one.manner == OFFICE for one in seen)
    )


def _singles(reading: Reading, near: Leaders, presence: Presence) -> Iterator[Leaders]:
    """Each leader alone, and those whom the sentence names together."""
    sentence = reading.draft.sentence
    yield from ((one,) for one in near)
    yield from presence.together[sentence]
    yield presence.in_person(sentence)
    yield reading.seen[:_PAIR]


def _meetings(reading: Reading, near: Leaders, presence: Presence) -> Iterator[Leaders]:
    """Pairs of two sides, larger groups as they are named, and what is close to the rules' choice."""
    cast, sentence = presence.cast, reading.draft.sentence
    together = (reading.seen[:size] for size in range(_PAIR, len(reading.seen) + 1))
    yield from (group for group in together if len(cast.sides(group)) >= _PAIR)
    for pair in combinations(near, _PAIR):
        if len(cast.sides(pair)) == _PAIR:
            yield pair
    jointly = presence.together[sentence]
    here = _acting(presence, sentence)
    told = (one.leaders for one in reading.others)
    larger = (*presence.groups, *told, reading.before, presence.in_person(sentence), here)
    joined = ((*group, one) for group in (*jointly, reading.before) for one in here if one in near)
    for group in (*larger, *joined):
        if len(set(group)) > _PAIR and len(cast.sides(group)) >= _PAIR:
            yield group
    yield from _swapped(reading.draft.leaders, presence)


def _swapped(leaders: Leaders, presence: Presence) -> Iterator[Leaders]:
    """The same with another leader of one of the sides whom the article names."""
    for one in leaders:
        for other in _of_same_side(one, presence):
            if other not in leaders:
                yield tuple(other if who == one else who for who in leaders)


def _of_same_side(leader: LeaderId, presence: Presence) -> Iterable[LeaderId]:
    """The leaders of the same side whom the article names."""
    side = presence.cast.side(leader)
    return (one for one, n in presence.mentions.items() if n and presence.cast.side(one) == side)
