"""Which pairs are watched: those of the configuration, and those taken up or dropped by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from forecaster.domain.people import Dyad
from forecaster.store.records import Pair
from forecaster.store.sql import open_store
from jobs import watch
from jobs.ports import Ports
from tests.replay.small_world import MACRON, PUTIN, START, TRUMP, ports_over

HOUR = timedelta(hours=1)
FIRST, SECOND = Dyad.of(TRUMP, PUTIN), Dyad.of(MACRON, PUTIN)


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    store = open_store(f"sqlite:///{tmp_path}/s.db", now=START)
    yield ports_over(store, tmp_path)
    store.close()


def naming(ports: Ports, pairs: Sequence[str]) -> Ports:
    wanted = ports.settings.watch.model_copy(update={"pairs": tuple(pairs)})
    return replace(ports, settings=ports.settings.model_copy(update={"watch": wanted}))


def watched(ports: Ports) -> set[str]:
    with ports.read() as records:
        return {pair.id for pair in records.pairs.current() if pair.watched}


def test_a_pair_that_is_named_no_more_is_dropped_and_one_named_again_taken_up(
    ports: Ports,
) -> None:
    watch.run(naming(ports, [FIRST.id, SECOND.id]), START)
    assert watched(ports) == {FIRST.id, SECOND.id}
    assert watch.run(naming(ports, [FIRST.id]), START + HOUR).counts["dropped"] == 1
    assert watched(ports) == {FIRST.id}
    watch.run(naming(ports, [FIRST.id, SECOND.id]), START + 2 * HOUR)
    assert watched(ports) == {FIRST.id, SECOND.id}


@pytest.mark.parametrize("wanted", [True, False])
def test_what_was_decided_by_hand_stands(ports: Ports, wanted: bool) -> None:
    named = naming(ports, [FIRST.id, *([] if wanted else [SECOND.id])])
    with ports.write() as records:
        records.pairs.append(Pair(SECOND, 1, wanted, "custom", START))
    watch.run(named, START + HOUR)
    assert (SECOND.id in watched(ports)) is wanted


def test_a_leader_whom_nobody_knows_is_named_and_the_others_are_watched(ports: Ports) -> None:
    found = watch.run(naming(ports, [FIRST.id, f"nobody--{PUTIN}"]), START)
    assert watched(ports) == {FIRST.id}
    assert found.notes == ("watch.pairs: no leader has the id 'nobody'",)
