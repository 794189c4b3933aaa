"""Documents: where signals come from."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Params
from starlette.responses import Response

from api.http.answers import Tagged, dump
from api.http.context import Ctx
from api.http.lists import AsOfQuery
from api.http.problems import ProblemError
from api.http.resource import resource
from api.schemas.base import Id
from api.schemas.signals import DocumentOut
from forecaster.domain.news import ArticleId

router = resource("signals")


@router.get("/documents/{document_id}", response_model=DocumentOut)
async def get_document(
    ctx: Ctx, document_id: Id, query: Annotated[AsOfQuery, Params()]
) -> Response:
    """Provenance of one article: outlet, address, dates. Its text is not passed on."""
    moment = ctx.moment(query.as_of) or ctx.now
    with ctx.read() as records:
        article = records.articles.get(ArticleId(document_id))
    if article.known_at > moment:
        raise ProblemError("as-of-before-history", "the document was not known yet")
    shape, cache = DocumentOut.of(article), ctx.fresh_for(None, query.as_of)
    return ctx.answer(Tagged(lambda: dump(shape), cache, f"{article.id}.1"))
