"""How well readings agree with labels: what was found, what was made up, which details are right.

Both sides are items in the form of ``summitry read`` (see ``docs/reading.md``). A reading matches
a label when type and leaders agree; among several candidates the one with most details right is
taken. Two optional keys of a label are honoured: ``optional`` (neither finding nor missing it is
an error) and ``also`` (other types that are as good).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

Item = Mapping[str, Any]
Label = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts of one type.

    Attributes:
        right: Labels that were found.
        wrong: Readings without a label.
        missed: Labels that were not found.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the readings that are right; 1.0 when there are none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the labels that were found; 1.0 when there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / both if both else 1.0


@dataclass(slots=True)
class Evaluation:
    """The figures of one evaluation.

    Attributes:
        types: Counts by type.
        details: By attribute, how many matched signals have it right, and how many there are.
        silent: Silent items, and those of them on which something was read.
        clusters: Counts over pairs of signals that belong together.
        acts: Number of acts labelled and read, over the matched signals.
        by_rule: Readings right and wrong by rule.
    """

    types: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    details: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    silent: list[int] = field(default_factory=lambda: [0, 0])
    clusters: Tally = field(default_factory=Tally)
    acts: list[int] = field(default_factory=lambda: [0, 0])
    by_rule: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    @property
    def total(self) -> Tally:
        """Counts over all types."""
        tallies = self.types.values()
        return Tally(
            sum(t.right for t in tallies),
            sum(t.wrong for t in tallies),
            sum(t.missed for t in tallies),
        )

    def to_data(self) -> dict[str, Any]:
        """The figures as plain data."""
        total = self.total
        return {
            "n": total.right + total.missed,
            "precision": round(total.precision, 4),
            "recall": round(total.recall, 4),
            "f1": round(total.f1, 4),
            "silent_items": self.silent[0],
            "false_alarms": self.silent[1],
            "attributes": {
                name: {"n": n, "accuracy": round(right / n, 4) if n else None}
                for name, (right, n) in self.details.items()
            },
            "clusters": {
                "labelled": self.acts[0],
                "read": self.acts[1],
                "precision": round(self.clusters.precision, 4),
                "recall": round(self.clusters.recall, 4),
            },
            "types": {
                name: {
                    "n": t.right + t.missed,
                    "precision": round(t.precision, 4),
                    "recall": round(t.recall, 4),
                    "f1": round(t.f1, 4),
                }
                for name, t in sorted(self.types.items())
            },
        }


def evaluate(labelled: Iterable[Item], read: Iterable[Item]) -> Evaluation:
    """Compare readings with labels, item by item (matched by ``id``)."""
    found = {str(item["id"]): item.get("signals", []) for item in read}
    result = Evaluation()
    pairs: list[tuple[Label, Label]] = []
    for item in labelled:
        labels, readings = list(item["signals"]), list(found.get(str(item["id"]), []))
        if not labels:
            result.silent[0] += 1
            result.silent[1] += bool(readings)
        matched = matches(labels, readings)
        _count(result, labels, readings, matched)
        pairs += matched
    for label, reading in pairs:
        _details(result, label, reading)
    _clusters(result, pairs)
    return result


def matches(labels: Sequence[Label], readings: Sequence[Label]) -> list[tuple[Label, Label]]:
    """Each label of an item with the reading that matches it best, if any does."""
    pairs: list[tuple[Label, Label]] = []
    spare = list(readings)
    for fits in (_same_type, _also_type):
        for label in sorted(labels, key=lambda one: bool(one.get("optional"))):
            candidates = [
                one for one in spare if _leaders(one) == _leaders(label) and fits(label, one)
            ]
            if any(label is taken for taken, _ in pairs) or not candidates:
                continue
            best = max(
                candidates, key=lambda one: sum(check(label, one) for check in _CHECKS.values())
            )
            spare.remove(best)
            pairs.append((label, best))
    return pairs


def _count(
    result: Evaluation,
    labels: Sequence[Label],
    readings: Sequence[Label],
    pairs: Sequence[tuple[Label, Label]],
) -> None:
    """Count what was found, made up and missed in one item."""
    for label, reading in pairs:
        result.types[label["type"]].right += 1
        result.by_rule[str(reading.get("rule"))][0] += 1
    for reading in readings:
        if not any(reading is taken for _, taken in pairs):
            result.types[reading["type"]].wrong += 1
            result.by_rule[str(reading.get("rule"))][1] += 1
    for label in labels:
        if not label.get("optional") and not any(label is taken for taken, _ in pairs):
            result.types[label["type"]].missed += 1


def _same_type(label: Label, reading: Label) -> bool:
    return bool(label["type"] == reading["type"])


def _also_type(label: Label, reading: Label) -> bool:
    return reading["type"] in label.get("also", ())


def _leaders(signal: Label) -> frozenset[str]:
    return frozenset(leader["id"] for leader in signal["leaders"])


def _get(key: str) -> Callable[[Label, Label], bool]:
    return lambda label, reading: bool(label.get(key) == reading.get(key))


def _place(label: Label, reading: Label) -> bool:
    one, other = label.get("place"), reading.get("place")
    return bool((one or {}).get("country") == (other or {}).get("country"))


def _window(label: Label, reading: Label) -> bool:
    one, other = label.get("window"), reading.get("window")
    if not one or not other:
        return not one and not other
    return bool(one["start"] <= other["end"] and other["start"] <= one["end"])


def _speaker(key: str) -> Callable[[Label, Label], bool]:
    return lambda label, reading: bool(label["speaker"].get(key) == reading["speaker"].get(key))


_CHECKS: Mapping[str, Callable[[Label, Label], bool]] = {
    "polarity": _get("polarity"),
    "certainty": _get("certainty"),
    "place_country": _place,
    "window_overlap": _window,
    "forum": _get("forum"),
    "statement_date": _get("statement_date"),
    "side": _get("actor"),
    "background": _get("background"),
    "retracts": _get("retracts"),
    "speaker_country": _speaker("country"),
    "speaker_kind": _speaker("kind"),
}


def _details(result: Evaluation, label: Label, reading: Label) -> None:
    for name, check in _CHECKS.items():
        result.details[name][0] += check(label, reading)
        result.details[name][1] += 1


def _clusters(result: Evaluation, pairs: Sequence[tuple[Label, Label]]) -> None:
    """Count pairs of matched signals that labels, readings, or both put into one act."""
    known = [(label.get("cluster"), reading.get("cluster")) for label, reading in pairs]
    known = [(one, other) for one, other in known if one and other]
    result.acts = [len({one for one, _ in known}), len({other for _, other in known})]
    for (one, mine), (other, yours) in combinations(known, 2):
        if one == other:
            result.clusters.right += mine == yours
            result.clusters.missed += mine != yours
        elif mine == yours:
            result.clusters.wrong += 1


def report(result: Evaluation) -> str:
    """The figures as a table for a terminal."""
    total = result.total
    lines = [
        (
            f"signals   precision {total.precision:.3f}  recall {total.recall:.3f}  "
            f"F1 {total.f1:.3f}  (n={total.right + total.missed})"
        ),
        f"silent    {result.silent[1]} of {result.silent[0]} items raised a signal",
        (
            f"acts      {result.acts[1]} read for {result.acts[0]} labelled; joined rightly: precision "
            f"{result.clusters.precision:.3f}, recall {result.clusters.recall:.3f}"
        ),
        "",
    ]
    lines += [
        f"{name:16s} {right / n:.3f}  ({right}/{n})"
        for name, (right, n) in result.details.items()
        if n
    ]
    lines += ["", f"{'type':16s} {'P':>6s} {'R':>6s} {'F1':>6s}      n"]
    lines += [
        f"{name:16s} {t.precision:6.2f} {t.recall:6.2f} {t.f1:6.2f} {t.right + t.missed:6d}"
        for name, t in sorted(result.types.items())
    ]
    return "\n".join(lines)
