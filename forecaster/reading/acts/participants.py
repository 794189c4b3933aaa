"""Between whom a meeting would be."""

from __future__ import annotations

import re

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType, Speaker, SpeakerKind
from forecaster.reading.acts.draft import SINGLE
from forecaster.reading.acts.slots import slot_text
from forecaster.reading.acts.topic import Topics
from forecaster.reading.known.cast import Cast
from forecaster.reading.patterns.attribution import Utterance, number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.text.lemmas import stems
from forecaster.reading.who.canon import BOTH
from forecaster.reading.who.discourse import Discourse
from forecaster.reading.who.units import COUNTRY, LEADER, OFFICIAL, SEAT, Unit

Leaders = tuple[LeaderId, ...]

_PAIR = 2
_MANY = frozenset({"three", "trilateral", "tripartite", "quadripartite", "four", "trio", "quartet"})
_MEETINGS = frozenset(
    [
        "meet",
        "summit",
        "talk",
        "encounter",
        "conversation",
        "session",
        "visit",
        "discussion",
        "dinner",
        "lunch",
        "trilateral",
        "negotiation",
        "contact",
    ]
)
_GOING = frozenset("to in into visit visit_d visit_s visit_g for at".split())  # noqa: SIM905
_MERELY_SPEAKS = 1000
_REACH = 6
_SINGLY = frozenset(
    {
        "each", "separately", "individually", "respectively", "singly", "turn", "appointments",
        "appointment_s", "meet_s", "meetings", "bilaterals", "audience_s", "conversation_s",
    }
)  # fmt: skip
_SEPARATE = re.compile(
    r"\bone (?:by one|after (?:the other|another))\b"
    r"|\bseparate (?:talk_s|meet_g|meet_s|bilateral|conversation|call|audience|dinner|lunch)"
)
_JOINTLY = frozenset({"jointly", "together", "three", "conference", "joint", "common"})
_PLACES = frozenset({"C:", "P:", "S:"})
_LISTING = frozenset({"and", ","})


