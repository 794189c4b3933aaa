"""Contested encounters, recorded once each, under the definitions of a meeting that people use.

Facts as in ``data/facts/meetings.csv``: at Da Nang (2017) and Paris (2018) Donald Trump and
Vladimir Putin greeted each other and exchanged words; the meeting planned for Buenos Aires (2018)
was called off the day before and they spoke briefly at the leaders' dinner; at Panmunjom (2019)
Donald Trump and Kim Jong-un talked for most of an hour on a day's notice, and Donald Trump crossed
into North Korea on foot.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.meetings import ContactLevel, Encounter, Mode
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.questions import AcceptedMode, QuestionKind, Rule
from forecaster.questions.judge import judge

TRUMP, PUTIN, KIM = map(LeaderId, ("donald-trump", "vladimir-putin", "kim-jong-un"))
VNM, FRA, ARG, KOR, PRK, USA, RUS = map(
    CountryCode, ("VNM", "FRA", "ARG", "KOR", "PRK", "USA", "RUS")
)
WORDS, TALKS = "exchange_of_words", "scheduled_bilateral"


def trump_putin(name: str, day: date, place: Place, forum: str | None, zone: str) -> Encounter:
    return Encounter(
        id=name,
        revision=1,
        leaders=frozenset({TRUMP, PUTIN}),
        happened_on=day,
        place=place,
        contact=ContactLevel.EXCHANGE_OF_WORDS,
        mode=Mode.IN_PERSON,
        planned=False,
        minutes=None,
        forum=forum,
        accounts=((USA, WORDS), (RUS, WORDS)),
        sources=("meetings",),
        known_at=datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC),
        confirmed_by="record:curated",
        zone=zone,
    )


DA_NANG = trump_putin(
    "da-nang", date(2017, 11, 11), Place(VNM, "Da Nang"), "APEC-2017", "Asia/Ho_Chi_Minh"
)
PARIS = trump_putin("paris", date(2018, 11, 11), Place(FRA, "Paris"), None, "Europe/Paris")
BUENOS_AIRES = trump_putin(
    "buenos-aires",
    date(2018, 11, 30),
    Place(ARG, "Buenos Aires"),
    "G20-2018",
    "America/Argentina/Buenos_Aires",
)
PANMUNJOM = replace(
    trump_putin("panmunjom", date(2019, 6, 30), Place(KOR, "Panmunjom"), None, "Asia/Seoul"),
    leaders=frozenset({TRUMP, KIM}),
    contact=ContactLevel.SCHEDULED_BILATERAL,
    planned=None,
    minutes=53,
    accounts=((USA, TALKS), (PRK, TALKS)),
    entered=((TRUMP, PRK),),
)
RECORDS = {one.id: one for one in (DA_NANG, PARIS, BUENOS_AIRES, PANMUNJOM)}

YEARS = Window(date(2017, 1, 1), date(2020, 12, 31))
ANY_WORDS = {"contact": ContactLevel.EXCHANGE_OF_WORDS}
PULL_ASIDE = {"contact": ContactLevel.PULL_ASIDE}
PLANNED = {"contact": ContactLevel.SCHEDULED_BILATERAL, "planned_only": True}
RULES = {
    "in one room": {"contact": ContactLevel.SAME_ROOM},
    "a greeting": {"contact": ContactLevel.GREETING},
    "words": ANY_WORDS,
    "pull-aside": PULL_ASIDE,
    "a bilateral": {"contact": ContactLevel.SCHEDULED_BILATERAL},
    "announced bilateral": PLANNED,
    "by telephone": {"mode": AcceptedMode.CALL},
    "in person or call": {"mode": AcceptedMode.ANY},
    "at the G20": {"forum": "G20-2018"},
    "in Argentina": {"place": Place(ARG)},
    "words by 30 Nov, Moscow": {
        "window": Window(date(2018, 11, 1), date(2018, 11, 30)),
        "zone": "Europe/Moscow",
    },
    "words by 30 Nov, New York": {
        "window": Window(date(2018, 11, 1), date(2018, 11, 30)),
        "zone": "America/New_York",
    },
    "three origins told": {"origins": 3},
}

TABLE = """
                            da-nang     paris       buenos-aires  panmunjom
