"""Signals with their evidence, and their review."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged, check_match, dump, etag
from api.http.context import Context, Ctx
from api.http.instants import Instant
from api.http.lists import AsOfQuery, Envelope, Listing, ListQuery, Place, Q, listing, place
from api.http.once import Done, once
from api.http.problems import refuse_fields, refused_field
from api.http.resource import resource
from api.routes.questions import leaders_of
from api.schemas.base import Id
from api.schemas.entries import SignalIn
from api.schemas.signals import (
    DecisionOut,
    ReviewIn,
    SignalEdit,
    SignalHistoryOut,
    SignalOut,
    window_of,
)
from forecaster.domain.entries import entered
from forecaster.domain.places import CountryCode
from forecaster.domain.places import Place as Venue
from forecaster.domain.reviews import Edit, reviewed
from forecaster.domain.signals import Review, Signal, SignalType
from forecaster.store.ports import Records, SignalQuery
from forecaster.store.records import Decision

router = resource("signals")


class SignalsQuery(ListQuery):
    """Filters of the list of signals."""

    type: list[SignalType] = Field([], description="Only of these types.", max_length=19)
    leader: list[str] = Field([], description="Only about all of these leaders.", max_length=8)
    pair: str | None = Field(None, description="Only about this pair.", max_length=400)
    review: Review | None = Field(None, description="Only in this state of review.")
    known_since: Instant | None = Field(None, description="Only known since then.")
    sort: Literal["first_known_at", "-first_known_at"] = Field(
        "first_known_at", description="Earliest first known first, or with a minus the latest."
    )
    count: bool = Field(default=False, description="Also say how many there are on all pages.")


class ReviewQuery(ListQuery):
    """Filters of the review list."""


@router.get("/signals", response_model=Envelope[SignalOut])
async def list_signals(ctx: Ctx, query: Annotated[SignalsQuery, Params()]) -> Response:
    """Signals with their evidence, by when they were first known."""
    where = place(ctx, query)
    asked = SignalQuery(
        as_of=where.snapshot,
        leaders=leaders_of(where.query.leader, where.query.pair),
        types=tuple(where.query.type),
        review=where.query.review,
        known_since=where.query.known_since,
        after=where.after,
        latest_first=where.query.sort.startswith("-"),
        limit=where.limit,
    )
    return _list(ctx, where, asked, counted=where.query.count)


@router.get("/review", response_model=Envelope[SignalOut])
async def list_review(ctx: Ctx, query: Annotated[ReviewQuery, Params()]) -> Response:
    """Signals that wait for a reviewer, earliest known first."""
    where = place(ctx, query)
    asked = SignalQuery(
        as_of=where.snapshot, review=Review.PENDING, after=where.after, limit=where.limit
    )
    return _list(ctx, where, asked)


def _list(ctx: Context, where: Place[Q], asked: SignalQuery, *, counted: bool = False) -> Response:
    def shape(signal: Signal) -> SignalOut:
        return SignalOut.of(signal, ctx.ports.names)

    with ctx.read() as records:
        found = records.signals.find(asked)
        count = records.signals.count(asked) if counted else None
        what = Listing(found, lambda signal: signal.id, shape, SignalOut, count=count)
        return listing(ctx, records, where, what)


def _tag(signal: Signal, decisions: int) -> str:
    return f"{signal.id}.{signal.revision}.{decisions}"


@router.post("/signals", response_model=SignalOut, status_code=201)
async def enter_signal(ctx: Ctx, body: SignalIn) -> Response:
    """Enter a signal by hand: known from now on, whenever it was said."""
    ctx.need("review")
    refuse_fields(body.mistakes(ctx.ports.names, ctx.now))
    signal = _entered(ctx, body)

    def enter(records: Records) -> Done:
        _check_new(records, signal)
        records.signals.append(signal)
        actor = ctx.caller.key_id
        records.signals.decide(
            Decision(signal.id, 1, signal.review, actor, body.reason, signal.known_at)
        )
        headers = {
            "Location": ctx.link(f"/v1/signals/{signal.id}"),
            "ETag": etag(_tag(signal, decisions=1)),
        }
        return Done(201, dump(SignalOut.of(signal, ctx.ports.names)), headers)

    return await once(ctx, body, enter)


def _entered(ctx: Context, body: SignalIn) -> Signal:
    try:
        return entered(f"hand-{ctx.ports.make_id()}", body.act(), body.source.source(), ctx.now)
    except ValueError as wrong:
        raise refused_field(str(wrong), "leaders", "/leaders") from wrong


def _check_new(records: Records, entry: Signal) -> None:
    """Let an act be entered from an address only if no signal tells it from there.

    Raises:
        ProblemError: If one does; it is named, since it can be reviewed instead.
    """
    asked = SignalQuery(leaders=entry.act.leaders, types=(entry.act.type,), latest_first=True)
    urls = {witness.url for witness in entry.witnesses}
    for held in records.signals.find(asked):
        if not held.retracted and urls & {witness.url for witness in held.witnesses}:
            message = f"signal {held.id} tells this act from that address already"
            raise refused_field(message, "already-told", "/source/url")


@router.get("/signals/{signal_id}", response_model=SignalHistoryOut)
async def get_signal(ctx: Ctx, signal_id: Id, query: Annotated[AsOfQuery, Params()]) -> Response:
    """One signal: the revision that holds, earlier ones, and reviews."""
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        signal = records.signals.get(signal_id, as_of=moment)
        revisions = [s for s in records.signals.history(signal_id) if s.known_at <= moment]
        decisions = [d for d in records.signals.decisions(signal_id) if d.known_at <= moment]
    names = ctx.ports.names
    shape = SignalHistoryOut(
        signal=SignalOut.of(signal, names),
        revisions=[SignalOut.of(one, names) for one in revisions],
        decisions=[DecisionOut.of(one) for one in decisions],
    )
    tag, cache = _tag(signal, len(decisions)), ctx.fresh_for(None, query.as_of)
    return ctx.answer(Tagged(lambda: dump(shape), cache, tag))


@router.patch("/signals/{signal_id}", response_model=SignalOut)
async def review_signal(ctx: Ctx, signal_id: Id, body: ReviewIn) -> Response:
    """Accept, correct or reject a signal; a correction is a further revision."""
    ctx.need("review")
    if body.changes:
        refuse_fields(body.changes.mistakes(ctx.ports.names, ctx.now))

    def review(records: Records) -> Done:
        signal = records.signals.get(signal_id)
        decided = len(records.signals.decisions(signal_id))
        check_match(ctx.request, etag(_tag(signal, decided)))
        revised = _revised(ctx, signal, body)
        records.signals.append(revised)
        records.signals.decide(
            Decision(
                signal_id,
                signal.revision,
                revised.review,
                ctx.caller.key_id,
                body.reason,
                revised.known_at,
            )
        )
        headers = {"ETag": etag(_tag(revised, decided + 1))}
        return Done(200, dump(SignalOut.of(revised, ctx.ports.names)), headers)

    return await once(ctx, body, review)


def _revised(ctx: Context, signal: Signal, body: ReviewIn) -> Signal:
    """The next revision by a reviewer's word."""
    edit = _edit(body.changes) if body.changes else None
    try:
        return reviewed(signal, body.action, ctx.now, edit)
    except ValueError as wrong:
        raise refused_field(str(wrong), "changes", "/changes") from wrong


def _edit(asked: SignalEdit) -> Edit:
    where = asked.place
    return Edit(
        type=asked.type,
        place=Venue(CountryCode(where.country), where.city) if where else None,
        window=window_of(asked.window, "/changes/window") if asked.window else None,
        forum=asked.forum,
        polarity=asked.polarity,
        statement_on=asked.statement_date,
    )
