"""The OpenAPI document: what FastAPI derives, completed with what every operation shares."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.http.problems import KINDS, ProblemDetail
from api.settings import ApiSettings

Node = dict[str, Any]

VERSION = "1.0.0"

DESCRIPTION = """\
Forecasts of meetings between political leaders, with their reasons, their history and their track
record. Reads take `as_of` and answer as things stood then. Lists come in one envelope; poll
`/v1/changes` with the `changes_cursor` of a list to miss nothing. Instants are RFC 3339 in UTC;
what is unknown is absent. Enumerations are open: ignore values and fields that you do not know.
Cursors are good for 90 days."""

TAGS = {
    "leaders": "People who lead states and bodies, by the ids that other requests take.",
    "pairs": "Watched pairs of leaders, and the table of places by dates.",
    "questions": "Questions, their forecasts, moves and resolutions.",
    "forecasts": "Single issues, immutable.",
    "signals": "What the news say, with evidence and review.",
    "events": "The multilateral calendar and real encounters.",
    "scores": "The track record.",
    "models": "Fitted models and their state.",
    "changes": "The feed of committed changes.",
    "digests": "Digests and subscriptions.",
    "scenarios": "What-if, answered by the worker.",
    "exports": "Whole tables in one address per format.",
    "ledger": "The hash chain of all that was said.",
    "operations": "Feeds, jobs, runs and health.",
}

_WRITES = frozenset({"post", "put", "patch", "delete"})
_GUARDED_READS = frozenset(
    {"list_subscriptions", "get_subscription", "get_scenario", "get_request"}
)
_MEDIA = {
    "html": "text/html",
    "txt": "text/plain",
    "csv": "text/csv",
    "ics": "text/calendar",
    "atom": "application/atom+xml",
    "metrics": "text/plain",
}


def document(app: FastAPI, settings: ApiSettings) -> Node:
    """The completed document."""
    schema: Node = get_openapi(
        title="Summitry",
        version=VERSION,
        openapi_version="3.1.0",
        summary="When, where and whether leaders meet.",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        servers=[{"url": settings.public_url, "description": "This service."}],
        contact={"name": "Operator of this service", "url": _contact(settings)},
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for stock in ("HTTPValidationError", "ValidationError"):
        schemas.pop(stock, None)
    problem = ProblemDetail.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemDetail"] = problem
    components["securitySchemes"] = {"apiKey": _KEY}
    components["headers"] = _HEADERS
    components["responses"] = {f"Problem{status}": _problem(status) for status in _statuses()}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    without_null(schema)
    return schema


def _contact(settings: ApiSettings) -> str:
    contact = settings.contact
    return contact if "://" in contact else f"{settings.public_url}{contact}"


_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key as printed by `summitry keys create`. Reads need none.",
}

_HEADERS: Node = {
    "ETag": {"description": "Strong tag of the body.", "schema": {"type": "string"}},
    "Cache-Control": {
        "description": "Good until the next expected change.",
        "schema": {"type": "string"},
    },
    "RateLimit": {"description": "What is left of the quota.", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "Quota and window.", "schema": {"type": "string"}},
    "Request-Id": {"description": "Id of the request.", "schema": {"type": "string"}},
}


def _statuses() -> set[int]:
    return {kind.status for kind in KINDS.values()}


def _problem(status: int) -> Node:
    titles = sorted({kind.title for kind in KINDS.values() if kind.status == status})
    schema = {"$ref": "#/components/schemas/ProblemDetail"}
    return {
        "description": "; ".join(titles) + ".",
        "content": {"application/problem+json": {"schema": schema}},
    }


def _complete(path: str, method: str, operation: Node) -> None:
    """Add to one operation what all of its kind have."""
    responses = operation["responses"]
    responses.pop("422", None)
    for status in _problems_of(path, method, operation):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    _media_type(path, responses)
    names = ["Request-Id"] if path in _LIFE_SIGNS else list(_HEADERS)
    for status, response in responses.items():
        if status.startswith("2"):
            kept = [n for n in names if method == "get" or n not in {"ETag", "Cache-Control"}]
            response["headers"] = {n: {"$ref": f"#/components/headers/{n}"} for n in kept}
    if method == "get" and path not in _LIFE_SIGNS:
        responses["304"] = {"description": "The caller holds this state already."}
    if method == "post":
        responses["202"] = {"description": "Taken in; look the answer up at `Location`."}
    _security(method, operation)
    operation.setdefault("parameters", []).extend(_extra_parameters(path, method, operation))


_LIFE_SIGNS = frozenset({"/health", "/ready", "/metrics"})


def _problems_of(path: str, method: str, operation: Node) -> list[int]:
    if path in _LIFE_SIGNS:
        return [503]
    found = [400, 401, 404, 405, 410, 414, 429, 500, 503]
    if method in _WRITES or operation["operationId"] in _GUARDED_READS:
        found.append(403)
    if method in _WRITES:
        found += [409, 412, 413, 422, 428]
        found += [415] if "requestBody" in operation else []
    elif path.endswith(("/diff", "/table")):
        found.append(422)
    return sorted(found)


def _media_type(path: str, responses: Node) -> None:
    ending = path.rpartition("/")[2].rpartition(".")[2]
    if ending in _MEDIA and "200" in responses:
        responses["200"]["content"] = {_MEDIA[ending]: {"schema": {"type": "string"}}}


def _security(method: str, operation: Node) -> None:
    guarded = method in _WRITES or operation["operationId"] in _GUARDED_READS
    operation["security"] = [{"apiKey": []}] if guarded else [{}, {"apiKey": []}]


def _extra_parameters(path: str, method: str, operation: Node) -> list[Node]:
    """Headers that every operation of a kind understands."""
    found = []
    if method == "get" and path not in _LIFE_SIGNS:
        found.append(_header("If-None-Match", "Tags that the caller holds."))
    if method == "post":
        found.append(_header("Idempotency-Key", "Makes a repeated request safe."))
        found.append(_header("Prefer", "`wait=0` answers at once, without the worker's answer."))
    if method in {"patch", "put"}:
        found.append(_header("If-Match", "Tag of the state that is changed."))
    if operation["operationId"] == "list_changes":
        found.append(_header("Prefer", "`wait=30` holds the request until there is a change."))
    return found


def _header(name: str, text: str) -> Node:
    schema = {"type": "string"}
    return {"name": name, "in": "header", "required": False, "description": text, "schema": schema}


def without_null(node: object) -> None:
    """Take ``null`` out of every schema: unknown values are absent instead."""
    if isinstance(node, list):
        for item in node:
            without_null(item)
        return
    if not isinstance(node, dict):
        return
    options = node.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        kept = [option for option in options if option != {"type": "null"}]
        del node["anyOf"]
        if len(kept) == 1:
            # What is said beside the choice (title, description) goes before what it chose.
            node.update({**kept[0], **node})
        else:
            node["anyOf"] = kept
    if "default" in node and node["default"] is None:
        del node["default"]
    for value in node.values():
        without_null(value)
