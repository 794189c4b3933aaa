"""Words for ids, from the tables that ship with the product; each read when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from forecaster.domain.chronicle import Facts
from forecaster.domain.people import LeaderId, Term
from forecaster.domain.summits import Summit
from forecaster.questions.finding import names_of
from forecaster.store.expectations import read_table
from forecaster.store.facts import load_facts, load_summits
from forecaster.store.roster import load_roster


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
    def spellings(self) -> tuple[tuple[str, LeaderId], ...]:
        """Every name by which a leader may be called."""
        people = load_roster(self._root).people
        return tuple(names_of(self._facts.leaders.values(), people))

    @property
    def terms(self) -> tuple[Term, ...]:
        """Who held which office when."""
        return tuple(self._facts.terms)

    @cached_property
    def _facts(self) -> Facts:
        return load_facts(self._root)

    @cached_property
    def summits(self) -> tuple[Summit, ...]:
        """The calendar in all its versions."""
        return load_summits(self._root)
