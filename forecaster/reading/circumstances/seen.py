"""What an impression of the article says of each option, beside all else that speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic

from forecaster.domain.signals import SignalType
from forecaster.reading.acts.impression import NEVER, Position, Time, grade
from forecaster.reading.acts.moments import Moment
from forecaster.reading.acts.story import Scene
from forecaster.reading.circumstances.options import Options, V

Bonded = Callable[[Position, SignalType, Time | None], float]
"""Log odds that a time, or none that is named, is that of what a sentence tells, by its type."""


@dataclass(frozen=True, slots=True)
class Unnamed(Generic[V]):
    """What holds if nothing in the article names it.

    Attributes:
        value: That option; None for nothing.
        odds: Log odds that this is so.
    """

    value: V | None
    odds: float

    def traits(self, one: V | None, best: float, kind: SignalType, read: str) -> Iterator[str]:
        """What that says for an option, beside the ``best`` of those that are named."""
        held, seen = grade(self.odds), grade(best)
        if one == self.value:
            yield from (f"unnamed {held}", f"unnamed {held} | {kind}", f"unnamed {held} {read}")
            yield f"unnamed {held} beside {seen}"
        elif one is None:
            likeliest = grade(max(self.odds, best))
            yield from (f"none beside {likeliest}", f"none beside {likeliest} | {kind}")


def with_seen(
    options: Options[V],
    odds: Mapping[V, float],
    unnamed: Unnamed[V],
    kind: SignalType,
    read: str,
) -> Options[V]:
    """The options with what an impression says of each.

    Args:
        options: The options.
        odds: Log odds of those that are named in the article.
        unnamed: What holds if none of these does.
        kind: The type of the act.
        read: How the option is named that the rules read.
    """
    best = max(odds.values(), default=NEVER)
    done: Options[V] = {}
    for one, traits in options.items():
        own = None if one is None else odds.get(one, NEVER)
        seen = f"none seen {grade(best)}" if own is None else f"seen {grade(own)}"
        first = "seen first" if own is not None and own == best > NEVER else "not first"
        beside = f"unseen beside {grade(best)}" if own == NEVER else None
        done[one] = traits.union(
            _of_seen(seen, first, beside, kind, read), unnamed.traits(one, best, kind, read)
        )
    return done


@lru_cache(maxsize=1000)
def _of_seen(
    seen: str, first: str, beside: str | None, kind: SignalType, read: str
) -> frozenset[str]:
    """Traits for how an option is seen, and beside what if no word near the act names it."""
    graded = (seen,) if beside is None else (seen, beside)
    told = (f"{one}{more}" for one in graded for more in ("", f" | {kind}", f" {read}"))
    return frozenset((first, *told))


class Seen(Generic[V]):
    """How likely an impression takes each of some spans or days for that of an act."""

    def __init__(self, bond: Bonded, positions: Collection[Position], kind: SignalType) -> None:
        """Ask ``bond`` of the sentences that tell the act, which is of the type ``kind``."""
        self._bond, self._positions, self._kind = bond, positions, kind
        self._odds: dict[V, float] = {}

    def note(self, values: Iterable[V], scene: Scene, moment: Moment) -> None:
        """A time of a scene stands for any of some values."""
        time = scene.time(moment)
        odds = max(self._bond(one, self._kind, time) for one in self._positions)
        for value in values:
            self._odds[value] = max(odds, self._odds.get(value, NEVER))

    def unnamed(self, value: V | None) -> Unnamed[V]:
        """How likely no time is meant that is named, which leaves ``value``."""
        odds = max(self._bond(one, self._kind, None) for one in self._positions)
        return Unnamed(value, odds)

    @property
    def odds(self) -> Mapping[V, float]:
        """Log odds of each value that is named."""
        return self._odds
