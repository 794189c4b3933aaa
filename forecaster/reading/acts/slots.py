"""What stands in the slots of a match."""

from __future__ import annotations

from forecaster.reading.patterns.attribution import number, position
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.units import Unit


def slot_text(hit: Hit, name: str) -> str:
    """The canonical words in a slot, "" when the rule has none of that name."""
    if name not in hit.match.re.groupindex:
        return ""
    return hit.match.group(name) or ""


def slot_unit(hit: Hit, name: str) -> Unit | None:
    """The unit in a slot, None when there is none or a mere word."""
    text = slot_text(hit, name)
    return hit.canon.units[number(text)] if ":" in text else None


def acts_jointly(hit: Hit, name: str) -> bool:
    """Whether whoever fills a slot acts with another side: "Norland and Sudland agreed"."""
    unit = slot_unit(hit, name)
    return unit is not None and is_joined(hit.canon, position(hit.canon, hit.match.start(name)))


def is_joined(canon: Canon, at: int) -> bool:
    """Whether the side at a word is joined by "and" to another one, before it or behind."""
    items = canon.items
    side = canon.units[number(items[at])].country
    beside = items[at + 2 : at + 3] if items[at + 1 : at + 2] == ["and"] else []
    if at > 1 and items[at - 1] == "and" and (at == 2 or items[at - 3] not in _OBLIQUE):
        beside = [*beside, items[at - 2]]
    others = (canon.units[number(one)] for one in beside if one[:2] in _SIDES)
    return any(other.country != side for other in others)


_SIDES = frozenset({"C:", "S:", "O:", "L:"})
_OBLIQUE = frozenset({"in", "at", "to", "of", "with", "by", "from", "between", "for", "on"})
