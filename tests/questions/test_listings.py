"""Question lists as platforms give them: single, in events, in groups, and hostile ones."""

from __future__ import annotations

import json
from datetime import date

import pytest

from forecaster.questions.importers.deadlines import window_in
from forecaster.questions.importers.listings import specs
from tests.questions.test_importers import OPENED, WORDS, listing, one

MARKET = {"startDate": "2018-07-20T15:10:00Z", "outcomes": '["Yes", "No"]'}


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("in 2018", None, "2018-12-31"),
        ("in 2019", "2019-01-01", "2019-12-31"),
        ("in november 2018", "2018-11-01", "2018-11-30"),
        ("in february 2020", "2020-02-01", "2020-02-29"),
        ("in may", "2019-05-01", "2019-05-31"),
        ("on november 30, 2018", "2018-11-30", "2018-11-30"),
        ("on 11 november 2018", "2018-11-11", "2018-11-11"),
        ("between september 1 and december 31, 2018", "2018-09-01", "2018-12-31"),
        ("from august to october 2018", "2018-08-01", "2018-10-31"),
        ("between november 15, 2018 and january 15, 2019", "2018-11-15", "2019-01-15"),
        ("no later than sept 30, 2018", None, "2018-09-30"),
        ("prior to october 1, 2018", None, "2018-09-30"),
        ("on or before october 1, 2018", None, "2018-10-01"),
        ("by the end of the year 2018", None, "2018-12-31"),
        ("by end of 2018", None, "2018-12-31"),
        ("before the end of august 2018", None, "2018-08-31"),
        ("by dec. 31, 2018", None, "2018-12-31"),
        ("by 1st september 2018", None, "2018-09-01"),
    ],
)
def test_windows_in_words(phrase: str, first: str | None, last: str) -> None:
    found = window_in(f"will they meet {phrase}?", OPENED, None)
    assert found is not None
    assert (found.start, found.end) == (
        date.fromisoformat(first) if first else OPENED,
        date.fromisoformat(last),
    )


@pytest.mark.parametrize("phrase", ["in 2017", "by may 1, 2018", "on july 19, 2018", "soon"])
def test_windows_that_are_over_or_not_named(phrase: str) -> None:
    assert window_in(f"will they meet {phrase}?", OPENED, None) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Will Trump and Putin hold a video call in August?",
            {
                "kind": "meet",
                "mode": "call",
                "window": {"start": "2018-08-01", "end": "2018-08-31"},
            },
        ),
        ("Will Trump speak to Putin by October 1?", {"mode": "any", "contact": "greeting"}),
        ("Will Trump hold talks with Putin in person by October 1, 2018?", {"kind": "meet"}),
        ("Will Trump meet Putin again in 2018?", {"kind": "meet"}),
        ("How many times will Trump meet Putin in 2018?", {"kind": "count"}),
        ("Will Trump make a state visit to Russia?", {"contact": "visit_or_summit"}),
        ("Bilateral meeting between Trump and Putin?", {"contact": "scheduled_bilateral"}),
        (
            "Will Trump meet Putin at the G20 in Argentina?",
            {"forum": "G20-2018"},
        ),
        ("Will Trump attend the 2018 G20 summit?", {"kind": "attend", "forum": "G20-2018"}),
        ("Will Trump and Putin hold talks by October 1?", {"kind": "meet"}),
        ("Will Prime Minister Putin meet President Trump?", {"kind": "meet"}),
    ],
)
def test_more_titles_that_can_be_expressed(title: str, expected: dict[str, object]) -> None:
    found = one(title)
    assert {key: found[key] for key in expected} == expected
    assert found["leaders"] in (["donald-trump", "vladimir-putin"], ["donald-trump"]) or (
        found["leaders"] == ["vladimir-putin", "donald-trump"]
    )


@pytest.mark.parametrize(
    ("title", "ground"),
    [
        ("Will the prime ministers' envoys meet Putin?", "envoys or ministers"),
        ("Will Trump's special representative meet Putin?", "not leaders"),
        ("Which country will Putin visit first?", "counts or orders"),
        ("Will Trump or Putin attend the G20?", "one of several"),
        ("Will Trump and Putin visit Finland?", "whether they meet or speak"),
        ("Will Trump attend the 2019 G20 summit?", "no edition of G20 is known"),
        ("Will Trump attend the G20 summit of 2017?", "no edition of G20 is known"),
    ],
)
def test_more_titles_that_cannot_say_why(title: str, ground: str) -> None:
    found = specs(listing(title), "polymarket", WORDS)
    assert found.items == ()
    assert ground in found.problems[0].text


