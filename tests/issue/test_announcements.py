"""Whose coming to a summit an announcement is about, over the shipped record."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Act, Certainty, Signal, SignalType, Speaker, SpeakerKind
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


def attendance(*signals: Signal) -> dict[LeaderId, float]:
    """How likely each of the three comes, by what was said."""
    window = {"start": "2023-09-07", "end": "2023-09-10"}
    line = {"kind": "attend", "window": window, "forum": "G20-2023", "as_of": "2023-09-07"}
    desk = counter(library(), signals).desk(datetime(2023, 9, 7, tzinfo=UTC))
    asked = (XI, MODI, BIDEN)
    found = desk.answer_lines(json.dumps({**line, "leaders": [leader]}) for leader in asked)
    return {who: one["probability"] for who, one in zip(asked, found, strict=True)}


def test_a_side_speaks_of_its_own_leader() -> None:
    before = attendance()
    after = attendance(not_coming("CHN", MODI, XI))
    assert after[XI] < 0.25 < before[XI]  # What they may yet meet there keeps him from less
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
