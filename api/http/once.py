"""POST requests that may be repeated: the Idempotency-Key (draft-ietf-httpapi-idempotency-key)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from anyio import to_thread
from pydantic import BaseModel
from starlette.responses import Response

from api.http.context import Context
from api.http.problems import FieldError, ProblemError
from forecaster.store.ports import Records
from forecaster.store.records import StoredAnswer

_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Done:
    """What a write leads to."""

    status: int
    body: str
    headers: Mapping[str, str]


async def once(ctx: Context, body: BaseModel, work: Callable[[Records], Done]) -> Response:
    """Do ``work`` in one transaction; under a known Idempotency-Key repeat its first answer.

    Raises:
        ProblemError: ``idempotency-key-reused`` if the key came with another request.
    """
    return await to_thread.run_sync(_once, ctx, body, work)


def _once(ctx: Context, body: BaseModel, work: Callable[[Records], Done]) -> Response:
    key = _key(ctx)
    digest = _digest(ctx, body)
    with ctx.write() as records:
        held = records.keys.answer(key) if key else None
        if held is not None:
            return _replay(held, digest)
        done = work(records)
        if key:
            kept = StoredAnswer(key, digest, done.status, done.headers, done.body, ctx.now)
            records.keys.keep_answer(kept)
    return Response(done.body, done.status, dict(done.headers), "application/json")


def _key(ctx: Context) -> str | None:
    given = ctx.request.headers.get("idempotency-key")
    if given is None:
        return None
    if not given.isprintable() or not 1 <= len(given) <= _LONGEST:
        error = FieldError(
            message="1 to 255 printable characters",
            code="key-unusable",
            parameter="Idempotency-Key",
        )
        raise ProblemError("validation-failed", errors=[error])
    return f"{ctx.caller.key_id}:{hashlib.sha256(given.encode()).hexdigest()}"


def _digest(ctx: Context, body: BaseModel) -> str:
    text = f"{ctx.request.method} {ctx.request.url.path} {body.model_dump_json()}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _replay(held: StoredAnswer, digest: str) -> Response:
    if held.request_hash != digest:
        raise ProblemError("idempotency-key-reused")
    headers = {**held.headers, "Idempotent-Replayed": "true"}
    return Response(held.body, held.status, headers, "application/json")
