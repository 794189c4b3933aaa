"""Meetings whose verb is left out: "met Birch in Westport on Monday and Cedar on Tuesday"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forecaster.domain.people import LeaderId
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.slots import slot_unit
from forecaster.reading.patterns.attribution import number, position
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.who.units import LEADER

Leaders = tuple[LeaderId, ...]

_TYPES = frozenset({SignalType.MET, SignalType.CONFIRM, SignalType.CALL, SignalType.INVITE})
_JOINTS = frozenset({"with", "by"})
_SCENES = frozenset({"D:", "C:", "P:", "S:", "F:"})
_AROUND = frozenset(
    {
        ",", "in", "on", "at", "the", "a", "of", "for", "to", "also", "then", "later", "afterwards",
        "before", "after", "next", "same", "day", "that", "this", "morning", "noon", "afternoon",
        "evening", "night", "week", "early", "late", "earlier", "again", "another", "half", "an",
        "hour", "hour_s", "minute_s", "one", "two", "three", "last", "first", "finally", "capital",
    }
)  # fmt: skip
"""Words that tell where, when and how long."""
_BEFORE_NAME = 2
_FAR = 12


def further(hit: Hit, leaders: Leaders) -> Iterator[tuple[Hit, Leaders]]:
    """The other meetings that go on with the verb of a meeting, each with where it stands.

    Args:
        hit: The wording of the first meeting.
        leaders: Between whom that one is.
    """
    first = slot_unit(hit, "other")
    if hit.type not in _TYPES or first is None or first.kind != LEADER:
        return
    alone = tuple(one for one in leaders if one not in first.leaders)
    at = position(hit.canon, hit.match.start("other"))
    joint = _joint(hit.canon.items, at)
    while alone and (following := _following(hit.canon.items, at, joint)):
        at = following
        others = hit.canon.units[number(hit.canon.items[at])].leaders
        if set(others) & set(alone):
            return
        here = replace(hit, first=at - bool(joint), last=at + 1, trigger=at)
        yield here, tuple(sorted((*alone, *others)))


def _joint(items: list[str], at: int) -> str:
    """The "with" or "by" right before a name; "" for a bare object."""
    near = items[max(0, at - _BEFORE_NAME) : at]
    return next((one for one in reversed(near) if one in _JOINTS), "")


def _following(items: list[str], at: int, joint: str) -> int:
    """Where the next one stands whom the verb governs; 0 when there is none."""
    listed, set_apart = False, False
    for near in range(at + 1, min(at + _FAR, len(items))):
        item = items[near]
        if item == "and" or (item == "," and joint and items[near + 1 : near + 2] == [joint]):
            listed = True
        elif item[:2] == "L:":
            told = items[near - 1] == joint if joint else set_apart and _ends(items, near + 1)
            return near if listed and told else 0
        elif item[:2] in _SCENES:
            set_apart = True
        elif item not in _AROUND and item != joint:
            return 0
    return 0


def _ends(items: list[str], at: int) -> bool:
    """Whether only places, times and whoever says so stand behind a name, so that no verb is its own.

    "... and Cedar in Norburg rejected it": Cedar is the subject of another clause.
    """
    while at < len(items) and (items[at][:2] in _SCENES or items[at] in _AROUND):
        at += 1
    return at >= len(items) or items[at] in _CLOSING or items[at][:2] in _SAYING


_CLOSING = frozenset(
    {".", ";", ")", "(", "—", '"', "and", "but", "according", "who", "where", "when", "as", "while"}
)
_SAYING = frozenset({"O:", "S:", "X:"})
"""Others who tell it: "..., the palace said"."""
