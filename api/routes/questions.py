"""Questions, their forecasts, moves and resolutions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged, check_match, chosen, dump, etag
from api.http.context import Context, Ctx
from api.http.instants import Day, Instant, read_instant
from api.http.lists import AsOfQuery, Envelope, Listing, ListQuery, Query, listing, place
from api.http.once import Done, once
from api.http.problems import ProblemError, refuse_fields, refused_field
from api.http.resource import resource
from api.routes.handover import hand_over
from api.routes.schedule import next_issue
from api.schemas.base import Id
from api.schemas.forecasts import (
    CurrentForecastOut,
    ForecastOut,
    MoveOut,
    forecast_fields,
    is_stale,
)
from api.schemas.questions import QuestionChangeIn, QuestionIn, QuestionOut
from api.schemas.requests import RequestOut
from forecaster.domain.forecasts import Forecast
from forecaster.domain.moves import between
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.questions import Question, QuestionState
from forecaster.questions.closing import check_by_hand
from forecaster.store.ports import ForecastQuery, QuestionQuery, Records
from forecaster.store.records import QuestionMove

router = resource("questions")


class QuestionsQuery(ListQuery):
    """Filters of the list of questions."""

    state: list[QuestionState] = Field([], description="Only in these states.", max_length=4)
    leader: list[str] = Field(
        [], description="Only about all of these leaders (ids).", max_length=8
    )
    pair: str | None = Field(None, description="Only about this pair.", max_length=400)
    deadline_until: Day | None = Field(None, description="Deadline on or before this day.")


class OneQuery(AsOfQuery):
    """Parameters of a single resource."""

    fields: str | None = Field(None, max_length=500, description="Fields to send.")


class HistoryQuery(ListQuery):
    """Filters of the history of a question."""

    issued_after: Instant | None = Field(None, description="Only issues published later.")
    model_version: str | None = Field(None, description="Only of this model.", max_length=200)


class DiffQuery(Query):
    """Ends of a move: instants, or ids of issues."""

    start: str = Field(alias="from", description="Instant or forecast id.", max_length=100)
    end: str | None = Field(
        None,
        alias="to",
        description="Instant or forecast id; the present when left out.",
        max_length=100,
    )


def leaders_of(leader: list[str], pair: str | None) -> tuple[LeaderId, ...]:
    """Leaders named by the two filters together.

    Raises:
        ProblemError: If ``pair`` is no pair.
    """
    named = [LeaderId(one) for one in leader]
    if pair is not None:
        try:
            dyad = Dyad.parse(pair)
        except ValueError as error:
            raise ProblemError("validation-failed", f"pair: {error}") from error
        named += [dyad.first, dyad.second]
    return tuple(dict.fromkeys(named))


@router.get("/questions", response_model=Envelope[QuestionOut])
async def list_questions(ctx: Ctx, query: Annotated[QuestionsQuery, Params()]) -> Response:
    """Questions in the order in which they were opened, with the issue in force."""
    where = place(ctx, query)
    with ctx.read() as records:
        found = records.questions.find(
            QuestionQuery(
                as_of=where.snapshot,
                states=tuple(where.query.state),
                leaders=leaders_of(where.query.leader, where.query.pair),
                deadline_until=where.query.deadline_until,
                after=where.after,
                limit=where.limit,
            )
        )
        latest = records.forecasts.latest([q.id for q in found], as_of=where.snapshot)

        def shape(question: Question) -> QuestionOut:
            step = records.questions.state(question.id, as_of=where.snapshot)
            return QuestionOut.of(question, step, latest.get(question.id), ctx.ports.names)

        what = Listing(found, lambda q: q.id, shape, QuestionOut, next_issue(ctx, records))
        return listing(ctx, records, where, what)


@router.post("/questions", response_model=RequestOut, status_code=201)
async def ask_question(ctx: Ctx, body: QuestionIn) -> Response:
    """Open a custom question. The worker checks and forecasts it; 202 when it takes longer."""
    ctx.need("write")
    refuse_fields(body.mistakes(ctx.now))
    return await hand_over(ctx, "question", body)


def known_question(records: Records, question_id: str, moment: datetime) -> Question:
    """A question that was open or had been by ``moment``.

    Raises:
        ProblemError: ``as-of-before-history`` if it was opened later.
    """
    question = records.questions.get(question_id)
    if question.opened_at > moment:
        raise ProblemError("as-of-before-history", "the question was not open yet")
    return question


@router.get("/questions/{question_id}", response_model=QuestionOut)
async def get_question(ctx: Ctx, question_id: Id, query: Annotated[OneQuery, Params()]) -> Response:
    """One question, its rule, and how it stands."""
    moment = ctx.moment(query.as_of) or ctx.now
    fields = chosen(query.fields, QuestionOut)
    with ctx.read() as records:
        question = known_question(records, question_id, moment)
        step = records.questions.state(question_id, as_of=moment)
        forecast = records.forecasts.in_force(question_id, as_of=moment)
        cache = ctx.fresh_for(next_issue(ctx, records), query.as_of)
    shape = QuestionOut.of(question, step, forecast, ctx.ports.names)
    tag = _tag(step, forecast, query.fields)
    return ctx.answer(Tagged(lambda: dump(shape, fields), cache, tag))


def _tag(step: QuestionMove, forecast: Forecast | None, fields: str | None = None) -> str:
    return f"{step.question_id}.{step.revision}.{forecast.id if forecast else 'none'}.{fields}"


@router.patch("/questions/{question_id}", response_model=QuestionOut)
async def change_question(ctx: Ctx, question_id: Id, body: QuestionChangeIn) -> Response:
    """Close a custom question before its deadline, or open it again; its rule never changes."""
    ctx.need("write")

    def change(records: Records) -> Done:
        question = known_question(records, question_id, ctx.now)
        held = records.questions.state(question_id)
        forecast = records.forecasts.in_force(question_id)
        check_match(ctx.request, etag(_tag(held, forecast)))
        move = _moved(ctx, question, held, body)
        records.questions.move(move)
        shape = QuestionOut.of(question, move, forecast, ctx.ports.names)
        return Done(200, dump(shape), {"ETag": etag(_tag(move, forecast))})

    return await once(ctx, body, change)


def _moved(
    ctx: Context, question: Question, held: QuestionMove, body: QuestionChangeIn
) -> QuestionMove:
    """The next step of a question by a person's word."""
    try:
        check_by_hand(question, held.state, body.state, ctx.now)
    except ValueError as wrong:
        raise refused_field(str(wrong), "state", "/state") from wrong
    known_at = max(ctx.now, held.known_at)
    reason = f"by_hand: {body.reason}"
    actor = ctx.caller.key_id
    return QuestionMove(question.id, held.revision + 1, body.state, reason, known_at, actor)


