"""What somebody who has looked at a whole article makes of each of its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType
from forecaster.reading.who.units import Sentence

Position = tuple[str, int]
"""Where a sentence stands: its field, and its first character in the field's plain text."""


Time = tuple[Position, int]
"""A time that an article names: where its sentence stands, and its first word there."""


NEVER = -6.0
"""Log odds of a leader, country or time that no word near the sentence names."""


class Impression(Protocol):
    """What is made of the sentences of an article; all values are log odds."""

    def told(self, position: Position) -> Mapping[SignalType, float] | None:
        """How likely a sentence tells each type; None where there is no such sentence."""

    def part(self, position: Position, kind: SignalType, leader: LeaderId) -> float:
        """How likely a leader takes part in what a sentence tells, if it tells that type."""

    def step(self, position: Position, kind: SignalType, leader: LeaderId | None) -> float:
        """How likely it is the step of the leader's side, or of all, if it tells that type."""

    def land(self, position: Position, kind: SignalType, country: CountryCode | None) -> float:
        """How likely it is set in a country, or nowhere that is told, if it tells that type."""

    def span(self, position: Position, kind: SignalType, time: Time | None) -> float:
        """How likely a time, or nothing, names the days of the meeting, if it tells that type."""

    def day(self, position: Position, kind: SignalType, time: Time | None) -> float:
        """How likely it was said or done on the day that a time names, or that of the report."""

    def people(self, position: Position) -> Sequence[LeaderId]:
        """Whom the sentences around one name, in their order."""


def grade(odds: float) -> str:
    """Log odds in whole steps, for what is learned from whether something holds or not."""
    return f"{round(max(-_FAR, min(_FAR, odds)))}"


_FAR = 5.0


def position_of(sentence: Sentence) -> Position:
    """Where a sentence stands."""
    return sentence.field, sentence.start
