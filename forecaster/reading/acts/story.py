"""What an article has told so far: who spoke last, of which day, where the scene lies."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Speaker, SpeakerKind
from forecaster.domain.summits import Summit
from forecaster.reading.acts.diary import Diary, Entry
from forecaster.reading.acts.draft import Draft, Setting
from forecaster.reading.acts.impression import Impression, Position, Time, position_of
from forecaster.reading.acts.interpret import Interpreter
from forecaster.reading.acts.moments import Moment
from forecaster.reading.acts.placing import Spot
from forecaster.reading.patterns.attribution import Utterance
from forecaster.reading.patterns.ranks import Ranks
from forecaster.reading.text.lemmas import stems
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.floor import Floor
from forecaster.reading.who.quoting import Quotes
from forecaster.reading.who.units import COUNTRY, LEADER, OFFICIAL, OTHER, SEAT

_OPENING = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when one sentence sets things, whoever acts in it.

    Attributes:
        sentence: Its number.
        title: Whether it is a headline.
        leaders: The leaders it names.
        others: Whether it names somebody who leads nothing.
        window: Days to come that it names for an encounter or journey.
        ahead: The one span to come that it names, whatever is set in it.
        gone: The first recent day that it names, whatever happened on it.
        place: Town in which it is set.
        goal: Place of an encounter or journey of which it tells.
        series: Multilateral events that it names.
        canon: Its words.
        spots: The places that it names.
        moments: The times that it names.
        speaks: Whether somebody is said to say something in it.
    """

    sentence: int
    title: bool
    leaders: frozenset[LeaderId]
    others: bool
    window: Window | None
    ahead: Window | None
    gone: date | None
    place: Place | None
    goal: Place | None
    series: tuple[str, ...]
    canon: Canon
    spots: list[Spot]
    moments: list[Moment]
    speaks: bool

    def time(self, moment: Moment) -> Time:
        """By what an impression of the article knows a time that the sentence names."""
        first, _ = self.canon.words[moment.named.at]
        return position_of(self.canon.sentence), first


