"""What is looked up again and again for one day, kept while that day is asked about."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

V = TypeVar("V")

DAYS_KEPT = 4
"""A comparison looks from two moments in turn; further days are forgotten, oldest first."""


@dataclass(frozen=True, slots=True)
class Daily(Generic[V]):
    """Values by day and key; only those of the last few days are kept.

    Memory so stays the same however many moments are asked about.
    """

    _held: dict[int, dict[Hashable, V]] = field(default_factory=dict)

    def get(self, day: int, key: Hashable, make: Callable[[], V]) -> V:
        """The value of a key on a day, made at the first asking."""
        found = self._held.get(day)
        if found is None:
            while len(self._held) >= DAYS_KEPT:
                del self._held[next(iter(self._held))]
            found = self._held.setdefault(day, {})
        if key not in found:
            found[key] = make()
        return found[key]
