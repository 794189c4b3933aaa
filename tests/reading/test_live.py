"""Live blogs: entries behind time stamps."""

from __future__ import annotations

import pytest

from forecaster.reading.form.entries import entries
from forecaster.reading.text.lines import text_lines


def _entries(body: str) -> list[tuple[int, str]]:
    found = entries(body, text_lines(body, frozenset())) or []
    return [(one.number, body[one.start : one.end]) for one in found]


@pytest.mark.parametrize(
    "stamp",
    [
        "14:05", "14.05", "14h05", "9.40am", "9:40 a.m.", "3pm", "14:05 GMT", "[14:05]",
        "14:05 (GMT+1)", "14:05 CET -", "**14:05**", "Updated at 14:05:", "10.25", "9.40pm BST |",
    ],
)  # fmt: skip
def test_stamps(stamp: str) -> None:
    body = f"{stamp} Alder met Birch.\n{stamp} Rain.\nIt pours."
    assert _entries(body) == [(1, "Alder met Birch."), (2, "Rain."), (2, "It pours.")]


def test_a_stamp_on_a_line_of_its_own() -> None:
    body = "14:05\nAlder met Birch.\n13:50 GMT\nRain."
    assert _entries(body) == [(1, "Alder met Birch."), (2, "Rain.")]


@pytest.mark.parametrize(
    "body",
    [
        "14:05 Alder met Birch.\nThey talked.",
        "3.25 million people live there.\n4.25 per cent work.",
        "12 ministers came.\n14 stayed away.",
    ],
)
def test_a_report_has_no_entries(body: str) -> None:
    assert entries(body, text_lines(body, frozenset())) is None
