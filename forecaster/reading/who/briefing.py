"""Whose briefing a transcript records, and who speaks under the heads of its lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SpeakerKind
from forecaster.reading.text.turns import asks
from forecaster.reading.who.units import COUNTRY, LEADER, OFFICIAL, SEAT, Sentence, Unit

_OPENING = 3


@dataclass(frozen=True, slots=True)
class Briefing:
    """A transcript's house and voices; one of any other text has neither.

    Attributes:
        house: The country whose side answers, None when nothing tells.
        voices: By the head of a line, who speaks under it, None for those who ask.
    """

    house: CountryCode | None = None
    voices: Mapping[str, Unit | None] = field(default_factory=dict)


def briefing_of(heads: Mapping[str, list[Unit]], around: Iterable[Sentence]) -> Briefing:
    """The briefing of a transcript.

    Args:
        heads: By the head of a line, the units in it.
        around: Where the house may be named, the likeliest first: title, opening, outlet.
    """
    answering = [_person(units) for head, units in heads.items() if not asks(head)]
    named = [unit.country for unit in answering if unit is not None and unit.country]
    house = named[0] if named else _named_side(around)
    office = Unit(OFFICIAL, 0, 0, country=house, speaker=SpeakerKind.OFFICE)
    voices = {
        head: None if asks(head) else _person(units) or office for head, units in heads.items()
    }
    return Briefing(house, voices)


def opening(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The title and the first sentences of the body that nobody asks."""
    told = list(sentences)
    body = [one for one in told[: 2 * _OPENING] if one.field == "body" and not asks(one.turn)]
    return [one for one in told if one.field == "title"] + body[:_OPENING]


def _person(units: list[Unit]) -> Unit | None:
    return next((one for one in units if one.kind in {LEADER, OFFICIAL}), None)


def _named_side(around: Iterable[Sentence]) -> CountryCode | None:
    """The side whose office is named first, else the country of the first town or state."""
    told = list(around)
    outside = [sentence for sentence in told if sentence.field != "body"]
    for kinds, where in (({OFFICIAL, SEAT}, told), ({COUNTRY}, outside)):
        for sentence in where:
            for unit in sentence.units:
                if unit.kind in kinds and unit.country:
                    return unit.country
    return None
