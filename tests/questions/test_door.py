"""Wrong specs, one by one: each error names the field and the remedy, and nothing else breaks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from forecaster.store.files import data_root
from jobs.asking import Counter, counter
from jobs.library import Library

GOOD: dict[str, object] = {
    "id": "q",
    "as_of": "2018-07-28T00:00:00Z",
    "kind": "meet",
    "leaders": ["donald-trump", "vladimir-putin"],
    "window": {"start": "2018-07-28", "end": "2018-12-31"},
}
NOW = datetime(2018, 7, 28, tzinfo=UTC)
DAY = timedelta(days=1)


@cache
def opened() -> Counter:
    return counter(Library(data_root()), ())


def answers(*specs: object) -> list[dict[str, object]]:
    lines = [spec if isinstance(spec, str) else json.dumps(spec) for spec in specs]
    return list(opened().desk(NOW).answer_lines(lines))


def spec(**changes: object) -> dict[str, object]:
    return {**GOOD, **changes}


def race(*options: object, **changes: object) -> dict[str, object]:
    held = {key: value for key, value in GOOD.items() if key != "leaders"}
    return {**held, "kind": "first", "options": list(options), **changes}


PAIR = {"leaders": ["donald-trump", "vladimir-putin"]}
OTHER = {"leaders": ["donald-trump", "xi-jinping"]}
G20 = {"forum": "G20-2018"}

WRONG: list[tuple[object, str, str]] = [
    # Not a question at all.
    ("{", "spec", "one object a line"),
    ("[1, 2]", "spec", "write"),
    ('"when?"', "spec", "write"),
    ({}, "kind", "give a text"),
    (spec(kind="marry"), "kind", "meet, visit"),
    (spec(kind=None), "kind", "give a text"),
    (spec(kind=["meet"]), "kind", "give a text"),
    (spec(leader="donald-trump"), "leader", "did you mean 'leaders'"),
    (spec(deadline="2018-12-31"), "deadline", "known are"),
    # People.
    (spec(leaders="donald-trump"), "leaders", "write ["),
    (spec(leaders=None), "leaders", "write ["),
    (spec(leaders=[]), "leaders", "name 2 to 8"),
    (spec(leaders=["donald-trump"]), "leaders", "name 2 to 8"),
    (spec(leaders=["donald-trump", "donald-trump"]), "leaders", "name others"),
    (spec(leaders=["Donald Trump", "donald-trump"]), "leaders", "name others"),
    (spec(leaders=["donald-trump", "vladimir-puttin"]), "leaders", "did you mean"),
    (spec(leaders=["donald-trump", "Frodo Baggins"]), "leaders", "full name"),
    (spec(leaders=["donald-trump", 7]), "leaders", "give a text"),
    (spec(leaders=["donald-trump", "  "]), "leaders", "give a text"),
    (spec(leaders=["donald-trump", "barack-obama"]), "leaders", "who held it"),
    (spec(leaders=["donald-trump", "volodymyr-zelenskyy"]), "leaders", "who held it"),
    (spec(kind="next_venue", leaders=["donald-trump"]), "leaders", "name 2"),
    (spec(kind="visit", place={"country": "FRA"}), "leaders", "name 1"),
    # Days.
    (spec(window=None), "window", "write {"),
    (spec(window="2018"), "window", "write {"),
    (spec(window={"start": "2018-07-28"}), "window.end", "give a text"),
    (spec(window={"start": "2018-07-28", "end": "soon"}), "window.end", "2018-12-31"),
    (spec(window={"start": "2018-07-28", "end": "2018-02-30"}), "window.end", "2018-12-31"),
    (spec(window={"start": "2018-12-31", "end": "2018-07-28"}), "window.end", "swap"),
    (spec(window={"start": "2018-07-28", "end": 20181231}), "window.end", "give a text"),
    (spec(window={"start": "2018-07-28", "finish": "2018-12-31"}), "window.finish", "known are"),
    (spec(window={"start": "2031-01-01", "end": "2031-12-31"}), "window", "earlier start"),
    (spec(as_of="yesterday"), "as_of", "write 2018-07-28T00:00:00Z"),
    (spec(as_of="2018-07-28T00:00:00"), "as_of", "write 2018-07-28T00:00:00Z"),
    (spec(as_of=1532736000), "as_of", "give a text"),
    (spec(zone="Mars/Olympus"), "zone", "Europe/Moscow"),
    (spec(zone="../etc/passwd"), "zone", "Europe/Moscow"),
    (spec(zone=3), "zone", "give a text"),
    # Places.
    (spec(place="USA"), "place", "write {"),
    (spec(place={}), "place.country", "give a text"),
    (spec(place={"city": "Helsinki"}), "place.country", "give a text"),
    (spec(place={"country": "Atlantis"}), "place.country", "ISO code"),
    (spec(place={"country": "Finlnd"}), "place.country", "did you mean 'FIN'"),
    (spec(place={"country": "FIN", "town": "Helsinki"}), "place.town", "known are"),
    (spec(place={"country": "FIN", "city": "Helsinky"}), "place.city", "did you mean 'Helsinki'"),
    (spec(place={"country": "RUS", "city": "Helsinki"}), "place.city", "correct the country"),
    (spec(kind="visit", leaders=["donald-trump"]), "place", "add place.country"),
    (
        spec(kind="visit", leaders=["donald-trump"], place={"country": "USA"}),
        "place.country",
        "name the country visited",
    ),
    # Forums.
    (spec(kind="attend", leaders=["donald-trump"]), "forum", "add e.g."),
    (spec(forum=20), "forum", "give a text"),
    (spec(forum="G20-2050"), "forum", "known are G20-"),
    (spec(forum="the big one"), "forum", "written like"),
    (spec(**G20, place={"country": "USA"}), "place.country", "leave the place out"),
    (spec(**G20, window={"start": "2018-07-28", "end": "2018-10-01"}), "window", "include"),
    # What counts.
    (spec(contact="kiss"), "contact", "same_room, greeting"),
    (spec(contact=3), "contact", "give a text"),
    (spec(mode="carrier pigeon"), "mode", "in_person, call, any"),
    (spec(mode="call", place={"country": "FRA"}), "mode", "leave place"),
    (spec(kind="attend", leaders=["donald-trump"], **G20, mode="call"), "mode", "in_person"),
    (spec(origins=0), "origins", "write 1 to"),
    (spec(origins=True), "origins", "write 1 to"),
    (spec(origins="two"), "origins", "write 1 to"),
    (spec(void_if="rain"), "void_if", "write ["),
    (spec(void_if=["rain"]), "void_if", "out_of_office"),
    (spec(planned_only="yes"), "planned_only", "true or false"),
    (spec(complement=1), "complement", "true or false"),
    (spec(kind="count", complement=True), "complement", "yes-or-no"),
    (spec(kind="next_venue", any_of=True), "any_of", "kind 'meet'"),
    # Races.
    (spec(options=[PAIR, OTHER]), "options", "kind 'first'"),
    (race(PAIR), "options", "may come first"),
    (race(PAIR, PAIR), "options", "leave one out"),
    (race(PAIR, "xi"), "options", "write {"),
    (race(PAIR, {**OTHER, "id": "b"}), "options.id", "known are"),
    (race(PAIR, {**OTHER, "kind": "count"}), "options.kind", "meet, visit, attend"),
    (
        race(PAIR, {**OTHER, "window": {"start": "2018-08-01", "end": "2019-08-01"}}),
        "options.window",
        "stay within",
    ),
    (race(PAIR, OTHER, leaders=["donald-trump"]), "leaders", "under options"),
]


@pytest.mark.parametrize(("wrong", "field", "remedy"), WRONG)
def test_an_error_names_the_field_and_the_remedy(wrong: object, field: str, remedy: str) -> None:
    good, bad, also_good = answers(GOOD, wrong, GOOD)
    error = bad["error"]
    assert isinstance(error, dict)
    assert error["type"] == "question-not-answerable"
    said, _, advice = str(error["detail"]).partition("; ")
    assert said.startswith(f"{field}: ")
    assert remedy in advice
    assert good["probability"] == also_good["probability"]


@pytest.mark.parametrize(
    ("leader", "decided", "window"),
    [
        ("Donald Trump", "2024-11-06", {"start": "2025-01-20", "end": "2025-12-31"}),
        ("joe-biden", "2020-11-07", {"start": "2020-12-01", "end": "2021-12-31"}),
        ("luiz-inacio-lula-da-silva", "2022-10-31", {"start": "2022-12-15", "end": "2023-12-31"}),
        ("javier-milei", "2023-11-20", {"start": "2023-11-25", "end": "2024-12-31"}),
        ("claudia-sheinbaum", "2024-06-03", {"start": "2024-09-01", "end": "2025-12-31"}),
    ],
)
def test_who_is_chosen_may_be_asked_about_from_the_day_after(
    leader: str, decided: str, window: dict[str, str]
) -> None:
    asked = {**GOOD, "leaders": [leader, "emmanuel-macron"], "window": window}
    (early,) = answers({**asked, "as_of": f"{decided}T23:00:00Z"})
    assert "holds no office" in str(early["error"])
    (late,) = answers({**asked, "as_of": f"{date.fromisoformat(decided) + DAY}T00:00:00Z"})
    assert late["probability"] > 0.0  # type: ignore[operator]


def test_one_who_is_chosen_visits_other_countries_than_his_own() -> None:
    own = spec(
        kind="visit",
        leaders=["donald-trump"],
        place={"country": "USA"},
        window={"start": "2024-12-01", "end": "2025-12-31"},
        as_of="2024-12-01T00:00:00Z",
    )
    (found,) = answers(own)
    assert "donald-trump leads USA" in str(found["error"])


def test_names_towns_and_residences_are_understood() -> None:
    by_name, by_id = answers(
        spec(leaders=["Trump", "Vladimir Putin"], place={"country": "Russia", "city": "Kremlin"}),
        spec(place={"country": "RUS", "city": "Moscow"}),
    )
    assert by_name["probability"] == by_id["probability"]


def test_a_day_that_was_not_public_yet_contradicts_nothing() -> None:
    # In July 2016 nobody could know on which days of 2018 the G20 would meet.
    early = spec(
        as_of="2016-07-01T00:00:00Z",
        leaders=["barack-obama", "vladimir-putin"],
        window={"start": "2016-07-01", "end": "2016-12-31"},
        forum="G20-2018",
    )
    (found,) = answers(early)
    assert "not on the calendar known on 2016-07-01" in str(found["error"])
