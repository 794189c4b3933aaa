"""Who takes a step that a sentence only names: who rang, whose offer was accepted."""

from __future__ import annotations

from forecaster.domain.places import CountryCode
from forecaster.reading.acts.slots import slot_unit
from forecaster.reading.patterns.attribution import number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.text.lemmas import stem, stems
from forecaster.reading.who.canon import Canon

_SIDES = frozenset({"L:", "O:", "S:", "C:", "A:"})
_TALKING = frozenset(
    {"speak", "talk", "hold", "have", "converse", "confer", "discuss", "exchange", "conversation"}
)
"""What both do: "spoke by telephone" does not tell who rang."""
_INITIATIVES = frozenset({"initiative", "request", "initiate_d", "instigation", "behest"})
_OFFERS = frozenset(
    {"invitation", "invite", "offer", "proposal", "request", "suggestion", "idea", "overture"}
)
_NEAR = 4


def caller(hit: Hit) -> CountryCode | None:
    """The side that rang, None when the words name none: "at the Turkish side's initiative"."""
    items = hit.canon.items
    for at, item in enumerate(items):
        if item in _INITIATIVES:
            return _side(hit.canon, range(at + 1, at + _NEAR)) or _side(
                hit.canon, range(at - 1, at - _NEAR, -1)
            )
    if _is_received(items, hit):
        return _behind(hit.canon, hit.trigger, {"by", "from"})
    unit = slot_unit(hit, "agent")
    if (
        unit is None
        or len(unit.leaders) != 1
        or not _TALKING.isdisjoint(stems(items[hit.first : hit.trigger + 1]))
    ):
        return None
    return unit.country


def _is_received(items: list[str], hit: Hit) -> bool:
    """Whether the subject was rung: "was telephoned by", "took a call from"."""
    before = items[hit.first : hit.trigger]
    return "by" in items[hit.trigger : hit.trigger + 2] or bool(
        {"receive_d", "take_d", "get_d", "field_d"} & set(before)
    )


def offering_side(canon: Canon, at: int) -> CountryCode | None:
    """Whose offer a sentence names near ``at``: "an invitation from", "at the offer of", "as X asked"."""
    offers = [one for one, item in enumerate(canon.items) if stem(item) in _OFFERS]
    for one in sorted(offers, key=lambda offer: abs(offer - at)):
        owner = _owner(canon, one)
        found = owner or _behind(canon, one, {"from", "of", "by"})
        if found:
            return found
    return None


def _owner(canon: Canon, at: int) -> CountryCode | None:
    """Whose an offer is by the words before it: "Alder's invitation", "the Norlandic offer"."""
    before = canon.items[at - 1] if at else ""
    if before == "'s":
        return _side(canon, [at - 2])
    plain = canon.items[at] in _OFFERS and before[:2] in {"A:", "C:", "S:"}
    return _side(canon, [at - 1]) if plain else None


def _behind(canon: Canon, at: int, joints: set[str]) -> CountryCode | None:
    """The side behind "by" or "from", a few words after ``at``."""
    for joint in range(at + 1, min(len(canon.items), at + _NEAR)):
        if canon.items[joint] in joints:
            return _side(canon, range(joint + 1, joint + _NEAR))
    return None


def _side(canon: Canon, where: range | list[int]) -> CountryCode | None:
    """The first side that stands at one of these words."""
    for at in where:
        if 0 <= at < len(canon.items) and canon.items[at][:2] in _SIDES:
            unit = canon.units[number(canon.items[at])]
            return unit.country if len(unit.leaders) < 2 else None
    return None
