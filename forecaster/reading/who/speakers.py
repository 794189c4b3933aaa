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
        hidden = unit.name is None and _is_hidden(unit.role or "", text)
        kind = SpeakerKind.ANONYMOUS if hidden else unit.speaker or SpeakerKind.OFFICE
        return Speaker(kind, unit.name, unit.role, unit.country)
    if unit.kind == BOTH:
        return Speaker(SpeakerKind.OFFICE, None, "both sides", None)
    return Speaker(SpeakerKind.THIRD_PARTY, unit.name, unit.role, unit.country)


def is_withheld(speaker: Speaker, following: str) -> bool:
    """Whether the sentence that follows tells of an official without a name that it is withheld.

    "..., a Norland official said. She asked not to be named."
    """
    official = speaker.name is None and _OFFICIALS.search(speaker.role or "")
    return bool(official and _AGAIN.match(following) and _HIDDEN.search(following))


def _is_hidden(role: str, text: str) -> bool:
    """Whether somebody without a name will not be known as who spoke.

    An official speaks for the house, and so on the record, unless the words around say otherwise.
    """
    if _OFFICIALS.search(role):
        return bool(_HIDDEN.search(text))
    return bool(_NAMELESS.search(role)) or "anonym" in text


_HIDDEN = re.compile(
    r"\b(?:anonym|unnamed|unidentified|privately|sources?\b|on background\b"
    r"|(?:not|without|declin|refus|unwilling)\w* (?:to )?(?:be |being )?(?:named|identified|quoted)"
    r"|not (?:been )?(?:authori[sz]|allow|permit|empower|clear)\w* to (?:speak|talk|comment|discuss|brief))",
    re.IGNORECASE,
)
"""Words by which a text tells that who speaks is not to be known."""
_OFFICIALS = re.compile(r"\bofficials?\b", re.IGNORECASE)
_AGAIN = re.compile(r"(?:he|she|they|both|the officials?)\b", re.IGNORECASE)
"""Opening of a sentence that goes on about who spoke."""


def leader_speaker(leader: LeaderId, cast: Cast) -> Speaker:
    """A leader as a speaker."""
    return Speaker(SpeakerKind.LEADER, cast.names.world.leaders[leader], None, cast.country(leader))


_NAMELESS = re.compile(
    r"\b(?:sources?|diplomats?|insiders?|people|person|negotiators?|someone)\b",
    re.IGNORECASE,
)
