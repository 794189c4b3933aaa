"""The reader, put together from the bundled data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forecaster.reading.lexicon import parse_lexicon
from forecaster.reading.reader import RulesReader
from forecaster.reading.rules import RuleBook, parse_rules
from forecaster.reading.world import build_world
from forecaster.store.facts import load_facts
from forecaster.store.roster import load_places, load_roster


def load_rules(root: Path) -> RuleBook:
    """The rule book of ``root/rules``, its files in order of name.

    Raises:
        FactsError: If a rule is broken.
    """
    files = sorted((root / "rules").glob("[0-9]*.toml"))
    return parse_rules(file.read_text("utf-8") for file in files)


def rules_reader(root: Path, extra: Sequence[Path] = ()) -> RulesReader:
    """The default reader over the bundled facts, places, roster and rules.

    Args:
        root: The data folder.
        extra: Further folders whose places and roster rows are added.

    Raises:
        FactsError: If a table or a rule is broken.
    """
    facts = load_facts(root)
    world = build_world(
        facts.leaders,
        facts.terms,
        facts.summits,
        load_places(root, extra),
        load_roster(root, extra),
    )
    lexicon = parse_lexicon((root / "rules" / "lexicon.toml").read_text("utf-8"))
    return RulesReader(world, load_rules(root), lexicon)
