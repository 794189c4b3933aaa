"""Record, tracks and undated signals in one coherent curve; the case of an invitation undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import IncidenceCurve, NamedTown
from forecaster.domain.places import Place
from forecaster.domain.signals import Signal, SignalType
from forecaster.domain.tracks import Track, TrackHistory, TrackStatus
from forecaster.model.combine import at_summit as with_presence
from forecaster.model.evidence import UNDATED, Evidence, SourceTrust
from forecaster.model.outlooks import (
    AT_CONFIRMED_PLACE,
    AT_STATED_PLACE,
    IN_NAMED_TOWN,
    IN_TOWN_OF_ARRIVAL,
    named_town,
)
from forecaster.model.tracks.model import TrackModel
from forecaster.model.tracks.standing import standing_of
from forecaster.panel.days import Floats
from forecaster.questions.readoff import Selection, anywhere, at_summit, in_place, probability
from tests.model.tracks.builders import G20, NOR, SUD, a_record, a_signal, at, day, window
from tests.model.tracks.conftest import histories, model

__all__ = ["histories", "model"]

THIS_YEAR = Window(day("2031-07-18"), day("2031-12-31"))
SPRING = Window(day("2031-03-02"), day("2031-05-31"))
NEXT_YEAR = Window(day("2032-01-01"), day("2032-12-31"))
AUTUMN = "2031-09-01..2031-11-30"

INVITED = [a_signal("INVITE", "2031-07-19", place="NOR", when=AUTUMN)]
HEDGED = [
    *INVITED,
    a_signal("HEDGE", "2031-07-24", place="NOR", when=AUTUMN, actor="SUD"),
    a_signal("NO_PREP", "2031-07-24", place="NOR", when=AUTUMN, actor="SUD"),
    a_signal("ALT_VENUE", "2031-07-24", place="WES", forum=G20, when="2031-11-30", actor="SUD"),
]
POSTPONED = [
    *HEDGED,
    a_signal("POSTPONE", "2031-07-25", place="NOR", when="2032-01-01..2032-12-31"),
]
COUNTERED = [
    *POSTPONED,
    a_signal("COUNTER_INVITE", "2031-07-27", place="SUD", actor="SUD"),
    a_signal("CONDITION", "2031-07-27", actor="SUD"),
]


def curve(model: TrackModel, signals: list, on: str, **more: object) -> IncidenceCurve:
    record = a_record(on)
    return Evidence.of(model, record, signals, at(on), **more).curve()  # type: ignore[arg-type]


def chance(selection: Selection, span: Window) -> float:
    start = selection.curve.start
    return probability([selection], Window(max(span.start, start), span.end))


def host(model: TrackModel, signals: list, on: str, span: Window, country: str = NOR) -> float:
    return chance(in_place(curve(model, signals, on), Place(country)), span)


def test_the_story_of_an_invitation_undone(model: TrackModel) -> None:
    before = host(model, [], "2031-07-19", THIS_YEAR)
    invited = host(model, INVITED, "2031-07-20", THIS_YEAR)
    hedged = host(model, HEDGED, "2031-07-25", THIS_YEAR)
    postponed = host(model, POSTPONED, "2031-07-26", THIS_YEAR)
    assert invited > before + 0.2
    assert hedged < 0.6 * invited
    assert postponed < hedged
    assert postponed < 0.06


def test_a_postponement_raises_the_year_after(model: TrackModel) -> None:
    before = host(model, [], "2031-07-19", NEXT_YEAR)
    postponed = host(model, POSTPONED, "2031-07-26", NEXT_YEAR)
    assert before + 0.03 < postponed < 0.4


def test_the_other_capital_rises_with_its_own_invitation(model: TrackModel) -> None:
    until = Window(day("2031-07-18"), day("2032-12-31"))
    before = host(model, POSTPONED, "2031-07-27", until, SUD)
    after = host(model, COUNTERED, "2031-07-28", until, SUD)
    assert before + 0.05 < after < 0.4


def test_the_summit_carries_what_the_capitals_lose(model: TrackModel) -> None:
    with_news = curve(model, COUNTERED, "2031-07-28")
    bare = a_record("2031-07-28")
    summit = chance(at_summit(with_news, "g20-2031"), THIS_YEAR)
    assert 0.25 < summit < 0.65
    assert chance(anywhere(with_news), THIS_YEAR) > chance(anywhere(bare), THIS_YEAR)


def test_a_forum_without_days_takes_those_of_the_calendar(model: TrackModel) -> None:
    told = [a_signal("CONFIRM", "2031-11-20", forum=G20)]
    with_news = curve(model, told, "2031-11-21")
    assert (
        chance(at_summit(with_news, "g20-2031"), Window(day("2031-11-30"), day("2031-11-30"))) > 0.7
    )


def test_a_forum_that_is_over_hosts_no_later_meeting(model: TrackModel) -> None:
    told = [
        a_signal("CONFIRM", "2031-11-20", forum=G20, when="2031-11-30"),
        a_signal("CANCEL", "2031-11-29", forum=G20, when="2031-11-30"),
    ]
    after = curve(model, told, "2031-12-05")
    assert chance(at_summit(after, "g20-2031"), NEXT_YEAR) == 0.0


def test_a_forum_unknown_to_the_calendar_is_a_venue_too(model: TrackModel) -> None:
    told = [a_signal("CONFIRM", "2031-03-01", place="WES", forum="RALLY-2031", when="2031-03-10")]
    with_news = curve(model, told, "2031-03-02")
    assert chance(at_summit(with_news, "rally-2031"), SPRING) > 0.7


def test_a_confirmed_date_dominates_the_record(model: TrackModel) -> None:
    told = [a_signal("CONFIRM", "2031-03-01", place="WES", when="2031-03-10..2031-03-11")]
    with_news = curve(model, told, "2031-03-02")
    span = window("2031-03-10..2031-03-11")
    assert span is not None
    assert probability([anywhere(with_news)], span) > 0.8
    assert probability([in_place(with_news, Place("WES"))], span) > 0.7


def test_a_plan_is_not_counted_again_after_its_window(model: TrackModel) -> None:
    told = [a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-10")]
    after = Window(day("2031-03-20"), day("2031-12-31"))
    with_news = host(model, told, "2031-03-02", after)
    assert with_news < 0.15


def test_a_confirmed_visit_leaves_the_other_capital_alone(model: TrackModel) -> None:
    told = [a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-10")]
    bare = chance(in_place(a_record("2031-03-02"), Place(SUD)), SPRING)
    assert host(model, told, "2031-03-02", SPRING) > 0.8
    assert host(model, told, "2031-03-02", SPRING, SUD) < bare + 0.01


def test_what_is_only_offered_may_yet_be_held_elsewhere(model: TrackModel) -> None:
    bare = chance(in_place(a_record("2031-07-20"), Place(SUD)), THIS_YEAR)
    offered = host(model, INVITED, "2031-07-20", THIS_YEAR, SUD)
    assert bare + 0.003 < offered < bare + 0.05 * host(model, INVITED, "2031-07-20", THIS_YEAR)


def test_venues_of_one_plan_exclude_each_other(model: TrackModel) -> None:
    told = [a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-10")]
    result = curve(model, told, "2031-03-02")
    (plan,) = result.plans
    bare = {venue: sums[90] for venue, sums in result.unplanned_sums.items()}
    for venue, share in plan.shares.items():
        held = 1.0 - exp(bare[venue] - result.held_at(venue, 90))
        assert held == pytest.approx(share * plan.by_day[90])


def test_a_table_of_tracks_holds_the_shares_of_places_and_towns(
    histories: tuple[TrackHistory, ...],
) -> None:
    places: dict[bool, list[bool]] = {True: [], False: []}
    towns: dict[bool, list[bool]] = {True: [], False: []}
    for history in histories:
        held = history.held_place
        if held is None or not history.outcome.startswith("held"):
            continue
        for confirmed, country, town in _last_told(history):
            places[confirmed].append(country == held.country)
            if town is not None and held.city and country == held.country:
                by_journey = town.share < IN_NAMED_TOWN
                towns[by_journey].append(town.place.city == held.city)
    counted = [(sum(told), len(told)) for told in (*places.values(), *towns.values())]
    assert counted == [(276, 276), (131, 134), (6, 11), (310, 318)]
    shares = (AT_CONFIRMED_PLACE, AT_STATED_PLACE, IN_TOWN_OF_ARRIVAL, IN_NAMED_TOWN)
    # Where nothing is confirmed, all signals count and not the last alone, which tells more.
    for share, (held, of) in zip(shares, counted, strict=True):
        assert share == pytest.approx(held / of, abs=0.06)


def _last_told(history: TrackHistory) -> Iterator[tuple[bool, str, NamedTown | None]]:
    """Last country and town named while a track outside forums was open, and once confirmed."""
    found: dict[bool, tuple[bool, str, NamedTown | None]] = {}
    told: list[Signal] = []
    for signal in history.signals:
        on = signal.act.statement_on
        if signal.act.type is SignalType.MET or on is None or history.held_on is None:
            continue
        if on >= history.held_on:
            break
        told.append(signal)
        standing = standing_of(told)
        if standing is None or standing.place is None or standing.forum is not None:
            continue
        if standing.polarity < 0:
            continue
        status = TrackStatus.MOOTED
        track = Track(history.dyad, standing.place, None, None, status, tuple(told), at(str(on)))
        town = named_town(track)
        found[standing.confirmed] = (standing.confirmed, standing.place.country, town)
    yield from found.values()


def test_the_town_last_named_holds_until_another_country_is(model: TrackModel) -> None:
    told = [
        a_signal("INVITE", "2031-02-20", place="NOR", town="Bergen"),
        a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-10"),
    ]
    (plan,) = curve(model, told, "2031-03-02").plans
    assert plan.town == NamedTown(Place(NOR, "Bergen"), IN_NAMED_TOWN)
    away = [*told, a_signal("TRAVEL", "2031-03-08", place="NOR", town="Oslo", when="2031-03-10")]
    (plan,) = curve(model, away, "2031-03-09").plans
    assert plan.town == NamedTown(Place(NOR, "Bergen"), IN_NAMED_TOWN)


def test_a_capped_source_thins_the_plan_and_no_later_deadline_falls(model: TrackModel) -> None:
    told = [a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-10")]
    fakes = [
        a_signal("CANCEL", "2031-03-02", place="NOR", when="2031-03-10", source=f"fake{n}")
        for n in range(4)
    ]
    result = curve(model, [*told, *fakes], "2031-03-03", trust=LOUD)
    for country in (NOR, SUD):
        asked = in_place(result, Place(country))
        days = [result.start + timedelta(days=n) for n in range(120)]
        reached = list(asked.until(result.start, days))
        assert reached == sorted(reached)
    total = chance(anywhere(result), SPRING)
    assert total == pytest.approx(result.any_by(SPRING.end))


def test_who_stays_away_meets_nobody_at_the_summit(model: TrackModel) -> None:
    told = [a_signal("CONFIRM", "2031-11-01", forum=G20, place="WES", when="2031-11-30")]
    before = curve(model, told, "2031-11-02")
    after = with_presence(before, "g20-2031", 0.1, 0.03)
    whole = Window(before.start, before.end)
    assert probability([at_summit(before, "g20-2031")], whole) > 0.7
    assert probability([at_summit(after, "g20-2031")], whole) == pytest.approx(0.03)
    for country in (NOR, SUD):
        asked = (probability([in_place(one, Place(country))], whole) for one in (before, after))
        assert next(asked) == pytest.approx(next(asked))


TYPES = ("INVITE", "ACCEPT", "CONFIRM", "HEDGE", "POSTPONE", "CANCEL", "WILLING", "NOT_PLANNED")


@settings(max_examples=40, deadline=None)
@given(
    told=st.lists(
        st.tuples(
            st.sampled_from(TYPES),
            st.integers(0, 80),
            st.sampled_from((None, "NOR", "SUD", "WES")),
            st.sampled_from((None, 5, 40, 300)),
            st.sampled_from((None, G20)),
        ),
        max_size=7,
    )
)
def test_any_news_leaves_the_curve_coherent(model: TrackModel, told: list) -> None:
    signals = [
        a_signal(
            kind,
            str(day("2031-03-01") + timedelta(days=ago)),
            place=place,
            forum=forum,
            when=None if lead is None else str(day("2031-03-01") + timedelta(days=ago + lead)),
        )
        for kind, ago, place, lead, forum in told
    ]
    result = curve(model, signals, "2031-05-25")
    assert all(rate >= 0.0 for daily in result.rates.values() for rate in daily)
    ends = [result.start + timedelta(days=n) for n in (0, 6, 30, 180, 729)]
    by_end = [result.any_by(end) for end in ends]
    assert by_end == sorted(by_end)
    assert by_end[-1] <= 1.0
    for end in ends:
        parts = sum(result.at(venue, end) for venue in result.rates)
        assert parts == pytest.approx(result.any_by(end), abs=1e-9)
    later = Window(day("2031-09-01"), day("2031-12-31"))
    wider = Window(day("2031-08-01"), day("2032-01-31"))
    assert chance(anywhere(result), later) <= chance(anywhere(result), wider) + 1e-12
    assert set(result.spread) >= set(result.rates)


def test_of_contradicting_words_the_setback_counts(model: TrackModel) -> None:
    told = [
        a_signal("CANCEL", "2031-03-01", place="NOR", when="2031-03-10", source="one"),
        a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-10", source="two"),
    ]
    span = Window(day("2031-03-02"), day("2031-03-31"))
    one = chance(anywhere(curve(model, told, "2031-03-02")), span)
    other = chance(anywhere(curve(model, told[::-1], "2031-03-02")), span)
    sure = chance(anywhere(curve(model, told[1:], "2031-03-02")), span)
    assert one == other
    assert one < sure / 2


def test_parts_can_be_left_out(model: TrackModel) -> None:
    evidence = Evidence.of(model, a_record("2031-07-28"), COUNTERED, at("2031-07-28"))
    assert len(evidence.parts) == 3
    everything = frozenset(part.id for part in evidence.parts)
    assert evidence.curve(everything).rates == evidence.record.rates
    assert {i for part in evidence.parts for i in part.signal_ids} == {s.id for s in COUNTERED}


def test_what_is_put_off_says_until_when_it_is_off(model: TrackModel) -> None:
    evidence = Evidence.of(model, a_record("2031-07-26"), POSTPONED, at("2031-07-26"))
    (told,) = (part.text for part in evidence.parts if part.text.startswith("postponed"))
    assert told == "postponed: NOR, not before 2032-01-01; last word postpone on 2031-07-25"


LOUD = SourceTrust(proven=frozenset({"wire"}))


def test_one_unproven_source_moves_no_day_beyond_its_cap(model: TrackModel) -> None:
    fakes = [
        a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-10", source="fake", sid=str(n))
        for n in range(5)
    ]
    span = Window(day("2031-03-02"), day("2031-03-31"))
    bare = chance(anywhere(a_record("2031-03-02")), span)
    moved = chance(anywhere(curve(model, fakes, "2031-03-02", trust=LOUD)), span)
    trusted = chance(anywhere(curve(model, fakes, "2031-03-02")), span)
    assert bare <= moved <= bare * 1.5
    assert trusted > 0.7


def test_a_hundred_unproven_sources_stay_within_the_total(model: TrackModel) -> None:
    fakes = [
        a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-10", source=f"fake{n}")
        for n in range(100)
    ]
    known = a_record("2031-03-02")
    result = curve(model, fakes, "2031-03-02", trust=LOUD)
    for venue, daily in result.rates.items():
        base = known.rates.get(venue, (0.0,) * known.days)
        assert all(rate <= b * 3.33 + 1e-15 for rate, b in zip(daily, base, strict=True))


def test_an_unproven_cancellation_cannot_undo_a_proven_plan(model: TrackModel) -> None:
    told = [a_signal("CONFIRM", "2031-03-01", place="NOR", when="2031-03-10")]
    fake = a_signal("CANCEL", "2031-03-02", place="NOR", when="2031-03-10", source="fake")
    span = Window(day("2031-03-03"), day("2031-03-31"))
    kept = chance(anywhere(curve(model, [*told, fake], "2031-03-03", trust=LOUD)), span)
    undone = chance(anywhere(curve(model, [*told, fake], "2031-03-03")), span)
    assert kept > 0.6
    assert undone < 0.3


def test_undated_words_bend_the_record_and_fade(model: TrackModel) -> None:
    wish = [a_signal("WILLING", "2031-03-01")]
    threat = [a_signal("CONDITION", "2031-03-01")]
    month = Window(day("2031-03-02"), day("2031-03-31"))

    def expect(signals: list, on: str, span: Window = month) -> float:
        return chance(anywhere(curve(model, signals, on)), span)

    bare = expect([], "2031-03-02")
    assert expect(wish, "2031-03-02") > bare * 1.2
    assert expect(threat, "2031-03-02") < bare * 0.85
    later = Window(day("2031-04-01"), day("2031-04-30"))
    assert expect(wish, "2031-04-01", later) < expect([], "2031-04-01", later)
    far = Window(day("2031-08-01"), day("2031-08-30"))
    assert expect(wish, "2031-08-01", far) == pytest.approx(expect([], "2031-08-01", far), rel=0.01)


def test_undated_words_are_a_part_of_their_own(model: TrackModel) -> None:
    wish = [a_signal("WILLING", "2031-03-01")]
    evidence = Evidence.of(model, a_record("2031-03-02"), wish, at("2031-03-02"))
    assert [part.id for part in evidence.parts] == [UNDATED]
    assert evidence.curve(frozenset({UNDATED})).rates == evidence.record.rates


@pytest.mark.parametrize("word", ["WILLING", "ACCEPT", "PREPARE", "CONFIRM"])
def test_a_friendly_answer_raises_what_was_offered(model: TrackModel, word: str) -> None:
    offered = host(model, INVITED, "2031-07-25", THIS_YEAR)
    assert host(model, _answered(word), "2031-07-25", THIS_YEAR) > offered


@pytest.mark.parametrize(
    "word", ["HEDGE", "CONDITION", "NO_PREP", "NOT_PLANNED", "DECLINE", "CANCEL", "POSTPONE"]
)
def test_a_doubt_or_refusal_lowers_what_was_offered(model: TrackModel, word: str) -> None:
    offered = host(model, INVITED, "2031-07-25", THIS_YEAR)
    assert host(model, _answered(word), "2031-07-25", THIS_YEAR) < offered


@pytest.mark.parametrize("word", ["HEDGE", "CONDITION"])
def test_an_offer_in_doubt_is_worth_more_than_none(model: TrackModel, word: str) -> None:
    until = Window(day("2031-07-18"), day("2032-12-31"))
    nothing = host(model, [], "2031-07-25", until)
    assert host(model, _answered(word), "2031-07-25", until) > nothing


def test_what_is_refused_now_leaves_the_years_after_alone(model: TrackModel) -> None:
    nothing = host(model, [], "2031-07-25", NEXT_YEAR)
    refused = host(model, _answered("DECLINE"), "2031-07-25", NEXT_YEAR)
    assert refused > 0.97 * nothing


def test_what_is_put_off_without_a_date_is_not_held_in_the_days_it_was_put_off_from(
    model: TrackModel,
) -> None:
    confirmed = [*_answered("ACCEPT"), a_signal("CONFIRM", "2031-07-25", place="NOR", when=AUTUMN)]
    put_off = [*confirmed, a_signal("POSTPONE", "2031-07-26", place="NOR", when=AUTUMN)]
    autumn = Window(day("2031-09-01"), day("2031-11-30"))
    assert host(model, confirmed, "2031-07-27", autumn) > 0.5
    assert host(model, put_off, "2031-07-27", autumn) < 0.05


def _answered(word: str) -> list[Signal]:
    """The invitation, and the other side's word about it four days later."""
    return [*INVITED, a_signal(word, "2031-07-24", place="NOR", when=AUTUMN, actor="SUD")]


