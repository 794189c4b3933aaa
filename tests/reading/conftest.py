from __future__ import annotations

from pathlib import Path

import pytest

from forecaster.reading.patterns.rules import RuleBook, parse_rules
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.clean import Furniture
from forecaster.reading.text.lexicon import parse_lexicon
from jobs.readers import rules_reader
from tests.reading.world import small_world

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def book() -> RuleBook:
    files = sorted((DATA / "rules").glob("[0-9]*.toml"))
    return parse_rules(file.read_text("utf-8") for file in files)


@pytest.fixture(scope="session")
def furniture(small: RulesReader) -> Furniture:
    """What the bundled word lists take for furniture of a page."""
    return Furniture(small.lexicon.lists)


@pytest.fixture(scope="session")
def small(book: RuleBook) -> RulesReader:
    """The bundled rules over an invented world."""
    lexicon = parse_lexicon((DATA / "rules" / "lexicon.toml").read_text("utf-8"))
    return RulesReader(small_world(), book, lexicon)


@pytest.fixture(scope="session")
def full() -> RulesReader:
    """The default reader over the bundled world."""
    return rules_reader(DATA)