@router.get("/questions/{question_id}/forecasts", response_model=Envelope[ForecastOut])
async def list_question_forecasts(
    ctx: Ctx, question_id: Id, query: Annotated[HistoryQuery, Params()]
) -> Response:
    """Every issue of a question exactly as published, oldest first."""
    where = place(ctx, query)
    with ctx.read() as records:
        known_question(records, question_id, where.snapshot)
        since = where.query.issued_after
        if where.after is not None:
            since = records.forecasts.get(where.after).issued_at
        found = records.forecasts.history(
            ForecastQuery(
                question_id,
                issued_after=since,
                issued_until=where.snapshot,
                model_version=where.query.model_version,
                limit=where.limit,
            )
        )
        what = Listing(found, lambda f: f.id, ForecastOut.of, ForecastOut, next_issue(ctx, records))
        return listing(ctx, records, where, what)


@router.get("/questions/{question_id}/forecast", response_model=CurrentForecastOut)
async def get_question_forecast(
    ctx: Ctx, question_id: Id, query: Annotated[OneQuery, Params()]
) -> Response:
    """The issue in force, now or at `as_of`."""
    moment = ctx.moment(query.as_of) or ctx.now
    fields = chosen(query.fields, CurrentForecastOut)
    with ctx.read() as records:
        known_question(records, question_id, moment)
        forecast = in_force(records, question_id, moment)
        step = records.questions.state(question_id, as_of=moment)
        due = next_issue(ctx, records) if query.as_of is None else None
    is_open = step.state is QuestionState.OPEN
    stale = is_open and is_stale(forecast, moment, ctx.settings.stale_after.total_seconds())
    next_at = due if is_open else None
    tag = f"{forecast.id}.{stale}.{next_at}.{query.fields}"

    def build() -> str:
        values = forecast_fields(forecast)
        shape = CurrentForecastOut(**values, next_expected_at=next_at, stale=stale)  # type: ignore[arg-type]  # checked by the model
        return dump(shape, fields)

    return ctx.answer(Tagged(build, ctx.fresh_for(next_at, query.as_of), tag))


def in_force(records: Records, question_id: str, moment: datetime) -> Forecast:
    """The issue in force at ``moment``.

    Raises:
        ProblemError: If there was none.
    """
    forecast = records.forecasts.in_force(question_id, as_of=moment)
    if forecast is None:
        raise ProblemError("as-of-before-history", "no forecast had been issued by then")
    return forecast


@router.get("/questions/{question_id}/diff", response_model=MoveOut)
async def get_question_diff(
    ctx: Ctx, question_id: Id, query: Annotated[DiffQuery, Params()]
) -> Response:
    """The move between two issues, split into drivers that add up to it."""
    with ctx.read() as records:
        known_question(records, question_id, ctx.now)
        earlier = _end(ctx, records, question_id, query.start)
        later = _end(ctx, records, question_id, query.end)
        issues = _issues_between(records, earlier, later)
        cache = ctx.fresh_for(next_issue(ctx, records))
    try:
        move = MoveOut.of(between(issues))
    except ValueError as error:
        raise ProblemError("question-not-answerable", str(error)) from error
    return ctx.answer(Tagged(lambda: dump(move), cache, f"{earlier.id}.{later.id}"))


def _end(ctx: Context, records: Records, question_id: str, text: str | None) -> Forecast:
    """An end of a move, from an instant or the id of an issue."""
    if text is None:
        return in_force(records, question_id, ctx.now)
    if len(text) > 10 and text[4:5] == "-":  # noqa: PLR2004 - ids of issues hold no dashes there
        try:
            moment = read_instant(text)
        except ValueError as error:
            raise ProblemError("validation-failed", f"from, to: {error}") from error
        if isinstance(moment, datetime):
            return in_force(records, question_id, moment)
    forecast = records.forecasts.get(text)
    if forecast.question_id != question_id:
        raise ProblemError("not-found", f"{text} is an issue of another question")
    return forecast


def _issues_between(records: Records, earlier: Forecast, later: Forecast) -> list[Forecast]:
    if later.issued_at < earlier.issued_at:
        raise ProblemError("validation-failed", "from: lies behind `to`")
    if earlier.id == later.id:
        return [earlier]
    query = ForecastQuery(
        earlier.question_id,
        issued_after=earlier.issued_at,
        issued_until=later.issued_at,
        limit=10_000,
    )
    return [earlier, *records.forecasts.history(query)]
