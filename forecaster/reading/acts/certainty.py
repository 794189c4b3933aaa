"""How far words and speaker commit to an act."""

from __future__ import annotations

from forecaster.domain.signals import Certainty, SignalType, Speaker, SpeakerKind
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.text.lemmas import stem, stems

T = SignalType


def certainty_of(hit: Hit, speaker: Speaker) -> Certainty:
    """The certainty of a reading, by its speaker first, then its rule and the words around."""
    if speaker.kind in {SpeakerKind.ANONYMOUS, SpeakerKind.MEDIA} or is_denied_report(hit):
        return Certainty.UNCONFIRMED
    if hit.rule.certainty is not None:
        return hit.rule.certainty
    if hit.type is T.INVITE:
        return _announced(hit)
    if hit.type in {T.WILLING, T.ALT_VENUE} and _is_open(hit):
        return Certainty.POSSIBLE
    if hit.type in _PLANS and hit.modality is not None:
        return hit.modality
    if hit.modality is Certainty.POSSIBLE and hit.type in _HELD_BACK:
        return hit.modality
    if hit.type is T.NOT_PLANNED and _LIKELY & stems(hit.canon.items[: hit.trigger]):
        return Certainty.PROBABLE
    return Certainty.FIRM


_PLANS = frozenset({T.CONFIRM, T.ATTEND, T.ALT_VENUE, T.NOT_ATTEND})
"""Types that any modal word weakens."""
_HELD_BACK = frozenset({T.CANCEL, T.POSTPONE, T.WILLING, T.NOT_PLANNED})
"""Types that only "may" and "could" weaken: to hope to meet is firmly to be willing."""


def _announced(hit: Hit) -> Certainty:
    """An invitation still to come is probable, one that could come is possible."""
    before = hit.canon.items[max(hit.first, hit.trigger - 4) : hit.trigger]
    if _MODAL & set(before):
        return Certainty.POSSIBLE
    return Certainty.PROBABLE if _LATER & stems(before) else Certainty.FIRM


_LIKELY = frozenset({"probably", "likely", "unlikely", "expect"})
_MODAL = frozenset({"could", "may", "might", "can"})
_LATER = frozenset({"will", "would", "shall", "decide", "intend", "plan"})


def _is_open(hit: Hit) -> bool:
    """Whether the words leave it at a possibility: "open to", "may meet on the sidelines"."""
    near = hit.canon.items[max(0, hit.first - 3) : hit.last + 3]
    if hit.type is T.ALT_VENUE:
        return bool(_MODAL - {"can"} & set(near))
    return (
        "open_0 to" in " ".join(near)
        or " open to " in f" {' '.join(near)} "
        or ("objection" in near)
    )


def is_denied_report(hit: Hit) -> bool:
    """Whether a plan stands in a report that the sentence denies: "denied a report that"."""
    if hit.type not in {T.CONFIRM, T.CANCEL, T.MET, T.POSTPONE, T.ATTEND}:
        return False
    before = hit.canon.items[: hit.trigger]
    for at, word in enumerate(before):
        if stem(word) in _DENYING and _REPORTS & stems(before[at + 1 : at + _FAR]):
            return True
    return False


_DENYING = frozenset({"deny", "dismiss", "reject", "refute", "rubbish", "scotch", "quash"})
_REPORTS = frozenset({"report", "story", "rumour", "rumor", "claim", "speculation", "article"})
_FAR = 12
