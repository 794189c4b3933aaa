"""Who is named in which sentence of an article, where in it and in what manner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.reading.acts.draft import Draft
from forecaster.reading.acts.impression import Position, position_of
from forecaster.reading.acts.story import Scene, Story
from forecaster.reading.acts.weighing import Overview
from forecaster.reading.known.cast import Cast
from forecaster.reading.patterns.attribution import number
from forecaster.reading.who.canon import BOTH, Canon
from forecaster.reading.who.units import (
    ADJECTIVE,
    COUNTRY,
    LEADER,
    OFFICIAL,
    ROLE,
    SEAT,
    Unit,
)

Leaders = tuple[LeaderId, ...]

SPELLED, TITLED, MEANT, JOINTLY, OFFICE, LAND = (
    "spelled", "titled", "meant", "jointly", "office", "land"
)  # fmt: skip
IN_PERSON = frozenset({SPELLED, TITLED, MEANT, JOINTLY})
"""Manners in which a leader is named, and not only an office or a country."""
_FOR_A_COUNTRY = {OFFICIAL: OFFICE, SEAT: OFFICE, COUNTRY: LAND, ADJECTIVE: LAND}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place of a sentence that names a leader.

    Attributes:
        at: Which canonical word.
        manner: By name, by title, by a pronoun, together with others, or by office or country only.
    """

    at: int
    manner: str

    @property
    def in_person(self) -> bool:
        """Whether it names the leader, not only an office or the country."""
        return self.manner in IN_PERSON


Sightings = Mapping[LeaderId, Sequence[Sighting]]


class Presence:
    """Who is named where in an article.

    Attributes:
        cast: The people.
        impression: What is made of the article as a whole; None without anybody who looks at it.
        main: The two leaders whom it is mostly about.
        scenes: Its sentences by their number.
        named: For each sentence who is named there.
        together: Whom each sentence names together: "X and Y", "both".
        groups: How often it names which leaders together.
        persons: For each sentence who is named there in person.
        openers: Whom each sentence names first, in person.
        mentions: How often it names each leader.
        ranks: Those named, by how often, the first of them 0.
        title: Who is named in the headline.
        lede: Who is named in the first sentence of the body.
        first: The sentence that names each leader first.
    """

    def __init__(self, story: Story, overview: Overview) -> None:
        """Go through the sentences of ``story``."""
        self.cast: Cast = overview.cast
        self.impression = story.impression
        self.main: Leaders = overview.main
        self._heads: dict[CountryCode, LeaderId | None] = {}
        self.scenes: dict[int, Scene] = {scene.sentence: scene for scene in story.scenes}
        self.named: dict[int, Sightings] = {
            at: self._sightings(scene.canon) for at, scene in self.scenes.items()
        }
        self.persons: dict[int, Leaders] = {at: _persons(some) for at, some in self.named.items()}
        self.openers = {at: _openers(found) for at, found in self.named.items()}
        self.together = {at: _groups(scene.canon) for at, scene in self.scenes.items()}
        self.groups = Counter(group for some in self.together.values() for group in some)
        self.mentions: Counter[LeaderId] = Counter()
        self.first: dict[LeaderId, int] = {}
        self._count()
        self.ranks = {one: rank for rank, (one, _) in enumerate(self.mentions.most_common())}
        titles = [at for at, scene in self.scenes.items() if scene.title]
        self.title = tuple(dict.fromkeys(leader for at in titles for leader in self.named[at]))
        opening = next((at for at in sorted(self.scenes) if at not in titles), 0)
        self.lede = frozenset(self.here(opening))

    def _count(self) -> None:
        for at, found in sorted(self.named.items()):
            for leader, seen in found.items():
                self.mentions[leader] += sum(one.in_person for one in seen)
                self.first.setdefault(leader, at)

    def here(self, sentence: int) -> Sightings:
        """Who is named in a sentence; nobody where there is none."""
        return self.named.get(sentence, _NOBODY)

    def in_person(self, sentence: int) -> Leaders:
        """Who is named in person in a sentence."""
        return self.persons.get(sentence, ())

    def parts(self, draft: Draft) -> Mapping[LeaderId, float]:
        """Whom the sentences around a reading name, and the log odds that each takes part in it."""
        if self.impression is None:
            return {}
        position = self.position(draft)
        return {
            one: self.impression.part(position, draft.type, one)
            for one in self.impression.people(position)
        }

    def position(self, draft: Draft) -> Position:
        """Where the sentence of a reading stands."""
        return position_of(self.scenes[draft.sentence].canon.sentence)

    def leader_of(self, country: CountryCode | None) -> LeaderId | None:
        """Whom a country stands for: a main leader, else whom the article names most, else who governs."""
        if country is None:
            return None
        if country not in self._heads:
            self._heads[country] = self.cast.meant(country, self.main)
        return self._heads[country]

    def _sightings(self, canon: Canon) -> Sightings:
        found: dict[LeaderId, list[Sighting]] = {}
        spelled = {unit.first: unit.kind for unit in canon.sentence.units}
        for at, unit in named_units(canon):
            manner = _FOR_A_COUNTRY.get(unit.kind)
            if unit.leaders:
                for leader in unit.leaders:
                    found.setdefault(leader, []).append(Sighting(at, _manner(unit, spelled)))
            elif manner is not None and (head := self.leader_of(unit.country)) is not None:
                found.setdefault(head, []).append(Sighting(at, manner))
        return found


_NOBODY: Sightings = {}


def _persons(found: Sightings) -> Leaders:
    return tuple(one for one, seen in found.items() if any(s.in_person for s in seen))


def _openers(found: Sightings) -> frozenset[LeaderId]:
    places = [(s.at, leader) for leader, seen in found.items() for s in seen if s.in_person]
    first = min((at for at, _ in places), default=None)
    return frozenset(leader for at, leader in places if at == first)


def named_units(canon: Canon) -> Iterator[tuple[int, Unit]]:
    """The units of a sentence with the canonical word at which each stands."""
    for at, item in enumerate(canon.items):
        if item[1:2] == ":" and item[:1].isupper():
            yield at, canon.units[number(item)]


def _groups(canon: Canon) -> list[Leaders]:
    several = (unit.leaders for _, unit in named_units(canon) if len(unit.leaders) > 1)
    return [tuple(sorted(leaders)) for leaders in several]


def _manner(unit: Unit, spelled: Mapping[int, str]) -> str:
    if unit.kind == BOTH:
        return JOINTLY
    written = spelled.get(unit.first)
    if written is None:
        return MEANT
    return TITLED if written == ROLE and unit.kind == LEADER else SPELLED
