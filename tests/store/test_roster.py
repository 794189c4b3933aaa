"""The shipped roster and gazetteer, and what a user adds to them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forecaster.domain.errors import FactsError
from forecaster.domain.people import LeaderId
from forecaster.domain.roster import Bare, Gazetteer, Person, Roster, TitleStyle
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root
from forecaster.store.roster import load_places, load_roster

ROOT = data_root()


@pytest.fixture(scope="module")
def roster() -> Roster:
    return load_roster(ROOT)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_places(ROOT)


def person(roster: Roster, leader: str) -> Person:
    (found,) = [one for one in roster.people if one.leader == leader]
    return found


def test_every_leader_since_1990_has_a_name_to_read(roster: Roster) -> None:
    facts = load_facts(ROOT)
    since = date(1990, 1, 1)
    wanted = {term.leader for term in facts.terms if term.end is None or term.end >= since}
    assert wanted <= {one.leader for one in roster.people}
    assert all(one.forms for one in roster.people)


@pytest.mark.parametrize(
    ("leader", "words"),
    [
        ("volodymyr-zelenskyy", {"Zelensky", "Zelenskyy", "Zelenskiy"}),
        ("recep-tayyip-erdogan", {"Erdogan", "Erdoğan", "Recep Tayyip Erdogan"}),
        ("kim-jong-un", {"Kim Jong Un", "Kim Jong-un", "Kim"}),
        ("mohammed-bin-salman", {"MBS", "Mohammad bin Salman", "Muhammad bin Salman"}),
        ("alexander-lukashenko", {"Lukashenka", "Alyaksandr Lukashenka"}),
        ("gurbanguly-berdimuhamedow", {"Berdymukhamedov", "Berdimuhamedov"}),
        ("qaddafi", {"Gaddafi", "Qaddafi", "Gadhafi"}),
    ],
)
def test_spellings(roster: Roster, leader: str, words: set[str]) -> None:
    found = person(roster, leader)
    assert words <= {*found.forms, *found.surnames}


@pytest.mark.parametrize(
    ("leader", "bare"),
    [
        ("vladimir-putin", Bare.FREE),
        ("kim-jong-un", Bare.INTRODUCED),
        ("imran-khan", Bare.INTRODUCED),
        ("theresa-may", Bare.WORD),
        ("john-key", Bare.WORD),
        ("salman-of-saudi-arabia", Bare.NEVER),
    ],
)
def test_how_far_a_surname_stands_alone(roster: Roster, leader: str, bare: Bare) -> None:
    assert person(roster, leader).bare is bare


def test_a_bare_surname_that_may_stand_alone_exists(roster: Roster) -> None:
    assert all(one.surnames for one in roster.people if one.bare is not Bare.NEVER)


def test_free_surnames_of_two_who_lead_at_once_are_rare(roster: Roster) -> None:
    facts = load_facts(ROOT)
    free = {one.leader: one for one in roster.people if one.bare is Bare.FREE}
    day = date(2018, 7, 24)
    seen: dict[str, LeaderId] = {}
    clashes = set()
    for term in facts.terms:
        for surname in free[term.leader].surnames if term.leader in free else ():
            if term.holds_on(day) and seen.setdefault(surname, term.leader) != term.leader:
                clashes.add(surname)
    assert clashes <= {"Aliyev"}


def test_namesakes_are_nobody_s_spelling(roster: Roster) -> None:
    forms = {form for one in roster.people for form in one.forms}
    assert not forms & {one.name for one in roster.namesakes}
    names = {one.name for one in roster.namesakes}
    assert {"Jeb Bush", "Kim Kardashian", "Sadiq Khan", "Brian May", "Emine Erdogan"} <= names


def test_titles_tell_offices_from_others(roster: Roster) -> None:
    by_title = {(one.title, bool(one.countries)): one for one in roster.titles}
    assert by_title["prime minister", False].offices == ("head_of_government", "both")
    assert by_title["vice president", False].style is TitleStyle.OTHER_OFFICE
    assert by_title["taoiseach", True].countries == {"IRL"}


def test_every_series_has_a_name(roster: Roster) -> None:
    series = {summit.series for summit in load_facts(ROOT).summits}
    assert series == {forum.series for forum in roster.forums}


def test_enough_officials(roster: Roster) -> None:
    names = {one.name for one in roster.officials}
    assert {"Dmitry Peskov", "Yuri Ushakov", "Sarah Sanders", "Hua Chunying"} <= names
    assert sum(one.kind == "office" for one in roster.officials) >= 80
    assert sum(one.kind in {"minister", "envoy"} for one in roster.officials) >= 80


@pytest.mark.parametrize(
    ("word", "town", "country"),
    [
        ("Kiev", "Kyiv", "UKR"),
        ("Mar-a-Lago", "Palm Beach", "USA"),
        ("Novo-Ogaryovo", "Moscow", "RUS"),
        ("Camp David", "Camp David", "USA"),
        ("Danang", "Da Nang", "VNM"),
        ("Sharm el Sheikh", "Sharm el-Sheikh", "EGY"),
        ("Rogun", "Roghun", "TJK"),
        ("Qasr Al Shati", "Abu Dhabi", "ARE"),
        ("Villa Somalia", "Mogadishu", "SOM"),
    ],
)
def test_words_for_towns(gazetteer: Gazetteer, word: str, town: str, country: str) -> None:
    found = {
        (city.within or city.name, city.country)
        for city in gazetteer.cities
        if word in (city.name, *city.aliases)
    }
    assert found == {(town, country)}


def test_a_word_stands_for_one_town_of_a_country(gazetteer: Gazetteer) -> None:
    towns: dict[tuple[str, str], set[str]] = {}
    for city in gazetteer.cities:
        for word in (city.name, *city.aliases):
            towns.setdefault((city.country, word), set()).add(city.within or city.name)
    assert [word for word, found in towns.items() if len(found) > 1] == []


def test_a_context_word_is_one_of_its_town(gazetteer: Gazetteer) -> None:
    for city in gazetteer.cities:
        assert city.context_words <= {city.name, *city.aliases}


def test_every_residence_lies_in_a_listed_town(gazetteer: Gazetteer) -> None:
    towns = {(city.name, city.country) for city in gazetteer.cities}
    lying = {(city.within, city.country) for city in gazetteer.cities if city.within}
    assert lying <= towns


def test_every_capital_is_a_town(gazetteer: Gazetteer) -> None:
    towns = {(city.name, city.country) for city in gazetteer.cities}
    bodies = {"EUU", "UNO", "NTO", "CSK", "DDR", "YMD", "ESH"}
    missing = [
        country.name
        for country in gazetteer.countries
        if country.code not in bodies and (country.capital, country.code) not in towns
    ]
    assert missing == []


def test_doubtful_words_are_marked(gazetteer: Gazetteer) -> None:
    country = {one.code: one for one in gazetteer.countries}
    assert "Georgia" in country["GEO"].context_words
    assert "Jordan" in country["JOR"].context_words
    assert "Chad" in country["TCD"].context_words
    washington = [city for city in gazetteer.cities if city.name == "Washington"]
    assert "George Washington" in washington[0].not_in


def test_a_word_means_one_town_unless_marked(gazetteer: Gazetteer) -> None:
    plain: dict[str, set[str]] = {}
    for city in gazetteer.cities:
        for word in {city.name, *city.aliases} - city.context_words:
            plain.setdefault(word, set()).add(city.country)
    shared = {word for word, countries in plain.items() if len(countries) > 1}
    assert shared <= {"Belgrade", "Beograd", "Panmunjom"}


def test_a_user_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "officials.csv").write_text(
        "name,aliases,country,kind,role,from_year,to_year\n"
        "Ada Example,,NOR,office,government spokeswoman,2030,\n"
        "Dmitry Peskov,,RUS,office,former spokesman,2000,2030\n",
        encoding="utf-8",
    )
    shipped, both = load_roster(ROOT), load_roster(ROOT, [tmp_path])
    roles = {one.name: one.role for one in both.officials}
    assert len(both.officials) == len(shipped.officials) + 1
    assert roles["Ada Example"] == "government spokeswoman"
    assert roles["Dmitry Peskov"] == "former spokesman"


def test_a_bad_row_of_a_user_is_named(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "leader_id,name,bare,pronoun,surnames,forms\nx,X Y,sometimes,he,Y,X Y\n", encoding="utf-8"
    )
    with pytest.raises(FactsError, match=r"people\.csv line 2: 'sometimes'"):
        load_roster(ROOT, [tmp_path])


def test_a_user_table_without_a_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cities.csv").write_text("name\nAtlantis\n", encoding="utf-8")
    with pytest.raises(FactsError, match=r"cities\.csv has no column country"):
        load_places(ROOT, [tmp_path])
