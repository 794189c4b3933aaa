"""Which reports are copies of one another, from small fingerprints of their words.

A fingerprint is the smallest hashes of a text's four-word shingles, of its lead and of the whole:
near copies share most of them, cut copies share those of the lead. The origin key of a report
*is* its fingerprint, so copies are found again from stored witnesses alone. Behind ``@`` it names
the outlet from which the report says that it has the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

_WORDS = re.compile(r"[^\W_]+")
_SHINGLE = 4
_LEAD_WORDS = 70
_LEAD = 10
_WHOLE = 14
_ALIKE = 0.4
_HEX = 8


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Smallest shingle hashes of the lead and of the whole text, ascending."""

    lead: tuple[int, ...]
    whole: tuple[int, ...]

    @property
    def key(self) -> str:
        """The origin key: all hashes in hexadecimal, lead and whole parted by a dash."""
        return "-".join("".join(f"{h:08x}" for h in part) for part in (self.lead, self.whole))

    @classmethod
    def parse(cls, key: str) -> Fingerprint | None:
        """Read an origin key back; None for a key that is no fingerprint."""
        lead, dash, whole = key.partition(_FROM)[0].partition("-")
        if not dash:
            return None
        try:
            return cls(_hashes(lead), _hashes(whole))
        except ValueError:
            return None


def credited(origin: str, outlet: str) -> str:
    """An origin key that also names the outlet to which the report gives credit, if any."""
    return f"{origin}{_FROM}{outlet}" if outlet else origin


def is_one_voice(one: str, other: str) -> bool:
    """Whether two origin keys are of copies, or of reports that have the words from one outlet."""
    (report, _, outlet), (another, _, source) = one.partition(_FROM), other.partition(_FROM)
    return report == another or (outlet != "" and outlet == source)


def is_copy(one: str, other: str) -> bool:
    """Whether two origin keys are of copies of one report."""
    return bool(one) and one.partition(_FROM)[0] == other.partition(_FROM)[0]


_FROM = "@"


def _hashes(text: str) -> tuple[int, ...]:
    return tuple(int(text[at : at + _HEX], 16) for at in range(0, len(text), _HEX))


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a report's text."""
    words = _WORDS.findall(text.lower())
    return Fingerprint(_smallest(words[:_LEAD_WORDS], _LEAD), _smallest(words, _WHOLE))


def _smallest(words: list[str], count: int) -> tuple[int, ...]:
    shingles = {
        " ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))
    }
    return tuple(sorted(crc32(shingle.encode()) for shingle in shingles)[:count])


def _resemblance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Estimated share of common shingles, from the smallest hashes of both."""
    size = min(len(one), len(other))
    if size == 0:
        return 0.0
    union = sorted(set(one) | set(other))[:size]
    common = set(one) & set(other)
    return sum(h in common for h in union) / size


def alike(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two reports are copies: alike as wholes, or in the lead."""
    return (
        _resemblance(one.whole, other.whole) >= _ALIKE
        or _resemblance(one.lead, other.lead) >= _ALIKE
    )


@dataclass(slots=True)
class Origins:
    """Finds the origin of a report among those seen; cost does not grow with their number."""

    _by_hash: dict[int, list[Fingerprint]] = field(default_factory=dict)

    def learn(self, keys: Iterable[str]) -> None:
        """Take up the origin keys of stored witnesses."""
        for key in keys:
            known = Fingerprint.parse(key)
            if known is not None:
                self._index(known)

    def origin(self, text: str) -> str:
        """The key of the report that ``text`` copies, or its own key when it is the first."""
        own = fingerprint(text)
        for value in (*own.lead, *own.whole):
            for known in self._by_hash.get(value, ()):
                if alike(own, known):
                    return known.key
        self._index(own)
        return own.key

    def _index(self, known: Fingerprint) -> None:
        for value in (*known.lead, *known.whole):
            bucket = self._by_hash.setdefault(value, [])
            if known not in bucket[-_DEEPEST:]:
                bucket.append(known)
                del bucket[:-_DEEPEST]


_DEEPEST = 16
"""Reports kept under one hash: boilerplate that thousands share must not slow the search."""
