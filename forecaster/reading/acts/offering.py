"""Which words tell where and when an offer was made, rather than what it offers."""

from __future__ import annotations

from forecaster.reading.patterns.engine import Hit
from forecaster.reading.times.bonds import Bond


def is_direct(items: list[str], verb: int, index: int) -> bool:
    """Whether words belong to a step itself: nothing but people, times and places stands between.

    "Invited him in Norburg", "suggested last week in Norburg that"; but not "invited him to Norburg",
    nor "proposed an hour together in Norburg".
    """
    return all(word[1:2] == ":" or word in _BETWEEN for word in items[verb + 1 : index])


def is_occasion(hit: Hit, bond: Bond) -> bool:
    """Whether words belong to an occasion on which an offer was made.

    "Invited him during her trip to Norburg", "asked him to come when they met in Norburg"; but not
    "asked him to come when she visits Norburg".
    """
    items = hit.canon.items
    opening = next((at for at in range(hit.trigger, bond.at) if items[at] in _ASIDE), None)
    if opening is None:
        return False
    if items[opening] in _CLAUSE or not bond.behind:
        return bond.back or _is_over(items, bond.at)
    return is_direct(items, hit.trigger, opening)


def _is_over(items: list[str], at: int) -> bool:
    """Whether a verb stands in the past: "when they met", not "when talks are held"."""
    return items[at].endswith("_d") and not items[at - 1].startswith(("be_", "have_"))


_BETWEEN = frozenset({"him", "her", "them", "in", "on", "at"})
_CLAUSE = frozenset({"when", "while"})
_ASIDE = _CLAUSE | {"during", "at", "after"}
"""Words that open the occasion of an offer."""
