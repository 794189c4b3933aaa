"""Shapes of the track record."""

from __future__ import annotations

from pydantic import Field

from api.http.instants import Instant
from api.schemas.base import Probability, Shape
from api.scorecard import ENOUGH, Bin, Cell


class CellOut(Shape):
    """Scores of one model at one lead time; figures are absent below 20 scores."""

    model_version: str | None = Field(None, description="Which model; absent for all together.")
    lead_days_from: int = Field(description="Fewest days to the deadline.")
    lead_days_to: int = Field(description="Most days to the deadline.")
    n: int = Field(description="Scores.", ge=0)
    questions: int = Field(description="Questions behind them.", ge=0)
    enough: bool = Field(description="Whether there are enough for figures.")
    brier: float | None = Field(None, description="Mean Brier score, lower is better.")
    log: float | None = Field(None, description="Mean logarithmic score, lower is better.")
    reference_brier: float | None = Field(None, description="Brier score of the base rate.")
    skill: float | None = Field(None, description="1 minus the ratio of the two.")
    skill_low: float | None = Field(None, description="Lower end of its 95 % interval.")
    skill_high: float | None = Field(None, description="Upper end.")

    @classmethod
    def of(cls, cell: Cell) -> CellOut:
        """The public shape."""
        low, high = cell.skill_interval or (None, None)
        shown = cell.is_enough
        return cls(
            model_version=cell.model_version or None,
            lead_days_from=cell.lead[0],
            lead_days_to=cell.lead[1],
            n=cell.n,
            questions=cell.questions,
            enough=shown,
            brier=cell.brier if shown else None,
            log=cell.log if shown else None,
            reference_brier=cell.reference_brier if shown else None,
            skill=cell.skill if shown else None,
            skill_low=low if shown else None,
            skill_high=high if shown else None,
        )


class ScorecardOut(Shape):
    """How issued forecasts did."""

    as_of: Instant | None = Field(None, description="The state of knowledge asked for.")
    scored: int = Field(description="Issues with a score, immature ones among them.", ge=0)
    matured: int = Field(description="Issues whose deadline has passed: only they count.", ge=0)
    resolved_questions: int = Field(description="Questions with a resolution.", ge=0)
    void_questions: int = Field(description="Questions that were voided.", ge=0)
    least_n: int = Field(ENOUGH, description="Scores below which no figure is shown.")
    cells: list[CellOut] = Field(description="By model and lead time.")


class BinOut(Shape):
    """Forecasts that said about the same."""

    low: Probability = Field(description="From.")
    high: Probability = Field(description="To.")
    n: int = Field(description="Forecasts.", ge=0)
    said: Probability | None = Field(None, description="Mean of what was said.")
    came: Probability | None = Field(None, description="Share in which it happened.")
    came_low: Probability | None = Field(None, description="Lower end of its 95 % interval.")
    came_high: Probability | None = Field(None, description="Upper end.")

    @classmethod
    def of(cls, one: Bin) -> BinOut:
        """The public shape."""
        low, high = one.interval or (None, None)
        return cls(
            low=one.low,
            high=one.high,
            n=one.n,
            said=one.said,
            came=one.came,
            came_low=low,
            came_high=high,
        )


class CalibrationOut(Shape):
    """What was said against what came."""

    as_of: Instant | None = Field(None, description="The state of knowledge asked for.")
    matured: int = Field(description="Issues behind it.", ge=0)
    bins: list[BinOut] = Field(description="Ten bins of equal width.")
