"""The reader, put together from the bundled data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import httpx2

from forecaster.domain.errors import SettingsError
from forecaster.reading.lexicon import parse_lexicon
from forecaster.reading.llm import LlmReader
from forecaster.reading.reader import Reader, RulesReader, Splitter
from forecaster.reading.rules import RuleBook, parse_rules
from forecaster.reading.sentences import sentence_spans
from forecaster.reading.spacy_reader import spacy_splitter
from forecaster.reading.world import build_world
from forecaster.store.facts import load_facts
from forecaster.store.roster import load_places, load_roster
from jobs.settings import ReaderSettings


def load_rules(root: Path) -> RuleBook:
    """The rule book of ``root/rules``, its files in order of name.

    Raises:
        FactsError: If a rule is broken.
    """
    files = sorted((root / "rules").glob("[0-9]*.toml"))
    return parse_rules(file.read_text("utf-8") for file in files)


def rules_reader(
    root: Path,
    extra: Sequence[Path] = (),
    *,
    splitter: Splitter = sentence_spans,
    name: str = "rules@1",
) -> RulesReader:
    """The default reader over the bundled facts, places, roster and rules.

    Args:
        root: The data folder.
        extra: Further folders whose places and roster rows are added.
        splitter: Cuts a line into sentences.
        name: Name and version under which its mentions are stored.

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
    return RulesReader(world, load_rules(root), lexicon, splitter=splitter, name=name)


def spacy_reader(root: Path, extra: Sequence[Path] = ()) -> RulesReader:
    """The same rules over sentences that spaCy cuts.

    Raises:
        FactsError: If a table or a rule is broken.
        SettingsError: If the extra ``nlp`` is not installed.
    """
    return rules_reader(root, extra, splitter=spacy_splitter(), name="rules+spacy@1")


def chosen_reader(root: Path, extra: Sequence[Path], chosen: ReaderSettings) -> Reader:
    """The reader that the settings name.

    Raises:
        FactsError: If a table or a rule is broken.
        SettingsError: If an extra or the endpoint of the language model is missing.
    """
    if chosen.name == "rules+spacy":
        return spacy_reader(root, extra)
    rules = rules_reader(root, extra)
    return llm_reader(rules, chosen) if chosen.name == "llm" else rules


def llm_reader(rules: RulesReader, chosen: ReaderSettings) -> LlmReader:
    """A reader that asks an OpenAI-compatible endpoint and verifies every answer.

    Args:
        rules: The reader that dates and flags the articles.
        chosen: Address, model and key of the endpoint.

    Raises:
        SettingsError: If no endpoint or model is named; when reading, if it does not answer.
    """
    if not (chosen.url and chosen.model):
        raise SettingsError(
            "the reader llm needs an endpoint and a model",
            remedy="set reader.url and reader.model in summitry.toml, or use the reader rules",
        )
    return LlmReader(partial(_ask, chosen), chosen.model, rules, rules.names)


def _ask(endpoint: ReaderSettings, request: Mapping[str, Any]) -> str:
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    try:
        reply = httpx2.post(endpoint.url, json=dict(request), headers=headers, timeout=_PATIENCE)
        reply.raise_for_status()
        return str(reply.json()["choices"][0]["message"]["content"])
    except (httpx2.HTTPError, KeyError, IndexError, TypeError, ValueError) as error:
        raise SettingsError(
            f"the language model at {endpoint.url} does not answer: {error}",
            remedy="check reader.url and reader.model, or use the reader rules",
        ) from error


_PATIENCE = 60.0
"""Seconds to wait for an answer."""
