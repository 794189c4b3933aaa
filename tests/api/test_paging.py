"""Paging: every page of one list shows the state of its first, and nothing is lost in between."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.http.lists import ListQuery, Place, page_of
from api.http.problems import ProblemError
from forecaster.domain.people import Dyad
from forecaster.store.records import Pair, Subscription
from forecaster.store.sql import SqlStore
from tests.api.seeds import DAY, NOW, OPENED, Clock, a_signal
from tests.store import samples


def following(page: Any) -> str:
    address: str = page["next"]
    return address.removeprefix("http://testserver")


@pytest.fixture
def six_pairs(store: SqlStore) -> list[str]:
    """Six watched pairs, by when they were first known."""
    dyads = [Dyad.parse(f"a-{number}--b-{number}") for number in range(5)]
    with store.write() as records:
        for number, dyad in enumerate(dyads):
            known_at = OPENED + number * DAY
            records.pairs.append(Pair(dyad, 1, watched=True, origin="custom", known_at=known_at))
    return [dyads[0].id, samples.DYAD.id, *(dyad.id for dyad in dyads[1:])]


@pytest.mark.parametrize("seconds", [0, 1])
@pytest.mark.parametrize("filters", ["", "&watched=true"])
def test_a_change_between_two_pages_loses_no_member(
    client: TestClient,
    store: SqlStore,
    clock: Clock,
    six_pairs: list[str],
    filters: str,
    seconds: int,
) -> None:
    first = client.get(f"/v1/pairs?limit=2{filters}").json()
    last = Dyad.parse(first["items"][-1]["id"])
    clock.now = NOW + seconds * DAY / 86_400
    with store.write() as records:
        records.pairs.append(Pair(last, 2, watched=False, origin="custom", known_at=clock.now))
    second = client.get(following(first)).json()
    third = client.get(following(second)).json()
    read = [one["id"] for page in (first, second, third) for one in page["items"]]
    assert read == six_pairs
    whole = [one["id"] for one in client.get("/v1/pairs").json()["items"]]
    assert whole == six_pairs, "a revision changes no record's place"


def test_a_member_changed_behind_the_page_is_shown_as_it_was(
    client: TestClient, store: SqlStore, six_pairs: list[str]
) -> None:
    first = client.get("/v1/pairs?limit=4").json()
    with store.write() as records:
        dropped = Dyad.parse(six_pairs[-1])
        records.pairs.append(Pair(dropped, 2, watched=False, origin="custom", known_at=NOW))
    second = client.get(following(first)).json()
    assert [one["watched"] for one in second["items"]] == [True, True]
    news = client.get(f"/v1/changes?cursor={second['changes_cursor']}").json()["items"]
    assert [(one["type"], one["resource_id"]) for one in news] == [("pair.dropped", six_pairs[-1])]


def test_every_page_brings_the_place_in_the_feed_of_the_first(
    client: TestClient, store: SqlStore
) -> None:
    first = client.get("/v1/signals?limit=2").json()
    with store.write() as records:
        late = a_signal("s-late", samples.SignalType.CALL, 18, polarity=0, quote="rang")
        records.signals.append(late)
    second = client.get(following(first)).json()
    assert second["changes_cursor"] == first["changes_cursor"]
    news = client.get(f"/v1/changes?cursor={second['changes_cursor']}").json()["items"]
    assert [one["resource_id"] for one in news] == ["s-late"]


def test_an_end_that_is_kept_no_more_is_told(clock: Clock) -> None:
    """A list never ends early in silence."""
    where = Place(ListQuery.model_validate({}), "gone", None, clock.now)
    with pytest.raises(ProblemError) as refused:
        page_of(["a", "b"], where, str)
    assert refused.value.code == "cursor-expired"


def test_filters_with_a_public_name_of_their_own_go_on(client: TestClient, store: SqlStore) -> None:

    with store.write() as records:
        records.summits.append(replace(samples.a_summit(known_at=OPENED), id="g20-2018-b"))
    first = client.get("/v1/events?from=2018-01-01&limit=1").json()
    second = client.get(following(first))
    assert (second.status_code, [one["id"] for one in second.json()["items"]]) == (
        200,
        ["g20-2018-b"],
    )
    assert client.get(f"{following(first)}&from=2018-01-01").status_code == 200
    other = client.get(f"{following(first)}&from=2018-01-02").json()
    assert other["type"] == "/problems/cursor-filter-mismatch"
    assert "from" in other["detail"]


def test_a_default_that_is_said_is_the_default(client: TestClient) -> None:
    first = client.get("/v1/signals?limit=1").json()
    assert client.get(f"{following(first)}&sort=first_known_at").status_code == 200
    said = client.get("/v1/signals?limit=1&sort=first_known_at").json()
    assert client.get(following(said)).status_code == 200


@pytest.mark.parametrize("path", ["/v1/signals?limit=2", "/v1/models", "/v1/questions?limit=1"])
def test_a_list_keeps_its_tag_while_nothing_is_committed(
    client: TestClient, clock: Clock, path: str
) -> None:
    first = client.get(path)
    clock.now = NOW + DAY
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_what_a_list_does_not_show_leaves_its_tag(client: TestClient, store: SqlStore) -> None:
    models, first = client.get("/v1/models"), client.get("/v1/signals?limit=2")
    second = client.get(following(first.json()))
    with store.write() as records:
        records.subscriptions.append(
            Subscription("private", 1, "b@example.org", "UTC", 7, (), 0.1, True, "writer", NOW)
        )
    for path, held in (("/v1/models", models), (following(first.json()), second)):
        again = client.get(path, headers={"If-None-Match": held.headers["etag"]})
        assert again.status_code == 304, path


def test_the_tag_of_a_first_page_answers_for_those_behind_it(
    client: TestClient, store: SqlStore
) -> None:
    first = client.get("/v1/signals?limit=1")
    with store.write() as records:
        invite = records.signals.history("s-postpone")[-1]

        records.signals.append(replace(invite, revision=2, known_at=NOW, retracted=True))
    again = client.get("/v1/signals?limit=1", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert again.json()["items"] == first.json()["items"]
