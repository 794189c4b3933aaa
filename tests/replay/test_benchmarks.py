"""The benchmarks at tiny sizes: the shape of their reports, never the times."""

from __future__ import annotations

import re
from functools import partial
from itertools import count
from typing import Any

import numpy as np
import pytest

from forecaster.replay.benchmark_lines import Line, report
from forecaster.replay.benchmark_read import HOSTILE, Size
from forecaster.replay.benchmark_text import DIFFERENT, articles
from forecaster.store.files import data_root
from jobs.asking import counter
from jobs.benchmarking import ModelSize, benchmark_model, benchmark_read, mixed_specs
from jobs.footprint import peak_of, peak_of_reading
from jobs.library import Library
from jobs.readers import rules_reader

COLUMNS = {
    *("what", "n", "rounds", "median", "unit"),
    *("other", "other_median", "goal", "met", "loses"),
}


def ticking() -> Any:
    """A clock of which each look takes a second, so that no figure depends on the machine."""
    ticks = count()
    return lambda: float(next(ticks))


def named(found: dict[str, Any], beginning: str) -> list[dict[str, Any]]:
    return [line for line in found["figures"] if line["what"].startswith(beginning)]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(data_root(), ())


def test_the_model_is_measured_beside_numpy(library: Library) -> None:
    size = ModelSize((30_000, 60_000), (30_000, 60_000), 1, 20, 12, 2, rounds=1)
    found = benchmark_model(counter(library, ()), library, ticking(), 1, size)
    assert all(set(line) == COLUMNS for line in found["figures"])
    refits = named(found, "refit of")
    assert [line["n"] >= days for line, days in zip(refits, size.refits, strict=True)] == [True] * 2
    assert all("numpy" in line["other"] and line["other_median"] == 1.0 for line in refits)
    apart = named(found, "largest difference")
    assert all(line["median"] < 1e-6 for line in apart)
    for beginning in ("ratio", "peak", "fit on", "exponent", "walk", "preparing", "20 questions"):
        assert named(found, beginning), beginning
    assert named(found, "12 mixed specs at 2 moments")


def test_the_reader_is_measured(library: Library) -> None:
    size = Size(articles=4, known=(10, 20), hostile=2_000)
    found = benchmark_read(
        rules_reader(library.root), lambda texts: 10.0 * len(texts), ticking(), 1, size
    )
    assert all(set(line) == COLUMNS for line in found["figures"])
    assert len(named(found, "articles of 500 words")) == 3
    assert len(named(found, "merging an article")) == 2
    assert [line["median"] for line in named(found, "peak memory")] == [40.0]
    assert len(named(found, "hostile text '")) == 2 * len(HOSTILE)
    assert len(named(found, "hostile text of 2000 characters")) == len(DIFFERENT)
    assert len(named(found, "hostile text of 4000 characters")) == len(DIFFERENT)
    assert len(found["notes"]) == 1
    compared = bool(named(found, "times faster"))
    assert ("not installed" in found["notes"][0]) is not compared


def test_memory_is_that_of_a_process_of_its_own(library: Library) -> None:
    texts = articles(2, 1.0, np.random.default_rng(4))
    small, large = peak_of(partial(bytes, b"x")), peak_of(partial(bytes.ljust, b"x", 200_000_000))
    assert 190.0 < large - small < 210.0
    assert small < peak_of_reading(library, "rules-quick", texts) < 1_000.0


def test_few_sentences_come_twice() -> None:
    texts = articles(60, 1.0, np.random.default_rng(5))
    told = [one for text in texts for one in re.split(r"(?<=[.])\s+", text.body)]
    assert len(set(told)) > 0.9 * len(told)


def test_specs_are_mixed_and_always_the_same(library: Library) -> None:
    chronicle = counter(library, ()).chronicle
    specs = list(mixed_specs(chronicle, 5, 40, 3))
    assert specs == list(mixed_specs(chronicle, 5, 40, 3))
    answers = list(counter(library, ()).desk(chronicle.cutoff).answer_lines(specs))
    assert len(answers) == 40
    assert sum("error" in one for one in answers) <= 4


def test_what_loses_is_named() -> None:
    lines = (
        Line("slower", 1, 3, 2.0, "s", 1.0, "theirs"),
        Line("faster", 1, 3, 1.0, "s", 2.0, "theirs"),
        Line("fewer", 1, 3, 9.0, "a second", 10.0, "theirs", higher_is_better=True),
        Line("too little", 1, 3, 9.0, "a second", least=10.0),
        Line("too much", 1, 3, 9.0, "s", most=8.0),
        Line("enough", 1, 3, 9.0, "s", most=9.0),
        Line("no goal", 1, 3, 9.0, "s"),
    )
    found = report(lines, ["said"])
    assert found["losing"] == ["slower", "fewer", "too little", "too much"]
    assert found["notes"] == ["said"]
    assert [line["met"] for line in found["figures"]] == [None] * 3 + [False, False, True, None]
    assert found["figures"][4]["goal"] == "at most 8"
