"""Digests exactly as they were sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Params
from starlette.responses import Response

from api.http.answers import Tagged, dump
from api.http.context import Context, Ctx
from api.http.lists import Envelope, Listing, ListQuery, Query, listing, page_of, place
from api.http.resource import resource
from api.schemas.base import Id
from api.schemas.service import DigestOut
from forecaster.domain.errors import NotFoundError
from forecaster.store.ports import Records
from forecaster.store.records import Digest

router = resource("digests")

MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""A digest is styled in place, as mail must be; it runs and loads nothing."""

_DEPTH = 2_000


class DigestsQuery(ListQuery):
    """Parameters of the list of digests."""


class NoQuery(Query):
    """No parameters."""


def visible(ctx: Context, records: Records, digest: Digest) -> bool:
    """Whether the caller may see a digest: those of a subscription belong to its owner."""
    try:
        owner = records.subscriptions.get(digest.subscription_id).owner
    except NotFoundError:
        owner = ""
    return owner in ("", ctx.caller.key_id) or ctx.caller.may("admin")


def _find(ctx: Context, digest_id: str) -> Digest:
    with ctx.read() as records:
        digest = records.digests.get(digest_id)
        if not visible(ctx, records, digest):
            raise NotFoundError(f"no digest {digest_id!r} was made")
    return digest


@router.get("/digests", response_model=Envelope[DigestOut])
async def list_digests(ctx: Ctx, query: Annotated[DigestsQuery, Params()]) -> Response:
    """The latest 2,000 digests that the caller may see, newest first."""
    where = place(ctx, query)
    with ctx.read() as records:
        page = page_of(
            records.digests.latest(limit=_DEPTH),
            where,
            lambda digest: digest.id,
            lambda one: one.created_at <= where.snapshot and visible(ctx, records, one),
        )
        what = Listing(page, lambda digest: digest.id, DigestOut.of, DigestOut)
        return listing(ctx, records, where, what)


@router.get("/digests/{digest_id}.html", response_class=Response)
async def get_digest_html(
    ctx: Ctx, digest_id: Id, _query: Annotated[NoQuery, Params()]
) -> Response:
    """The HTML part of a digest, byte for byte as mailed."""
    digest = _find(ctx, digest_id)
    headers = {"Content-Security-Policy": MAIL_POLICY}
    return ctx.answer(
        Tagged(lambda: digest.html, _cache(ctx), f"{digest.id}.html", "text/html", headers)
    )


@router.get("/digests/{digest_id}.txt", response_class=Response)
async def get_digest_text(
    ctx: Ctx, digest_id: Id, _query: Annotated[NoQuery, Params()]
) -> Response:
    """The plain text of a digest, byte for byte as mailed."""
    digest = _find(ctx, digest_id)
    return ctx.answer(Tagged(lambda: digest.text, _cache(ctx), f"{digest.id}.txt", "text/plain"))


@router.get("/digests/{digest_id}", response_model=DigestOut)
async def get_digest(ctx: Ctx, digest_id: Id, _query: Annotated[NoQuery, Params()]) -> Response:
    """A digest as it was sent, and its content as plain data."""
    digest = _find(ctx, digest_id)
    return ctx.answer(Tagged(lambda: dump(DigestOut.of(digest)), _cache(ctx), f"{digest.id}.json"))


def _cache(ctx: Context) -> str:
    """A digest never changes; one that is not for everybody is not kept by shared caches."""
    scope = "private" if ctx.caller.key_id else "public"
    return f"{scope}, max-age=86400, immutable"
