"""The OpenAPI document is complete, and the server keeps to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings

from tests.api.server import Server, serving

PROBLEMS = {"400", "401", "404", "405", "429", "500", "503"}
LIFE_SIGNS = {"/health", "/ready", "/metrics"}
WITHOUT_INPUT = {*LIFE_SIGNS, "/v1/health"}


@pytest.fixture
def document(client: TestClient) -> Any:
    return client.get("/v1/openapi.json").json()


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_head_says_who_and_where(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["servers"][0]["url"] == "http://testserver"
    assert document["info"]["license"]["identifier"] == "Apache-2.0"
    assert document["info"]["contact"]["url"]
    assert all(tag["description"] for tag in document["tags"])


def test_every_operation_is_described(document: Any) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        assert operation["description"], where
        assert len(operation["tags"]) == 1, where
        assert set(operation["tags"]) <= tags, where
        assert all(one["description"] for one in operation.get("parameters", [])), where


def test_every_operation_lists_its_problems_and_headers(document: Any) -> None:
    for path, method, operation in operations(document):
        responses = operation["responses"]
        if path in LIFE_SIGNS:
            continue
        assert set(responses) >= PROBLEMS, path
        stock = [r for r in responses.values() if "HTTPValidationError" in str(r)]
        assert not stock, path
        if method == "get":
            assert {"ETag", "Cache-Control", "RateLimit"} <= set(responses["200"]["headers"])
            assert "304" in responses
        else:
            assert operation["security"] == [{"apiKey": []}], path
            assert ("415" in responses) == ("requestBody" in operation), path


def test_every_list_uses_the_envelope(document: Any) -> None:
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        if name.startswith("Envelope"):
            assert {"items", "next", "changes_cursor", "as_of"} <= set(schema["properties"])


def test_nothing_is_null_and_instants_are_named_like_instants(document: Any) -> None:
    assert "'null'" not in str(document)
    for name, schema in document["components"]["schemas"].items():
        for field, one in schema.get("properties", {}).items():
            if one.get("format") == "date-time":
                assert field.endswith("_at") or field == "as_of", f"{name}.{field}"
            if one.get("format") == "date" and not name.endswith(("In", "Edit")):
                assert field.endswith("date"), f"{name}.{field}"


@pytest.fixture(scope="module")
def server(
    seed_file: Path, compiled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("schemathesis")
    shutil.copy(seed_file, folder / "summitry.db")
    with serving(folder / "summitry.db", compiled, API__QUOTA="1000000") as running:
        yield running


HEADERS = {"Authorization": "Bearer key-admin", "Prefer": "wait=0"}

REFUSALS = [*("400", "401", "403", "404", "405", "406", "409", "410", "412", "414", "415")]
REFUSALS += ["422", "428", "429"]

CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            # Valid by the schema is not valid by meaning: moments lie ahead, cursors are not ours.
            "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", *REFUSALS]},
            "negative_data_rejection": {"expected-statuses": REFUSALS},
        }
    }
)

CASES = 4
"""Cases of each kind for each operation; ten times as many find no more, only slower."""


def test_the_server_keeps_to_its_description(server: Server) -> None:
    """Generated requests, good and bad, against every operation, with all checks on."""
    schema = schemathesis.openapi.from_url(f"{server.url}/v1/openapi.json", config=CONFIG)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:
            if operation.label.partition(" ")[2] in WITHOUT_INPUT and mode.is_negative:
                continue  # They take no input, so none can be wrong.
            tried += _try(operation, mode)
    assert tried >= 300


def _try(operation: Any, mode: schemathesis.GenerationMode) -> int:
    tried = 0

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=CASES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def keeps(case: Any) -> None:
        nonlocal tried
        tried += 1
        case.call_and_validate(headers=HEADERS, timeout=30)

    keeps()
    return tried
