"""Noun phrases with a role: "the Turkish president", "a spokesman for the Kremlin"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SpeakerKind
from forecaster.reading.known.cast import Cast
from forecaster.reading.text.lexicon import COUNTERPART, HOST, LEADING, NATIONAL, RELATIVE
from forecaster.reading.who.persons import IS, Persons, is_plural
from forecaster.reading.who.units import ADJECTIVE, COUNTRY, LEADER, OFFICIAL, OTHER, ROLE, Unit
from forecaster.reading.who.view import View

Countries = tuple[CountryCode, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A role as a sentence words it.

    Attributes:
        first: First word of the phrase.
        last: One past its last word, "of X" included.
        title: The role alone, in plain lower case.
        role_class: Class of the role.
        wording: The phrase as written, without "of X".
        countries: Whose role it is.
        head: The role of the one who is served: "the office of the president".
    """

    first: int
    last: int
    title: str
    role_class: str
    wording: str
    countries: Countries
    head: Unit | None = None

    @property
    def is_leading(self) -> bool:
        """Whether its holder may be a leader."""
        return self.role_class in LEADING | RELATIVE

    @property
    def is_plural(self) -> bool:
        """Whether it names several holders."""
        return self.title.startswith("heads ") or is_plural(self.title)


class Roles:
    """Reads the roles of one sentence."""

    def __init__(self, view: View, persons: Persons, cast: Cast) -> None:
        """Join roles with names by ``persons``."""
        self._view = view
        self._persons = persons
        self._cast = cast
        self._bare_nouns = view.lexicon.lists["bare_nouns"]
        self._styles = view.lexicon.lists["styles"]
        self._forms = view.lexicon.lists["forms_of_state"]
        self._kinds = view.lexicon.lists["kinds_of_state"]
        self._behind = view.lexicon.lists["behind_person"]

    def person(self, at: int) -> Unit | None:
        """A noun phrase with a role or owner that starts at word ``at``, or None."""
        first = self._view.unit(at)
        if first is not None and first.kind == LEADER:
            return self._persons.owned(first)
        countries, position = self._view.countries(at)
        leader = self._view.unit(position) if countries else None
        if leader is not None and leader.kind == LEADER:
            return self._persons.national(at, countries[0], leader)
        return self._phrase(at, position, countries) or self._by_nation(at)

    def _phrase(self, at: int, position: int, countries: Countries) -> Unit | None:
        position, blocked = self._view.skip_modifiers(position)
        end, role_class = self._view.role_at(position)
        if not role_class or (not countries and position != at and not blocked):
            return None
        if role_class == HOST and self._is_verb(position):
            return None
        if self._view.before(end) in self._styles and self._view.lower(end) == "the":
            styled = self.person(end + 1)
            if styled is not None:  # "His Majesty the Sultan"
                return replace(styled, first=at)
        inside = next((u for u in map(self._view.unit, range(at + 1, end)) if u), None)
        if inside is not None and inside.kind == LEADER and inside.last > end:
            return replace(inside, first=at)
        if inside is not None and inside.kind == COUNTRY and inside.last > end:
            # "President of the Republic of Norland" is president of a country by its full name
            end, role_class = self._view.role_at(position, inside.first)
            if not role_class:
                return None
        if blocked and role_class in LEADING:
            role_class = "other"
        title, wording = self._view.phrase(position, end), self._view.written(at, end)
        last, countries = self._whose(end, role_class, countries)
        head = None if countries or role_class in LEADING | RELATIVE else self._head(end)
        last = head.last if head else last
        return self._with_person(Role(at, last, title, role_class, wording, countries, head))

    def _is_verb(self, at: int) -> bool:
        """Whether "host" is what somebody does: "will host Birch", "is again to host Birch"."""
        for back in range(_CLOSE):
            word = self._view.before(at - back)
            if word in _OWNERS | {"the", "'s"}:
                return False
            if word in _AHEAD:
                return True
        return False

    def _by_nation(self, at: int) -> Unit | None:
        """ "The American", "the Iranians" without a noun: a leader whom the article names, a side."""
        unit = self._view.unit(at)
        if unit is None or unit.kind != ADJECTIVE or self._view.before(at) != "the":
            return None
        following, word = self._view.lower(unit.last), self._view.before(unit.last)
        alone = not following[:1].isalpha() or following in self._behind
        if not (alone or following.endswith("ed")) or following == "-":
            return None
        if word.endswith(_MANY) and word not in {"swiss", "us"}:
            side = self._view.written(at, unit.last)
            return replace(unit, kind=OFFICIAL, role=side, speaker=SpeakerKind.OFFICE)
        return replace(unit, kind=ROLE, role_class=NATIONAL, before="the")

    # -- "of X" --------------------------------------------------------------------------------

    def _whose(self, end: int, role_class: str, countries: Countries) -> tuple[int, Countries]:
        """Where the role ends with "of X", and whose it is."""
        joint, leading = self._view.lower(end), role_class in LEADING
        if role_class in {COUNTERPART, HOST} and joint in {"from", "in"}:
            named, after = self._of(end + 1, stop_at_name=True)
            return (after, named) if named and not countries else (end, countries)
        if joint == "of" or (joint in {"for", "to"} and not leading):
            named, after = self._of(end + 1, stop_at_name=leading or role_class in RELATIVE)
            if named:
                return after, countries or named
        return end, countries

    def _of(self, at: int, *, stop_at_name: bool) -> tuple[Countries, int]:
        """Countries after "of": "the presidents of Russia and Iran"; also "for President X"."""
        found: list[CountryCode] = []
        position = self._behind_form(at + (self._view.lower(at) == "the"))
        while (unit := self._view.unit(position)) and unit.kind in "CSA" and unit.country:
            found.append(unit.country)
            position = unit.last
            more = position
            while self._view.lower(more) in {"and", ",", "the"}:
                more += 1
            following = self._view.unit(more)
            if more == position or following is None or following.kind not in "CS":
                break
            position = more
        if not found and not stop_at_name:
            return self._of_leader(position)
        return tuple(found), position

    def _behind_form(self, at: int) -> int:
        """Where the name of a country starts that is called by its form: "Republic of Norland"."""
        view, position = self._view, at
        while view.unit(position) is None and view.lower(position) in self._kinds:
            position += 1
        if view.lower(position) not in self._forms or view.lower(position + 1) != "of":
            return at
        name = position + 2 + (view.lower(position + 2) == "the")
        country = view.unit(name)
        if country is None or country.kind != COUNTRY or view.lower(country.last) == "'s":
            return at
        return name

    def _head(self, at: int) -> Unit | None:
        """The president of "the office of the president", "an aide to the president"."""
        if self._view.lower(at) not in {"of", "for", "to"}:
            return None
        head = self.person(at + 1 + (self._view.lower(at + 1) == "the"))
        return head if head is not None and head.kind == ROLE and not head.plural else None

    def _of_leader(self, at: int) -> tuple[Countries, int]:
        unit = self._view.unit(at) or self.person(at)
        if unit is None or unit.kind not in {LEADER, ROLE}:
            return (), at
        self._cast.counts.update(unit.leaders)
        country = unit.country or (self._cast.country(unit.leaders[0]) if unit.leaders else None)
        return ((country,) if country else ()), unit.last

    # -- the name ------------------------------------------------------------------------------

    def _with_person(self, role: Role) -> Unit:
        person = self._bearer(role)
        country = role.countries[0] if role.countries else None
        if person is not None and not role.is_plural:
            return self._persons.named(role.first, person, role.role_class, role.wording, country)
        if not role.is_leading:
            return self._nameless(role, country)
        if person is not None and person.kind == LEADER:
            return replace(person, first=role.first)
        before = self._view.before(role.first)
        if role.role_class in RELATIVE and not self._is_told(role, before):
            return Unit("", role.first, role.last)
        unit = Unit(
            ROLE,
            role.first,
            role.last,
            role=role.wording,
            role_class=role.role_class,
            title=role.title,
            country=country,
            plural=role.is_plural,
            countries=role.countries,
            before=before,
        )
        return self._persons.served(unit)

    def _is_told(self, role: Role, before: str) -> bool:
        """Whether it shows whose host, guest or counterpart is meant, not that somebody is one."""
        if self._view.before(role.first - 1) in IS:
            return False
        if role.countries or before in _OWNERS | {"'s", "whose", "my"}:
            return True
        return before == "the" and not role.is_plural and role.role_class != COUNTERPART

    def _bearer(self, role: Role) -> Unit | None:
        """The person whose name follows, at once or behind a comma."""
        comma = self._view.lower(role.last) == "," and self._is_apposition(role.last + 1)
        at = role.last + comma
        if self._view.unit(at) is None:
            at = self._view.skip_honorifics(at)
        following = self._view.unit(at + 1)
        if self._view.is_capital(at) and following is not None and following.kind == LEADER:
            at += 1
        person = self._view.unit(at)
        if person is not None and person.kind in {LEADER, OFFICIAL, OTHER}:
            return person
        return self._view.stranger(at)

    def _nameless(self, role: Role, country: CountryCode | None) -> Unit:
        owned = self._view.before(role.first) in _OWNERS
        if country is None and not owned and role.wording.lower() in self._bare_nouns:
            return Unit("", role.first, role.last)
        official = self._persons.official(
            role.first, role.last, role.role_class, country, role=role.wording, name=None
        )
        return self._persons.possessed(replace(official, head=role.head))

    def _is_apposition(self, at: int) -> bool:
        """Whether a name stands between commas at ``at``."""
        at = self._view.skip_honorifics(at)
        unit = self._view.unit(at)
        if unit is None and self._view.is_capital(at):
            unit = self._view.unit(at + 1)
        if unit is not None and unit.kind in {LEADER, OFFICIAL, OTHER}:
            ends = self._view.lower(unit.last) in {",", ".", "", "'s"}
            return ends or unit.kind == OFFICIAL
        stranger = self._view.stranger(at)
        return stranger is not None and self._view.lower(stranger.last) in {",", "."}


_OWNERS = frozenset({"his", "her", "their", "our", "its"})
_MANY = ("s", "sh", "ch", "ese")
_AHEAD = frozenset(
    {"to", "will", "would", "shall", "should", "can", "could", "may", "might", "must", "'ll"}
)
"""Words after which a verb comes."""
_CLOSE = 3
"""So many words may stand between them."""
