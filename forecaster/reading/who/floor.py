"""Who speaks in the turns of a transcript: from a label to a person and the side behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import Speaker, SpeakerKind
from forecaster.reading.form.turns import Turn
from forecaster.reading.known.cast import OFFICES, Cast
from forecaster.reading.text.lexicon import LEADING, Lexicon
from forecaster.reading.who.discourse import Discourse
from forecaster.reading.who.labels import Labels, Voice
from forecaster.reading.who.persons import CAPACITIES
from forecaster.reading.who.publisher import UNTOLD, Publisher, Title, head_of, office_in
from forecaster.reading.who.units import (
    CITY,
    COUNTRY,
    LEADER,
    OFFICIAL,
    ROLE,
    SEAT,
    Sentence,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a record and tells whose it is.

    Attributes:
        lines: The headline and what is printed before the first turn, with their units.
        source: The name of the outlet.
    """

    lines: Sequence[Sentence]
    source: Sentence


class Floor:
    """The voices of one record of speech.

    Attributes:
        house: Country for which those who answer speak, as far as it can be told.
    """

    def __init__(
        self,
        head: Head,
        sentences: Sequence[Sentence],
        cast: Cast,
        lexicon: Lexicon,
        printed: Publisher = UNTOLD,
    ) -> None:
        """Settle who is behind every label.

        Args:
            head: What stands above the record.
            sentences: The sentences of the body, their units found.
            cast: The people of the day.
            lexicon: Role words and honorifics.
            printed: Who publishes the record.
        """
        self._cast = cast
        self._lists = lexicon.lists
        self._sentences = [*(line for line in head.lines if line.field == "title"), *sentences]
        turns = {s.turn.number: s.turn for s in sentences if s.turn is not None}
        self._turns = [turns[number] for number in sorted(turns)]
        led = _is_led(head.lines, sentences) or _is_interview(self._turns)
        self._labels = Labels(cast, lexicon, led=led)
        answering = {turn.label: turn for turn in self._turns if not turn.asks}
        named = {label: self._labels.named(label) for label in answering}
        self._briefer = self._above(head.lines) or _called(sentences)
        self.house = printed.house or self._house(named, head, sentences)
        self._office = printed.office or self._announced(head.lines)
        self._voices = {
            label: named[label] or self._by_part(turn) for label, turn in answering.items()
        }

    def voice(self, turn: Turn | None) -> Voice | None:
        """Who has the floor in a turn; None for those who ask and for strangers."""
        return None if turn is None or turn.asks else self._voices.get(turn.label)

    def head(self) -> LeaderId | None:
        """The leader of the house: one who speaks here, else of whom it speaks."""
        own = (voice.leader for voice in self._voices.values() if voice and voice.leader)
        led = self.house if self.house != MEDIATOR else None
        spoken = next(own, None)
        if spoken is not None or led is None:
            return spoken
        return head_of(led, self._sentences, self._cast, self._office)

    def hand_over(self, turn: Turn | None, talk: Discourse) -> None:
        """Let "I" and "you" mean who speaks and who is asked."""
        voice = self.voice(turn)
        talk.first = voice.leader if voice else None
        answer = self._answering(turn) if turn is not None and turn.asks else None
        talk.second = answer.leader if answer else None

    def _answering(self, turn: Turn) -> Voice | None:
        later = (one for one in self._turns if one.number > turn.number and not one.asks)
        return self.voice(next(later, None))

    def _announced(self, lines: Iterable[Sentence]) -> Title | None:
        """Whose office the headline gives the word: "Briefing by the president's spokesman"."""
        titles = (line for line in lines if line.field == "title")
        spoken = (line for line in titles if any(unit.kind == OFFICIAL for unit in line.units))
        return next((office_in(line, self._lists) for line in spoken), None)

    def _above(self, lines: Iterable[Sentence]) -> Unit | None:
        """The person whose words the headline announces: who opens it, or any official in it."""
        for line in lines:
            for unit in line.units:
                if unit.kind == LEADER and len(unit.leaders) == 1 and _is_announced(line, unit):
                    return unit
                if unit.kind == OFFICIAL and not unit.plural:
                    return self._labels.surnamed(line) or unit
            surnamed = self._labels.surnamed(line)
            if surnamed is not None:
                return surnamed
        return None

    def _by_part(self, turn: Turn) -> Voice | None:
        """Who is behind "A" or a title: the holder of the title, or the person announced above."""
        title = self._labels.title(turn.label) if not turn.answers else None
        briefer = self._briefer
        if title is not None and title[1] in LEADING:
            return self._holder(*title)
        if turn.answers and briefer is not None and briefer.kind == LEADER:
            return self._labels.of_leader(briefer.leaders[0])
        if turn.answers and briefer is not None and briefer.kind == ROLE:
            return self._holder(briefer.title, briefer.role_class)
        return self._of_office(turn, title)

    def _holder(self, title: str, role: str) -> Voice | None:
        leader = self._cast.holder(self.house, role, title) if self.house else None
        return self._labels.of_leader(leader) if leader else None

    def _of_office(self, turn: Turn, title: tuple[str, str] | None) -> Voice | None:
        """An official of the house, called by the label or by what stands above."""
        official = self._briefer
        if official is not None and official.kind != OFFICIAL:
            official = None
        if self.house is None or not (title or official or turn.answers):
            return None
        role = title[0] if title else None
        kind = CAPACITIES.get(title[1] if title else "", SpeakerKind.OFFICE)
        if official is not None:
            role, kind = official.role, official.speaker or kind
        if self.house == MEDIATOR:
            kind = SpeakerKind.THIRD_PARTY
        return Voice(Speaker(kind, official.name if official else None, role, self.house))

    # -- the house -----------------------------------------------------------------------------

    def _house(
        self, named: Mapping[str, Voice | None], head: Head, sentences: Sequence[Sentence]
    ) -> CountryCode | None:
        """For whom those who answer speak."""
        voices = Counter(v.speaker.country for v in named.values() if v and v.speaker.country)
        if voices:
            return voices.most_common(1)[0][0]
        if self._briefer is not None and self._briefer.country:
            return self._briefer.country
        above = [
            unit for line in head.lines for unit in line.units if unit.kind in {SEAT, OFFICIAL}
        ]
        has_part = self._briefer is not None or any(map(self._labels.title, named))
        venues = [unit for line in head.lines for unit in _venues(line)]
        told = (*head.source.units, *above, *(venues if above else []))
        known = _first_country(told) or self._by_title(named, head.lines)
        if known is not None or not has_part:
            return known
        return self._from_places(sentences) or _first_country(venues)

    def _by_title(self, labels: Iterable[str], lines: Iterable[Sentence]) -> CountryCode | None:
        """The country that alone gives such a title as a label or headline does: "The Taoiseach"."""
        titles = [title for title in map(self._labels.title, labels) if title is not None]
        units = (unit for line in lines for unit in line.units if unit.kind == ROLE)
        titles += [(unit.title, unit.role_class) for unit in units]
        named = (self._cast.names.country_of(one) for one, role in titles if role in OFFICES)
        return next((country for country in named if country is not None), None)

    def _from_places(self, sentences: Iterable[Sentence]) -> CountryCode | None:
        """The country of the places spoken of whose leader nobody needs to name."""
        abroad = {self._cast.country(leader) for leader in self._cast.counts}
        seen = Counter(
            unit.country
            for sentence in sentences
            for unit in sentence.units
            if unit.kind in {CITY, COUNTRY} and unit.country and unit.country not in abroad
        )
        return seen.most_common(1)[0][0] if seen else None


