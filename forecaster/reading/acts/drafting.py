"""From one wording to an act in the making."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import SignalType, Speaker, SpeakerKind
from forecaster.reading.acts.certainty import certainty_of, is_denied_report
from forecaster.reading.acts.draft import ANSWERS, LEARNED, PAST, SINGLE, UTTERANCES, Draft, Setting
from forecaster.reading.acts.interpret import Interpreter, agent_speaker
from forecaster.reading.acts.looking_back import (
    is_pluperfect,
    is_told_of,
    only_dates,
    recalls,
    sets_time,
    was_planned,
)
from forecaster.reading.acts.polarity import polarity_of
from forecaster.reading.acts.slots import slot_unit
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.topic import Topics
from forecaster.reading.patterns.attribution import Utterance, number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.patterns.ranks import names_leaders
from forecaster.reading.text.lemmas import stems
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.speakers import NARRATOR
from forecaster.reading.who.units import ADJECTIVE, COUNTRY, FORUM, LEADER, OFFICIAL, SEAT

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
        self, setting: Setting, interpreter: Interpreter, topics: Topics, story: Story
    ) -> None:
        """Share what the article has told so far."""
        self._words = setting.words
        self._setting = setting
        self._interpreter = interpreter
        self._topics = topics
        self._story = story
        self._hosting = setting.words["coming_over"]
        self._attended = False

    def may_tell(self, canon: Canon) -> bool:
        """Whether any wording of a sentence can tell of leaders: only then is it worth a look."""
        return not self._story.misnames and self._is_anchored(canon)

    def drafts(self, hit: Hit, said: list[Utterance]) -> list[Draft]:
        """What a wording tells, one for each meeting; [] when it tells of no meeting of leaders."""
        if self._is_beside_the_facts(hit, said):
            return []
        speaker, utterance = self._heard(hit, said)
        if utterance is None and was_planned(hit):
            return []
        if hit.type in _NEEDS_CONTEXT and not (_is_guessed(hit) or self._about_meeting(hit)):
            return []
        hit = self._interpreter.recast(hit)
        leaders = self._interpreter.participants(hit, speaker, utterance)
        if not leaders or self._goes_elsewhere(hit, leaders):
            return []
        if hit.wishful and not self._is_party(speaker, leaders):
            return []
        if self._is_of_a_minister(hit) or self._goes_on_below(hit, speaker):
            return []
        if hit.type is T.MET and self._is_in_passing(hit):
            return []
        told = self._circumstances(hit, said)
        if self._is_misdated(hit, told.window) or only_dates(hit, told.window):
            return []
        if hit.type in _AT_FORUMS and not (self._is_forum(hit, told.forum) or _is_guessed(hit)):
            return []
        inviter = agent_speaker(hit, self._setting.cast) if hit.rule.id in _NAMED_OFFERS else None
        voice = Voice(inviter or speaker or self._implied(hit), speaker is not None, said)
        groups = self._interpreter.meetings(hit, leaders)
        drafts = [self._finish(hit, voice, group, told) for group in groups]
        for draft in drafts:
            draft.parted = len(drafts) > 1
        return drafts

    def _heard(self, hit: Hit, said: list[Utterance]) -> tuple[Speaker | None, Utterance | None]:
        """Who says a wording; a meeting that only dates what is said is told by the narrator."""
        if hit.type is T.MET and sets_time(hit):
            return None, None
        speaker, utterance = self._interpreter.speaker(hit, said)
        return speaker or self._story.floor, utterance

    def _goes_elsewhere(self, hit: Hit, leaders: tuple[LeaderId, ...]) -> bool:
        """Whether a journey leads to a country of none of the leaders, with no other one named."""
        unit = slot_unit(hit, "place")
        if "journey" not in hit.rule.options or unit is None or unit.country is None:
            return False
        if self._stays_home(hit, unit.country):
            return True
        named = {leader for unit in hit.canon.units for leader in unit.leaders}
        if len(named & set(leaders)) > 1 or hit.type in SINGLE:
            return False
        return unit.country not in {self._setting.cast.country(leader) for leader in leaders}

    def _stays_home(self, hit: Hit, goal: CountryCode) -> bool:
        """Whether one leader alone goes somewhere in the own country."""
        agent = slot_unit(hit, "agent")
        alone = agent is not None and agent.kind == LEADER and len(agent.leaders) == 1
        return alone and agent is not None and goal == agent.country

    def _is_beside_the_facts(self, hit: Hit, said: list[Utterance]) -> bool:
        """Whether the sentence wishes or imagines what it tells."""
        if self._setting.argued and not said and self._is_supposed(hit):
            return True
        imagined = hit.wishful or (self._story.imagines and not recalls(hit))
        return imagined and not said and not self._story.floor and "i" not in hit.canon.items

    def _is_supposed(self, hit: Hit) -> bool:
        """Whether the author of an argument tells only what could or should be, or a view held.

        What a letter or statement named before is told to say is more than that.
        """
        items = hit.canon.items
        if hit.type in PAST or not self._words["papers"].isdisjoint(items[: hit.first]):
            return False
        if hit.type in UTTERANCES and not _AUTHOR.isdisjoint(items):
            return True
        near = items[max(0, hit.first - _BEFORE) : hit.last]
        return not self._words["supposals"].isdisjoint(near)

    def _is_party(self, speaker: Speaker | None, leaders: tuple[LeaderId, ...]) -> bool:
        """Whether one of the sides says it; others who say "should" only wish."""
        sides = {self._setting.cast.country(leader) for leader in leaders}
        return speaker is None or speaker.country in sides

    def _is_of_a_minister(self, hit: Hit) -> bool:
        """Whether a minister or an envoy acts here for himself, or is the one invited."""
        if hit.type is T.INVITE and _goes_to_a_minister(hit):
            return True
        agent = slot_unit(hit, "agent")
        if agent is None or agent.kind != OFFICIAL or agent.speaker not in _LOWER:
            return False
        behind = hit.canon.items[hit.first + 1 : hit.trigger]
        speaks_for_side = any(item[:2] in {"C:", "S:"} for item in behind)
        return not speaks_for_side and not any(item[:2] == "L:" for item in hit.canon.items)

    def _goes_on_below(self, hit: Hit, speaker: Speaker | None) -> bool:
        """Whether the words are about a meeting of officials: this sentence's, or the last one's.

        Of the sentence itself the rules judge; without a rule, all that officials tell by their
        own meetings is that they prepare one of leaders.
        """
        if self._story.officials == self._story.sentence:
            return _is_guessed(hit) and hit.type not in {T.PREPARE, T.NO_PREP}
        if hit.type not in _NEEDS_CONTEXT:
            return False
        before = self._story.sentence - 1
        told = names_leaders(hit.canon.items)
        return not told and self._story.officials == before and self._topics.sentence < before

    def _is_in_passing(self, hit: Hit) -> bool:
        """Whether no rule tells of a meeting and the words tell of a greeting: "spoke briefly"."""
        said = hit.canon.sentence.text.lower()
        return _is_guessed(hit) and any(phrase in said for phrase in self._words["in_passing"])

    def _is_misdated(self, hit: Hit, window: Window | None) -> bool:
        """Whether a day that the wording needs is missing, or lies on the wrong side of today."""
        today = self._setting.published
        if window is None:
            return not {"dated", "ahead"}.isdisjoint(hit.rule.options)
        if hit.type in PAST and window.start > today:
            return True
        return "ahead" in hit.rule.options and window.end < today

    def _circumstances(self, hit: Hit, said: list[Utterance]) -> Circumstances:
        window, stated = self._interpreter.times(hit, said)
        place = self._interpreter.place(hit, said)
        forum = self._interpreter.forum(hit, window, place)
        return Circumstances(place, window, forum, stated)

    def _about_meeting(self, hit: Hit) -> bool:
        """Whether the sentence, or what was said just before it, talks of a meeting."""
        words = stems(hit.canon.items)
        if words & self._words["about_meetings"]:
            return True
        if "event" in hit.rule.options:
            return not words.isdisjoint(self._words["about_plans"])
        if self._topics.meetings:
            return True
        several = sum(len(unit.leaders) for unit in hit.canon.units) > 1
        paired = several or self._interpreter.has_pair()
        return paired and not words.isdisjoint(self._words["about_plans"])

    def _is_anchored(self, canon: Canon) -> bool:
        """Whether leaders are named here, or a meeting of leaders has been spoken of before."""
        if self._topics.meetings:
            return True
        units = canon.units
        if any(unit.kind == LEADER for unit in units) or "i" in canon.items:
            return True
        sides = {
            unit.country
            for unit in units
            if unit.kind in {OFFICIAL, SEAT, COUNTRY, ADJECTIVE} and unit.country
        }
        lower = any(
            unit.kind == OFFICIAL and unit.speaker is SpeakerKind.MINISTER for unit in units
        )
        if lower or canon.sentence.headline:
            return False
        if self._interpreter.has_pair() and not canon.marks.isdisjoint(_TOP_EVENTS):
            return True
        return bool(sides & self._interpreter.sides())

    def _is_forum(self, hit: Hit, forum: str | None) -> bool:
        named = any(unit.kind == FORUM for unit in hit.canon.units)
        told = self._story.gathers or self._story.forums or self._setting.forum_hosts
        self._attended = bool(self._attended or forum or named or told)
        return self._attended

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
            recalled=self._is_recalled(hit, voice, stated),
            earlier=self._is_earlier(hit) and not is_told_of(hit, voice.said),
            weak="weak" in hit.rule.options,
            assumed=assumed,
            named=frozenset(leaders) & {one for unit in hit.canon.units for one in unit.leaders},
        )

    def _is_recalled(self, hit: Hit, voice: Voice, stated: date | None) -> bool:
        """Whether the sentence, or the one that opens its paragraph, looks back."""
        if recalls(hit) and not is_told_of(hit, voice.said):
            return True
        behind = self._story.behind == _paragraph(hit)
        return stated is None and (behind or self._interpreter.is_of_old(hit))

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


def _is_guessed(hit: Hit) -> bool:
    """Whether no rule but the sentence as a whole told the type, which weighs the context as well."""
    return hit.rule.id.startswith(LEARNED)


def _goes_to_a_minister(hit: Hit) -> bool:
    """Whether the words go straight on to a minister or an envoy: "invited the foreign ministers"."""
    behind = hit.canon.items[hit.trigger + 1 : hit.trigger + _NEXT]
    first = next((item for item in behind if item[1:2] == ":" or item == "by"), "")
    return first[:2] == "O:" and hit.canon.units[number(first)].speaker in _LOWER


_NEXT = 4
_BEFORE = 4
_BESIDE = 4
_AUTHOR = frozenset({"i", "we", "my", "our"})
_LOWER = frozenset({SpeakerKind.MINISTER, SpeakerKind.ENVOY})
_AT_FORUMS = frozenset({T.ATTEND, T.NOT_ATTEND})
_TOP_EVENTS = frozenset({"summit", "meet_g", "invitation", "invite", "visit", "trip"})
_NEEDS_CONTEXT = ANSWERS | {T.ALT_VENUE, T.COUNTER_INVITE}


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
