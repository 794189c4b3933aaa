"""Subscriptions: who gets which digest. Everybody sees their own only."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Query as Params
from starlette.responses import Response

from api.http.answers import Tagged, check_match, dump, etag
from api.http.context import Context, Ctx
from api.http.lists import Envelope, Listing, ListQuery, Query, listing, page_of, place, standing
from api.http.once import Done, once
from api.http.problems import FieldError, ProblemError
from api.http.resource import resource
from api.schemas.base import Id, Input
from api.schemas.service import SubscriptionIn, SubscriptionOut, SubscriptionPatch
from forecaster.domain.errors import NotFoundError
from forecaster.domain.people import Dyad
from forecaster.store.ports import Records
from forecaster.store.records import Subscription

router = resource("digests")


class SubscriptionsQuery(ListQuery):
    """Parameters of the list of subscriptions."""


class OneQuery(Query):
    """No parameters."""


class Nothing(Input):
    """An empty body."""


def _tag(subscription: Subscription) -> str:
    return f"{subscription.id}.{subscription.revision}"


def _own(ctx: Context, records: Records, subscription_id: str) -> Subscription:
    """The caller's subscription; that of another is as if it were not there."""
    subscription = records.subscriptions.get(subscription_id)
    if subscription.owner != ctx.caller.key_id and not ctx.caller.may("admin"):
        raise NotFoundError(f"no subscription {subscription_id!r} is known")
    return subscription


def _check(ctx: Context, zone: str | None, pairs: list[str] | None) -> None:
    """Refuse zones and pairs that are none, and leaders nobody knows.

    Raises:
        ProblemError: Naming the field.
    """
    try:
        if zone is not None:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _wrong("zone", "no IANA time zone") from error
    for pair in pairs or []:
        try:
            dyad = Dyad.parse(pair)
        except ValueError as error:
            raise _wrong("pairs", str(error)) from error
        for leader in (dyad.first, dyad.second):
            if leader not in ctx.ports.names.leaders:
                raise _wrong("pairs", f"nobody has the id {leader!r}")


def _wrong(field: str, message: str) -> ProblemError:
    error = FieldError(message=message, code=field, pointer=f"/{field}")
    return ProblemError("validation-failed-body", f"{field}: {message}", errors=[error])


def _done(ctx: Context, subscription: Subscription, status: int) -> Done:
    headers = {
        "Location": ctx.link(f"/v1/subscriptions/{subscription.id}"),
        "ETag": etag(_tag(subscription)),
    }
    return Done(status, dump(SubscriptionOut.of(subscription)), headers)


@router.get("/subscriptions", response_model=Envelope[SubscriptionOut])
async def list_subscriptions(ctx: Ctx, query: Annotated[SubscriptionsQuery, Params()]) -> Response:
    """The caller's subscriptions; all of them for an administrator."""
    ctx.need("write")
    where = place(ctx, query)
    with ctx.read() as records:
        held = standing(records.subscriptions.until(where.snapshot, head=where.seq))
        page = page_of(
            held,
            where,
            lambda one: one.id,
            lambda one: one.owner == ctx.caller.key_id or ctx.caller.may("admin"),
        )
        what = Listing(page, lambda one: one.id, SubscriptionOut.of, SubscriptionOut)
        return listing(ctx, records, where, what)


@router.post("/subscriptions", response_model=SubscriptionOut, status_code=201)
async def subscribe(ctx: Ctx, body: SubscriptionIn) -> Response:
    """Have a digest sent daily."""
    ctx.need("write")
    _check(ctx, body.zone, body.pairs)

    def add(records: Records) -> Done:
        subscription = Subscription(
            id=ctx.ports.make_id(),
            revision=1,
            recipient=body.recipient,
            zone=body.zone,
            hour=body.hour,
            pairs=tuple(body.pairs),
            threshold=body.threshold,
            active=True,
            owner=ctx.caller.key_id,
            known_at=ctx.now,
        )
        records.subscriptions.append(subscription)
        return _done(ctx, subscription, 201)

    return await once(ctx, body, add)


@router.get("/subscriptions/{subscription_id}", response_model=SubscriptionOut)
async def get_subscription(
    ctx: Ctx, subscription_id: Id, _query: Annotated[OneQuery, Params()]
) -> Response:
    """One of the caller's subscriptions."""
    ctx.need("write")
    with ctx.read() as records:
        subscription = _own(ctx, records, subscription_id)
    shape = SubscriptionOut.of(subscription)
    return ctx.answer(Tagged(lambda: dump(shape), "private, no-cache", _tag(subscription)))


@router.patch("/subscriptions/{subscription_id}", response_model=SubscriptionOut)
async def change_subscription(ctx: Ctx, subscription_id: Id, body: SubscriptionPatch) -> Response:
    """Change when, about what, and whether a digest is sent."""
    ctx.need("write")
    _check(ctx, body.zone, body.pairs)
    given = body.model_dump(exclude_none=True)
    if "pairs" in given:
        given["pairs"] = tuple(given["pairs"])

    def change(records: Records) -> Done:
        held = _own(ctx, records, subscription_id)
        check_match(ctx.request, etag(_tag(held)))
        revised = _revise(ctx, records, replace(held, **given))
        return _done(ctx, revised, 200)

    return await once(ctx, body, change)


def _revise(ctx: Context, records: Records, wanted: Subscription) -> Subscription:
    known_at = max(ctx.now, wanted.known_at)
    revised = replace(wanted, revision=wanted.revision + 1, known_at=known_at)
    records.subscriptions.append(revised)
    return revised


@router.delete("/subscriptions/{subscription_id}", status_code=204, response_class=Response)
async def end_subscription(ctx: Ctx, subscription_id: Id) -> Response:
    """End a subscription; ending it twice is the same."""
    ctx.need("write")

    def end(records: Records) -> Done:
        held = _own(ctx, records, subscription_id)
        if held.active:
            _revise(ctx, records, replace(held, active=False))
        return Done(204, "", {})

    done = await once(ctx, Nothing(), end)
    return Response(status_code=done.status_code)
