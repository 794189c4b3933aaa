"""Whether a text is English: a ratio of the commonest words, no model."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[^\W\d_]+")
_COMMON = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "it",
        "on",
        "with",
        "as",
        "was",
        "at",
        "by",
        "he",
        "be",
        "from",
        "his",
        "are",
        "this",
        "have",
        "not",
        "but",
        "had",
        "has",
        "will",
        "said",
        "an",
        "which",
        "their",
        "they",
        "been",
        "were",
        "would",
        "who",
        "its",
        "or",
        "her",
        "after",
        "also",
        "about",
        "than",
        "when",
        "there",
        "no",
        "more",
        "she",
        "him",
        "if",
        "could",
        "up",
        "into",
        "other",
        "may",
        "between",
        "before",
        "i",
        "we",
        "you",
        "what",
        "some",
        "can",
        "out",
        "so",
        "said",
        "mr",
        "president",
        "minister",
        "talks",
        "meeting",
        "visit",
    ]
)
_ENOUGH = 12
_LEAST = 0.18
_LATIN = 0.55


def is_english(text: str) -> bool:
    """Whether enough of the first words are common English ones; short texts pass if ASCII-like."""
    words = _WORDS.findall(text[:4000].lower())[:400]
    if not words:
        return True
    latin = sum(map(str.isascii, words)) / len(words)
    if len(words) < _ENOUGH:
        return bool(latin > _LATIN)
    common = sum(map(_COMMON.__contains__, words)) / len(words)
    return bool(latin > _LATIN and common >= _LEAST)
