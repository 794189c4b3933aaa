"""From what people type to a leader: ids, names, known spellings."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import QuestionError
from forecaster.domain.people import LeaderId


def fold(name: str) -> str:
    """Lower case, no diacritics, hyphens and runs of space as one space."""
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(" " if c in "-_" else c for c in plain if not unicodedata.combining(c))
    return " ".join(letters.casefold().replace(".", " ").split())


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Folded names to the leaders who bear them."""

    bearers: Mapping[str, tuple[LeaderId, ...]]

    @classmethod
    def of(cls, names: Iterable[tuple[str, LeaderId]]) -> NameIndex:
        """Index (name, leader) pairs; ids themselves are names too."""
        found: defaultdict[str, dict[LeaderId, None]] = defaultdict(dict)
        for name, leader in names:
            found[fold(name)][leader] = None
            found[fold(leader)][leader] = None
        return cls({name: tuple(leaders) for name, leaders in found.items()})

    def resolve(self, text: str, chronicle: Chronicle, day: date) -> LeaderId:
        """The leader meant by ``text``; among several, the one in office or chosen for one.

        Args:
            text: An id or a name.
            chronicle: What is known.
            day: On which he is in office or known to come into one.

        Raises:
            QuestionError: If nobody bears the name, or several office-holders do.
        """
        exact = LeaderId(text)
        if exact in chronicle.leaders:
            return exact
        bearers = self.bearers.get(fold(text), ())
        if not bearers:
            raise QuestionError(f"leaders: nobody known as {text!r}", remedy=self._advice(text))
        if len(bearers) == 1:
            return bearers[0]
        in_office = [one for one in bearers if chronicle.stands_for(one, day)]
        if len(in_office) == 1:
            return in_office[0]
        raise QuestionError(
            f"leaders: {text!r} may be {', '.join(sorted(in_office or bearers)[:5])}",
            remedy="use the id",
        )

    def _advice(self, text: str) -> str:
        """A name that shares a word with a misspelt one, if any is near."""
        words = set(fold(text).split())
        akin = [name for name in self.bearers if words & set(name.split())]
        near = get_close_matches(fold(text), akin, n=1, cutoff=0.75)
        if near:
            return f"did you mean {self.bearers[near[0]][0]!r}?"
        return "use an id such as 'vladimir-putin' or a full name"
