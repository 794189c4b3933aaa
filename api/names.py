"""Words for ids, from the tables that ship with the product; each read when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from forecaster.domain.summits import Summit
from forecaster.store.expectations import read_table
from forecaster.store.facts import load_summits


class TableNames:
    """Names below a data folder; fulfils ``ports.Names``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def leaders(self) -> Mapping[str, str]:
        """Name by leader id."""
        rows = read_table(self._root / "facts" / "leaders.csv").rows
        return {row["id"]: row["name"] for row in rows}

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """English name by country code."""
        rows = read_table(self._root / "places" / "countries.csv").rows
        return {row["code"]: row["name"] for row in rows}

    @cached_property
    def summits(self) -> tuple[Summit, ...]:
        """The calendar in all its versions."""
        return load_summits(self._root)
