"""Lists: one envelope, one way of paging."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import Response

from api.http.answers import Tagged, chosen, dump_list
from api.http.context import Context
from api.http.instants import Instant, read_instant
from api.http.problems import ProblemError
from forecaster.domain.clock import format_instant
from forecaster.store.ports import Records

Q = TypeVar("Q", bound="ListQuery")
T = TypeVar("T")

_NOT_FILTERS = frozenset({"cursor", "limit", "fields", "as_of"})


class Query(BaseModel):
    """Base of all sets of query parameters: unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AsOfQuery(Query):
    """Parameters of every read."""

    as_of: Instant | None = Field(
        None, description="State of knowledge: the answer as it was at this moment."
    )


class ListQuery(AsOfQuery):
    """Parameters of every list."""

    limit: int = Field(50, ge=1, le=200, description="Most items on a page.")
    cursor: str | None = Field(
        None, max_length=2000, description="`next` of the page before; carries its filters."
    )
    fields: str | None = Field(
        None, max_length=500, description="Fields of the items to send, separated by commas."
    )


class Envelope(BaseModel, Generic[T]):
    """A page of a list."""

    items: list[T] = Field(description="Members of this page.")
    next: str | None = Field(None, description="Full address of the next page; absent on the last.")
    changes_cursor: str = Field(description="Place in `/v1/changes` that matches this list.")
    as_of: Instant | None = Field(None, description="The state of knowledge asked for.")
    count: int | None = Field(None, description="Members of all pages, where `count` asks.", ge=0)


@dataclass(frozen=True, slots=True)
class Place(Generic[Q]):
    """Where in which list a request is.

    Attributes:
        query: Filters, those of the cursor included.
        after: Key of the last item of the page before; None on the first page.
        as_of: State of knowledge asked for; None for the present.
        snapshot: State of knowledge shown: every page of one list shows the same.
    """

    query: Q
    after: str | None
    as_of: datetime | None
    snapshot: datetime

    @property
    def limit(self) -> int:
        """One more than is shown, to see whether there is a further page."""
        return self.query.limit + 1


def place(ctx: Context, query: Q) -> Place[Q]:
    """Read the cursor of a list request.

    Raises:
        ProblemError: If the cursor is not valid, or its filters differ from those sent with it.
    """
    as_of = ctx.moment(query.as_of)
    if query.cursor is None:
        return Place(query, None, as_of, as_of or _next_minute(ctx.now))
    held = ctx.cursors.open(_kind(ctx), query.cursor, ctx.now)
    filters, snapshot = _object(held["filters"]), _instant(held["snapshot"])
    sent = json.loads(query.model_dump_json(exclude_unset=True))
    for name, value in sent.items():
        if name not in _NOT_FILTERS and filters.get(name) != value:
            raise ProblemError("cursor-filter-mismatch", f"{name} differs from the cursor's")
    if as_of is not None and as_of != snapshot:
        raise ProblemError("cursor-filter-mismatch", "as_of differs from the cursor's")
    merged = {**filters, "limit": query.limit, "fields": query.fields, "cursor": query.cursor}
    shown = snapshot if held["as_of"] else None
    return Place(_merged(type(query), merged), str(held["after"]), shown, snapshot)


def _merged(kind: type[Q], values: dict[str, object]) -> Q:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise ProblemError("cursor-invalid") from error


def _next_minute(now: datetime) -> datetime:
    """The snapshot of a list of the present: a round one, so that equal lists have equal links.

    It lies ahead rather than behind, so that later pages leave nothing out.
    """
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ProblemError("cursor-invalid")
    return value


def _instant(value: object) -> datetime:
    instant = read_instant(value)
    if not isinstance(instant, datetime):
        raise ProblemError("cursor-invalid")
    return instant


def _kind(ctx: Context) -> str:
    """Cursors of one list are of no use in another."""
    return f"p1-{ctx.request.url.path.removeprefix('/v1/').replace('/', '-')}".replace(".", "-")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """What a list shows.

    Attributes:
        items: In order; one more than the page holds when there is a further page.
        key: By which the next page goes on.
        shape: Turns an item into its public shape.
        model: Class of the shapes.
        next_at: When the list is expected to change.
        count: Members of all pages together, if it was asked for.
    """

    items: Sequence[T]
    key: Callable[[T], str]
    shape: Callable[[T], BaseModel]
    model: type[BaseModel]
    next_at: datetime | None = None
    count: int | None = None


def listing(ctx: Context, records: Records, where: Place[Q], what: Listing[T]) -> Response:
    """The answer to a list request."""
    fields = chosen(where.query.fields, what.model)
    page = what.items[: where.query.limit]
    following = None
    if len(what.items) > len(page) and page:
        following = _next(ctx, where, what.key(page[-1]))
    envelope = {
        "next": following,
        "changes_cursor": changes_cursor(ctx, records),
        "as_of": format_instant(where.as_of) if where.as_of else None,
        "count": what.count,
    }
    body = dump_list([what.shape(item) for item in page], envelope, fields)
    return ctx.answer(
        Tagged(
            build=lambda: body,
            cache=ctx.fresh_for(what.next_at, where.as_of),
            headers={"Link": f'<{following}>; rel="next"'} if following else None,
        )
    )


def _next(ctx: Context, where: Place[Q], after: str) -> str:
    query = where.query
    values = json.loads(query.model_dump_json(exclude_unset=True, exclude_none=True))
    payload = {
        "filters": {k: v for k, v in values.items() if k not in _NOT_FILTERS},
        "snapshot": format_instant(where.snapshot),
        "as_of": where.as_of is not None,
        "after": after,
    }
    # Whole hours, so that a list that has not changed keeps its tag.
    stamp = ctx.now.replace(minute=0, second=0, microsecond=0)
    pairs = {"cursor": ctx.cursors.seal(_kind(ctx), payload, stamp), "limit": str(query.limit)}
    if query.fields:
        pairs["fields"] = query.fields
    return f"{ctx.link(ctx.request.url.path)}?{urlencode(pairs)}"


def changes_cursor(ctx: Context, records: Records) -> str:
    """The place in the change feed up to which ``records`` reaches."""
    stamp = ctx.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return ctx.cursors.seal("c1", {"seq": records.changes.head()}, stamp)


def page_of(
    items: Sequence[T], after: str | None, key: Callable[[T], str], limit: int
) -> Sequence[T]:
    """The items behind ``after`` in a list that is held whole."""
    start = 0
    if after is not None:
        keys = [key(item) for item in items]
        start = keys.index(after) + 1 if after in keys else len(items)
    return items[start : start + limit]
