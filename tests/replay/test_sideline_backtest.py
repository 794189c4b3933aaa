"""P(the two meet | both at a summit): references that know the past only, and the page."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.model.book import Book
from forecaster.model.fitted import RecordModel
from forecaster.model.summitsahead import once_there
from forecaster.replay.evidence_pages import sidelines_section
from forecaster.replay.sideline_backtest import (
    DYAD,
    FIRST_YEAR,
    FORUM,
    Judged,
    references,
    sideline_scores,
    sideline_walk,
)
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root


@cache
def walked() -> Judged:
    paths = sorted((data_root() / "models" / "record").glob("*.json"))
    models = [RecordModel.from_data(json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return sideline_walk(Book(Chronicle.of(load_facts(data_root()))), models)


def cases(*rows: tuple[str, str, int, float]) -> Judged:
    """Cases of (series, dyad, day of the forecast, met); outcomes known 45 days later."""
    series, dyad, seen, met = (np.array(column) for column in zip(*rows, strict=True))
    n = len(rows)
    return Judged(
        world=np.full(n, "w"),
        series=series,
        dyad=dyad,
        year=np.full(n, FIRST_YEAR),
        seen=seen,
        known=seen + 45,
        met=met,
        listed=np.full(n, fill_value=True),
        stated=np.full(n, 0.1),
        given=np.full(n, 0.2),
    )


def test_references_are_shares_of_what_was_known_drawn_to_that_of_all() -> None:
    told = cases(
        ("g20", "A-B", 0, 1.0), ("g20", "A-C", 0, 0.0), ("nato", "A-B", 0, 0.0),
        ("g20", "A-B", 44, 1.0), ("g20", "A-B", 45, 1.0),
    )  # fmt: skip
    found = references(told)
    usual = 1.1 / 4.0
    assert found[FORUM][3] == found[DYAD][3] == pytest.approx(0.1)
    assert found[FORUM][4] == pytest.approx((1.0 + 3.0 * usual) / 5.0)
    assert found[DYAD][4] == pytest.approx((1.0 + 3.0 * usual) / 5.0)
    later = replace(told, met=np.array([1.0, 0.0, 0.0, 0.0, 0.0]))
    assert references(later)[FORUM] == pytest.approx(found[FORUM])


def test_a_meeting_is_likelier_once_both_have_come() -> None:
    assert once_there("unga") > once_there("g20") > 1.0


def test_pairs_at_summits_are_stated_for_all_scored_years() -> None:
    judged = walked()
    scored = judged.year >= FIRST_YEAR
    assert np.isnan(judged.stated[~scored]).all()
    for chance in (judged.stated[scored], judged.given[scored]):
        assert ((chance >= 0.0) & (chance < 1.0)).all()
    assert (judged.given[scored] >= judged.stated[scored]).all()
    assert (judged.known > judged.seen).all()
    assert {len(getattr(judged, one.name)) for one in fields(judged)} == {len(judged.met)}


def test_where_both_are_expected_the_model_beats_forum_and_dyad() -> None:
    scores = sideline_scores(walked(), np.random.default_rng(3))
    expected = [one for one in scores["world"] if one["pairs"] == "expected"]
    assert {one["world"] for one in expected} == {"united_states", "south_america"}
    for one in expected:
        assert all(one["brier"] < other["brier"] for other in one["references"].values())
    assert sum(one["n"] for one in scores["year"]) == sum(one["n"] for one in scores["world"])


def test_the_page_names_what_the_model_loses_to() -> None:
    other = {"lower_by": 0.1, "interval": [-0.1, 0.3]}
    row = {
        "pairs": "listed", "world": "south_america", "year": 2019, "series": "soa", "n": 9,
        "met": 3, "stated": 0.2, "brier": 0.2,
        "references": {FORUM: {"brier": 0.3, **other}, DYAD: {"brier": 0.1, **other}},
    }  # fmt: skip
    told = sidelines_section({"world": [row], "year": [row], "series": [row]})
    assert (
        "| 2019 | both listed | 9 | 3 | 0.200 | 0.2000 | 0.3000 | 0.1000 | the dyad's rate |"
        in told
    )
    assert (
        "| South America | both listed | 9 | 3 | 0.200 | 0.2000 | mean of the forum | 0.3000"
        in told
    )
