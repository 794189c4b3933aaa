"""Countries, cities and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

CountryCode = NewType("CountryCode", str)
"""ISO 3166-1 alpha-3, XKX for Kosovo; EUU, UNO, NTO stand for the EU, UN and NATO as bodies."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country and the words by which news name it.

    Attributes:
        code: ISO 3166-1 alpha-3.
        name: English short name.
        adjectives: "Russian", "Russians": adjective and demonyms.
        aliases: Other names: "Britain", "UK".
        capital: Seat of government.
        seats: Metonyms for its leadership: "Kremlin", "White House".
        region: Coarse region of the world.
        context_words: Those of these words that are often something else ("Georgia", "Chad").
        not_in: Longer phrases in which a word does not name the country ("Michael Jordan").
    """

    code: CountryCode
    name: str
    adjectives: tuple[str, ...]
    aliases: tuple[str, ...]
    capital: str
    seats: tuple[str, ...]
    region: str
    context_words: frozenset[str] = frozenset()
    not_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class City:
    """A town where leaders meet.

    Attributes:
        name: English name.
        country: Where it lies.
        aliases: Other spellings and known venues in it ("Kiev", "Mar-a-Lago").
        kind: ``capital``, ``summit_town``, ``residence`` or ``city``.
        needs_context: Whether the bare name is also something else (a person, a state, a word).
        within: The town that a residence or venue lies in; None for towns themselves.
        context_words: Name or aliases that are often something else.
        not_in: Longer phrases in which a name is not the town ("Washington Post").
    """

    name: str
    country: CountryCode
    aliases: tuple[str, ...]
    kind: str
    needs_context: bool = False
    within: str | None = None
    context_words: frozenset[str] = frozenset()
    not_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a meeting is held or proposed; the city may be unknown."""

    country: CountryCode
    city: str | None = None
