"""Role words and other closed word lists of the reader, read from ``data/rules/lexicon.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forecaster.domain.errors import FactsError

_LONGEST_ROLE = 6


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Closed word lists.

    Attributes:
        roles: From a role as lower-case words to its class (``head_of_state``, ``office``, ...).
        lists: The other word lists by name.
    """

    roles: Mapping[tuple[str, ...], str]
    lists: Mapping[str, frozenset[str]]

    def role_at(self, words: list[str], at: int) -> tuple[int, str]:
        """The longest role phrase that starts at word ``at``: its end and class, or ``(at, "")``.

        ``words`` are lower case without hyphens' joints; a plural names several holders.
        """
        for length in range(min(_LONGEST_ROLE, len(words) - at), 0, -1):
            key = tuple(words[at : at + length])
            role = self.roles.get(key) or self.roles.get((*key[:-1], key[-1].removesuffix("s")))
            if role:
                return at + length, role
        return at, ""


LEADING = frozenset({"head_of_state", "head_of_government", "monarch", "heir", "leader"})
"""Role classes whose holder may be one of the leaders."""


def parse_lexicon(text: str) -> Lexicon:
    """Read the word lists.

    Raises:
        FactsError: If the text is not TOML or lacks ``[roles]`` or ``[words]``.
    """
    try:
        tables: dict[str, Any] = tomllib.loads(text)
        roles, lists = tables["roles"], tables["words"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise FactsError(
            f"data/rules/lexicon.toml is broken: {error}", remedy="restore the file"
        ) from error
    return Lexicon(
        {tuple(phrase.split()): name
         for name, phrases in roles.items() for phrase in phrases},
        {name: _words(entries) for name, entries in lists.items()},
    )


def _words(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(entries)
