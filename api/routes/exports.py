"""Exports: one address per format."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.feeds import atom_feed, calendar_file
from api.http.answers import Tagged
from api.http.context import Context, Ctx
from api.http.lists import AsOfQuery
from api.http.resource import resource
from api.routes.events import calendar
from api.routes.questions import known_question, leaders_of
from forecaster.domain.clock import day_after, format_instant
from forecaster.domain.forecasts import Forecast
from forecaster.domain.moves import Move, between
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.questions import Question
from forecaster.domain.signals import Signal
from forecaster.domain.summits import Summit
from forecaster.questions.words import question_text
from forecaster.store.flat import as_text
from forecaster.store.ports import ForecastQuery, QuestionQuery, Records, SignalQuery
from forecaster.store.records import ChangeType

router = resource("exports")

MOST_ROWS = 10_000
"""Rows of one export; narrow it by its filters for more."""

MOST_ENTRIES = 50
_RECENT = 2_000


class PairExportQuery(AsOfQuery):
    """Filters of an export of what belongs to no question."""

    pair: str | None = Field(None, description="Only of this pair.", max_length=400)


class ExportQuery(PairExportQuery):
    """Filters of an export."""

    question: str | None = Field(None, description="Only of this question.", max_length=200)


def cell(value: object) -> str:
    """A cell as text; empty where there is nothing."""
    return "" if value is None else as_text(str(value))


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([value if isinstance(value, float) else cell(value) for value in row])
    return buffer.getvalue()


def _file(ctx: Context, query: AsOfQuery, body: str, media_type: str) -> Response:
    cache = ctx.fresh_for(None, query.as_of)
    return ctx.answer(Tagged(lambda: body, cache, media_type=media_type))


def _questions(ctx: Context, records: Records, query: ExportQuery) -> list[Question]:
    """The questions that both filters let through."""
    moment = ctx.moment(query.as_of) or ctx.now
    leaders = leaders_of([], query.pair)
    if query.question is not None:
        question = known_question(records, query.question, moment)
        return [question] if set(leaders) <= _leaders(question) else []
    return list(
        records.questions.find(QuestionQuery(as_of=moment, leaders=leaders, limit=MOST_ROWS))
    )


def _leaders(question: Question) -> set[LeaderId]:
    return {leader for rule in (question.rule, *question.options) for leader in rule.leaders}


@router.get("/exports/forecasts.csv", response_class=Response)
async def export_forecasts(ctx: Ctx, query: Annotated[ExportQuery, Params()]) -> Response:
    """Every issue as a row: question, moment, probability, interval, base rate, model."""
    with ctx.read() as records:
        issues: list[Forecast] = []
        for question in _questions(ctx, records, query):
            asked = ForecastQuery(
                question.id,
                issued_until=query.as_of or ctx.now,
                limit=MOST_ROWS - len(issues),
            )
            issues += records.forecasts.history(asked)
            if len(issues) >= MOST_ROWS:
                break
    header = (
        "forecast_id,question_id,issued_at,as_of,probability,low,high,base_rate,"
        "base_class,model_version,degraded_inputs,inputs_digest"
    )
    body = _csv(header.split(","), map(_forecast_row, issues))
    return _file(ctx, query, body, "text/csv")


def _forecast_row(issue: Forecast) -> list[object]:
    answer = issue.answer
    low, high = answer.interval or (None, None)
    return [
        issue.id,
        issue.question_id,
        format_instant(issue.issued_at),
        format_instant(issue.as_of),
        answer.probability,
        low,
        high,
        answer.base_rate.rate,
        answer.base_rate.reference_class,
        answer.model_version,
        " ".join(answer.degraded),
        issue.inputs_digest,
    ]


@router.get("/exports/signals.csv", response_class=Response)
async def export_signals(ctx: Ctx, query: Annotated[PairExportQuery, Params()]) -> Response:
    """Every signal as a row, with the number of separate reports behind it."""
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        leaders = leaders_of([], query.pair)
        found = records.signals.find(SignalQuery(as_of=moment, leaders=leaders, limit=MOST_ROWS))
    header = (
        "signal_id,revision,type,leaders,actor,speaker,place_country,place_city,window_start,"
        "window_end,forum,polarity,certainty,statement_date,known_at,review,retracted,"
        "independent_origins,article_count,quote"
    )
    body = _csv(header.split(","), map(_signal_row, found))
    return _file(ctx, query, body, "text/csv")


def _signal_row(signal: Signal) -> list[object]:
    act = signal.act
    place, window = act.place, act.window
    quotes = [quote for witness in signal.witnesses for quote in witness.quotes]
    return [
        signal.id,
        signal.revision,
        act.type.value,
        " ".join(act.leaders),
        act.actor,
        act.speaker.name or act.speaker.kind.value,
        place.country if place else None,
        place.city if place else None,
        window.start if window else None,
        window.end if window else None,
        act.forum,
        {-1: "negative", 0: "neutral", 1: "positive"}[act.polarity],
        act.certainty.value,
        act.statement_on,
        format_instant(signal.known_at),
        signal.review.value,
        str(signal.retracted).lower(),
        len(signal.origins),
        len(signal.witnesses),
        quotes[0] if quotes else None,
    ]


@router.get("/exports/events.ics", response_class=Response)
async def export_events(ctx: Ctx, query: Annotated[ExportQuery, Params()]) -> Response:
    """The calendar: one entry per summit and per deadline of an open question.

    Of a pair, or of a question, the summits at which the forecasts in force see its leaders meet.
    """
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        wanted = _summits_of(ctx, records, query)
        summits = [
            summit
            for summit in calendar(ctx, records, moment)
            if summit.window and summit.dates_known_at <= moment and _is_of(summit, wanted)
        ]
        questions = [(q, question_text(q, ctx.ports.names)) for q in _open(records, query, ctx)]
    body = calendar_file(summits, questions, ctx.settings.public_url)
    return _file(ctx, query, body, "text/calendar")


def _is_of(summit: Summit, wanted: frozenset[str] | None) -> bool:
    return wanted is None or summit.id in wanted


def _summits_of(ctx: Context, records: Records, query: ExportQuery) -> frozenset[str] | None:
    """Ids of the summits of the leaders asked for; None where all are asked for."""
    if query.pair is None and query.question is None:
        return None
    moment = ctx.moment(query.as_of) or ctx.now
    groups = [frozenset(leaders_of([], query.pair))] if query.pair else []
    if query.question is not None:
        groups = [frozenset(_leaders(one)) for one in _questions(ctx, records, query)]
    curves = [
        records.forecasts.curve(Dyad.of(*pair), as_of=moment)
        for group in groups
        for pair in combinations(sorted(group), 2)
    ]
    venues = {venue for stored in curves if stored for venue in stored.curve.rates}
    return frozenset(venue.summit_id for venue in venues if venue.summit_id is not None)


def _open(records: Records, query: ExportQuery, ctx: Context) -> list[Question]:
    moment = query.as_of or ctx.now
    return [
        question
        for question in _questions(ctx, records, query)
        if records.questions.state(question.id, as_of=moment).state.value == "open"
    ]


@router.get("/exports/moves.atom", response_class=Response)
async def export_moves(ctx: Ctx, query: Annotated[ExportQuery, Params()]) -> Response:
    """The latest moves as a feed, each with its drivers, and the signed roots of the ledger."""
    with ctx.read() as records:
        moves = [
            (move, question_text(records.questions.get(move.later.question_id), ctx.ports.names))
            for move in _latest_moves(ctx, records, query)
        ]
        moment = query.as_of or ctx.now
        # The root of a day is signed when the day is over.
        roots = [
            root
            for root in records.ledger.roots()
            if day_after(date.fromisoformat(root.day)) <= moment
        ][-MOST_ENTRIES:]
    body = atom_feed(moves, roots, ctx.settings.public_url)
    return _file(ctx, query, body, "application/atom+xml")


def _latest_moves(ctx: Context, records: Records, query: ExportQuery) -> list[Move]:
    """The newest moves of at least a tenth of a point, newest first."""
    wanted = {question.id for question in _questions(ctx, records, query)}
    moment = query.as_of or ctx.now
    since = max(0, records.changes.head() - _RECENT)
    changes = records.changes.since(since, types=[ChangeType.FORECAST_ISSUED], limit=_RECENT)
    moves: list[Move] = []
    for change in reversed(changes):
        later = records.forecasts.get(change.resource_id)
        if later.question_id in wanted and later.issued_at <= moment:
            move = move_to(records, later)
            if move is not None and abs(move.change) >= 0.001:  # noqa: PLR2004 - said above
                moves.append(move)
        if len(moves) == MOST_ENTRIES:
            break
    return moves


def move_to(records: Records, later: Forecast) -> Move | None:
    """The move that ends at an issue; None for the first of a question and for many outcomes."""
    if later.answer.probability is None:
        return None
    before = later.issued_at - timedelta(microseconds=1)
    earlier = records.forecasts.in_force(later.question_id, as_of=before)
    return between([earlier, later]) if earlier is not None else None
