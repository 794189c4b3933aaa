"""What a job tells of its run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """Counts and remarks of one run.

    Attributes:
        counts: How many of what.
        notes: What a person should look at; the run went on all the same.
        degraded: Named reasons why the result rests on less than usual.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    degraded: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As the slot table keeps it."""
        return {
            "counts": dict(self.counts),
            "notes": list(self.notes),
            "degraded": list(self.degraded),
        }

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Report:
        """What :meth:`as_json` made; parts that an older version did not write are empty."""
        return cls(
            dict(held.get("counts", {})),
            tuple(held.get("notes", ())),
            tuple(held.get("degraded", ())),
        )

    def __str__(self) -> str:
        """One line for a terminal."""
        counts = ", ".join(f"{number} {name}" for name, number in self.counts.items())
        return "; ".join([counts or "nothing to do", *self.notes])
