"""Watched pairs, and where and by when they meet next."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged, check_match, dump, etag
from api.http.context import Context, Ctx
from api.http.instants import read_day
from api.http.lists import (
    AsOfQuery,
    Envelope,
    Listing,
    ListQuery,
    listing,
    page_of,
    place,
    standing,
)
from api.http.once import Done, once
from api.http.problems import ProblemError
from api.http.resource import resource
from api.routes.schedule import next_issue
from api.schemas.base import Id
from api.schemas.pairs import PairIn, PairOut, TableOut, WatchedIn
from forecaster.domain.people import Dyad, LeaderId
from forecaster.questions.table import month_ends, place_table
from forecaster.store.ports import Records
from forecaster.store.records import Pair, StoredCurve

router = resource("pairs")

MOST_DATES = 24
_USUAL_DATES = 8


class PairsQuery(ListQuery):
    """Filters of the list of pairs."""

    watched: bool | None = Field(None, description="Only those that are, or are no longer.")


class TableQuery(AsOfQuery):
    """Parameters of the table."""

    dates: str | None = Field(
        None,
        description="Columns: days separated by commas, at most 24; ends of months if left out.",
        max_length=400,
        examples=["2018-12-31,2019-06-30"],
    )


def parse_dyad(pair_id: str) -> Dyad:
    """The pair an id names.

    Raises:
        ProblemError: ``not-found`` if it names none.
    """
    try:
        return Dyad.parse(pair_id)
    except ValueError as error:
        raise ProblemError("not-found", str(error)) from error


def _tag(pair: Pair) -> str:
    return f"{pair.id}.{pair.revision}"


@router.get("/pairs", response_model=Envelope[PairOut])
async def list_pairs(ctx: Ctx, query: Annotated[PairsQuery, Params()]) -> Response:
    """Pairs that are or were watched, by when they first were."""
    where = place(ctx, query)
    with ctx.read() as records:
        held = standing(records.pairs.until(where.snapshot, head=where.seq))
        wanted = where.query.watched
        page = page_of(
            held, where, lambda pair: pair.id, lambda pair: wanted in (None, pair.watched)
        )
        what = Listing(
            page, lambda pair: pair.id, lambda pair: PairOut.of(pair, ctx.ports.names), PairOut
        )
        return listing(ctx, records, where, what)


@router.post("/pairs", response_model=PairOut, status_code=201)
async def watch_pair(ctx: Ctx, body: PairIn) -> Response:
    """Watch a pair of leaders: questions about it open with the next run of the worker."""
    ctx.need("write")
    unknown = [leader for leader in body.leaders if leader not in ctx.ports.names.leaders]
    if unknown or body.leaders[0] == body.leaders[1]:
        wrong = (
            f"nobody has the id {unknown[0]!r}" if unknown else "two different leaders are needed"
        )
        raise ProblemError("question-not-answerable", f"leaders: {wrong}")
    dyad = Dyad.of(LeaderId(body.leaders[0]), LeaderId(body.leaders[1]))

    def watch(records: Records) -> Done:
        pair = _moved(ctx, records, dyad, watched=True)
        headers = {"Location": ctx.link(f"/v1/pairs/{pair.id}"), "ETag": etag(_tag(pair))}
        return Done(201, dump(PairOut.of(pair, ctx.ports.names)), headers)

    return await once(ctx, body, watch)


def _moved(ctx: Context, records: Records, dyad: Dyad, *, watched: bool) -> Pair:
    """The pair in its new state; unchanged if it is in it already."""
    history = records.pairs.history(dyad.id)
    if history and history[-1].watched is watched:
        return history[-1]
    known_at = max([ctx.now, *(pair.known_at for pair in history)])
    pair = Pair(dyad, len(history) + 1, watched, "custom", known_at)
    records.pairs.append(pair)
    return pair


@router.get("/pairs/{pair_id}", response_model=PairOut)
async def get_pair(ctx: Ctx, pair_id: Id, query: Annotated[AsOfQuery, Params()]) -> Response:
    """One pair."""
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        pair = records.pairs.get(parse_dyad(pair_id).id, as_of=moment)
    shape = PairOut.of(pair, ctx.ports.names)
    return ctx.answer(Tagged(lambda: dump(shape), ctx.fresh_for(None, query.as_of), _tag(pair)))


@router.patch("/pairs/{pair_id}", response_model=PairOut)
async def change_pair(ctx: Ctx, pair_id: Id, body: WatchedIn) -> Response:
    """Drop a pair from the watch list, or take it up again."""
    ctx.need("write")
    dyad = parse_dyad(pair_id)

    def change(records: Records) -> Done:
        check_match(ctx.request, etag(_tag(records.pairs.get(dyad.id))))
        pair = _moved(ctx, records, dyad, watched=body.watched)
        return Done(200, dump(PairOut.of(pair, ctx.ports.names)), {"ETag": etag(_tag(pair))})

    return await once(ctx, body, change)


@router.get("/pairs/{pair_id}/table", response_model=TableOut)
async def get_pair_table(ctx: Ctx, pair_id: Id, query: Annotated[TableQuery, Params()]) -> Response:
    """Places by dates: P(the next meeting is there by then), with intervals."""
    moment = ctx.moment(query.as_of) or ctx.now
    dyad = parse_dyad(pair_id)
    with ctx.read() as records:
        stored = records.forecasts.curve(dyad, as_of=moment)
        cache = ctx.fresh_for(next_issue(ctx, records), query.as_of)
    if stored is None:
        raise ProblemError("not-found", "no curve of that pair had been issued")
    dates = columns(stored, query.dates)
    tag = f"{dyad.id}.{stored.issued_at}.{dates}"

    def build() -> str:
        return dump(TableOut.of(stored, place_table(stored.curve, dates), ctx.ports.names))

    return ctx.answer(Tagged(build, cache, tag))


def columns(stored: StoredCurve, text: str | None) -> tuple[date, ...]:
    """The dates asked for, or ends of months over the horizon.

    Raises:
        ProblemError: If one is no day, or there are too many.
    """
    if text is None:
        return month_ends(stored.curve.start, stored.curve.end, _USUAL_DATES)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not 1 <= len(parts) <= MOST_DATES:
        raise ProblemError("validation-failed", f"dates: give 1 to {MOST_DATES} days")
    try:
        days = [read_day(part) for part in parts]
    except ValueError as error:
        raise ProblemError("validation-failed", f"dates: {error}") from error
    return tuple(day for day in days if isinstance(day, date))
