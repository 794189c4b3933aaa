"""The multilateral calendar: what ships with the product, and what calendars brought since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from fastapi import Query as Params
from pydantic import Field
from starlette.responses import Response

from api.http.answers import Tagged, dump
from api.http.context import Context, Ctx
from api.http.instants import Day
from api.http.lists import AsOfQuery, Envelope, Listing, ListQuery, listing, page_of, place
from api.http.problems import ProblemError
from api.http.resource import resource
from api.schemas.base import Id
from api.schemas.world import EventOut
from forecaster.domain.summits import Summit, newest_versions
from forecaster.store.ports import Records

router = resource("events")


class EventsQuery(ListQuery):
    """Filters of the calendar."""

    series: str | None = Field(None, description="Only of this series.", max_length=60)
    start: Day | None = Field(None, alias="from", description="Ends on or after this day.")
    end: Day | None = Field(None, alias="to", description="Begins on or before this day.")


def calendar(
    ctx: Context, records: Records, moment: datetime, head: int | None = None
) -> list[Summit]:
    """The newest version of every edition known at ``moment``, by first day.

    With ``head``, only of what had been recorded when that was the newest change.
    """
    newest = newest_versions(_known(ctx, records, moment, head)).values()
    return sorted(newest, key=lambda summit: (first_day(summit), summit.id))


def _known(ctx: Context, records: Records, moment: datetime, head: int | None) -> Iterable[Summit]:
    stored = records.summits.until(moment, head=head)
    own = {(summit.id, summit.revision) for summit in stored}
    for summit in ctx.ports.names.summits:
        if summit.known_at <= moment and (summit.id, summit.revision) not in own:
            yield summit
    yield from stored


def first_day(summit: Summit) -> date:
    """First day, the end of time while it is open."""
    return summit.window.start if summit.window else date.max


def _is_wanted(summit: Summit, query: EventsQuery, moment: datetime) -> bool:
    if query.series is not None and summit.series != query.series:
        return False
    window = summit.window if summit.dates_known_at <= moment else None
    if window is None:
        return query.start is None and query.end is None
    before = query.start is not None and window.end < query.start
    after = query.end is not None and window.start > query.end
    return not before and not after


@router.get("/events", response_model=Envelope[EventOut])
async def list_events(ctx: Ctx, query: Annotated[EventsQuery, Params()]) -> Response:
    """Summits by first day, as known at `as_of`."""
    where = place(ctx, query)
    with ctx.read() as records:
        page = page_of(
            calendar(ctx, records, where.snapshot, where.seq),
            where,
            lambda summit: summit.id,
            lambda summit: _is_wanted(summit, where.query, where.snapshot),
        )
        what = Listing(
            page, lambda summit: summit.id, lambda s: EventOut.of(s, where.snapshot), EventOut
        )
        return listing(ctx, records, where, what)


@router.get("/events/{event_id}", response_model=EventOut)
async def get_event(ctx: Ctx, event_id: Id, query: Annotated[AsOfQuery, Params()]) -> Response:
    """One summit, as known at `as_of`."""
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        found = [s for s in calendar(ctx, records, moment) if s.id == event_id.lower()]
    if not found:
        raise ProblemError("not-found", f"no event {event_id!r} was known")
    shape = EventOut.of(found[0], moment)
    return ctx.answer(Tagged(lambda: dump(shape), ctx.fresh_for(None, query.as_of)))
