"""Domain objects survive the way to JSON and back, exactly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NewType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forecaster.domain import (
    clock,
    forecasts,
    meetings,
    news,
    people,
    places,
    questions,
    signals,
    summits,
    versions,
)
from forecaster.domain.errors import StoreError
from forecaster.store import records
from forecaster.store.codec import decode, encode
from forecaster.store.sql.engine import dump_json
from tests.store import samples

KINDS = [
    forecasts.Forecast,
    forecasts.IncidenceCurve,
    meetings.Encounter,
    news.Article,
    questions.Question,
    questions.Resolution,
    signals.Mention,
    signals.Signal,
    summits.Summit,
    versions.ModelVersion,
    records.FeedState,
    records.Run,
]


st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(
    clock.Window, st.tuples(st.dates(), st.dates()).map(sorted).map(lambda d: clock.Window(*d))
)
st.register_type_strategy(object, st.none() | st.integers() | st.text())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_record_round_trips_through_json_text(kind: type) -> None:
    @settings(
        max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.from_type(kind))
    def round_trip(value: object) -> None:
        text = dump_json(encode(value))
        back = decode(kind, json.loads(text))
        assert back == value
        assert dump_json(encode(back)) == text

    round_trip()


def test_texts_with_control_characters_and_lone_surrogates_survive() -> None:
    article = samples.an_article("NUL \x00, bidi \u202e, half \ud800, emoji \U0001f600")
    assert decode(news.Article, json.loads(dump_json(encode(article)))) == article


def test_floats_keep_every_bit() -> None:
    curve = samples.a_curve()
    back = decode(forecasts.IncidenceCurve, json.loads(dump_json(encode(curve))))
    assert [r.hex() for v in back.rates.values() for r in v] == [
        r.hex() for v in curve.rates.values() for r in v
    ]


def test_equal_sets_have_one_text() -> None:
    one = frozenset(map(places.CountryCode, ("USA", "RUS", "ARG")))
    other = frozenset(map(places.CountryCode, ("ARG", "RUS", "USA")))
    assert dump_json(encode(Members(one))) == dump_json(encode(Members(other)))


@dataclass(frozen=True)
class Members:
    countries: frozenset[places.CountryCode]


@dataclass(frozen=True)
class Older:
    name: str


@dataclass(frozen=True)
class Newer:
    name: str
    note: str = "none"
    words: Mapping[str, str] = field(default_factory=dict)


def test_a_field_added_later_takes_its_default() -> None:
    assert decode(Newer, encode(Older("x"))) == Newer("x")


Number = NewType("Number", float)


@dataclass(frozen=True)
class Mixed:
    value: int | str


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (people.Leader, {"id": "x"}, "name"),
        (people.Leader, {"id": 3, "name": "X"}, "3 is no str"),
        (people.Leader, ["x"], "no object"),
        (summits.Attendance, {"summit_id": "g20-2018", "leader": "x", "attended": 1}, "1 is no"),
        (people.Term, {"leader": "x", "country": "USA", "office": "king"}, "king"),
        (clock.Window, {"start": "2018-13-01", "end": "2018-12-01"}, "month"),
        (clock.Window, {"start": "2018-12-02", "end": "2018-12-01"}, "before it starts"),
        (forecasts.BaseRate, {"reference_class": "c", "n": 1, "rate": "x"}, "no number"),
        (forecasts.BaseRate, {"reference_class": "c", "n": True, "rate": 0.1}, "no int"),
        (signals.Span, {"field": "body", "start": 1, "end": None}, "no int"),
        (Mixed, {"value": 1}, "union"),
    ],
)
def test_other_shapes_are_refused_by_name(kind: type, value: object, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        decode(kind, value)


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), "0.1"])
def test_what_json_cannot_carry_is_refused(rate: float) -> None:
    with pytest.raises(StoreError, match="BaseRate"):
        encode(forecasts.BaseRate("class", 1, rate))


def test_a_time_without_zone_is_refused() -> None:
    naive = datetime(2018, 7, 1)  # noqa: DTZ001
    with pytest.raises(StoreError, match="offset"):
        encode(samples.an_article(known_at=naive))


def test_a_day_is_no_instant() -> None:
    with pytest.raises(StoreError, match="no day"):
        encode(clock.Window(samples.T0, samples.T0))
    with pytest.raises(StoreError, match="no instant"):
        encode(samples.an_article(known_at=date(2018, 7, 1)))  # type: ignore[arg-type]
