"""The switches of a clause: is the word negated, how firmly is it said, is it only asked or wished."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from forecaster.domain.signals import Certainty
from forecaster.reading.text.lemmas import stem, stems

Items = list[str]
"""Canonical words of a sentence."""

_REACH = 6
_NOT_REALLY = frozenset({"only", "just", "least", "doubt", "merely"})
_WISH_REACH = 12
_VERB_REACH = 14
_NOUN_REACH = 12
_LINK_REACH = 20


class Switches:
    """Reads the switches off the words around a trigger, by the vocabularies of the lexicon."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        """Take the vocabularies by name from ``words`` (``data/rules/lexicon.toml``)."""
        self._words = words

    def is_negated(self, items: Items, at: int) -> bool:
        """Whether the word at ``at`` stands under a negation of its own clause."""
        negators, breaks = self._words["negators"], self._words["clause_breaks"]
        for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
            word = items[back]
            if word in negators:
                following = items[back + 1] if back + 1 < len(items) else ""
                return following not in _NOT_REALLY
            if word in breaks or (word == "," and at - back > 1):
                return False
        return False

    def has_negated_verb(self, items: Items, at: int) -> bool:
        """Whether the verb behind a noun is negated: "work on the meeting has not begun"."""
        breaks = self._words["clause_breaks"]
        for index in range(at + 1, min(len(items) - 1, at + _VERB_REACH)):
            if items[index] in breaks - {"and", "that", "where", "when"}:
                return False
            if stem(items[index]) in self._words["auxiliary_verbs"]:
                if items[index + 1] in {"not", "never", "no", "yet"}:
                    return True
        return False

    def is_topic(self, items: Items, at: int) -> bool:
        """Whether an event is only what another noun is about: "preparations for a meeting"."""
        before = items[max(0, at - 6) : at]
        links = [i for i, word in enumerate(before) if word in {"for", "of", "on", "about", "to"}]
        return any(
            stem(word) in self._words["about_events"] for word in before[: max(links, default=0)]
        )

    def is_ahead(self, items: Items, at: int) -> bool:
        """Whether a verb of the clause before a noun puts it into the future: "will go for talks"."""
        near = items[max(0, at - _NOUN_REACH) : at] + items[at + 1 : at + 3]
        return not self._words["unreal"].isdisjoint(near)

    def is_denied(self, items: Items, first: int, last: int) -> bool:
        """Whether a negation stands before or within ``items[first:last]``, whatever it governs."""
        negators = self._words["negators"]
        return any(
            word in negators and following not in _NOT_REALLY
            for word, following in pairwise(items[max(0, first - 2) : last + 1])
        )

    def modality(self, items: Items, first: int, trigger: int) -> Certainty | None:
        """How far the words before the trigger commit; None when they do fully."""
        near = stems(items[max(first, trigger - 7) : trigger])
        near |= stems(items[max(0, trigger - 3) : trigger])
        if near & self._words["possible"]:
            return Certainty.POSSIBLE
        return Certainty.PROBABLE if near & self._words["probable"] else None

    def is_questioned(self, items: Items, first: int, trigger: int) -> bool:
        """Whether "whether", "if" or a question mark takes the words out of the world of facts."""
        before = items[max(0, first - 3) : trigger]
        if any(word in {"whether", "if", "unless", "once", "until"} for word in before):
            return True
        return "?" in items[trigger : trigger + 20]

    def is_supposed(self, items: Items, first: int, trigger: int) -> bool:
        """Whether "if", "once" and the like make the words a mere supposition."""
        return not self._words["supposing"].isdisjoint(items[max(0, first - 2) : trigger])

    def is_asked_if(self, items: Items, first: int) -> bool:
        """Whether "if" at ``first`` only stands for "whether": "asked if she would meet him"."""
        return items[first] == "if" and stem(items[first - 1]) in self._words["asking_if"]

    def is_asked_after(self, items: Items, first: int, trigger: int) -> bool:
        """Whether a plan is only asked after: "I do not know where the meeting will be held"."""
        for index in range(max(1, first - 3), trigger):
            if items[index] in {"where", "when", "how"}:
                before = stems(items[max(0, index - 3) : index])
                return bool(before & self._words["asking"])
        return False

    def is_conditional(self, items: Items, trigger: int) -> bool:
        """Whether a refusal holds only "until" or "as long as" something: that is a condition."""
        if items[0] in {"unless", "until", "without"}:
            return True
        after = " ".join(items[trigger : trigger + _LINK_REACH])
        return any(f" {words} " in f"{after} " for words in self._words["conditional_links"])

    def is_unreal(self, items: Items, first: int, trigger: int) -> bool:
        """Whether an auxiliary takes a past event out of the world: "might have met", "to meet"."""
        if items[trigger - 1 : trigger] == ["to"]:
            return True
        if "be_d to have" in " ".join(items[first:trigger]):
            return True
        return not self._words["unreal"].isdisjoint(items[max(0, first - 3) : trigger])

    def is_imagined(self, items: Items, first: int, trigger: int) -> bool:
        """Whether "would", "could" and the like stand right before: nothing is under way yet."""
        near = items[max(0, first - 3) : trigger]
        return not {"would", "could", "should", "might", "may", "if"}.isdisjoint(near)

    def is_subordinate(self, items: Items, first: int) -> bool:
        """Whether a present tense stands in a clause that proposes or imagines."""
        return not self._words["subordinators"].isdisjoint(items[max(0, first - 2) : first])

    def is_habitual(self, items: Items) -> bool:
        """Whether the present tense tells a habit: "meet every Tuesday"."""
        return not self._words["habitual"].isdisjoint(items)

    def is_subjunctive(self, items: Items, at: int) -> bool:
        """Whether a bare "be" makes the words a demand: "demanded that the meeting be cancelled"."""
        return (
            items[at - 1] == "be"
            and self._words["unreal"].isdisjoint(items[max(0, at - 4) : at - 1])
            and "to" not in items[max(0, at - 3) : at - 1]
        )

    def is_wishful(self, items: Items, at: int) -> bool:
        """Whether "should" and the like govern the word: a wish, not news."""
        near = items[max(0, at - _WISH_REACH) : at]
        if "high time" in " ".join(near) or "time that" in " ".join(near):
            return True
        return not self._words["wishful"].isdisjoint(near[-5:])