in one room                 yes         yes         yes           yes
a greeting                  yes         yes         yes           yes
words                       yes         yes         yes           yes
pull-aside                  no          no          no            yes
a bilateral                 no          no          no            yes
announced bilateral         no          no          no            undecided
by telephone                no          no          no            no
in person or call           yes         yes         yes           yes
at the G20                  no          no          yes           no
in Argentina                no          no          yes           no
words by 30 Nov, Moscow     no          yes         undecided     no
words by 30 Nov, New York   no          yes         yes           no
three origins told          yes         yes         yes           yes
"""


def expected() -> list[tuple[str, str, str]]:
    header, *lines = [line for line in TABLE.splitlines() if line.strip()]
    names = header.split()
    rows = []
    for line in lines:
        rule, verdicts = line[:28].strip(), line[28:].split()
        rows.extend((rule, name, verdict) for name, verdict in zip(names, verdicts, strict=True))
    return rows


@pytest.mark.parametrize(("rule", "name", "verdict"), expected())
def test_one_record_settles_by_each_rule(rule: str, name: str, verdict: str) -> None:
    encounter = RECORDS[name]
    leaders = tuple(sorted(encounter.leaders))
    asked = replace(Rule(leaders, YEARS), **RULES[rule])  # type: ignore[arg-type]
    ruling = judge(encounter, asked, QuestionKind.MEET)
    assert ruling.verdict == verdict, ruling.text


def test_every_rule_stands_in_the_table() -> None:
    assert {rule for rule, _, _ in expected()} == set(RULES)


@pytest.mark.parametrize(
    ("leader", "country", "contact", "verdict"),
    [
        # Setting foot counts for most visit rules; an official visit it was not.
        (TRUMP, PRK, ContactLevel.EXCHANGE_OF_WORDS, "yes"),
        (TRUMP, PRK, ContactLevel.VISIT_OR_SUMMIT, "no"),
        (KIM, KOR, ContactLevel.EXCHANGE_OF_WORDS, "yes"),
        (KIM, USA, ContactLevel.EXCHANGE_OF_WORDS, "no"),
    ],
)
def test_stepping_over_the_line_is_a_visit_but_no_official_one(
    leader: LeaderId, country: CountryCode, contact: ContactLevel, verdict: str
) -> None:
    rule = Rule((leader,), YEARS, place=Place(country), contact=contact)
    assert judge(PANMUNJOM, rule, QuestionKind.VISIT).verdict == verdict


def test_the_rule_never_changes_the_record() -> None:
    before = {name: replace(one) for name, one in RECORDS.items()}
    for rule, name, _ in expected():
        leaders = tuple(sorted(RECORDS[name].leaders))
        judge(RECORDS[name], replace(Rule(leaders, YEARS), **RULES[rule]), QuestionKind.MEET)  # type: ignore[arg-type]
    assert before == RECORDS


def test_the_hour_decides_the_day_of_another_zone() -> None:
    dinner = replace(BUENOS_AIRES, started_at=datetime(2018, 12, 1, 0, 30, tzinfo=UTC))
    november = Window(date(2018, 11, 1), date(2018, 11, 30))
    verdicts = {
        zone: judge(
            dinner, Rule((PUTIN, TRUMP), november, zone=zone), QuestionKind.MEET
        ).verdict.value
        for zone in ("America/New_York", "America/Argentina/Buenos_Aires", "UTC", "Europe/Moscow")
    }
    assert verdicts == {
        "America/New_York": "yes",
        "America/Argentina/Buenos_Aires": "yes",
        "UTC": "no",
        "Europe/Moscow": "no",
    }
