"""Which words of a sentence stand inside quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forecaster.reading.who.units import Sentence

_MARK = re.compile(r"(?P<open>[“«„]|(?:(?<=\s)|(?<=[(—–])|^)\"(?=\S))|[”»\"]")


@dataclass(slots=True)
class Quotes:
    """Follows quotations from sentence to sentence; none outlives its paragraph."""

    _open: bool = False
    _paragraph: tuple[str, int] = ("", -1)

    def stay_open(self, sentence: Sentence) -> bool:
        """Whether a quotation is still open at the end of the next sentence."""
        self.inside(sentence)
        return self._open

    def inside(self, sentence: Sentence) -> list[bool]:
        """For each word of the next sentence, whether it is quoted."""
        here = (sentence.field, sentence.paragraph)
        if here != self._paragraph:
            self._paragraph, self._open = here, False
        marks = [(m.start(), bool(m.group("open"))) for m in _MARK.finditer(sentence.text)]
        quoted = []
        for start in sentence.tokens.starts:
            while marks and marks[0][0] <= start:
                self._open = marks.pop(0)[1]
            quoted.append(self._open)
        if marks:
            self._open = marks[-1][1]
        return quoted
