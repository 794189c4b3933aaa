"""Folding signals: what stands after which words."""

from __future__ import annotations

import pytest

from forecaster.domain.signals import SignalType
from forecaster.domain.tracks import TrackStatus
from forecaster.model.tracks.standing import Standing, standing_of, status_of
from tests.model.tracks.builders import a_signal, day, window

STORIES = [
    (("WILLING",), TrackStatus.MOOTED),
    (("WILLING", "INVITE"), TrackStatus.INVITED),
    (("INVITE", "ACCEPT"), TrackStatus.ACCEPTED),
    (("INVITE", "ACCEPT", "WILLING"), TrackStatus.ACCEPTED),
    (("INVITE", "CONFIRM", "HEDGE"), TrackStatus.CONFIRMED),
    (("CONFIRM", "POSTPONE"), TrackStatus.POSTPONED),
    (("CONFIRM", "POSTPONE", "WILLING"), TrackStatus.POSTPONED),
    (("CONFIRM", "POSTPONE", "CONFIRM"), TrackStatus.CONFIRMED),
    (("CONFIRM", "CANCEL", "INVITE"), TrackStatus.INVITED),
    (("INVITE", "DECLINE"), TrackStatus.CANCELLED),
    (("CONFIRM", "MET"), TrackStatus.HELD),
]


def story(kinds: tuple[str, ...]) -> tuple:
    return tuple(a_signal(kind, f"2031-03-{n + 1:02d}") for n, kind in enumerate(kinds))


@pytest.mark.parametrize(("kinds", "expected"), STORIES)
def test_status_is_folded_from_the_signals(kinds: tuple[str, ...], expected: TrackStatus) -> None:
    assert status_of(story(kinds), day("2031-04-01")) is expected


def test_a_year_of_silence_lets_a_track_lapse() -> None:
    told = story(("INVITE", "ACCEPT"))
    assert status_of(told, day("2032-02-01")) is TrackStatus.ACCEPTED
    assert status_of(told, day("2032-03-10")) is TrackStatus.LAPSED


def test_a_window_ahead_keeps_a_silent_track_alive() -> None:
    told = (a_signal("INVITE", "2031-03-01", when="2032-09-01"),)
    assert status_of(told, day("2032-08-01")) is TrackStatus.INVITED


def test_outcomes_are_never_in_a_standing() -> None:
    told = (a_signal("CONFIRM", "2031-03-01"), a_signal("TRAVEL", "2031-03-02"))
    with_outcome = standing_of(told)
    without = standing_of(told[:1])
    assert with_outcome == without
    assert standing_of(told[1:]) is None


def test_a_postponement_without_a_date_takes_the_window_away() -> None:
    told = [a_signal("CONFIRM", "2031-03-01", when="2031-04-01")]
    told.append(a_signal("POSTPONE", "2031-03-10"))
    standing = standing_of(told)
    assert standing is not None
    assert standing.window is None
    assert not standing.confirmed
    assert standing.firmly


def test_a_call_states_no_window_of_the_meeting() -> None:
    told = (
        a_signal("INVITE", "2031-03-01", when="2031-05-01..2031-05-31"),
        a_signal("CALL", "2031-03-05", when="2031-03-05"),
    )
    standing = standing_of(told)
    assert standing is not None
    assert standing.window == window("2031-05-01..2031-05-31")


def test_a_denied_cancellation_does_not_survive() -> None:
    told = (
        a_signal("CONFIRM", "2031-03-01", when="2031-04-01"),
        a_signal("CANCEL", "2031-03-08", certainty="unconfirmed"),
        a_signal("CONFIRM", "2031-03-09", retracts="CANCEL"),
    )
    standing = standing_of(told)
    assert standing is not None
    assert standing.dropped == 0
    assert status_of(told, day("2031-03-10")) is TrackStatus.CONFIRMED


def test_an_old_report_is_not_withdrawn_by_a_late_denial() -> None:
    told = (
        a_signal("CANCEL", "2031-01-01"),
        a_signal("CONFIRM", "2031-03-09", retracts="CANCEL"),
    )
    standing = standing_of(told)
    assert standing is not None
    assert standing.dropped == 1


