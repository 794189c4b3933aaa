"""The reader, put together from the bundled data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx2

from forecaster.domain.errors import SettingsError
from forecaster.reading.acts.weighing import Chooser, Convener, Placer, Weigher
from forecaster.reading.circumstances.placer import PreferringPlacer
from forecaster.reading.circumstances.preferences import parse_preferences
from forecaster.reading.company.convener import LearnedConvener
from forecaster.reading.known.records import World
from forecaster.reading.known.world import build_world
from forecaster.reading.learned.choosing import Choices, parse_choices
from forecaster.reading.learned.encoder import Encoder, parse_encoder
from forecaster.reading.learned.judging import Judge
from forecaster.reading.learned.recognizing import Recognizer
from forecaster.reading.learned.senses import parse_senses
from forecaster.reading.learned.traits import TraitFinder
from forecaster.reading.learned.trees import Forest, parse_forests
from forecaster.reading.learned.wordings import Wordings, parse_wordings
from forecaster.reading.llm import LlmReader
from forecaster.reading.patterns.rules import RuleBook, parse_rules
from forecaster.reading.patterns.switches import Switches
from forecaster.reading.reader import Reader, RulesReader, Splitter, known_lemmas
from forecaster.reading.text.lexicon import Lexicon, parse_lexicon
from forecaster.reading.text.sentences import sentence_spans
from forecaster.reading.text.spacy_reader import spacy_splitter
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


@dataclass(frozen=True, slots=True)
class Parts:
    """What readers are put together from.

    Attributes:
        book: The rules.
        lexicon: The word lists.
        finder: Finds the traits of sentences.
    """

    book: RuleBook
    lexicon: Lexicon
    finder: TraitFinder


def load_parts(root: Path) -> Parts:
    """Rules, word lists and senses of ``root/rules``.

    Raises:
        FactsError: If a file is broken.
    """
    book = load_rules(root)
    lexicon = parse_lexicon((root / "rules" / "lexicon.toml").read_text("utf-8"))
    senses = (root / "rules" / "senses.toml").read_text("utf-8")
    finder = TraitFinder(parse_senses(senses, known_lemmas(book, lexicon)))
    return Parts(book, lexicon, finder)


def recognizer(
    parts: Parts, wordings: Wordings, encoder: Encoder | None = None, judge: Judge | None = None
) -> Recognizer:
    """What weighs the readings of rules by what was learned from labelled texts."""
    return Recognizer(wordings, parts.finder, Switches(parts.lexicon.lists), encoder, judge)


LEARNED = Path("models") / "reader"
"""Where the learned weights are, below the data folder."""
WEIGHTS = LEARNED / "wordings.json"
CHOICES = LEARNED / "choices.json"
CIRCUMSTANCES = LEARNED / "circumstances.json"
JUDGE = LEARNED / "judge.json"
COMPANY = LEARNED / "company.json"
ENCODER = LEARNED / "encoder.json"
"""The encoder in service."""
HALVES = tuple(Path("reading") / "encoders" / name for name in ("first.json", "second.json"))
"""Two more, each of which has learned from one half of the files from which the judge learns: what
learns from a file must ask one that has not, since of articles that it has seen an encoder knows
more than of new ones."""
PIECES = LEARNED / "encoder.txt"


def network_of(encoder: Path) -> Path:
    """Where the network of an encoder is, by its description."""
    return encoder.with_suffix(".onnx")


def load_encoder(root: Path, encoder: Path = ENCODER) -> Encoder:
    """An encoder by its description, which lies beside its network.

    Raises:
        FactsError: If a part of it was altered.
    """
    document, vocabulary = ((root / name).read_text("utf-8") for name in (encoder, PIECES))
    return parse_encoder(document, vocabulary, (root / network_of(encoder)).read_bytes())


def load_choices(root: Path) -> Choices:
    """What was learned of who speaks and acts, from ``root/models/reader``.

    Raises:
        FactsError: If it was altered.
    """
    return parse_choices((root / CHOICES).read_text("utf-8"))


def load_placer(root: Path) -> Placer:
    """What was learned of places and days, from ``root/models/reader``.

    Raises:
        FactsError: If it was altered.
    """
    return PreferringPlacer(parse_preferences((root / CIRCUMSTANCES).read_text("utf-8")))


def load_recognizer(
    root: Path, parts: Parts, *, encoder: Path | None = ENCODER, judged: bool = True
) -> Recognizer:
    """The recognizer of ``root/models/reader``.

    Args:
        root: The data folder.
        parts: What finds traits and reads modality.
        encoder: Which encoder is asked, if any.
        judged: Whether acts are judged beside the others of their article.

    Raises:
        FactsError: If a part of it was altered.
    """
    wordings = parse_wordings((root / WEIGHTS).read_text("utf-8"))
    judge = load_judge(root, encoder=encoder is not None) if judged else None
    return recognizer(parts, wordings, load_encoder(root, encoder) if encoder else None, judge)


def load_judge(root: Path, *, encoder: bool) -> Judge:
    """The judge of acts that were weighed with or without the encoder.

    Raises:
        FactsError: If it was altered.
    """
    forests = parse_forests((root / JUDGE).read_text("utf-8"))
    return Judge(forests[WITH_ENCODER if encoder else BY_WORDINGS])


def load_convener(root: Path) -> Convener:
    """What was learned of whom acts concern, from ``root/models/reader``.

    Raises:
        FactsError: If it was altered.
    """
    forests = parse_forests((root / COMPANY).read_text("utf-8"))
    return LearnedConvener(forests[FIRST_THOUGHTS], forests[SECOND_THOUGHTS])


def load_first_thoughts(root: Path) -> Forest:
    """The part of it that knows nothing of an encoder's impression.

    Raises:
        FactsError: If it was altered.
    """
    return parse_forests((root / COMPANY).read_text("utf-8"))[FIRST_THOUGHTS]


FIRST_THOUGHTS, SECOND_THOUGHTS = "company", "company_seen"


WITH_ENCODER, BY_WORDINGS = "with_encoder", "by_wordings"
VERSION = 15
"""Of all readers by rules: it rises whenever some text is read otherwise."""


def rules_reader(
    root: Path,
    extra: Sequence[Path] = (),
    *,
    splitter: Splitter = sentence_spans,
    name: str = f"rules@{VERSION}",
    encoder: bool = True,
) -> RulesReader:
    """The default reader: the bundled rules, weighed by the learned wordings and the encoder.

    Args:
        root: The data folder.
        extra: Further folders whose places and roster rows are added.
        splitter: Cuts a line into sentences.
        name: Name and version under which its mentions are stored.
        encoder: Whether the encoder is asked, which doubles the time and finds more.

    Raises:
        FactsError: If a table, a rule or the weights are broken.
    """
    parts = load_parts(root)
    weigher = load_recognizer(root, parts, encoder=ENCODER if encoder else None)
    world = bundled_world(root, extra)
    return RulesReader(
        world,
        parts.book,
        parts.lexicon,
        splitter=splitter,
        name=name,
        weigher=weigher,
        chooser=load_choices(root),
        placer=load_placer(root),
        convener=load_convener(root),
    )


def asking_reader(root: Path, chooser: Chooser, *, encoder: Path | None) -> RulesReader:
    """The default reader, with this or no encoder, but it asks ``chooser`` who speaks and acts.

    Raises:
        FactsError: If a table, a rule or the weights are broken.
    """
    parts, world = load_parts(root), bundled_world(root)
    return RulesReader(
        world,
        parts.book,
        parts.lexicon,
        weigher=load_recognizer(root, parts, encoder=encoder),
        chooser=chooser,
        convener=load_convener(root),
    )


def placing_reader(root: Path, placer: Placer, *, encoder: Path | None) -> RulesReader:
    """The default reader, with this or no encoder, but ``placer`` places what it tells.

    Raises:
        FactsError: If a table, a rule or the weights are broken.
    """
    parts, world = load_parts(root), bundled_world(root)
    return RulesReader(
        world,
        parts.book,
        parts.lexicon,
        weigher=load_recognizer(root, parts, encoder=encoder),
        placer=placer,
        convener=load_convener(root),
    )


def plain_rules(
    root: Path,
    weigher: Weigher | None = None,
    convener: Convener | None = None,
    placer: Placer | None = None,
) -> RulesReader:
    """The bundled rules, weighed by another weigher or taken at their word.

    Args:
        root: The data folder.
        weigher: Weighs what the rules read.
        convener: Says whom it concerns, where a judge would judge the acts.
        placer: Says where and when it is set.

    Raises:
        FactsError: If a table or a rule is broken.
    """
    parts, world = load_parts(root), bundled_world(root)
    return RulesReader(
        world, parts.book, parts.lexicon, weigher=weigher, convener=convener, placer=placer
    )


def bundled_world(root: Path, extra: Sequence[Path] = ()) -> World:
    """What a reader knows of people, places and forums.

    Raises:
        FactsError: If a table is broken.
    """
    facts = load_facts(root)
    places, roster = load_places(root, extra), load_roster(root, extra)
    return build_world(facts.leaders, facts.terms, facts.summits, places, roster, facts.meetings)


def spacy_reader(root: Path, extra: Sequence[Path] = ()) -> RulesReader:
    """The same rules over sentences that spaCy cuts.

    Raises:
        FactsError: If a table or a rule is broken.
        SettingsError: If the extra ``nlp`` is not installed.
    """
    return rules_reader(root, extra, splitter=spacy_splitter(), name=f"rules+spacy@{VERSION}")


def chosen_reader(root: Path, extra: Sequence[Path], chosen: ReaderSettings) -> Reader:
    """The reader that the settings name.

    Raises:
        FactsError: If a table or a rule is broken.
        SettingsError: If an extra or the endpoint of the language model is missing.
    """
    if chosen.name == "rules+spacy":
        return spacy_reader(root, extra)
    if chosen.name == "rules-quick":
        return rules_reader(root, extra, name=f"rules-quick@{VERSION}", encoder=False)
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
    key = endpoint.key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}"} if key else {}
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
