"""What has been decided about who holds office on the days to come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from forecaster.domain.handovers import Succession, replacements
from forecaster.domain.people import LeaderId, Office
from forecaster.domain.places import CountryCode
from forecaster.panel.days import NEVER, number

K = TypeVar("K")

BOTH = Office.BOTH


@dataclass(frozen=True, slots=True)
class Turn:
    """A succession in day numbers.

    Attributes:
        told: The succession.
        known: Day from which it is known.
        due: First day in office of the one who comes.
        replaced: Day from which it is known that another takes its place; ``NEVER`` if none does.
    """

    told: Succession
    known: int
    due: int
    replaced: int

    def is_known(self, day: int) -> bool:
        """Whether it is what is known on ``day``."""
        return self.known <= day < self.replaced

    def is_ahead(self, day: int) -> bool:
        """Whether it is what is known on ``day`` and has not come yet."""
        return self.is_known(day) and day < self.due

    def offices_of(self, leader: LeaderId, held: frozenset[Office]) -> frozenset[Office]:
        """Which offices of the country a leader holds afterwards, of those held before."""
        told = self.told
        if told.leaves == leader:
            # Sources call one office ``both`` of one holder and by its own name of the next.
            held = frozenset(o for o in held if o != told.office and BOTH not in (o, told.office))
        return held | {told.office} if told.comes == leader else held


@dataclass(frozen=True)
class Decisions:
    """All successions, looked at from any day.

    Attributes:
        successions: What was ever decided, in any order.
    """

    successions: tuple[Succession, ...]

    @cached_property
    def _turns(self) -> tuple[Turn, ...]:
        replaced = replacements(self.successions)
        return tuple(sorted((_turn(one, replaced) for one in self.successions), key=_in_order))

    @cached_property
    def _by_country(self) -> Mapping[CountryCode, tuple[Turn, ...]]:
        return _grouped(self._turns, lambda turn: turn.told.country)

    @cached_property
    def _by_comer(self) -> Mapping[LeaderId, tuple[Turn, ...]]:
        return _grouped(self._turns, lambda turn: turn.told.comes)

    def coming(self, leader: LeaderId, day: int) -> Turn | None:
        """The next office that the leader, as known on a day, comes into; None without any."""
        ahead = (turn for turn in self._by_comer.get(leader, ()) if turn.is_ahead(day))
        return next(ahead, None)

    def coming_to(self, country: CountryCode, day: int) -> tuple[Turn, ...]:
        """Handovers ahead in a country as known on a day, earliest due first."""
        return tuple(turn for turn in self._by_country.get(country, ()) if turn.is_ahead(day))

    def of(self, leader: LeaderId, country: CountryCode, day: int) -> Iterator[Turn]:
        """What is known on a day of a leader's comings and goings in a country, by day due.

        Where he leaves one office on the day on which he comes into another, his coming is last.
        """
        mine = (
            turn
            for turn in self._by_country.get(country, ())
            if turn.is_known(day) and leader in (turn.told.comes, turn.told.leaves)
        )
        yield from sorted(mine, key=lambda turn: (turn.due, turn.told.comes == leader))


def _turn(told: Succession, replaced: Mapping[Succession, date]) -> Turn:
    until = replaced.get(told)
    gone = NEVER if until is None else number(until)
    return Turn(told, number(told.known_on), number(told.due), gone)


def _in_order(turn: Turn) -> tuple[int, int]:
    return turn.due, turn.known


def _grouped(turns: Iterable[Turn], key: Callable[[Turn], K]) -> dict[K, tuple[Turn, ...]]:
    found: dict[K, list[Turn]] = {}
    for turn in turns:
        found.setdefault(key(turn), []).append(turn)
    return {name: tuple(listed) for name, listed in found.items()}
