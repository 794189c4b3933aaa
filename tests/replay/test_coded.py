"""Coded events as evidence: counting, fading, and a regression that trusts the record first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecaster.replay.coded import faded, intent_terms, logistic


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
