"""Which reports of a meeting settle an offer, and which leave it standing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forecaster.domain.meetings import Meeting, MeetingKind
from forecaster.domain.places import Place
from forecaster.domain.signals import Certainty, Signal, Witness
from forecaster.domain.tracks import TrackStatus
from forecaster.model.evidence import Evidence
from forecaster.model.tracks.model import TrackModel
from forecaster.model.tracks.settling import without_mere_claims
from tests.model.tracks.builders import (
    DYAD,
    G20,
    HOST_B,
    NOR,
    SUD,
    WES,
    a_record,
    a_signal,
    at,
    day,
    fold_tracks,
    told_by_two,
    window,
)

INVITED, CONFIRMED = TrackStatus.INVITED, TrackStatus.CONFIRMED
HELD, LAPSED = TrackStatus.HELD, TrackStatus.LAPSED


def a_meeting(on: str, **said: str) -> Signal:
    """A meeting told by two origins on its day."""
    return told_by_two(a_signal("MET", on, when=said.pop("when", on), actor=None, **said))


def status_of_first(*told: Signal, on: str = "2031-08-15") -> TrackStatus:
    """Where the first signal's track stands."""
    tracks = fold_tracks(told, at(on))
    return next(track.status for track in tracks if told[0] in track.signals)


AUTUMN = a_signal("INVITE", "2031-07-01", place="SUD", when="2031-09-01..2031-11-30", actor="SUD")
SOMEDAY = a_signal("INVITE", "2031-07-01", place="SUD", actor="SUD")
FIXED = a_signal("CONFIRM", "2031-07-01", place="SUD", when="2031-07-20", actor="SUD")
AT_G20 = a_signal("CONFIRM", "2031-07-01", forum=G20, when="2031-07-20..2031-07-21")


@pytest.mark.parametrize(
    ("offer", "meeting", "expected"),
    [
        # A summit in July fulfils no invitation to a capital, dated or not.
        (AUTUMN, a_meeting("2031-07-20", place="WES", forum=G20), INVITED),
        (AUTUMN, a_meeting("2031-07-20", place="SUD", forum=G20), INVITED),
        (SOMEDAY, a_meeting("2031-07-20", place="WES", forum=G20), INVITED),
        (SOMEDAY, a_meeting("2031-07-20", place="SUD", forum=G20), INVITED),
        # Nor does a visit the other way, or one whose place nobody tells.
        (AUTUMN, a_meeting("2031-07-20", place="NOR"), INVITED),
        (SOMEDAY, a_meeting("2031-07-20", place="NOR"), INVITED),
        (SOMEDAY, a_meeting("2031-07-20"), INVITED),
        # A visit months before the days agreed on is another one.
        (AUTUMN, a_meeting("2031-07-20", place="SUD"), INVITED),
        # What fits settles.
        (SOMEDAY, a_meeting("2031-07-20", place="SUD"), HELD),
        (FIXED, a_meeting("2031-07-20", place="SUD"), HELD),
        (FIXED, a_meeting("2031-07-20"), HELD),
        (FIXED, a_meeting("2031-07-29", place="SUD"), HELD),
        (FIXED, a_meeting("2031-07-20", place="NOR"), CONFIRMED),
        (AT_G20, a_meeting("2031-07-21", forum=G20), HELD),
        (AT_G20, a_meeting("2031-07-20", place="WES", forum="APEC-2031"), CONFIRMED),
        (a_signal("INVITE", "2031-07-01"), a_meeting("2031-07-20", place="WES"), LAPSED),
    ],
)
def test_a_meeting_settles_what_it_fits(
    offer: Signal, meeting: Signal, expected: TrackStatus
) -> None:
    assert status_of_first(offer, meeting) is expected


def test_a_meeting_before_the_offer_settles_nothing() -> None:
    recalled = a_meeting("2031-07-25", place="SUD", when="2031-06-20")
    assert status_of_first(SOMEDAY, recalled) is INVITED


SINGLE = a_signal("MET", "2031-07-20", place="SUD", when="2031-07-20", actor=None)


@pytest.mark.parametrize(
    "claim",
    [
        SINGLE,
        replace(told_by_two(SINGLE), act=replace(SINGLE.act, background=True)),
        replace(told_by_two(SINGLE), act=replace(SINGLE.act, window=None)),
        replace(
            told_by_two(SINGLE), act=replace(SINGLE.act, window=window("2031-07-01..2031-08-31"))
        ),
        told_by_two(replace(SINGLE, act=replace(SINGLE.act, certainty=Certainty.POSSIBLE))),
    ],
    ids=["one origin", "background", "no day", "some day of two months", "possibly"],
)
def test_a_mere_claim_settles_nothing(claim: Signal) -> None:
    assert status_of_first(SOMEDAY, claim) is INVITED


def test_two_reports_of_one_meeting_bear_each_other_out() -> None:
    other = a_signal(
        "MET", "2031-07-21", place="SUD", when="2031-07-20..2031-07-21", source="agency", actor=None
    )
    assert status_of_first(SOMEDAY, SINGLE, other) is HELD


def test_a_copy_is_no_second_voice() -> None:
    copy: Witness = replace(SINGLE.witnesses[0], source="paper")
    twice = replace(SINGLE, witnesses=(*SINGLE.witnesses, copy))
    assert status_of_first(SOMEDAY, twice) is INVITED


def test_rows_of_a_table_need_no_second_voice() -> None:
    row = a_signal(
        "MET", "2031-07-20", place="SUD", when="2031-07-20", reader="table@1", sid="track/2"
    )
    assert without_mere_claims([row]) == (row,)


def on_record(place: str, forum: str | None = None) -> Meeting:
    return Meeting(
        id="row",
        dyad=DYAD,
        countries=(NOR, SUD),
        window=window("2031-07-19..2031-07-21") or pytest.fail("no window"),
        place=Place({"SUD": SUD, "WES": WES}[place]),
        kind=MeetingKind.SIDELINE if forum else MeetingKind.VISIT_TO_SECOND,
        forum=forum,
        evidence="met_stated",
        source="list",
    )


def test_the_record_confirms_a_claim_and_settles_alone(model: TrackModel) -> None:
    def status(*told: Signal, row: Meeting, as_of: str = "2031-08-15") -> TrackStatus:
        evidence = Evidence.of(model, a_record(as_of), told, at(as_of)).given([row])
        return evidence.tracks[0].status

    assert status(SOMEDAY, SINGLE, row=on_record("SUD")) is HELD
    assert status(SOMEDAY, row=on_record("SUD")) is HELD
    assert status(SOMEDAY, row=on_record("WES", "g20")) is INVITED
    assert status(SOMEDAY, row=on_record("SUD"), as_of="2031-07-20") is INVITED
    assert status(AT_G20, row=on_record("WES", "g20")) is HELD


@pytest.mark.parametrize("doubt", ["CONDITION", "HEDGE"])
def test_an_invitation_raises_its_capital_even_beside_a_doubt(
    model: TrackModel, doubt: str
) -> None:
    record, as_of = a_record("2031-07-10"), at("2031-07-10")

    def in_b(*told: Signal) -> float:
        curve = Evidence.of(model, record, told, as_of).curve()
        return curve.at(HOST_B, day("2032-01-01"))

    invited = a_signal("INVITE", "2031-07-08", place="SUD", actor="SUD")
    doubted = a_signal(doubt, "2031-07-08", place="SUD", actor="SUD")
    answered = a_signal(doubt, "2031-07-09", actor="NOR")
    for told in (doubted, answered):
        assert in_b() < in_b(invited, told) < in_b(invited)
