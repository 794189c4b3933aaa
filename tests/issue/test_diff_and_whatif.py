"""Moves between two states of knowledge, and answers under stated inputs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window
from forecaster.domain.errors import QuestionError
from forecaster.domain.handovers import Succession
from forecaster.domain.people import LeaderId, Office
from forecaster.domain.places import Place
from forecaster.domain.questions import Question, QuestionKind, Rule
from forecaster.domain.signals import Signal, SignalType
from forecaster.issue.diff import accounts
from forecaster.issue.scenario import Departure, Presence, Scenario
from forecaster.issue.whatif import what_if
from forecaster.questions.readoff import FLOOR
from tests.replay.small_world import (
    FRA,
    PUTIN,
    START,
    TRUMP,
    USA,
    SimpleOutlook,
    a_meeting,
    a_signal,
    facts,
    g20,
)

DAY = timedelta(days=1)
YEAR = Window(START.date(), date(2018, 12, 31))
MEET = Question("q", QuestionKind.MEET, Rule((TRUMP, PUTIN), YEAR), "", START)
IN_USA = replace(MEET, rule=replace(MEET.rule, place=Place(USA)))


def view(at: datetime, *signals: Signal, model: str = "simple-1", **more: object) -> SimpleOutlook:
    held = replace(facts(), **more)  # type: ignore[arg-type]
    return SimpleOutlook(Chronicle.of(held, signals).as_of(at), model)


def opener(chronicle: Chronicle, model: str) -> SimpleOutlook:
    return SimpleOutlook(chronicle, model)


def explained(before: SimpleOutlook, after: SimpleOutlook) -> dict[str, float]:
    (found,) = accounts([MEET], before, after, opener, np.random.default_rng(1))
    moved = sum(driver.contribution for driver in found.drivers)
    assert found.after - found.before == pytest.approx(moved, abs=1e-12)
    return {f"{d.kind}:{','.join(d.signal_ids)}": d.contribution for d in found.drivers}


def test_a_day_without_input_shows_the_passage_of_time_alone() -> None:
    told = a_signal("a", START)
    assert set(explained(view(START, told), view(START + DAY, told))) == {"passage_of_time:"}


def test_a_new_model_shows_the_model_alone() -> None:
    changes = explained(view(START), view(START, model="simple-2"))
    assert changes["passage_of_time:"] == 0.0
    assert set(changes) == {"passage_of_time:", "model_change:"}


def test_signals_calendar_and_record_are_told_apart() -> None:
    early, gone = a_signal("early", START), a_signal("gone", START, SignalType.CONFIRM)
    later = START + 2 * DAY
    bad = a_signal("bad", START + DAY, SignalType.POSTPONE)
    withdrawn = replace(gone, revision=2, known_at=START + DAY, retracted=True)
    summits = (g20(), g20(START + DAY, revision=2, cancelled=True))
    after = view(
        later,
        *(early, gone, withdrawn, bad),
        summits=summits,
        meetings=(*facts().meetings, a_meeting("m2", date(2018, 7, 17), recorded_at=later)),
    )
    changes = explained(view(START, early, gone), after)
    assert changes["new_signal:bad"] < 0
    assert changes["retraction:gone"] < 0
    assert changes["calendar:"] < 0
    assert set(changes) == {
        *("passage_of_time:", "calendar:", "data_correction:"),
        *("new_signal:bad", "retraction:gone"),
    }


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.sampled_from([SignalType.INVITE, SignalType.POSTPONE]), min_size=1, max_size=7),
    st.randoms(use_true_random=False),
)
def test_parts_add_up_and_arrival_does_not_matter(kinds: list[SignalType], rng: object) -> None:
    told = [a_signal(f"s{n}", START + DAY, kind) for n, kind in enumerate(kinds)]
    first = explained(view(START), view(START + DAY, *told))
    rng.shuffle(told)  # type: ignore[attr-defined]
    again = explained(view(START), view(START + DAY, *told))
    assert first == pytest.approx(again, abs=1e-12)


def look(chronicle: Chronicle) -> SimpleOutlook:
    return SimpleOutlook(chronicle)


def test_an_empty_scenario_changes_nothing() -> None:
    held = view(START, a_signal("a", START)).chronicle
    found = what_if([MEET, IN_USA], Scenario(), held, look)
    assert [one.difference for one in found.compared] == [0.0, 0.0]
    assert found.assumptions == ()


def test_what_later_happened_reproduces_the_later_issue_up_to_time() -> None:
    held = view(START).chronicle
    told = a_signal("real", START)
    assumed = what_if([MEET], Scenario(added=(told.act,)), held, look)
    real = SimpleOutlook(view(START, told).chronicle)
    (one,) = assumed.compared
    assert one.after is not None
    assert one.difference is not None
    assert one.difference > 0
    assert (
        one.after.probability
        == what_if([MEET], Scenario(), real.chronicle, look).compared[0].before.probability
    )
    assert assumed.assumptions == (
        "Assume it is told now: INVITE by USA about donald-trump and vladimir-putin in Washington.",
    )


def test_removing_and_altering_signals() -> None:
    told = a_signal("a", START)
    held = view(START, told).chronicle
    without = what_if([MEET], Scenario(removed=("a",)), held, look).compared[0]
    act = replace(told.act, polarity=-1, type=SignalType.POSTPONE)
    worse = what_if([MEET], Scenario(altered={"a": act}), held, look).compared[0]
    assert without.difference is not None
    assert worse.difference is not None
    assert worse.difference < without.difference < 0


def test_cancelling_a_summit_removes_its_path() -> None:
    held = view(START).chronicle
    gone = g20(cancelled=True)
    found = what_if([MEET], Scenario(summits=(gone,)), held, look).compared[0]
    assert found.by_venue()["ARG"] < 0
    assert found.by_venue()["USA"] > 0
    assert found.after is not None
    assert "G20-2018" not in found.after.by_summit
    at_g20 = replace(MEET, rule=replace(MEET.rule, forum="G20-2018"))
    without = what_if([at_g20], Scenario(without_summits=("g20-2018",)), held, look).compared[0]
    assert without.after is not None
    assert without.after.probability == FLOOR


def test_nobody_meets_after_leaving_office() -> None:
    held = view(START).chronicle
    leaving = Scenario(departures=(Departure(TRUMP, START.date() + 10 * DAY),))
    found = what_if([MEET], leaving, held, look)
    later = replace(MEET, rule=replace(MEET.rule, window=Window(START.date() + 11 * DAY, YEAR.end)))
    after = what_if([later], leaving, held, look).compared[0].after
    assert after is not None
    assert after.probability == FLOOR
    assert found.compared[0].difference is not None
    assert found.compared[0].difference < 0


def test_nobody_travels_or_attends_after_leaving_office() -> None:
    held = view(START).chronicle
    leaving = Scenario(departures=(Departure(TRUMP, START.date() + 10 * DAY),))
    at_g20 = Rule((TRUMP,), YEAR, forum="G20-2018")
    after = Window(START.date() + 11 * DAY, YEAR.end)
    to_france = Rule((TRUMP,), after, place=Place(FRA))
    asked = [
        replace(MEET, kind=QuestionKind.ATTEND, rule=at_g20),
        replace(MEET, kind=QuestionKind.VISIT, rule=to_france),
    ]
    for compared in what_if(asked, leaving, held, look).compared:
        assert compared.after is not None
        assert compared.after.probability == FLOOR < (compared.before.probability or 0.0)


@pytest.mark.parametrize(
    ("scenario", "named"),
    [
        (Scenario(removed=("none",)), "signals: no signal 'none'"),
        (Scenario(summits=(g20(window=Window(date(2018, 1, 1), date(2018, 1, 2))),)), "events: "),
        (Scenario(presence=(Presence("g99-2030", TRUMP, True),)), "events: G99-2030"),
        (Scenario(departures=(Departure(LeaderId("nobody"), YEAR.end),)), "offices: nobody"),
        (Scenario(departures=(Departure(TRUMP, date(2018, 1, 1)),)), "offices: 2018-01-01"),
        (
            Scenario(
                added=(a_signal("x", START, window=Window(date(2018, 1, 1), date(2018, 1, 2))).act,)
            ),
            "signals: a meeting by 2018-01-02",
        ),
        (
            Scenario(added=(a_signal("x", START, leaders=(LeaderId("x"), PUTIN)).act,)),
            "signals: x holds no office",
        ),
    ],
)
def test_the_impossible_is_named(scenario: Scenario, named: str) -> None:
    with pytest.raises(QuestionError, match=named):
        what_if([MEET], scenario, view(START).chronicle, look)


def test_one_who_is_chosen_may_be_assumed_to_speak_and_to_come_but_not_to_leave() -> None:
    who = LeaderId("chosen")
    told = Succession(USA, Office.BOTH, date(2018, 7, 1), date(2019, 1, 20), who, TRUMP)
    held = view(START, successions=(told,)).chronicle
    act = a_signal("x", START, leaders=(who, PUTIN)).act
    scenario = Scenario(added=(act,), presence=(Presence("g20-2018", who, True),))
    assert len(what_if([MEET], scenario, held, look).assumptions) == 2
    leaving = Scenario(departures=(Departure(who, date(2019, 6, 1)),))
    with pytest.raises(QuestionError, match="offices: chosen holds no office"):
        what_if([MEET], leaving, held, look)


def test_presence_is_an_announcement() -> None:
    found = what_if(
        [MEET],
        Scenario(presence=(Presence("g20-2018", PUTIN, False),)),
        view(START).chronicle,
        look,
    )
    assert found.assumptions == ("Assume vladimir-putin stays away from G20-2018.",)
