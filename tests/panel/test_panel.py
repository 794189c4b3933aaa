"""The panel on the real record: no row changes when the future is erased."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.panel.buckets import BUCKETS, SETTLING_DAYS
from forecaster.panel.build import (
    GRID_DAYS,
    Grid,
    Panel,
    build_panel,
    collapse,
    distinct,
    first_meetings,
)
from forecaster.panel.days import YEAR, calendar_day, number
from forecaster.panel.features import View, covariates
from forecaster.panel.flat import Flat
from forecaster.panel.history import history_of
from forecaster.panel.offices import Rhythms, handover_after, tenure
from forecaster.panel.worlds import SOUTH_AMERICA, UNITED_STATES, World, world_of
from forecaster.store.facts import load_facts
from forecaster.store.files import data_root


@cache
def everything() -> Chronicle:
    return Chronicle.of(load_facts(data_root()))


@cache
def panel_at(name: str, day: date) -> Panel:
    world = UNITED_STATES if name == "united_states" else SOUTH_AMERICA
    view = everything().as_of(start_of(day))
    return build_panel(view, world, Grid(GRID_DAYS, number(day)))


def rows_by_key(panel: Panel) -> dict[tuple[str, int, int], np.ndarray]:
    keys = zip(
        (panel.pairs[pair] for pair in panel.pair),
        panel.origin.tolist(),
        panel.bucket.tolist(),
        strict=True,
    )
    content = np.column_stack([panel.values, panel.offset, panel.days, panel.met, panel.weight])
    return dict(zip(keys, content, strict=True))


@pytest.mark.parametrize("world", ["united_states", "south_america"])
def test_no_row_changes_when_the_future_is_erased(world: str) -> None:
    early, late = panel_at(world, date(2003, 5, 10)), panel_at(world, date(2009, 5, 10))
    before, after = rows_by_key(early), rows_by_key(late)
    settled = late.known_by(number(date(2003, 5, 10)))
    assert len(before) == int(settled.sum()) > 1000
    for key, row in before.items():
        assert after[key] == pytest.approx(row, abs=1e-9), key


def test_covariates_at_an_origin_need_nothing_later() -> None:
    day = date(2011, 3, 15)
    full = history_of(everything(), SOUTH_AMERICA)
    cut = history_of(everything().as_of(start_of(day)), SOUTH_AMERICA)
    origin = np.array([number(day)])
    for bucket in BUCKETS:
        now = covariates(View(cut, origin), bucket, {})
        later = covariates(View(full, origin), bucket, {})
        columns = [full.pairs.index(pair) for pair in cut.pairs]
        assert now[0] == pytest.approx(later[0][columns], abs=1e-9)


def test_rows_wait_until_their_bucket_has_settled() -> None:
    panel = panel_at("south_america", date(2003, 5, 10))
    ends = np.array([bucket.end for bucket in BUCKETS])[panel.bucket]
    assert (panel.origin + ends + SETTLING_DAYS <= number(date(2003, 5, 10))).all()


def test_days_at_risk_end_with_the_meeting() -> None:
    panel = panel_at("south_america", date(2003, 5, 10))
    lengths = np.array([bucket.days for bucket in BUCKETS])[panel.bucket]
    met = panel.met.sum(axis=1)
    assert set(np.unique(met)) <= {0.0, 1.0}
    assert (panel.days[met == 0] == lengths[met == 0]).all()
    assert (panel.days >= 1).all()
    assert (panel.days <= lengths).all()


def test_collapsing_keeps_days_and_meetings() -> None:
    panel = panel_at("south_america", date(2003, 5, 10))
    rows, days, met, group = collapse(panel, 0)
    assert len(rows) < len(panel)
    assert days.sum() == pytest.approx((panel.days * panel.weight).sum())
    assert met.sum(axis=0) == pytest.approx((panel.met * panel.weight[:, None]).sum(axis=0))
    assert len(group) == len(panel)


def test_nothing_is_nan_and_the_frame_names_every_column() -> None:
    panel = panel_at("united_states", date(2003, 5, 10))
    assert np.isfinite(panel.values).all()
    frame = panel.frame()
    assert list(frame.columns[: len(panel.names)]) == list(panel.names)
    assert {"pair", "met_home", "met_elsewhere", "met_sideline"} <= set(frame.columns)


def test_only_pairs_with_a_complete_record_are_at_risk() -> None:
    assert world_of("FRA", "USA") is UNITED_STATES
    assert world_of("BRA", "PER") is SOUTH_AMERICA
    assert world_of("FRA", "DEU") is None
    assert world_of("USA", "USA") is None
    panel = panel_at("united_states", date(2009, 5, 10))
    assert panel.origin.max() < number(UNITED_STATES.record_until)


def test_first_meetings_name_day_and_cause() -> None:
    history = history_of(everything(), UNITED_STATES)
    column = history.pairs.index(("RUS", "USA"))
    day, cause = first_meetings(history, np.array([number(date(2018, 7, 10))]))
    assert calendar_day(int(day[0, column])) == date(2018, 7, 16)
    assert cause[0, column] == 1  # Helsinki: neither country, no summit


@pytest.mark.parametrize("world", [UNITED_STATES, SOUTH_AMERICA])
def test_origins_lie_on_one_grid_whatever_the_cutoff(world: World) -> None:
    early = Grid(GRID_DAYS, number(date(2001, 1, 1))).origins(world)
    late = Grid(GRID_DAYS, number(date(2011, 7, 1))).origins(world)
    assert set(early) <= set(late)


def test_distinct_rows_are_those_of_numpy() -> None:
    rows = np.random.default_rng(4).integers(-1, 2, (500, 4)).astype(np.float64)
    rows[7, 2] = -0.0
    found, group = distinct(rows)
    wanted, place = np.unique(rows, axis=0, return_inverse=True)
    assert (found == wanted).all()
    assert (group == place.ravel()).all()
    assert (found[group] == rows).all()


def test_handovers_follow_the_rhythm_of_the_past() -> None:
    starts = tuple(number(date(year, 1, 20)) for year in (1981, 1989, 1993, 2001, 2009))
    found = handover_after(starts, number(date(2010, 6, 1)))
    assert abs(found - number(date(2013, 1, 20))) <= 1
    assert handover_after(starts[:2], number(date(1992, 1, 1))) > 10**6


def test_all_countries_together_have_the_handovers_that_each_has_alone() -> None:
    history = history_of(everything(), UNITED_STATES)
    origins = np.arange(number(date(1990, 1, 1)), number(date(2024, 1, 1)), 97)
    starts, seen = history.starts_by_country, history.flat_starts.counts(origins, "right")
    together = Rhythms.of(starts).next_handovers(origins, seen)
    alone = [
        [handover_after(tuple(days.tolist()), int(origin)) for days in starts] for origin in origins
    ]
    assert together.tolist() == alone
    assert (together < 10**6).any()


def test_tenure_counts_from_the_newest_start() -> None:
    starts = Flat.of([np.array([100, 500]), np.empty(0, dtype=np.int64)])
    found = tenure(starts, np.array([99, 100, 499, 700]))
    assert found[:, 0].tolist() == [3000.0, 0.0, 399.0, 200.0]
    assert found[:, 1].tolist() == [3000.0] * 4
    assert pytest.approx(365.25) == YEAR
