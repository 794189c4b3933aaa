"""Shapes of the track record."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from api.http.instants import Instant
from api.schemas.base import Probability, Shape
from forecaster.questions.calibration import Bin
from forecaster.questions.market import Match
from forecaster.questions.scorecard import ENOUGH, Cell, Lead, Scorecard

MATURITY_RULE = "A question counts once its deadline is over, also when it ended early."


class CellOut(Shape):
    """Scores of one kind; figures are absent below 20 scores."""

    model_version: str | None = Field(None, description="Which model; absent for all together.")
    dyad_class: str | None = Field(None, description="Class of pair; absent for all together.")
    lead_days_from: int | None = Field(
        None, description="Fewest days to the deadline; absent for all together."
    )
    lead_days_to: int | None = Field(None, description="Most days to the deadline.")
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
    def of(
        cls,
        cell: Cell,
        *,
        model: str | None = None,
        dyad_class: str | None = None,
        lead: Lead | None = None,
    ) -> CellOut:
        """The public shape."""
        low, high = cell.skill_interval or (None, None)
        fewest, most = lead or (None, None)
        return cls(
            model_version=model,
            dyad_class=dyad_class,
            lead_days_from=fewest,
            lead_days_to=most,
            n=cell.n,
            questions=cell.questions,
            enough=cell.is_enough,
            brier=cell.brier,
            log=cell.log,
            reference_brier=cell.reference_brier,
            skill=cell.skill,
            skill_low=low,
            skill_high=high,
        )


def cells_of(card: Scorecard) -> Iterator[CellOut]:
    """All cells of a card: everything, by lead time, then classes and models with their leads."""
    yield CellOut.of(card.all)
    yield from (CellOut.of(cell, lead=lead) for lead, cell in card.by_lead.items())
    yield from (CellOut.of(cell, dyad_class=name) for name, cell in card.by_class.items())
    for (name, lead), cell in card.by_class_and_lead.items():
        yield CellOut.of(cell, dyad_class=name, lead=lead)
    yield from (CellOut.of(cell, model=name) for name, cell in card.by_model.items())
    for (name, lead), cell in card.by_model_and_lead.items():
        yield CellOut.of(cell, model=name, lead=lead)


class QuestionScoreOut(Shape):
    """What was said to one question, over its life."""

    question_id: str = Field(description="Which question.")
    brier: float = Field(
        description="Mean Brier score, each issue counting for as long as it was in force."
    )


class RivalOut(Shape):
    """Ours and a market's or crowd's scores on the same points; absent below 20 of them."""

    source: str = Field(description="Whose numbers; they are never blended into ours.")
    n: int = Field(description="Points: quotes at which a forecast of ours was in force.", ge=0)
    questions: int = Field(description="Questions behind them.", ge=0)
    brier: float | None = Field(None, description="Our mean Brier score.")
    rival_brier: float | None = Field(None, description="Theirs.")

    @classmethod
    def of(cls, match: Match) -> RivalOut:
        """The public shape."""
        return cls(
            source=match.source,
            n=match.n,
            questions=match.questions,
            brier=match.ours,
            rival_brier=match.theirs,
        )


class ScorecardOut(Shape):
    """How issued forecasts did."""

    as_of: Instant | None = Field(None, description="The state of knowledge asked for.")
    maturity_rule: str = Field(MATURITY_RULE, description="Which questions count.")
    scored: int = Field(description="Issues with a score, immature ones among them.", ge=0)
    matured: int = Field(description="Issues whose deadline has passed: only they count.", ge=0)
    resolved_questions: int = Field(
        description="Questions with an outcome, void ones among them.", ge=0
    )
    waiting_questions: int = Field(description="Settled before their deadline: not yet in.", ge=0)
    void_questions: int = Field(description="Questions that were voided.", ge=0)
    void_rate: float | None = Field(
        None, description="Void ones among those with an outcome; absent without any.", ge=0, le=1
    )
    time_averaged_brier: float | None = Field(
        None, description="Mean over questions of their time-averaged Brier score.", ge=0, le=1
    )
    least_n: int = Field(ENOUGH, description="Scores below which no figure is shown.")
    cells: list[CellOut] = Field(
        description="All together, by lead time, by class of pair and by model, these by lead, too."
    )
    questions: list[QuestionScoreOut] = Field(description="Question by question.")
    rivals: list[RivalOut] = Field(description="Beside markets and crowds, by source.")

    @classmethod
    def of(
        cls, card: Scorecard, rivals: list[Match], scored: int, as_of: Instant | None
    ) -> ScorecardOut:
        """The public shape."""
        return cls(
            as_of=as_of,
            scored=scored,
            matured=card.all.n,
            resolved_questions=card.settled,
            waiting_questions=card.waiting,
            void_questions=card.void,
            void_rate=card.void_rate,
            time_averaged_brier=card.time_averaged,
            cells=list(cells_of(card)),
            questions=[
                QuestionScoreOut(question_id=key, brier=value)
                for key, value in card.by_question.items()
            ],
            rivals=[RivalOut.of(match) for match in rivals],
        )


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
