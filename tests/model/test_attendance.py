"""Who is expected at a summit, before anything is announced, over the shipped record."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache

import pytest

from forecaster.domain.places import CountryCode
from forecaster.panel.worlds import UNITED_STATES
from forecaster.store.files import data_root
from jobs.asking import Counter, counter
from jobs.library import Library


@cache
def opened() -> Counter:
    return counter(Library(data_root()), ())


def probability(as_of: str, kind: str, *leaders: str, **more: str) -> float:
    """Of an event within the year."""
    window = {"start": as_of, "end": f"{int(as_of[:4]) + 1}{as_of[4:]}"}
    line = {"kind": kind, "leaders": leaders, "window": window, "as_of": as_of, **more}
    desk = opened().desk(datetime(2027, 1, 1, tzinfo=UTC))
    (answer,) = desk.answer_lines([json.dumps(line)])
    return float(answer["probability"])


@pytest.mark.parametrize(
    ("as_of", "leader", "forum"),
    [
        ("2025-03-01", "mark-rutte", "NATO-2025"),
        ("2024-03-01", "ursula-von-der-leyen", "G7-2024"),
        ("2024-03-01", "antonio-guterres", "UNGA-2024"),
    ],
)
def test_heads_of_bodies_come_to_what_they_hold(as_of: str, leader: str, forum: str) -> None:
    assert probability(as_of, "attend", leader, forum=forum) > 0.9


@pytest.mark.parametrize("forum", ["UNGA-2025", "APEC-2025"])
def test_who_is_not_let_in_does_not_come(forum: str) -> None:
    assert probability("2025-03-01", "attend", "lai-ching-te", forum=forum) < 0.05


def test_no_source_lists_what_heads_of_bodies_do() -> None:
    assert not UNITED_STATES.holds(CountryCode("USA"), CountryCode("NTO"))
    assert UNITED_STATES.holds(CountryCode("USA"), CountryCode("NLD"))
    assert probability("2025-03-01", "meet", "mark-rutte", "donald-trump") > 0.4


def test_a_crown_prince_who_governs_meets_in_place_of_the_king() -> None:
    prince, king = (
        probability("2025-05-01", "meet", leader, "donald-trump")
        for leader in ("mohammed-bin-salman", "salman-of-saudi-arabia")
    )
    assert prince > 2 * king
    assert probability("2015-05-01", "meet", "salman-of-saudi-arabia", "barack-obama") > 0.2
