"""Who speaks and whose step an act is, where weights learned from labelled texts choose."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import TypeVar

import pytest

from forecaster.domain.errors import FactsError
from forecaster.domain.signals import Act, SignalType, SpeakerKind
from forecaster.reading.acts import claims
from forecaster.reading.acts.claims import QUESTIONS
from forecaster.reading.acts.draft import Draft
from forecaster.reading.acts.stretches import TOGETHER
from forecaster.reading.acts.weighing import leads
from forecaster.reading.learned.choice_lessons import learn_choices
from forecaster.reading.learned.choosing import Choices, parse_choices
from forecaster.reading.learned.conditional import Choice
from forecaster.reading.learned.invented import invented_world
from forecaster.reading.learned.sealed import digest
from forecaster.reading.reader import RulesReader
from jobs.choices import AGAIN, Listener, lessons
from jobs.readers import CHOICES, load_parts
from tests.reading.world import an_article

DATA = Path(__file__).resolve().parents[2] / "data"
Answer = TypeVar("Answer")
T, K = SignalType, SpeakerKind
ACCEPTED = (
    "Ben Birch has accepted Anna Alder's invitation to Norburg, his spokesman said on Monday."
)


class Last:
    """Takes the last answer."""

    def choose(self, question: str, options: Mapping[Answer, frozenset[str]]) -> Answer:
        """The last one."""
        return list(options)[-1]

    def leads(
        self, question: str, options: Mapping[Answer, frozenset[str]]
    ) -> Mapping[Answer, str]:
        """None leads."""
        return leads(dict.fromkeys(options, 0))


def _reader(chooser: object) -> RulesReader:
    parts = load_parts(DATA)
    return RulesReader(invented_world(), parts.book, parts.lexicon, chooser=chooser)  # type: ignore[arg-type]


def _act(reader: RulesReader, text: str, kind: SignalType) -> Act:
    (found,) = [m.act for m in reader.read(an_article(text)).mentions if m.act.type is kind]
    return found


def _asked(text: str, kind: SignalType) -> dict[str, Mapping[object, frozenset[str]]]:
    """What is asked about the act of a type."""
    listener = Listener()
    mentions = _reader(listener).read(an_article(text)).mentions
    at = [one.act.type for one in mentions].index(kind)
    return dict(listener.asked[2 * at : 2 * at + 2])


def test_the_answer_of_the_rules_comes_first_and_stands_where_nothing_was_learned() -> None:
    nothing = Choices({question: {} for question in QUESTIONS})
    plain, asked = _act(_reader(None), ACCEPTED, T.ACCEPT), _asked(ACCEPTED, T.ACCEPT)
    assert next(iter(asked["speaker"])) == (plain.speaker.kind, plain.speaker.country)
    assert next(iter(asked["side"])) == plain.actor
    assert _act(_reader(nothing), ACCEPTED, T.ACCEPT) == plain


def test_sides_who_is_quoted_and_nobody_are_in_question() -> None:
    asked = _asked(ACCEPTED, T.ACCEPT)
    claims = {(K.LEADER, "NOR"), (K.LEADER, "SUD"), (K.OFFICE, "SUD"), (K.NARRATOR, None)}
    assert claims <= asked["speaker"].keys()
    assert {"NOR", "SUD", None} <= asked["side"].keys()


@pytest.mark.parametrize(
    ("text", "kind", "mark", "side", "other"),
    [
        (ACCEPTED, T.ACCEPT, "subject", "SUD", "NOR"),
        (ACCEPTED, T.ACCEPT, "own:invitation", "NOR", "SUD"),
        (
            "On Monday Anna Alder was invited to Sudstadt by Ben Birch.",
            T.INVITE,
            "by:a",
            "SUD",
            "NOR",
        ),
        (
            "Anna Alder will meet Ben Birch on Friday, her office said.",
            T.CONFIRM,
            "will:b",
            "NOR",
            "SUD",
        ),
    ],
)
def test_an_answer_shows_how_the_sentence_names_its_side(
    text: str, kind: SignalType, mark: str, side: str, other: str
) -> None:
    shown = _asked(text, kind)["side"]
    assert mark in shown[side]
    assert mark not in shown[other]


def test_a_minister_whom_the_words_name_stays_who_speaks() -> None:
    text = (
        "Anna Alder is ready to meet Ben Birch at any time, Norland's foreign minister, "
        "Paul Plum, said. Her office said nothing."
    )
    assert _asked(text, T.WILLING)["speaker"].keys() == {(K.MINISTER, "NOR")}


def test_a_record_of_speech_leaves_speaker_and_side_in_question_as_well() -> None:
    text = (
        "Briefing of the Norland government\n\nQuestion: Will Anna Alder meet Ben Birch?\n\n"
        "Alder: I am ready to meet Ben Birch at any time.\n\nQuestion: When?\n\nAlder: In May."
    )
    (own, *others) = _asked(text, T.WILLING)["side"].values()
    assert "rule|record" in own
    assert others
    assert not any("rule|record" in one for one in others)
    assert "rule|record" not in _asked(ACCEPTED, T.ACCEPT)["side"]["SUD"]


def test_what_is_chosen_becomes_speaker_and_side() -> None:
    plain, chosen = (_act(_reader(one), ACCEPTED, T.ACCEPT) for one in (None, Last()))
    assert (plain.actor, plain.speaker.kind) != (chosen.actor, chosen.speaker.kind)
    assert chosen.leaders == plain.leaders


ACCEPTANCE = {
    "type": "ACCEPT",
    "leaders": [{"id": "anna-alder"}, {"id": "ben-birch"}],
    "speaker": {"kind": "office", "country": "SUD"},
    "actor": "SUD",
}


def test_labelled_acts_teach_the_right_answers() -> None:
    article, listener = an_article(ACCEPTED), Listener()
    taught = list(lessons([({"signals": [ACCEPTANCE]}, article)], _reader(listener), listener))
    assert [question for question, _ in taught] == ["speaker", "side"]
    shown = _asked(ACCEPTED, T.ACCEPT)
    right = [
        [one for one, flag in zip(choice.options, choice.right, strict=True) if flag]
        for _, choice in taught
    ]
    assert right == [[shown["speaker"][(K.OFFICE, "SUD")]], [shown["side"]["SUD"]]]


TWO = f"{ACCEPTED} He is ready to meet her in May, the spokesman said."


def _again(side: dict[str, int]) -> dict[str, Mapping[object, frozenset[str]]]:
    """What is asked again about the last of two acts, by what was learned of a side at first."""
    listener = Listener(Choices({"speaker": {}, "side": side}))
    _reader(listener).read(an_article(TWO))
    return dict(listener.asked[-2:])


def test_each_act_is_asked_again_beside_what_was_chosen_for_the_others() -> None:
    by_rules, by_choice = _again({}), _again({"none|ACCEPT": 900})
    assert by_rules.keys() == by_choice.keys() == AGAIN
    agrees = "beside True ACCEPT|WILLING"
    assert agrees in by_rules["side beside"]["SUD"]
    assert agrees in by_choice["side beside"][None]
    assert agrees not in by_choice["side beside"]["SUD"]


def test_what_is_asked_again_tells_how_it_was_weighed_and_chosen_before() -> None:
    asked = _again({"rule": 300})
    assert "once 3" in asked["side beside"]["SUD"]
    assert "once -3" in asked["side beside"]["NOR"]
    claim = next(one for one in asked["speaker beside"] if one[1] == "SUD")  # type: ignore[index]
    assert "side once True|WILLING" in asked["speaker beside"][claim]
    office = "voice once office True|WILLING"
    assert [one for one, seen in asked["side beside"].items() if office in seen] == ["SUD"]


def test_a_second_round_teaches_only_what_is_asked_then() -> None:
    article, listener = an_article(ACCEPTED), Listener(Choices({"speaker": {}, "side": {}}))
    taught = list(lessons([({"signals": [ACCEPTANCE]}, article)], _reader(listener), listener))
    assert {question for question, _ in taught} == AGAIN


def test_an_act_is_asked_beside_few_of_hundreds(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [f"{day} {month} {year}" for year in range(2031, 2040)
            for month in ("May", "July", "October") for day in range(1, 29)]  # fmt: skip
    told = cycle(("Alder will meet Birch on", "Alder invited Birch for", "Birch may see Alder on"))
    text = " ".join(f"{next(told)} {day}." for day in days)
    counts: list[tuple[int, int]] = []
    others_of = claims.others_of

    def watched(draft: Draft, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
        found = others_of(draft, drafts)
        counts.append((len(drafts), len(found)))
        return found

    monkeypatch.setattr(claims, "others_of", watched)
    nothing = Choices({question: {} for question in QUESTIONS})
    _reader(nothing).read(an_article(text))
    assert max(acts for acts, _ in counts) == TOGETHER
    assert max(beside for _, beside in counts) < 40


def _lessons() -> dict[str, list[Choice]]:
    subject, owner = frozenset({"subject", "rule"}), frozenset({"owner"})
    return {"side": [Choice((subject, owner), (False, True))] * 20}


def test_weights_favour_what_was_right() -> None:
    learned = learn_choices(_lessons())
    options = {"NOR": frozenset({"subject", "rule"}), "SUD": frozenset({"owner"})}
    assert learned.choose("side", options) == "SUD"
    assert learned == learn_choices(_lessons())


@pytest.mark.parametrize(("weight", "chosen"), [(0, "NOR"), (1, "SUD")])
def test_the_rules_stand_where_nothing_weighs_more(weight: int, chosen: str) -> None:
    known = Choices({"side": {"owner": weight}})
    options = {"NOR": frozenset({"subject"}), "SUD": frozenset({"owner"})}
    assert known.choose("side", options) == chosen


def test_the_bundled_choices_are_what_their_hash_says() -> None:
    held = parse_choices((DATA / CHOICES).read_text("utf-8"))
    assert all(held.weights[question] for question in QUESTIONS)
    assert held.weights["side"]["rule"] > 0


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"sha256": "0", "weights": {}}'])
def test_choices_of_another_form_are_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(FactsError) as caught:
        parse_choices(text)
    assert caught.value.remedy == "summitry fit --choices"


def test_choices_that_know_of_no_second_round_are_refused_with_a_remedy() -> None:
    once = {"weights": {"speaker": {}, "side": {"rule": 100}}}
    with pytest.raises(FactsError, match="speaker beside") as caught:
        parse_choices(json.dumps({"sha256": digest(once), **once}))
    assert caught.value.remedy == "summitry fit --choices"


def test_altered_choices_are_refused() -> None:
    told = {"weights": {"side": {"rule": 100}}}
    document = {"sha256": digest(told), "weights": {"side": {"rule": 101}}}
    with pytest.raises(FactsError, match="altered"):
        parse_choices(json.dumps(document))
