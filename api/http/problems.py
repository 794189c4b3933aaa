"""Problem details (RFC 9457): one table of everything that can go wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import BaseModel, Field
from starlette.responses import Response

from forecaster.domain.errors import SummitryError

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of problem.

    Attributes:
        status: HTTP status it is sent with.
        title: Same words for every occurrence.
        remedy: What a caller can do about it.
    """

    status: int
    title: str
    remedy: str


KINDS: Mapping[str, Kind] = {
    "validation-failed": Kind(400, "The request is not valid", "Correct the fields in `errors`."),
    "unknown-parameter": Kind(400, "There is no such parameter", "See the OpenAPI document."),
    "cursor-invalid": Kind(400, "The cursor is not one of ours", "Start again without a cursor."),
    "cursor-filter-mismatch": Kind(
        400, "The cursor belongs to other filters", "Repeat the filters or leave them out."
    ),
    "unauthenticated": Kind(
        401, "The key is missing or not valid", "Send `Authorization: Bearer <key>`."
    ),
    "forbidden": Kind(403, "The key may not do this", "Ask for a key with the scope named."),
    "not-found": Kind(404, "There is no such thing", "Check the id."),
    "as-of-before-history": Kind(
        404, "Nothing was known at that moment", "Choose a later `as_of`."
    ),
    "method-not-allowed": Kind(405, "The method is not allowed here", "See the `Allow` header."),
    "run-in-progress": Kind(409, "The job is running", "Wait for the run to end."),
    "cursor-expired": Kind(410, "The cursor is too old", "Start again without a cursor."),
    "precondition-failed": Kind(
        412, "The resource has changed meanwhile", "Read it again and repeat with its ETag."
    ),
    "body-too-large": Kind(413, "The body is too large", "Send less at once."),
    "uri-too-long": Kind(414, "The address is too long", "Send fewer parameters."),
    "unsupported-media-type": Kind(415, "The body is not JSON", "Send `application/json`."),
    "validation-failed-body": Kind(422, "The body is not valid", "Correct the fields in `errors`."),
    "question-not-answerable": Kind(422, "The question cannot be answered as asked", "See detail."),
    "incoherent-rule": Kind(422, "The rule contradicts itself", "See detail."),
    "idempotency-key-reused": Kind(
        422, "The Idempotency-Key was used for another request", "Make a new key."
    ),
    "precondition-required": Kind(428, "If-Match is required", "Send the ETag you read."),
    "quota-exceeded": Kind(429, "Too many requests", "Wait for `Retry-After` seconds."),
    "internal-error": Kind(500, "Something broke on our side", "Report the `request_id`."),
    "inputs-degraded": Kind(503, "The service lacks what it needs", "Try again later."),
    "store-unusable": Kind(503, "The database refuses at present", "Try again later."),
}
"""Stable codes; the type of a problem is ``/problems/<code>``."""


class FieldError(BaseModel):
    """One thing wrong with the input."""

    message: str = Field(description="What is wrong, in words.")
    code: str = Field(description="Stable word for the kind of mistake.")
    parameter: str | None = Field(None, description="Name of the query, path or header parameter.")
    pointer: str | None = Field(None, description="JSON Pointer into the body.")


class ProblemDetail(BaseModel):
    """A problem as RFC 9457 writes it."""

    type: str = Field(description="Kind of problem, a relative address with its description.")
    title: str = Field(description="Same words for every occurrence of the type.")
    status: int = Field(description="HTTP status.", ge=400, le=599)
    detail: str | None = Field(None, description="What happened this time, and the remedy.")
    instance: str | None = Field(None, description="Path that was asked for.")
    request_id: str | None = Field(None, description="Id of the request, also in the log.")
    errors: list[FieldError] | None = Field(None, description="Every mistake in the input.")
    violated_policies: list[str] | None = Field(
        None, alias="violated-policies", description="Quota policies that were exceeded."
    )


class ProblemError(Exception):
    """A request that ends in a problem.

    Attributes:
        code: Key in :data:`KINDS`.
        detail: What happened this time.
        errors: Every mistake in the input.
        headers: Further headers of the answer.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or KINDS[code].title)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def refused_field(message: str, code: str, pointer: str) -> ProblemError:
    """The problem of one field of the body that only its meaning makes wrong."""
    error = FieldError(message=message, code=code, pointer=pointer)
    return ProblemError("validation-failed-body", message, errors=[error])


def refuse_fields(found: Iterable[FieldError]) -> None:
    """Go on only if nothing is wrong with the body.

    Raises:
        ProblemError: With all that is.
    """
    mistakes = list(found)
    if mistakes:
        first = mistakes[0]
        detail = f"{first.pointer}: {first.message}"
        raise ProblemError("validation-failed-body", detail, errors=mistakes)


_OF_DOMAIN = {
    "not-found": "not-found",
    "question-not-answerable": "question-not-answerable",
    "store-unusable": "store-unusable",
    "model-unusable": "inputs-degraded",
    "precondition-failed": "precondition-failed",
}
"""What is not named here is a fault of our own."""


def of_domain(error: SummitryError) -> ProblemError:
    """The problem that a failure of the domain is to a caller; unforeseen ones tell nothing."""
    code = kind_of(error.code)
    return ProblemError(code, told(code, str(error)))


def kind_of(code: str) -> str:
    """The kind of problem that a failure of the domain or the worker is; else our own fault."""
    return _OF_DOMAIN.get(code, "internal-error")


def told(code: str, detail: str) -> str:
    """What a caller is told: of our own faults the remedy alone.

    What a database says may hold addresses and file names: it belongs in the log.
    """
    ours = KINDS[code].status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return KINDS[code].remedy if ours or not detail else detail


def problem_response(error: ProblemError, path: str, request_id: str) -> Response:
    """The answer to send."""
    kind = KINDS[error.code]
    detail = ProblemDetail.model_validate(
        {
            "type": f"/problems/{error.code.removesuffix('-body')}",
            "title": kind.title,
            "status": kind.status,
            "detail": error.detail or kind.remedy,
            "instance": _printable(path),
            "request_id": request_id,
            "errors": list(error.errors) or None,
            "violated-policies": ["default"] if error.code == "quota-exceeded" else None,
        }
    )
    headers = {"Cache-Control": "no-store", **error.headers}
    body = detail.model_dump_json(exclude_none=True, by_alias=True)
    return Response(body, kind.status, headers, MEDIA_TYPE)


def _printable(path: str) -> str:
    """The path without what JSON or a log could not carry."""
    return "".join(c if c.isprintable() else "?" for c in path)[:500]
