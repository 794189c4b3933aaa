"""Coded events as evidence: counting, fading, and a regression that trusts the record first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from forecaster.replay.coded import CodedBlock, faded, intent_terms, joined, logistic
from forecaster.replay.coded_events import FILES, TERMS, read_coded
from forecaster.replay.evidence_pages import coded_section

COUNTRIES = {"United States": "USA", "Japan": "JPN", "Peru": "PER"}
IN_OFFICE, BEFORE, LATER = "2018-05-02", "2016-05-02", "2021-05-02"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of coded events: a president from 2017 to 2020, a premier of Japan to 2019."""
    terms = [
        ("Ida Holt", "United States", "head", "2017-01-20", "2021-01-20"),
        ("Ken Mori", "Japan", "head", "2012-12-26", "2019-09-16"),
        ("Rosa Lind", "United States", "minister", "2017-01-20", "2021-01-20"),
    ]
    columns = ["entity", "country", "kind", "start", "end"]
    pd.DataFrame(terms, columns=columns).to_csv(tmp_path / TERMS, index=False)
    told = [
        (IN_OFFICE, "Ida Holt", "Ken Mori", "036"),
        (IN_OFFICE, "Head of Government (Peru)", "Ida Holt", "036"),
        (IN_OFFICE, "Ida Holt", "Japan", "042"),
        (IN_OFFICE, "Ida Holt", "Citizen (United States)", "042"),
        (IN_OFFICE, "Envoy (United States)", "Ken Mori", "040"),
        (IN_OFFICE, "Ida Holt", "League of Isles", "040"),
        (BEFORE, "Ida Holt", "Ken Mori", "036"),
        (LATER, "Japan", "Ida Holt", "036"),
        ("2020-05-02", "Ida Holt", "Ken Mori", "036"),
    ]
    rows = pd.DataFrame(told, columns=["date", "source_entity", "target_entity", "cameo"])
    for place, name in enumerate(FILES.values()):
        rows.iloc[: None if place == 0 else 0].to_parquet(tmp_path / name)
    return tmp_path


def events(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source", "cameo", "day"])


def test_event_days_fade_by_half_life_and_the_day_itself_is_unseen() -> None:
    found = faded(np.array([100, 100, 104]), np.array([100, 101, 105]), 4.0)
    assert found == pytest.approx([0.0, 1.0, 1.0 + 0.5])


def test_later_events_change_no_earlier_origin() -> None:
    told = [("USA", "036", 90), ("FRA", "036", 95)]
    before = intent_terms(events(*told), np.array([100]))
    after = intent_terms(events(*told, ("USA", "120", 100), ("USA", "036", 130)), np.array([100]))
    assert before == pytest.approx(after)


def test_intent_of_both_sides_and_hostility_are_terms_of_their_own() -> None:
    origin = np.array([100])
    one_sided = intent_terms(events(("USA", "036", 99)), origin)[0]
    both = intent_terms(events(("USA", "036", 99), ("FRA", "036", 99)), origin)[0]
    hostile = intent_terms(events(("USA", "036", 99), ("FRA", "112", 99)), origin)[0]
    assert one_sided[2] == 0.0 < both[2]
    assert one_sided[5] == 0.0 < hostile[5]


def test_without_cases_to_the_contrary_the_record_stands() -> None:
    """Terms that tell nothing leave the log odds of the record model as they are."""
    rng = np.random.default_rng(2)
    log_odds = rng.normal(-2.0, 1.0, 5000)
    met = (rng.uniform(size=5000) < 1.0 / (1.0 + np.exp(-log_odds))).astype(np.float64)
    design = np.column_stack([np.ones(5000), log_odds, rng.normal(size=5000)])
    assert logistic(design, met) == pytest.approx([0.0, 1.0, 0.0], abs=0.12)


def test_events_of_a_president_in_office_with_anybody_of_another_country_are_read(
    folder: Path,
) -> None:
    found = read_coded(folder, COUNTRIES)
    told = found[["source", "target", "other", "cameo", "leaders"]].to_numpy().tolist()
    assert told == [
        ["USA", "JPN", "JPN", "036", True],
        ["PER", "USA", "PER", "036", False],
        ["USA", "JPN", "JPN", "042", False],
    ]
    assert set(found["dataset"]) == {next(iter(FILES))}
    assert set(found["day"]) == {int(np.datetime64(IN_OFFICE, "D").astype(np.int64))}


def test_a_missing_file_is_an_error(folder: Path) -> None:
    (folder / FILES["ICEWS18"]).unlink()
    with pytest.raises(OSError, match=FILES["ICEWS18"]):
        read_coded(folder, COUNTRIES)


def block(met: list[float], *, covered: list[bool]) -> CodedBlock:
    n = len(met)
    return CodedBlock(
        np.ones((n, 2)), np.array(met), np.full(n, 0.1), np.arange(n), np.array(covered)
    )


def test_cases_are_joined_and_taken_in_step() -> None:
    both = joined([block([1.0, 0.0], covered=[True, False]), block([1.0], covered=[True])])
    assert both.met.tolist() == [1.0, 0.0, 1.0]
    assert both.take(both.covered).dyad.tolist() == [0, 0]
    assert both.take(both.covered).design.shape == (2, 2)


def test_the_page_says_where_the_goal_is_missed() -> None:
    row = {
        "days": 14, "named": "leaders", "dyads": 71, "n": 900, "skill": 0.12,
        "skill_interval": [0.01, 0.2], "slope": 1.0, "ece": 0.01, "record_skill": 0.02,
        "events_lower_by": 0.1, "events_interval": [0.0, 0.2],
    }  # fmt: skip
    told = coded_section([row, {**row, "named": "any", "skill": 0.09}])
    assert "| 14 | leaders named together | 71 | 900 | +0.120 (+0.010 to +0.200) | +0.10 |" in told
    assert "| 14 | any actor named | 71 | 900 | +0.090 (+0.010 to +0.200) | +0.10, missed |" in told
