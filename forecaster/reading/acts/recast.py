"""The same words as another type, where it depends on who and where is meant."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from forecaster.domain.people import LeaderId
from forecaster.domain.signals import SignalType, Speaker
from forecaster.reading.acts.draft import Setting
from forecaster.reading.acts.participants import Participants
from forecaster.reading.acts.slots import slot_unit
from forecaster.reading.patterns.attribution import number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.text.lemmas import stem, stems
from forecaster.reading.who.canon import BOTH
from forecaster.reading.who.discourse import Discourse
from forecaster.reading.who.units import CITY, COUNTRY, FORUM, TIME

T = SignalType

_PLANS = frozenset({T.CONFIRM, T.DECLINE, T.CANCEL})
_CEREMONIES = frozenset(
    [
        "conference",
        "assembly",
        "inauguration",
        "funeral",
        "parade",
        "ceremony",
        "coronation",
        "commemoration",
        "swear",
        "celebration",
        "enthronement",
    ]
)
_RITES = _CEREMONIES - {"conference", "assembly", "ceremony"}
"""Ceremonies to which many leaders come, whoever is celebrated or mourned."""
_GATHERINGS = _CEREMONIES | {"summit", "gathering"}
_HOSTING = frozenset(
    {"host", "offer", "open", "venue", "bring", "ready", "table", "capital", "mediate", "place",
     "hold"}
)  # fmt: skip
_FORWARD = frozenset({"look", "look_s", "look_g", "look_d", "forward"})
_RECEIVING = frozenset({"see", "receive", "welcome", "host", "greet"})


class Recaster:
    """Settles the type of a hit by its participants and places."""

    def __init__(self, setting: Setting, talk: Discourse, participants: Participants) -> None:
        """Share the setting, the talk and the participants of one article."""
        self._setting = setting
        self._talk = talk
        self._participants = participants

    def recast(self, hit: Hit, last: Speaker | None) -> Hit:
        """The hit with the type that its people and places give it."""
        kind = self._kind(hit, last)
        return hit if kind is hit.type else replace(hit, type=kind)

    def _kind(self, hit: Hit, last: Speaker | None) -> SignalType:
        if "journey" in hit.rule.options and hit.type in _PLANS and self._to_forum(hit):
            return T.ATTEND if hit.type is T.CONFIRM else T.NOT_ATTEND
        if hit.type in {T.INVITE, T.WILLING, T.CONFIRM} and self._third_host(hit):
            return T.ALT_VENUE
        if hit.type in {T.INVITE, T.ALT_VENUE} and self._is_return(hit):
            return T.COUNTER_INVITE
        if hit.rule.id == "invite.propose" and hit.type is T.INVITE and _names_place(hit):
            return T.ALT_VENUE
        if hit.type is T.COUNTER_INVITE and self._is_elsewhere(hit):
            return T.ALT_VENUE
        if hit.type is T.WILLING and self._to_own_place(hit, last):
            return T.INVITE
        if hit.type is T.ACCEPT and _to_ceremony(hit):
            return T.ATTEND
        if hit.rule.id == "accept.verb" and _is_mutual(hit):
            return T.CONFIRM if _is_fixed(hit) else T.ACCEPT
        if hit.type is T.CANCEL and self._leaves_forum(hit):
            return T.NOT_ATTEND
        if hit.type is T.CONFIRM and _at_gathering(hit):
            return T.ATTEND
        return hit.type

    def _to_forum(self, hit: Hit) -> bool:
        """Whether a journey leads to a multilateral event, not to a host."""
        agent = self._participants.slot(hit, "agent", None)
        forum = any(unit.kind == FORUM for unit in hit.canon.units)
        if len(agent) != 1:
            return forum
        if stems(hit.canon.items[hit.trigger :]) & _RITES:
            return True
        place = slot_unit(hit, "place")
        homes = {self._setting.cast.country(leader) for leader in self._talk.main}
        abroad = place is not None and place.country not in homes
        if forum and abroad:
            return True
        if set(self._participants.in_sentence(hit, None)) - set(agent):
            return False
        if forum or stems(hit.canon.items[hit.trigger :]) & _GATHERINGS:
            return True
        return abroad and place is not None and place.country in self._setting.forum_hosts

    def _leaves_forum(self, hit: Hit) -> bool:
        """Whether one leader drops out of a multilateral event: "pulled out of the G20"."""
        if len(set(self._participants.in_sentence(hit, None))) != 1:
            return False
        behind = hit.canon.items[hit.trigger : hit.trigger + _OBJECT]
        return any(word.startswith("F:") for word in behind)

    def _third_host(self, hit: Hit) -> bool:
        """Whether somebody else's side offers to bring two leaders together."""
        unit = slot_unit(hit, "agent")
        group = self._participants.group(hit)
        if unit is None or unit.country is None or not group or _is_with(hit, group):
            return False
        guests = slot_unit(hit, "other")
        if hit.type is T.CONFIRM and guests is not None and guests.leaders == group:
            return False  # "X will receive Y and Z": he is one of those who meet
        countries = {self._setting.cast.country(leader) for leader in group}
        return unit.country not in countries and bool(stems(hit.canon.items) & _HOSTING)

    def _is_return(self, hit: Hit) -> bool:
        """Whether an offer of one's own place answers an offer in the same sentence."""
        items = hit.canon.items
        before = items[: hit.trigger]
        own = self._own_place(hit)
        if own is None or "weak" in hit.rule.options or self._third_host(hit):
            return False
        answered = stems(before) & _ANSWERING and stems(before) & _OFFERED
        return bool(answered) or (own and "instead" in items[hit.trigger : hit.trigger + 20])

    def _own_place(self, hit: Hit) -> bool | None:
        """Whether the agent's own country is named behind the offer; None when another is."""
        agent = slot_unit(hit, "agent")
        if agent is None or agent.country is None:
            return None
        behind = hit.canon.items[hit.trigger : hit.trigger + _FAR]
        places = [hit.canon.units[number(w)].country for w in behind if w[:2] in {"C:", "P:", "S:"}]
        if any(country != agent.country for country in places):
            return None
        return bool(places)

    def _is_elsewhere(self, hit: Hit) -> bool:
        """Whether what is proposed instead is neither side's own place: another venue."""
        agent = slot_unit(hit, "agent")
        behind = hit.canon.items[hit.trigger : hit.trigger + _FAR]
        if stems(behind) & _NEUTRAL:
            return True
        if agent is None or agent.country is None:
            return False
        units = [hit.canon.units[number(w)] for w in behind if w[:2] in {"C:", "P:", "F:"}]
        return bool(units) and all(unit.country != agent.country for unit in units)

    def _to_own_place(self, hit: Hit, last: Speaker | None) -> bool:
        """Whether a wish to see somebody names one's own place: that is an invitation."""
        items = hit.canon.items
        if not stems(items[hit.first : hit.last]) & _RECEIVING or items[hit.trigger] in _FORWARD:
            return False
        wishing = self._participants.slot(hit, "agent", last)
        homes = {self._setting.cast.country(leader) for leader in wishing}
        after = items[hit.trigger : hit.trigger + 12]
        return any(
            word[:2] in {"C:", "P:"}
            and hit.canon.units[number(word)].country in homes
            and after[place - 1] in {"in", "to"}
            for place, word in enumerate(after)
            if place
        )


