"""Questions across a handover that is decided: who meets, who comes, and what news may change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.forecasts import DriverKind
from forecaster.domain.people import LeaderId
from forecaster.domain.signals import Signal, SignalType
from forecaster.issue.diff import accounts
from forecaster.issue.view import ModelView
from forecaster.model.book import Book
from forecaster.store.files import data_root
from jobs.asking import Counter, counter, reader_over
from jobs.library import Library
from tests.replay.small_world import a_signal

Line = dict[str, Any]
DAY = timedelta(days=1)


@cache
def library() -> Library:
    return Library(data_root())


@cache
def opened() -> Counter:
    return counter(library(), ())


def ask(line: Line, told: tuple[Signal, ...] = ()) -> Line:
    desk = (counter(library(), told) if told else opened()).desk(datetime(2026, 1, 1, tzinfo=UTC))
    (found,) = desk.answer_lines([json.dumps(line)])
    assert "error" not in found, found
    return found


def meets(one: str, other: str, seen: str, start: str, end: str, **more: object) -> Line:
    return {
        "kind": "meet",
        "leaders": [one, other],
        "window": {"start": start, "end": end},
        "as_of": f"{seen}T00:00:00Z",
        **more,
    }


def attends(leader: str, forum: str, seen: str, end: str) -> Line:
    window = {"start": seen, "end": end}
    as_of = f"{seen}T00:00:00Z"
    return {
        "kind": "attend",
        "leaders": [leader],
        "forum": forum,
        "window": window,
        "as_of": as_of,
    }


GONE = [
    meets("joe-biden", "emmanuel-macron", "2025-01-19", "2025-01-22", "2025-12-31"),
    meets("joe-biden", "xi-jinping", "2024-12-01", "2025-01-21", "2025-12-31"),
    meets("donald-trump", "vladimir-putin", "2020-12-01", "2021-02-01", "2021-12-31"),
    meets("jair-bolsonaro", "emmanuel-macron", "2022-12-01", "2023-01-10", "2023-12-31"),
    meets("andres-manuel-lopez-obrador", "joe-biden", "2024-09-01", "2024-10-10", "2025-01-15"),
    meets("moon-jae-in", "fumio-kishida", "2022-04-01", "2022-05-11", "2022-12-31"),
    meets("jens-stoltenberg", "volodymyr-zelenskyy", "2024-08-01", "2024-10-02", "2025-06-30"),
    attends("joe-biden", "NATO-2025", "2025-01-10", "2025-12-31"),
    attends("andres-manuel-lopez-obrador", "G20-2024", "2024-09-01", "2024-12-31"),
]


@pytest.mark.parametrize("line", GONE)
def test_nobody_meets_or_comes_in_an_office_he_is_known_to_have_left(line: Line) -> None:
    assert ask(line)["probability"] < 0.01


COME = [
    (meets("donald-trump", "emmanuel-macron", "2024-12-01", "2024-12-01", "2025-12-31"), 0.5),
    (meets("donald-trump", "vladimir-putin", "2024-12-01", "2024-12-01", "2025-12-31"), 0.2),
    (meets("joe-biden", "emmanuel-macron", "2020-12-15", "2020-12-15", "2021-12-31"), 0.5),
    (meets("javier-milei", "luiz-inacio-lula-da-silva", "2023-11-25", "2023-11-25", "2024-12-31"),
     0.5),
    (attends("claudia-sheinbaum", "G20-2024", "2024-09-01", "2024-12-31"), 0.5),
    (attends("donald-trump", "NATO-2025", "2024-12-15", "2025-12-31"), 0.5),
]  # fmt: skip


@pytest.mark.parametrize(("line", "least"), COME)
def test_who_is_chosen_meets_and_comes_once_in_office(line: Line, least: float) -> None:
    assert ask(line)["probability"] > least


@pytest.mark.parametrize(
    ("leader", "oath"), [("donald-trump", date(2025, 1, 20)), ("joe-biden", date(2025, 1, 20))]
)
@pytest.mark.parametrize("other", ["emmanuel-macron", "xi-jinping", "keir-starmer"])
def test_later_deadlines_are_never_less_likely_across_a_handover(
    leader: str, oath: date, other: str
) -> None:
    ends = [oath + days * DAY for days in (-40, -2, -1, 0, 1, 2, 20, 100, 300)]
    found = [
        ask(meets(leader, other, "2024-12-01", "2024-12-01", str(end)))["probability"]
        for end in ends
    ]
    assert found == sorted(found)
    before, after = found[2], found[-1]
    if leader == "donald-trump":
        assert before < 0.001
        assert after > 0.1
    else:
        assert after - before < 0.01


def test_the_day_before_the_decision_is_as_it_was() -> None:
    """The same facts without the table give the same answers, to the last digit."""
    bare = replace(opened(), chronicle=replace(opened().chronicle, successions=()))
    for seen in ("2024-11-06", "2020-11-07", "2012-11-07"):
        later = str(date.fromisoformat(seen) + 365 * DAY)
        holder = {"2024": "joe-biden", "2020": "donald-trump", "2012": "barack-obama"}[seen[:4]]
        line = json.dumps(meets(holder, "vladimir-putin", seen, seen, later))
        now = datetime(2026, 1, 1, tzinfo=UTC)
        (before,), (after,) = (list(one.desk(now).answer_lines([line])) for one in (bare, opened()))
        assert before == after


BEFORE_THE_OATH = datetime(2024, 12, 1, tzinfo=UTC)
MACRON, TRUMP, BIDEN = map(LeaderId, ("emmanuel-macron", "donald-trump", "joe-biden"))


def invited(leader: LeaderId, start: str, end: str) -> Signal:
    window = Window(date.fromisoformat(start), date.fromisoformat(end))
    return a_signal(
        "plan", BEFORE_THE_OATH - DAY, SignalType.CONFIRM, leaders=(leader, MACRON), window=window
    )


@pytest.mark.parametrize(("leader", "holds"), [(TRUMP, True), (BIDEN, False)])
def test_a_plan_for_after_the_oath_is_one_with_whoever_then_holds_office(
    leader: LeaderId, holds: bool
) -> None:
    line = meets(leader, MACRON, "2024-12-01", "2025-02-20", "2025-03-05")
    plan = invited(leader, "2025-02-22", "2025-02-26")
    usual, planned = ask(line)["probability"], ask(line, (plan,))["probability"]
    assert planned > 0.5 > usual if holds else planned < 0.01


@pytest.mark.parametrize(("leader", "holds"), [(TRUMP, True), (BIDEN, False)])
def test_who_has_said_that_he_comes_comes_only_in_office(leader: LeaderId, holds: bool) -> None:
    told = a_signal(
        "word",
        BEFORE_THE_OATH - DAY,
        SignalType.ATTEND,
        leaders=(leader,),
        forum="NATO-2025",
    )
    found = ask(attends(leader, "NATO-2025", "2024-12-15", "2025-12-31"), (told,))["probability"]
    assert found > 0.9 if holds else found < 0.01


def test_a_move_by_the_vote_is_told_as_one_of_the_calendar() -> None:
    """Between the two mornings of the American vote of 2024 nothing else of weight was learnt."""
    asked = meets("joe-biden", "xi-jinping", "2024-11-06", "2025-02-01", "2025-12-31")
    before, after = (opened().view(datetime(2024, 11, day, tzinfo=UTC)) for day in (6, 7))
    question = reader_over(library(), opened().chronicle, before.as_of).read(asked).question
    model = before.model

    def opener(chronicle: Chronicle, _version: str) -> ModelView:
        return ModelView(Book(chronicle), model, chronicle)

    (found,) = accounts([question], before, after, opener, np.random.default_rng(1))
    parts = {driver.kind: driver.contribution for driver in found.drivers}
    assert found.before > 0.2
    assert found.after < 0.01
    assert parts[DriverKind.CALENDAR] == pytest.approx(found.after - found.before, abs=0.02)
