"""Figures of a benchmark, told one way: what, on how much, how often, beside what, the goal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One figure.

    Attributes:
        what: What was measured.
        n: On how much: rows, articles, questions.
        rounds: How often; the figure is the median.
        value: The figure.
        unit: Of the figure.
        beside: The same of the other side, measured in turns; None without one.
        other: Who the other side is.
        least: What the figure should reach; None without a lower goal.
        most: What the figure should not pass; None without an upper goal.
        higher_is_better: Which of the two sides is ahead.
    """

    what: str
    n: int
    rounds: int
    value: float
    unit: str
    beside: float | None = None
    other: str = ""
    least: float | None = None
    most: float | None = None
    higher_is_better: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.least is None and self.most is None:
            return None
        enough = self.least is None or self.value >= self.least
        return enough and (self.most is None or self.value <= self.most)

    @property
    def loses(self) -> bool:
        """Whether the goal is missed or the other side is ahead."""
        if self.met is False:
            return True
        if self.beside is None:
            return False
        return self.value < self.beside if self.higher_is_better else self.value > self.beside

    @property
    def goal(self) -> str:
        """The goal in words."""
        parts = [("at least", self.least), ("at most", self.most)]
        return ", ".join(f"{words} {bound:g}" for words, bound in parts if bound is not None)

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "what": self.what,
            "n": self.n,
            "rounds": self.rounds,
            "median": _short(self.value),
            "unit": self.unit,
            "other": self.other or None,
            "other_median": None if self.beside is None else _short(self.beside),
            "goal": self.goal or None,
            "met": self.met,
            "loses": self.loses,
        }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def report(lines: Iterable[Line], notes: Iterable[str] = ()) -> dict[str, Any]:
    """All figures, those that lose by name, and what could not be measured."""
    rows = [line.to_data() for line in lines]
    return {
        "figures": rows,
        "losing": [row["what"] for row in rows if row["loses"]],
        "notes": list(notes),
    }