# Offices: 100 days until the oath, or until the successor comes.
OATH = np.concatenate((np.zeros(100), np.ones(a_record("2031-07-28").days - 100)))
LEAVES = np.concatenate((np.ones(100), np.zeros(a_record("2031-07-28").days - 100)))


def by_day(model: TrackModel, signals: list[Signal], offices: Floats) -> Floats:
    """P(the prospective meeting is held) by day, as decided."""
    evidence = Evidence.of(model, a_record("2031-07-28"), signals, at("2031-07-28"))
    (track,) = evidence.within(offices).outlooks
    return track.chance.daily


def test_a_meeting_planned_for_after_the_oath_holds_and_one_before_it_does_not_count(
    model: TrackModel,
) -> None:
    nothing = np.ones(len(OATH))
    later = [a_signal("CONFIRM", "2031-07-27", place="NOR", when="2031-12-01..2031-12-10")]
    sooner = [a_signal("CONFIRM", "2031-07-27", place="NOR", when="2031-09-01..2031-09-10")]
    window = slice(126, 136)  # The first ten days of December.
    held = by_day(model, later, OATH)
    assert np.array_equal(held[window], by_day(model, later, nothing)[window])
    assert held[window].sum() > 0.4
    assert held[:100].sum() == by_day(model, sooner, OATH)[:100].sum() == 0.0


def test_what_names_no_days_waits_for_the_oath(model: TrackModel) -> None:
    invited = [a_signal("INVITE", "2031-07-27", place="NOR")]
    usual, waits = (by_day(model, invited, offices) for offices in (np.ones(len(OATH)), OATH))
    assert waits[:100].sum() == 0.0
    assert np.allclose(waits[100:], usual[:-100])
    assert usual[:100].sum() > 0.05


def test_no_plan_holds_once_one_of_the_two_has_left(model: TrackModel) -> None:
    later = [a_signal("CONFIRM", "2031-07-27", place="NOR", when="2031-12-01..2031-12-10")]
    assert by_day(model, later, LEAVES)[100:].sum() == 0.0
    assert by_day(model, later, np.ones(len(LEAVES)))[100:].sum() > 0.4
