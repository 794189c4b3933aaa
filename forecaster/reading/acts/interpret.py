"""From a wording in a sentence to an act: who meets whom, where, when, said by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import SignalType, Speaker, SpeakerKind
from forecaster.domain.summits import Summit
from forecaster.reading.acts.draft import LEARNED, Setting
from forecaster.reading.acts.gatherings import Gatherings
from forecaster.reading.acts.moments import Moment, Moments, Telling
from forecaster.reading.acts.participants import Participants
from forecaster.reading.acts.placing import Placing, Spot
from forecaster.reading.acts.recast import Recaster
from forecaster.reading.acts.slots import acts_jointly, is_joined, slot_unit
from forecaster.reading.acts.standing import Standing, standing
from forecaster.reading.acts.takers import caller, offering_side
from forecaster.reading.acts.timing import Timing
from forecaster.reading.acts.topic import Topics
from forecaster.reading.known.cast import Cast
from forecaster.reading.patterns.attribution import Utterance, number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.text.lemmas import stems
from forecaster.reading.who.canon import BOTH, Canon
from forecaster.reading.who.discourse import Discourse
from forecaster.reading.who.speakers import NARRATOR, leader_speaker, speaker_of
from forecaster.reading.who.units import LEADER, OTHER, Unit

T = SignalType


class Interpreter:
    """Reads hits of one article, sentence by sentence."""

    def __init__(self, setting: Setting, discourse: Discourse, topics: Topics) -> None:
        """Share ``discourse`` and ``topics`` with the rest of the article."""
        self._cast = setting.cast
        self._talk = discourse
        self._one_way = setting.words["one_way"]
        self._people = Participants(setting.cast, discourse, topics)
        self._recaster = Recaster(setting, discourse, self._people)
        self._moments = Moments(setting)
        self._timing = Timing(setting, self._moments)
        self._placing = Placing(setting)
        self._gatherings = Gatherings(setting)
        self.last_speaker: Speaker | None = None

    def has_pair(self) -> bool:
        """Whether the article is about two leaders at all."""
        return len(self._talk.main) > 1

    def sides(self) -> set[CountryCode | None]:
        """The countries whose leaders the article is about."""
        return {self._cast.country(leader) for leader in self._talk.main}

    def recast(self, hit: Hit) -> Hit:
        """The hit with the type that its people and places give it."""
        return self._recaster.recast(hit, self.last_speaker)

    def participants(
        self, hit: Hit, speaker: Speaker | None, said: Utterance | None
    ) -> tuple[LeaderId, ...]:
        """The leaders between whom the meeting would be, or () when it is not between leaders."""
        return self._people.of(hit, speaker, said, self.last_speaker)

    def meetings(self, hit: Hit, leaders: tuple[LeaderId, ...]) -> tuple[tuple[LeaderId, ...], ...]:
        """The meetings of these leaders: one of all, or one with each where the words say so."""
        return self._people.meetings(hit, leaders)

    def forums(self, canon: Canon) -> list[Summit]:
        """The coming multilateral events that a sentence names."""
        return self._gatherings.forums(canon)

    def times(self, hit: Hit, said: list[Utterance]) -> tuple[Window | None, date | None]:
        """The window of the meeting and the day of the statement, as far as the sentence tells."""
        return self._timing.times(hit, said)

    def telling(self, canon: Canon, *, news: bool) -> Telling | None:
        """The one recent day of which a sentence tells; in the ``news``, any event dates it."""
        return self._moments.telling(canon, news=news)

    def opens_behind(self, canon: Canon) -> bool:
        """Whether a sentence is set behind an event of long ago: "Shortly after the May summit"."""
        return self._moments.opens_behind(canon)

    def tell(self, day: date | None, planned: date | None) -> None:
        """From here on, "the same day" means ``day``, in a plan the day ``planned``."""
        self._moments.told, self._moments.planned = day, planned

    def coming(self, canon: Canon) -> Window | None:
        """The first days to come on which a sentence sets an encounter or journey."""
        return self._moments.coming(canon)

    def ahead(self, canon: Canon) -> Window | None:
        """The one span to come that a sentence names, whatever is set in it."""
        return self._moments.ahead(canon)

    def gone(self, canon: Canon) -> date | None:
        """The first recent day that a sentence names, whatever happened on it."""
        return self._moments.gone(canon)

    def place(self, hit: Hit, said: list[Utterance]) -> Place | None:
        """Where the meeting is or would be, as far as the sentence tells."""
        return self._placing.place(hit, said)

    def spots(self, canon: Canon, said: list[Utterance]) -> list[Spot]:
        """The places that a sentence names."""
        return self._placing.spots(canon, said)

    def moments(self, canon: Canon) -> list[Moment]:
        """The times that a sentence names, with the days for which each can stand."""
        return self._moments.moments(canon)

    def forum(self, hit: Hit, window: Window | None, place: Place | None) -> str | None:
        """The id of the multilateral event the sentence names."""
        return self._gatherings.forum(hit, window, place)

    # -- speaker -------------------------------------------------------------------------------

    def speaker(self, hit: Hit, said: list[Utterance]) -> tuple[Speaker | None, Utterance | None]:
        """The innermost speaker of the words of a hit, None when nobody is named."""
        canon = hit.canon
        voices = [u for u in said if u.kind is not SpeakerKind.MEDIA]
        said = voices or said
        leading = [
            u for u in said if not u.trailing and u.last <= hit.trigger + 1 and u.verb < hit.trigger
        ]
        trailing = [u for u in said if u.trailing and u.verb > hit.trigger]
        spoken_as_trigger = [u for u in said if not u.trailing and u.verb == hit.trigger]
        chosen = None
        if trailing and _quoted_before(canon, trailing[0]):
            chosen = trailing[0]
        elif leading:
            chosen = leading[-1]
        elif trailing:
            chosen = trailing[0]
        elif spoken_as_trigger:
            chosen = spoken_as_trigger[0]
        elif said and said[0].trailing and said[0].verb < hit.trigger and '"' in canon.text:
            chosen = said[0]
        if chosen is None:
            return None, None
        return self.as_speaker(canon, chosen), chosen

    def as_speaker(self, canon: Canon, said: Utterance) -> Speaker:
        """Who an utterance names."""
        if said.unit is None and said.kind is None:
            return self.last_speaker or NARRATOR
        if said.unit is None:
            country = canon.units[said.side].country if said.side is not None else None
            return Speaker(said.kind or SpeakerKind.ANONYMOUS, country=country)
        return speaker_of(self._titled(canon, said.unit), self._cast, canon.sentence.text)

    def standing(self, hit: Hit, said: list[Utterance]) -> Standing:
        """How the sentence names the sides around a wording, and whom it quotes."""
        voices = ((one, self.as_speaker(hit.canon, one)) for one in said)
        return standing(hit, voices, self._cast)

    def _titled(self, canon: Canon, which: int) -> Unit:
        """A named person with the office that the words just before give: "her spokesman ... Dane said"."""
        unit = canon.units[which]
        office = self._talk.office
        if unit.kind != OTHER or unit.country or office is None or not unit.name:
            return unit
        return replace(office, name=unit.name, first=unit.first, last=unit.last)

    # -- who acts ------------------------------------------------------------------------------

    def actor(self, hit: Hit, leaders: tuple[LeaderId, ...]) -> CountryCode | None:
        """The one side that the words let take the step, None when they name none or both."""
        if hit.type is T.MET:
            return None
        if hit.type is T.CALL:
            return caller(hit)
        offerer = self._offerer(hit)
        if offerer is not None:
            return offerer
        unit = slot_unit(hit, "agent")
        if unit is not None:
            alone = len(unit.leaders) < 2 and not acts_jointly(hit, "agent")
            return unit.country if alone else None
        return self._inviter(hit, leaders) or self._subject(hit)

    def is_named_offer(self, hit: Hit) -> bool:
        """Whether a sentence only names an offer: "has accepted an invitation from Alder"."""
        return self._offerer(hit) is not None

    def _offerer(self, hit: Hit) -> CountryCode | None:
        guessed = hit.rule.id.startswith(LEARNED)
        return offering_side(hit.canon, hit.trigger) if guessed and hit.type is T.INVITE else None

    def is_of_old(self, hit: Hit) -> bool:
        """Whether the words themselves were said in a month or season gone by."""
        return self._timing.is_of_old(hit)

    def is_bygone(self, hit: Hit) -> bool:
        """Whether a span gone by dates the step that the words tell: "accepted last month"."""
        return self._timing.is_bygone(hit)

    def _subject(self, hit: Hit) -> CountryCode | None:
        """The side that a clause names before words that some side must say."""
        if hit.type not in _SUBJECTIVE:
            return None
        for at in range(hit.trigger - 1, -1, -1):
            item = hit.canon.items[at]
            if item in {";", ":", '"', "that"}:
                return None
            if (
                item[:2] in {"O:", "S:", "L:", "C:"}
                and hit.canon.items[at - 1] not in _OBLIQUE
                and hit.canon.items[at + 1] != "'s"
            ):
                unit = hit.canon.units[number(item)]
                alone = len(unit.leaders) < 2 and not is_joined(hit.canon, at)
                return unit.country if alone else None
        return None

    def is_mutual(self, hit: Hit) -> bool:
        """Whether both sides take the step: "both sides agreed", "X meets Y on Friday"."""
        if hit.type is T.CONFIRM:
            return (
                "journey" not in hit.rule.options
                and not stems(hit.canon.items[hit.first : hit.last]) & self._one_way
            )
        unit = slot_unit(hit, "agent")
        if unit is None:
            return False
        return unit.kind == BOTH or len(unit.leaders) > 1 or acts_jointly(hit, "agent")

    def _inviter(self, hit: Hit, leaders: tuple[LeaderId, ...]) -> CountryCode | None:
        """The other side of who is invited: "an invitation to Birch"."""
        invited = slot_unit(hit, "other")
        if hit.type not in {T.INVITE, T.COUNTER_INVITE} or invited is None or not invited.leaders:
            return None
        hosts = {self._cast.country(one) for one in leaders} - {invited.country}
        return hosts.pop() if len(hosts) == 1 else None


_SUBJECTIVE = frozenset({T.HEDGE, T.NOT_PLANNED, T.NO_PREP, T.CONDITION, T.DECLINE, T.WILLING})
_OBLIQUE = frozenset({"in", "at", "to", "of", "with", "by", "from", "between", "and", "for", "on"})


def _quoted_before(canon: Canon, said: Utterance) -> bool:
    """Whether the attributed words before ``said`` are a quotation, or the sentence has no other."""
    return '"' in canon.items[max(0, said.first - 3) : said.first + 1]


def agent_speaker(hit: Hit, cast: Cast) -> Speaker | None:
    """The agent as a speaker, for wordings that are utterances themselves."""
    if "agent" not in hit.match.re.groupindex or not hit.match.group("agent"):
        return None
    text = hit.match.group("agent")
    if ":" not in text:
        return None
    unit = hit.canon.units[number(text)]
    if unit.kind == LEADER:
        return leader_speaker(unit.leaders[0], cast) if len(unit.leaders) == 1 else NARRATOR
    return speaker_of(unit, cast, hit.canon.sentence.text)
