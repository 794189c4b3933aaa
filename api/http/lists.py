"""Lists: one envelope, one way of paging."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import Response

from api.http.answers import Tagged, chosen, dump_list
from api.http.context import Context
from api.http.instants import Instant, read_instant
from api.http.problems import ProblemError
from forecaster.domain.clock import format_instant
from forecaster.store.ports import Records

Q = TypeVar("Q", bound="PageQuery")
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


class PageQuery(Query):
    """Parameters of a list of which only the present state is kept."""

    limit: int = Field(50, ge=1, le=200, description="Most items on a page.")
    cursor: str | None = Field(
        None, max_length=2000, description="`next` of the page before; carries its filters."
    )
    fields: str | None = Field(
        None, max_length=500, description="Fields of the items to send, separated by commas."
    )


class ListQuery(PageQuery, AsOfQuery):
    """Parameters of a list that can be read as of any moment."""


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
        seq: Newest change when the first page was read; None on that page itself.
    """

    query: Q
    after: str | None
    as_of: datetime | None
    snapshot: datetime
    seq: int | None = None

    @property
    def limit(self) -> int:
        """One more than is shown, to see whether there is a further page."""
        return self.query.limit + 1


def place(ctx: Context, query: Q) -> Place[Q]:
    """Read the cursor of a list request.

    Raises:
        ProblemError: If the cursor is not valid, or its filters differ from those sent with it.
    """
    as_of = ctx.moment(_asked(query))
    if query.cursor is None:
        return Place(query, None, as_of, as_of or ctx.now)
    held = ctx.cursors.open(_kind(ctx), query.cursor, ctx.now)
    filters, snapshot = _object(held["filters"]), _instant(held["snapshot"])
    merged = _merged(type(query), {**filters, "limit": query.limit, "fields": query.fields})
    # Values are compared, not words: a default that is sent equals one that was left out.
    for name in query.model_fields_set - _NOT_FILTERS:
        if getattr(query, name) != getattr(merged, name):
            raise ProblemError("cursor-filter-mismatch", f"{_public(query, name)} differs")
    if as_of is not None and as_of != snapshot:
        raise ProblemError("cursor-filter-mismatch", "as_of differs from the cursor's")
    shown = snapshot if held["as_of"] else None
    return Place(merged, str(held["after"]), shown, snapshot, _number(held.get("seq")))


def _merged(kind: type[Q], values: dict[str, object]) -> Q:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise ProblemError("cursor-invalid") from error


def _asked(query: Query) -> datetime | None:
    """The moment asked for, where a list takes one."""
    return query.as_of if isinstance(query, AsOfQuery) else None


def _public(query: Query, name: str) -> str:
    """A parameter as callers write it."""
    return type(query).model_fields[name].alias or name


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ProblemError("cursor-invalid")
    return value


def _instant(value: object) -> datetime:
    instant = read_instant(value)
    if not isinstance(instant, datetime):
        raise ProblemError("cursor-invalid")
    return instant


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


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
    """The answer to a list request.

    Its tag is a digest of its members: what callers do not see changes it as little as the passing
    of time, of which the links to further pages tell. A first page that has pages behind it changes
    with every commit, since its tag answers for those too.
    """
    fields = chosen(where.query.fields, what.model)
    page = what.items[: where.query.limit]
    seq = records.changes.head() if where.seq is None else where.seq
    following = None
    if len(what.items) > len(page) and page:
        following = _next(ctx, where, what.key(page[-1]), seq)
    envelope = {
        "next": following,
        "changes_cursor": change_place(ctx, seq),
        "as_of": format_instant(where.as_of) if where.as_of else None,
        "count": what.count,
    }
    shapes = [what.shape(item) for item in page]
    body = dump_list(shapes, envelope, fields)
    lasting = {"as_of": envelope["as_of"], "count": what.count, "behind": following and seq}
    return ctx.answer(
        Tagged(
            build=lambda: body,
            tag=dump_list(shapes, lasting, fields),
            cache=ctx.fresh_for(what.next_at, where.as_of),
            headers={"Link": f'<{following}>; rel="next"'} if following else None,
        )
    )


def _next(ctx: Context, where: Place[Q], after: str, seq: int) -> str:
    query = where.query
    values = json.loads(query.model_dump_json(exclude_unset=True, exclude_none=True, by_alias=True))
    payload = {
        "filters": {k: v for k, v in values.items() if k not in _NOT_FILTERS},
        "snapshot": format_instant(where.snapshot),
        "as_of": where.as_of is not None,
        "after": after,
        "seq": seq,
    }
    pairs = {"cursor": ctx.cursors.seal(_kind(ctx), payload, ctx.now), "limit": str(query.limit)}
    if query.fields:
        pairs["fields"] = query.fields
    return f"{ctx.link(ctx.request.url.path)}?{urlencode(pairs)}"


def changes_cursor(ctx: Context, records: Records) -> str:
    """The place in the change feed up to which ``records`` reaches."""
    return change_place(ctx, records.changes.head())


def change_place(ctx: Context, seq: int) -> str:
    """The place in the change feed behind change ``seq``."""
    # Whole days, so that an answer that has not changed keeps its bytes.
    stamp = ctx.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return ctx.cursors.seal("c1", {"seq": seq}, stamp)


class Revision(Protocol):
    """A revision of a record."""

    @property
    def id(self) -> str:
        """Id of the record."""
        ...


R = TypeVar("R", bound=Revision)


def standing(revisions: Iterable[R]) -> list[R]:
    """The newest revision of every record, in the order in which the records became known.

    A further revision changes no record's place, so pages go on where the one before ended.

    Args:
        revisions: Earliest known first.
    """
    return list({revision.id: revision for revision in revisions}.values())


def page_of(
    items: Iterable[T],
    where: Place[Q],
    key: Callable[[T], str],
    wanted: Callable[[T], bool] = lambda _: True,
) -> Sequence[T]:
    """The wanted items behind the page before, of a list that is held whole.

    Args:
        items: All of them, unwanted ones too: the last of the page before may have become one.
        where: Page asked for.
        key: By which the next page goes on.
        wanted: What the filters of the list let through.

    Raises:
        ProblemError: ``cursor-expired`` if the last item of the page before is there no more.
    """
    behind = iter(items)
    if where.after is not None and not any(key(item) == where.after for item in behind):
        raise ProblemError("cursor-expired", "the end of the page before is no longer kept")
    return list(islice(filter(wanted, behind), where.limit))
