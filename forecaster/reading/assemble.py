"""From single wordings to the acts of an article: one per type, leaders, side and meeting."""

from __future__ import annotations

from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.domain.news import Article
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import (
    Act,
    Certainty,
    Mention,
    SignalType,
    Span,
    Speaker,
    SpeakerKind,
)
from forecaster.domain.summits import Summit
from forecaster.reading.attribution import NARRATOR, Attributor, Utterance, speaker_of
from forecaster.reading.canon import Canon, Discourse
from forecaster.reading.draft import ANSWERS, PAST, POLARITY, SINGLE, Draft, Setting
from forecaster.reading.engine import Engine, Hit, is_wishful
from forecaster.reading.interpret import Interpreter, agent_speaker
from forecaster.reading.plain import Plain
from forecaster.reading.topic import Topics
from forecaster.reading.units import COUNTRY, FORUM, LEADER, OFFICIAL, SEAT

T = SignalType
_ORDER = {kind: number for number, kind in enumerate(SignalType)}
_OLD = timedelta(days=366)
_OPENING = 4


class Assembler:
    """Takes the sentences of one article in order and hands out its mentions at the end."""

    def __init__(
        self, engine: Engine, attributor: Attributor, setting: Setting, discourse: Discourse
    ) -> None:
        """Read with ``engine``; who speaks is found by ``attributor``."""
        self._engine = engine
        self._attributor = attributor
        self._setting = setting
        self._topics = Topics()
        self._interpreter = Interpreter(setting, discourse, self._topics)
        self._drafts: list[Draft] = []
        self._number = 0
        self._last_speaker: tuple[int, Speaker] | None = None
        self._paragraph: tuple[str, int] = ("", -1)
        self._last_stated: date | None = None
        self._said_on: dict[CountryCode, date] = {}
        self._forums: list[tuple[int, Summit]] = []
        self._speakers: list[tuple[int, Speaker]] = []
        self._scenes: list[tuple[int, Place]] = []
        self._briefer: Speaker | None = None
        self._lede: Speaker | None = None
        self._news_day: date | None = None
        self._floor: Speaker | None = None

    def take(self, canon: Canon) -> None:
        """Read one sentence."""
        self._number += 1
        said = self._attributor.utterances(canon)
        self._follow_time(canon, said)
        self._follow_floor(canon)
        self._forums += [(self._number, one) for one in self._interpreter.forums(canon)]
        self._scenes += [(self._number, place) for place in self._interpreter.venues(canon, said)]
        drafts = []
        for hit in self._engine.hits(canon):
            draft = self._draft(hit, said)
            if draft is not None:
                drafts.append(draft)
        for draft in settle(drafts):
            self._drafts.append(draft)
            if draft.type not in SINGLE:
                self._topics.note(draft.leaders, draft.place, draft.window, draft.forum)
                self._topics.sentence = self._number
        self._remember(canon, said)

    def _remember(self, canon: Canon, said: list[Utterance]) -> None:
        voices = [one for one in said if one.kind is not SpeakerKind.MEDIA] or said
        if said:
            self._last_speaker = (self._number, self._interpreter.as_speaker(canon, voices[-1]))
            self._speakers.append(self._last_speaker)
            if (
                self._lede is None
                and canon.sentence.field == "body"
                and canon.sentence.paragraph <= 1
            ):
                self._lede = self._last_speaker[1]
            self._interpreter.last_speaker = self._last_speaker[1]

    def _follow_floor(self, canon: Canon) -> None:
        """In a transcript, who has the floor: the office that briefs, from "A:" to the next "Q:"."""
        if self._briefer is None and self._number <= _OPENING:
            unit = next((u for u in canon.units if u.kind in {OFFICIAL, SEAT} and u.country), None)
            if unit is not None:
                self._briefer = speaker_of(unit, self._setting.cast, "")
        opening = " ".join(canon.text.split()[:3])
        if opening.startswith(("q :", "question :", "reporter :")):
            self._floor = None
        elif opening.startswith(
            ("a :", "answer :", "spokesman :", "spokeswoman :", "spokesperson :")
        ):
            self._floor = self._briefer

    def _follow_time(self, canon: Canon, said: list[Utterance]) -> None:
        """Carry on the day of which the text is speaking, unless it only looks back."""
        items = canon.text.split()
        if "have_d" in items or canon.sentence.field == "title":
            return
        day = self._interpreter.narrated_day(canon)
        if day is not None and day <= self._setting.published:
            self._last_stated = day
            for one in said:
                country = self._interpreter.as_speaker(canon, one).country
                if country is not None:
                    self._said_on[country] = day
            if self._news_day is None and canon.sentence.paragraph <= 1:
                self._news_day = day

    # -- one wording ---------------------------------------------------------------------------

    def _draft(self, hit: Hit, said: list[Utterance]) -> Draft | None:
        if is_wishful(hit.canon, hit.trigger) and not said and "i" not in hit.canon.text.split():
            return None
        speaker, utterance = self._interpreter.speaker(hit, said)
        speaker = speaker or self._floor
        if utterance is None and _was_planned(hit):
            return None
        if hit.type in _NEEDS_CONTEXT and not self._about_meeting(hit):
            return None
        if not self._is_anchored(hit):
            return None
        hit = self._interpreter.recast(hit)
        leaders = self._interpreter.participants(hit, speaker, utterance)
        if not leaders:
            return None
        window, stated = self._interpreter.times(hit, said)
        if "dated" in hit.rule.options and window is None:
            return None
        place = self._interpreter.place(hit, said)
        forum = self._interpreter.forum(hit, window, place)
        if hit.type in {T.ATTEND, T.NOT_ATTEND} and not self._is_forum(hit, forum):
            return None
        inviter = agent_speaker(hit, self._setting.cast) if hit.rule.id in _NAMED_OFFERS else None
        spoken = inviter or speaker or self._implied(hit)
        return self._finish(
            hit, spoken, leaders, place, window, forum, stated, attributed=speaker is not None
        )

    def _about_meeting(self, hit: Hit) -> bool:
        """Whether the sentence, or what was said just before it, talks of a meeting."""
        words = {item.partition("_")[0] for item in hit.canon.text.split()}
        if words & _EVENTS:
            return True
        several = sum(len(unit.leaders) for unit in hit.canon.units) > 1
        if words & _OFFERS and (several or self._topics.meetings or self._interpreter.has_pair()):
            return True
        return self._number - self._topics.sentence <= 2

    def _is_anchored(self, hit: Hit) -> bool:
        """Whether leaders are named here, or a meeting of leaders has been spoken of before."""
        if self._topics.meetings:
            return True
        units = hit.canon.units
        if any(unit.kind == LEADER for unit in units) or "i" in hit.canon.text.split():
            return True
        sides = {
            unit.country
            for unit in units
            if unit.kind in {OFFICIAL, SEAT, COUNTRY} and unit.country
        }
        lower = any(
            unit.kind == OFFICIAL and unit.speaker is SpeakerKind.MINISTER for unit in units
        )
        return (
            bool(sides & self._interpreter.sides())
            and not lower
            and not hit.canon.sentence.headline
        )

    def _is_forum(self, hit: Hit, forum: str | None) -> bool:
        if (
            forum
            or any(unit.kind == FORUM for unit in hit.canon.units)
            or (hit.rule.id == "attend.not" and self._setting.forum_hosts)
        ):
            return True
        words = {item.partition("_")[0] for item in hit.canon.text.split()}
        return bool(words & _MULTILATERAL)

    def _implied(self, hit: Hit) -> Speaker:
        """Who speaks when nobody is named: the agent of an utterance, else the last speaker."""
        if (
            '"' in hit.canon.text
            and self._last_speaker
            and self._last_speaker[0] >= self._number - 1
        ):
            return self._last_speaker[1]
        own = agent_speaker(hit, self._setting.cast)
        if own is not None and (
            hit.rule.speech or (own.kind is SpeakerKind.OFFICE and hit.type not in PAST)
        ):
            return own
        return NARRATOR

    def _finish(
        self,
        hit: Hit,
        speaker: Speaker,
        leaders: tuple[LeaderId, ...],
        place: Place | None,
        window: Window | None,
        forum: str | None,
        stated: date | None,
        *,
        attributed: bool,
    ) -> Draft:
        place, window, forum = self._complete(hit, leaders, place, window, forum)
        if stated is not None and speaker.country and hit.type not in PAST:
            self._said_on[speaker.country] = stated
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
            actor=self._interpreter.actor(hit, speaker, leaders),
            place=place,
            window=window,
            forum=forum,
            certainty=_certainty(hit, speaker),
            polarity=hit.rule.polarity if hit.rule.polarity is not None else POLARITY[kind],
            statement_on=statement,
            background="background" in hit.rule.options,
            retracts=None,
            sentence=self._number,
            where=hit.canon.sentence.field,
            spans=[(hit.canon.sentence.field, *_span(hit))],
            dated=stated is not None or speaker.country in self._said_on,
            attributed=attributed,
            items=(hit.first, hit.last),
            recalled=_recalls(hit),
            weak="weak" in hit.rule.options,
            assumed=assumed,
        )

    def _ahead(self, kind: SignalType, window: Window, statement: date) -> Window | None:
        """A coming meeting's days do not start before the statement; a day past is not its day."""
        coming = window.not_before(statement)
        if kind not in _OPEN:
            return coming or window
        past = window.days == 1 and window.start <= self._setting.published
        return None if past else coming

    def _complete(
        self,
        hit: Hit,
        leaders: tuple[LeaderId, ...],
        place: Place | None,
        window: Window | None,
        forum: str | None,
    ) -> tuple[Place | None, Window | None, str | None]:
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
        own = self._said_on.get(speaker.country) if speaker.country else None
        return own or self._last_stated or self._setting.published

    # -- the whole article ---------------------------------------------------------------------

    def mentions(
        self, article: Article, fields: dict[str, Plain], reader: str
    ) -> tuple[Mention, ...]:
        """The acts of the article, joined and in order."""
        joined: list[Draft] = []
        for draft in self._drafts:
            if draft.statement_on and self._setting.published - draft.statement_on > _OLD:
                continue
            same = next((one for one in joined if same_act(one, draft)), None)
            if same is None:
                joined.append(draft)
            else:
                absorb(same, draft)
        joined = prune(joined, self._setting)
        self._name_alternatives(joined)
        fill(joined)
        at_home(joined, {self._setting.cast.country(one) for d in joined for one in d.leaders})
        countered(joined)
        settle_scene(joined, self._scenes)
        self._credit_headlines(joined)
        self._date_headlines(joined)
        self._settle_sides(joined)
        recall(joined, self._setting.published)
        return tuple(_mention(article, fields, draft, reader) for draft in joined)

    def _name_alternatives(self, drafts: list[Draft]) -> None:
        """ "There are other chances to meet": the forum that the words around it name."""
        for draft in drafts:
            if draft.type is not T.ALT_VENUE or draft.place or draft.forum:
                continue
            near = [one for at, one in self._forums if 0 <= at - draft.sentence <= _NEAR]
            if near:
                draft.forum, draft.place, draft.window = (
                    near[0].forum,
                    near[0].place,
                    near[0].window,
                )

    def _credit_headlines(self, drafts: list[Draft]) -> None:
        """What only the headline tells is told by whom the opening names for it."""
        if self._lede is None:
            return
        for draft in drafts:
            silent = draft.speaker.kind is SpeakerKind.NARRATOR and draft.type not in PAST
            if not silent or {where for where, _, _ in draft.spans} != {"title"}:
                continue
            sides = {self._setting.cast.country(leader) for leader in draft.leaders}
            if self._lede.kind in _NAMELESS or self._lede.country in sides:
                draft.speaker = self._lede
                if self._lede.kind in _NAMELESS:
                    draft.certainty = Certainty.UNCONFIRMED

    def _date_headlines(self, drafts: list[Draft]) -> None:
        """What only the headline tells happened on the day of the opening."""
        if self._news_day is None:
            return
        for draft in drafts:
            if draft.dated or {where for where, _, _ in draft.spans} != {"title"}:
                continue
            if draft.statement_on == self._setting.published:
                draft.statement_on = self._news_day
                if draft.assumed:
                    draft.window = Window(self._news_day, self._news_day)

    def _settle_sides(self, drafts: list[Draft]) -> None:
        """Give a step that nobody is named for to the side that speaks nearest by."""
        for draft in drafts:
            if draft.actor is not None or draft.type in _MUTUAL:
                continue
            sides = {self._setting.cast.country(leader) for leader in draft.leaders}
            near = sorted(self._speakers, key=lambda s: abs(s[0] - draft.sentence - 0.1))
            for number, speaker in near:
                if abs(number - draft.sentence) <= _NEAR and speaker.country in sides:
                    draft.actor = speaker.country
                    break


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
_NAMED_OFFERS = frozenset({"invite.nominal"})
_NAMELESS = frozenset({SpeakerKind.ANONYMOUS, SpeakerKind.MEDIA})
_MUTUAL = frozenset({T.MET, T.CALL, T.CONFIRM, T.ALT_VENUE, T.PREPARE})
_EVENTS = frozenset(
    [
        "meet",
        "summit",
        "talk",
        "encounter",
        "visit",
        "trip",
        "invitation",
        "invite",
        "bilateral",
        "audience",
        "tete",
        "sit",
        "journey",
        "host",
        "receive",
        "attend",
        "travel",
        "come",
        "go",
        "fly",
        "conversation",
        "discussion",
        "see",
        "call",
        "phone",
        "telephone",
        "video",
        "dinner",
        "lunch",
        "session",
        "forum",
        "sidelines",
        "margins",
        "guest",
        "welcome",
        "dialogue",
        "skip",
        "arrive",
        "land",
    ]
)
_NEEDS_CONTEXT = ANSWERS | {T.ALT_VENUE, T.COUNTER_INVITE}
_OFFERS = frozenset(
    {
        "request",
        "proposal",
        "offer",
        "plan",
        "date",
        "idea",
        "reply",
        "answer",
        "letter",
        "overture",
        "bid",
        "call",
        "suggestion",
    }
)
_MULTILATERAL = frozenset(
    [
        "summit",
        "conference",
        "assembly",
        "inauguration",
        "funeral",
        "parade",
        "ceremony",
        "swear",
        "coronation",
        "forum",
    ]
)


