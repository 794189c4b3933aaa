"""Rates from record and calendar, for any pair at any moment."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import Window, start_of
from forecaster.domain.errors import ModelError
from forecaster.domain.forecasts import IncidenceCurve, VenueKind
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode
from forecaster.model.book import Book
from forecaster.model.classrates import class_rate
from forecaster.model.fitted import SEAL, RecordModel, newest
from forecaster.model.linear import Linear
from forecaster.model.record import RecordState
from forecaster.model.visits import daily_visits
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root
from jobs.vintages import record_model

TRUMP_PUTIN = Dyad.parse("donald-trump--vladimir-putin")


@cache
def book() -> Book:
    return Book(Chronicle.of(load_facts(data_root())))


@cache
def model(year: int) -> RecordModel:
    path = data_root() / "models" / "record" / f"{year}.json"
    return RecordModel.from_data(json.loads(path.read_text(encoding="utf-8")))


@cache
def state(day: date) -> RecordState:
    return RecordState(book(), model(day.year), start_of(day))


def curve(dyad: str, day: date) -> IncidenceCurve:
    return state(day).curve(Dyad.parse(dyad))


PAIRS = (
    "donald-trump--vladimir-putin",
    "angela-merkel--emmanuel-macron",
    "narendra-modi--shinzo-abe",
    "jair-bolsonaro--mauricio-macri",
    "mark-rutte--paul-kagame",
)


@pytest.mark.parametrize("dyad", PAIRS)
def test_curves_rise_and_sum_to_any(dyad: str) -> None:
    found = curve(dyad, date(2019, 3, 1))
    days = [found.start + timedelta(days=k) for k in (0, 6, 29, 89, 364, 729)]
    total = [found.any_by(day) for day in days]
    assert total == sorted(total)
    assert 0.0 < total[-1] < 1.0
    for day, value in zip(days, total, strict=True):
        assert sum(found.at(venue, day) for venue in found.rates) == pytest.approx(value, abs=1e-6)
    assert all(rate >= 0.0 for daily in found.rates.values() for rate in daily)


def test_a_view_of_the_moment_gives_the_same_as_the_whole_record() -> None:
    day = date(2013, 9, 10)
    cut = Book(book().chronicle.as_of(start_of(day)))
    for dyad in ("barack-obama--enda-kenny", "barack-obama--xi-jinping"):
        whole = curve(dyad, day)
        alone = RecordState(cut, model(2013), start_of(day)).curve(Dyad.parse(dyad))
        assert alone.any_by(whole.end) == pytest.approx(whole.any_by(whole.end), abs=1e-9)
        assert set(alone.rates) == set(whole.rates)


def test_a_model_from_the_future_is_refused() -> None:
    with pytest.raises(ModelError, match="use an earlier vintage"):
        RecordState(book(), model(2020), start_of(date(2018, 7, 28)))


def test_a_moment_beyond_the_view_is_refused() -> None:
    cut = Book(book().chronicle.as_of(start_of(date(2013, 1, 1))))
    with pytest.raises(ValueError, match="cannot look at"):
        RecordState(cut, model(2013), start_of(date(2013, 6, 1)))


def test_the_newest_model_of_the_time_is_chosen() -> None:
    models = [model(2016), model(2018), model(2020)]
    chosen = newest(models, datetime(2019, 5, 1, tzinfo=UTC))
    assert chosen is models[1]
    assert newest(models, datetime(2015, 5, 1, tzinfo=UTC)) is None


def test_without_a_model_base_rates_answer_and_say_so() -> None:
    plain = RecordState(book(), None, start_of(date(2018, 7, 28)))
    assert plain.degraded(TRUMP_PUTIN) == ("no_fitted_model",)
    assert 0.0 < plain.curve(TRUMP_PUTIN).any_by(date(2018, 12, 31)) < 1.0


def test_pairs_without_a_complete_record_say_so() -> None:
    assert state(date(2018, 7, 28)).degraded(Dyad.parse("angela-merkel--emmanuel-macron")) == (
        "record_incomplete",
    )
    assert state(date(2018, 7, 28)).degraded(TRUMP_PUTIN) == ()


def test_out_of_office_means_nought() -> None:
    """From the day a leader has left; the day before he still meets."""
    dyad = Dyad.parse("barack-obama--vladimir-putin")
    before, after = date(2017, 1, 19), date(2017, 1, 22)
    assert state(before).curve(dyad).any_by(before + timedelta(days=1)) > 0.0
    assert state(after).curve(dyad).any_by(after + timedelta(days=729)) == 0.0
    assert state(after).degraded(dyad) == ("office_unknown",)


def test_a_dyad_without_history_keeps_a_small_chance() -> None:
    """By the rate of its class, where the record is not complete."""
    then = state(date(2015, 6, 1))
    dyad = Dyad.parse("mark-rutte--paul-kagame")
    assert not book().pairs.known((CountryCode("NLD"), CountryCode("RWA")), then.day)
    found = then.curve(dyad)
    assert 0.0 < found.any_by(found.end) < 0.2
    assert then.degraded(dyad) == ("record_incomplete",)


def test_a_dyad_without_history_in_a_complete_record_hardly_meets() -> None:
    """What a complete record does not hold did not happen: less than by the rate of its class."""
    then = state(date(2019, 3, 1))
    dyad, pair = Dyad.parse("donald-trump--taneti-maamau"), (CountryCode("KIR"), CountryCode("USA"))
    history = book().histories["united_states"]
    assert not history.events[history.pairs.index(pair)]
    chance = then.curve(dyad).any_by(date(2020, 3, 1))
    assert 0.0 < chance < 0.02
    assert -np.log1p(-chance) < class_rate(*pair).yearly / 3
    assert then.degraded(dyad) == ("record_incomplete",)


def in_a_year(dyad: str, day: date, of: Book | None = None) -> float:
    there = RecordState(of or book(), model(min(day.year, 2025)), start_of(day))
    return there.curve(Dyad.parse(dyad)).any_by(day.replace(year=day.year + 1))


@cache
def on_terms() -> Book:
    """The record of a world without ruptures."""
    return Book(replace(book().chronicle, ruptures=()))


@pytest.mark.parametrize(
    ("dyad", "year", "most"),
    [
        ("vladimir-putin--volodymyr-zelenskyy", 2023, 0.1),
        ("olaf-scholz--vladimir-putin", 2023, 0.4),
        ("emmanuel-macron--vladimir-putin", 2023, 0.4),
        ("kim-jong-un--yoon-suk-yeol", 2024, 0.25),
        ("narendra-modi--xi-jinping", 2022, 0.3),
        ("salman-of-saudi-arabia--tamim-bin-hamad-al-thani", 2018, 0.2),
    ],
)
def test_past_meetings_do_not_outweigh_a_rupture(dyad: str, year: int, most: float) -> None:
    """Not on the sidelines either: the summits ahead are in it."""
    day = date(year, 3, 1)
    assert in_a_year(dyad, day) < min(most, 0.4 * in_a_year(dyad, day, on_terms()))


def test_those_who_have_broken_meet_on_neutral_ground() -> None:
    found = curve("vladimir-putin--volodymyr-zelenskyy", date(2023, 3, 1))
    total = {venue.kind: sum(daily) for venue, daily in found.rates.items() if not venue.summit_id}
    hosted = total[VenueKind.HOST_FIRST] + total[VenueKind.HOST_SECOND]
    assert total[VenueKind.ELSEWHERE] > hosted


def test_a_rupture_is_not_foreseen() -> None:
    dyad, day = "vladimir-putin--volodymyr-zelenskyy", date(2022, 2, 23)
    assert in_a_year(dyad, day) == in_a_year(dyad, day, on_terms())
    assert in_a_year(dyad, date(2022, 2, 24)) < 0.2 * in_a_year(dyad, day)


def test_a_rupture_that_is_over_leaves_no_stain() -> None:
    """The years in which they did not meet say little of how they will."""
    dyad, day = "ebrahim-raisi--salman-of-saudi-arabia", date(2024, 3, 1)
    assert in_a_year(dyad, day) > in_a_year(dyad, day, on_terms())


@pytest.mark.parametrize(
    "dyad",
    [
        "donald-tusk--volodymyr-zelenskyy",
        "viktor-orban--volodymyr-zelenskyy",
        "ilham-aliyev--recep-tayyip-erdogan",
    ],
)
def test_neighbours_of_two_regions_meet_like_neighbours(dyad: str) -> None:
    assert in_a_year(dyad, date(2024, 3, 1)) > 0.3


@pytest.mark.parametrize(
    "dyad",
    ["barack-obama--raul-castro", "barack-obama--vladimir-putin", "ivan-duque--nicolas-maduro"],
)
def test_ruptures_leave_complete_records_alone(dyad: str) -> None:
    day = date(2012, 3, 1) if dyad.startswith("barack") else date(2020, 3, 1)
    assert in_a_year(dyad, day) == in_a_year(dyad, day, on_terms())


@pytest.mark.parametrize(
    ("leader", "country", "most"),
    [("volodymyr-zelenskyy", "RUS", 0.1), ("benjamin-netanyahu", "IRN", 0.05)],
)
def test_nobody_travels_to_an_enemy(leader: str, country: str, most: float) -> None:
    """Nor to meet others there."""
    then = state(date(2024, 3, 1))
    rate = daily_visits(then, LeaderId(leader), CountryCode(country))[:365].sum()
    assert 0.0 < -np.expm1(-rate) < most


def test_a_close_pair_is_likelier_than_a_distant_one() -> None:
    day = date(2019, 3, 1)
    close, distant = curve(PAIRS[3], day), curve(PAIRS[4], day)
    assert close.any_by(date(2019, 6, 1)) > 10 * distant.any_by(date(2019, 6, 1))


def test_known_summits_are_venues_on_their_days_only() -> None:
    found = curve("donald-trump--xi-jinping", date(2018, 7, 28))
    summits = {venue.summit_id: daily for venue, daily in found.rates.items() if venue.summit_id}
    assert "g20-2018" in summits
    days = [k for k, rate in enumerate(summits["g20-2018"]) if rate > 0]
    assert found.start + timedelta(days=days[0]) == date(2018, 11, 30)
    assert len(days) == 2


def test_no_summit_before_its_dates_are_known() -> None:
    found = curve("donald-trump--xi-jinping", date(2017, 3, 1))
    ids = {venue.summit_id for venue in found.rates if venue.kind is VenueKind.SUMMIT}
    known = {e.id for e in state(date(2017, 3, 1)).summits}
    assert ids <= known
    assert "g20-2018" not in known


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_moved_summit_carries_its_chances_with_it(cancelled: bool) -> None:
    """From the day the move is known, not before; a summit called off carries none."""
    facts = book().chronicle
    held = facts.summits["g20-2018"]
    told = start_of(date(2018, 8, 15))
    new_days = Window(date(2018, 12, 10), date(2018, 12, 11))
    moved = replace(
        held,
        window=new_days,
        host_known_at=told,
        dates_known_at=told,
        revision=held.revision + 1,
        cancelled=cancelled,
    )
    changed = Book(replace(facts, summit_revisions=(*facts.summit_revisions, moved)))

    def summit_days(day: date) -> list[date]:
        found = RecordState(changed, model(2018), start_of(day)).curve(TRUMP_PUTIN)
        at_summit = next((r for v, r in found.rates.items() if v.summit_id == "g20-2018"), ())
        return [day + timedelta(days=k) for k, rate in enumerate(at_summit) if rate > 0.0]

    assert held.window is not None
    assert summit_days(date(2018, 8, 14)) == [held.window.start, held.window.end]
    after = [] if cancelled else [new_days.start, new_days.end]
    assert summit_days(date(2018, 8, 16)) == after


def test_damaged_models_are_refused() -> None:
    data = model(2018).sealed()
    damaged = {**data, "drift": {"united_states": 9.0}}
    with pytest.raises(ModelError, match="does not match its hash"):
        RecordModel.from_data(damaged)
    with pytest.raises(ModelError, match="known format"):
        RecordModel.from_data({"format": 0})


@pytest.mark.parametrize("seal", ["kept", "gone"])
def test_a_shipped_model_that_was_altered_is_not_served(tmp_path: Path, seal: str) -> None:
    shipped = data_root() / "models" / "record" / "2018.json"
    data = json.loads(shipped.read_text(encoding="utf-8"))
    assert record_model(data_root() / "models", 2018).content_hash == data[SEAL]
    data["drift"]["united_states"] += 3.0
    if seal == "gone":
        del data[SEAL]
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "2018.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ModelError, match="has no seal" if seal == "gone" else "match its hash"):
        record_model(tmp_path, 2018)


def test_shipped_models_are_small_and_round_trip() -> None:
    for path in sorted((data_root() / "models" / "record").glob("*.json")):
        assert path.stat().st_size < 100_000
        read = RecordModel.from_data(json.loads(path.read_text(encoding="utf-8")))
        assert read.trained_through == datetime(int(path.stem), 1, 1, tzinfo=UTC)
        assert RecordModel.from_data(read.to_data()).version == read.version


def test_the_order_of_keys_changes_no_forecast() -> None:
    """Databases and writers may sort keys; what belongs to which covariate is said by name."""
    ordered = json.loads(json.dumps(model(2018).sealed(), sort_keys=True))
    again = RecordState(book(), RecordModel.from_data(ordered), start_of(date(2018, 7, 28)))
    end = date(2018, 12, 31)
    assert again.curve(TRUMP_PUTIN) == state(date(2018, 7, 28)).curve(TRUMP_PUTIN)
    assert 0.2 < again.curve(TRUMP_PUTIN).any_by(end) < 0.9
    linear = model(2018).worlds["united_states"].hazards["any"]
    with pytest.raises(ModelError, match="other terms"):
        Linear.from_data(linear.to_data(), (*linear.terms[1:], "invented"))


def test_hosts_and_members_attend_and_absentees_do_not() -> None:
    now = state(date(2018, 7, 28))
    editions = {edition.id: edition for edition in now.summits}

    def chance(leader: str, summit_id: str) -> float:
        return now.sidelines.attendance(LeaderId(leader), editions[summit_id]).probability

    assert chance("mauricio-macri", "g20-2018") > 0.9
    assert chance("donald-trump", "g20-2018") > 0.85
    assert chance("paul-kagame", "g20-2018") < 0.1
    assert chance("vladimir-putin", "unga-2018") < 0.3
    assert chance("barack-obama", "g20-2018") == 0.0


def test_visits_follow_habit_and_leaders_are_at_home() -> None:
    now, trump = state(date(2018, 7, 28)), LeaderId("donald-trump")

    def chance(leader: LeaderId, country: str) -> float:
        daily = daily_visits(now, leader, CountryCode(country))
        return float(-np.expm1(-daily[:157].sum()))

    assert chance(trump, "TCD") < 0.05 < chance(trump, "FRA")
    assert chance(trump, "USA") > 0.99
    assert chance(LeaderId("barack-obama"), "FRA") == 0.0
