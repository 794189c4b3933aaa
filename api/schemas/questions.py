"""Shapes of questions, rules and resolutions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.http.instants import Day, Instant
from api.http.problems import FieldError
from api.ports import Names
from api.schemas.base import Input, Probability, Shape
from api.schemas.checks import check_window
from api.schemas.forecasts import IntervalOut
from forecaster.domain.forecasts import Forecast
from forecaster.domain.places import Place
from forecaster.domain.questions import Question, QuestionState, Resolution, Rule
from forecaster.questions.words import deadline_at, leader_name, question_text
from forecaster.store.records import QuestionMove


class LeaderOut(Shape):
    """A person who leads a state or a body."""

    id: str = Field(description="Stable id.")
    name: str = Field(description="Name.")

    @classmethod
    def of(cls, leader: str, names: Names) -> LeaderOut:
        """The public shape."""
        return cls(id=leader, name=leader_name(leader, names))


class PlaceOut(Shape):
    """A country, and a city where one is named."""

    country: str = Field(description="ISO 3166-1 alpha-3 code.")
    city: str | None = Field(None, description="City.")

    @classmethod
    def of(cls, place: Place | None) -> PlaceOut | None:
        """The public shape."""
        return cls(country=place.country, city=place.city) if place else None


class RuleOut(Shape):
    """What counts, in a form that a machine can check."""

    leaders: list[str] = Field(description="Who must take part.")
    start_date: Day = Field(description="First local day that counts.")
    end_date: Day = Field(description="Last local day that counts.")
    zone: str = Field(description="IANA zone in which days are counted.")
    place: PlaceOut | None = Field(None, description="Where it must be; absent for anywhere.")
    forum: str | None = Field(None, description="Forum at which it must be.")
    contact: str = Field(description="Lowest rung of the ladder of contact that counts.")
    mode: str = Field(description="In person, by call, or either.")
    planned_only: bool = Field(description="Whether only what was announced beforehand counts.")
    origins: int = Field(description="Separate reports that must tell it.")
    void_if: list[str] = Field(description="What makes the question void.")

    @classmethod
    def of(cls, rule: Rule) -> RuleOut:
        """The public shape."""
        return cls(
            leaders=list(rule.leaders),
            start_date=rule.window.start,
            end_date=rule.window.end,
            zone=rule.zone,
            place=PlaceOut.of(rule.place),
            forum=rule.forum,
            contact=rule.contact.name.lower(),
            mode=rule.mode.value,
            planned_only=rule.planned_only,
            origins=rule.origins,
            void_if=[condition.value for condition in rule.void_if],
        )


class InForceOut(Shape):
    """The issue in force, in short."""

    id: str = Field(description="Forecast; see `/v1/forecasts/{id}`.")
    issued_at: Instant = Field(description="When it was published.")
    probability: Probability | None = Field(None, description="P(yes).")
    interval: IntervalOut | None = Field(None, description="Its uncertainty.")

    @classmethod
    def of(cls, forecast: Forecast | None) -> InForceOut | None:
        """The public shape."""
        if forecast is None:
            return None
        ends = forecast.answer.interval
        return cls(
            id=forecast.id,
            issued_at=forecast.issued_at,
            probability=forecast.answer.probability,
            interval=IntervalOut(low=ends[0], high=ends[1]) if ends else None,
        )


class QuestionOut(Shape):
    """A question and how it stands."""

    id: str = Field(description="Stable id.")
    kind: str = Field(description="Form of the question; an open list.", examples=["meet"])
    text: str = Field(description="For people.")
    leaders: list[LeaderOut] = Field(description="Whom it is about.")
    rule: RuleOut = Field(description="What settles it.")
    options: list[RuleOut] | None = Field(None, description="Alternatives of `first`.")
    complement: bool = Field(description="Whether it asks that it does not happen.")
    any_of: bool = Field(description="Whether one of the leaders after the first is enough.")
    origin: str = Field(description="Where it comes from.")
    opened_at: Instant = Field(description="From when it is forecast.")
    deadline_at: Instant = Field(description="First instant after the last day that counts.")
    deadline_zone: str = Field(description="Zone of the deadline.")
    state: str = Field(description="open, closed, resolved or void.")
    state_reason: str = Field(description="Why it is in that state.")
    state_since_at: Instant = Field(description="From when it is in that state.")
    state_actor: str | None = Field(None, description="Who set the state, if a person did.")
    revision: int = Field(description="Counts the steps of the state.", ge=1)
    forecast: InForceOut | None = Field(None, description="The issue in force.")

    @classmethod
    def of(
        cls, question: Question, step: QuestionMove, forecast: Forecast | None, names: Names
    ) -> QuestionOut:
        """The public shape."""
        return cls(
            id=question.id,
            kind=question.kind.value,
            text=question_text(question, names),
            leaders=[LeaderOut.of(one, names) for one in question.rule.leaders],
            rule=RuleOut.of(question.rule),
            options=[RuleOut.of(rule) for rule in question.options] or None,
            complement=question.complement,
            any_of=question.any_of,
            origin=question.origin,
            opened_at=question.opened_at,
            deadline_at=deadline_at(question.rule),
            deadline_zone=question.rule.zone,
            state=step.state.value,
            state_reason=step.reason,
            state_since_at=step.known_at,
            state_actor=step.actor,
            revision=step.revision,
            forecast=InForceOut.of(forecast),
        )


class WindowIn(Input):
    """Days that count."""

    start: Day | None = Field(None, description="First day; today when left out.")
    end: Day = Field(description="Last day.")

    @property
    def days(self) -> tuple[date | None, date]:
        """First and last day, the first as it was given."""
        return self.start, self.end


class PlaceIn(Input):
    """A country, and a city if only that counts."""

    country: str = Field(
        description="ISO 3166-1 alpha-3 code, or name.", min_length=2, max_length=100
    )
    city: str | None = Field(None, description="City.", min_length=1, max_length=100)


class RuleIn(Input):
    """What counts; what is left out is as `summitry ask` has it."""

    zone: str | None = Field(None, description="IANA zone of the days.", max_length=60)
    place: PlaceIn | None = Field(None, description="Where it must be.")
    forum: str | None = Field(None, description="Forum at which it must be.", max_length=60)
    contact: str | None = Field(None, description="Lowest rung of contact.", max_length=40)
    mode: Literal["in_person", "call", "any"] | None = Field(None, description="Mode of contact.")
    planned_only: bool | None = Field(None, description="Only what was announced beforehand.")
    origins: int | None = Field(None, description="Separate reports that must tell it.", ge=1)
    void_if: list[Literal["out_of_office", "forum_cancelled"]] | None = Field(
        None, description="What makes the question void.", max_length=2
    )


class OptionIn(RuleIn):
    """One alternative of a `first` question; with windows of their own they are date bins."""

    kind: Literal["meet", "visit", "attend"] = Field("meet", description="Form of the option.")
    leaders: list[str] = Field(description="Ids or names.", min_length=1, max_length=8)
    window: WindowIn | None = Field(None, description="Days that count; else the question's.")


class QuestionIn(RuleIn):
    """A custom question, as `summitry ask` takes it."""

    kind: Literal["meet", "visit", "attend", "next_venue", "first", "count"] = Field(
        description="Form of the question."
    )
    leaders: list[str] = Field([], description="Ids or names.", max_length=8)
    window: WindowIn = Field(description="Days that count.")
    options: list[OptionIn] | None = Field(None, description="For `first`.", max_length=10)
    complement: bool = Field(default=False, description="Ask that it does not happen.")
    any_of: bool = Field(default=False, description="One leader after the first is enough.")
    text: str | None = Field(None, description="For people.", max_length=500)

    def mistakes(self, now: datetime, pointer: str = "") -> Iterator[FieldError]:
        """Windows so far away that nothing can be said of them."""
        yield from check_window(self.window.days, now, f"{pointer}/window")
        for number, option in enumerate(self.options or []):
            if option.window is not None:
                where = f"{pointer}/options/{number}/window"
                yield from check_window(option.window.days, now, where)


class QuestionChangeIn(Input):
    """Whether a custom question is still forecast; nothing else of a question changes."""

    state: Literal[QuestionState.OPEN, QuestionState.CLOSED] = Field(
        description="`closed` ends its forecasts before the deadline, `open` takes them up again."
    )
    reason: str = Field(description="Why.", min_length=3, max_length=1000)


class ResolutionOut(Shape):
    """How a question was settled."""

    question_id: str = Field(description="Which question.")
    revision: int = Field(description="1 for the first; corrections count up.", ge=1)
    outcome: str = Field(description="yes, no, void or an option.")
    encounter_ids: list[str] = Field(description="Encounters it rests on.")
    resolved_at: Instant = Field(description="When the event or the deadline settled it.")
    known_at: Instant = Field(description="When this revision was recorded.")
    confirmed_by: str | None = Field(None, description="Absent while it is a proposal.")
    reason: str = Field(description="Code and words.")

    @classmethod
    def of(cls, resolution: Resolution) -> ResolutionOut:
        """The public shape."""
        return cls(
            question_id=resolution.question_id,
            revision=resolution.revision,
            outcome=resolution.outcome,
            encounter_ids=list(resolution.encounter_ids),
            resolved_at=resolution.resolved_at,
            known_at=resolution.known_at,
            confirmed_by=resolution.confirmed_by,
            reason=resolution.reason,
        )


class ResolutionHistoryOut(Shape):
    """The resolution that holds, and those before it."""

    current: ResolutionOut = Field(description="The one that holds.")
    history: list[ResolutionOut] = Field(description="All revisions, oldest first.")


class ResolutionIn(Input):
    """A person's word on how a question is settled."""

    outcome: str | None = Field(
        None,
        description="yes, no, void or an option; left out to confirm what is proposed.",
        min_length=1,
        max_length=200,
    )
    reason: str = Field(description="Why, with the source.", min_length=3, max_length=1000)
    encounter_ids: list[str] = Field([], description="Encounters it rests on.", max_length=20)
