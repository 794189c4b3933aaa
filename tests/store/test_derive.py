"""How ``data/derive_facts.py`` puts corrections into the tables of the sources."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from forecaster.store.files import data_root

HAND = {"leader_id": "ann", "country": "FRA", "office": "head_of_state", "basis": "day"}
PERSONS = """raw_id,since,leader_id
anne,,ann
bob,1990-01-01,bob-the-younger
bob,2000-01-01,bob-the-third
eve,2000-01-01,
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("derive_facts", data_root() / "derive_facts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def a_term(start: str, end: str, **more: str) -> dict[str, str]:
    return HAND | {"start": start, "end": end, "instead_of": ""} | more


SEEN = "observed (first and last sighting, not the term)"


@pytest.mark.parametrize(
    ("raw", "day", "meant"),
    [
        ("anne", "1985-01-01", "ann"),
        ("bob", "1989-12-31", "bob"),
        ("bob", "1990-01-01", "bob-the-younger"),
        ("bob", "2001-01-01", "bob-the-third"),
        ("carl", "2001-01-01", "carl"),
        ("eve", "2001-01-01", ""),
    ],
)
def test_an_id_means_one_person_on_a_day(
    script: ModuleType, tmp_path: Path, raw: str, day: str, meant: str
) -> None:
    (tmp_path / "persons.csv").write_text(PERSONS, encoding="utf-8")
    assert script.Persons(tmp_path / "persons.csv").id_of(raw, day) == meant


def test_a_meeting_of_nobody_is_left_out_and_sides_stay_in_order(
    script: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "persons.csv").write_text(PERSONS, encoding="utf-8")
    blank = {"country_a": "FRA", "country_b": "USA", "kind": "visit_to_b"}
    rows = [
        blank | {"leader_a": "anne", "leader_b": "eve", "start_date": "2001-01-01"},
        blank | {"leader_a": "anne", "leader_b": "anna", "start_date": "2001-01-01"},
        blank | {"leader_a": "bob", "leader_b": "bob-a", "start_date": "1995-01-01"},
    ]
    found = list(script.Persons(tmp_path / "persons.csv").meetings(rows))
    sides = [(row["leader_a"], row["leader_b"], row["country_a"], row["kind"]) for row in found]
    assert sides == [
        ("ann", "anna", "FRA", "visit_to_b"),
        ("bob-a", "bob-the-younger", "USA", "visit_to_a"),
    ]


@pytest.mark.parametrize(
    ("row", "stays"),
    [
        (a_term("1991-01-01", "1993-01-01"), False),
        (a_term("1991-01-01", "1993-01-01", office="head_of_government"), True),
        (a_term("1989-01-01", "1993-01-01"), True),
        (a_term("1991-01-01", "1993-01-01", leader_id="bob"), True),
        (a_term("1990-01-01", "1999-01-01", office="both"), False),
        (a_term("1985-01-01", "1999-01-01", leader_id="zoe"), False),
        (a_term("1985-01-02", "1999-01-01", leader_id="zoe"), True),
        (a_term("1991-01-01", "1993-12-31", office="both", basis=SEEN), False),
        (a_term("1991-01-01", "1996-06-01", office="both", basis=SEEN), False),
        (a_term("1991-01-01", "1995-06-01", office="both", basis=SEEN), True),
    ],
    ids=[
        "within",
        "another office",
        "begins before",
        "another leader",
        "same first day",
        "named",
        "not named",
        "seen within",
        "seen in two terms",
        "last seen between terms",
    ],
)
def test_a_term_by_hand_takes_the_place_of_what_it_corrects(
    script: ModuleType, row: dict[str, str], stays: bool
) -> None:
    by_hand = [
        a_term("1990-01-01", "1994-12-31", instead_of="yve/FRA/1980-01-01|zoe/FRA/1985-01-01"),
        a_term("1996-01-01", ""),
    ]
    assert (row in script.corrected_terms([row], by_hand)) == stays


@pytest.mark.parametrize(
    ("day", "kind", "countries"),
    [
        ("2008-05-01", "visit_to_a", ("PSE", "PSE")),
        ("2008-05-01", "visit_to_b", ("PSE", "EGY")),
        ("2014-05-01", "visit_to_a", ("EGY", "EGY")),
    ],
    ids=["at home", "elsewhere", "after the term"],
)
def test_a_meeting_follows_to_leader_and_country(
    script: ModuleType, day: str, kind: str, countries: tuple[str, str]
) -> None:
    term = a_term("2007-01-01", "2013-01-01", country="PSE", instead_of="ann/EGY/2008-01-01")
    row = {"leader_a": "ann", "leader_b": "bob", "country_a": "EGY", "country_b": "USA"}
    row |= {"start_date": day, "kind": kind, "country": "EGY"}
    (found,) = script.corrected_meetings([row], [term])
    assert (found["country_a"], found["country"]) == countries
