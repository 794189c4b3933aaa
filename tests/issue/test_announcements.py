"""Whose coming to a summit an announcement is about, over the shipped record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Act, Certainty, Signal, SignalType, Speaker, SpeakerKind
from forecaster.issue.desk import Desk
from forecaster.store.files import data_root
from jobs.asking import counter
from jobs.library import Library

XI, MODI, BIDEN = map(LeaderId, ("xi-jinping", "narendra-modi", "joe-biden"))
DELHI = Window(date(2023, 9, 9), date(2023, 9, 10))
KNOWN = datetime(2023, 9, 5, tzinfo=UTC)


def not_coming(actor: str | None, *leaders: LeaderId) -> Signal:
    """A firm word that somebody stays away from the G20 of 2023."""
    act = Act(
        type=SignalType.NOT_ATTEND,
        speaker=Speaker(SpeakerKind.OFFICE),
        actor=CountryCode(actor) if actor else None,
        leaders=leaders,
        place=Place(CountryCode("IND"), "New Delhi"),
        window=DELHI,
        polarity=-1,
        certainty=Certainty.FIRM,
        forum="G20-2023",
        statement_on=date(2023, 9, 4),
    )
    return Signal("s1", 1, act, (), KNOWN)


@cache
def library() -> Library:
    return Library(data_root())


@cache
def desk_of(signals: tuple[Signal, ...]) -> Desk:
    return counter(library(), signals).desk(datetime(2023, 9, 7, tzinfo=UTC))


def attendance(*signals: Signal) -> dict[LeaderId, float]:
    """How likely each of the three comes, by what was said."""
    window = {"start": "2023-09-07", "end": "2023-09-10"}
    line = {"kind": "attend", "window": window, "forum": "G20-2023", "as_of": "2023-09-07"}
    desk = desk_of(signals)
    asked = (XI, MODI, BIDEN)
    found = desk.answer_lines(json.dumps({**line, "leaders": [leader]}) for leader in asked)
    return {who: one["probability"] for who, one in zip(asked, found, strict=True)}


def test_a_side_speaks_of_its_own_leader() -> None:
    before = attendance()
    after = attendance(not_coming("CHN", MODI, XI))
    assert after[XI] < 0.05 < before[XI]
    assert {who: after[who] for who in (MODI, BIDEN)} == pytest.approx(
        {who: before[who] for who in (MODI, BIDEN)}
    )


def test_a_host_may_speak_of_a_guest() -> None:
    after = attendance(not_coming("IND", XI))
    assert after[XI] < 0.1
    assert after[MODI] == pytest.approx(attendance()[MODI])


def test_a_word_of_nobody_in_particular_is_about_all_whom_it_names() -> None:
    after = attendance(not_coming(None, BIDEN, XI))
    assert max(after[XI], after[BIDEN]) < 0.1


def meetings(*signals: Signal) -> dict[tuple[LeaderId, LeaderId], float]:
    """How likely each pair has a proper meeting at the summit, by what was said."""
    window = {"start": "2023-09-07", "end": "2023-09-10"}
    line = {"kind": "meet", "window": window, "forum": "G20-2023", "as_of": "2023-09-07"}
    desk = desk_of(signals)
    asked = ((MODI, XI), (BIDEN, XI), (BIDEN, MODI))
    contact = "pull_aside"
    lines = [json.dumps({**line, "leaders": pair, "contact": contact}) for pair in asked]
    found = list(desk.answer_lines(lines))
    for one in found:
        moved = sum(driver["contribution"] for driver in one["drivers"])
        assert one["base_rate"]["rate"] + moved == pytest.approx(one["probability"], abs=1e-5)
    return {pair: one["probability"] for pair, one in zip(asked, found, strict=True)}


def test_who_stays_away_meets_none_of_all_who_come() -> None:
    before, told = meetings(), not_coming("CHN", MODI, XI)
    after, comes = meetings(told), attendance(told)
    for pair in ((MODI, XI), (BIDEN, XI)):
        assert after[pair] < before[pair] / 3
        assert after[pair] <= min(comes[leader] for leader in pair)
    assert after[BIDEN, MODI] == pytest.approx(before[BIDEN, MODI])


def test_a_word_of_one_leader_alone_concerns_all_his_pairs() -> None:
    before, after = meetings(), meetings(not_coming("CHN", XI))
    assert after[BIDEN, XI] < before[BIDEN, XI] / 3
    assert after[BIDEN, MODI] == pytest.approx(before[BIDEN, MODI])


def test_a_plan_made_before_does_not_outlast_the_refusal() -> None:
    plan = replace(
        not_coming("CHN", MODI, XI),
        id="s0",
        known_at=datetime(2023, 9, 1, tzinfo=UTC),
        act=replace(
            not_coming("CHN", MODI, XI).act,
            type=SignalType.CONFIRM,
            polarity=1,
            statement_on=date(2023, 8, 31),
        ),
    )
    told = not_coming("CHN", XI)
    assert meetings(plan)[MODI, XI] > 0.7
    assert meetings(plan, told)[MODI, XI] < 0.05
    again = replace(plan, id="s2", known_at=datetime(2023, 9, 6, tzinfo=UTC))
    again = replace(again, act=replace(again.act, statement_on=date(2023, 9, 5)))
    assert meetings(told, again)[MODI, XI] > 0.7
    assert attendance(told, again)[XI] > 0.7


def test_an_announcement_never_says_the_opposite() -> None:
    coming = not_coming("IND", MODI)
    coming = replace(coming, act=replace(coming.act, type=SignalType.ATTEND, polarity=1))
    before, after = attendance(), attendance(coming)
    assert after[MODI] >= before[MODI]
    met, told = meetings(), meetings(coming)
    assert all(told[pair] >= met[pair] - 1e-9 for pair in met)
