"""The encoder: words in pieces, names veiled, an altered network refused, its part in a reading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from forecaster.domain.errors import FactsError
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.impression import NEVER, Position
from forecaster.reading.learned.encoder import Encoder, Look, Verdict, parse_encoder
from forecaster.reading.learned.invented import ALDER, BIRCH, CEDAR, NOR, WES, invented_world
from forecaster.reading.learned.lessons import Onlooker, Page
from forecaster.reading.learned.pieces import Pieces
from forecaster.reading.learned.windows import Window, cut, windows
from forecaster.reading.reader import RulesReader
from jobs.learning import CONTRASTS, ITEMS, JUDGED, WORDINGS
from jobs.readers import ENCODER, HALVES, PIECES, load_encoder, load_parts, network_of
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


def _page(text: str) -> Page:
    parts, onlooker = load_parts(DATA), Onlooker()
    reader = RulesReader(invented_world(), parts.book, parts.lexicon, weigher=onlooker)
    onlooker.show(reader, an_article(text))
    assert onlooker.page is not None
    return onlooker.page


def _odds(encoder: Encoder, text: str) -> Mapping[T, float]:
    page = _page(text)
    odds = encoder.look(page.shown).told(page.shown[-1].position)
    assert odds is not None
    return odds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Anna Alder asked Ben Birch to be her guest in Norburg in May.", T.INVITE),
        ("Anna Alder and Ben Birch spoke on the telephone for an hour.", T.CALL),
        ("Ben Birch has put off until next year his visit to Anna Alder.", T.POSTPONE),
    ],
)
def test_plain_sentences_are_told_apart(encoder: Encoder, text: str, kind: T) -> None:
    odds = _odds(encoder, text)
    assert max(odds, key=odds.__getitem__) is kind
    assert odds[kind] > 0 > sorted(odds.values())[-2]


def test_a_sentence_about_nothing_tells_nothing(encoder: Encoder) -> None:
    odds = _odds(encoder, "Anna Alder and Ben Birch both like the sea and old songs.")
    assert max(odds.values()) < 0


THREE = (
    "Carl Cedar opened a bridge in Westport. Anna Alder received Ben Birch in Norburg on Monday. "
    "He asked her to visit him in May."
)


def test_who_takes_part_is_read_in_the_light_of_what_stands_before(encoder: Encoder) -> None:
    page = _page(THREE)
    look, position = encoder.look(page.shown), page.shown[2].position
    parts = {one: look.part(position, T.INVITE, one) for one in look.people(position)}
    assert set(parts) == {ALDER, BIRCH, CEDAR}
    assert min(parts[ALDER], parts[BIRCH]) > parts[CEDAR]


def test_whose_step_it_is_is_told_from_whom_it_concerns(encoder: Encoder) -> None:
    page = _page("Ben Birch asked Anna Alder to come to Sudstadt in May.")
    look, position = encoder.look(page.shown), page.shown[0].position
    assert look.step(position, T.INVITE, BIRCH) > 0 > look.step(position, T.INVITE, ALDER)


def test_where_something_is_set_is_told_from_where_it_is_not(encoder: Encoder) -> None:
    page = _page(THREE)
    look, position = encoder.look(page.shown), page.shown[1].position
    assert look.land(position, T.MET, NOR) > look.land(position, T.MET, WES)


def test_which_time_is_that_of_the_meeting_and_which_that_of_the_statement(
    encoder: Encoder,
) -> None:
    page = _page("On Monday Ben Birch asked Anna Alder to come to Sudstadt on 4 May.")
    look, position = encoder.look(page.shown), page.shown[0].position
    monday, may = (
        next((position, one.time) for one in page.shown[0].words if one.text == text and one.time)
        for text in ("Monday", "May")
    )
    assert look.span(position, T.INVITE, may) > 0 > look.span(position, T.INVITE, monday)
    assert look.day(position, T.INVITE, monday) > 0 > look.day(position, T.INVITE, may)


def test_of_what_is_not_there_nothing_is_known(encoder: Encoder) -> None:
    page = _page(THREE)
    look = encoder.look(page.shown)
    nowhere, position = ("body", 9999), page.shown[1].position
    when = (position, 0)
    assert look.told(nowhere) is None
    assert look.people(nowhere) == ()
    assert look.part(nowhere, T.MET, ALDER) == look.land(nowhere, T.MET, NOR) == NEVER
    assert look.step(page.shown[0].position, T.MET, LeaderId("nobody")) == NEVER
    assert look.land(page.shown[0].position, T.MET, CountryCode("XXX")) == NEVER
    assert look.span(position, T.MET, (nowhere, 3)) == look.span(position, T.MET, when) == NEVER
    assert look.day(nowhere, T.MET, when) == look.day(position, T.MET, when) == NEVER


def test_a_number_means_nobody(encoder: Encoder) -> None:
    """The same article with its leaders in other roles is read alike."""
    other = (
        THREE.replace("Carl Cedar", "Q")
        .replace("Ben Birch", "Carl Cedar")
        .replace("Q", "Ben Birch")
    )
    one, two = _page(THREE), _page(other)
    position = one.shown[2].position
    first, second = encoder.look(one.shown), encoder.look(two.shown)
    assert first.part(position, T.INVITE, BIRCH) == pytest.approx(
        second.part(two.shown[2].position, T.INVITE, CEDAR), abs=1.5
    )


@pytest.mark.parametrize("altered", ["network", "vocabulary", "description"])
def test_an_altered_encoder_is_refused_with_a_remedy(altered: str) -> None:
    document, vocabulary = ((DATA / one).read_text("utf-8") for one in (ENCODER, PIECES))
    network = (DATA / network_of(ENCODER)).read_bytes()
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
    folders = (ITEMS, WORDINGS, CONTRASTS, JUDGED)
    ours = {file for one in folders for file in (DATA / one).glob("*.jsonl")}
    assert learned
    assert learned <= {str(file.relative_to(DATA)) for file in ours}


def test_each_half_has_learned_from_what_the_other_has_not() -> None:
    served, one, other = (
        set(json.loads((DATA / encoder).read_text("utf-8"))["learned_from"])
        for encoder in (ENCODER, *HALVES)
    )
    assert not any(file.startswith(JUDGED) for file in one & other)
    assert any(file.startswith(CONTRASTS) for file in one & other)
    assert one - other
    assert other - one
    assert one | other <= served
    for half in HALVES:
        assert load_encoder(DATA, half).types == load_encoder(DATA).types


def _last(text: str, encoder: Encoder) -> tuple[Look, Position]:
    page = _page(text)
    return encoder.look(page.shown), page.shown[-1].position


def test_a_step_of_all_is_told_from_that_of_one(encoder: Encoder) -> None:
    look, position = _last("Anna Alder and Ben Birch agreed to meet again in May.", encoder)
    assert look.step(position, T.CONFIRM, None) > look.step(position, T.CONFIRM, ALDER)
    look, position = _last("Anna Alder asked Ben Birch to come to Norburg in May.", encoder)
    assert look.step(position, T.INVITE, ALDER) > look.step(position, T.INVITE, None)


def test_where_and_when_nothing_is_told_is_told_from_where_something_is(encoder: Encoder) -> None:
    look, position = _last("Anna Alder is ready to meet Ben Birch, she said.", encoder)
    assert min(look.land(position, T.WILLING, None), look.span(position, T.WILLING, None)) > 0
    look, position = _last("Anna Alder will meet Ben Birch in Westport on 4 May.", encoder)
    assert max(look.land(position, T.CONFIRM, None), look.span(position, T.CONFIRM, None)) < 0


def test_what_is_said_on_the_day_of_the_report_is_told_from_what_was_long_ago(
    encoder: Encoder,
) -> None:
    look, position = _last("Anna Alder will visit Ben Birch in May, she announced.", encoder)
    assert look.day(position, T.CONFIRM, None) > 0
    look, position = _last("Anna Alder had met Ben Birch in Norburg on 2 May 2029.", encoder)
    assert look.day(position, T.MET, None) < 0


def test_of_a_window_it_is_asked_once(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Window] = []

    def watched(window: Window) -> Verdict:
        asked.append(window)
        return Encoder.verdict(encoder, window)

    monkeypatch.setattr(encoder, "verdict", watched)
    page = _page(THREE)
    look = encoder.look(page.shown)
    assert not asked, "none is read before it is asked for"
    for one in page.shown:
        look.told(one.position)
        look.land(one.position, T.MET, NOR)
    assert len(asked) == 1


def test_of_a_window_no_more_is_kept_than_what_is_told(encoder: Encoder) -> None:
    pieces = Pieces((DATA / PIECES).read_text("utf-8").splitlines())
    (window,) = windows([cut(one, pieces) for one in _page(THREE).shown], [False] * 3, pieces)
    verdict = encoder.verdict(window)
    told = (verdict.parts, verdict.steps, verdict.lands, verdict.spans, verdict.days)
    assert all(None in one for one in told)
    # A view would keep the log odds of every word of 512 windows, 400 megabytes.
    assert all(odds.base is None for one in told for odds in one.values())
