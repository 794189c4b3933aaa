"""Handovers of power by law: what was known of them, and when."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.handovers import Handover
from forecaster.domain.places import CountryCode
from forecaster.panel.buckets import BUCKETS
from forecaster.panel.days import NEVER, Days, calendar_day, number
from forecaster.panel.features import View
from forecaster.panel.handovers import due_after, due_by_law, laws_of
from forecaster.panel.history import history_of
from forecaster.panel.worlds import SOUTH_AMERICA, UNITED_STATES
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root

NOWHERE = CountryCode("XKX")
RULES = (
    Handover(NOWHERE, date(2000, 5, 1), date(2001, 3, 1), 4),
    Handover(NOWHERE, date(2010, 5, 1), date(2011, 6, 15), None),
    Handover(NOWHERE, date(2010, 5, 1), date(2014, 1, 1), 5),
)
LAWS = laws_of(RULES)[NOWHERE]


def days(*listed: str) -> Days:
    return np.array([number(date.fromisoformat(day)) for day in listed], dtype=np.int64)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2000-05-01", "2001-03-01"),
        ("2001-02-28", "2001-03-01"),
        ("2001-03-01", "2005-03-01"),
        ("2010-04-30", "2013-03-01"),
        ("2010-05-01", "2011-06-15"),
        ("2011-06-15", "2014-01-01"),
        ("2026-01-01", "2029-01-01"),
    ],
)
def test_the_law_known_latest_names_the_next_day(day: str, due: str) -> None:
    assert due_by_law(LAWS, days(day)).tolist() == days(due).tolist()
    assert due_after(LAWS, int(days(day)[0])) == int(days(due)[0])


def test_nothing_is_due_before_a_law_is_known() -> None:
    assert due_by_law(LAWS, days("2000-04-30")).tolist() == [NEVER]
    assert due_after(LAWS, int(days("2000-04-30")[0])) == due_after((), 0) == NEVER


def test_a_single_day_passes_once() -> None:
    once = laws_of(RULES[1:2])[NOWHERE]
    assert due_by_law(once, days("2011-06-14", "2011-06-15")).tolist() == [
        int(days("2011-06-15")[0]),
        NEVER,
    ]


def test_the_panel_sees_a_handover_only_in_its_bucket_and_once_the_law_is_known() -> None:
    """Chile's term of four years became law in September 2005; by rhythm it was not in sight."""
    history = history_of(Chronicle.of(load_facts(data_root())), SOUTH_AMERICA)
    column = history.pairs.index((CountryCode("ARG"), CountryCode("CHL")))
    for day, expected in (("2010-01-20", [0, 0, 1, 0, 0]), ("2009-11-01", [0, 0, 0, 1, 0])):
        view = View(history, days(day))
        assert [view.ahead.handovers_within(b)[0, column] for b in BUCKETS[:5]] == expected
    view = View(history, days("1999-12-01"))
    due = view.ahead.handovers[0, history.countries.index(CountryCode("CHL"))]
    assert calendar_day(int(due)) == date(2000, 3, 11)


def test_most_handovers_that_came_in_time_were_foretold_by_law() -> None:
    """The table against the terms, 1995 on: the rest came by resignation, removal or early vote."""
    chronicle = Chronicle.of(load_facts(data_root()))
    history = history_of(chronicle, SOUTH_AMERICA)
    laws = laws_of(chronicle.handovers)
    told = came = 0
    for country, starts in zip(history.countries, history.starts_by_country, strict=True):
        for start in starts[starts >= number(date(1995, 1, 1))].tolist():
            came += country in laws
            told += due_after(laws.get(country, ()), start - 30) == start
    assert (told, came) == (54, 81)


def test_a_world_of_every_country_keeps_to_the_rhythm() -> None:
    chronicle = Chronicle.of(load_facts(data_root()))
    assert history_of(chronicle, UNITED_STATES).laws == {}
    cut = history_of(chronicle.as_of(start_of(date(1985, 1, 1))), SOUTH_AMERICA)
    assert CountryCode("BRA") not in cut.laws
    assert CountryCode("PER") in cut.laws
