"""Tables and question lists: what is taken in, what is refused by name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.errors import FactsError, QuestionError
from forecaster.domain.meetings import ContactLevel
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.questions.importers import tables
from forecaster.questions.importers.deadlines import window_in
from forecaster.questions.importers.listings import specs
from forecaster.questions.importers.phrasing import Words
from forecaster.questions.market import quotes
from tests.replay.small_world import ARG, PUTIN, TRUMP, g20

PEOPLE = {
    "donald trump": TRUMP,
    "trump": TRUMP,
    "donald-trump": TRUMP,
    "vladimir putin": PUTIN,
    "putin": PUTIN,
    "vladimir-putin": PUTIN,
}
OPENED = date(2018, 7, 20)


def resolve(name: str, _day: date) -> LeaderId:
    if name.casefold() not in PEOPLE:
        raise QuestionError(f"leaders: nobody known as {name!r}")
    return PEOPLE[name.casefold()]


KNOWN = tables.Known(
    resolve, frozenset(map(CountryCode, ("USA", "RUS", "ARG", "FIN"))), {"g20-2018": g20()}
)
WORDS = Words(
    lambda name, _day: PEOPLE.get(name),
    {"russia": "RUS", "the united states": "USA", "united states": "USA", "finland": "FIN"},
    lambda series, first, last: (
        "G20-2018" if series == "g20" and first <= date(2018, 12, 1) <= last else None
    ),
)


def test_meetings_with_their_own_names_of_columns() -> None:
    found = tables.meetings(
        "Date,Leader1,leader_b,Country,City,level,summit\n"
        "2018-11-30,Donald Trump,vladimir-putin,arg,Buenos Aires,greeting,g20-2018\n",
        KNOWN,
    )
    (one,) = found.items
    assert (one.leaders, one.place) == (frozenset({TRUMP, PUTIN}), Place(ARG, "Buenos Aires"))
    assert (one.contact, one.at_least, one.forum) == (ContactLevel.GREETING, False, "G20-2018")
    assert one.source == "import:table:2018-11-30"


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("30/11/2018,Donald Trump,Putin,,,,", "start_date: '30/11/2018' is no day"),
        ("2018-11-30,Nobody Known,Putin,,,,", "leaders: nobody known as 'Nobody Known'"),
        ("2018-11-30,Putin,Putin,,,,", "leader_b: a leader cannot meet himself"),
        ("2018-11-30,Trump,Putin,XYZ,,,", "country: 'XYZ' is no known"),
        ("2018-11-30,Trump,Putin,,Paris,,", "country: '' is no known"),
        ("2018-11-30,Trump,Putin,,,hug,", "contact: 'hug' is none of same_room"),
        ("2018-11-30,Trump,Putin,,,,g20-1918", "forum: 'g20-1918' is not on the calendar"),
        ("2018-11-30,Trump", "leader_b: is empty"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_on(row: str, named: str) -> None:
    text = f"date,leader_a,leader_b,country,city,contact,forum\n{row}\n2018-07-16,Trump,Putin\n"
    found = tables.meetings(text, KNOWN)
    assert len(found.items) == 1
    assert found.problems[0].where == "line 2"
    assert named in found.problems[0].text


@pytest.mark.parametrize("mark", [";", "\t"])
def test_spreadsheets_part_cells_as_their_country_does(mark: str) -> None:
    rows = ("date,leader_a,leader_b,city,country", '2018-07-16,Trump,Putin,"Helsinki, Kaivo",FIN')
    header, row = rows
    text = f"{header.replace(',', mark)}\n" + row.replace(",", mark).replace(f"{mark} ", ", ")
    (found,) = tables.meetings("\ufeff" + text, KNOWN).items
    assert found.place == Place(CountryCode("FIN"), "Helsinki, Kaivo")


def test_a_missing_column_is_told_beside_those_there() -> None:
    with pytest.raises(FactsError, match=r"no column leader_b .* which has date, leader_a"):
        tables.meetings("date,leader_a\n", KNOWN)


@pytest.mark.parametrize("text", ["", "day,who\n", "date,leader_a\n2018-01-01,Trump\n"])
def test_a_table_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(FactsError, match="no column"):
        tables.meetings(text, KNOWN)


def test_trips_prove_presence_and_a_named_host_was_met() -> None:
    text = (
        "LeaderFullName,CountryVisitedISO,TripStartDate,TripEndDate,HostLeader\n"
        "Donald Trump,FIN,2018-07-15,2018-07-16,\n"
        "Donald Trump,RUS,2018-09-01,2018-09-03,Vladimir Putin\n"
        "Donald Trump,RUS,2018-09-03,2018-09-01,\n"
    )
    found = tables.trips(text, KNOWN)
    alone, met = found.items
    assert (len(alone.leaders), alone.contact) == (1, None)
    assert (len(met.leaders), met.contact) == (2, ContactLevel.VISIT_OR_SUMMIT)
    assert "end_date: 2018-09-01 is before 2018-09-03" in found.problems[0].text


def test_trips_as_colt_lists_them() -> None:
    text = (
        "TripID,TripYear,LeaderCountryISO,LeaderFullName,CountryVisited,CountryVisitedISO,"
        "CityVisited,TripStartDate,TripEndDate,TripDuration,MetHostHoGS,HostHOGSName,Notes\n"
        "USA-1,2018,USA,Donald Trump,Russia,RUS,Moscow,2018-09-01 00:00:00,"
        '2018-09-03 00:00:00,3,Yes,Vladimir Putin,"two, days"\n'
        "USA-2,2018,USA,Donald Trump,Russia,RUS,,2018-10-01,,1,No,Vladimir Putin,\n"
        "USA-3,2018,USA,Donald Trump,Russia,RUS,,2018-10-01,,1,Perhaps,Vladimir Putin,\n"
        "USA-4,2018,USA,Donald Trump,Russia,,,2018-10-01,,1,,,\n"
    )
    found = tables.trips(text, KNOWN)
    met, alone = found.items
    assert (met.source, met.place) == ("import:colt:USA-1", Place(CountryCode("RUS"), "Moscow"))
    assert (len(met.leaders), met.days.days) == (2, 3)
    assert (len(alone.leaders), alone.contact, alone.days.days) == (1, None, 1)
    assert [problem.text for problem in found.problems] == [
        "met_host: 'perhaps' is neither yes nor no",
        "country: is empty",
    ]


def test_a_series_means_its_edition_on_those_days() -> None:
    known = replace(KNOWN, occasions=frozenset({"funeral"}))
    rows = (
        "2018-12-01,g20",
        "2018-12-01,G20-2018",
        "2018-06-01,g20",
        "2018-12-01,funeral",
        "2018-12-01,wedding",
    )
    text = "date,forum,leader_a,leader_b\n" + "".join(f"{row},Trump,Putin\n" for row in rows)
    found = tables.meetings(text, known)
    assert [one.forum for one in found.items] == ["G20-2018", "G20-2018", None, None]
    assert "'wedding' is not on the calendar" in found.problems[0].text


def test_the_leaders_part_of_a_longer_summit_counts() -> None:
    text = (
        "id,series,name,start_date,end_date,leaders_start,leaders_end,country\n"
        "cop-2018,cop,COP24,2018-12-02,2018-12-14,2018-12-03,2018-12-04,RUS\n"
        "cop-2019,cop,COP25,2019-12-02,2019-12-13,,,RUS\n"
    )
    first, second = tables.summits(text, KNOWN, datetime(2018, 8, 1, tzinfo=UTC)).items
    assert first.window == Window(date(2018, 12, 3), date(2018, 12, 4))
    assert second.window == Window(date(2019, 12, 2), date(2019, 12, 13))


@pytest.mark.parametrize(
    "day", ["2018-07-16x", "9999-12-31", "0001-01-01", "2018-W99", "١٢٣", "x" * 20_000, "\x00"]
)
def test_a_day_out_of_all_reach_is_refused(day: str) -> None:
    found = tables.meetings(f"date,leader_a,leader_b\n{day},Trump,Putin\n", KNOWN)
    assert found.items == ()
    assert found.problems[0].text.startswith("start_date: ")
    assert len(str(found.problems[0])) < 11_000


@pytest.mark.parametrize(
    "text",
    [
        'date,leader_a,leader_b\n2018-07-16,"Trump"x,Putin\n',
        'date,leader_a,leader_b\n2018-07-16,"Trump,Putin\n',
        "date,leader_a,leader_b\n" + "x" * 200_000 + ",Trump,Putin\n",
    ],
)
def test_a_broken_csv_is_refused_by_line(text: str) -> None:
    with pytest.raises(FactsError, match="line 2"):
        tables.meetings(text, KNOWN)


def test_attendance_calendar_and_leaders() -> None:
    seen = tables.attendance("forum,leader,attended\ng20-2018,Trump,1\ng20-2018,Putin,0\n", KNOWN)
    assert (len(seen.items), len(seen.problems)) == (1, 1)
    now = datetime(2018, 8, 1, tzinfo=UTC)
    calendar = tables.summits(
        "id,series,name,start,end,country,members\n"
        "G20-2018,g20,G20 moved,2018-12-05,2018-12-06,ARG,USA|RUS\n"
        "g20-2020,g20,G20,2020-11-21,2020-11-20,ARG,\n"
        "x-2020,x,X,,,,USA|QQQ\n",
        KNOWN,
        now,
    )
    (moved,) = calendar.items
    assert (moved.id, moved.revision, moved.known_at) == ("g20-2018", 2, now)
    assert len(calendar.problems) == 2
    people = tables.leaders(
        "id,name,country,office,start,end\n"
        "jane-doe,Jane Doe,FIN,head_of_state,2018-01-01,\n"
        "Jane Doe,Jane Doe,FIN,head_of_state,2018-01-01,\n"
        "jane-roe,Jane Roe,FIN,queen,2018-01-01,\n"
        "jane-poe,Jane Poe,,both,2018-01-01,\n",
        KNOWN,
    )
    assert [holder.term.leader for holder in people.items] == ["jane-doe"]
    assert [problem.text.partition(":")[0] for problem in people.problems] == [
        "id",
        "office",
        "country",
    ]


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("before september 1, 2018", "2018-08-31"),
        ("by september 1, 2018", "2018-09-01"),
        ("by 31 december 2018", "2018-12-31"),
        ("by march 3", "2019-03-03"),
        ("before june 2019", "2019-05-31"),
        ("by june 2019", "2019-06-30"),
        ("by the end of june 2019", "2019-06-30"),
        ("before 2020", "2019-12-31"),
        ("by 2019", "2019-12-31"),
        ("by 2018-12-01", "2018-12-01"),
        ("before december 2018", "2018-11-30"),
        ("by february 30, 2019", None),
        ("soon", None),
    ],
)
def test_deadlines_in_words(phrase: str, day: str | None) -> None:
    found = window_in(f"will they meet {phrase}?", OPENED, None)
    assert (found.end if found else None) == (date.fromisoformat(day) if day else None)


def listing(*titles: str) -> str:
    items = [
        {"id": n, "question": title, "startDate": "2018-07-20T12:00:00Z", "endDate": "2018-12-31"}
        for n, title in enumerate(titles)
    ]
    return json.dumps(items)


def one(title: str, platform: str = "polymarket") -> dict[str, object]:
    found = specs(listing(title), platform, WORDS)
    assert found.problems == ()
    return found.items[0]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Will Trump meet Putin by December 1, 2018?", {"kind": "meet", "contact": "greeting"}),
        ("Will Trump not meet Putin by December 1, 2018?", {"kind": "meet", "complement": True}),
        ("Trump and Putin meet in Finland before 2019?", {"place": {"country": "FIN"}}),
        (
            "Will Donald Trump's meeting with Putin take place at the G20 in 2018?",
            {"kind": "meet", "forum": "G20-2018"},
        ),
        ("Where will Trump and Putin meet next?", {"kind": "next_venue"}),
        ("Will Trump visit Russia before 2019?", {"kind": "visit", "place": {"country": "RUS"}}),
        ("Will Putin attend the G20?", {"kind": "attend", "forum": "G20-2018"}),
        ("Will Trump talk to Putin by October?", {"kind": "meet", "mode": "any"}),
    ],
)
def test_titles_that_can_be_expressed(title: str, expected: dict[str, object]) -> None:
    found = one(title)
    assert {key: found[key] for key in expected} == expected
    assert found["zone"] == "America/New_York"


@pytest.mark.parametrize(
    ("title", "ground"),
    [
        ("Will the foreign ministers of Russia and the United States meet?", "envoys or ministers"),
        ("If Trump wins, will he meet Putin?", "conditional"),
        ("Will Trump invite Putin?", "invitation"),
        ("Will Trump shake hands with Putin?", "gesture"),
        ("How long will Trump and Putin meet?", "length"),
        ("Will Trump and Putin sign a deal?", "said or agreed"),
        ("Will Trump meet Putin twice in 2018?", "counts or orders"),
        ("Will the king meet the queen?", "no leader in office"),
        ("Will Trump be happy?", "one leader is named"),
        ("Will Trump and Putin dance?", "does not ask whether they meet"),
        ("Will Trump meet Putin in Finland or in Russia?", "one of several"),
        ("Will Trump and Putin meet in Finland, in Russia?", "more than one country"),
        ("Will Putin attend the G7?", "no edition of G7"),
        ("Will Trump meet Putin by May 1, 2018?", "window"),
    ],
)
def test_titles_that_cannot_say_why(title: str, ground: str) -> None:
    found = specs(listing(title), "polymarket", WORDS)
    assert found.items == ()
    assert ground in found.problems[0].text


def test_the_three_shapes_of_listings() -> None:
    metaculus = {
        "results": [
            {
                "id": 7,
                "title": "Will Trump meet Putin before 2019?",
                "question": {"type": "binary", "scheduled_close_time": "2018-12-31T00:00:00Z"},
                "created_at": "2018-07-20T00:00:00Z",
            },
            {"id": 8, "title": "How many?", "question": {"type": "numeric"}},
        ]
    }
    manifold = [
        {
            "id": "abc",
            "question": "Will Trump meet Putin?",
            "outcomeType": "BINARY",
            "createdTime": 1532044800000,
            "closeTime": 1546300799000,
        }
    ]
    first = specs(json.dumps(metaculus), "metaculus", WORDS)
    second = specs(json.dumps(manifold), "manifold", WORDS)
    assert first.items[0]["window"] == {"start": "2018-07-20", "end": "2018-12-31"}
    assert "numeric" in first.problems[0].text
    assert second.items[0]["window"] == {"start": "2018-07-20", "end": "2018-12-31"}
    assert second.items[0]["id"] == "manifold-abc"


@pytest.mark.parametrize(("text", "platform"), [("{", "manifold"), ("3", "manifold"), ("[]", "x")])
def test_what_is_no_listing_is_refused(text: str, platform: str) -> None:
    with pytest.raises(FactsError):
        specs(text, platform, WORDS)


def test_quotes_are_checked() -> None:
    text = (
        "question,market,time,price\n"
        "q1,polymarket,2018-07-20T00:00:00Z,0.3\n"
        "q2,polymarket,2018-07-20T00:00:00Z,0.3\n"
        "q1,polymarket,2018-07-20,0.3\n"
        "q1,polymarket,2028-07-20T00:00:00Z,0.3\n"
        "q1,polymarket,2018-07-20T00:00:00Z,30\n"
        "q1,polymarket,2018-07-20T00:00:00Z,nan\n"
    )
    found = quotes(text, "q1".__eq__, datetime(2019, 1, 1, tzinfo=UTC))
    assert len(found.items) == 1
    assert [problem.text.partition(":")[0] for problem in found.problems] == [
        "question_id",
        "'2018-07-20' is no RFC 3339 instant",
        "at",
        "probability",
        "probability",
    ]