def _sharpened(told: Window | None, held: Window | None) -> Window | None:
    """The calendar's days of an event where the words only name the part of the year around them."""
    if told is None or held is None:
        return told or held
    near = Window(told.start - timedelta(days=_NEARBY), told.end + timedelta(days=_NEARBY))
    return held if told.days > _FEW and near.overlaps(held) else told


_NEARBY, _FEW = 10, 4


def settle(drafts: list[Draft]) -> list[Draft]:
    """Keep, of readings that rest on the same words, the one of the higher type."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.weak, _ORDER[d.type], d.items[0])):
        if not any(
            _overlap(one, draft) or _denies(one, draft)
            for one in (*kept, *drafts)
            if (one in kept or _denies(one, draft))
        ):
            kept.append(draft)
    return sorted(kept, key=lambda d: d.items)


_DENIALS = {
    T.HEDGE: frozenset({T.CONFIRM, T.WILLING, T.INVITE}),
    T.NO_PREP: frozenset({T.PREPARE}),
    T.CONDITION: frozenset({T.NOT_PLANNED, T.CONFIRM}),
}


def _denies(one: Draft, other: Draft) -> bool:
    """Whether a reading is only what another one of the sentence leaves open or denies."""
    return (
        other.type in _DENIALS.get(one.type, ())
        and one.leaders == other.leaders
        and other.rule != "willing"
        and (one.items[0] <= other.items[0] or one.type is not T.HEDGE)
    )


def _overlap(one: Draft, other: Draft) -> bool:
    apart = one.place and other.place and one.place.country != other.place.country
    if one.type is other.type and one.leaders == other.leaders and one.actor == other.actor:
        return not apart
    shared = min(one.items[1], other.items[1]) - max(one.items[0], other.items[0])
    return shared > 0 and (set(one.leaders) & set(other.leaders) != set())


def same_act(one: Draft, other: Draft) -> bool:
    """Whether two readings tell one act of the article."""
    if one.type is not other.type or one.leaders != other.leaders:
        return False
    if one.place and other.place and one.place.country != other.place.country:
        return False
    if one.forum and other.forum and one.forum != other.forum:
        return False
    if (
        one.window
        and other.window
        and not one.window.overlaps(other.window)
        and not (
            (one.assumed or other.assumed)
            and abs((one.window.start - other.window.start).days) <= _ABOUT
        )
    ):
        return False
    if one.type not in PAST and not _same_side(one, other):
        return False
    told = one.dated and other.dated and one.type not in PAST
    if told and one.statement_on != other.statement_on:
        return False
    weak = one.weak or other.weak
    return one.background == other.background or one.type in PAST or weak


_ABOUT = 3


def _same_side(one: Draft, other: Draft) -> bool:
    if one.actor is not None and one.actor == other.actor:
        return True
    plain = SpeakerKind.NARRATOR
    if plain in {one.speaker.kind, other.speaker.kind}:
        return True
    return one.speaker.country == other.speaker.country


def absorb(one: Draft, other: Draft) -> None:
    """Let ``one`` take over what ``other`` knows better."""
    if one.assumed and not other.assumed:
        one.window, one.statement_on, one.assumed = other.window, other.statement_on, False
    one.spans += other.spans
    if one.place is None or (other.place and other.place.city and not one.place.city):
        one.place = other.place or one.place
    if one.window is None or (other.window and other.window.days < one.window.days):
        one.window = other.window or one.window
    one.forum = one.forum or other.forum
    named = other.attributed and other.speaker.name and not one.speaker.name
    plain = one.speaker.kind is SpeakerKind.NARRATOR or (other.attributed and not one.attributed)
    if plain or (named and one.where == "title" and _same_side(one, other)):
        one.speaker, one.attributed = other.speaker, other.attributed
        one.certainty = other.certainty
    one.actor = one.actor or other.actor
    one.background = one.background and other.background
    one.weak = one.weak and other.weak
    if (other.dated and not one.dated) or (
        one.where == "title" and other.where == "body" and not one.dated
    ):
        one.statement_on, one.dated = other.statement_on, other.dated


def prune(drafts: list[Draft], setting: Setting) -> list[Draft]:
    """Drop journeys to a meeting that the item reports as held, and those to no meeting at all."""
    met = [d for d in drafts if d.type is T.MET]
    firm = [d for d in drafts if not d.weak]
    return [
        d
        for d in drafts
        if not (d.type is T.TRAVEL and any(_went_to(d, m) for m in met))
        and not (d.type is T.TRAVEL and not _bears(d, drafts, setting))
        and not (d.weak and any(_sooner(d, one) for one in firm))
        and not any(_overtaken(d, one) for one in drafts)
    ]


def _hand_over(draft: Draft, other: Draft) -> None:
    """A postponed meeting takes the new day from the plan that tells it."""
    if other.type is T.POSTPONE and draft.window is not None and not draft.recalled:
        other.window = draft.window
        other.place = other.place or draft.place


def _overtaken(draft: Draft, other: Draft) -> bool:
    """Whether a plan is only told of because it was dropped, moved, or is a place at a forum."""
    if draft.type is T.CONFIRM and other.type is T.ATTEND and draft.rule == "confirm.visit":
        return set(other.leaders) <= set(draft.leaders) and _same_venue(draft, other)
    if other.type not in {T.CANCEL, T.POSTPONE} or other.leaders != draft.leaders:
        return False
    if draft.type is T.CONFIRM and draft.rule.startswith("confirm"):
        plain = draft.speaker.kind is SpeakerKind.NARRATOR or draft.recalled
        over = plain and (other.type is T.CANCEL or draft.sentence >= other.sentence)
        if over:
            _hand_over(draft, other)
        return over
    return draft.type is T.DECLINE and draft.rule in _BARE_REFUSALS


_BARE_REFUSALS = frozenset({"confirm.visit", "confirm.meet", "decline.willnot", "confirm.headline"})


def _same_venue(one: Draft, other: Draft) -> bool:
    return one.place is None or other.place is None or one.place.country == other.place.country


def _bears(journey: Draft, drafts: list[Draft], setting: Setting) -> bool:
    """Whether a journey bears on a meeting: told of in the item, with the host, or at a forum."""
    if any(d is not journey and set(journey.leaders) & set(d.leaders) for d in drafts):
        return True
    if journey.place is None or len(setting.cast.counts) > 1:
        return len(setting.cast.counts) > 1
    named = {setting.cast.country(leader) for leader in setting.cast.counts}
    return journey.place.country in named | set(setting.forum_hosts)


def _went_to(journey: Draft, met: Draft) -> bool:
    if not set(journey.leaders) <= set(met.leaders):
        return False
    return not (journey.place and met.place and journey.place.country != met.place.country)


def _sooner(weak: Draft, firm: Draft) -> bool:
    """Whether the body tells what a headline's present tense only hints at."""
    return weak.where == "title" and set(weak.leaders) == set(firm.leaders)