def _is_with(hit: Hit, group: tuple[LeaderId, ...]) -> bool:
    """Whether it is with a group that somebody meets, not for it that he opens his house."""
    items = hit.canon.items
    return any(
        item.endswith("+") and before == "with" and hit.canon.units[number(item)].leaders == group
        for before, item in pairwise(items)
    )


_FAR = 14
_OBJECT = 6
_ANSWERING = frozenset(
    {"answer", "reply", "respond", "response", "counter", "riposte", "react", "return", "instead",
     "rather"}
)  # fmt: skip
_OFFERED = frozenset(
    {"invitation", "offer", "invite", "request", "proposal", "appeal", "call", "suggestion", "ask",
     "letter", "trip", "summons", "propose"}
)  # fmt: skip
_NEUTRAL = frozenset({"neutral", "third"})


def _names_place(hit: Hit) -> bool:
    """Whether a place is what is proposed: "suggested Geneva for the talks", "that they be moved"."""
    behind = hit.canon.items[hit.trigger + 1 : hit.trigger + _NEAR]
    moved = _ELSEWHERE & set(behind)
    return bool(moved) or (behind[:1] != [] and behind[0][:2] in {"C:", "P:"})


_ELSEWHERE = frozenset({"instead", "move_d", "rather", "neutral", "third", "video", "trilateral"})


def _to_ceremony(hit: Hit) -> bool:
    """Whether an invitation that is accepted leads to a multilateral event."""
    items = hit.canon.items
    near = items[hit.trigger : hit.trigger + _NEAR]
    if "visit" in stems(near):
        return False
    ceremony = stems(near) & _CEREMONIES and not {"press", "new_s"} & set(near)
    return bool(ceremony) or any(word.startswith("F:") for word in near)


_NEAR = 12


def _at_gathering(hit: Hit) -> bool:
    """Whether leaders only gather for an event: "leaders will gather in Rio for the G20"."""
    items = hit.canon.items
    if stem(items[hit.trigger]) not in _COMING_TOGETHER:
        return False
    behind = " ".join(items[hit.trigger : hit.trigger + _NEAR])
    return " for F:" in behind or " for the F:" in behind


_COMING_TOGETHER = frozenset({"gather", "convene", "assemble", "come", "join"})


def _is_mutual(hit: Hit) -> bool:
    unit = slot_unit(hit, "agent")
    both = unit is not None and (unit.kind == BOTH or len(unit.leaders) > 1)
    return both and hit.canon.items[hit.trigger].startswith(("agree", "consent"))


def _is_fixed(hit: Hit) -> bool:
    """Whether a town or a day is told."""
    return any(
        unit.kind in {COUNTRY, CITY} or (unit.kind == TIME and unit.time and unit.time.is_day)
        for unit in hit.canon.units
    )
