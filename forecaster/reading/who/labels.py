"""Whom the label before a turn of speech names: "MR. CEDAR", "Dora Dune", "THE PRIME MINISTER"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.domain.signals import Speaker, SpeakerKind
from forecaster.reading.known.cast import Cast
from forecaster.reading.known.records import KnownPerson, LeaderName
from forecaster.reading.text.lexicon import Lexicon
from forecaster.reading.text.phrases import fold
from forecaster.reading.who.units import OFFICIAL, Sentence, Unit


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who has the floor.

    Attributes:
        speaker: Who that is.
        leader: Whom "I" means, None when it is no leader.
    """

    speaker: Speaker
    leader: LeaderId | None = None


class Labels:
    """Reads labels with the people of one day."""

    def __init__(self, cast: Cast, lexicon: Lexicon, *, led: bool) -> None:
        """Look people up in ``cast``; ``led`` tells that a leader is known to speak on the page."""
        self._cast = cast
        self._lexicon = lexicon
        self._led = led

    def named(self, label: str) -> Voice | None:
        """Whom a label names outright, None for a mere title, a stranger or a shared surname."""
        words = _plain_case(label)
        name = [word for word in words if not self._is_title(word)]
        name = [word for word in name if not _is_initials(word)] or name
        if not name:
            return None
        for start in range(max(1, len(name) - 1)):  # behind styles that no list has: "Rt Hon"
            end, values = self._cast.names.index.match(name, start)
            if end == len(name):
                found = self._leader(words, name[start:], values) or self._official(values)
                if found is not None:
                    return found
        return self._by_surname(name[-1])

    def title(self, label: str) -> tuple[str, str] | None:
        """The last title in a label and its class: "THE PRIME MINISTER"."""
        lowers = [fold(word) for word in _plain_case(label)]
        found, at = None, 0
        while at < len(lowers):
            end, role = self._lexicon.role_at(lowers, at)
            if role:
                found = " ".join(lowers[at:end]), role
            at = max(end, at + 1)
        return found

    def surnamed(self, line: Sentence) -> Unit | None:
        """An official of the day whose bare surname opens a headline or follows "with" or "by"."""
        for at, word in enumerate(line.tokens.words):
            announced = at == 0 or line.lowers[at - 1] in {"with", "by"}
            voice = self._by_surname(word) if announced and word[:1].isupper() else None
            if voice is not None:
                who = voice.speaker
                return Unit(
                    OFFICIAL, at, at + 1,
                    name=who.name, role=who.role, country=who.country, speaker=who.kind,
                )  # fmt: skip
        return None

    def of_leader(self, leader: LeaderId) -> Voice:
        """The voice of a leader."""
        name = self._cast.names.world.leaders[leader]
        country = self._cast.country(leader)
        return Voice(Speaker(SpeakerKind.LEADER, name, None, country), leader)

    def _is_title(self, word: str) -> bool:
        lower = fold(word)
        if lower in _SMALL or lower in self._lexicon.lists["honorifics"]:
            return True
        return bool(self._lexicon.role_at([lower], 0)[1])

    def _leader(self, words: list[str], name: list[str], values: Iterable[object]) -> Voice | None:
        """The leader of a name; of a bare surname only when the page bears it out."""
        named = [value for value in values if isinstance(value, LeaderName)]
        serving = {one.leader for one in named if self._cast.in_office(one.leader)}
        known = serving & self._cast.established
        if len(name) == 1 and not (self._led or self._has_leading_title(words)):
            serving = known
        found = serving if len(serving) == 1 else known
        if len(found) != 1:
            return None
        leader = next(iter(found))
        return None if self._is_misnamed(words, leader) else self.of_leader(leader)

    def _has_leading_title(self, words: list[str]) -> bool:
        return any(self._lexicon.role_at([fold(word)], 0)[1] for word in words)

    def _is_misnamed(self, words: list[str], leader: LeaderId) -> bool:
        """Whether "Mr" or "Ms" in a label does not fit the leader."""
        titles = {fold(word) for word in words}
        woman = leader in self._cast.names.world.women
        return bool(titles & ({"mr"} if woman else {"ms", "mrs"}))

    def _official(self, values: Iterable[object]) -> Voice | None:
        for one in values:
            if isinstance(one, KnownPerson) and one.serves_on(self._cast.day):
                return Voice(Speaker(one.kind, one.name, one.role, one.country))
        return None

    def _by_surname(self, word: str) -> Voice | None:
        """Whom the text introduced by a surname, else the one official of the day who bears it."""
        surname = fold(word)
        known = self._cast.introduced.get(surname)
        if known is not None and known.country is not None:
            return Voice(Speaker(known.kind, known.name, known.role, known.country))
        bearers = [
            one
            for one in self._cast.names.world.persons
            if fold(one.name.rsplit(maxsplit=1)[-1]) == surname and one.serves_on(self._cast.day)
        ]
        return self._official(bearers) if len(bearers) == 1 else None


def _is_initials(word: str) -> bool:
    """Whether a word only abbreviates names: "B.", "A.P.J."."""
    return all(len(part) == 1 for part in word.split(".") if part)


_SMALL = frozenset(
    {"the", "of", "official", "prime", "foreign", "vice", "deputy", "press", "secretary"}
)


def _plain_case(label: str) -> list[str]:
    """The words of a label with capitals as in a text: "MR. O'HARA-DUNE" as "Mr O'hara-Dune"."""
    words = [word.strip(".,*_") for word in label.split()]
    return [word.title() if word.isupper() and len(word) > 1 else word for word in words if word]