def latest(*told: tuple[str, str, dict]) -> Standing:
    signals = [a_signal(kind, on, **more) for kind, on, more in told]
    standing = standing_of(signals)
    assert standing is not None
    return standing


YEAR = "2031-03-01..2031-12-31"


@pytest.mark.parametrize("weaker", ["WILLING", "INVITE", "ALT_VENUE", "CALL"])
def test_a_weaker_friendly_word_takes_nothing_back(weaker: str) -> None:
    agreed = ("ACCEPT", "2031-03-01", {"when": YEAR, "place": "NOR"})
    repeat = (weaker, "2031-04-01", {"when": "2031-04-01..2031-12-31", "place": "NOR"})
    standing = latest(agreed, repeat)
    assert standing.type is SignalType.ACCEPT
    assert standing.window == window(YEAR)
    assert (standing.spoke_on, standing.signals) == (day("2031-04-01"), 2)


def test_a_weaker_word_about_other_days_counts() -> None:
    agreed = ("ACCEPT", "2031-03-01", {"when": "2031-05-01..2031-05-31"})
    later = ("WILLING", "2031-04-01", {"when": "2031-09-01..2031-09-30"})
    standing = latest(agreed, later)
    assert standing.type is SignalType.WILLING
    assert standing.window == window("2031-09-01..2031-09-30")


def test_a_stronger_word_and_any_doubt_count() -> None:
    agreed = ("ACCEPT", "2031-03-01", {})
    assert latest(agreed, ("CONFIRM", "2031-04-01", {})).type is SignalType.CONFIRM
    assert latest(agreed, ("HEDGE", "2031-04-01", {})).type is SignalType.HEDGE
    doubted = (agreed, ("HEDGE", "2031-04-01", {}), ("WILLING", "2031-04-02", {}))
    assert latest(*doubted).type is SignalType.WILLING


def test_a_postponement_revives_no_refused_meeting() -> None:
    refused = ("DECLINE", "2031-03-01", {"when": "2031-05-01"})
    assert latest(refused, ("POSTPONE", "2031-03-02", {})).type is SignalType.DECLINE
    anew = ("POSTPONE", "2031-03-02", {"when": "2031-09-01"})
    assert latest(refused, anew).type is SignalType.POSTPONE


def test_a_postponement_that_names_the_old_days_takes_them_away() -> None:
    planned = ("CONFIRM", "2031-03-01", {"when": "2031-05-01"})
    standing = latest(planned, ("POSTPONE", "2031-04-01", {"when": "2031-05-01"}))
    assert standing.window is None
    assert standing.put_off == day("2031-05-01")
    moved = latest(planned, ("POSTPONE", "2031-04-01", {"when": "2031-06-01"}))
    assert (moved.window, moved.put_off) == (window("2031-06-01"), None)


def test_a_postponement_that_repeats_the_old_days_takes_them_away() -> None:
    """However exactly it repeats them: "this year's visit" is the one planned for the autumn."""
    offer = a_signal("INVITE", "2031-07-19", place="NOR", when="2031-09-01..2031-11-30")
    for days in ("2031-09-01..2031-11-30", "2031-08-01..2031-12-31"):
        put_off = a_signal("POSTPONE", "2031-07-25", place="NOR", when=days)
        standing = standing_of([offer, put_off])
        assert standing is not None
        assert (standing.window, standing.put_off) == (None, day("2031-11-30"))


def test_a_visit_elsewhere_leaves_the_forum_behind() -> None:
    told = [
        a_signal("INVITE", "2031-03-01", place="WES", when="2031-09-01..2031-11-30"),
        a_signal("ALT_VENUE", "2031-03-02", place="SUD", forum="G20-2031", when="2031-11-30"),
    ]
    at_forum = standing_of(told)
    assert at_forum is not None
    assert at_forum.forum == "G20-2031"
    again = standing_of([*told, a_signal("POSTPONE", "2031-03-03", place="WES")])
    assert again is not None
    assert again.forum is None
    still = standing_of([*told, a_signal("CONFIRM", "2031-03-03", place="SUD")])
    assert still is not None
    assert still.forum == "G20-2031"
