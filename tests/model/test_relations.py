"""Neighbours and ruptures, and what they do to the rate of a class."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from forecaster.domain.places import CountryCode
from forecaster.domain.ruptures import Rupture, RuptureKind
from forecaster.model.classrates import class_rate
from forecaster.model.pairbook import decayed_years
from forecaster.model.relations import LEFT, UNSEEN, Relation, Relations
from forecaster.panel.days import number
from forecaster.panel.history import pair_of
from forecaster.panel.worlds import Pair
from forecaster.store.facts import load_neighbours, load_ruptures
from forecaster.store.files import data_root


def pair(text: str) -> Pair:
    one, other = text.split("-")
    return pair_of(CountryCode(one), CountryCode(other))


@cache
def shipped() -> Relations:
    return Relations.of(load_neighbours(data_root()), load_ruptures(data_root()))


def yearly(names: str, day: date) -> float:
    return class_rate(*pair(names), shipped().between(pair(names), number(day))).yearly


def broken(*spans: tuple[RuptureKind, str, str | None]) -> Relations:
    return Relations.of(
        frozenset(),
        [
            Rupture(
                pair("FRA-MLI"),
                kind,
                date.fromisoformat(known),
                date.fromisoformat(until) if until else None,
            )
            for kind, known, until in spans
        ],
    )


@pytest.mark.parametrize(
    "names",
    ["POL-UKR", "MDA-ROU", "AZE-TUR", "EGY-SDN", "IND-MMR", "AUS-NZL", "EST-FIN", "GTM-MEX"],
)
def test_neighbours_meet_most_years_whatever_their_region(names: str) -> None:
    assert 0.6 < yearly(names, date(2019, 3, 1)) < 1.6


@pytest.mark.parametrize(
    ("near", "apart"),
    [
        ("BEL-NLD", "BGR-IRL"),
        ("KEN-UGA", "KEN-SEN"),
        ("IRQ-JOR", "IRQ-MAR"),
        ("DEU-POL", "DEU-FIN"),
    ],
)
def test_neighbours_meet_more_than_others_of_their_region(near: str, apart: str) -> None:
    day = date(2010, 3, 1)
    assert yearly(near, day) > 1.4 * yearly(apart, day)


@pytest.mark.parametrize("names", ["BRA-FRA", "FRA-MUS", "CHL-NZL", "AUT-POL", "NLD-VEN"])
def test_overseas_parts_and_wide_lands_make_no_neighbours(names: str) -> None:
    assert pair(names) not in shipped().neighbours


def test_a_rupture_counts_from_its_day_to_its_end() -> None:
    relations = broken((RuptureKind.RUPTURE, "2010-05-31", "2016-06-27"))
    days = [date(2010, 5, 30), date(2010, 5, 31), date(2016, 6, 26), date(2016, 6, 27)]
    kinds = [relations.between(pair("FRA-MLI"), number(day)).broken for day in days]
    assert kinds == [None, RuptureKind.RUPTURE, RuptureKind.RUPTURE, None]


def test_of_two_ruptures_the_worse_counts() -> None:
    relations = broken(
        (RuptureKind.RUPTURE, "2001-01-01", None), (RuptureKind.WAR, "2010-01-01", None)
    )
    found = relations.between(pair("FRA-MLI"), number(date(2015, 1, 1)))
    assert (found.broken, found.left) == (RuptureKind.WAR, LEFT[RuptureKind.WAR])


def test_an_old_rupture_is_less_likely_to_end_soon() -> None:
    relations = broken((RuptureKind.NO_RELATIONS, "1990-01-01", None))
    young, old = (
        relations.between(pair("FRA-MLI"), number(date(year, 1, 1))).left for year in (1991, 2020)
    )
    assert LEFT[RuptureKind.NO_RELATIONS] < old < young < 0.2


def test_a_rupture_leaves_a_share_of_any_rate_and_says_so() -> None:
    usual = class_rate(*pair("FRA-MLI"))
    found = class_rate(*pair("FRA-MLI"), Relation(None, RuptureKind.RUPTURE, 0.25))
    assert found.yearly == pytest.approx(usual.yearly / 4)
    assert found.name == f"{usual.name} whose leaders shun each other"


def test_years_of_rupture_are_no_evidence_against_meeting_in_peace() -> None:
    day = number(date(2020, 1, 1))
    lasting = broken((RuptureKind.RUPTURE, "1985-01-01", None))
    whole = decayed_years(day)
    assert lasting.years(pair("FRA-MLI"), day) == pytest.approx(LEFT[RuptureKind.RUPTURE] * whole)
    assert lasting.years(pair("FRA-NER"), day) == whole
    half = broken((RuptureKind.RUPTURE, "2015-01-01", "2020-01-01")).years(pair("FRA-MLI"), day)
    assert lasting.years(pair("FRA-MLI"), day) < half < whole


@pytest.mark.parametrize("names", ["CUB-USA", "RUS-USA", "COL-VEN", "ARG-BRA"])
def test_pairs_with_a_complete_record_are_left_to_it(names: str) -> None:
    relations, day = shipped(), number(date(2020, 3, 1))
    assert relations.between(pair(names), day) == UNSEEN
    assert relations.years(pair(names), day) == decayed_years(day)


@pytest.mark.parametrize(
    ("names", "peace", "broken_off"),
    [
        ("RUS-UKR", "2021-10-01", "2022-02-24"),
        ("DEU-RUS", "2021-10-01", "2022-03-01"),
        ("IRN-SAU", "2015-10-01", "2016-06-01"),
        ("QAT-SAU", "2021-02-01", "2019-06-01"),
        ("ERI-ETH", "2019-02-01", "2005-06-01"),
        ("ISR-TUR", "2017-02-01", "2011-06-01"),
        ("DZA-MAR", "2021-08-01", "2023-06-01"),
        ("CHN-HND", "2023-06-01", "2019-06-01"),
        ("ARE-ISR", "2021-06-01", "2019-06-01"),
        ("IND-PAK", "2015-06-01", "2024-06-01"),
    ],
)
def test_known_ruptures_lower_the_rate_while_they_last(
    names: str, peace: str, broken_off: str
) -> None:
    on_terms, off = (yearly(names, date.fromisoformat(day)) for day in (peace, broken_off))
    assert off < on_terms / 4


def test_wider_europe_is_no_far_country() -> None:
    assert class_rate(*pair("FRA-UKR")).yearly > 3 * class_rate(*pair("FRA-KEN")).yearly
