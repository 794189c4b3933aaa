"""Choices among places and days: what is seen of each option, what is learned, what changes."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Mapping
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.errors import FactsError
from forecaster.domain.places import Place
from forecaster.domain.signals import SignalType
from forecaster.reading.acts import stretches
from forecaster.reading.acts.draft import Draft, Setting
from forecaster.reading.acts.impression import Position, Time
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.weighing import LONGEST, LONGEST_SHORT, leads
from forecaster.reading.circumstances import placer
from forecaster.reading.circumstances.learning import learn
from forecaster.reading.circumstances.lessons import Listener, lessons_of_items
from forecaster.reading.circumstances.options import Sightings
from forecaster.reading.circumstances.placer import Gathering, PreferringPlacer, Question
from forecaster.reading.circumstances.preferences import (
    NAMES,
    Preferences,
    Rounds,
    Weights,
    parse_preferences,
    preferred,
    weigh,
)
from forecaster.reading.circumstances.traits import AROUND, ELSEWHERE, HEADLINE, NEXT
from forecaster.reading.learned.conditional import Choice
from forecaster.reading.learned.invented import invented_world
from forecaster.reading.learned.sealed import sealed
from forecaster.reading.reader import RulesReader
from jobs.readers import CIRCUMSTANCES, Parts, load_parts
from tests.reading.world import ALDER, BIRCH, NOR, SUD, TODAY, WES, an_article

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def parts() -> Parts:
    return load_parts(DATA)


def _reader(parts: Parts, placer: object) -> RulesReader:
    return RulesReader(invented_world(), parts.book, parts.lexicon, placer=placer)  # type: ignore[arg-type]


def _asked(parts: Parts, body: str) -> Question:
    listener = Listener()
    listener.hear(_reader(parts, listener), an_article(body))
    return listener.asked[0]


def _preferences(**weights: Weights) -> Preferences:
    return Preferences(*(weights.get(name, {}) for name in NAMES))


def _placer(learned: Preferences) -> PreferringPlacer:
    return PreferringPlacer(Rounds(learned, learned))


BODY = (
    "NORBURG - President Anna Alder invited Ben Birch on Monday for talks in May. "
    "The dinner would be in Sandbay."
)


def test_all_places_that_a_text_names_can_be_chosen_and_none(parts: Parts) -> None:
    place = _asked(parts, BODY).place
    assert place is not None
    assert set(place) == {NOR, SUD, None}
    assert {"dateline", "home", "read", "actor"} <= place[NOR]
    assert {"home", "other", "named next"} <= place[SUD]
    assert "none" in place[None]


def test_all_days_that_a_text_names_can_be_chosen_and_none(parts: Parts) -> None:
    asked = _asked(parts, BODY)
    may = Window(date(2031, 5, 1), date(2031, 5, 31))
    assert {may, None} <= set(asked.window)
    assert "read" in asked.window[may]
    assert set(asked.statement) == {date(2031, 3, 3), date(2031, 3, 4), None}
    assert {"read", "bond saying back"} & asked.statement[date(2031, 3, 3)]
    assert "today" in asked.statement[date(2031, 3, 4)]


def test_a_time_that_names_no_day_is_seen_beside_none_and_today(parts: Parts) -> None:
    asked = _asked(parts, "In talks last week Anna Alder said that she had invited Ben Birch.")
    (loose, *_) = (one for one in asked.statement[None] if one.startswith("none loosely back True"))
    assert loose.replace("none", "today") in asked.statement[TODAY]
    told = _asked(parts, "Her office said on Monday that Anna Alder had invited Ben Birch.")
    assert not any("loosely" in one for shown in told.statement.values() for one in shown)


@pytest.mark.parametrize(
    ("when", "today"), [("", True), (" last week", False), (" this week", True)]
)
def test_what_was_said_at_a_time_gone_by_was_not_said_on_the_day_of_the_report(
    parts: Parts, when: str, today: bool
) -> None:
    body = f"President Anna Alder said{when} that she had invited Ben Birch to Norburg."
    assert (TODAY in _asked(parts, body).statement) is today


def test_a_forum_and_the_town_that_hosts_it_bring_days_of_the_calendar(parts: Parts) -> None:
    asked = _asked(parts, "Anna Alder and Ben Birch will meet at the G20 summit.")
    held = Window(date(2031, 11, 20), date(2031, 11, 21))
    assert "event own" in asked.window[held]
    assert asked.place is not None
    assert "own event" in asked.place[WES]


def test_a_call_has_no_place(parts: Parts) -> None:
    assert _asked(parts, "Anna Alder telephoned Ben Birch in Sudstadt on Monday.").place is None


def test_the_option_with_the_most_weight_is_preferred_and_of_equals_the_first() -> None:
    options = {
        "a": frozenset({"near"}),
        "b": frozenset({"near", "told"}),
        None: frozenset({"none"}),
    }
    assert preferred(weigh(options, {"near": 10, "told": -20, "none": 5})) == "a"
    assert preferred(weigh(options, {"told": 1})) == "b"
    assert preferred(weigh(options, {"none": 7})) is None
    assert preferred(weigh(options, {})) == "a"


def test_what_is_preferred_replaces_what_the_rules_read(parts: Parts) -> None:
    learned = _preferences(place={"named next": 100}, window={"none": 900}, statement={"none": 900})
    reader = _reader(parts, _placer(learned))
    body = "Anna Alder invited Ben Birch for talks in May. The dinner would be in Sandbay."
    act = reader.read(an_article(body)).mentions[0].act
    assert (act.place, act.window, act.statement_on) == (Place(SUD, "Sandbay"), None, None)


@pytest.mark.parametrize("none", [400, 4000])
def test_days_that_the_sentence_tells_are_not_lightly_given_up(parts: Parts, none: int) -> None:
    learned = _preferences(window={"none": none, "read told": 350})
    reader = _reader(parts, _placer(learned))
    act = reader.read(an_article(BODY)).mentions[0].act
    assert (act.window is None) == (none > 450)


def test_a_place_and_a_day_told_with_the_act_itself_stand(parts: Parts) -> None:
    learned = _preferences(place={"dateline": 100}, statement={"today": 100})
    reader = _reader(parts, _placer(learned))
    body = (
        "NORBURG - President Anna Alder met Ben Birch in Sandbay. "
        "Birch accepted on Monday an invitation to talks in Sandbay."
    )
    acts = {m.act.type: m.act for m in reader.read(an_article(body)).mentions}
    assert acts[SignalType.MET].place == Place(SUD, "Sandbay")
    assert acts[SignalType.ACCEPT].statement_on == date(2031, 3, 3)


def test_days_that_the_rules_read_more_exactly_are_kept(parts: Parts) -> None:
    learned = _preferences(window={"kind month": 100})
    reader = _reader(parts, _placer(learned))
    body = "Anna Alder will meet Ben Birch on 3 May. They had hoped to meet in May."
    act = reader.read(an_article(body)).mentions[0].act
    assert act.window == Window(date(2031, 5, 3), date(2031, 5, 3))


@pytest.mark.parametrize(("none", "stands"), [(200, True), (300, False)])
def test_in_long_texts_other_days_than_those_of_the_rules_must_lead_clearly(
    parts: Parts, none: int, *, stands: bool
) -> None:
    learned = _preferences(window={"none": none}, statement={"none": none})
    reader = _reader(parts, _placer(learned))
    body = "Anna Alder invited Ben Birch for talks in May."
    short = reader.read(an_article(body)).mentions[0].act
    long = reader.read(an_article(body + " Alder spoke of fish." * LONGEST_SHORT)).mentions[0].act
    assert (short.window, short.statement_on) == (None, None)
    assert (long.window is not None, long.statement_on is not None) == (stands, stands)


def test_in_texts_that_are_longer_still_the_rules_stand(parts: Parts) -> None:
    learned = _preferences(place={"none": 900}, window={"none": 900}, statement={"none": 900})
    body = BODY + " Alder spoke of fish." * LONGEST
    act = _reader(parts, _placer(learned)).read(an_article(body)).mentions[0].act
    assert act.place == Place(NOR)
    assert act.window is not None
    assert act.statement_on is not None


@pytest.mark.parametrize(
    ("fish", "weight", "place"),
    [
        (0, 50, Place(SUD, "Sandbay")),
        (LONGEST_SHORT, 200, None),
        (LONGEST_SHORT, 300, Place(SUD, "Sandbay")),
    ],
)
def test_in_long_texts_a_place_that_rules_read_nowhere_must_lead_clearly(
    parts: Parts, fish: int, weight: int, place: Place | None
) -> None:
    reader = _reader(parts, _placer(_preferences(place={"named next": weight})))
    body = "Anna Alder is ready to meet Ben Birch, she said. The dinner would be in Sandbay."
    act = reader.read(an_article(body + " Alder spoke of fish." * fish)).mentions[0].act
    assert act.place == place


def test_what_happened_was_said_to_happen_on_its_day(parts: Parts) -> None:
    learned = _preferences(window={"kind weekday back": 100}, statement={"today": 100})
    reader = _reader(parts, _placer(learned))
    act = reader.read(an_article("Anna Alder met Ben Birch on Sunday.")).mentions[0].act
    assert act.window == Window(date(2031, 3, 2), date(2031, 3, 2))
    assert act.statement_on == date(2031, 3, 2)


# -- what it costs --------------------------------------------------------------------------------

MONTHS = ("April", "May", "June", "July", "August", "September", "October", "November")


def _crowded(sentences: int, each: int) -> str:
    """A text in which every clause is an act, or nearly one, with a day of its own."""
    told = cycle(
        ("Alder will meet Birch on", "Alder invited Birch for", "Birch may visit Alder on")
    )
    days = cycle([f"{day} {month}" for month in MONTHS for day in range(1, 29)])
    clauses = [f"{next(told)} {next(days)}" for _ in range(sentences * each)]
    cuts = range(0, len(clauses), each)
    return " ".join("; ".join(clauses[first : first + each]) + "." for first in cuts)


def test_what_a_crowded_text_names_takes_little_room(parts: Parts) -> None:
    reader, crowded = _reader(parts, _placer(_preferences())), an_article(_crowded(16, 6))
    assert len(_reader(parts, None).read(crowded).mentions) > 20
    tracemalloc.start()
    try:
        assert reader.read(crowded).mentions
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000


def test_what_a_text_tells_of_an_act_is_gathered_once_and_in_a_crowded_text_twice(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered: list[Draft] = []

    def watched(act: Draft, story: Story, setting: Setting) -> Gathering:
        gathered.append(act)
        return Gathering(act, story, setting)

    monkeypatch.setattr(placer, "Gathering", watched)
    learned = _preferences(window={"named in": 100, "once 5": 50}, place={"dateline": 70})
    article, told = an_article(BODY), []
    for kept, times in ((placer.KEPT, 1), (0, 2)):
        monkeypatch.setattr(placer, "KEPT", kept)
        gathered.clear()
        told.append(_reader(parts, _placer(learned)).read(article).mentions)
        assert len(gathered) == times * len(told[-1])
    assert told[0] == told[1]


def test_a_text_that_is_all_too_crowded_is_left_to_the_rules(parts: Parts) -> None:
    learned = _preferences(place={"none": 900}, window={"none": 900}, statement={"none": 900})
    for each, stand in ((1, False), (4, True)):
        article = an_article(_crowded(59, each))
        read, chosen = (
            [one.act.window for one in _reader(parts, placer).read(article).mentions]
            for placer in (None, _placer(learned))
        )
        assert (chosen == read) is stand


# -- asked again ---------------------------------------------------------------------------------

TWO = (
    "President Anna Alder invited Ben Birch on Monday for talks in May. "
    "The dinner would be in Sandbay. Birch is ready to meet Alder, his spokesman said."
)


def _last(parts: Parts, alone: Preferences | None) -> Question:
    """What is asked about the last act."""
    listener = Listener(alone)
    listener.hear(_reader(parts, listener), an_article(TWO))
    return listener.asked[-1]


@pytest.mark.parametrize("alone", [None, _preferences()])
def test_what_was_asked_is_kept_of_all_acts_however_few_are_looked_at_beside_each_other(
    parts: Parts, alone: Preferences | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "TOGETHER", 1)
    listener = Listener(alone)
    signals = listener.hear(_reader(parts, listener), an_article(TWO))
    assert len(listener.asked) == len(signals) > 1


def test_each_act_is_asked_again_beside_what_was_chosen_for_the_others(parts: Parts) -> None:
    first = _last(parts, None)
    again = _last(parts, _preferences(place={"named next": 900, "named last": 900}))
    assert first.place is not None
    assert again.place is not None
    beside = "place of INVITE same"
    assert (beside in first.place[NOR], beside in first.place[SUD]) == (True, False)
    assert (beside in again.place[NOR], beside in again.place[SUD]) == (False, True)


def test_what_is_asked_again_tells_how_it_was_weighed_before(parts: Parts) -> None:
    again = _last(parts, _preferences(place={"named last": 200}, statement={"today": -300}))
    assert again.place is not None
    assert ("once 2" in again.place[SUD], "once -2" in again.place[None]) == (True, True)
    assert "once -3" in again.statement[date(2031, 3, 4)]
    assert all(any(one.startswith("once ") for one in seen) for seen in again.window.values())


def test_an_option_leads_or_trails_the_best_of_the_others() -> None:
    weighed = {"a": 240, "b": 100, None: -900}
    assert leads(weighed) == {"a": "once 1", "b": "once -1", None: "once -5"}
    assert leads({"a": 7, "b": 7}) == {"a": "once 0", "b": "once 0"}
    assert leads({None: 0}) == {None: "once 5"}


def test_only_the_second_choice_stands(parts: Parts) -> None:
    alone = _preferences(window={"none": 900}, statement={"none": 900})
    reader = _reader(parts, PreferringPlacer(Rounds(alone, _preferences(window={"read": 900}))))
    act = reader.read(an_article(BODY)).mentions[0].act
    assert act.window == Window(date(2031, 5, 1), date(2031, 5, 31))


# -- learning --------------------------------------------------------------------------------


def _lesson(*options: tuple[str, bool]) -> Choice:
    seen = tuple(frozenset(traits.split()) for traits, _ in options)
    return Choice(seen, tuple(right for _, right in options))


NEAR_IS_RIGHT = [
    _lesson(("near", True), ("far", False)),
    _lesson(("far old", False), ("near old", True), ("none old", False)),
    _lesson(("far", False), ("none", True)),
] * 10


def test_what_tells_right_from_wrong_gets_weight() -> None:
    weights = learn(NEAR_IS_RIGHT)
    assert weights["near"] > weights.get("none", 0) > weights["far"]
    assert weights == learn(list(NEAR_IS_RIGHT))


def test_what_is_rare_or_tells_nothing_is_left_out() -> None:
    weights = learn([*NEAR_IS_RIGHT, _lesson(("odd", True), ("far", False))])
    assert "odd" not in weights
    assert "old" not in weights


def test_labels_say_which_options_were_right(parts: Parts) -> None:
    listener = Listener()
    item = {"signals": [_label()]}
    taught = lessons_of_items([(item, an_article(BODY))], _reader(parts, listener), listener)
    assert {name: len(some) for name, some in taught.items()} == dict.fromkeys(NAMES, 1)
    right = [seen for seen, fits in _told(taught["place"][0]) if fits]
    assert ["named next" in seen for seen in right] == [True]
    days = [seen for seen, fits in _told(taught["window"][0]) if fits]
    assert ["kind month" in seen for seen in days] == [True]


def _told(lesson: Choice) -> list[tuple[frozenset[str], bool]]:
    return list(zip(lesson.options, lesson.right, strict=True))


def _label() -> Mapping[str, object]:
    return {
        "type": "INVITE",
        "leaders": [{"id": ALDER}, {"id": BIRCH}],
        "place": {"city": None, "country": SUD},
        "window": {"start": "2031-05-10", "end": "2031-05-20"},
        "statement_date": "2031-03-03",
        "speaker": {},
    }


# -- what is kept ----------------------------------------------------------------------------


def _text(document: dict[str, object]) -> str:
    return json.dumps(sealed(document))


def test_preferences_go_through_their_text_unharmed() -> None:
    rounds = Rounds(
        _preferences(place={"near": 5}, statement={"today": -7}), _preferences(window={"once 1": 3})
    )
    document: dict[str, object] = {
        "alone": rounds.alone.sections(), "beside": rounds.beside.sections()
    }  # fmt: skip
    assert parse_preferences(_text(document)) == rounds


@pytest.mark.parametrize("text", ["", "[]", '{"sha256": "0"}', _text({"alone": {}})])
def test_preferences_of_another_form_are_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(FactsError) as caught:
        parse_preferences(text)
    assert caught.value.remedy == "summitry fit --choices"


def test_the_bundled_preferences_say_what_they_were_learned_from() -> None:
    document = json.loads((DATA / CIRCUMSTANCES).read_text("utf-8"))
    assert all(number > 1000 for number in document["choices"].values())
    folders = (DATA / "reading", DATA / "reading" / "judging")
    files = {str(file.relative_to(DATA)) for one in folders for file in one.glob("*.jsonl")}
    assert set(document["learned_from"]) == files, "the held-out items teach nothing"


def test_the_nearest_mentions_count_and_those_of_another_sort_beside_them() -> None:
    seen: Sightings[str] = Sightings()
    for near in (ELSEWHERE, NEXT, HEADLINE, AROUND):
        seen.name("Oslo", near, [f"named {near}"])
    seen.name("Oslo", ELSEWHERE, ["host"], "event")
    seen.know("Rome", "home")
    assert list(seen) == ["Oslo", "Rome"]
    assert seen.traits("Oslo") == {"named headline", "named next", "host"}
    assert seen.traits("Rome") == {"home"}


def test_what_is_known_further_is_not_known_before() -> None:
    seen: Sightings[str] = Sightings()
    seen.name("Oslo", NEXT, ["named next"])
    seen.know("Oslo", "home")
    more = seen.known_further()
    more.know("Oslo", "place of MET same")
    more.know("Rome", "place of CALL same")
    assert dict(more.items())["Oslo"] == {"named next", "home", "place of MET same"}
    assert list(more) == ["Oslo", "Rome"]
    assert dict(seen.items()) == {"Oslo": {"named next", "home"}}


class Onlooker:
    """Weighs nothing, and takes every time that is named for less likely than none."""

    def opens(self, sentences: int) -> bool:
        return False

    def look(self, *_: object) -> Onlooker:
        return self

    def weigh(self, canon: object, drafts: list[Draft], look: object) -> list[Draft]:
        return drafts

    def judge(self, acts: list[Draft], overview: object) -> list[Draft]:
        return acts

    def told(self, position: Position) -> None:
        return None

    def people(self, position: Position) -> tuple[()]:
        return ()

    def part(self, *_: object) -> float:
        return 0.0

    step = land = part

    def span(self, position: Position, kind: SignalType, time: Time | None) -> float:
        return 3.0 if time is None else -1.0

    day = span


def test_where_no_time_is_meant_that_is_named_days_are_untold_and_words_are_of_today(
    parts: Parts,
) -> None:
    listener = Listener()
    reader = RulesReader(
        invented_world(), parts.book, parts.lexicon, weigher=Onlooker(), placer=listener
    )
    listener.hear(reader, an_article(BODY))
    asked = listener.asked[0]
    read = [one for one, seen in asked.window.items() if "read" in seen]
    assert len(read) == 1
    assert "seen -1" in asked.window[read[0]]
    assert [one for one, seen in asked.window.items() if "unnamed 3" in seen] == [None]
    assert [one for one, seen in asked.statement.items() if "unnamed 3" in seen] == [TODAY]


class Levelling:
    """Sets every act nowhere, or none, as it is told."""

    def __init__(self, *, levels: bool) -> None:
        self._levels = levels

    def settle(self, acts: list[Draft], story: Story, setting: Setting) -> None:
        for act in acts:
            act.place = None if self._levels else act.place


TWICE = (
    "Anna Alder invited Ben Birch to Norburg in May. Alder also invited Birch to Westport in May."
)


@pytest.mark.parametrize(("levels", "spans"), [(False, [1, 1]), (True, [2])])
def test_acts_that_come_out_equal_are_one_that_both_sentences_prove(
    parts: Parts, levels: bool, spans: list[int]
) -> None:
    found = _reader(parts, Levelling(levels=levels)).read(an_article(TWICE)).mentions
    assert [one.act.type for one in found] == [SignalType.INVITE] * len(spans)
    assert [len(one.evidence) for one in found] == spans


def test_acts_of_other_days_are_two_even_where_both_are_set_nowhere(parts: Parts) -> None:
    text = TWICE.replace("Westport in May", "Westport in June")
    found = _reader(parts, Levelling(levels=True)).read(an_article(text)).mentions
    assert len(found) == 2
