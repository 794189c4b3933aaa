"""Role words and other closed word lists of the reader, read from ``data/rules/lexicon.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forecaster.domain.errors import FactsError


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Closed word lists.

    Attributes:
        roles: From a role as lower-case words to its class (``head_of_state``, ``office``, ...).
        lists: The other word lists by name.
        reach: Number of words of the longest role that begins with a word.
        openers: Words with which a role, or what stands before one, can begin.
    """

    roles: Mapping[tuple[str, ...], str]
    lists: Mapping[str, frozenset[str]]
    reach: Mapping[str, int]
    openers: frozenset[str]

    def role_at(self, words: list[str], at: int) -> tuple[int, str]:
        """The longest role phrase that starts at word ``at``: its end and class, or ``(at, "")``.

        ``words`` are lower case; a hyphen between them is of no matter ("secretary-general"). A plural
        names several holders.
        """
        reach = self.reach.get(words[at], 0) if at < len(words) else 0
        if not reach:
            return at, ""
        places = [one for one in range(at, min(len(words), at + 2 * reach)) if words[one] != "-"]
        for length in range(min(reach, len(places)), 0, -1):
            key = tuple(words[one] for one in places[:length])
            role = self.roles.get(key) or self.roles.get((*key[:-1], key[-1].removesuffix("s")))
            if role:
                return places[length - 1] + 1, role
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
    phrases = {tuple(phrase.split()): name for name, entries in roles.items() for phrase in entries}
    reach = _reach(phrases)
    words = {name: frozenset(entries) for name, entries in lists.items()}
    openers = words["modifiers"] | words["not_leading"] | frozenset(reach)
    return Lexicon(phrases, words, reach, openers)


COUNTERPART, HOST, GUEST = "counterpart", "host", "guest"
RELATIVE = frozenset({COUNTERPART, HOST, GUEST})
"""Role classes of a leader told by another one."""
NATIONAL = "national"
"""Role class of a leader told by nationality alone: "the American"."""


def _reach(phrases: Iterable[tuple[str, ...]]) -> dict[str, int]:
    reach: dict[str, int] = {}
    for phrase in phrases:
        for first in (phrase[0], phrase[0] + "s"):
            reach[first] = max(reach.get(first, 0), len(phrase))
    return reach
