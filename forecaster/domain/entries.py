"""A signal that a person enters: marked as such, and known from the moment of its entry on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forecaster.domain.news import ArticleId
from forecaster.domain.signals import Act, Signal, SignalType, Witness

BY_HAND = "hand"
"""Reader of what a person entered, in place of a program's name."""

TOLD_OF_ONE = frozenset({SignalType.TRAVEL, SignalType.ATTEND, SignalType.NOT_ATTEND})
"""Types that may concern a single leader."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a person has it from.

    Attributes:
        url: Where it stands; what is entered from one address is one voice.
        outlet: Who publishes it.
        quotes: The words that prove it; at least one.
    """

    url: str
    outlet: str
    quotes: tuple[str, ...]


def entered(signal_id: str, act: Act, source: Source, at: datetime) -> Signal:
    """The first revision of a signal entered at ``at``: whenever the act was, nobody knew before.

    Raises:
        ValueError: If the act concerns fewer leaders than its type needs.
    """
    needed = 1 if act.type in TOLD_OF_ONE else 2
    if len(act.leaders) < needed:
        raise ValueError(f"{act.type.value} concerns two leaders or more")
    witness = Witness(
        article_id=ArticleId(signal_id),
        source=source.outlet,
        origin=source.url,
        known_at=at,
        url=source.url,
        quotes=source.quotes,
        rule=BY_HAND,
        reader=BY_HAND,
        score=1.0,
    )
    return Signal(signal_id, 1, act, (witness,), at)


def is_by_hand(witness: Witness) -> bool:
    """Whether a person stands for it, with no article held here."""
    return witness.reader == BY_HAND
