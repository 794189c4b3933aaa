"""Lead buckets: how far ahead of the origin a dyad-day lies."""

from __future__ import annotations

from dataclasses import dataclass

from forecaster.panel.days import Days

HORIZON_DAYS = 730
"""How far ahead the model speaks."""

SETTLING_DAYS = 15
"""Days after a stretch of time until every meeting in it is known."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Dyad-days between two leads; covariates are constant within one.

    Attributes:
        index: 0 for the nearest.
        start: First day, counted from the origin.
        end: First day after.
        stride: Every how many origins of the grid it enters the panel: far buckets overlap more.
    """

    index: int
    start: int
    end: int
    stride: int

    @property
    def days(self) -> int:
        """Length in days."""
        return self.end - self.start

    def span(self, origins: Days) -> tuple[Days, Days]:
        """First day and first day after, per origin."""
        return origins + self.start, origins + self.end


BUCKETS = (
    Bucket(0, 0, 7, 1),
    Bucket(1, 7, 30, 1),
    Bucket(2, 30, 90, 1),
    Bucket(3, 90, 180, 2),
    Bucket(4, 180, 365, 2),
    Bucket(5, 365, HORIZON_DAYS, 4),
)
