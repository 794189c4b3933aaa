"""Words of a sentence with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"
    r"|[0-9]+(?:st|nd|rd|th)\b"
    r"|[0-9]+(?:[.,:/][0-9]+)*"
    r"|[^\W\d_]+[0-9]+\b"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|\S"
)
_CLITIC = re.compile(r"(?<=\w)(?:['’](?:s|S|ll|d|re|ve|m)|n['’]t)$")


@dataclass(slots=True)
class Tokens:
    """The words of one sentence, as parallel lists.

    Attributes:
        words: The words; clitics ('s, n't, 'll) are words of their own.
        starts: First character of each word, in the sentence's own text.
        ends: One past the last character of each word.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)


def tokenize(text: str, limit: int = 160) -> Tokens:
    """Split ``text`` into words; words past ``limit`` are left out, which bounds all later work."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        word, start, end = match.group(), match.start(), match.end()
        if len(words) >= limit:
            break
        clitic = _CLITIC.search(word) if ("'" in word or "’" in word) else None
        if clitic:
            cut = start + clitic.start()
            words += [word[: clitic.start()], clitic.group().replace("’", "'").lower()]
            starts += [start, cut]
            ends += [cut, end]
        else:
            words.append(word)
            starts.append(start)
            ends.append(end)
    return Tokens(words, starts, ends)