def test_an_event_of_several_markets_becomes_a_question_each() -> None:
    event = {
        "id": "900",
        "title": "Trump x Putin meeting by...?",
        "endDate": "2018-12-31T12:00:00Z",
        "markets": [
            {**MARKET, "id": "1", "question": "Will Trump meet Putin by September 30?"},
            {**MARKET, "id": "2", "question": "Will Trump meet Putin by December 31?"},
            {**MARKET, "id": "3", "question": "Nobody meets"},
            "no market",
        ],
    }
    found = specs(json.dumps([event]), "polymarket", WORDS)
    windows = [(spec["id"], spec["window"]) for spec in found.items]
    assert windows == [
        ("polymarket-1", {"start": "2018-07-20", "end": "2018-09-30"}),
        ("polymarket-2", {"start": "2018-07-20", "end": "2018-12-31"}),
    ]
    assert [problem.where for problem in found.problems] == ["polymarket-3"]


def test_an_event_that_asks_where_stays_one_question() -> None:
    event = {
        **MARKET,
        "id": "901",
        "title": "Where will Trump and Putin meet next?",
        "endDate": "2018-12-31",
        "markets": [{"id": "4", "question": "Will it be Finland?"}],
    }
    (spec,) = specs(json.dumps({"data": [event]}), "polymarket", WORDS).items
    assert (spec["kind"], spec["window"]) == (
        "next_venue",
        {"start": "2018-07-20", "end": "2018-12-31"},
    )


def test_a_group_becomes_a_question_each_with_its_own_close() -> None:
    group = {
        "id": 50,
        "title": "When will Trump meet Putin?",
        "open_time": "2018-07-20T00:00:00Z",
        "group_of_questions": {
            "questions": [
                {
                    "id": 51,
                    "type": "binary",
                    "title": "Will Trump meet Putin before these dates? (Oct 2018)",
                    "scheduled_close_time": "2018-10-01T00:00:00Z",
                },
                {"id": 52, "type": "date", "title": "When?"},
            ]
        },
    }
    found = specs(json.dumps({"results": [group]}), "metaculus", WORDS)
    (spec,) = found.items
    assert (spec["id"], spec["window"]) == (
        "metaculus-51",
        {"start": "2018-07-20", "end": "2018-09-30"},
    )
    assert found.problems[0].text == "a question of type date has no spec"


@pytest.mark.parametrize(
    ("platform", "written", "last"),
    [
        ("polymarket", "2018-12-31", "2018-12-31"),
        ("polymarket", "2018-12-31T00:00:00Z", "2018-12-31"),
        ("polymarket", "2018-12-31T12:00:00Z", "2018-12-31"),
        ("polymarket", "2019-01-01T04:59:00Z", "2018-12-31"),
        ("metaculus", "2019-01-01T00:00:00Z", "2018-12-31"),
        ("metaculus", "2018-12-31T23:59:00Z", "2018-12-31"),
        ("manifold", 1546300740000, "2018-12-31"),
    ],
)
def test_closing_times_as_days_of_the_platform(platform: str, written: object, last: str) -> None:
    item = {"id": 1, "title": "Will Trump meet Putin?", "startDate": "2018-07-20T15:00:00Z"}
    key = "closeTime" if platform == "manifold" else "endDate"
    (spec,) = specs(json.dumps([{**item, key: written}]), platform, WORDS).items
    assert spec["window"] == {"start": "2018-07-20", "end": last}


@pytest.mark.parametrize(
    "item",
    [
        {"id": {"a": 1}, "question": ["?"]},
        7,
        {"id": "x" * 10_000, "question": "\x1b[2Jgone\nand more" * 10_000},
        {"question": "Will Trump meet Putin?", "startDate": True, "endDate": 1e400},
        {"question": "Will Trump meet Putin?", "startDate": "2018-07-20", "endDate": "9" * 50},
        {"question": "Will Trump meet Putin?", "startDate": 1e18, "endDate": -1},
        {"question": "Will Trump meet Putin by 99 99 9999?", "startDate": "2018-07-20"},
        {"question": "?", "type": {"kind": "binary"}, "startDate": "2018-07-20"},
        {"question": "Who?", "outcomes": '["Trump", "Putin"]', "startDate": "2018-07-20"},
        {"question": "Who?", "outcomes": "[[[", "startDate": "2018-07-20"},
        {"group_of_questions": {"questions": [{"group_of_questions": []}, 7]}},
        {"title": "between " * 5_000 + "and", "startDate": "2018-07-20", "endDate": "2018-12-31"},
    ],
)
def test_hostile_items_are_told_in_one_plain_line(item: object) -> None:
    good = {"id": 2, "question": "Will Trump meet Putin by December 1, 2018?", **MARKET}
    found = specs(json.dumps([item, good]), "polymarket", WORDS)
    assert [spec["id"] for spec in found.items] == ["polymarket-2"]
    (problem,) = found.problems
    assert str(problem).isprintable()
    assert len(str(problem)) < 300
