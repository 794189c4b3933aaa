"""Where a meeting is or would be, as far as one sentence tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.draft import PAST, UTTERANCES, Setting
from forecaster.reading.acts.offering import is_direct, is_occasion
from forecaster.reading.acts.slots import slot_unit
from forecaster.reading.patterns.attribution import Utterance, number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.text.lemmas import stem, stems
from forecaster.reading.times.bonds import Binder, Bond, Role
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.units import LEADER, SEAT, Unit

T = SignalType


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a sentence names.

    Attributes:
        at: Its position in canonical words.
        place: The place.
        venue: Whether something takes place there, as the words around it tell.
        bond: The words to which it belongs, None when it stands alone.
    """

    at: int
    place: Place
    venue: bool
    bond: Bond | None

    @property
    def event(self) -> bool:
        """Whether an encounter or a journey is set there, not just anything."""
        return self.venue and self.bond is not None and self.bond.role is Role.EVENT


class Placing:
    """Resolves the places of one article's sentences."""

    def __init__(self, setting: Setting) -> None:
        """Know the people and the dateline of ``setting``."""
        self._setting = setting
        self._binder = Binder(setting.words)
        self._before = setting.words["before_place"]
        self._events = setting.words["behind_place"]
        self._leaving = setting.words["leaving"]
        self._receiving = setting.words["receiving"]

    def place(self, hit: Hit, said: list[Utterance]) -> Place | None:
        """Where the meeting is or would be, as far as the sentence tells."""
        slot = slot_unit(hit, "place")
        if slot is not None and slot.place is not None and not self._is_left(hit, slot):
            return self._hosted(self._city(hit.canon, slot))
        choices = list(self._choices(hit, said))
        if choices:
            return self._hosted(min(choices, key=lambda choice: choice[0])[1])
        near = hit.canon.items[hit.first : hit.last + _NEAR_THERE]
        if "here" in near and hit.type in _SETTLED:
            return self._setting.home
        if "there" in near:
            return self._antecedent(hit)
        return self._at_host(hit)

    def spots(self, canon: Canon, said: list[Utterance]) -> list[Spot]:
        """The places that a sentence names, in order."""
        found = []
        for index, unit in _places(canon):
            place = self._seat(unit)
            if place is not None:
                venue = self._is_venue(canon, index, said, unit)
                found.append(Spot(index, place, venue, self._binder.bond(canon.items, index)))
        return found

    def _choices(self, hit: Hit, said: list[Utterance]) -> Iterator[tuple[int, Place]]:
        """Places of the sentence that can be the meeting's, with their remoteness."""
        items = hit.canon.items
        for index in range(len(items)):
            town = self._of_capital(hit.canon, index)
            if town is not None and not self._is_speakers(hit, index, said):
                yield abs(index - hit.trigger), town
        for index, unit in _places(hit.canon):
            if not self._is_venue(hit.canon, index, said, unit) or _is_apart(hit, index):
                continue
            if self._is_speakers(hit, index, said) or self._is_offerers(hit, index):
                continue
            place = self._city(hit.canon, unit)
            if place is not None:
                yield self._remoteness(hit, index, place), place

    def _remoteness(self, hit: Hit, index: int, place: Place) -> int:
        distance = abs(index - hit.trigger) + (0 if index > hit.trigger else 4)
        bond = self._binder.bond(hit.canon.items, index)
        other = bond is not None and bond.role is Role.OTHER
        return distance - 2 * bool(place.city) + _OTHER_VERB * other

    # -- what a place is -----------------------------------------------------------------------

    def _antecedent(self, hit: Hit) -> Place | None:
        """The town that "there" points back to: "As for Oslo, no meeting there is planned"."""
        towns = [unit.place for unit in hit.canon.units if unit.place and unit.place.city]
        return towns[0] if towns else None

    def _at_host(self, hit: Hit) -> Place | None:
        """The country of the leader who receives the other: "Alder received Birch"."""
        if hit.type not in _HOSTED or stem(hit.canon.items[hit.trigger]) not in self._receiving:
            return None
        agent = slot_unit(hit, "agent")
        if agent is None or agent.kind != LEADER or len(agent.leaders) != 1:
            return None
        country = self._setting.cast.country(agent.leaders[0])
        forum = any(item.startswith("F:") for item in hit.canon.items)
        home = self._setting.home
        guests = {
            self._setting.cast.country(one) for unit in hit.canon.units for one in unit.leaders
        }
        abroad = hit.type is T.MET and home is not None and home.country not in guests
        return None if country is None or forum or abroad else Place(country)

    def _city(self, canon: Canon, unit: Unit) -> Place | None:
        """A country's place made precise by a city of it in the same sentence ("Oslo, Norway")."""
        if unit.place is None or unit.place.city or unit.kind == SEAT:
            return self._seat(unit)
        for other in canon.units:
            near = abs(other.first - unit.last) <= 2 or abs(unit.first - other.last) <= 2
            town = other.place is not None and other.place.city is not None
            if near and town and other.country == unit.country:
                return other.place
        return unit.place

    def _seat(self, unit: Unit) -> Place | None:
        if unit.kind == SEAT and unit.country:
            return self._capital(unit.country)
        return self._among_twins(unit.place) if unit.place else None

    def _hosted(self, place: Place | None) -> Place | None:
        """A body that is no country meets in the town of its seat: "at the United Nations"."""
        world = self._setting.cast.names.world
        if place is None or place.city or place.country not in _BODIES:
            return place
        seat = world.capitals.get(place.country)
        towns = (one for one in world.places if one.city == seat)
        return next((Place(one.country, one.city) for one in towns), None)

    def _capital(self, country: CountryCode) -> Place:
        return Place(country, self._setting.cast.names.world.capitals.get(country))

    def _among_twins(self, place: Place) -> Place:
        """Of towns of one name, that of a country of which the article speaks."""
        cast = self._setting.cast
        twins = cast.names.twins.get(place.city or "", ())
        if not twins:
            return place
        named = [one for one in twins if one in {cast.country(who) for who in cast.counts}]
        named = named or [one for one in twins if one in cast.named]
        return place if place.country in named or not named else Place(named[0], place.city)

    def _of_capital(self, canon: Canon, index: int) -> Place | None:
        """ "in the Laotian capital": the town itself."""
        items = canon.items
        if items[index][:2] not in {"A:", "C:"}:
            return None
        following = [word for word in items[index + 1 : index + 3] if word != "'s"]
        before = [word for word in items[max(0, index - 2) : index] if word not in {"the", "a"}]
        if following[:1] != ["capital"] or before[-1:] not in _AT_CAPITAL:
            return None
        country = canon.units[number(items[index])].country
        return None if country is None or self._is_spoken(canon, index) else self._capital(country)

    # -- whether it is the meeting's -----------------------------------------------------------

    def _is_venue(self, canon: Canon, index: int, said: list[Utterance], unit: Unit) -> bool:
        """Whether something takes place there, as the words around the place tell."""
        items = canon.items
        before = self._preposition(items, index)
        if any(u.unit is not None and items[index] == f"{unit.kind}:{u.unit}" for u in said):
            return False
        if unit.kind == SEAT and before not in {"at", "in", "to", "inside"}:
            return False
        if only_a_time(items, index):
            return False
        if items[index + 1 : index + 2] and items[index + 1] in self._events and before != "with":
            return True
        if before in {"from", "of"} or self._is_spoken(canon, index):
            return False
        return before in self._before or (before == "," and _after_city(canon, index, unit))

    def _preposition(self, items: list[str], index: int) -> str:
        """The word that puts something at a place; "to" for "leave for"."""
        at = index - 1
        if at > 0 and items[at] in {"the", "a"}:
            at -= 1
        before = items[at] if index else ""
        verb = items[at - 1] if at > 0 else ""
        if before == "for":
            return "to" if stem(verb) in self._leaving else ""
        return "" if before == "to" and verb == "ambassador" else before

    def _is_spoken(self, canon: Canon, index: int) -> bool:
        """Whether somebody only spoke there: "told reporters in Kyiv", "In Oslo, an aide said"."""
        items = canon.items
        if items[index - 1] not in {"in", "at", "from", "to", "the"}:
            return False
        if _near_press(items, index):
            return True
        bond = self._binder.bond(items, index)
        if bond is None or bond.role is not Role.EVENT:
            return bond is not None and bond.role is Role.SAYING
        return not bond.beside and self._binder.is_said_at(items, bond.at)

    def _is_speakers(self, hit: Hit, index: int, said: list[Utterance]) -> bool:
        """Whether a place is where somebody was who then spoke of a meeting.

        "Alder, on a visit to Norburg, said she was ready to meet Birch". What is asked about is not:
        "Asked about a summit in Norburg, Alder said ...".
        """
        if hit.type not in UTTERANCES:
            return False
        if not any(index < one.verb < hit.trigger and not one.trailing for one in said):
            return False
        bond = self._binder.bond(hit.canon.items, index)
        return bond is None or _MATTERS.isdisjoint(hit.canon.items[max(0, bond.at - 3) : bond.at])

    def _is_offerers(self, hit: Hit, index: int) -> bool:
        """Whether a place is where an offer was made: "invited him in Norburg", "when they met there"."""
        if hit.type is not T.INVITE or index < hit.trigger:
            return False
        bond = self._binder.bond(hit.canon.items, index)
        if bond is None or bond.at != hit.trigger:
            return bond is not None and is_occasion(hit, bond)
        return bond.back and is_direct(hit.canon.items, bond.at, index)

    def _is_left(self, hit: Hit, slot: Unit) -> bool:
        """Whether a journey only starts there: "who leaves Syria", "flew in from Syria"."""
        for index, unit in _places(hit.canon):
            if unit is slot:
                return stem(hit.canon.items[index - 1]) in {"leave", "depart", "quit", "from"}
        return False