_LOOKING_BACK = ("ago", "yesterday", "relative", "relative_weekday")


def _was_planned(hit: Hit) -> bool:
    """Whether "was to meet" tells a plan that is no longer one."""
    text = hit.match.group()
    return hit.rule.id.startswith("confirm") and any(words in text for words in _PAST_PLANS)


_PAST_PLANS = (
    "be_d to ",
    "be_d due to ",
    "be_d set to ",
    "be_d schedule_d to ",
    "be_d expect_d to ",
    "be_d suppose_d to ",
)


def _recalls(hit: Hit) -> bool:
    """Whether the sentence looks back: "had proposed", "last week's offer"."""
    items = hit.canon.text.split()
    near = items[max(0, hit.first - 2) : hit.last]
    if "have_d" in near:
        return True
    return any(unit.time is not None and unit.time.looks_back for unit in hit.canon.units)


def fill(drafts: list[Draft]) -> None:
    """Let answers take place and day of the offer, and lone facts those of their meeting."""
    for draft in drafts:
        if draft.type in SINGLE or draft.type is T.CALL:
            continue
        sources = [one for one in drafts if one is not draft and _informs(one, draft)]
        offers = [one for one in sources if one.type is not T.ALT_VENUE]
        sources = sorted(
            offers or sources,
            key=lambda one: (
                draft.type in _DROPS and one.actor not in {None, draft.actor},
                abs(one.sentence - draft.sentence),
            ),
        )
        for one in sources:
            if not _compatible(one, draft) and not _moved(one, draft):
                continue
            draft.place = draft.place or one.place
            draft.forum = draft.forum or one.forum
            if draft.window is None and draft.type in ANSWERS | {T.CONFIRM}:
                draft.window = one.window