class Participants:
    """Finds the leaders of a hit in its slots, its sentence and the talk before it."""

    def __init__(self, cast: Cast, talk: Discourse, topics: Topics) -> None:
        """Share the people, the talk and the meetings of one article."""
        self._cast = cast
        self._talk = talk
        self._topics = topics

    def of(
        self, hit: Hit, speaker: Speaker | None, said: Utterance | None, last: Speaker | None
    ) -> Leaders:
        """The leaders, sorted by id; () when the meeting is not between leaders of two states.

        Args:
            hit: The wording.
            speaker: Who says it, None when nobody is named in the sentence.
            said: The attribution, if any.
            last: Who spoke last before, for "we" and "I".
        """
        agent = self.slot(hit, "agent", speaker or last)
        if hit.type in SINGLE:
            return agent
        found = self._of_pair(hit, agent, speaker, said)
        found = self._answered(hit, found)
        return tuple(sorted(set(found))) if len(self._cast.sides(found)) >= _PAIR else ()

    def _of_pair(
        self, hit: Hit, agent: Leaders, speaker: Speaker | None, said: Utterance | None
    ) -> Leaders:
        between = self._between(hit)
        if between:
            return between
        other = self.slot(hit, "other", speaker)
        found = _union(agent, other)
        if hit.type is SignalType.ALT_VENUE:
            found = self._without_host(hit, agent, other)
        if not found:
            found = self.in_sentence(hit, said)[:1]
        lone = len(found) == 1 and not other and (hit.rule.speech or not agent)
        if lone and self._only_speaks(hit, said, found[0]):
            found = self._others_in_sentence(hit, said, found[0])
        found = self._with_own(hit, found, speaker)
        if len(found) < _PAIR:
            found = self._hosted(hit, found)
        if len(found) < _PAIR:
            found = self._widened(hit, found, speaker, said)
        return self._joined(hit, found, said)

    def _answered(self, hit: Hit, found: Leaders) -> Leaders:
        """All who would meet, where an answer to an offer names only some of them."""
        if hit.type not in _REPLIES:
            return found
        meeting = self._topics.current(frozenset(found))
        return meeting.leaders if meeting else found

    def meetings(self, hit: Hit, leaders: Leaders) -> tuple[Leaders, ...]:
        """One meeting of all, or one with each: "each met him", "rang X and Y", a tour of two lands."""
        if len(leaders) <= _PAIR:
            return (leaders,)
        visited = self._visited(hit, leaders)
        groups = [unit.leaders for unit in hit.canon.units] if _is_singly(hit) else []
        for group in (visited, *groups):
            alone = set(leaders) - set(group)
            if len(alone) == 1 and len(self._cast.sides(group)) == len(leaders) - 1:
                return tuple(tuple(sorted((*alone, other))) for other in group)
        return (leaders,)

    def _visited(self, hit: Hit, leaders: Leaders) -> Leaders:
        """Those to whose countries a journey leads."""
        goals = {country for _, country in _goals(hit)}
        return tuple(one for one in leaders if self._cast.country(one) in goals)

    # -- slots ---------------------------------------------------------------------------------

    def slot(self, hit: Hit, name: str, speaker: Speaker | None) -> Leaders:
        """The leaders whom a slot names."""
        text = slot_text(hit, name)
        if text in {"i", "we"}:
            return self._own(speaker)
        return self._leaders_of(hit.canon.units[number(text)]) if ":" in text else ()

    def _leaders_of(self, unit: Unit) -> Leaders:
        if unit.kind in {LEADER, BOTH}:
            return unit.leaders
        if unit.kind in {OFFICIAL, SEAT, COUNTRY} and unit.country:
            leader = self.head(unit.country)
            return (leader,) if leader else ()
        return ()

    def _own(self, speaker: Speaker | None) -> Leaders:
        if speaker is None or speaker.country is None:
            return ()
        leader = self.head(speaker.country)
        return (leader,) if leader else ()

    def head(self, country: CountryCode) -> LeaderId | None:
        """The leader of a country whom the article means: one it names, else the effective one."""
        for leader in (*self._talk.pair(), *self._talk.main):
            if self._cast.country(leader) == country:
                return leader
        return self._cast.holder(country)

    # -- the sentence --------------------------------------------------------------------------

    def in_sentence(self, hit: Hit, said: Utterance | None) -> Leaders:
        """Leaders of the sentence by nearness to the trigger, the mere speaker last."""
        return tuple(leader for unit in self._near(hit, said) for leader in unit.leaders)

    def _near(self, hit: Hit, said: Utterance | None) -> list[Unit]:
        ranked: list[tuple[int, int]] = []
        for index, item in enumerate(hit.canon.items):
            if item.startswith(("L:", "B:")):
                which = number(item)
                speaks = said is not None and said.unit == which
                ranked.append((abs(index - hit.trigger) + _MERELY_SPEAKS * speaks, which))
        return [hit.canon.units[which] for _, which in sorted(ranked)]

    def group(self, hit: Hit) -> Leaders:
        """The largest coordinated group of leaders in the sentence."""
        units = (unit for unit in hit.canon.units if unit.kind == LEADER)
        groups = [unit.leaders for unit in units if len(unit.leaders) >= _PAIR]
        return max(groups, key=len, default=())

    def _between(self, hit: Hit) -> Leaders:
        """The leaders of "a meeting of X and Y" near the trigger, whoever speaks of it."""
        items = hit.canon.items
        for index in range(max(1, hit.trigger - 4), min(len(items), hit.last + 8)):
            before = index - 1 - (items[index - 1] in {"the", "both"})
            if not items[index].endswith("+") or items[before] not in {"of", "between", "for"}:
                continue
            leaders = hit.canon.units[number(items[index])].leaders
            if (
                stems(items[max(0, before - 4) : before]) & _MEETINGS
                and len(self._cast.sides(leaders)) > 1
            ):
                return leaders
        return ()

    def _with_own(self, hit: Hit, found: Leaders, speaker: Speaker | None) -> Leaders:
        """Of "a session with X and Y", also whose session it is."""
        items = hit.canon.items
        for at, item in enumerate(items):
            if not at or items[at - 1] != "with" or not item.endswith("+"):
                continue
            others = hit.canon.units[number(item)].leaders
            if found and set(found) <= set(others):
                return _union(others, self._facing(hit, at, others, speaker))
        return found

    def _facing(self, hit: Hit, at: int, others: Leaders, speaker: Speaker | None) -> Leaders:
        """Who faces others: who stands before them, else who speaks, else whose briefing it is."""
        before = (
            hit.canon.units[number(one)]
            for one in reversed(hit.canon.items[:at])
            if one[1:2] == ":"
        )
        named = [one for unit in before for one in unit.leaders]
        own = self._own(speaker) if speaker and speaker.kind in _FOR_A_SIDE else ()
        head = (self._talk.head,) if self._talk.head else ()
        return tuple(one for one in (*named, *own, *head) if self._foreign(one, others))[:1]

    def _without_host(self, hit: Hit, agent: Leaders, other: Leaders) -> Leaders:
        """The parties of an offered venue: whoever offers it is often a third side."""
        for parties in (other, agent):
            if len(self._cast.sides(parties)) >= _PAIR:
                return parties
        group = self.group(hit)
        if group and not set(agent) & set(group):
            return group
        known, offering = self._known(), agent or other
        if offering and known and offering[0] not in known:
            return known
        return _union(agent, other)

    def _hosted(self, hit: Hit, found: Leaders) -> Leaders:
        """A visitor and the leaders of the countries that are visited."""
        if len(found) != 1 or hit.type is SignalType.CALL:
            return found
        home = self._cast.country(found[0])
        hosts = (self._host(hit, at, goal) for at, goal in _goals(hit) if goal != home)
        return (*found, *(host for host in hosts if host))

    def _host(self, hit: Hit, at: int, country: CountryCode) -> LeaderId | None:
        host = self.head(country)
        visit = "visit" in stems(hit.canon.items[max(0, at - 5) : at])
        named = host in self._cast.counts or not self._talk.main
        return host if named or visit else None

    # -- the talk before -----------------------------------------------------------------------

    def _known(self) -> Leaders:
        """The leaders of the meeting last spoken of, else those the article is about."""
        meeting = self._topics.current()
        return meeting.leaders if meeting else self._talk.main

    def _stands_apart(self, leader: LeaderId) -> bool:
        """Whether a leader only speaks of the meeting of others."""
        known = self._known()
        return bool(known) and leader not in known and leader not in self._talk.main

    def _only_speaks(self, hit: Hit, said: Utterance | None, leader: LeaderId) -> bool:
        """Whether the one leader of a wording only tells or offers something to others."""
        units = hit.canon.units
        if any(leader in unit.leaders and len(unit.leaders) > 1 for unit in units):
            return False
        quoted = said is not None and said.unit is not None and leader in units[said.unit].leaders
        offers = hit.rule.speech or hit.type is SignalType.ALT_VENUE
        return (offers or quoted) and self._stands_apart(leader)

    def _others_in_sentence(self, hit: Hit, said: Utterance | None, apart: LeaderId) -> Leaders:
        """The parties where somebody speaks who is none so far: those beside him, else the known.

        Two others in the sentence are the parties, one other is his partner.
        """
        others = tuple(one for one in self.in_sentence(hit, said) if self._foreign(one, (apart,)))
        if not set(others) - set(self._known()):
            return self._known()
        return others if len(self._cast.sides(others)) >= _PAIR else (apart, *others)

    def _widened(
        self, hit: Hit, found: Leaders, speaker: Speaker | None, said: Utterance | None
    ) -> Leaders:
        """Complete the leaders from the sentence, its speaker, and what was talked of before."""
        near = [unit.leaders for unit in self._near(hit, said)]
        if found and self._stands_apart(found[0]):
            return self._completed(found, [*near, self._sides(hit), self._talk.main[:1]])
        own = self._own(speaker) if speaker and speaker.kind in _FOR_A_SIDE else ()
        meeting = self._topics.current(frozenset(found))
        earlier = meeting.leaders if meeting else ()
        found = self._completed(found, near)
        if len(self._cast.sides(found)) >= _PAIR:
            return found
        found = self._completed(found, [own, earlier, self._talk.pair(), self._talk.main])
        if meeting is not None and set(found) <= set(meeting.leaders):
            return meeting.leaders
        return found

    def _sides(self, hit: Hit) -> Leaders:
        """The main leaders whose country or offices the sentence names."""
        named = {unit.country for unit in hit.canon.units if unit.kind != LEADER}
        return tuple(one for one in self._talk.main if self._cast.country(one) in named)

    def _completed(self, found: Leaders, sources: list[Leaders]) -> Leaders:
        """The leaders with those of the first source that adds somebody of another country."""
        for leaders in sources:
            fresh = tuple(one for one in leaders if self._foreign(one, found))
            if fresh and len(found) < _PAIR:
                found = _union(found, fresh)
        return found

    def _foreign(self, leader: LeaderId, found: Leaders) -> bool:
        return self._cast.side(leader) not in self._cast.sides(found)

    def _joined(self, hit: Hit, found: Leaders, said: Utterance | None) -> Leaders:
        """Three-way talks: all the leaders of the sentence when the words say so."""
        group = self.group(hit)
        if len(group) > _PAIR and set(found) & set(group):
            return _union(found, group)
        if set(hit.canon.items) & _MANY and len(found) == _PAIR:
            return _union(found, self.in_sentence(hit, said))
        return found


