"""Learned wordings: what is seen in a sentence, how weights come about, what they change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forecaster.domain.errors import FactsError
from forecaster.domain.signals import SignalType
from forecaster.reading.learned.invented import invented_world
from forecaster.reading.learned.learning import Lesson, learn, to_data
from forecaster.reading.learned.lessons import Onlooker, lessons_of_items, lessons_of_wordings
from forecaster.reading.learned.recognizing import acting_party
from forecaster.reading.learned.sealed import sealed
from forecaster.reading.learned.wordings import parse_wordings
from forecaster.reading.reader import RulesReader
from jobs.readers import WEIGHTS, Parts, load_parts, recognizer
from tests.reading.world import an_article

DATA = Path(__file__).resolve().parents[2] / "data"
T = SignalType
FLYING = [
    ("Alder is packing her bags for Norburg.", ["TRAVEL"]),
    ("Birch is packing his bags for Sudstadt.", ["TRAVEL"]),
    ("Cedar is packing a bag for Westport.", ["TRAVEL"]),
    ("Alder spoke of wheat and of the weather.", []),
    ("Birch spoke of the harvest.", []),
    ("Cedar spoke of fish.", []),
]


@pytest.fixture(scope="module")
def parts() -> Parts:
    return load_parts(DATA)


@pytest.fixture(scope="module")
def lessons(parts: Parts) -> list[Lesson]:
    onlooker = Onlooker()
    reader = _reader(parts, onlooker)
    texts = [{"text": text, "types": types} for text, types in FLYING]
    return list(lessons_of_wordings(texts * 3, reader, onlooker, parts.finder))


def _reader(parts: Parts, weigher: object) -> RulesReader:
    return RulesReader(invented_world(), parts.book, parts.lexicon, weigher=weigher)  # type: ignore[arg-type]


def test_names_are_seen_as_classes_and_turns_as_senses(parts: Parts) -> None:
    onlooker = Onlooker()
    article = an_article("President Alder told Ben Birch that the door was slammed shut.")
    shown = onlooker.show(_reader(parts, onlooker), article)
    names = {name for name, _, _ in parts.finder.traits(shown[0])}
    assert {"s=L", "leaders=2", "in=body"} <= names
    assert not any("alder" in name or "birch" in name for name in names)


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("Alder slammed shut the door on Birch.", "refuse"),
        ("Alder shut firmly the door on Birch.", "refuse"),
        ("Birch stayed at home when Alder came.", "absent"),
    ],
)
def test_a_gap_and_any_form_of_a_word_fit_a_turn(parts: Parts, text: str, sense: str) -> None:
    onlooker = Onlooker()
    shown = onlooker.show(_reader(parts, onlooker), an_article(text))
    assert f"S={sense}" in {name for name, _, _ in parts.finder.traits(shown[0])}


def test_a_wording_no_rule_lists_is_learned(parts: Parts, lessons: list[Lesson]) -> None:
    text = "President Anna Alder sees Ben Birch soon. Ben Birch is packing his bags for Norburg."
    plain = _reader(parts, None).read(an_article(text)).mentions
    helped = _reader(parts, recognizer(parts, learn(lessons))).read(an_article(text)).mentions
    assert "TRAVEL" not in {m.act.type for m in plain}
    found = next(m for m in helped if m.act.type == "TRAVEL")
    assert (found.rule, found.act.leaders) == ("learned.travel", ("ben-birch",))
    assert 0 < found.score < 1


def test_the_same_lessons_give_the_same_weights(lessons: list[Lesson]) -> None:
    assert to_data(learn(lessons)) == to_data(learn(list(lessons)))


def test_weights_go_through_their_file_unharmed(lessons: list[Lesson]) -> None:
    learned = learn(lessons)
    held = parse_wordings(_text(to_data(learned)))
    shown = [(name, 0, 0) for name in lessons[0].traits]
    told, kept = learned.log_odds(shown), held.log_odds(shown)
    assert max(told, key=told.__getitem__) is T.TRAVEL
    assert kept == pytest.approx(told, abs=0.05)


def test_a_weight_that_its_bytes_cannot_hold_is_refused(lessons: list[Lesson]) -> None:
    document = to_data(learn(lessons))
    name = next(iter(document["traits"]))
    square, _, *others = document["traits"][name].split()
    document["traits"][name] = " ".join((square, "40000", *others))
    with pytest.raises(FactsError, match="wordings"):
        parse_wordings(_text(document))


def _text(document: dict[str, object]) -> str:
    return json.dumps(sealed(document))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"sha256": "0", "types": []}'])
def test_weights_of_another_form_are_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(FactsError) as caught:
        parse_wordings(text)
    assert caught.value.remedy == "summitry fit --reader"


def test_altered_weights_are_refused(lessons: list[Lesson]) -> None:
    document = json.loads(_text(to_data(learn(lessons))))
    document["bias"][0] += 1
    with pytest.raises(FactsError, match="altered"):
        parse_wordings(json.dumps(document))


def test_a_sentence_tells_what_its_characters_prove(parts: Parts) -> None:
    body = "Anna Alder met Ben Birch in Norburg. They spoke of fish."
    span = {"field": "body", "start": 0, "end": 35}
    item = {"signals": [{"type": "MET", "evidence": [span]}]}
    onlooker = Onlooker()
    taught = lessons_of_items(
        [(item, an_article(body))], _reader(parts, onlooker), onlooker, parts.finder
    )
    assert [lesson.types for lesson in taught] == [{T.MET}, set()]


def test_the_bundled_weights_say_what_they_were_learned_from() -> None:
    document = json.loads((DATA / WEIGHTS).read_text("utf-8"))
    assert document["sentences"] > 5000
    folders = (DATA / "reading", DATA / "reading" / "wordings")
    assert set(document["learned_from"]) == {
        str(file.relative_to(DATA)) for folder in folders for file in folder.glob("*.jsonl")
    }, "the held-out items teach nothing"


@pytest.mark.parametrize(
    ("words", "trigger", "acting"),
    [
        ("L:0 see_s no harm in a supper with L:1", "supper", "L:0"),
        ("L:0 see_s no harm in it with L:1 but a supper", "supper", "L:1"),
        ("L:0 write_d to L:1 that L:2+ ought to sit down", "ought", "L:2+"),
        ("after L:0 's letter C:1 be_s wary", "wary", "C:1"),
        ("a supper would be nice", "supper", None),
    ],
)
def test_who_acts_is_the_subject_of_the_clause(
    words: str, trigger: str, acting: str | None
) -> None:
    items = words.split()
    found = acting_party(items, items.index(trigger))
    assert (None if found is None else items[found]) == acting