MEDIATOR = CountryCode("UNO")
"""The body whose officials speak of the meetings of others."""


def _first_country(units: Iterable[Unit]) -> CountryCode | None:
    return next((unit.country for unit in units if unit.country), None)


def _venues(line: Sentence) -> list[Unit]:
    """The towns in which a briefing is held: "noon briefing, Norburg"."""
    towns = [unit for unit in line.units if unit.place and unit.place.city]
    return [
        unit for unit in towns if unit.first and line.lowers[unit.first - 1] in {",", "in", ":"}
    ]


def _is_announced(line: Sentence, unit: Unit) -> bool:
    """Whether a headline gives somebody the word: "X: ...", "interview with X"."""
    return unit.first == 0 or line.lowers[unit.first - 1] in {"with", "by", "of"}


def _is_led(lines: Iterable[Sentence], sentences: Iterable[Sentence]) -> bool:
    """Whether somebody who leads is announced or addressed, so that a bare surname may be his."""
    titles = (unit for line in lines for unit in line.units)
    called = _called(sentences)
    above = any(unit.kind == ROLE and unit.role_class in LEADING for unit in titles)
    return above or (called is not None and called.kind in {ROLE, LEADER})


def _is_interview(turns: Iterable[Turn]) -> bool:
    """Whether one person alone answers, and more than once, so that a bare surname may be his."""
    answers = [turn.label for turn in turns if not turn.asks]
    return len(answers) > 1 and len(set(answers)) == 1


def _called(sentences: Iterable[Sentence]) -> Unit | None:
    """Whom a question addresses: "Mr President, ...", "Prime Minister, ..."."""
    for sentence in sentences:
        if sentence.turn is None or not sentence.turn.asks:
            continue
        for unit in sentence.units:
            ends = sentence.lowers[unit.last : unit.last + 1] == [","]
            if unit.first <= 2 and ends and unit.kind in {LEADER, ROLE, OFFICIAL}:
                return unit
    return None
