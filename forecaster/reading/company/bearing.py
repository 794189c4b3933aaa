"""What is seen of one leader whom an act may concern: in its sentence, and in the article."""

from __future__ import annotations

from collections.abc import Sequence

from forecaster.domain.people import LeaderId
from forecaster.reading.acts.draft import Draft
from forecaster.reading.company.presence import (
    LAND,
    MEANT,
    OFFICE,
    SPELLED,
    TITLED,
    Presence,
    Sighting,
)

Features = dict[str, float]

AWAY = 60.0
"""Words between an act and whoever its sentence does not name."""
_LONG_AGO, _LATER, _LAST = 15, 6, 9
"""Sentences back to, and on to, the nearest that names a leader, and the rank, where none does."""
_MANNERS = (SPELLED, TITLED, MEANT, OFFICE, LAND)
_MARKS = ("subject", "near:b", "near:a", "open", "joint", "free:b", "own:b")
"""Marks of a side that are looked at (``acts/standing.py``)."""


class Bearings:
    """What is seen of the leaders of one article."""

    def __init__(self, presence: Presence) -> None:
        """Look at who is named where by ``presence``."""
        self.presence = presence
        self._in_article: dict[LeaderId, Features] = {}

    def of(self, leader: LeaderId, draft: Draft) -> Features:
        """What is seen of a leader from where a reading stands."""
        if leader not in self._in_article:
            self._in_article[leader] = _in_article(leader, self.presence)
        return {**_from(draft, leader, self.presence), **self._in_article[leader]}


def _from(draft: Draft, leader: LeaderId, presence: Presence) -> Features:
    """What is seen of a leader in and around the sentence of a reading."""
    country = presence.cast.country(leader)
    marks = draft.standing.sides.get(country, frozenset()) if country else frozenset()
    return {
        **_in_sentence(presence.here(draft.sentence).get(leader, ()), draft),
        **{mark: mark in marks for mark in _MARKS},
        "first here": leader in presence.openers.get(draft.sentence, ()),
        "first before": leader in presence.openers.get(draft.sentence - 1, ()),
        "ago": _away(leader, draft.sentence, -1, _LONG_AGO, presence),
        "on": _away(leader, draft.sentence, 1, _LATER, presence),
        "speaks": country is not None and draft.speaker.country == country,
        "acts": country is not None and draft.agent == country,
        "placed": draft.place is not None and draft.place.country == country,
        "new": presence.first.get(leader) == draft.sentence,
    }


def _in_sentence(seen: Sequence[Sighting], draft: Draft) -> Features:
    """Where and how the sentence names a leader, by words away from those of the act."""
    first, last = draft.items
    own = [one.at for one in seen if one.in_person]
    manners = {one.manner for one in seen}
    before = min((first - at for at in own if at < first), default=AWAY)
    behind = min((at - last + 1 for at in own if at >= last), default=AWAY)
    within = any(first <= at < last for at in own)
    return {
        "near": 0 if within else min(before, behind),
        "before": before,
        "behind": behind,
        "about": min((_gap(one.at, first, last) for one in seen), default=AWAY),
        **{manner: manner in manners for manner in _MANNERS},
    }


def _gap(at: int, first: int, last: int) -> int:
    return max(first - at, at - last + 1, 0)


def _away(leader: LeaderId, sentence: int, step: int, most: int, presence: Presence) -> int:
    """Sentences to the nearest one in a direction that names a leader in person."""
    for away in range(1, most):
        if leader in presence.in_person(sentence + step * away):
            return away
    return most


def _in_article(leader: LeaderId, presence: Presence) -> Features:
    """How much the article is about a leader."""
    count = len(presence.named)
    country = presence.cast.country(leader)
    return {
        "share": presence.mentions[leader] / (presence.mentions.total() or 1),
        "rank": presence.ranks.get(leader, _LAST),
        "sentences": sum(leader in some for some in presence.persons.values()) / count,
        "all sentences": sum(leader in some for some in presence.named.values()) / count,
        "land": presence.cast.named[country] if country else 0,
        "headline": leader in presence.title,
        "lede": leader in presence.lede,
        "main": leader in presence.main,
        "known": leader in presence.cast.counts,
    }