_SETTINGS = frozenset({T.MET, T.CONFIRM, T.CANCEL, T.POSTPONE})


def at_home(drafts: list[Draft], parties: set[CountryCode | None]) -> None:
    """Who invites to a visit without a place means his own country."""
    for draft in drafts:
        if draft.type is T.COUNTER_INVITE or draft.rule in _TO_A_HOST:
            if draft.place is None and draft.actor in parties and draft.actor is not None:
                draft.place = Place(draft.actor)


_TO_A_HOST = frozenset({"invite.verb", "invite.noun", "invite.nominal"})


def settle_scene(drafts: list[Draft], scenes: list[tuple[int, Place]]) -> None:
    """Give events without a place the one the text was last set in."""
    for draft in drafts:
        if draft.place is not None or draft.type not in _SETTINGS or draft.recalled:
            continue
        nearest = sorted(scenes, key=lambda scene: abs(scene[0] - draft.sentence))
        if nearest and abs(nearest[0][0] - draft.sentence) <= _NEAR:
            draft.place = nearest[0][1]


_NEAR = 3


_DROPS = frozenset({T.POSTPONE, T.CANCEL})


def _moved(one: Draft, draft: Draft) -> bool:
    """Whether only the day differs, as it must for a meeting that is put off."""
    if draft.type is not T.POSTPONE or (one.forum and draft.forum and one.forum != draft.forum):
        return False
    return not (one.place and draft.place and one.place.country != draft.place.country)


