"""What was said about who comes to which summit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.domain.signals import Act, Certainty, Signal, SignalType
from forecaster.model.evidence import EvidencePart
from forecaster.model.record import RecordState

ANNOUNCED = {
    (SignalType.ATTEND, Certainty.FIRM): 0.95,
    (SignalType.ATTEND, Certainty.PROBABLE): 0.85,
    (SignalType.ATTEND, Certainty.POSSIBLE): 0.6,
    (SignalType.ATTEND, Certainty.UNCONFIRMED): 0.6,
    (SignalType.NOT_ATTEND, Certainty.FIRM): 0.04,
    (SignalType.NOT_ATTEND, Certainty.PROBABLE): 0.15,
    (SignalType.NOT_ATTEND, Certainty.POSSIBLE): 0.4,
    (SignalType.NOT_ATTEND, Certainty.UNCONFIRMED): 0.4,
}
"""P(attends) after the latest announcement, hearsay as what is possible; a judgement, stated in
docs/model.md."""

_ABOUT_COMING = frozenset({SignalType.ATTEND, SignalType.NOT_ATTEND})
_SURE = frozenset({Certainty.FIRM, Certainty.PROBABLE})

Invitation = tuple[LeaderId, str]
"""A leader and a summit."""


@dataclass(frozen=True, slots=True)
class Word:
    """The last word on whether a leader comes to a summit.

    Attributes:
        leader: Whose coming.
        summit_id: Which summit.
        signal: The announcement.
    """

    leader: LeaderId
    summit_id: str
    signal: Signal

    @property
    def refuses(self) -> bool:
        """Whether he is said to stay away."""
        return self.signal.act.type is SignalType.NOT_ATTEND

    def chance(self, usual: float) -> float:
        """P(he attends), given what is usual: an announcement never says the opposite."""
        told = ANNOUNCED[self.signal.act.type, self.signal.act.certainty]
        return min(told, usual) if self.refuses else max(told, usual)

    @property
    def part(self) -> EvidencePart:
        """The word as a part of an explanation."""
        verb = "stays away from" if self.refuses else "comes to"
        text = f"announced: {self.leader} {verb} {self.summit_id.upper()}"
        return EvidencePart(self.signal.id, text, (self.signal.id,))


def last_words(signals: Iterable[Signal], record: RecordState) -> Mapping[Invitation, Word]:
    """The last word on each leader's coming to each summit.

    Who is confirmed to meet somebody there after it was said that he stays away is no longer taken
    to stay away.

    Args:
        signals: Signals in force, the latest known last.
        record: Tells who leads which country.
    """
    found: dict[Invitation, Word] = {}
    for signal in signals:
        act = signal.act
        if act.forum is None:
            continue
        summit_id = act.forum.lower()
        if act.type in _ABOUT_COMING:
            for leader in _announced_by(act, record):
                found[leader, summit_id] = Word(leader, summit_id, signal)
        elif act.type is SignalType.CONFIRM and act.certainty in _SURE:
            for leader in act.leaders:
                if (held := found.get((leader, summit_id))) is not None and held.refuses:
                    del found[leader, summit_id]
    return found


def _announced_by(act: Act, record: RecordState) -> Sequence[LeaderId]:
    """Whose coming an announcement tells of: a side speaks of its own leader, if named."""
    offices, day = record.book.offices, record.day
    holders = {leader: offices.holder(leader, day) for leader in act.leaders}
    own = [who for who, one in holders.items() if one is not None and one.country == act.actor]
    return own or act.leaders
