"""In which town and at whose place an announced meeting is held, over the shipped record."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache

import pytest

from forecaster.domain.clock import Window
from forecaster.domain.meetings import MeetingKind
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Act, Certainty, Signal, SignalType, Speaker, SpeakerKind
from forecaster.issue.desk import Desk
from forecaster.store.files import data_root
from jobs.asking import counter
from jobs.library import Library

MODI, XI = map(LeaderId, ("narendra-modi", "xi-jinping"))
CHN, IND = map(CountryCode, ("CHN", "IND"))
AS_OF = datetime(2024, 3, 1, tzinfo=UTC)
TOWNS = ("Shanghai", "Beijing", "Guangzhou")


def confirmed(town: str | None, forum: str | None = None) -> Signal:
    """A firm word that the two meet in China on 20 April."""
    act = Act(
        type=SignalType.CONFIRM,
        speaker=Speaker(SpeakerKind.OFFICE),
        actor=CHN,
        leaders=(MODI, XI),
        place=Place(CHN, town),
        window=Window(date(2024, 4, 20), date(2024, 4, 20)),
        polarity=1,
        certainty=Certainty.FIRM,
        forum=forum,
        statement_on=date(2024, 2, 29),
    )
    return Signal("s1", 1, act, (), datetime(2024, 3, 1, tzinfo=UTC))


@cache
def library() -> Library:
    return Library(data_root())


@cache
def desk_of(signals: tuple[Signal, ...]) -> Desk:
    return counter(library(), signals).desk(AS_OF)


def ask(
    *signals: Signal,
    kind: str = "meet",
    end: str = "2024-05-31",
    start: str = "2024-03-01",
    country: str = "CHN",
    **more: str,
) -> float:
    """P(the two meet in a place, or that Modi visits it), by what was said."""
    leaders = [MODI, XI] if kind == "meet" else [MODI]
    window, place = {"start": start, "end": end}, {"country": country, **more}
    line = {"kind": kind, "leaders": leaders, "window": window, "place": place}
    (found,) = desk_of(signals).answer_lines([json.dumps({**line, "as_of": "2024-03-01"})])
    moved = sum(driver["contribution"] for driver in found["drivers"])
    assert found["base_rate"]["rate"] + moved == pytest.approx(found["probability"], abs=1e-5)
    return float(found["probability"])


@pytest.mark.parametrize("kind", ["meet", "visit"])
def test_the_town_that_was_named_has_nearly_all_of_its_country(kind: str) -> None:
    signal = confirmed("Shanghai")
    country = ask(signal, kind=kind)
    shanghai, beijing, other = (ask(signal, kind=kind, city=town) for town in TOWNS)
    assert country > 0.7
    assert 0.93 * country < shanghai < country
    assert beijing < ask(kind=kind, city="Beijing") + 0.03
    assert other < 0.01


def test_where_no_town_is_named_the_record_decides() -> None:
    signal = confirmed(None)
    country = ask(signal)
    found = [ask(signal, city=town) for town in TOWNS]
    assert found[1] > 0.7 * country
    assert sum(found) < country + 0.02


@pytest.mark.parametrize("kind", ["meet", "visit"])
def test_a_later_deadline_and_an_earlier_start_make_no_town_less_likely(kind: str) -> None:
    signal = confirmed("Shanghai")
    for town in TOWNS:
        ends = ("2024-03-31", "2024-04-19", "2024-04-20", "2024-05-31", "2024-12-31")
        reached = [ask(signal, kind=kind, city=town, end=end) for end in ends]
        assert reached == sorted(reached)
        starts = ("2024-04-21", "2024-04-20", "2024-04-10", "2024-03-01")
        since = [ask(signal, kind=kind, city=town, start=start) for start in starts]
        assert since == sorted(since)


def test_a_confirmed_visit_does_not_lead_to_the_other_capital() -> None:
    signal = confirmed("Beijing")
    assert ask(signal, country=IND) < ask(country=IND) + 0.015
    assert ask(signal, country=IND, city="New Delhi") < ask(country=IND) + 0.015


def test_a_summit_is_held_in_its_own_town() -> None:
    # The G20 of 2016 is held in Hangzhou: Shanghai has no part in what is said there.
    line = {"kind": "meet", "leaders": ["barack-obama", "xi-jinping"], "as_of": "2016-08-20"}
    window = {"start": "2016-09-04", "end": "2016-09-05"}
    desk = counter(library(), ()).desk(datetime(2016, 8, 20, tzinfo=UTC))
    towns = ({}, {"city": "Hangzhou"}, {"city": "Beijing"})
    asked = [
        json.dumps({**line, "window": window, "place": {"country": "CHN", **town}})
        for town in towns
    ]
    country, hangzhou, beijing = (one["probability"] for one in desk.answer_lines(asked))
    assert hangzhou > 0.9 * country
    assert beijing < 0.05


def test_habits_of_towns_sum_to_at_most_one() -> None:
    view = counter(library(), ()).view(AS_OF)
    for country in ("USA", "CHN", "ZAF", "DEU", "IND", "BTN"):
        code = CountryCode(country)
        held = {
            row.place.city
            for row in view.chronicle.meetings
            if row.place
            and row.place.country == code
            and row.place.city
            and row.kind is not MeetingKind.SIDELINE
        }
        towns = (*held, "Nowhere", "Nohow")
        assert sum(view.city_share(Place(code, town)) for town in towns) <= 1.0 + 1e-9