_REPLIES = frozenset({SignalType.ACCEPT, SignalType.DECLINE, SignalType.HEDGE})
"""Types that answer an offer, and so concern all whom it would bring together."""
_FOR_A_SIDE = frozenset(
    {SpeakerKind.LEADER, SpeakerKind.OFFICE, SpeakerKind.MINISTER, SpeakerKind.ENVOY}
)


def _union(one: Leaders, other: Leaders) -> Leaders:
    return tuple(dict.fromkeys((*one, *other)))


def _goals(hit: Hit) -> list[tuple[int, CountryCode]]:
    """Where a journey near the wording leads, as positions and countries: "to Norland and Sudland"."""
    items = hit.canon.items
    goals: list[tuple[int, CountryCode]] = []
    for at in range(max(1, hit.first), min(len(items), hit.last + _REACH)):
        listed = bool(goals) and goals[-1][0] == at - _PAIR and items[at - 1] in _LISTING
        if items[at][:2] not in _PLACES or not (listed or items[at - 1] in _GOING):
            continue
        country = hit.canon.units[number(items[at])].country
        if country is not None:
            goals.append((at, country))
    return goals


def _is_singly(hit: Hit) -> bool:
    """Whether the words tell of a meeting with each: of several who are named, each is rung alone."""
    words = hit.canon.items[max(0, hit.first - 2) : hit.last + _REACH]
    text = " ".join(words)
    if _SINGLY & set(words) or _SEPARATE.search(text):
        return True
    return hit.type is SignalType.CALL and not _JOINTLY & set(words)
