"""Whether the meeting spoken of is one of ministers, officials or delegations, not of leaders."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from forecaster.reading.patterns.switches import Items
from forecaster.reading.text.lemmas import stem

_FAR_OF = 9
_BEHIND = 6
_STOPS = frozenset({",", ";", ":", '"', "—"})
_WITH = frozenset({"with", "meet", "see", "between"})
_MEETING = frozenset({"meet", "see", "receive", "host", "welcome", "visit", "with"})
_DETERMINERS = frozenset(
    {"the", "his", "her", "their", "its", "our", "a", "an", "some", "any", "these", "those", "of",
     "with", "all", "more", "other", "local", "young", "angry", "'s"}
)  # fmt: skip
_POINTING = frozenset({"this", "that", "it", "these", "such", "the", "a", "how", "when", "where"})
_LOWER_UNITS = frozenset({"O:", "X:"})


class Ranks:
    """Tells meetings of officials from meetings of leaders."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        """Take the vocabularies by name from ``words`` (``data/rules/lexicon.toml``)."""
        self._lower, self._events = words["lower_ranks"], words["event_nouns"]
        self._matters = words["technical_matters"]
        self._plain = words["plain_people"]

    def are_below_leaders(self, items: Items, first: int, trigger: int, last: int) -> bool:
        """Whether the meeting in ``items[first:last]`` is with or of officials."""
        start, end = min(first, trigger - 3), max(last + _BEHIND, trigger + _FAR_OF)
        return (
            self._with_officials(items, trigger, last)
            or self._with_people(items, trigger, last)
            or self._of_officials(items, start, end)
            or self._is_technical(items, first, last)
        )

    def are_talking(self, items: Items) -> bool:
        """Whether a whole sentence speaks of a meeting of officials and names no leader."""
        if names_leaders(items):
            return False
        named = any(stem(word) in self._events or stem(word) == "meet" for word in items)
        end = len(items)
        return named and (self._with_officials(items, 0, end) or self._of_officials(items, 1, end))

    def _with_people(self, items: Items, trigger: int, last: int) -> bool:
        """ "agreed to meet the families": plain people or things, and no leader beside them."""
        for index in range(trigger, min(len(items) - 1, last + 2)):
            if stem(items[index]) not in _MEETING:
                continue
            near = items[index + 1 : index + 6]
            if any(word[1:2] == ":" and word[:2] not in _LOWER_UNITS | {"D:"} for word in near):
                return False
            named = [word for word in near[:4] if word not in _DETERMINERS]
            return bool(named) and named[0] in self._plain
        return False

    def _is_technical(self, items: Items, first: int, last: int) -> bool:
        """ "trade talks", "the minister's trip": named by a matter or by an official, not a leader."""
        for index in range(max(1, first), min(last, len(items))):
            if stem(items[index]) not in self._events:
                continue
            if items[index - 1] in self._matters and not _leaders_in(items[first:last]) > 1:
                return True
            owner = items[index - 2] if items[index - 1] == "'s" else items[index - 1]
            if owner[:2] in _LOWER_UNITS:
                return True
            if _on_a_matter(items, index) and not any(word.startswith("L:") for word in items):
                return True
        return False

    def _with_officials(self, items: Items, trigger: int, last: int) -> bool:
        """ "ready to meet with their diplomats"."""
        for index in range(trigger, min(len(items) - 1, max(last, trigger + 6))):
            if stem(items[index]) not in _WITH:
                continue
            near = takewhile(lambda word: word not in _STOPS, items[index + 1 : index + 4])
            people = [word[:2] for word in near if word[1:2] == ":"]
            people = [kind for kind in people if kind in _LOWER_UNITS or kind == "L:"]
            leader = any(word.startswith("L:") for word in items[index + 1 : index + 5])
            if people and people[0] in _LOWER_UNITS and not leader:
                return True
        return False

    def _of_officials(self, items: Items, start: int, end: int) -> bool:
        """ "the talks of the ministers", "a visit by the envoy"."""
        for index in range(max(1, start), min(len(items) - 1, end)):
            if items[index] not in {"of", "by", "between"}:
                continue
            if items[index] == "between" and self._are_lower(items[index + 1 : index + 5]):
                return True
            if stem(items[index - 1]) not in self._events:
                continue
            owner = next((word for word in items[index + 1 : index + 5] if word[1:2] == ":"), "")
            leader = any(word.startswith("L:") for word in items[index + 1 : index + 7])
            if owner[:2] in _LOWER_UNITS and not leader:
                return True
        return False

    def _are_lower(self, between: Items) -> bool:
        """Whether those between whom something takes place are officials."""
        if not self._lower.isdisjoint(between):
            return True
        first = next((word for word in between if word[1:2] == ":"), "")
        return first[:2] == "O:" and not any(word.startswith("L:") for word in between)


def names_leaders(items: Items) -> bool:
    """Whether somebody in a sentence leads a country; "of both countries" names none."""
    before = ("", *items)
    return any(
        word[:2] == "L:" or (word[:2] == "B:" and before[at] != "of")
        for at, word in enumerate(items)
    )


def _leaders_in(items: Items) -> int:
    """How many leaders a run of words names; a group counts as two."""
    return sum(1 + word.endswith("+") for word in items if word.startswith("L:"))


def _on_a_matter(items: Items, at: int) -> bool:
    """Whether "talks on price" names no meeting but a matter: a plain word stands behind "on"."""
    behind = items[at + 2 : at + 4]
    plain = bool(behind) and behind[0] not in _POINTING and ":" not in " ".join(behind)
    return items[at + 1 : at + 2] == ["on"] and plain
