"""From one wording to an act in the making."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import Place
from forecaster.domain.signals import SignalType, Speaker, SpeakerKind
from forecaster.reading.acts.certainty import certainty_of, is_denied_report
from forecaster.reading.acts.draft import PAST, SINGLE, UTTERANCES, Draft, Grounds, Setting
from forecaster.reading.acts.gapping import further
from forecaster.reading.acts.impression import position_of
from forecaster.reading.acts.interpret import Interpreter, agent_speaker
from forecaster.reading.acts.looking_back import (
    is_pluperfect,
    is_told_of,
    recalls,
    sets_time,
)
from forecaster.reading.acts.polarity import polarity_of
from forecaster.reading.acts.sieve import Sieve, is_guess
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.weighing import LONGEST_SHORT
from forecaster.reading.patterns.attribution import Utterance
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.text.lemmas import stems
from forecaster.reading.who.speakers import NARRATOR

T = SignalType


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where and when a wording sets its meeting.

    Attributes:
        place: The place.
        window: The days.
        forum: Id of the multilateral event.
        stated: Day on which the words were said, if the sentence tells it.
    """

    place: Place | None
    window: Window | None
    forum: str | None
    stated: date | None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who tells a wording.

    Attributes:
        speaker: Who says it.
        attributed: Whether the sentence names the speaker.
        said: All attributions of the sentence.
    """

    speaker: Speaker
    attributed: bool
    said: list[Utterance]


class Drafter:
    """Turns the hits of one article into drafts."""

    def __init__(
        self, setting: Setting, interpreter: Interpreter, story: Story, sieve: Sieve
    ) -> None:
        """Share what the article has told so far, and leave to ``sieve`` what tells of no meeting."""
        self._words = setting.words
        self._setting = setting
        self._interpreter = interpreter
        self._story = story
        self._sieve = sieve
        self._hosting = setting.words["coming_over"]

    def drafts(self, hit: Hit, said: list[Utterance]) -> list[Draft]:
        """What a wording tells, one for each meeting; [] when it tells of no meeting of leaders."""
        speaker, utterance = self._heard(hit, said)
        if self._sieve.says_nothing(hit, said, utterance):
            return []
        hit = self._interpreter.recast(hit)
        leaders = self._interpreter.participants(hit, speaker, utterance) or self._seen(hit)
        below = self._sieve.is_of_others(hit, leaders, speaker)
        if not leaders or (
            below and not (is_guess(hit) and self._setting.sentences <= LONGEST_SHORT)
        ):
            return []  # Of a guess in a short text a judge may still find that it is about leaders
        told = self._circumstances(hit, said)
        if self._sieve.misses(hit, told.window, told.forum):
            return []
        inviter = agent_speaker(hit, self._setting.cast) if hit.rule.id in _NAMED_OFFERS else None
        voice = Voice(inviter or speaker or self._implied(hit), speaker is not None, said)
        groups = self._interpreter.meetings(hit, leaders)
        drafts = [self._finish(hit, voice, group, told) for group in groups]
        for more, group in further(hit, leaders):
            drafts.append(self._finish(more, voice, group, self._own_setting(more, said, told)))
        for draft in drafts:
            draft.parted = len(drafts) > 1
            draft.grounds = Grounds(below=below)
        return drafts

    def _seen(self, hit: Hit) -> tuple[LeaderId, ...]:
        """Whom an impression of the article lets a guess concern where the words name nobody."""
        look = self._story.impression
        if look is None or not is_guess(hit):
            return ()
        position, cast = position_of(hit.canon.sentence), self._setting.cast
        seen = [one for one in look.people(position) if look.part(position, hit.type, one) > 0]
        enough = hit.type in SINGLE or len(cast.sides(seen)) > 1
        return tuple(sorted(seen)) if enough else ()

    def _heard(self, hit: Hit, said: list[Utterance]) -> tuple[Speaker | None, Utterance | None]:
        """Who says a wording; a meeting that only dates what is said is told by the narrator."""
        if hit.type is T.MET and sets_time(hit):
            return None, None
        speaker, utterance = self._interpreter.speaker(hit, said)
        return speaker or self._story.floor, utterance

    def _circumstances(self, hit: Hit, said: list[Utterance]) -> Circumstances:
        window, stated = self._interpreter.times(hit, said)
        place = self._interpreter.place(hit, said)
        forum = self._interpreter.forum(hit, window, place)
        return Circumstances(place, window, forum, stated)

    def _own_setting(self, hit: Hit, said: list[Utterance], told: Circumstances) -> Circumstances:
        """Place and days of a meeting whose verb is left out: those that stand behind its own name."""
        spots = self._interpreter.spots(hit.canon, said)
        moments = self._interpreter.moments(hit.canon)
        place = next((one.place for one in spots if one.at >= hit.last), None)
        moment = next((one for one in moments if one.named.at >= hit.last), None)
        if moment is None:
            return Circumstances(place, None, None, told.stated)
        return Circumstances(
            place, moment.back if hit.type in PAST else moment.ahead, None, told.stated
        )

    def _implied(self, hit: Hit) -> Speaker:
        """Who speaks when nobody is named: the agent of an utterance, else the last speaker."""
        if hit.type is T.MET and sets_time(hit):
            return NARRATOR
        last = self._story.last_speaker
        if last and last[0] >= self._story.sentence - 1 and _goes_on_quoting(hit.canon.items):
            return last[1]
        own = agent_speaker(hit, self._setting.cast)
        if own is not None and (
            hit.type in UTTERANCES or (own.kind is SpeakerKind.OFFICE and hit.type not in PAST)
        ):
            return own
        return NARRATOR

    def _finish(
        self, hit: Hit, voice: Voice, leaders: tuple[LeaderId, ...], told: Circumstances
    ) -> Draft:
        place, window, forum = self._complete(hit, told)
        speaker, stated = voice.speaker, told.stated
        agent = self._interpreter.actor(hit, leaders)
        actor = agent or (None if hit.type in PAST else speaker.country)
        if stated and speaker.country and actor in {None, speaker.country} and hit.type not in PAST:
            self._story.diary.hear(speaker.country, stated)
        statement = self._statement(hit, window, stated, speaker)
        kind = hit.type
        assumed = kind in PAST and window is None
        if assumed:
            window = Window(statement, statement)
        if kind not in PAST and window is not None:
            window = self._ahead(kind, window, statement)
        return Draft(
            type=kind,
            rule=hit.rule.id,
            score=hit.rule.score,
            leaders=leaders,
            speaker=speaker,
            actor=actor,
            agent=agent,
            mutual=self._interpreter.is_mutual(hit),
            place=place,
            window=window,
            forum=forum,
            certainty=certainty_of(hit, speaker),
            polarity=polarity_of(hit),
            statement_on=statement,
            background="background" in hit.rule.options or is_denied_report(hit),
            retracts=None,
            sentence=self._story.sentence,
            paragraph=_paragraph(hit),
            where=hit.canon.sentence.field,
            spans=[(hit.canon.sentence.field, *_span(hit))],
            stated=stated is not None and "background" not in hit.rule.options,
            dated=stated is not None or self._story.diary.spoke_on(speaker.country) is not None,
            attributed=voice.attributed,
            hosting=bool(self._hosting & stems(hit.canon.items[hit.first : hit.last + 4])),
            nominal=_is_owned_offer(hit) or self._interpreter.is_named_offer(hit),
            items=(hit.first, hit.last),
            tellings=[(self._story.sentence, hit.first, hit.last)],
            recalled=self._is_recalled(hit, voice, stated),
            earlier=self._is_earlier(hit) and not is_told_of(hit, voice.said),
            bygone=hit.type not in PAST and self._is_bygone(hit, voice),
            weak="weak" in hit.rule.options,
            assumed=assumed,
            standing=self._interpreter.standing(hit, voice.said),
            named=frozenset(leaders) & {one for unit in hit.canon.units for one in unit.leaders},
        )

    def _is_recalled(self, hit: Hit, voice: Voice, stated: date | None) -> bool:
        """Whether the sentence, or the one that opens its paragraph, looks back."""
        if recalls(hit) and not is_told_of(hit, voice.said):
            return True
        behind = self._story.behind == _paragraph(hit)
        return stated is None and (behind or self._interpreter.is_of_old(hit))

    def _is_bygone(self, hit: Hit, voice: Voice) -> bool:
        """Whether the verb sets a step before the news: "accepted last month", "had accepted".

        "Had accepted" does not where somebody says so: it then only follows the past of "said".
        """
        return self._interpreter.is_bygone(hit) or (is_pluperfect(hit) and not voice.attributed)

    def _is_earlier(self, hit: Hit) -> bool:
        """Whether the verb sets an event before the news: "had met", "last met", "met twice"."""
        beside = hit.canon.items[max(0, hit.trigger - 1) : hit.trigger + _BESIDE]
        if not self._words["times_before"].isdisjoint(beside):
            return True
        return is_pluperfect(hit) and "first time" not in hit.canon.text

    def _ahead(self, kind: SignalType, window: Window, statement: date) -> Window | None:
        """A coming meeting's days do not start before the statement; a day past is not its day."""
        coming = window.not_before(statement)
        if kind not in _OPEN:
            return coming or window
        past = window.days == 1 and window.start <= self._setting.published
        return None if past else coming

    def _complete(
        self, hit: Hit, told: Circumstances
    ) -> tuple[Place | None, Window | None, str | None]:
        """Place, days and forum, each as far as the others or the calendar tell it."""
        place, window, forum = told.place, told.window, told.forum
        if hit.type is T.CALL:
            return None, window, None
        summit = self._setting.calendar.by_id.get(forum.lower()) if forum else None
        if summit is not None:
            if (
                place is None
                or hit.type is T.ALT_VENUE
                or (summit.place and place.country == summit.place.country)
            ):
                place = summit.place or place
            elif summit.place is not None:
                return place, window, None
            if hit.type not in PAST:
                window = _sharpened(window, summit.window)
        return place, window, forum

    def _statement(
        self, hit: Hit, window: Window | None, stated: date | None, speaker: Speaker
    ) -> date:
        if hit.type in PAST and window is not None:
            return window.start if window.days <= 3 else (stated or window.start)
        if stated is not None:
            return stated
        if speaker == self._story.floor:
            return self._setting.published
        diary = self._story.diary
        if speaker.kind is SpeakerKind.NARRATOR:
            told = None if hit.type in _STATES else diary.current
        else:
            told = diary.spoke_on(speaker.country) or diary.day_for(
                speaker.country, _paragraph(hit)
            )
        return told or self._setting.published


