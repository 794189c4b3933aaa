"""What people ask, form by form and platform by platform: answerable here, over REST, and sane."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from api.schemas.questions import QuestionIn
from forecaster.store.files import data_root
from jobs.answers.question import custom_question
from jobs.asking import Counter, counter, reader_over
from jobs.library import Library

Line = dict[str, Any]

TODAY = "2025-06-15"
NOW = datetime(2025, 6, 15, tzinfo=UTC)


def spec(kind: str, *leaders: str, end: str = "2025-12-31", **more: object) -> Line:
    window = {"start": TODAY, "end": end}
    return {"kind": kind, "leaders": list(leaders), "window": window, **more}


def race(*options: Line, **more: object) -> Line:
    return {"kind": "first", "window": {"start": TODAY, "end": "2025-12-31"}, **more} | {
        "options": list(options)
    }


def days(first: str, last: str) -> Line:
    return {"start": first, "end": last}


PAIR = ("Donald Trump", "Xi Jinping")
US_RU = ("donald-trump", "vladimir-putin")
THREE = (*US_RU, "volodymyr-zelenskyy")
TURKEY = {"country": "TUR", "city": "Istanbul"}
G20, APEC = {"forum": "G20-2025"}, {"forum": "APEC-2025"}

FORMS: dict[str, Line] = {
    "a pair meets by a date": spec("meet", *PAIR),
    "a pair rarely in the news": spec("meet", "Alexander Stubb", "Lula"),
    "in a country": spec("meet", *US_RU, place={"country": "Saudi Arabia"}),
    "in a city": spec("meet", *THREE[1:], place=TURKEY),
    "at a summit": spec("meet", *PAIR, **APEC),
    "a leader goes to a country": spec("visit", "Narendra Modi", place={"country": "CHN"}),
    "a leader goes to a city": spec(
        "visit", "Xi Jinping", place={"country": "RUS", "city": "Moscow"}
    ),
    "an official visit": spec(
        "visit", "Donald Trump", place={"country": "GBR"}, contact="visit_or_summit"
    ),
    "where they meet next": spec("next_venue", *US_RU),
    "a leader attends a summit": spec("attend", "Donald Trump", **G20),
    "both attend a summit": spec("attend", *PAIR, **APEC),
    "any spoken contact": spec("meet", *US_RU, mode="any", end="2025-06-30"),
    "a call": spec("meet", *US_RU, mode="call", end="2025-06-30"),
    "an exact day": {
        **spec("meet", "Recep Tayyip Erdogan", "Donald Trump"),
        "window": days("2025-06-25", "2025-06-25"),
    },
    "date bins": race(
        {"leaders": list(US_RU), "window": days(TODAY, "2025-07-31")},
        {"leaders": list(US_RU), "window": days("2025-08-01", "2025-09-30")},
        {"leaders": list(US_RU), "window": days("2025-10-01", "2025-12-31")},
    ),
    "three leaders": spec("meet", *THREE),
    "one of a set": spec("meet", "Xi Jinping", "Emmanuel Macron", "Keir Starmer", any_of=True),
    "it does not happen": spec("meet", *PAIR, complement=True),
    "first to be visited": race(
        *(
            {"kind": "visit", "leaders": ["Friedrich Merz"], "place": {"country": country}}
            for country in ("USA", "CHN", "IND")
        )
    ),
    "whom he meets first": race({"leaders": list(PAIR)}, {"leaders": list(US_RU)}),
    "who is at the summit first or meets": race(
        {"kind": "attend", "leaders": ["Donald Trump"], **G20}, {"leaders": list(PAIR)}
    ),
    "how often they meet": spec("count", "Emmanuel Macron", "Friedrich Merz"),
    "formal talks": spec("meet", *US_RU, contact="scheduled_bilateral", planned_only=True),
    "a meeting of the next year": {
        **spec("meet", *PAIR),
        "window": days("2026-01-01", "2026-06-30"),
    },
}
"""Forms of real questions; those on envoys, invitations and conditions ask for something else."""

RULES: dict[str, Line] = {
    "Polymarket 2025: a handshake is enough": spec(
        "meet", *US_RU, contact="greeting", zone="America/New_York"
    ),
    "Polymarket 2022: in person": spec("meet", *US_RU, zone="America/New_York"),
    "Polymarket: any spoken contact": spec("meet", *US_RU, mode="any", zone="America/New_York"),
    "Polymarket: present at any point, moved is no": spec("attend", "Xi Jinping", **APEC),
    "Kalshi: phone counts": spec("meet", *US_RU, mode="any", zone="US/Eastern"),
    "Kalshi: inside the borders": spec("visit", "vladimir-putin", place={"country": "HUN"}),
    "Metaculus: same room, two wires and an official channel": spec(
        "meet", *US_RU, contact="same_room", origins=3
    ),
    "Metaculus: official visit": spec(
        "visit", "vladimir-putin", place={"country": "IND"}, contact="visit_or_summit"
    ),
    "Manifold: in person, anything": spec("meet", *US_RU, zone="US/Pacific"),
    "Good Judgment Open: face to face": spec("meet", *US_RU, contact="exchange_of_words"),
    "Good Judgment Open: planned, no sidelines": spec(
        "meet", *US_RU, contact="visit_or_summit", planned_only=True
    ),
    "Good Judgment Project: official, void if he goes": spec(
        "meet", *US_RU, contact="scheduled_bilateral", void_if=["out_of_office"]
    ),
    "void if the summit is called off": spec("meet", *PAIR, **APEC, void_if=["forum_cancelled"]),
}

UNDATED: dict[str, Line] = {
    "attending": spec("attend", "Emmanuel Macron", forum="G20-2026", end="2026-12-31"),
    "meeting": spec("meet", "Emmanuel Macron", "Lula", forum="G20-2026", end="2026-12-31"),
    "meeting, first of several": race(
        {"leaders": ["Emmanuel Macron", "Lula"], "forum": "G20-2026"},
        {"leaders": ["Emmanuel Macron", "Xi Jinping"]},
    ),
}
"""At a summit that is expected, with a host and no days."""

WRONG: dict[str, tuple[Line, str]] = {
    "nobody of that name": (spec("meet", "Aragorn Elessar", "Xi"), "leaders: nobody known"),
    "out of office": (spec("meet", "Joe Biden", "Xi Jinping"), "leaders: joe-biden"),
    "no such country": (
        spec("visit", "Xi Jinping", place={"country": "Narnia"}),
        "place.country: ",
    ),
    "no such town": (
        spec("meet", *PAIR, place={"country": "CHN", "city": "Atlantis"}),
        "place.city: ",
    ),
    "no such summit": (spec("attend", "Xi Jinping", forum="G20-2099"), "forum: G20-2099"),
    "no such day": ({**spec("meet", *PAIR), "window": days(TODAY, "2025-02-30")}, "window.end: "),
    "no such zone": (spec("meet", *PAIR, zone="Mars/Olympus"), "zone: "),
}


@cache
def opened() -> Counter:
    return counter(Library(data_root()), ())


def ask(*lines: Line) -> list[Line]:
    asked = (json.dumps({**line, "as_of": f"{TODAY}T00:00:00Z"}) for line in lines)
    return list(opened().desk(NOW).answer_lines(asked))


def chance(line: Line) -> float:
    (found,) = ask(line)
    assert "error" not in found, found
    value: float = found["probability"]
    return value


@pytest.mark.parametrize("name", [*FORMS, *RULES])
def test_it_is_answered_with_all_that_an_answer_holds(name: str) -> None:
    line = {**FORMS, **RULES}[name]
    (found,) = ask(line)
    assert "error" not in found, found
    low, high = found["interval"]
    assert 0.0 < low <= found["probability"] <= high < 1.0
    assert low < high
    assert found["base_rate"]["class"]
    assert 0.0 <= found["base_rate"]["rate"] <= 1.0
    assert sum(found["outcomes"].values()) == pytest.approx(1.0, abs=1e-5)
    curve = [value for _, value in found["by_date"]]
    assert curve == sorted(curve, reverse=bool(line.get("complement")))
    assert found["model_version"]


@pytest.mark.parametrize("name", [*FORMS, *RULES])
def test_the_api_takes_the_same_question(name: str) -> None:
    line = {**FORMS, **RULES}[name]
    body = QuestionIn.model_validate(line).model_dump(mode="json", exclude_none=True)
    chronicle = opened().chronicle.as_of(NOW)
    reader = reader_over(Library(data_root()), chronicle, NOW)
    by_rest, direct = custom_question(reader, body, NOW), custom_question(reader, line, NOW)
    assert by_rest == direct


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_asked_is_named(name: str) -> None:
    line, named = WRONG[name]
    (found,) = ask(line)
    assert found["error"]["detail"].startswith(named)


@pytest.mark.parametrize("name", UNDATED)
def test_a_summit_without_days_is_not_taken_for_one_that_nobody_attends(name: str) -> None:
    (found,) = ask(UNDATED[name])
    assert found["error"]["detail"].startswith("forum: no days of G20-2026 are known yet")


@pytest.mark.parametrize("kind", ["meet", "next_venue", "count"])
def test_silence_of_an_incomplete_record_is_no_proof(kind: str) -> None:
    last_year = {"window": days("2024-01-01", "2024-12-31")}
    ours, theirs = ask(
        spec(kind, "Emmanuel Macron", "Alexander Stubb") | last_year,
        spec(kind, "Lula", "Yamandu Orsi") | last_year,
    )
    assert ours["degraded"] == ["record_incomplete"]
    assert ours["interval"] == [0.0005, ours["base_rate"]["rate"]]
    # South America's record is complete: what it does not hold did not happen.
    assert theirs["degraded"] == []
    assert theirs["interval"] == [0.0005, 0.0005]


def test_a_visit_of_the_past_is_compared_with_what_is_usual() -> None:
    past, ahead = ask(
        spec("visit", "Emmanuel Macron", place={"country": "DEU"})
        | {"window": days("2024-07-01", "2024-12-31")},
        spec("visit", "Emmanuel Macron", place={"country": "DEU"}),
    )
    assert past["degraded"] == ahead["degraded"] == ["record_incomplete"]
    assert past["base_rate"]["rate"] == pytest.approx(ahead["base_rate"]["rate"], rel=0.3)


@pytest.mark.parametrize("leaders", [PAIR, US_RU, ("Narendra Modi", "Xi Jinping")])
def test_many_deadlines_of_one_pair_rise(leaders: tuple[str, ...]) -> None:
    ends = [date(2025, 6, 30) + timedelta(days=15 * step) for step in range(15)]
    found = ask(*(spec("meet", *leaders, end=str(end)) for end in ends))
    chances = [one["probability"] for one in found]
    assert chances == sorted(chances)
    assert chances[0] < chances[-1]


def test_venues_and_none_add_up_to_one_and_to_meeting_at_all() -> None:
    where, meet = ask(spec("next_venue", *US_RU), spec("meet", *US_RU))
    assert where["outcomes"]["none"] == pytest.approx(1.0 - meet["probability"], abs=6e-4)
    assert len(where["outcomes"]) > 3
    inside = ask(*(spec("meet", *US_RU, place={"country": key}) for key in ("USA", "RUS", "SAU")))
    for one in inside:
        assert one["probability"] <= meet["probability"]


def test_a_pair_at_a_summit_is_never_likelier_than_both_being_there() -> None:
    for forum in (G20, APEC):
        pair, both, first, second = ask(
            spec("meet", *PAIR, **forum),
            spec("attend", *PAIR, **forum),
            spec("attend", PAIR[0], **forum),
            spec("attend", PAIR[1], **forum),
        )
        assert pair["probability"] <= both["probability"]
        assert both["probability"] <= min(first["probability"], second["probability"])


def test_exact_days_and_bins_are_parts_of_the_window() -> None:
    bins, whole = ask(FORMS["date bins"], spec("meet", *US_RU))
    assert bins["outcomes"]["none"] == pytest.approx(1.0 - whole["probability"], abs=6e-4)
    each = [date(2025, 11, 20) + timedelta(days=step) for step in range(8)]
    single = ask(*({**spec("meet", *PAIR), "window": days(str(d), str(d))} for d in each))
    (together,) = ask({**spec("meet", *PAIR), "window": days(str(each[0]), str(each[-1]))})
    assert max(one["probability"] for one in single) <= together["probability"]
    assert sum(one["probability"] for one in single) >= together["probability"] - 1e-6


def test_more_people_more_means_and_wider_places() -> None:
    assert chance(spec("meet", *THREE)) <= min(
        chance(spec("meet", *pair)) for pair in (THREE[:2], THREE[1:], THREE[::2])
    )
    several = ("Xi Jinping", "Emmanuel Macron", "Keir Starmer")
    assert chance(spec("meet", *several, any_of=True)) >= max(
        chance(spec("meet", several[0], other)) for other in several[1:]
    )
    in_person = chance(spec("meet", *US_RU))
    assert in_person < chance(spec("meet", *US_RU, mode="any"))
    city = chance(spec("meet", *US_RU, place={"country": "TUR", "city": "Istanbul"}))
    country = chance(spec("meet", *US_RU, place={"country": "TUR"}))
    assert city <= country <= in_person
    assert chance(FORMS["it does not happen"]) == pytest.approx(1.0 - chance(spec("meet", *PAIR)))


def test_a_visit_to_a_city_is_one_of_the_visits_to_its_country() -> None:
    def to(leader: str, country: str, **city: str) -> float:
        return chance(spec("visit", leader, place={"country": country} | city))

    russia = to("Xi Jinping", "RUS")
    moscow, kazan = (to("Xi Jinping", "RUS", city=city) for city in ("Moscow", "Kazan"))
    assert kazan < moscow < russia
    assert kazan < 0.5 * russia
    # The G20 of November 2025 was in Johannesburg: who comes to it does not come to Cape Town.
    there = chance(spec("attend", "Emmanuel Macron", **G20))
    assert to("Emmanuel Macron", "ZAF", city="Johannesburg") >= 0.95 * there
    assert to("Emmanuel Macron", "ZAF", city="Cape Town") < 0.5 * there


def test_definitions_form_a_ladder() -> None:
    rungs = ("same_room", "greeting", "exchange_of_words", "pull_aside")
    higher = ("scheduled_bilateral", "visit_or_summit")
    chances = [chance(spec("meet", *PAIR, contact=rung)) for rung in (*rungs, *higher)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[-1]
    official = FORMS["an official visit"]
    assert chance(official) <= chance({**official, "contact": "exchange_of_words"})


def test_a_count_agrees_with_whether_they_meet() -> None:
    count, meet = ask(
        FORMS["how often they meet"], spec("meet", "Emmanuel Macron", "Friedrich Merz")
    )
    assert set(count["outcomes"]) == {"0", "1", "2", "3+"}
    assert count["outcomes"]["0"] == pytest.approx(1.0 - meet["probability"], abs=6e-4)


def test_a_zone_moves_the_end_of_the_window() -> None:
    # Ten in the evening UTC: the fourteenth goes on in New York, and is over in Moscow.
    last = {**FORMS["how often they meet"], "kind": "meet", "as_of": "2025-06-14T22:00:00Z"}
    last["window"] = days("2025-06-14", "2025-06-14")
    lines = [{**last, "zone": zone} for zone in ("America/New_York", "UTC", "Europe/Moscow")]
    found = opened().desk(NOW).answer_lines(map(json.dumps, lines))
    new_york, utc, moscow = (one["probability"] for one in found)
    assert new_york == utc
    # What is over is answered from the record: they had not met.
    assert utc > moscow == 0.0005
