"""What a choice is between: values, each with all that speaks for or against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from operator import itemgetter
from typing import Generic, TypeVar

from forecaster.reading.circumstances.traits import NEARNESS

V = TypeVar("V", bound=Hashable)
Options = dict[V | None, frozenset[str]]
"""Traits by value; None stands for "the text tells none"."""


Sighting = tuple[int, frozenset[str]]
"""How near a mention is, 0 the nearest, and what is seen of it."""


class Sightings(Generic[V]):
    """Where an article names each value, and what else is known of it.

    Of a value that is named often only the nearest mentions count: else long articles would
    weigh more than short ones.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self._named: defaultdict[V, dict[str, list[Sighting]]] = defaultdict(dict)
        self._known: defaultdict[V, set[str]] = defaultdict(set)

    def name(self, value: V, near: str, traits: Iterable[str], sort: str = "itself") -> None:
        """Note a mention, with its nearness to the act and its traits.

        Args:
            value: What is named.
            near: How near.
            traits: What is seen of it there.
            sort: What names it: the nearest mentions of each sort count.
        """
        mentions = self._named[value].setdefault(sort, [])
        mentions.append((NEARNESS.index(near), frozenset(traits)))

    def know(self, value: V, *traits: str) -> None:
        """Note what does not hang on any mention."""
        self._known[value].update(traits)

    def known_further(self) -> Sightings[V]:
        """The same with the same mentions, of which more can be known without this one changing."""
        more: Sightings[V] = Sightings()
        more._named = self._named
        more._known.update((value, set(traits)) for value, traits in self._known.items())
        return more

    def __iter__(self) -> Iterator[V]:
        """The values, those that are named before those that are only known."""
        return iter(dict.fromkeys((*self._named, *self._known)))

    def items(self) -> Iterator[tuple[V, frozenset[str]]]:
        """Each value with all that counts of it."""
        return ((one, self.traits(one)) for one in self)

    def traits(self, value: V) -> frozenset[str]:
        """All that counts of a value."""
        nearest = (
            traits
            for mentions in self._named.get(value, {}).values()
            for _, traits in sorted(mentions, key=itemgetter(0))[:_COUNTED]
        )
        return frozenset(self._known.get(value, ())).union(*nearest)


_COUNTED = 2
