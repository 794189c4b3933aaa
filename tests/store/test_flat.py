"""Cells that no spreadsheet takes for a formula, whichever door they leave by."""

from __future__ import annotations

import csv
import io

import pytest

from forecaster.store.flat import as_text
from jobs.export import write_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'quoted"])
def test_a_cell_starts_no_formula_and_comes_back(text: str) -> None:
    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", 'a "b"\n,c', "1-2"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert as_text(text) == text


@pytest.mark.parametrize("text", ["=1+1", "\nx", "'quoted"])
def test_records_leave_with_the_same_guard(text: str) -> None:
    file = io.StringIO(newline="")
    assert write_csv([{"note": text}], file) == 1
    _, (cell,) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert cell == f"'{text}"
