"""A mapping whose values are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class Deferred(Mapping[str, V]):
    """Named values, each made once and only if wanted.

    Attributes:
        names: The keys.
        make: Makes the value of a key.
    """

    names: tuple[str, ...]
    make: Callable[[str], V]
    _made: dict[str, V] = field(default_factory=dict)

    def __getitem__(self, name: str) -> V:
        """The value of a key."""
        if name not in self.names:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self.make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is such a key; makes nothing."""
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)