_NEAR_THERE = 8
_MATTERS = frozenset({"about", "of", "regarding", "concerning", "whether"})
"""Words behind which stands what is spoken of."""
_BODIES = frozenset({CountryCode("UNO"), CountryCode("EUU"), CountryCode("NTO")})
_AT_CAPITAL = (["in"], ["to"], ["visit"], ["outside"], ["near"], ["of"], ["at"])
_OTHER_VERB = 6
_SETTLED = frozenset({T.MET, T.CONFIRM, T.TRAVEL, T.CANCEL, T.POSTPONE, T.INVITE, T.ACCEPT})
_HOSTED = frozenset({T.MET, T.CONFIRM, T.INVITE, T.WILLING})


def _places(canon: Canon) -> Iterator[tuple[int, Unit]]:
    """The countries, towns and seats of a sentence with their positions."""
    for index, item in enumerate(canon.items):
        if item.startswith(("C:", "P:", "S:")):
            unit = canon.units[number(item)]
            if unit.place is not None:
                yield index, unit


def _is_apart(hit: Hit, index: int) -> bool:
    """Whether a place belongs to words of their own, before or far behind the act."""
    items = hit.canon.items
    if hit.type in UTTERANCES and index <= 1 and items[0] in {"in", "from"}:
        return True  # "In Sudstadt, the spokesman said ..."
    if hit.type in _WORDS_ONLY and _OUTCOMES & set(items[max(0, index - 4) : index]):
        return True  # "the outcome of the Norburg summit"
    if index > hit.trigger:
        far = index > hit.trigger + _CLOSE and hit.type in _WORDS_ONLY
        return far and "," in items[hit.trigger : index]
    if hit.rule.id == "alt.options":
        return True
    return hit.type in PAST and bool(_ELSEWHERE & set(items[index : hit.trigger]))


