"""Reports that are denied, and outlets that correct themselves: what no longer stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from forecaster.domain.signals import Certainty, SignalType, Speaker, SpeakerKind
from forecaster.reading.acts.draft import POLARITY, Draft
from forecaster.reading.text.lemmas import stem
from forecaster.reading.who.canon import Canon

T = SignalType

_TOLD = frozenset({T.CONFIRM, T.MET, T.PREPARE, T.INVITE, T.ACCEPT, T.CALL, T.TRAVEL, T.ATTEND})
_DROPPED = frozenset({T.CANCEL, T.POSTPONE, T.NOT_ATTEND})
_DENIALS: Mapping[SignalType, frozenset[SignalType]] = {
    T.NOT_PLANNED: _TOLD | {T.CANCEL},
    T.CONFIRM: _DROPPED | {T.NOT_PLANNED},
    T.ATTEND: frozenset({T.NOT_ATTEND}),
    T.NOT_ATTEND: frozenset({T.ATTEND}),
}
"""Which reports an answer of each type denies."""
_RUMOUR = frozenset({SpeakerKind.MEDIA, SpeakerKind.ANONYMOUS})
_NEAR = 4


def denied_from(canon: Canon, words: Mapping[str, frozenset[str]]) -> int | None:
    """Where in a sentence that denies a report the report begins, None in all other sentences."""
    stems = [stem(item) for item in canon.items]
    if canon.sentence.headline and "deny" in stems:
        return stems.index("deny")
    if words["denying"].isdisjoint(stems) or words["reports"].isdisjoint(stems):
        return None
    return next(at for at, word in enumerate(stems) if word in words["reports"])


def as_denied(drafts: list[Draft], start: int | None) -> list[Draft]:
    """The drafts of a sentence, those of a report denied there as rumours with their denial."""
    if start is None:
        return drafts
    told: list[Draft] = []
    for draft in drafts:
        if draft.items[0] <= start or draft.type not in _TOLD | _DROPPED:
            told.append(draft)
            continue
        told += [_rumour(draft), _denial(draft)]
    return told


def _rumour(draft: Draft) -> Draft:
    speaker = Speaker(SpeakerKind.MEDIA)
    return replace(
        draft, speaker=speaker, actor=None, certainty=Certainty.UNCONFIRMED, spans=[*draft.spans]
    )


def _denial(draft: Draft) -> Draft:
    """Whoever denies a plan says that none is planned; whoever denies a drop, that it stands."""
    kind = T.CONFIRM if draft.type in {T.CANCEL, T.POSTPONE} else T.NOT_PLANNED
    if draft.type in {T.ATTEND, T.NOT_ATTEND}:
        kind = T.NOT_ATTEND if draft.type is T.ATTEND else T.ATTEND
    return replace(
        draft,
        type=kind,
        rule="denial",
        certainty=Certainty.FIRM,
        polarity=POLARITY[kind],
        retracts=draft.type,
        spans=[*draft.spans],
    )


def retract(drafts: list[Draft]) -> None:
    """Let answers of a side name the rumour nearby that they deny."""
    for answer in drafts:
        if answer.retracts is not None or answer.speaker.kind in _RUMOUR | {SpeakerKind.NARRATOR}:
            continue
        denied = next((one for one in drafts if _denies(answer, one)), None)
        if denied is not None:
            answer.retracts = denied.type


def _denies(answer: Draft, told: Draft) -> bool:
    return (
        told.type in _DENIALS.get(answer.type, ())
        and told.speaker.kind in _RUMOUR
        and told.leaders == answer.leaders
        and 0 <= answer.sentence - told.sentence <= _NEAR
    )


def correct(drafts: list[Draft], corrections: frozenset[int]) -> list[Draft]:
    """The drafts without what an outlet takes back; the corrected fact names what it replaces.

    Args:
        drafts: In the order of the article.
        corrections: The sentences in which the outlet quotes its own mistake.
    """
    withdrawn = [draft for draft in drafts if draft.sentence in corrections]
    left = [draft for draft in drafts if draft.sentence not in corrections]
    for draft in left:
        replaced = next((one for one in withdrawn if one.leaders == draft.leaders), None)
        if replaced is not None and not draft.background:
            draft.retracts = replaced.type
            withdrawn.remove(replaced)
    return left
