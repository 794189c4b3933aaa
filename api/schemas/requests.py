"""Shapes of requests to the worker: custom questions, scenarios, runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue

from api.http.instants import Instant
from api.http.problems import KINDS, FieldError, ProblemError, kind_of, told
from api.schemas.base import Input, Shape
from api.schemas.questions import QuestionIn
from forecaster.store.records import RequestState, WorkRequest


class RefusalOut(Shape):
    """Why the worker refused."""

    type: str = Field(description="Kind of problem.")
    title: str = Field(description="Same words for every occurrence.")
    detail: str = Field(description="What is wrong with this request.")


class RequestOut(Shape):
    """A request to the worker and its answer."""

    id: str = Field(description="Id; see `/v1/requests/{id}`.")
    kind: str = Field(description="question, scenario, resolution or run; an open list.")
    state: str = Field(description="pending, done or refused.")
    asked_at: Instant = Field(description="When it was made.")
    answered_at: Instant | None = Field(None, description="When it was answered.")
    ledger: bool = Field(description="Whether the answer enters the ledger.")
    result: dict[str, JsonValue] | None = Field(None, description="The answer of the worker.")
    problem: RefusalOut | None = Field(None, description="Why it was refused.")

    @classmethod
    def of(cls, request: WorkRequest) -> RequestOut:
        """The public shape."""
        refused = request.state is RequestState.REFUSED
        done = request.state is RequestState.DONE
        return cls(
            id=request.id,
            kind=request.kind,
            state=request.state.value,
            asked_at=request.asked_at,
            answered_at=request.answered_at,
            ledger=request.kind != "scenario",
            result=dict(request.result) if done else None,  # type: ignore[arg-type]  # plain JSON
            problem=refusal(request) if refused else None,
        )


def refusal(request: WorkRequest) -> RefusalOut:
    """The worker's refusal as a problem."""
    problem = refused(request)
    return RefusalOut(
        type=f"/problems/{problem.code}", title=KINDS[problem.code].title, detail=problem.detail
    )


def refused(request: WorkRequest) -> ProblemError:
    """The problem it ends in; a code that nobody knows is a fault of our own."""
    code = kind_of(str(request.result.get("code", "")))
    return ProblemError(code, told(code, str(request.result.get("detail", ""))))


class SignalChangeIn(Input):
    """A signal added, altered or left out in a scenario."""

    action: Literal["add", "alter", "remove"] = Field(description="What is done.")
    signal_id: str | None = Field(None, description="For alter and remove.", max_length=200)
    signal: dict[str, JsonValue] | None = Field(
        None, description="For add and alter: attributes as `summitry read` prints them."
    )


class EventChangeIn(Input):
    """A calendar entry added, altered or left out in a scenario."""

    action: Literal["add", "alter", "remove"] = Field(description="What is done.")
    event_id: str = Field(description="Id of the summit.", min_length=1, max_length=100)
    event: dict[str, JsonValue] | None = Field(None, description="For add and alter: its fields.")


class AttendanceChangeIn(Input):
    """Presence at a summit as the scenario has it."""

    event_id: str = Field(description="Id of the summit.", min_length=1, max_length=100)
    leader: str = Field(description="Id or name.", min_length=1, max_length=100)
    attends: bool = Field(description="Whether the leader is there.")


class OfficeChangeIn(Input):
    """A change of office as the scenario has it."""

    leader: str = Field(description="Id or name.", min_length=1, max_length=100)
    leaves_date: str = Field(description="Last day in office.", pattern=r"^\d{4}-\d{2}-\d{2}$")


class ScenarioIn(Input):
    """A what-if: changes, and the questions to answer under them."""

    questions: list[QuestionIn] = Field(description="What to answer.", min_length=1, max_length=50)
    signals: list[SignalChangeIn] = Field([], description="Changed signals.", max_length=50)
    events: list[EventChangeIn] = Field([], description="Changed calendar.", max_length=50)
    attendance: list[AttendanceChangeIn] = Field([], description="Presence.", max_length=50)
    offices: list[OfficeChangeIn] = Field([], description="Offices.", max_length=20)

    def mistakes(self, now: datetime) -> Iterator[FieldError]:
        """What is wrong with its questions."""
        for number, question in enumerate(self.questions):
            yield from question.mistakes(now, f"/questions/{number}")


class RunIn(Input):
    """A run asked for by hand."""

    as_of: Instant | None = Field(None, description="State of knowledge; now when left out.")