def _informs(one: Draft, draft: Draft) -> bool:
    if one.type in SINGLE | {T.CALL} or not set(draft.leaders) <= set(one.leaders):
        return False
    if (one.type is T.MET) != (draft.type is T.MET):
        return False
    return draft.type in ANSWERS | {T.CONFIRM, T.MET}


def _compatible(one: Draft, other: Draft) -> bool:
    if one.place and other.place and one.place.country != other.place.country:
        return False
    if one.forum and other.forum and one.forum != other.forum:
        return False
    return not (one.window and other.window and not one.window.overlaps(other.window))


def recall(drafts: list[Draft], published: date) -> None:
    """Mark what was public before the item's own news."""
    days = [draft.statement_on for draft in drafts if draft.statement_on and not draft.recalled]
    news = max(days, default=published)
    for draft in drafts:
        if draft.statement_on is None:
            continue
        late = (news - draft.statement_on).days
        draft.background |= late > 3 or (late > 0 and draft.recalled)


def countered(drafts: list[Draft]) -> None:
    """An offer of one's own place in answer to an open offer of the other side is a counter."""
    for draft in drafts:
        if (
            draft.type is T.ALT_VENUE
            and draft.place
            and draft.actor == draft.place.country
            and not draft.forum
        ):
            draft.type = T.INVITE
        if (
            draft.type is T.INVITE
            and not draft.weak
            and draft.place
            and draft.actor == draft.place.country
            and any(_answers(draft, one) for one in drafts)
        ):
            draft.type = T.COUNTER_INVITE


