"""Which wordings tell of no meeting of leaders, whatever their type: wishes, ministers, greetings."""

from __future__ import annotations

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType, Speaker, SpeakerKind
from forecaster.reading.acts.draft import ANSWERS, LEARNED, PAST, SINGLE, UTTERANCES, Setting
from forecaster.reading.acts.interpret import Interpreter
from forecaster.reading.acts.looking_back import only_dates, recalls, was_planned
from forecaster.reading.acts.slots import slot_unit
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.topic import Topics
from forecaster.reading.patterns.attribution import Utterance, number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.patterns.ranks import names_leaders
from forecaster.reading.text.lemmas import stems
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.units import ADJECTIVE, COUNTRY, FORUM, LEADER, OFFICIAL, SEAT

T = SignalType


class Sieve:
    """Sorts out the hits of one article, in the order in which more becomes known of each."""

    def __init__(
        self, setting: Setting, interpreter: Interpreter, topics: Topics, story: Story
    ) -> None:
        """Share what the article has told so far."""
        self._words = setting.words
        self._setting = setting
        self._interpreter = interpreter
        self._topics = topics
        self._story = story
        self._attended = False

    def may_tell(self, canon: Canon) -> bool:
        """Whether any wording of a sentence can tell of leaders: only then is it worth a look."""
        return not self._story.misnames and self._is_anchored(canon)

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

    def says_nothing(self, hit: Hit, said: list[Utterance], utterance: Utterance | None) -> bool:
        """Whether the sentence only imagines what it tells, dates by it, or is about other things.

        Args:
            hit: The wording.
            said: All attributions of the sentence.
            utterance: The one under which the wording stands, if any.
        """
        if self._is_beside_the_facts(hit, said) or (utterance is None and was_planned(hit)):
            return True
        if hit.type is T.MET and self._is_in_passing(hit):
            return True
        if hit.type is T.DECLINE and _gives_no_answer(hit):
            return True
        # A guess weighs the sentence as a whole, its context included.
        return hit.type in _NEEDS_CONTEXT and not (is_guess(hit) or self._about_meeting(hit))

    def is_of_others(
        self, hit: Hit, leaders: tuple[LeaderId, ...], speaker: Speaker | None
    ) -> bool:
        """Whether somebody else acts than the leaders."""
        if self._goes_elsewhere(hit, leaders):
            return True
        if hit.wishful and not self._is_party(speaker, leaders):
            return True
        return self._is_of_a_minister(hit) or self._goes_on_below(hit, speaker)

    def misses(self, hit: Hit, window: Window | None, forum: str | None) -> bool:
        """Whether the days do not suit the wording, or the event is missing that it needs."""
        if self._is_misdated(hit, window) or only_dates(hit, window):
            return True
        return hit.type in _AT_FORUMS and not (self._is_forum(hit, forum) or is_guess(hit))

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
            return is_guess(hit) and hit.type not in {T.PREPARE, T.NO_PREP}
        if hit.type not in _NEEDS_CONTEXT:
            return False
        before = self._story.sentence - 1
        told = names_leaders(hit.canon.items)
        return not told and self._story.officials == before and self._topics.sentence < before

    def _is_in_passing(self, hit: Hit) -> bool:
        """Whether no rule tells of a meeting and the words tell of a greeting: "spoke briefly"."""
        said = hit.canon.sentence.text.lower()
        return is_guess(hit) and any(phrase in said for phrase in self._words["in_passing"])

    def _is_party(self, speaker: Speaker | None, leaders: tuple[LeaderId, ...]) -> bool:
        """Whether one of the sides says it; others who say "should" only wish."""
        sides = {self._setting.cast.country(leader) for leader in leaders}
        return speaker is None or speaker.country in sides

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

    def _is_misdated(self, hit: Hit, window: Window | None) -> bool:
        """Whether a day that the wording needs is missing, or lies on the wrong side of today."""
        today = self._setting.published
        if window is None:
            return not {"dated", "ahead"}.isdisjoint(hit.rule.options)
        if hit.type in PAST and window.start > today:
            return True
        return "ahead" in hit.rule.options and window.end < today

    def _is_forum(self, hit: Hit, forum: str | None) -> bool:
        named = any(unit.kind == FORUM for unit in hit.canon.units)
        told = self._story.gathers or self._story.forums or self._setting.forum_hosts
        self._attended = bool(self._attended or forum or named or told)
        return self._attended


def is_guess(hit: Hit) -> bool:
    """Whether no rule but the sentence as a whole told the type, which weighs the context as well."""
    return hit.rule.id.startswith(LEARNED)


def _gives_no_answer(hit: Hit) -> bool:
    """Whether somebody is asked about something and declines to say: "asked about it, he declined".

    Who is asked to come, or has an offer, declines that.
    """
    items = hit.canon.items
    behind = items[hit.trigger + 1] if hit.trigger + 1 < len(items) else "."
    if _DECLINING.isdisjoint(stems([items[hit.trigger]])) or behind not in _CLOSES:
        return False
    before = range(hit.trigger - 1, -1, -1)
    asked = next((at for at in before if not _ASKING.isdisjoint(stems([items[at]]))), None)
    if asked is None or not _OFFERED.isdisjoint(stems(items[asked : hit.trigger])):
        return False
    return not _ABOUT.isdisjoint(items[asked + 1 : asked + _WHAT_ABOUT])


_ASKING = frozenset({"ask", "press", "question"})
_DECLINING = frozenset({"decline", "refuse", "demur"})
_CLOSES = frozenset({",", ".", ";", "—", "and", "but", '"'})
_OFFERED = frozenset({"invite", "invitation", "offer", "proposal"})
_ABOUT = frozenset(
    {"about", "how", "whether", "why", "if", "when", "what", "detail_s", "comment", "comment_s"}
)
_WHAT_ABOUT = 5


def _goes_to_a_minister(hit: Hit) -> bool:
    """Whether the words go straight on to a minister or an envoy: "invited the foreign ministers"."""
    behind = hit.canon.items[hit.trigger + 1 : hit.trigger + _NEXT]
    first = next((item for item in behind if item[1:2] == ":" or item == "by"), "")
    return first[:2] == "O:" and hit.canon.units[number(first)].speaker in _LOWER


_NEXT = 4
_BEFORE = 4
_AUTHOR = frozenset({"i", "we", "my", "our"})
_LOWER = frozenset({SpeakerKind.MINISTER, SpeakerKind.ENVOY})
_AT_FORUMS = frozenset({T.ATTEND, T.NOT_ATTEND})
_TOP_EVENTS = frozenset({"summit", "meet_g", "invitation", "invite", "visit", "trip"})
_NEEDS_CONTEXT = ANSWERS | {T.ALT_VENUE, T.COUNTER_INVITE}
"""Types whose words tell of anything: "declined", "put off"."""