class Story:
    """The course of one article, sentence by sentence.

    Attributes:
        sentence: Number of the sentence being read, from 1.
        last_speaker: Number of the last sentence with an attribution, and who spoke there.
        speakers: All such sentences in order.
        lede: Who speaks in the opening.
        floor: Who has the floor in a transcript.
        asks: Whether the sentence is part of a question put there.
        diary: The days it has told.
        forums: Multilateral events by the sentence that names them.
        scenes: What each sentence tells of place and time.
        events: Those that name multilateral events.
        unfinished: Sentences at whose end a quotation is still open.
        gathers: Whether an event has been spoken of to which many leaders come.
        imagines: Whether the piece opens as one that only imagines what it tells.
        corrections: Sentences in which the outlet quotes its own mistake.
        misnames: Whether the sentence tells that a name is borne by somebody else.
        impression: What is made of the article as a whole; None without anybody who looks at it.
        behind: The paragraph that was last set behind an event of long ago.
        officials: Number of the last sentence that spoke of a meeting of officials only.
    """

    def __init__(
        self,
        setting: Setting,
        interpreter: Interpreter,
        floor: Floor | None = None,
        impression: Impression | None = None,
    ) -> None:
        """Begin before the first sentence; ``floor`` tells who speaks in a transcript."""
        self._floor = floor
        self.impression = impression
        self.asks = False
        self._multilateral = setting.words["multilateral"]
        self.gathers = False
        self.imagines = False
        self.misnames = False
        self.corrections: list[int] = []
        self._setting = setting
        self._interpreter = interpreter
        self._told: date | None = None
        self._planned: date | None = None
        self.sentence = 0
        self.last_speaker: tuple[int, Speaker] | None = None
        self.speakers: list[tuple[int, Speaker]] = []
        self.lede: Speaker | None = None
        self.floor: Speaker | None = None
        self.diary = Diary()
        self.forums: list[tuple[int, Summit]] = []
        self.scenes: list[Scene] = []
        self.events: list[Scene] = []
        self.unfinished: set[int] = set()
        self.behind: int | None = None
        self.officials = 0
        self._ranks = Ranks(setting.words)
        self._quotes = Quotes()

    def follow(self, canon: Canon, said: list[Utterance]) -> None:
        """Go on to the next sentence, before its acts are read."""
        self.sentence += 1
        self._follow_time(canon, said)
        turn = canon.sentence.turn
        voice = self._floor.voice(turn) if self._floor else None
        self.floor = voice.speaker if voice else None
        self.asks = turn is not None and turn.asks
        text = canon.sentence.text.lower()
        self.misnames = any(words in text for words in self._setting.words["namesakes"])
        if any(words in text for words in self._setting.words["own_mistakes"]):
            self.corrections.append(self.sentence)
        if self.sentence <= _OPENING and text.startswith(tuple(self._setting.words["imaginings"])):
            self.imagines = True
        self.gathers = self.gathers or not self._multilateral.isdisjoint(stems(canon.items))
        self.forums += [(self.sentence, one) for one in self._interpreter.forums(canon)]
        self.scenes.append(self._scene(canon, said))
        if self.scenes[-1].series:
            self.events.append(self.scenes[-1])
        if self._ranks.are_talking(canon.items):
            self.officials = self.sentence
        if self._quotes.stay_open(canon.sentence):
            self.unfinished.add(self.sentence)

    def _scene(self, canon: Canon, said: list[Utterance]) -> Scene:
        spots = self._interpreter.spots(canon, said)
        towns = [one.place for one in spots if one.venue and one.place.city]
        goals = [one.place for one in spots if one.event]
        return Scene(
            sentence=self.sentence,
            title=canon.sentence.field == "title",
            leaders=frozenset(leader for unit in canon.units for leader in unit.leaders),
            others=any(unit.kind in {OFFICIAL, OTHER} for unit in canon.units),
            window=self._interpreter.coming(canon),
            ahead=self._interpreter.ahead(canon),
            gone=self._interpreter.gone(canon),
            place=towns[0] if towns else None,
            goal=goals[0] if goals else None,
            series=tuple(unit.forum.series for unit in canon.units if unit.forum),
            canon=canon,
            spots=spots,
            moments=self._interpreter.moments(canon),
            speaks=bool(said),
        )

    @property
    def recorded(self) -> bool:
        """Whether the article records who said what, as a transcript does."""
        return self._floor is not None

    def positions(self, draft: Draft) -> set[Position]:
        """Where the sentences stand that tell an act."""
        return {position_of(self.scenes[at - 1].canon.sentence) for at, _, _ in draft.tellings}

    def near(self, sentence: int, reach: int) -> list[Scene]:
        """The scenes of the headline, and those at most so many sentences away, in order."""
        headline = [scene for scene in self.scenes[:_HEADLINE] if scene.title]
        first = max(len(headline), sentence - 1 - reach)
        return [*headline, *self.scenes[first : sentence + reach]]

    def events_near(self, sentence: int) -> list[Scene]:
        """The scenes that name multilateral events, in order; of very many the nearest."""
        at = bisect_left(self.events, sentence, key=lambda scene: scene.sentence)
        headline = [scene for scene in self.events[:_HEADLINE] if scene.title]
        first = max(len(headline), at - _NEAREST)
        return [*headline, *self.events[first : at + _NEAREST]]

    def voices(self, sentence: int, reach: int) -> list[tuple[int, Speaker]]:
        """Who speaks at most so many sentences away, in order."""
        first = _begin(self.speakers, sentence - reach)
        return self.speakers[first : _begin(self.speakers, sentence + reach + 1)]

    def next_voice(self, sentence: int) -> tuple[int, Speaker] | None:
        """Who speaks next behind a sentence, and where."""
        at = _begin(self.speakers, sentence + 1)
        return self.speakers[at] if at < len(self.speakers) else None

    def next_forum(self, sentence: int, reach: int) -> Summit | None:
        """The multilateral event that a sentence names, or one at most so many behind it."""
        at = _begin(self.forums, sentence)
        if at == len(self.forums) or self.forums[at][0] > sentence + reach:
            return None
        return self.forums[at][1]

    def remember(self, canon: Canon, said: list[Utterance]) -> None:
        """Note who spoke in the sentence and of which day, after its acts are read."""
        window = self.scenes[-1].window if self.scenes else None
        if window is not None and window.days == 1:
            self._planned = window.start
        self._interpreter.tell(self._told, self._planned)
        voices = [one for one in said if one.kind is not SpeakerKind.MEDIA] or said
        speaker = self._interpreter.as_speaker(canon, voices[-1]) if said else self.floor
        if speaker is None and self.last_speaker and self._is_quoted_on(canon):
            self.last_speaker = (self.sentence, self.last_speaker[1])
        if speaker is not None:
            self.last_speaker = (self.sentence, speaker)
            self.speakers.append(self.last_speaker)
            if (
                self.lede is None
                and canon.sentence.field == "body"
                and canon.sentence.paragraph <= 1
            ):
                self.lede = self.last_speaker[1]
            self._interpreter.last_speaker = self.last_speaker[1]

    def _is_quoted_on(self, canon: Canon) -> bool:
        """Whether the quotation of who spoke in the sentence before goes on, or opens again."""
        before = self.sentence - 1
        spoke = self.last_speaker is not None and self.last_speaker[0] == before
        return spoke and (before in self.unfinished or canon.items[:1] == ['"'])

    def _follow_time(self, canon: Canon, said: list[Utterance]) -> None:
        """Carry on the day of which the text is speaking, unless it only looks back."""
        if canon.sentence.field == "title":
            return
        paragraph = canon.sentence.paragraph
        if self._interpreter.opens_behind(canon):
            self.behind = paragraph
        told = self._interpreter.telling(canon, news=paragraph == 0)
        if told is None:
            return
        self._told = told.day
        speaking = {self._interpreter.as_speaker(canon, one).country for one in said}
        sides = frozenset(side for side in speaking | _acting(canon) if side)
        self.diary.note(Entry(self.sentence, paragraph, told.day, told.spoken, sides))


_HEADLINE = 10
"""Sentences of the longest headline."""
_NEAREST = 50
"""Sentences with multilateral events, on either side, among which that of an act is looked for."""


def _begin(told: Sequence[tuple[int, object]], sentence: int) -> int:
    """How much is told before a sentence."""
    return bisect_left(told, sentence, key=lambda one: one[0])


def _acting(canon: Canon) -> set[CountryCode | None]:
    """The side that a sentence names first, and those whose offices it names."""
    first = next((unit.country for unit in canon.units if unit.kind in _ACTING), None)
    return {first} | {unit.country for unit in canon.units if unit.kind in {OFFICIAL, SEAT}}


_ACTING = frozenset({LEADER, OFFICIAL, OTHER, SEAT, COUNTRY})