def _answers(draft: Draft, offer: Draft) -> bool:
    if offer.type is not T.INVITE or offer.leaders != draft.leaders or offer is draft:
        return False
    if offer.actor in {None, draft.actor} or (offer.place and offer.place.country == draft.actor):
        return False
    earlier = offer.statement_on and draft.statement_on and offer.statement_on < draft.statement_on
    return bool(
        earlier or (offer.statement_on == draft.statement_on and offer.sentence < draft.sentence)
    )


def _certainty(hit: Hit, speaker: Speaker) -> Certainty:
    if speaker.kind in {SpeakerKind.ANONYMOUS, SpeakerKind.MEDIA}:
        return Certainty.UNCONFIRMED
    if hit.rule.certainty is not None:
        return hit.rule.certainty
    if hit.type is T.INVITE:
        return _announced(hit)
    if hit.modality is Certainty.POSSIBLE and hit.type in {T.CANCEL, T.POSTPONE}:
        return hit.modality
    if hit.modality is not None and hit.type in {
        T.CONFIRM,
        T.ATTEND,
        T.ALT_VENUE,
        T.WILLING,
        T.NOT_ATTEND,
        T.NOT_PLANNED,
    }:
        if hit.type is T.WILLING and hit.modality is Certainty.PROBABLE:
            return Certainty.FIRM
        return hit.modality
    return Certainty.FIRM


