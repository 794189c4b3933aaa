"""How a sentence names each side around the words of an act, and whom it quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forecaster.domain.places import CountryCode
from forecaster.domain.signals import Speaker
from forecaster.reading.known.cast import Cast
from forecaster.reading.patterns.attribution import Utterance, number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.text.lemmas import stem
from forecaster.reading.who.units import OFFICIAL, Unit

_SIDES = frozenset("LOSCAB")
_ACTING = frozenset("LOSC")
_GOVERNING = frozenset("to with of by for from in at between on after against as".split())  # noqa: SIM905
_OPENINGS = frozenset({";", ":", "that", "—"})
_OWNED = frozenset(
    {
        "offer", "invitation", "proposal", "suggestion", "request", "idea", "call", "letter",
        "reply", "answer", "response", "office", "spokesman", "visit", "trip", "bid", "readiness",
        "refusal", "demand",
    }
)  # fmt: skip
_MODAL = frozenset({"will", "would", "may", "could"})
_NEAR = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """What one sentence shows of the sides.

    Attributes:
        sides: For each country, marks of how the sentence names it.
        voices: Whom the sentence quotes: the speaker, and a mark of where the attribution stands.
        marks: What holds of the sentence as a whole.
        passive: Whether "by" follows the words of the act.
    """

    sides: Mapping[CountryCode, frozenset[str]] = field(default_factory=dict)
    voices: tuple[tuple[Speaker, str], ...] = ()
    marks: frozenset[str] = frozenset()
    passive: bool = False


def standing(hit: Hit, voices: Iterable[tuple[Utterance, Speaker]], cast: Cast) -> Standing:
    """What the sentence of a wording shows.

    Args:
        hit: The wording.
        voices: The attributions of its sentence, each with who speaks.
        cast: The people.
    """
    items = hit.canon.items
    heard = tuple((speaker, _where(said, hit)) for said, speaker in voices)
    quoted = "quotes" if '"' in items else "plain"
    marks: defaultdict[CountryCode, set[str]] = defaultdict(set)
    for side, mark in _marks(hit, cast):
        marks[side].add(mark)
    return Standing(
        {side: frozenset(found) for side, found in marks.items()},
        heard,
        frozenset({quoted, f"voices{min(len(heard), 2)}"}),
        "by" in items[hit.trigger : hit.trigger + _NEAR],
    )


def _where(said: Utterance, hit: Hit) -> str:
    """Whether an attribution leads or trails, and stands before or behind the words."""
    return ("t" if said.trailing else "l") + ("b" if said.verb < hit.trigger else "a")


def _marks(hit: Hit, cast: Cast) -> Iterator[tuple[CountryCode, str]]:
    """All marks of all sides of a sentence."""
    named = list(_named(hit, cast))
    for at, unit, sides in named:
        half = "b" if at < hit.trigger else "a"
        for side in sides:
            yield side, _class(unit) + half
            if len(sides) > 1:
                yield side, "joint"
            else:
                yield from ((side, mark) for mark in _beside(hit.canon.items, at, half, unit))
    yield from _outstanding(hit, named)


def _named(hit: Hit, cast: Cast) -> Iterator[tuple[int, Unit, set[CountryCode]]]:
    """Whoever stands for a side, by position, with the countries."""
    for at, item in enumerate(hit.canon.items):
        if item[1:2] == ":" and item[0] in _SIDES:
            unit = hit.canon.units[number(item)]
            countries = {cast.country(one) for one in unit.leaders} or {unit.country}
            yield at, unit, {side for side in countries if side}


def _class(unit: Unit) -> str:
    official = unit.kind == OFFICIAL and unit.speaker is not None
    return unit.kind + (unit.speaker.value[0] if official and unit.speaker else "")


def _beside(items: list[str], at: int, half: str, unit: Unit) -> Iterator[str]:
    """Marks by the words around one side."""
    before = items[at - 1] if at else ""
    behind = items[at + 1] if at + 1 < len(items) else ""
    if before in _GOVERNING:
        yield f"{before}:{half}"
    if behind == "'s":
        owned = stem(items[at + 2]) if at + 2 < len(items) else ""
        yield f"own:{half}"
        yield f"own:{owned if owned in _OWNED else 'else'}"
    if _is_free(items, at) and unit.kind in _ACTING:
        yield f"free:{half}"
    if at == 0 or (at <= _OPEN and before not in _GOVERNING):
        yield "open"
    if items[:at].count('"') % 2:
        yield f"quoted:{half}"
    if behind.endswith("_d"):
        yield f"did:{half}"
    if behind in _MODAL:
        yield f"will:{half}"


_OPEN = 2


def _is_free(items: list[str], at: int) -> bool:
    """Whether neither a preposition governs a side nor a possessive makes it an owner."""
    return items[at + 1 : at + 2] != ["'s"] and (at == 0 or items[at - 1] not in _GOVERNING)


def _outstanding(
    hit: Hit, named: list[tuple[int, Unit, set[CountryCode]]]
) -> Iterator[tuple[CountryCode, str]]:
    """The side that is the subject of the words, and those nearest before and behind them."""
    items = hit.canon.items
    opening = max((at for at in range(hit.trigger) if items[at] in _OPENINGS), default=-1)
    alone = [(at, unit, next(iter(sides))) for at, unit, sides in named if len(sides) == 1]
    acting = [(at, side) for at, unit, side in alone if unit.kind in _ACTING]
    subjects = (side for at, side in acting if opening < at < hit.trigger and _is_free(items, at))
    before = (side for at, _, side in reversed(alone) if at < hit.trigger)
    behind = (side for at, side in acting if at >= hit.trigger)
    for mark, found in (("subject", subjects), ("near:b", before), ("near:a", behind)):
        side = next(found, None)
        if side is not None:
            yield side, mark
