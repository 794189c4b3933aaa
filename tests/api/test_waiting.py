"""Held requests: as long as asked for by the clock, and one look at the store for all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.http.waiting import STEP, Lookout
from forecaster.store.ports import Records
from forecaster.store.sql import SqlStore
from tests.api.seeds import NOW, SETTINGS, Clock, a_signal, ports_of
from tests.store import samples


class CountedReader:
    """A store that counts how often it is read."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.reads = 0

    def read(self) -> AbstractContextManager[Records]:
        self.reads += 1
        return self.store.read()

    def close(self) -> None:
        return


def sleeping(clock: Clock, slow: float = 1.0) -> Callable[[float], Awaitable[None]]:
    """Turns the clock instead of waiting, by more than was asked for on a busy machine."""

    async def sleep(seconds: float) -> None:
        clock.now += timedelta(seconds=seconds * slow)

    return sleep


def commit(store: SqlStore, signal_id: str) -> None:
    with store.write() as records:
        records.signals.append(
            a_signal(signal_id, samples.SignalType.WILLING, 27, polarity=1, quote="ready")
        )


@pytest.mark.parametrize("slow", [1.0, 1.1, 4.0])
def test_a_wait_ends_by_the_clock(store: SqlStore, clock: Clock, slow: float) -> None:
    client = TestClient(
        create_app(replace(ports_of(store, clock), sleep=sleeping(clock, slow)), SETTINGS)
    )
    cursor = client.get("/v1/signals").json()["changes_cursor"]
    answer = client.get(f"/v1/changes?cursor={cursor}", headers={"Prefer": "wait=5"})
    assert answer.json()["items"] == []
    late = clock.now - NOW - timedelta(seconds=5)
    assert timedelta(0) <= late < STEP * slow, "by less than one pause, however slow they are"


def test_a_wait_ends_with_the_change_it_waits_for(store: SqlStore, clock: Clock) -> None:
    turn = sleeping(clock)

    async def sleep(seconds: float) -> None:
        await turn(seconds)
        if clock.now == NOW + 3 * STEP:
            commit(store, "s-new")

    client = TestClient(create_app(replace(ports_of(store, clock), sleep=sleep), SETTINGS))
    cursor = client.get("/v1/signals").json()["changes_cursor"]
    answer = client.get(f"/v1/changes?cursor={cursor}", headers={"Prefer": "wait=5"})
    assert [one["resource_id"] for one in answer.json()["items"]] == ["s-new"]
    assert clock.now == NOW + 3 * STEP


def test_a_wait_reads_the_store_only_when_something_was_committed(
    store: SqlStore, clock: Clock
) -> None:
    reader = CountedReader(store)
    ports = replace(ports_of(store, clock), sleep=sleeping(clock), version=lambda: "unchanged")
    client = TestClient(create_app(replace(ports, reader=reader), SETTINGS))  # type: ignore[arg-type]
    cursor = client.get("/v1/signals").json()["changes_cursor"]
    reader.reads = 0
    client.get(f"/v1/changes?cursor={cursor}", headers={"Prefer": "wait=5"})
    assert reader.reads <= 2


def test_all_who_wait_share_one_look(store: SqlStore, clock: Clock) -> None:
    """Where asking for the version would cost a round trip."""
    reader = CountedReader(store)
    lookout = Lookout(replace(ports_of(store, clock), reader=reader))  # type: ignore[arg-type]
    heads = {lookout.head() for _ in range(100)}
    assert (len(heads), reader.reads) == (1, 1)
    commit(store, "s-new")
    clock.now += STEP
    assert {lookout.head() for _ in range(100)} == {max(heads) + 1}
    assert reader.reads == 2
