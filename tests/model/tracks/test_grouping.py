"""Which signals belong to one prospective meeting."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import permutations

from forecaster.domain.signals import Signal
from forecaster.domain.tracks import TrackHistory, TrackStatus
from forecaster.model.tracks.grouping import group_signals
from tests.model.tracks.builders import G20, a_signal, at, fold_tracks, told_by_two


def kinds(groups: tuple[tuple[Signal, ...], ...]) -> list[list[str]]:
    return [[signal.act.type.value for signal in group] for group in groups]


def test_the_other_capital_is_a_track_of_its_own() -> None:
    told = [
        a_signal("INVITE", "2031-07-19", place="NOR", when="2031-09-01..2031-11-30"),
        a_signal("COUNTER_INVITE", "2031-07-27", place="SUD", actor="SUD"),
        a_signal("ACCEPT", "2031-07-28", place="SUD"),
    ]
    assert kinds(group_signals(told)) == [["INVITE"], ["COUNTER_INVITE", "ACCEPT"]]


def test_a_forum_is_a_track_of_its_own() -> None:
    told = [
        a_signal("INVITE", "2031-07-19", place="NOR", when="2031-09-01..2031-11-30"),
        a_signal("ALT_VENUE", "2031-07-24", place="WES", forum=G20, when="2031-11-30"),
        a_signal("CONFIRM", "2031-11-20", forum=G20),
    ]
    assert kinds(group_signals(told)) == [["INVITE"], ["ALT_VENUE", "CONFIRM"]]


def test_an_invitation_to_a_capital_joins_no_forum() -> None:
    told = [
        a_signal("CONFIRM", "2031-07-01", forum=G20, when="2031-11-30"),
        a_signal("INVITE", "2031-07-08", place="SUD", when="2031-09-01..2031-11-30", actor="SUD"),
    ]
    assert kinds(group_signals(told)) == [["CONFIRM"], ["INVITE"]]


def test_a_postponement_moves_its_track_to_the_new_window() -> None:
    told = [
        a_signal("INVITE", "2031-07-19", place="NOR", when="2031-09-01..2031-11-30"),
        a_signal("POSTPONE", "2031-07-25", place="NOR", when="2032-01-01..2032-12-31"),
    ]
    assert kinds(group_signals(told)) == [["INVITE", "POSTPONE"]]


def test_words_after_a_meeting_open_a_new_track() -> None:
    told = [
        a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-20"),
        a_signal("MET", "2031-03-20", place="NOR", when="2031-03-20"),
        a_signal("INVITE", "2031-06-01", place="NOR"),
    ]
    assert kinds(group_signals(told)) == [["CONFIRM", "MET"], ["INVITE"]]


def test_a_general_refusal_reaches_every_track_that_is_not_fixed() -> None:
    told = [
        a_signal("INVITE", "2031-03-01", place="NOR"),
        a_signal("INVITE", "2031-03-02", place="SUD", actor="SUD"),
        a_signal("CONFIRM", "2031-03-03", forum=G20, when="2031-11-30"),
        a_signal("DECLINE", "2031-03-10"),
    ]
    assert kinds(group_signals(told)) == [["INVITE", "DECLINE"], ["INVITE", "DECLINE"], ["CONFIRM"]]


def test_order_of_arrival_does_not_matter() -> None:
    told = [
        a_signal("INVITE", "2031-03-01", place="NOR"),
        a_signal("HEDGE", "2031-03-01", actor="SUD"),
        a_signal("ALT_VENUE", "2031-03-01", forum=G20),
        a_signal("ACCEPT", "2031-03-04", place="NOR"),
    ]
    assert len({group_signals(order) for order in permutations(told)}) == 1


def test_signals_of_a_table_stay_in_their_tracks() -> None:
    told = [
        a_signal("INVITE", "2031-03-01", place="NOR", sid="first/1", reader="table@1"),
        a_signal("ACCEPT", "2031-03-02", place="NOR", sid="second/1", reader="table@1"),
    ]
    assert len(fold_tracks(told, at("2031-03-05"))) == 2


def test_a_view_does_not_know_what_became_known_later() -> None:
    told = [
        a_signal("INVITE", "2031-03-01", place="NOR"),
        a_signal("CANCEL", "2031-03-20", place="NOR"),
    ]
    (track,) = fold_tracks(told, at("2031-03-20"))
    assert track.status is TrackStatus.INVITED
    (track,) = fold_tracks(told, at("2031-03-21"))
    assert track.status is TrackStatus.CANCELLED


def offer_and_forum(**offer: str) -> dict[str, TrackStatus]:
    """Status of an offer, and of a meeting at a forum held after it."""
    told = [
        a_signal("INVITE", "2031-03-01", **offer),
        a_signal("CONFIRM", "2031-03-02", forum=G20, when="2031-04-01"),
        told_by_two(a_signal("MET", "2031-04-01", forum=G20, when="2031-04-01")),
    ]
    return {t.signals[0].act.type.value: t.status for t in fold_tracks(told, at("2031-05-01"))}


def test_a_meeting_satisfies_a_general_offer() -> None:
    assert offer_and_forum() == {"INVITE": TrackStatus.LAPSED, "CONFIRM": TrackStatus.HELD}


def test_a_meeting_without_a_day_ends_no_track() -> None:
    recalled = a_signal("MET", "2031-03-20")
    recalled = replace(recalled, act=replace(recalled.act, statement_on=None))
    told = [a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-20"), recalled]
    (track,) = fold_tracks(told, at("2031-03-20"))
    assert track.status is TrackStatus.CONFIRMED


def test_a_meeting_elsewhere_leaves_a_visit_alive() -> None:
    assert offer_and_forum(place="SUD")["INVITE"] is TrackStatus.INVITED
    assert offer_and_forum(when="2031-09-01")["INVITE"] is TrackStatus.INVITED


def test_grouping_agrees_with_the_track_table(histories: tuple[TrackHistory, ...]) -> None:
    """B-cubed precision and recall of the groups against the table's own track ids."""
    by_dyad: defaultdict[object, list[Signal]] = defaultdict(list)
    for history in histories:
        by_dyad[history.dyad].extend(history.signals)
    precision = recall = count = 0.0
    for told in by_dyad.values():
        groups = [{signal.id for signal in group} for group in group_signals(told)]
        for signal in told:
            track = {s.id for s in told if s.id.startswith(signal.id.rpartition("/")[0] + "/")}
            group = next(group for group in groups if signal.id in group)
            precision += len(group & track) / len(group)
            recall += len(group & track) / len(track)
            count += 1
    assert precision / count > 0.93
    assert recall / count > 0.94


