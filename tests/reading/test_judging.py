"""The judge of acts: what it is shown, how its trees answer, what it changes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier

from forecaster.domain.errors import FactsError
from forecaster.domain.signals import Act
from forecaster.reading.acts.weighing import LONGEST_SHORT
from forecaster.reading.learned.invented import invented_world
from forecaster.reading.learned.judging import Judge, log_odds
from forecaster.reading.learned.recognizing import can_judge
from forecaster.reading.learned.sealed import sealed
from forecaster.reading.learned.trees import Forest, parse_forests, to_data
from forecaster.reading.reader import RulesReader
from forecaster.reading.text.inputs import parse_line
from jobs.judging import LEAST, RATE, TREES, Case, Witness, learn_forest
from jobs.learning import ITEMS, JUDGED, School
from jobs.readers import HALVES, JUDGE, WEIGHTS, load_parts, load_recognizer, rules_reader
from tests.reading.world import an_article

DATA = Path(__file__).resolve().parents[2] / "data"
TWICE = (
    "President Anna Alder met President Ben Birch in Norburg on Monday. The harvest was poor. "
    "Alder said that Birch would meet her again in Sudstadt in May."
)


def a_forest(name: str, limit: float, below: float, above: float) -> Forest:
    """One tree that asks the same question three times."""
    leaves = np.array([[below, 0, 0, 0, 0, 0, 0, above]])
    asked = np.zeros((1, 7), dtype=np.int64)
    return Forest((name,), asked, np.full((1, 7), limit), leaves, 0.0)


def test_a_tree_is_followed_to_the_leaf_on_the_side_of_each_answer() -> None:
    leaves = np.arange(8.0)[None]
    asked = np.array([[0, 1, 1, 2, 2, 2, 2]])
    limits = np.array([[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
    forest = Forest(("a", "b", "c"), asked, limits, leaves, 0.5)
    rows = [{"a": 0, "b": 2, "c": 5}, {"a": 1, "b": 2, "c": 5}, {"a": 1, "b": 3, "c": 7}]
    assert forest.log_odds(rows) == [3.5, 4.5, 7.5]
    assert forest.log_odds([]) == []


def test_a_kept_forest_answers_as_the_library_that_grew_it() -> None:
    rng = np.random.default_rng(1)
    table = rng.integers(0, 9, size=(400, 5)).astype(float)
    right = table[:, 0] + table[:, 1] * table[:, 2] > 20 + rng.normal(size=400)
    told = [
        Case(dict(zip("abcde", map(float, row), strict=True)), bool(one))
        for row, one in zip(table, right, strict=True)
    ]
    forest = learn_forest(told)
    grown = GradientBoostingClassifier(
        n_estimators=TREES,
        learning_rate=RATE,
        subsample=0.5,
        max_depth=3,
        min_samples_leaf=LEAST,
        max_features=0.3,
        random_state=0,
    ).fit(table, right)
    found = forest.log_odds([case.shown for case in told])
    assert found == pytest.approx(grown.decision_function(table), abs=0.02)
    assert to_data(learn_forest(told)) == to_data(forest), "same cases, same trees"


def test_a_forest_goes_through_its_file_unharmed_and_an_altered_one_is_refused() -> None:
    document = {"forests": {"one": to_data(a_forest("acts", 1, -1, 1))}}
    text = json.dumps(sealed(document))
    assert parse_forests(text)["one"].log_odds([{"acts": 2}]) == [1.0]
    with pytest.raises(FactsError, match="altered"):
        parse_forests(text.replace('"acts"', '"facts"'))


@pytest.mark.parametrize(
    "change", [{"leaves": [[0.0] * 7]}, {"asked": [[3] * 7]}, {"limits": [[0.0]]}, {"names": None}]
)
def test_a_forest_of_another_form_is_refused_with_a_remedy(change: dict[str, object]) -> None:
    document = {"forests": {"one": {**to_data(a_forest("acts", 1, -1, 1)), **change}}}
    with pytest.raises(FactsError) as caught:
        parse_forests(json.dumps(sealed(document)))
    assert "summitry fit --judge" in caught.value.remedy


def test_trees_that_ask_for_what_is_not_shown_are_refused_with_a_remedy() -> None:
    with pytest.raises(FactsError, match="hats") as caught:
        a_forest("hats", 1, -1, 1).log_odds([{"acts": 2}])
    assert "summitry fit --judge" in caught.value.remedy


@pytest.fixture(scope="module")
def witness() -> Witness:
    return Witness(load_recognizer(DATA, load_parts(DATA), judged=False))


def _read(weigher: object, text: str) -> RulesReader:
    parts = load_parts(DATA)
    reader = RulesReader(invented_world(), parts.book, parts.lexicon, weigher=weigher)  # type: ignore[arg-type]
    reader.read(an_article(text))
    return reader


def test_an_act_is_seen_beside_the_likelier_ones_of_its_article(witness: Witness) -> None:
    _read(witness, TWICE)
    rows = witness.shown
    first = max(rows, key=lambda row: row["score"])
    assert (first["same_both"], first["same_leaders"], first["best"]) == (0, -10.0, -10.0)
    others = [row for row in rows if row is not first]
    assert others
    assert all(row["same_leaders"] == row["best"] == first["score"] for row in others)


@pytest.mark.parametrize(("sentences", "judged"), [(1, True), (60, True), (61, False)])
def test_articles_that_are_too_long_are_not_judged(sentences: int, judged: bool) -> None:
    assert can_judge(sentences) is judged


@pytest.mark.parametrize(
    ("likeliest", "others", "told", "waiting"),
    [
        (0.9, 0.1, {0.9}, set()),
        (0.9, 0.25, {0.9}, {0.25}),
        (0.25, 0.1, set(), {0.25}),
        (0.45, 0.1, set(), {0.45}),
        (0.66, 0.05, set(), {0.66}),
        (0.72, 0.05, {0.72}, set()),
        (0.1, 0.1, set(), set()),
    ],
)
def test_acts_that_the_judge_doubts_are_not_told_but_wait_for_a_person(
    likeliest: float, others: float, told: set[float], waiting: set[float]
) -> None:
    parts = load_parts(DATA)
    weigher = load_recognizer(DATA, parts, judged=False)
    judge = Judge(a_forest("best", -9, log_odds(likeliest), log_odds(others)))
    reader = RulesReader(
        invented_world(), parts.book, parts.lexicon, weigher=weigher.with_judge(judge)
    )
    found = reader.read(an_article(TWICE + " It rained."))
    assert {round(one.score, 3) for one in found.mentions} == told
    assert {round(one.score, 3) for one in found.waiting} == waiting
    assert found.every == (*found.mentions, *found.waiting)
    assert [one.waits for one in found.every] == [False] * len(told) + [True] * len(found.waiting)


@pytest.mark.parametrize(
    ("filler", "doubted", "is_told"),
    [
        (0, 0.31, True),
        (0, 0.29, False),
        (1, 0.31, False),
        (LONGEST_SHORT, 0.16, True),
        (LONGEST_SHORT, 0.14, False),
    ],
)
def test_what_a_rule_read_in_a_brief_or_a_long_report_needs_less_of_the_judge(
    filler: int, doubted: float, *, is_told: bool
) -> None:
    parts = load_parts(DATA)
    weigher = load_recognizer(DATA, parts, judged=False)
    judge = Judge(a_forest("best", -9, log_odds(0.9), log_odds(doubted)))
    reader = RulesReader(
        invented_world(), parts.book, parts.lexicon, weigher=weigher.with_judge(judge)
    )
    found = reader.read(an_article(TWICE + " It rained." * filler))
    assert {round(one.score, 2) for one in found.mentions} == {0.9} | (
        {doubted} if is_told else set()
    )


@pytest.mark.parametrize(
    ("filler", "likely", "is_told"), [(0, 0.4, True), (0, 0.36, False), (1, 0.4, False)]
)
def test_what_a_rule_read_in_a_brief_article_is_told_whatever_is_thought_of_the_article(
    filler: int, likely: float, *, is_told: bool
) -> None:
    parts = load_parts(DATA)
    weigher = load_recognizer(DATA, parts, judged=False)
    judge = Judge(a_forest("best", -9, log_odds(likely), log_odds(0.05)))
    reader = RulesReader(
        invented_world(), parts.book, parts.lexicon, weigher=weigher.with_judge(judge)
    )
    found = reader.read(an_article(TWICE + " It rained." * filler))
    assert [round(one.score, 2) for one in found.mentions] == ([likely] if is_told else [])


def test_the_bundled_judge_learned_from_what_the_encoder_has_not_seen() -> None:
    document = json.loads((DATA / JUDGE).read_text("utf-8"))
    school = School(DATA, datetime(2026, 1, 1, tzinfo=UTC))
    assert document["learned_from"] == school.hashes(school.judge_files)
    for file, path in zip(school.judge_files, document["learned_from"], strict=True):
        stranger = school.stranger(file)
        assert stranger is not None
        for seen in (stranger, WEIGHTS):
            told = json.loads((DATA / seen).read_text("utf-8"))["learned_from"]
            assert told
            assert path not in told
    digests = [sha256((DATA / one).read_bytes()).hexdigest() for one in HALVES]
    assert document["encoders"] == digests


def test_of_a_file_that_every_encoder_knows_none_is_asked(tmp_path: Path) -> None:
    folder = tmp_path / JUDGED
    folder.mkdir(parents=True)
    for name in ("one.jsonl", "other.jsonl", "new.jsonl", "both.jsonl"):
        (folder / name).touch()
    (tmp_path / HALVES[0]).parent.mkdir(parents=True)
    for half, name in zip(HALVES, ("one", "other"), strict=True):
        learned = [f"{JUDGED}/{file}.jsonl" for file in (name, "both")]
        (tmp_path / half).write_text(json.dumps({"learned_from": dict.fromkeys(learned, "")}))
    school = School(tmp_path, datetime(2026, 1, 1, tzinfo=UTC))
    assert school.stranger(folder / "one.jsonl") == HALVES[1]
    assert school.stranger(folder / "other.jsonl") == HALVES[0]
    assert school.stranger(folder / "new.jsonl") in HALVES
    with pytest.raises(FactsError, match="both") as caught:
        school.stranger(folder / "both.jsonl")
    assert "--encoder" in caught.value.remedy


def test_what_is_asked_of_a_file_has_learned_from_others_only(tmp_path: Path) -> None:
    (tmp_path / JUDGED).mkdir(parents=True)
    for name in (f"{ITEMS}/plain", *(f"{JUDGED}/{one}" for one in ("one", "two", "three"))):
        (tmp_path / f"{name}.jsonl").touch()
    school = School(tmp_path, datetime(2026, 1, 1, tzinfo=UTC))
    every = {*school.files, *school.judge_files}
    learned = school.of_strangers(lambda left_out: every - set(left_out))
    assert learned.keys() == every
    assert all(known and file not in known for file, known in learned.items())


@pytest.mark.parametrize("again", [False, True])
def test_each_file_teaches_by_a_stranger_and_again_by_what_was_learned_without_it(
    tmp_path: Path, *, again: bool
) -> None:
    for name in (f"{ITEMS}/plain", f"{JUDGED}/one"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{name}.jsonl").touch()
    (tmp_path / HALVES[0]).parent.mkdir(parents=True)
    for half, known in zip(HALVES, ([f"{JUDGED}/one.jsonl"], []), strict=True):
        (tmp_path / half).write_text(json.dumps({"learned_from": dict.fromkeys(known, "")}))
    school = School(tmp_path, datetime(2026, 1, 1, tzinfo=UTC))
    plain, one = tmp_path / ITEMS / "plain.jsonl", tmp_path / JUDGED / "one.jsonl"
    listener = SimpleNamespace(alone="of a round before")
    taught = school.taught(
        listener,
        {None: "none", HALVES[0]: "first", HALVES[1]: "second"},  # type: ignore[dict-item]
        lambda _, reader: (reader, listener.alone),
        {plain: "without plain", one: "without one"} if again else None,
    )
    assert taught == {
        plain: ("none", "without plain" if again else None),
        one: ("second", "without one" if again else None),
    }


def test_every_question_of_the_bundled_judge_has_an_answer(witness: Witness) -> None:
    _read(witness, TWICE)
    for forest in parse_forests((DATA / JUDGE).read_text("utf-8")).values():
        odds = forest.log_odds(witness.shown)
        assert all(abs(one) < 10 for one in odds)
        assert len(set(odds)) > 1


def _acts(published: str, title: str, body: str) -> list[Act]:
    """What the bundled reader tells of a report."""
    item = {"id": "one", "source": "wire", "published": published, "title": title, "body": body}
    article = parse_line(json.dumps(item), datetime(2026, 1, 1, tzinfo=UTC))
    return [mention.act for mention in rules_reader(DATA).read(article).mentions]


def test_a_guess_beside_a_reading_of_the_same_voice_is_no_second_act() -> None:
    acts = _acts(
        "2022-06-30",
        "Erdogan in Madrid: Macron has an invitation to Ankara",
        "MADRID - Turkish President Recep Tayyip Erdogan said on Thursday that he had invited "
        'French President Emmanuel Macron to Ankara. "He has the invitation, I told him so," '
        "Erdogan told reporters at the end of the NATO summit.\n\n"
        "Erdogan said he was also ready to go to Paris. The lira fell to a new low.",
    )
    offers = [act for act in acts if act.type == "INVITE"]
    assert [(act.actor, act.place and act.place.city) for act in offers] == [("TUR", "Ankara")]


def test_an_invitation_that_only_a_visit_names_is_background_and_has_no_day() -> None:
    acts = _acts(
        "2019-08-09",
        "Lao president to go to Mongolia",
        "ULAANBAATAR - Lao President Bounnhang Vorachit will pay a visit to Mongolia from "
        "20 to 22 August at the invitation of Mongolian President Khaltmaa Battulga, the "
        "presidential office said on Friday.\n\nAgreements on mining and on schools will be "
        "signed. He will be received by Battulga on the first day.",
    )
    offers = [act for act in acts if act.type == "INVITE"]
    assert [(act.background, act.statement_on) for act in offers] == [(True, None)]
    visits = [act for act in acts if act.type == "CONFIRM"]
    assert visits
    assert not any(act.background for act in visits)


def test_an_invitation_that_only_an_answer_names_has_not_its_day() -> None:
    acts = _acts(
        "2023-03-14",
        "Turkey not ready to accept Mitsotakis invite to Athens",
        "ANKARA - A top Turkish aide on Tuesday said Turkey has not decided on Greek Prime "
        "Minister Kyriakos Mitsotakis's invitation to a second summit with Turkish President "
        "Recep Tayyip Erdogan in Athens.\n\nThe invitation was made by telephone."
        + " The lira fell against the dollar."
        * LONGEST_SHORT,
    )
    offers = [act for act in acts if act.type == "INVITE"]
    assert [(act.background, act.statement_on) for act in offers] == [(True, None)]
    answers = [act for act in acts if act.type == "HEDGE"]
    assert [str(act.statement_on) for act in answers] == ["2023-03-14"]


@pytest.mark.parametrize(
    ("sentence", "declines"),
    [
        ("Asked how the talks in Rabat had gone, he declined, citing the hour.", False),
        ("When reporters pressed him about the talks with Sanchez, he refused.", False),
        ("Sanchez had asked him to Madrid, but he declined the invitation.", True),
        ("Sanchez asked him to come to Madrid in May, but Akhannouch declined.", True),
        ("Pressed by his party, Sanchez invited him to Madrid, but he declined.", True),
    ],
)
def test_who_declines_to_say_more_declines_no_meeting(sentence: str, declines: bool) -> None:
    body = (
        "Moroccan Prime Minister Aziz Akhannouch met Spanish Prime Minister Pedro Sanchez in Rabat "
        f"on Thursday. {sentence}"
    )
    found = rules_reader(DATA).read(an_article(body, published=date(2023, 2, 2))).every
    assert ("DECLINE" in {one.act.type for one in found}) is declines


def test_an_entry_of_a_diary_needs_no_verb() -> None:
    entry = "Wednesday, Paris: President Macron."
    body = f"The President leaves for Europe on Tuesday.\n\n{entry}\n\nHe will be back on Friday."
    article = an_article(body, source="White House press office", published=date(2019, 6, 3))
    found = rules_reader(DATA).read(article).every
    spans = [(part.start, one.act.leaders) for one in found for part in one.evidence]
    at = body.index(entry)
    assert ("donald-trump", "emmanuel-macron") in [
        leaders for start, leaders in spans if at <= start < at + len(entry)
    ]