_STATES = frozenset(
    {T.CONFIRM, T.ATTEND, T.NOT_PLANNED, T.PREPARE, T.NO_PREP, T.WILLING, T.HEDGE, T.CONDITION}
)
"""Types that tell how things stand when the text is printed, not what somebody did one day."""
_OPEN = frozenset(
    {
        T.INVITE,
        T.COUNTER_INVITE,
        T.ACCEPT,
        T.DECLINE,
        T.HEDGE,
        T.CONDITION,
        T.NO_PREP,
        T.PREPARE,
        T.WILLING,
    }
)
_OFFER_NOUNS = frozenset(
    {"offer", "invitation", "proposal", "suggestion", "request", "letter", "overture"}
)
_NAMED_OFFERS = frozenset({"invite.nominal"})


def _goes_on_quoting(items: list[str]) -> bool:
    """Whether a quotation stands in a sentence, and nobody else is named before it."""
    if '"' not in items:
        return False
    before = items[: items.index('"')]
    return not any(item[:2] in {"L:", "O:", "S:", "X:"} for item in before)


_BESIDE = 4


def _sharpened(told: Window | None, held: Window | None) -> Window | None:
    """The calendar's days of an event where the words only name the part of the year around them."""
    if told is None or held is None:
        return told or held
    near = Window(told.start - timedelta(days=_NEARBY), told.end + timedelta(days=_NEARBY))
    return held if told.days > _FEW and near.overlaps(held) else told


_NEARBY, _FEW = 10, 4


def _is_owned_offer(hit: Hit) -> bool:
    """Whether an offer is only named, as somebody's: "Alder's offer", "the invitation from Alder"."""
    items = hit.canon.items
    if "background" in hit.rule.options:
        return True
    return items[hit.trigger] in _OFFER_NOUNS and items[hit.trigger - 1] == "'s"


def _paragraph(hit: Hit) -> int:
    return -1 if hit.canon.sentence.field == "title" else hit.canon.sentence.paragraph


def _span(hit: Hit) -> tuple[int, int]:
    if hit.canon.sentence.proof is not None:
        return hit.canon.sentence.proof
    first = hit.canon.words[hit.first][0]
    last = hit.canon.words[hit.last - 1][1]
    tokens = hit.canon.sentence.tokens
    start = hit.canon.sentence.start
    return start + tokens.starts[first], start + tokens.ends[last - 1]
