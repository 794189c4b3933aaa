"""Conditional answers: strong tags, 304, cache times, chosen fields."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.http.problems import FieldError, ProblemError

IMMUTABLE = "public, max-age=31536000, immutable"
"""Cache time of what never changes."""

SHORTEST, LONGEST = 5, 3600
"""Bounds of a computed cache time, in seconds."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """An answer before it is written.

    Attributes:
        tag: Changes whenever a byte of the body does; None to take the hash of the body.
        build: Makes the body; not called when the caller has it already.
        cache: ``Cache-Control``.
        media_type: Media type of the body.
        headers: Further headers.
    """

    build: Callable[[], str | bytes]
    cache: str
    tag: str | None = None
    media_type: str = "application/json"
    headers: Mapping[str, str] | None = None


def conditional(request: Request, answer: Tagged) -> Response:
    """The answer, or 304 when the caller holds it already (RFC 9110, 13.1.2)."""
    body = answer.build() if answer.tag is None else None
    tag = etag(answer.tag if body is None else body)
    headers = {**(answer.headers or {}), "ETag": tag, "Cache-Control": answer.cache}
    held = {one.removeprefix("W/") for one in _tags(request, "if-none-match")}
    # Weak comparison, as RFC 9110 has it for reads.
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    content = answer.build() if body is None else body
    return Response(content, 200, headers, answer.media_type)


def etag(content: str | bytes | None) -> str:
    """A strong entity tag for ``content``."""
    raw = content if isinstance(content, bytes) else (content or "").encode()
    return f'"{hashlib.blake2b(raw, digest_size=12).hexdigest()}"'


def _tags(request: Request, name: str) -> set[str]:
    """The tags that a header lists, in one line or in several; empty without it."""
    lines = request.headers.getlist(name)
    return {part.strip() for line in lines for part in line.split(",")}


def check_match(request: Request, tag: str) -> None:
    """Let a change through only if it was made against the present state.

    Raises:
        ProblemError: ``precondition-required`` without If-Match, ``precondition-failed`` if the
            resource has changed.
    """
    held = _tags(request, "if-match")
    if not held:
        raise ProblemError("precondition-required", f"send If-Match: {tag}")
    # If-Match takes strong comparison: a weak tag never matches.
    if tag not in held and "*" not in held:
        raise ProblemError("precondition-failed", headers={"ETag": tag})


def dump(shape: BaseModel, fields: frozenset[str] | None = None) -> str:
    """JSON of a shape without what is absent, or of some of its fields."""
    return shape.model_dump_json(exclude_none=True, by_alias=True, include=_included(fields))


def _included(fields: frozenset[str] | None) -> set[str] | None:
    return None if fields is None else set(fields)


def dump_list(
    items: list[BaseModel], envelope: Mapping[str, object], fields: frozenset[str] | None = None
) -> str:
    """JSON of a list envelope."""
    parts = ",".join(dump(item, fields) for item in items)
    rest = json.dumps({key: value for key, value in envelope.items() if value is not None})[1:-1]
    return f'{{"items":[{parts}]' + (f",{rest}}}" if rest else "}")


def chosen(fields: str | None, shape: type[BaseModel]) -> frozenset[str] | None:
    """The fields of ``shape`` that a caller asks for by ``fields=a,b``.

    Raises:
        ProblemError: If there is no such field.
    """
    if fields is None:
        return None
    wanted = frozenset(part.strip() for part in fields.split(",") if part.strip())
    known = set(shape.model_fields)
    unknown = sorted(wanted - known)
    if unknown or not wanted:
        message = f"no such field; there are {', '.join(sorted(known))}"
        error = FieldError(message=message, code="unknown-field", parameter="fields")
        raise ProblemError("validation-failed", f"fields: {message}", errors=[error])
    return wanted


def until(next_at: datetime | None, now: datetime, path: str, *, private: bool) -> str:
    """Cache time up to the next expected change, spread so that callers do not return at once."""
    seconds = (next_at - now).total_seconds() if next_at else SHORTEST
    bounded = min(max(int(seconds), SHORTEST), LONGEST)
    jitter = zlib.crc32(f"{path}{now:%H%M%S}".encode()) % (bounded // 10 + 1)
    scope = "private" if private else "public"
    return f"{scope}, max-age={bounded + jitter}, stale-if-error=86400"


def is_settled(as_of: datetime | None, now: datetime) -> bool:
    """Whether a state is old enough that nothing can still be recorded for it."""
    return as_of is not None and now - as_of > timedelta(hours=1)
