"""Where a meeting is or would be, and at which forum."""

from __future__ import annotations

from forecaster.domain.clock import Window
from forecaster.domain.places import Place
from forecaster.domain.signals import SignalType
from forecaster.domain.summits import Summit
from forecaster.reading.attribution import Utterance, number
from forecaster.reading.canon import Canon
from forecaster.reading.draft import PAST, Setting
from forecaster.reading.engine import Hit
from forecaster.reading.slots import slot_unit
from forecaster.reading.units import FORUM, SEAT, TIME, Unit

_PREPOSITIONS = frozenset(
    {
        "in",
        "to",
        "at",
        "into",
        "visit",
        "visit_d",
        "visit_g",
        "visit_s",
        "reach",
        "near",
        "outside",
        "via",
        "tour",
        "host",
        "toward",
        "towards",
    }
)
_EVENT_AFTER = frozenset(
    {
        "summit",
        "talk_s",
        "meet_g",
        "visit",
        "trip",
        "meet_g_s",
        "summit_s",
        "encounter",
        "gathering",
        "conference",
        "session",
        "stop",
        "leg",
        "tete",
    }
)
_LEAVING = frozenset({"leave", "head", "depart", "bound", "set", "off", "destined"})


class Placing:
    """Resolves the places and forums of one article's sentences."""

    def __init__(self, setting: Setting) -> None:
        """Know the calendar and the people of ``setting``."""
        self._setting = setting

    def place(self, hit: Hit, said: list[Utterance]) -> Place | None:
        """Where the meeting is or would be, as far as the sentence tells."""
        slot = slot_unit(hit, "place")
        if slot is not None and slot.place is not None:
            return self._city(hit.canon, slot)
        items = hit.canon.items
        choices: list[tuple[int, Place]] = []
        for index, item in enumerate(items):
            town = self._of_capital(hit.canon, items, index)
            if town is not None:
                choices.append((abs(index - hit.trigger), town))
            if not item.startswith(("C:", "P:", "S:")):
                continue
            unit = hit.canon.units[number(item)]
            if unit.place is None or not self._is_venue(hit.canon, items, index, said, unit):
                continue
            if index > hit.trigger + _CLOSE and hit.type in _WORDS_ONLY:
                if "," in items[hit.trigger : index]:
                    continue
            if index < hit.trigger and _out_of_clause(hit, items[index : hit.trigger]):
                continue
            distance = abs(index - hit.trigger) + (0 if index > hit.trigger else 4)
            choices.append(
                (distance - 2 * bool(unit.place.city), self._city(hit.canon, unit) or unit.place)
            )
        if not choices and "there" in items[hit.trigger : hit.trigger + _NEAR_THERE]:
            return self._antecedent(hit)
        return min(choices, key=lambda choice: choice[0])[1] if choices else None

    def _antecedent(self, hit: Hit) -> Place | None:
        """The town that "there" points back to: "As for Oslo, no meeting there is planned"."""
        towns = [unit.place for unit in hit.canon.units if unit.place and unit.place.city]
        return towns[0] if towns else None

    def venues(self, canon: Canon, said: list[Utterance]) -> list[Place]:
        """Towns in which a sentence is set."""
        items = canon.items
        found = []
        for index, item in enumerate(items):
            if item[:2] not in {"C:", "P:", "S:"}:
                continue
            unit = canon.units[number(item)]
            if unit.place is not None and self._is_venue(canon, items, index, said, unit):
                place = self._seat(unit)
                if place is not None and place.city:
                    found.append(place)
        return found

    def forums(self, canon: Canon) -> list[Summit]:
        """The coming multilateral events that a sentence names."""
        named = [unit.forum for unit in canon.units if unit.kind == FORUM and unit.forum]
        places = [unit.place for unit in canon.units if unit.place]
        found = [
            self._setting.calendar.edition(
                one.series,
                self._setting.published,
                ahead=True,
                country=places[0].country if places else None,
            )
            for one in named
        ]
        return [one for one in found if one is not None]

    def _city(self, canon: Canon, unit: Unit) -> Place | None:
        """A country's place made precise by a city of it in the same sentence ("Oslo, Norway")."""
        if unit.place is None or unit.place.city or unit.kind == SEAT:
            return self._seat(unit)
        for other in canon.units:
            near = abs(other.first - unit.last) <= 2 or abs(unit.first - other.last) <= 2
            if (
                near
                and other.place
                and other.place.city
                and other.place.country == unit.place.country
            ):
                return other.place
        return unit.place

    def _seat(self, unit: Unit) -> Place | None:
        if unit.kind == SEAT and unit.country:
            return Place(unit.country, self._setting.cast.names.world.capitals.get(unit.country))
        return unit.place

    def _is_venue(
        self, canon: Canon, items: list[str], index: int, said: list[Utterance], unit: Unit
    ) -> bool:
        before = items[index - 1] if index else ""
        if before in {"the", "a"} and index > 1:
            before = items[index - 2]
        after = items[index + 1] if index + 1 < len(items) else ""
        if before == "for":
            before = (
                "to"
                if items[index - 2 : index - 1] and items[index - 2].partition("_")[0] in _LEAVING
                else ""
            )
        if any(u.unit is not None and items[index] == f"{unit.kind}:{u.unit}" for u in said):
            return False
        if unit.kind == SEAT and before not in {"at", "in", "to", "inside"}:
            return False
        if after in _EVENT_AFTER and before != "with":
            return True
        if items[max(0, index - 2) : index] in (
            ["reporter_s", "in"],
            ["reporters", "in"],
            ["journalists", "in"],
        ):
            return False
        if before in {"in", "at", "from", "to"} and _spoken_there(items, index):
            return False
        if before in {"from", "of"} or (
            before == "to" and items[index - 2 : index - 1] == ["ambassador"]
        ):
            return False
        if _only_a_time(items, index):
            return False
        town = before == "," and _after_city(canon, items, index, unit)
        return before in _PREPOSITIONS or town

    def _of_capital(self, canon: Canon, items: list[str], index: int) -> Place | None:
        """ "in the Laotian capital": the town itself."""
        following = items[index + 1 : index + 2]
        if not items[index].startswith(("A:", "C:")) or following not in (["capital"], ["'s"]):
            return None
        if following == ["'s"] and items[index + 2 : index + 3] != ["capital"]:
            return None
        before = [word for word in items[max(0, index - 2) : index] if word not in {"the", "a"}]
        country = canon.units[number(items[index])].country
        if country is None or before[-1:] not in (["in"], ["to"], ["visit"], ["visit_0"]):
            return None
        city = self._setting.cast.names.world.capitals.get(country)
        return None if _spoken_there(items, index) else Place(country, city)

    def forum(self, hit: Hit, window: Window | None, place: Place | None) -> str | None:
        """The id of the multilateral event the sentence names."""
        items = hit.canon.items
        apart = {
            number(item)
            for at, item in enumerate(items)
            if item.startswith("F:") and _only_a_time(items, at)
        }
        units = [
            unit
            for at, unit in enumerate(hit.canon.units)
            if unit.kind == FORUM and unit.forum and at not in apart
        ]
        if not units:
            return None
        slot = slot_unit(hit, "forum")
        unit = slot if slot is not None and slot.kind == FORUM else units[0]
        if unit.forum is None:
            return None
        year = next(
            (
                u.time
                for u in hit.canon.units
                if u.kind == TIME and u.time and u.time.kind == "year"
            ),
            None,
        )
        ahead = hit.type not in PAST and hit.rule.tense != "back"
        summit = self._setting.calendar.edition(
            unit.forum.series,
            self._setting.published,
            ahead=ahead,
            country=place.country if place else None,
            city=place.city if place else None,
            window=window,
            year=int(year.parts[0]) if year else None,
        )
        return summit.forum if summit else None


