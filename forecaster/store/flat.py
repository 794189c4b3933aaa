"""Cells of CSV files that people open in spreadsheets."""

from __future__ import annotations

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""What begins a formula, or what a reader would take for the mark of a text."""


def as_text(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; one leading apostrophe undoes it."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text
