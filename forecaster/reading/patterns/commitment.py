"""What a plan becomes under words that take from its firmness: "glad to meet", "has no plans"."""

from __future__ import annotations

from collections.abc import Mapping

from forecaster.domain.signals import Certainty, SignalType
from forecaster.reading.patterns.switches import Items
from forecaster.reading.text.lemmas import stem, stems

T = SignalType
_STILL_OPEN = 6


class Commitment:
    """Weighs the words around "will meet" and the like."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        """Take the vocabularies by name from ``words`` (``data/rules/lexicon.toml``)."""
        self._words = words

    def weigh(
        self, items: Items, first: int, trigger: int, modality: Certainty | None
    ) -> SignalType | None:
        """What a plan that is not negated amounts to; None when it is none."""
        between = stems(items[first:trigger])
        if between & self._words["glad"]:
            return T.WILLING
        if stems(items[max(0, first - 5) : first]) & self._words["hoped"]:
            return None
        if "would" in between and not self._is_fixed(items):
            return T.WILLING
        if self._is_open_ended(items, trigger):
            return T.WILLING
        if _hangs_on_something(items, trigger):
            return T.WILLING
        if _is_past_plan(items[first:trigger]):
            return None
        if modality is Certainty.POSSIBLE or "likely" in between:
            return T.ALT_VENUE if self._beside_a_forum(items) else T.WILLING
        return T.CONFIRM

    def _is_open_ended(self, items: Items, trigger: int) -> bool:
        """Whether words behind say that no day is meant: "any time", "without preconditions"."""
        after = f" {' '.join(stem(word) for word in items[trigger : trigger + 12])} "
        return any(f" {words} " in after for words in self._words["open_ended"])

    def _is_fixed(self, items: Items) -> bool:
        """Whether "would" is the future of reported speech."""
        return not self._words["reporting"].isdisjoint(items)

    def _beside_a_forum(self, items: Items) -> bool:
        return any(word.startswith("F:") or word in self._words["margins"] for word in items)

    def weigh_negated(
        self, items: Items, first: int, trigger: int, kind: SignalType | None
    ) -> SignalType | None:
        """ "has no plans to meet" denies a plan; "will not meet" refuses, which is ``kind``."""
        between = stems(items[max(0, first - 2) : trigger])
        return T.NOT_PLANNED if between & self._words["planning"] else kind


def _hangs_on_something(items: Items, trigger: int) -> bool:
    after = items[trigger : trigger + 8]
    return bool({"once", "unless", "provide_d"} & set(after)) or "if" in after[:_STILL_OPEN]


def _is_past_plan(words: Items) -> bool:
    text = " ".join(words)
    return "have_d be_n" in text or "be_d to have" in text
