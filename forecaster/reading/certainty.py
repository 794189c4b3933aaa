"""How far words and speaker commit to an act."""

from __future__ import annotations

from forecaster.domain.signals import Certainty, SignalType, Speaker, SpeakerKind
from forecaster.reading.engine import Hit

T = SignalType


def certainty_of(hit: Hit, speaker: Speaker) -> Certainty:
    """The certainty of a reading, by its speaker first, then its rule and the words around."""
    if speaker.kind in {SpeakerKind.ANONYMOUS, SpeakerKind.MEDIA}:
        return Certainty.UNCONFIRMED
    if hit.rule.certainty is not None:
        return hit.rule.certainty
    if hit.type is T.INVITE:
        return _announced(hit)
    if hit.modality is Certainty.POSSIBLE and hit.type in {T.CANCEL, T.POSTPONE}:
        return hit.modality
    if hit.modality is not None and hit.type in {
        T.CONFIRM,
        T.ATTEND,
        T.ALT_VENUE,
        T.WILLING,
        T.NOT_ATTEND,
        T.NOT_PLANNED,
    }:
        if hit.type is T.WILLING and hit.modality is Certainty.PROBABLE:
            return Certainty.FIRM
        return hit.modality
    return Certainty.FIRM


def _announced(hit: Hit) -> Certainty:
    """An invitation still to come is probable, one that could come is possible."""
    before = hit.canon.items[max(hit.first, hit.trigger - 4) : hit.trigger]
    if {"could", "may", "might", "can"} & set(before):
        return Certainty.POSSIBLE
    return Certainty.PROBABLE if {"will", "would", "shall"} & set(before) else Certainty.FIRM
