"""The encoder: words in pieces, names veiled, an altered network refused, its part in a reading."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from forecaster.domain.errors import FactsError
from forecaster.domain.signals import SignalType
from forecaster.reading.learned.encoder import Encoder, parse_encoder, veiled
from forecaster.reading.learned.invented import invented_world
from forecaster.reading.learned.lessons import Onlooker
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.reader import RulesReader
from forecaster.reading.who.canon import Canon
from jobs.learning import ITEMS, WORDINGS
from jobs.readers import ENCODER, NETWORK, PIECES, load_encoder, load_parts
from tests.reading.world import an_article

DATA = Path(__file__).resolve().parents[2] / "data"
T = SignalType
SMALL = ["[UNK]", "[CLS]", "[SEP]", "in", "##vit", "##ed", "her", "!"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(DATA)


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        (["invited", "her"], ["in", "##vit", "##ed", "her"]),
        (["Ínvited", "HER!"], ["in", "##vit", "##ed", "her", "!"]),
        (["inward", "her"], ["[UNK]", "her"]),
        (["x" * 101], ["[UNK]"]),
        ([], []),
    ],
)
def test_words_are_cut_into_the_longest_pieces_known(words: list[str], pieces: list[str]) -> None:
    named = ["[CLS]", *pieces, "[SEP]"]
    assert [SMALL[one] for one in Pieces(SMALL).numbers(words, 20)] == named


def test_a_long_sentence_is_cut() -> None:
    numbers = Pieces(SMALL).numbers(["her"] * 50, 10)
    assert (len(numbers), SMALL[numbers[-1]]) == (10, "[SEP]")


def test_names_are_veiled() -> None:
    shown = " ".join(veiled(_canon("President Anna Alder told Ben Birch to come to Norland.")))
    assert shown == "the president told the president to come to the country"


def _canon(text: str) -> Canon:
    parts, onlooker = load_parts(DATA), Onlooker()
    reader = RulesReader(invented_world(), parts.book, parts.lexicon, weigher=onlooker)
    return onlooker.show(reader, an_article(text))[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Anna Alder asked Ben Birch to be her guest in Norburg in May.", T.INVITE),
        ("Anna Alder and Ben Birch spoke on the telephone for an hour.", T.CALL),
        ("Ben Birch has put off until next year his visit to Anna Alder.", T.POSTPONE),
    ],
)
def test_plain_sentences_are_told_apart(encoder: Encoder, text: str, kind: T) -> None:
    odds = encoder.log_odds(_canon(text))
    assert max(odds, key=odds.__getitem__) is kind
    assert odds[kind] > 0 > sorted(odds.values())[-2]


def test_a_sentence_about_nothing_tells_nothing(encoder: Encoder) -> None:
    odds = encoder.log_odds(_canon("Anna Alder and Ben Birch both like the sea and old songs."))
    assert max(odds.values()) < 0


@pytest.mark.parametrize("altered", ["network", "vocabulary", "description"])
def test_an_altered_encoder_is_refused_with_a_remedy(altered: str) -> None:
    document, vocabulary = ((DATA / one).read_text("utf-8") for one in (ENCODER, PIECES))
    network = (DATA / NETWORK).read_bytes()
    with pytest.raises(FactsError) as caught:
        parse_encoder(
            "{}" if altered == "description" else document,
            vocabulary + "x\n" if altered == "vocabulary" else vocabulary,
            network[:-1] if altered == "network" else network,
        )
    assert "fit --encoder" in caught.value.remedy


def test_a_network_that_is_none_is_refused() -> None:
    vocabulary, network = "\n".join(SMALL), b"no network"
    told = {
        "types": ["CALL"],
        "network": sha256(network).hexdigest(),
        "vocabulary": sha256(vocabulary.encode()).hexdigest(),
    }
    with pytest.raises(FactsError, match="cannot be read"):
        parse_encoder(json.dumps(told), vocabulary, network)


def test_it_learned_from_no_held_out_text() -> None:
    learned = set(json.loads((DATA / ENCODER).read_text("utf-8"))["learned_from"])
    ours = {*(DATA / ITEMS).glob("*.jsonl"), *(DATA / WORDINGS).glob("*.jsonl")}
    assert learned
    assert learned <= {str(file.relative_to(DATA)) for file in ours}