def _out_of_clause(hit: Hit, between: list[str]) -> bool:
    """Whether a place named before the act belongs to words of their own."""
    if hit.rule.id == "alt.options":
        return True
    return hit.type in PAST and bool({"after", "before", "since", "when", "to"} & set(between))


_CLOSE = 5
_NEAR_THERE = 8
_WORDS_ONLY = frozenset(
    {SignalType.CONDITION, SignalType.HEDGE, SignalType.NO_PREP, SignalType.WILLING}
)


def _after_city(canon: Canon, items: list[str], index: int, unit: Unit) -> bool:
    """Whether a country stands behind a town of its own: "in Oslo, Norway"."""
    if index < 2 or not items[index - 2].startswith(("C:", "P:")):
        return False
    return canon.units[number(items[index - 2])].country == unit.country


def _only_a_time(items: list[str], index: int) -> bool:
    """Whether a forum or its town only says when: "will meet before the G20 in Osaka"."""
    for word in reversed(items[max(0, index - 4) : index]):
        if word in {"before", "after", "until", "since"}:
            return True
        if word.partition("_")[0] in _MEETING - {"summit"} or word in {",", "and"}:
            return False
    return False


_BEFORE_PLACE = 6
_SAYING = frozenset(
    {"say", "tell", "speak", "add", "announce", "brief", "remark", "address", "answer", "reply"}
)
_MEETING = frozenset(
    {
        "meet",
        "visit",
        "summit",
        "talk",
        "come",
        "host",
        "receive",
        "hold",
        "encounter",
        "see",
        "sit",
        "dinner",
        "lunch",
    }
)


def _spoken_there(items: list[str], index: int) -> bool:
    """Whether somebody only spoke at a place: "said on Friday in South Africa", "told reporters in Kyiv"."""
    for back in range(index - 1, max(-1, index - 1 - _BEFORE_PLACE), -1):
        word = items[back].partition("_")[0]
        if word in _SAYING:
            return True
        if word in {"visit", "trip", "tour"} and items[back - 1] in {"a", "his", "her"}:
            continue
        if word in _MEETING or word in {"that", "will", "would"}:
            return False
    return False
