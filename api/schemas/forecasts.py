"""Shapes of forecasts, moves and their reasons."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.http.instants import Day, Instant
from api.schemas.base import Probability, Shape
from forecaster.domain.forecasts import BaseRate, Driver, Forecast
from forecaster.domain.moves import Move


class IntervalOut(Shape):
    """Where the probability lies, given what parameters and data leave open."""

    low: Probability = Field(description="Lower end.")
    high: Probability = Field(description="Upper end.")
    level: float = Field(0.8, description="Share of cases that the interval should cover.")


class BaseRateOut(Shape):
    """Frequency in a reference class."""

    reference_class: str = Field(description="Which class, in words.")
    n: int = Field(description="Cases behind the rate.")
    rate: Probability = Field(description="Share in which it happened.")

    @classmethod
    def of(cls, rate: BaseRate) -> BaseRateOut:
        """The public shape."""
        return cls(reference_class=rate.reference_class, n=rate.n, rate=rate.rate)


class DriverOut(Shape):
    """Part of a distance that one cause explains."""

    kind: str = Field(description="Cause; an open list.", examples=["new_signal"])
    contribution: float = Field(description="Change in probability; all parts add up.")
    text: str = Field(description="One sentence.")
    signal_ids: list[str] = Field(description="Signals behind it; see `/v1/signals/{id}`.")

    @classmethod
    def of(cls, driver: Driver) -> DriverOut:
        """The public shape."""
        return cls(
            kind=driver.kind.value,
            contribution=driver.contribution,
            text=driver.text,
            signal_ids=list(driver.signal_ids),
        )


class PointOut(Shape):
    """A point of a cumulative curve."""

    date: Day = Field(description="Day.")
    probability: Probability = Field(description="P(it has happened by the end of the day).")


class ForecastOut(Shape):
    """One issue: immutable."""

    id: str = Field(description="Hash of the content.")
    question_id: str = Field(description="Question it answers.")
    issued_at: Instant = Field(description="When it was published.")
    as_of: Instant = Field(description="Latest known time that it used.")
    model_version: str = Field(description="Model behind it; see `/v1/models/{id}`.")
    probability: Probability | None = Field(
        None, description="P(yes); absent when there are several outcomes."
    )
    interval: IntervalOut | None = Field(None, description="Its uncertainty.")
    base_rate: BaseRateOut = Field(description="Reference beside it.")
    by_date: list[PointOut] = Field(description="Cumulative probability, rising.")
    by_venue: dict[str, Probability] = Field(description="P(next meeting is there), by country.")
    by_summit: dict[str, Probability] = Field(description="The part at summits, by forum.")
    outcomes: dict[str, Probability] = Field(description="P(outcome); sums to 1 if not empty.")
    drivers: list[DriverOut] = Field(description="Why, in parts that add up.")
    degraded_inputs: list[str] = Field(description="Inputs that were reduced; empty when well.")
    inputs_digest: str = Field(description="Hash of everything the model saw.")
    signal_ids: list[str] = Field(description="Signals in force.")

    @classmethod
    def of(cls, forecast: Forecast) -> ForecastOut:
        """The public shape."""
        return cls(**forecast_fields(forecast))  # type: ignore[arg-type]  # checked by the model


class CurrentForecastOut(ForecastOut):
    """The issue in force, and how long it will be."""

    next_expected_at: Instant | None = Field(
        None, description="When the next issue is due; absent when none is."
    )
    stale: bool = Field(description="Whether an open question has not been re-issued in time.")


def forecast_fields(forecast: Forecast) -> dict[str, object]:
    """Fields shared by both shapes."""
    answer = forecast.answer
    ends = answer.interval
    return {
        "id": forecast.id,
        "question_id": forecast.question_id,
        "issued_at": forecast.issued_at,
        "as_of": forecast.as_of,
        "model_version": answer.model_version,
        "probability": answer.probability,
        "interval": IntervalOut(low=ends[0], high=ends[1]) if ends else None,
        "base_rate": BaseRateOut.of(answer.base_rate),
        "by_date": [PointOut(date=day, probability=p) for day, p in answer.by_date],
        "by_venue": dict(answer.by_venue),
        "by_summit": dict(answer.by_summit),
        "outcomes": dict(answer.outcomes),
        "drivers": [DriverOut.of(driver) for driver in answer.drivers],
        "degraded_inputs": list(answer.degraded),
        "inputs_digest": forecast.inputs_digest,
        "signal_ids": list(forecast.signal_ids),
    }


class EndOut(Shape):
    """One end of a move."""

    forecast_id: str = Field(description="The issue; see `/v1/forecasts/{id}`.")
    issued_at: Instant = Field(description="When it was published.")
    probability: Probability = Field(description="What it said.")
    model_version: str = Field(description="By which model.")

    @classmethod
    def of(cls, forecast: Forecast) -> EndOut:
        """The public shape."""
        return cls(
            forecast_id=forecast.id,
            issued_at=forecast.issued_at,
            probability=forecast.answer.probability or 0.0,
            model_version=forecast.answer.model_version,
        )


class MoveOut(Shape):
    """From what to what, since when, and why."""

    question_id: str = Field(description="Question that moved.")
    earlier: EndOut = Field(description="The issue it is measured from.")
    later: EndOut = Field(description="The issue it ends at.")
    change: float = Field(description="Later minus earlier probability.")
    drivers: list[DriverOut] = Field(description="Parts that add up to the change.")
    text: str = Field(description="The move in words.", examples=["31% to 44% (+13 points)"])

    @classmethod
    def of(cls, move: Move) -> MoveOut:
        """The public shape."""
        return cls(
            question_id=move.later.question_id,
            earlier=EndOut.of(move.earlier),
            later=EndOut.of(move.later),
            change=move.change,
            drivers=[DriverOut.of(driver) for driver in move.drivers],
            text=move.text,
        )


def is_stale(forecast: Forecast, now: datetime, limit_seconds: float) -> bool:
    """Whether an issue is older than it should be."""
    return (now - forecast.issued_at).total_seconds() > limit_seconds
