"""People, offices and places as those who speak."""

from __future__ import annotations

import re

from forecaster.domain.people import LeaderId
from forecaster.domain.signals import Speaker, SpeakerKind
from forecaster.reading.known.cast import Cast
from forecaster.reading.who.canon import BOTH
from forecaster.reading.who.units import ADJECTIVE, COUNTRY, LEADER, OFFICIAL, SEAT, Unit

NARRATOR = Speaker(SpeakerKind.NARRATOR)


def speaker_of(unit: Unit, cast: Cast, text: str) -> Speaker:
    """A unit as a speaker; ``text`` holds the words around it."""
    if unit.kind == LEADER:
        return leader_speaker(unit.leaders[0], cast)
    if unit.kind in {SEAT, COUNTRY, ADJECTIVE}:
        return Speaker(SpeakerKind.OFFICE, None, unit.role, unit.country)
    if unit.kind == OFFICIAL:
        kind = unit.speaker or SpeakerKind.OFFICE
        if (
            unit.name is None
            and (_NAMELESS.search(unit.role or "") or "anonym" in text)
            and not _on_record(unit, text)
        ):
            kind = SpeakerKind.ANONYMOUS
        return Speaker(kind, unit.name, unit.role, unit.country)
    if unit.kind == BOTH:
        return Speaker(SpeakerKind.OFFICE, None, "both sides", None)
    return Speaker(SpeakerKind.THIRD_PARTY, unit.name, unit.role, unit.country)


def _on_record(unit: Unit, text: str) -> bool:
    """Whether an official without a name speaks for a house that is named, or before the press."""
    role = unit.role or ""
    if _HIDDEN.search(text) or not _OFFICIALS.search(role):
        return False
    return "told reporters" in text or bool(_HOUSE.search(role))


_HIDDEN = re.compile(
    r"\b(?:anonym|unnamed|not (?:to be )?(?:named|identified|authori[sz]ed)|privately|source)",
    re.IGNORECASE,
)
_OFFICIALS = re.compile(r"\bofficials?\b", re.IGNORECASE)
_HOUSE = re.compile(
    r"\b(?:House|Kremlin|ministry|palace|presidency|chancellery|office|administration|department|secretariat)\b",
    re.IGNORECASE,
)


def leader_speaker(leader: LeaderId, cast: Cast) -> Speaker:
    """A leader as a speaker."""
    return Speaker(SpeakerKind.LEADER, cast.names.world.leaders[leader], None, cast.country(leader))


_NAMELESS = re.compile(
    r"\b(?:officials?|sources?|diplomats?|insiders?|people|person|negotiators?|someone)\b",
    re.IGNORECASE,
)