def _recalled(kind: str, known: str, *told: Signal, **more: str) -> Signal:
    """What the articles of other signals only recall, without a day."""
    signal = a_signal(kind, known, **more)
    act = replace(signal.act, statement_on=None, background=True)
    witnesses = tuple(one for other in told for one in other.witnesses) or signal.witnesses
    return replace(signal, act=act, witnesses=witnesses)


def test_a_recalled_offer_came_before_what_its_article_tells_of_it() -> None:
    off = a_signal("POSTPONE", "2031-07-25", place="NOR", when="2032-01-01..2032-12-31")
    offer = _recalled("INVITE", "2031-07-28", off, place="NOR", when="2031-09-01..2031-11-30")
    assert kinds(group_signals([off, offer])) == [["INVITE", "POSTPONE"]]


def test_a_further_witness_makes_no_recall_newer() -> None:
    early = _recalled("INVITE", "2031-07-24", place="NOR", when="2031-09-01..2031-11-30")
    late = a_signal("WILLING", "2031-08-20", source="daily")
    told = replace(early, witnesses=early.witnesses + late.witnesses, known_at=late.known_at)
    off = a_signal("POSTPONE", "2031-07-30", place="NOR", when="2032-01-01..2032-12-31")
    assert kinds(group_signals([off, told])) == [["INVITE", "POSTPONE"]]
