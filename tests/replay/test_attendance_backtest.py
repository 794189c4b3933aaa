"""Attendance walked forward on the record."""

from __future__ import annotations

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.model.book import Book
from forecaster.replay.attendance_backtest import attendance_scores, attendance_walk
from forecaster.replay.evidence_pages import attendance_section
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root


def test_chances_beat_simple_references_and_are_told() -> None:
    judged = attendance_walk(Book(Chronicle.of(load_facts(data_root()))))
    assert ((judged.chance > 0.0) & (judged.chance < 1.0)).all()
    scores = attendance_scores(judged, np.random.default_rng(7))
    assert [one["n"] for one in scores] == [277, 277, 115, 115]
    for one in scores:
        assert one["brier"] < one["reference_brier"]
        assert one["brier_interval"][0] > 0.0
        assert one["log_interval"][0] > 0.0
    table = attendance_section(scores)
    assert table.count("| 277 | 63 |") == table.count("| 115 | 50 |") == 2