_CLOSE = 5
_WORDS_ONLY = frozenset({T.CONDITION, T.HEDGE, T.NO_PREP, T.WILLING})
_OUTCOMES = frozenset({"outcome", "result_s", "wake", "success", "failure", "aftermath"})
_ELSEWHERE = frozenset({"after", "before", "since", "when", "to"})


def _after_city(canon: Canon, index: int, unit: Unit) -> bool:
    """Whether a country stands behind a town of its own: "in Oslo, Norway"."""
    items = canon.items
    if index < 2 or not items[index - 2].startswith(("C:", "P:")):
        return False
    return canon.units[number(items[index - 2])].country == unit.country


def _near_press(items: list[str], index: int) -> bool:
    """Whether reporters stand before the place: "told journalists in Kyiv"."""
    return bool({"reporter", "reporters", "journalists", "press"} & stems(items[index - 3 : index]))


def only_a_time(items: list[str], index: int) -> bool:
    """Whether a forum or its town only says when: "will meet before the G20 in Osaka"."""
    for word in reversed(items[max(0, index - 4) : index]):
        if word in {"before", "after", "until", "since"}:
            return True
        if stem(word) in _MEETING or word in {",", "and"}:
            return False
    return False


_MEETING = frozenset(
    {"meet", "visit", "talk", "come", "host", "receive", "hold", "encounter", "see", "sit",
     "dinner", "lunch"}
)  # fmt: skip
