"""From a wording in a sentence to an act: who meets whom, where, when, said by whom."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Certainty, SignalType, Speaker, SpeakerKind
from forecaster.reading.attribution import (
    NARRATOR,
    Utterance,
    leader_speaker,
    number,
    speaker_of,
)
from forecaster.reading.canon import BOTH, Canon, Discourse
from forecaster.reading.cast import Cast
from forecaster.reading.dates import Frame, resolve
from forecaster.reading.engine import Hit
from forecaster.reading.forums import ForumCalendar
from forecaster.reading.topic import Topics
from forecaster.reading.units import (
    CITY,
    COUNTRY,
    FORUM,
    LEADER,
    OFFICIAL,
    OTHER,
    SEAT,
    TIME,
    Unit,
)

T = SignalType
PAST = frozenset({T.MET, T.CALL, T.TRAVEL})
SINGLE = frozenset({T.TRAVEL, T.ATTEND, T.NOT_ATTEND})
ANSWERS = frozenset({T.ACCEPT, T.DECLINE, T.HEDGE, T.CONDITION, T.NO_PREP, T.NOT_PLANNED, T.CANCEL,
                     T.POSTPONE, T.PREPARE})
_PREPOSITIONS = frozenset({"in", "to", "at", "into", "visit", "visit_d", "visit_g", "visit_s", "reach",
                           "near", "outside", "via", "tour", "host", "leave", "toward", "towards"})
_EVENT_AFTER = frozenset({"summit", "talk_s", "meet_g", "visit", "trip", "meet_g_s", "summit_s", "encounter",
                          "gathering", "conference", "session", "stop", "leg", "tete"})


@dataclass(slots=True)
class Draft:
    """An act in the making, with what was told and what was inferred.

    Attributes mirror :class:`forecaster.domain.signals.Act`; ``sentence`` is the number of the
    sentence, ``span`` the characters of the field that prove it.
    """

    type: SignalType
    rule: str
    score: float
    leaders: tuple[LeaderId, ...]
    speaker: Speaker
    actor: CountryCode | None
    place: Place | None
    window: Window | None
    forum: str | None
    certainty: Certainty
    polarity: int
    statement_on: date | None
    background: bool
    retracts: SignalType | None
    sentence: int
    where: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    dated: bool = False
    attributed: bool = False
    items: tuple[int, int] = (0, 0)
    recalled: bool = False
    weak: bool = False


@dataclass(slots=True)
class Setting:
    """What is fixed for one article.

    Attributes:
        cast: The people.
        calendar: The forums.
        published: Day of publication, or the best guess at it.
        month_first: Whether 7/4 is 4 July.
        forum_hosts: Countries that host the multilateral events the article names.
    """

    cast: Cast
    calendar: ForumCalendar
    published: date
    month_first: bool = False
    forum_hosts: frozenset[CountryCode] = frozenset()


_RECEIVING = frozenset({"see", "receive", "welcome", "host", "greet"})
_MEETINGS = frozenset({"meet", "summit", "talk", "encounter", "conversation", "session", "visit", "discussion", "dinner",
                       "lunch", "trilateral", "negotiation", "contact"})
_MEETING_VERBS = frozenset({"meet", "visit", "hold", "come", "travel", "go", "fly", "host", "receive", "see", "attend", "to", "sit"})
_LEAVING = frozenset({"leave", "head", "depart", "bound", "set", "off", "destined"})
_JOURNEYS = frozenset({"confirm.visit", "confirm.headline", "confirm.present"})
_GATHERINGS = frozenset({"summit", "conference", "assembly", "gathering", "inauguration", "funeral", "parade", "ceremony",
                         "coronation", "commemoration", "swear", "celebration", "enthronement"})
_HOSTING = frozenset({"host", "offer", "open", "venue", "bring", "ready", "table", "capital", "mediate", "place", "hold"})
_MANY = frozenset({"three", "trilateral", "tripartite", "quadripartite", "four", "trio", "quartet", "quadrilateral"})

POLARITY = {
    T.INVITE: 1, T.COUNTER_INVITE: 1, T.WILLING: 1, T.ACCEPT: 1, T.DECLINE: -1, T.HEDGE: 0,
    T.ALT_VENUE: 1, T.CONDITION: -1, T.PREPARE: 1, T.NO_PREP: -1, T.NOT_PLANNED: -1, T.CONFIRM: 1,
    T.POSTPONE: -1, T.CANCEL: -1, T.MET: 1, T.CALL: 0, T.TRAVEL: 1, T.ATTEND: 1, T.NOT_ATTEND: -1,
}


class Interpreter:
    """Reads hits of one article, sentence by sentence."""

    def __init__(self, setting: Setting, discourse: Discourse, topics: Topics) -> None:
        """Share ``discourse`` and ``topics`` with the rest of the article."""
        self._setting = setting
        self._cast = setting.cast
        self._talk = discourse
        self._topics = topics
        self.statement_on: date | None = None
        self.last_speaker: Speaker | None = None
        self.forum_hosts: frozenset[CountryCode] = frozenset()

    def has_pair(self) -> bool:
        """Whether the article is about two leaders at all."""
        return len(self._talk.main) > 1

    def sides(self) -> set[CountryCode | None]:
        """The countries whose leaders the article is about."""
        return {self._cast.country(leader) for leader in self._talk.main}

    # -- speaker -------------------------------------------------------------------------------

    def speaker(self, hit: Hit, said: list[Utterance]) -> tuple[Speaker | None, Utterance | None]:
        """The innermost speaker of the words of a hit, None when nobody is named."""
        canon = hit.canon
        voices = [u for u in said if u.kind is not SpeakerKind.MEDIA]
        said = voices or said
        leading = [u for u in said if not u.trailing and u.last <= hit.trigger + 1 and u.verb < hit.trigger]
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
            return Speaker(said.kind or SpeakerKind.ANONYMOUS)
        return speaker_of(self._titled(canon, said.unit), self._cast, canon.sentence.text)

    def _titled(self, canon: Canon, which: int) -> Unit:
        """A named person with the office that the words just before give: "her spokesman ... Dane said"."""
        unit = canon.units[which]
        office = self._talk.office
        if unit.kind != OTHER or unit.country or office is None or not unit.name:
            return unit
        return replace(office, name=unit.name, first=unit.first, last=unit.last)

    # -- type ------------------------------------------------------------------------------------

    def recast(self, hit: Hit) -> Hit:
        """The same words as another type, where who is meant decides it."""
        if hit.rule.id in _JOURNEYS and hit.type in {T.CONFIRM, T.DECLINE} and self._to_forum(hit):
            return replace(hit, type=T.ATTEND if hit.type is T.CONFIRM else T.NOT_ATTEND)
        if hit.type in {T.INVITE, T.WILLING, T.CONFIRM} and self._third_host(hit):
            return replace(hit, type=T.ALT_VENUE)
        if hit.type is T.WILLING and self._to_own_place(hit):
            return replace(hit, type=T.INVITE)
        if hit.type is T.ACCEPT and self._to_ceremony(hit):
            return replace(hit, type=T.ATTEND)
        if hit.rule.id == "accept.verb" and self._mutual(hit):
            fixed = any(unit.kind in {TIME, COUNTRY, CITY} for unit in hit.canon.units)
            return replace(hit, type=T.CONFIRM if fixed else T.PREPARE)
        return hit

    def _to_forum(self, hit: Hit) -> bool:
        """Whether a journey leads to a multilateral event, not to a host."""
        agent = self._slot(hit, "agent", None)
        place = self._slot_unit(hit, "place")
        abroad = place is not None and place.country not in {
            self._cast.country(leader) for leader in self._talk.main}
        forum = any(unit.kind == FORUM for unit in hit.canon.units)
        if len(agent) == 1 and forum and abroad:
            return True
        if len(agent) != 1 or set(self._in_sentence(hit, None)) - set(agent):
            return False
        if forum:
            return True
        items = hit.canon.text.split()[hit.trigger :]
        if any(word.partition("_")[0] in _GATHERINGS for word in items):
            return True
        return abroad and place is not None and place.country in self.forum_hosts

    def _to_own_place(self, hit: Hit) -> bool:
        """Whether a wish to see somebody names one's own place: that is an invitation."""
        items = hit.canon.text.split()
        if not {word.partition("_")[0] for word in items[hit.first : hit.last]} & _RECEIVING:
            return False
        speaker = self._slot(hit, "agent", self.last_speaker)
        homes = {self._cast.country(leader) for leader in speaker}
        after = items[hit.trigger : hit.trigger + 12]
        return any(
            word[:2] in {"C:", "P:"} and hit.canon.units[number(word)].country in homes
            and after[place - 1] in {"in", "to"}
            for place, word in enumerate(after) if place)

    def _to_ceremony(self, hit: Hit) -> bool:
        words = {word.partition("_")[0] for word in hit.canon.text.split()[hit.trigger :]}
        return bool(words & (_GATHERINGS - {"summit", "gathering"})) or any(
            unit.kind == FORUM for unit in hit.canon.units)

    def _third_host(self, hit: Hit) -> bool:
        """Whether somebody else's side offers to bring two leaders together."""
        unit = self._slot_unit(hit, "agent")
        group = self._group(hit)
        if unit is None or unit.country is None or len(group) < 2:
            return False
        countries = {self._cast.country(leader) for leader in group}
        words = {word.partition("_")[0] for word in hit.canon.text.split()}
        return unit.country not in countries and bool(words & _HOSTING)

    def _mutual(self, hit: Hit) -> bool:
        unit = self._slot_unit(hit, "agent")
        return unit is not None and (unit.kind == BOTH or len(unit.leaders) > 1) and (
            hit.canon.text.split()[hit.trigger].startswith(("agree", "consent")))

    # -- leaders -------------------------------------------------------------------------------

    def participants(self, hit: Hit, speaker: Speaker | None, said: Utterance | None) -> tuple[LeaderId, ...]:
        """The leaders between whom the meeting would be, or () when it is not between leaders."""
        agent = self._slot(hit, "agent", speaker)
        other = self._slot(hit, "other", speaker)
        if hit.type in SINGLE:
            return tuple(agent)
        found = list(dict.fromkeys([*agent, *other]))
        between = self._between(hit)
        if between:
            return tuple(sorted(between))
        if hit.type is T.ALT_VENUE:
            found = self._without_host(hit, agent, other)
        elif len(found) == 1 and not other and hit.rule.speech:
            found = self._about_others(found)
        if not found:
            found = self._in_sentence(hit, said)[:1]
        if len(found) < 2:
            found = self._hosted(hit, found)
        if len(found) < 2:
            found = self._widen(hit, found, said)
        found = self._joined(hit, found, said)
        countries = {self._cast.country(leader) for leader in found}
        return tuple(sorted(found)) if len(found) > 1 and len(countries) > 1 else ()

    def _between(self, hit: Hit) -> tuple[LeaderId, ...]:
        """The leaders of "a meeting of X and Y" near the trigger, whoever speaks of it."""
        items = hit.canon.text.split()
        for index in range(max(1, hit.trigger - 4), min(len(items), hit.last + 8)):
            if not items[index].endswith("+") or items[index - 1] not in {"of", "between", "for"}:
                continue
            before = {word.partition("_")[0] for word in items[max(0, index - 5) : index - 1]}
            leaders = hit.canon.units[number(items[index])].leaders
            countries = {self._cast.country(leader) for leader in leaders}
            if before & _MEETINGS and len(countries) > 1:
                return leaders
        return ()

    def _about_others(self, found: list[LeaderId]) -> list[LeaderId]:
        """A third leader who speaks of the meeting of others takes no part in it."""
        meeting = self._topics.current()
        known = meeting.leaders if meeting else self._talk.main
        return [] if known and found[0] not in known and found[0] not in self._talk.main else found

    def _without_host(
        self, hit: Hit, agent: tuple[LeaderId, ...], other: tuple[LeaderId, ...]
    ) -> list[LeaderId]:
        """The parties of an offered venue: whoever offers it is often a third side."""
        if len(other) > 1:
            return list(other)
        group = self._group(hit)
        if group and not set(agent) & set(group):
            return list(group)
        pair = self._talk.pair()
        meeting = self._topics.current()
        known = meeting.leaders if meeting else pair
        if agent and known and agent[0] not in known:
            return list(known)
        return list(dict.fromkeys([*agent, *other]))

    def _group(self, hit: Hit) -> tuple[LeaderId, ...]:
        """The largest coordinated group of leaders in the sentence."""
        groups = [unit.leaders for unit in hit.canon.units if unit.kind == LEADER and len(unit.leaders) > 1]
        return max(groups, key=len, default=())

    def _hosted(self, hit: Hit, found: list[LeaderId]) -> list[LeaderId]:
        """A visitor and the leader of the country that is visited."""
        if len(found) != 1 or hit.type is T.CALL:
            return found
        items = hit.canon.text.split()
        for index in range(hit.first, min(len(items), hit.last + 6)):
            if items[index][:2] not in {"C:", "P:", "S:"}:
                continue
            unit = hit.canon.units[number(items[index])]
            before = items[index - 1] if index else ""
            going = before in {"to", "in", "into", "visit", "visit_d", "visit_s", "visit_g", "for", "at"}
            if not going or unit.country in {None, self._cast.country(found[0])}:
                continue
            host = self._head(unit.country) if unit.country else None
            visit = any(word.partition("_")[0] == "visit" for word in items[max(0, index - 5) : index])
            if host is not None and (host in self._cast.counts or not self._talk.main or visit):
                return [*found, host]
        return found

    def _joined(self, hit: Hit, found: list[LeaderId], said: Utterance | None) -> list[LeaderId]:
        """Three-way talks: all the leaders of the sentence when the words say so."""
        group = self._group(hit)
        if len(group) > 2 and set(found) & set(group):
            return list(dict.fromkeys([*found, *group]))
        words = set(hit.canon.text.split())
        if words & _MANY and len(found) == 2:
            near = [leader for leader in self._in_sentence(hit, said)]
            return list(dict.fromkeys([*found, *near]))
        return found

    def _slot(self, hit: Hit, name: str, speaker: Speaker | None) -> tuple[LeaderId, ...]:
        if name not in hit.match.re.groupindex or not hit.match.group(name):
            return ()
        text = hit.match.group(name)
        if text in {"i", "we"}:
            return self._own(speaker or self.last_speaker)
        if ":" not in text:
            return ()
        return self._leaders_of(hit.canon.units[number(text)])

    def _leaders_of(self, unit: Unit) -> tuple[LeaderId, ...]:
        if unit.kind in {LEADER, BOTH}:
            return unit.leaders
        if unit.kind in {OFFICIAL, SEAT, COUNTRY} and unit.country:
            leader = self._head(unit.country)
            return (leader,) if leader else ()
        return ()

    def _own(self, speaker: Speaker | None) -> tuple[LeaderId, ...]:
        if speaker is None or speaker.country is None:
            return ()
        leader = self._head(speaker.country)
        return (leader,) if leader else ()

    def _head(self, country: CountryCode) -> LeaderId | None:
        """The leader of a country whom the article means: one it names, else the effective one."""
        pair = [*self._talk.pair(), *self._talk.main]
        for leader in pair:
            if self._cast.country(leader) == country:
                return leader
        return self._cast.holder(country)

    def _widen(self, hit: Hit, found: list[LeaderId], said: Utterance | None) -> list[LeaderId]:
        """Complete the leaders from the sentence, then from what the article talks about."""
        near = self._in_sentence(hit, said)
        for leader in near:
            if len(found) < 2 and leader not in found and self._foreign(leader, found):
                found.append(leader)
        if len(found) > 1:
            return found
        meeting = self._topics.current(frozenset(found))
        for leader in (*(meeting.leaders if meeting else ()), *self._talk.pair(), *self._talk.main):
            if leader not in found and (len(found) < 2) and self._foreign(leader, found):
                found.append(leader)
        if meeting is not None and set(found) <= set(meeting.leaders):
            return list(meeting.leaders)
        return found

    def _foreign(self, leader: LeaderId, found: list[LeaderId]) -> bool:
        return self._cast.country(leader) not in {self._cast.country(one) for one in found}

    def _in_sentence(self, hit: Hit, said: Utterance | None) -> list[LeaderId]:
        """Leaders of the sentence by nearness to the trigger, the mere speaker last."""
        ranked: list[tuple[int, LeaderId]] = []
        for index, item in enumerate(hit.canon.text.split()):
            if not item.startswith(("L:", "B:")):
                continue
            which = number(item)
            distance = abs(index - hit.trigger)
            if said is not None and said.unit == which:
                distance += 1000
            ranked += [(distance, leader) for leader in hit.canon.units[which].leaders]
        return [leader for _, leader in sorted(ranked)]

    # -- time and place ------------------------------------------------------------------------

    def times(self, hit: Hit, said: list[Utterance]) -> tuple[Window | None, date | None]:
        """The window of the meeting and the day of the statement, as far as the sentence tells."""
        event: list[tuple[int, Unit]] = []
        stated: date | None = None
        items = hit.canon.text.split()
        for index, item in enumerate(items):
            if not item.startswith("D:"):
                continue
            unit = hit.canon.units[number(item)]
            if self._is_statement_time(hit, said, index, unit, items):
                window = self._resolve(unit, ahead=False)
                stated = window.start if window and window.days == 1 else stated
            else:
                event.append((index, unit))
        return self._event_window(hit, event, items), stated

    def _is_statement_time(
        self, hit: Hit, said: list[Utterance], index: int, unit: Unit, items: list[str]
    ) -> bool:
        if unit.time is None or not unit.time.is_day:
            return False
        before = items[index - 1] if index else ""
        after = items[index + 1] if index + 1 < len(items) else ""
        if before in {"for", "until", "from", "by", "till", "before", "after", "next"} or after == "'s":
            return False
        if after.partition("_")[0] in {"summit", "meet", "talk", "visit", "encounter", "session"} and before != "on":
            return False
        if self._is_ahead(unit):
            return False
        for utterance in said:
            first = utterance.first - (0 if utterance.trailing else 3)
            if first <= index <= utterance.last + 3 and not (
                utterance.last < index and utterance.verb < hit.trigger < index):
                return True
        if hit.type in PAST or hit.rule.tense == "back":
            return False
        if self._of_event(items, hit, index, unit):
            return False
        opening = index <= 1 and hit.type not in {T.CONFIRM, T.ATTEND}
        near_trigger = 0 < index - hit.trigger <= 8 or 0 < hit.trigger - index <= 6
        past = any(word.endswith(("_d", "_n")) for word in items[max(0, hit.trigger - 4) : hit.trigger + 2])
        uttered = hit.rule.speech or hit.type in {T.CANCEL, T.POSTPONE, T.PREPARE, T.NO_PREP}
        return (near_trigger or opening) and past and uttered

    def _is_ahead(self, unit: Unit) -> bool:
        """Whether a day can only be one to come: a date after publication, "tomorrow"."""
        if unit.time is None or unit.time.kind in {"weekday", "nth", "today"}:
            return False
        window = self._resolve(unit, ahead=True)
        past = self._resolve(unit, ahead=False)
        if window is None or past is None or window.start <= self._setting.published:
            return False
        return (window.start - self._setting.published).days < (self._setting.published - past.start).days

    def _of_event(self, items: list[str], hit: Hit, index: int, unit: Unit) -> bool:
        """Whether a day belongs to the meeting: "to meet on Friday", "planned for Friday"."""
        if unit.time is not None and unit.time.kind in {"tomorrow", "overmorrow"}:
            return True
        between = items[hit.trigger + 1 : index] if index > hit.trigger else items[max(0, index - 5) : index]
        stems = {word.partition("_")[0] for word in between}
        if index > hit.trigger and stems & _MEETING_VERBS:
            return True
        if stems & {"for", "until", "plan", "schedule", "will", "due"}:
            return True
        return index < hit.trigger and bool(stems & {"to"} and stems & _MEETING_VERBS)

    def narrated_day(self, canon: Canon) -> date | None:
        """The one past day that a sentence in the past tense names."""
        items = canon.text.split()
        if any(word in {"will", "would", "shall", "due", "set"} for word in items):
            spoken = [u for u in canon.units if u.time is not None and u.time.is_day]
            if len(spoken) != 1:
                return None
        if not any(word.endswith("_d") for word in items):
            return None
        for index, item in enumerate(items):
            if not item.startswith("D:"):
                continue
            unit = canon.units[number(item)]
            before = items[index - 1] if index else ""
            after = items[index + 1] if index + 1 < len(items) else ""
            if unit.time is None or not unit.time.is_day or before in {"for", "to", "until", "from", "by", "since", "next"}:
                continue
            if after == "'s" or unit.time.kind in {"tomorrow", "overmorrow"}:
                continue
            window = self._resolve(unit, ahead=False)
            if window is not None and window.days == 1 and 0 <= (self._setting.published - window.start).days <= 8:
                return window.start
        return None

    def _looks_ahead(self, items: list[str], hit: Hit, index: int, unit: Unit) -> bool:
        if unit.time is not None and unit.time.kind in {"tomorrow", "overmorrow"}:
            return True
        between = items[hit.trigger + 1 : index]
        return any(word in {"to", "for", "will", "until", "meet", "visit"} for word in between)

    def _event_window(self, hit: Hit, event: list[tuple[int, Unit]], items: list[str]) -> Window | None:
        ahead = hit.rule.tense != "back" and hit.type not in PAST and not _was_to(items, hit)
        choices: list[tuple[int, Window]] = []
        for index, unit in event:
            window = self._resolve(unit, ahead=ahead)
            if window is None:
                continue
            distance = abs(index - hit.trigger) + (0 if index > hit.trigger else 3)
            if hit.type is T.POSTPONE and items[index - 1] in {"to", "until", "till"}:
                distance -= 20
            choices.append((distance, window))
        return min(choices, key=lambda choice: choice[0])[1] if choices else None

    def _resolve(self, unit: Unit, *, ahead: bool) -> Window | None:
        if unit.time is None:
            return None
        looks_ahead = ahead and not unit.time.looks_back
        frame = Frame(self._setting.published, looks_ahead, self._setting.month_first)
        return resolve(unit.time, frame)

    def place(self, hit: Hit, said: list[Utterance]) -> Place | None:
        """Where the meeting is or would be, as far as the sentence tells."""
        slot = self._slot_unit(hit, "place")
        if slot is not None and slot.place is not None:
            return self._city(hit.canon, slot)
        items = hit.canon.text.split()
        choices: list[tuple[int, Place]] = []
        for index, item in enumerate(items):
            if not item.startswith(("C:", "P:", "S:")):
                continue
            unit = hit.canon.units[number(item)]
            if unit.place is None or not self._is_venue(items, index, said, unit):
                continue
            distance = abs(index - hit.trigger) + (0 if index > hit.trigger else 4)
            choices.append((distance - 2 * bool(unit.place.city), self._city(hit.canon, unit) or unit.place))
        return min(choices, key=lambda choice: choice[0])[1] if choices else None

    def venues(self, canon: Canon, said: list[Utterance]) -> list[Place]:
        """Towns in which a sentence is set."""
        items = canon.text.split()
        found = []
        for index, item in enumerate(items):
            if item[:2] not in {"C:", "P:", "S:"}:
                continue
            unit = canon.units[number(item)]
            if unit.place is not None and self._is_venue(items, index, said, unit):
                place = self._seat(unit)
                if place is not None and place.city:
                    found.append(place)
        return found

    def _slot_unit(self, hit: Hit, name: str) -> Unit | None:
        if name not in hit.match.re.groupindex or not hit.match.group(name):
            return None
        text = hit.match.group(name)
        return hit.canon.units[number(text)] if ":" in text else None

    def _city(self, canon: Canon, unit: Unit) -> Place | None:
        """A country's place made precise by a city of it in the same sentence ("Oslo, Norway")."""
        if unit.place is None or unit.place.city or unit.kind == SEAT:
            return self._seat(unit)
        for other in canon.units:
            near = abs(other.first - unit.last) <= 2 or abs(unit.first - other.last) <= 2
            if near and other.place and other.place.city and other.place.country == unit.place.country:
                return other.place
        return unit.place

    def _seat(self, unit: Unit) -> Place | None:
        if unit.kind == SEAT and unit.country:
            return Place(unit.country, self._cast.names.world.capitals.get(unit.country))
        return unit.place

    def _is_venue(self, items: list[str], index: int, said: list[Utterance], unit: Unit) -> bool:
        before = items[index - 1] if index else ""
        if before in {"the", "a"} and index > 1:
            before = items[index - 2]
        after = items[index + 1] if index + 1 < len(items) else ""
        if before == "for":
            before = "to" if items[index - 2 : index - 1] and items[index - 2].partition("_")[0] in _LEAVING else ""
        if any(u.unit is not None and items[index] == f"{unit.kind}:{u.unit}" for u in said):
            return False
        if unit.kind == SEAT and before not in {"at", "in", "to", "inside"}:
            return False
        if after in _EVENT_AFTER and before != "with":
            return True
        if items[max(0, index - 2) : index] in (["reporter_s", "in"], ["reporters", "in"], ["journalists", "in"]):
            return False
        if before in {"from", "of"} or (before == "to" and items[index - 2 : index - 1] == ["ambassador"]):
            return False
        return before in _PREPOSITIONS or (before == "," and self._after_city(items, index))

    def _after_city(self, items: list[str], index: int) -> bool:
        return index > 1 and items[index - 2].startswith(("C:", "P:"))

    def forum(self, hit: Hit, window: Window | None, place: Place | None) -> str | None:
        """The id of the multilateral event the sentence names."""
        units = [unit for unit in hit.canon.units if unit.kind == FORUM and unit.forum]
        if not units:
            return None
        slot = self._slot_unit(hit, "forum")
        unit = slot if slot is not None and slot.kind == FORUM else units[0]
        if unit.forum is None:
            return None
        year = next((u.time for u in hit.canon.units if u.kind == TIME and u.time and u.time.kind == "year"), None)
        ahead = hit.type not in PAST and hit.rule.tense != "back"
        ref = self._setting.published - timedelta(days=0 if ahead else 0)
        summit = self._setting.calendar.edition(
            unit.forum.series, ref, ahead=ahead, country=place.country if place else None,
            city=place.city if place else None, window=window,
            year=int(year.parts[0]) if year else None)
        return summit.forum if summit else None

    # -- who acts ------------------------------------------------------------------------------

    def actor(self, hit: Hit, speaker: Speaker, leaders: tuple[LeaderId, ...]) -> CountryCode | None:
        """The side that takes the step; None for mutual acts."""
        if hit.type is T.MET:
            return None
        unit = self._slot_unit(hit, "agent")
        slot = hit.match.group("agent") if "agent" in hit.match.re.groupindex else None
        if hit.type is T.CALL:
            return unit.country if unit and unit.kind == LEADER and len(unit.leaders) == 1 and hit.rule.id == "call" and self._called(hit) else None
        if unit is not None and unit.country and len(unit.leaders) < 2:
            return unit.country
        if unit is not None and (unit.kind == BOTH or len(unit.leaders) > 1):
            countries = {self._cast.country(leader) for leader in unit.leaders}
            return speaker.country if speaker.country in countries and speaker.kind is not SpeakerKind.NARRATOR else None
        if slot in {"i", "we"}:
            return speaker.country
        return speaker.country

    def _called(self, hit: Hit) -> bool:
        word = hit.canon.text.split()[hit.trigger]
        return word.partition("_")[0] in {"call", "telephone", "phone", "ring"}


def _quoted_before(canon: Canon, said: Utterance) -> bool:
    """Whether the attributed words before ``said`` are a quotation, or the sentence has no other."""
    return '"' in canon.text.split()[max(0, said.first - 3) : said.first + 1]


def _was_to(items: list[str], hit: Hit) -> bool:
    """Whether the meeting's day has passed: "did not show up", "were to have met", "had been fixed"."""
    near = " ".join(items[max(0, hit.first - 3) : hit.last + 4])
    if hit.type not in {T.CANCEL, T.NOT_ATTEND, T.POSTPONE, T.NOT_PLANNED}:
        return False
    return any(words in near for words in _PASSED)


_PASSED = ("do_d not", "was to have", "be_d to have", "be_d to hold", "be_d to meet", "have_d be_n", "do_d n't",
           "stay_d away", "skip_d", "miss_d", "send_d", "fall_s through", "fall_d through")


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


_VENUES = frozenset({COUNTRY, CITY, SEAT})