def _announced(hit: Hit) -> Certainty:
    """An invitation still to come is probable, one that could come is possible."""
    before = hit.canon.text.split()[max(hit.first, hit.trigger - 4) : hit.trigger]
    if {"could", "may", "might", "can"} & set(before):
        return Certainty.POSSIBLE
    return Certainty.PROBABLE if {"will", "would", "shall"} & set(before) else Certainty.FIRM


def _span(hit: Hit) -> tuple[int, int]:
    first = hit.canon.words[hit.first][0]
    last = hit.canon.words[hit.last - 1][1]
    tokens = hit.canon.sentence.tokens
    start = hit.canon.sentence.start
    return start + tokens.starts[first], start + tokens.ends[last - 1]


def _mention(article: Article, fields: dict[str, Plain], draft: Draft, reader: str) -> Mention:
    act = Act(
        type=draft.type,
        speaker=draft.speaker,
        actor=draft.actor,
        leaders=tuple(sorted(draft.leaders)),
        place=draft.place,
        window=draft.window,
        polarity=draft.polarity,
        certainty=draft.certainty,
        forum=draft.forum,
        statement_on=draft.statement_on,
        background=draft.background,
        retracts=draft.retracts,
    )
    spans = tuple(
        sorted({_original(fields, where, (start, end)) for where, start, end in draft.spans})
    )
    return Mention(article.id, act, spans, draft.rule, reader, draft.score)


def _original(fields: dict[str, Plain], where: str, span: tuple[int, int]) -> Span:
    start, end = fields[where].origin(*span)
    return Span(where, start, end)
