"""What an impression of the article says of each option, beside all else that speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Generic

from forecaster.domain.signals import SignalType
from forecaster.reading.acts.impression import NEVER, Position, Time, grade
from forecaster.reading.acts.moments import Moment
from forecaster.reading.acts.story import Scene
from forecaster.reading.circumstances.options import Options, V

Bonded = Callable[[Position, SignalType, Time], float]
"""Log odds that a time is that of what a sentence tells, if it tells a type."""


def with_seen(
    options: Options[V], odds: Mapping[V, float], kind: SignalType, read: str
) -> Options[V]:
    """The options with what an impression says of each.

    Args:
        options: The options.
        odds: Log odds of those that are named in the article.
        kind: The type of the act.
        read: How the option is named that the rules read.
    """
    best = max(odds.values(), default=NEVER)
    done: Options[V] = {}
    for one, traits in options.items():
        own = None if one is None else odds.get(one, NEVER)
        seen = f"none seen {grade(best)}" if own is None else f"seen {grade(own)}"
        more = {seen, f"{seen} | {kind}", f"{seen} {read}"}
        more.add("seen first" if own is not None and own == best > NEVER else "not first")
        if own == NEVER:
            beside = f"unseen beside {grade(best)}"
            more |= {beside, f"{beside} | {kind}", f"{beside} {read}"}
        done[one] = traits | more
    return done


class Seen(Generic[V]):
    """How likely an impression takes each of some spans or days for that of an act."""

    def __init__(self, bond: Bonded, positions: Collection[Position], kind: SignalType) -> None:
        """Ask ``bond`` of the sentences that tell the act, which is of the type ``kind``."""
        self._bond, self._positions, self._kind = bond, positions, kind
        self._odds: dict[V, float] = {}

    def note(self, value: V, scene: Scene, moment: Moment) -> None:
        """A time of a scene stands for a value."""
        time = scene.time(moment)
        odds = max(self._bond(one, self._kind, time) for one in self._positions)
        self._odds[value] = max(odds, self._odds.get(value, NEVER))

    @property
    def odds(self) -> Mapping[V, float]:
        """Log odds of each value that is named."""
        return self._odds
