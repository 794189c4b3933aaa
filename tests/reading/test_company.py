"""Whom an act concerns: who is considered, what is seen of them, how it is chosen and learned."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from forecaster.domain.people import LeaderId
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.draft import Draft
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.weighing import Company, Convener, Overview
from forecaster.reading.company.convener import LearnedConvener, Question, questions
from forecaster.reading.company.lessons import Lesson, Listener, lessons_of_items
from forecaster.reading.learned.invented import ALDER, BIRCH, CEDAR, invented_world
from forecaster.reading.learned.trees import Forest, Table
from forecaster.reading.reader import RulesReader
from jobs.company import FIRST, Example, learn_company, second_thoughts
from jobs.readers import COMPANY, JUDGE, load_convener, load_parts, load_recognizer, plain_rules
from jobs.witness import Witness
from tests.reading.world import an_article

DATA = Path(__file__).resolve().parents[2] / "data"
NORTH_SOUTH, NORTH_WEST = (ALDER, BIRCH), (ALDER, CEDAR)
THREE = (
    "President Anna Alder met President Ben Birch in Norburg on Monday. The harvest was poor. "
    "President Carl Cedar of Westland had sent his regrets. Alder and Cedar will meet in May."
)


@dataclass
class Recorder:
    """Keeps what it was asked, and answers as the rules or with ``answer``."""

    answer: tuple[LeaderId, ...] | None = None
    drafts: list[Draft] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)

    def convene(self, drafts: Sequence[Draft], story: Story, overview: Overview) -> list[Company]:
        self.drafts = list(drafts)
        self.asked = questions(drafts, story, overview)
        return [Company(self.answer or one.leaders, 0.25) for one in drafts]

    def of(self, kind: SignalType, sentence: int) -> Question:
        """What was asked of a reading."""
        both = zip(self.drafts, self.asked, strict=True)
        return next(q for d, q in both if (d.type, d.sentence) == (kind, sentence))


@pytest.fixture(scope="module")
def witness() -> Witness:
    return Witness(load_recognizer(DATA, load_parts(DATA), judged=False))


def _read(convener: Convener, witness: Witness, text: str) -> None:
    parts = load_parts(DATA)
    reader = RulesReader(
        invented_world(), parts.book, parts.lexicon, weigher=witness, convener=convener
    )
    witness.acts, witness.shown = [], []
    reader.read(an_article(text))


def test_all_pairs_of_whom_the_article_names_are_considered_first_that_of_the_rules(
    witness: Witness,
) -> None:
    recorder = Recorder()
    _read(recorder, witness, THREE)
    found = recorder.of(SignalType.CONFIRM, 4)
    assert found.sets[0] == NORTH_WEST
    assert set(found.sets) == {NORTH_WEST, NORTH_SOUTH, (BIRCH, CEDAR), (ALDER, BIRCH, CEDAR)}
    assert found.shown is not None
    assert len(found.shown.rows) == len(found.sets)


def test_where_only_two_leaders_are_named_there_is_nothing_to_choose(witness: Witness) -> None:
    recorder = Recorder()
    _read(
        recorder,
        witness,
        "President Anna Alder met President Ben Birch on Monday. The harvest was poor. It rained.",
    )
    assert [one.sets for one in recorder.asked if one.sets[0] == NORTH_SOUTH]
    assert [one.shown for one in recorder.asked if one.sets == [NORTH_SOUTH]] == [None]


def test_however_many_a_text_names_the_sets_considered_are_few(witness: Witness) -> None:
    recorder = Recorder()
    guests = (
        "Emmanuel Macron and Olaf Scholz, Giorgia Meloni and Pedro Sanchez, Mark Rutte and "
        "Alexander De Croo, Donald Tusk and Viktor Orban, Robert Fico and Petr Fiala, "
        "Klaus Iohannis and Kyriakos Mitsotakis, Alar Karis and Gitanas Nauseda, "
        "Sauli Niinisto and Ulf Kristersson"
    )
    sentence = f"Joe Biden will meet {guests} in Washington in May, the White House said. "
    article = an_article(sentence * 12, published=date(2023, 3, 4))
    plain_rules(DATA, weigher=witness, convener=recorder).read(article)
    sizes = [len(one.sets) for one in recorder.asked]
    assert max(sizes) > 30
    assert max(sizes) <= 60


def test_a_set_is_seen_by_its_leaders_and_by_those_left_out(witness: Witness) -> None:
    recorder = Recorder()
    _read(recorder, witness, THREE)
    found = recorder.of(SignalType.CONFIRM, 4)
    assert found.shown is not None
    rule, south = (
        dict(zip(found.shown.names, found.shown.rows[found.sets.index(one)], strict=True))
        for one in (NORTH_WEST, NORTH_SOUTH)
    )
    assert (rule["rule"], rule["just those here"], rule["here besides"]) == (True, True, 0)
    assert (south["rule"], south["just those here"], south["here besides"]) == (False, False, 1)
    assert south["most ago"] == 3, "Birch was last named three sentences before"
    assert south["others least near"] < south["most near"], "Cedar, left out, stands nearer"


def test_an_act_is_of_those_whom_the_convener_names(witness: Witness) -> None:
    _read(Recorder(NORTH_WEST), witness, THREE)
    assert {act.leaders for act in witness.acts} == {NORTH_WEST}
    met = next(act for act in witness.acts if act.type is SignalType.MET)
    assert met.named == {ALDER}, "the sentence names only her of the two"
    assert {row["sure"] for row in witness.shown} == {0.25}


def _a_stump(name: str, yes: float) -> Forest:
    """One tree that asks whether a feature holds."""
    asked, limits = np.zeros((1, 1), dtype=np.int64), np.full((1, 1), 0.5)
    return Forest((name,), asked, limits, np.array([[0.0, yes]]), 0.0)


def test_the_likeliest_set_is_taken_with_its_probability(witness: Witness) -> None:
    _read(LearnedConvener(_a_stump("just the main", 2.0)), witness, THREE)
    assert {act.leaders for act in witness.acts if act.type is SignalType.MET} == {NORTH_WEST}
    chances = {row["sure"] for row in witness.shown}
    assert max(chances) == pytest.approx(np.exp(2) / (np.exp(2) + 3))


def test_the_rules_stand_where_nothing_is_likelier(witness: Witness) -> None:
    _read(LearnedConvener(_a_stump("rule", 0.0)), witness, THREE)
    groups = {act.type: act.leaders for act in witness.acts}
    assert groups[SignalType.MET] == NORTH_SOUTH
    assert groups[SignalType.CONFIRM] == NORTH_WEST


def test_trees_learn_which_set_is_right_by_what_is_seen_of_all_of_them() -> None:
    chance = np.random.default_rng(3)
    told = []
    for _ in range(300):
        rows = np.column_stack([chance.permutation(4), chance.random(4)])
        right = tuple(map(bool, rows[:, 0] == 3))
        told.append(Example(Table(("near", "odd"), rows), right, np.zeros(4)))
    forest = learn_company(told, FIRST)
    for one in told[:50]:
        weights = forest.answers(one.shown)
        assert one.right[int(np.argmax(weights))]
    assert (learn_company(told, FIRST).leaves == forest.leaves).all(), "same lessons, same trees"


def _question(parts: dict[LeaderId, float]) -> Question:
    """Two sets alike in all but who takes part by an impression."""
    return Question([NORTH_SOUTH, NORTH_WEST], Table(("near",), np.ones((2, 1))), parts)


def test_second_thoughts_follow_an_impression_and_first_ones_stand_without_it() -> None:
    first = _a_stump("near", 0.0)
    seen = [
        {ALDER: 2.0, BIRCH: 3.0, CEDAR: -3.0},
        {ALDER: 2.0, BIRCH: -3.0, CEDAR: 3.0},
    ]
    told = [Lesson(_question(seen[at % 2]), (at % 2 == 0, at % 2 == 1)) for at in range(200)]
    convener = LearnedConvener(first, second_thoughts(told, first))
    south, west, nobody = convener.weights([_question(one) for one in (*seen, {})])
    assert south[0] > south[1]
    assert west[1] > west[0]
    assert nobody[0] == nobody[1]


def test_a_reading_teaches_only_where_its_sentence_proves_a_label_of_its_type(
    witness: Witness,
) -> None:
    start = THREE.index("Alder and Cedar")
    proof = {"field": "body", "start": start, "end": len(THREE)}
    who = [{"id": ALDER}, {"id": BIRCH}]
    label = {"type": "CONFIRM", "leaders": who, "evidence": [proof]}
    parts, listener = load_parts(DATA), Listener()
    reader = RulesReader(
        invented_world(), parts.book, parts.lexicon, weigher=witness, convener=listener
    )
    article = an_article(THREE)
    lessons = list(lessons_of_items([({"signals": [label]}, article)], reader, listener))
    assert lessons
    assert all(sum(one.right) == 1 and not one.right[0] for one in lessons)
    elsewhere = {**label, "evidence": [{"field": "body", "start": 0, "end": 5}]}
    read_there = lessons_of_items([({"signals": [elsewhere]}, article)], reader, listener)
    assert not list(read_there)
    nothing = {**label, "type": "CANCEL"}
    assert not list(lessons_of_items([({"signals": [nothing]}, article)], reader, listener))


def test_the_bundled_trees_name_what_they_learned_from() -> None:
    company = json.loads((DATA / COMPANY).read_text("utf-8"))
    judge = json.loads((DATA / JUDGE).read_text("utf-8"))
    files = (DATA / "reading").glob("*.jsonl")
    hashes = {str(one.relative_to(DATA)): sha256(one.read_bytes()).hexdigest() for one in files}
    assert company["learned_from"] == {**hashes, **judge["learned_from"]}
    assert not set(hashes) & set(judge["learned_from"])
    assert judge["company"] == sha256((DATA / COMPANY).read_bytes()).hexdigest()


def test_every_question_of_the_bundled_trees_has_an_answer(witness: Witness) -> None:
    recorder = Recorder()
    _read(recorder, witness, THREE)
    asked = recorder.of(SignalType.CONFIRM, 4)
    assert asked.parts, "the encoder has looked at the article"
    (weights,) = load_convener(DATA).weights([asked])
    assert len(set(weights)) > 1
    assert int(np.argmax(weights)) == 0, "who is named by the very words is meant"
