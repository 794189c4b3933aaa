"""A sentence with its basic units by their first word, and what stands where."""

from __future__ import annotations

from forecaster.domain.places import CountryCode
from forecaster.reading.known.cast import Cast
from forecaster.reading.text.lexicon import Lexicon
from forecaster.reading.who.units import ADJECTIVE, OFFICIAL, OTHER, Sentence, Unit, written

_MODIFIERS = 4
_NAME_WORDS = 5


class View:
    """One sentence seen word by word; questions past its end have empty answers."""

    def __init__(self, sentence: Sentence, basic: list[Unit], lexicon: Lexicon, cast: Cast) -> None:
        """Look at ``sentence`` with the units ``basic`` in it."""
        self.sentence = sentence
        self.lexicon = lexicon
        self._lowers = sentence.lowers
        self._words = sentence.tokens.words
        self._units = {unit.first: unit for unit in basic}
        self._cast = cast
        self._modifiers = lexicon.lists["modifiers"]
        self._not_leading = lexicon.lists["not_leading"]
        self._honorifics = lexicon.lists["honorifics"]
        self._particles = lexicon.lists["particles"]
        self._small = lexicon.lists["small"]

    def __len__(self) -> int:
        return len(self._words)

    def unit(self, at: int) -> Unit | None:
        """The basic unit that starts at a word."""
        return self._units.get(at)

    def lower(self, at: int) -> str:
        """The word in plain lower case."""
        return self._lowers[at] if at < len(self._lowers) else ""

    def before(self, at: int) -> str:
        """The word before, "" at the start."""
        return self._lowers[at - 1] if at > 0 else ""

    def phrase(self, first: int, last: int) -> str:
        """Words in plain lower case, without hyphens."""
        return " ".join(word for word in self._lowers[first:last] if word != "-")

    def written(self, first: int, last: int) -> str:
        """Words as they stand in the text."""
        return written(self.sentence, first, last)

    def role_at(self, at: int, limit: int | None = None) -> tuple[int, str]:
        """End and class of the role that starts at a word, ``(at, "")`` when there is none.

        It ends before the word ``limit``, if there is one.
        """
        return self.lexicon.role_at(self._lowers[:limit], at)

    def starts_person(self, at: int) -> bool:
        """Whether a name or a role may begin at a word."""
        return at in self._units or self._lowers[at] in self.lexicon.openers

    def is_capital(self, at: int) -> bool:
        """Whether a word is capitalised, has no known meaning, and may be part of a name."""
        if at >= len(self._words) or at in self._units:
            return False
        word = self._words[at]
        if not (word[:1].isupper() and word[:1].isalpha()) or self._lowers[at] in self._small:
            return False
        return self._lowers[at] not in self._honorifics and not self.role_at(at)[1]

    def is_upper(self, at: int) -> bool:
        """Whether a word is capitalised."""
        return self._words[at][:1].isupper()

    def skip_modifiers(self, at: int) -> tuple[int, bool]:
        """Where "newly elected" and the like end; whether one says the role is no leader's."""
        blocked = False
        position = at
        for _ in range(_MODIFIERS):
            word = self.lower(position)
            if self.role_at(position)[1]:
                break
            if word in self._not_leading:
                blocked = True
            elif word not in self._modifiers and word != "-":
                break
            position += 1
        return position, blocked

    def skip_honorifics(self, at: int) -> int:
        """Where "Mr." and the like end."""
        position = at
        while self.lower(position) in self._honorifics or (
            self.lower(position) == "." and self.before(position) in self._honorifics
        ):
            position += 1
        return position

    def countries(self, at: int) -> tuple[tuple[CountryCode, ...], int]:
        """Countries before a role ("Russian and Turkish presidents"), and where they end."""
        found: list[CountryCode] = []
        position = at
        while (unit := self.unit(position)) is not None and _names_side(unit):
            found += [unit.country] if unit.country else []
            position = unit.last
            if self.lower(position) in {"'s", "'"}:
                return tuple(found), position + 1
            if not self._goes_on(unit, position):
                break
            position += 1
        return tuple(found), position

    def _goes_on(self, country: Unit, position: int) -> bool:
        """Whether the list of countries goes on behind ``country``."""
        joint = self.lower(position)
        listed = country.kind == ADJECTIVE or joint != ","
        following = self.unit(position + 1)
        return (
            listed
            and joint in {"and", ",", "-", "&"}
            and following is not None
            and following.kind == ADJECTIVE
        )

    def named(self, at: int) -> Unit | None:
        """The official or other person whose name starts at a word."""
        person = self.unit(at) or self.stranger(at)
        return person if person is not None and person.kind in {OFFICIAL, OTHER} else None

    def stranger(self, at: int) -> Unit | None:
        """A run of unknown capitalised words: a person the article may have introduced."""
        if at >= len(self._words) or self.sentence.headline:
            return None
        end = self._end_of_name(at)
        known = self._cast.introduced.get(self._lowers[end - 1] if end > at else "")
        if known is not None:
            return Unit(
                OFFICIAL,
                at,
                end,
                name=known.name,
                role=known.role,
                country=known.country,
                speaker=known.kind,
            )
        maybe = self.unit(end) or (self.unit(end + 1) if self.lower(end) == "-" else None)
        if maybe is not None and maybe.kind == OTHER and maybe.maybe and end > at:
            name = self.written(at, maybe.last)
            return Unit(OTHER, at, maybe.last, name=name, maybe=maybe.maybe)
        return Unit(OTHER, at, end, name=self.written(at, end)) if end - at > 1 else None

    def _end_of_name(self, at: int) -> int:
        end = at
        while end < len(self._words) and end - at < _NAME_WORDS and self.is_capital(end):
            end += 1
            while self.lower(end) in self._particles and self.is_capital(end + 1):
                end += 1
            while self.lower(end) == "-" and self.is_capital(end + 1):
                end += 1
        return end


def _names_side(unit: Unit) -> bool:
    """Whether a unit before a role tells whose it is: a country, its seat or an office."""
    if unit.country is None:
        return False
    return unit.kind in "ACS" or (unit.kind == OFFICIAL and unit.name is None)
