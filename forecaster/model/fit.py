"""Fitting the record model, and the walk forward over vintages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import ModelError
from forecaster.model.fitted import RecordModel
from forecaster.model.recalibrate import (
    JUDGED_YEARS,
    LEAD_TIMES,
    TRUSTS,
    Calibration,
    MaturedYear,
    Trust,
    calibration,
)
from forecaster.model.sidelines import SidelineFit, fit_sidelines
from forecaster.model.worldfit import WorldFit, fit_world
from forecaster.model.worldstate import world_state
from forecaster.panel.buckets import SETTLING_DAYS
from forecaster.panel.build import GRID_DAYS, Grid, Panel, eligible, first_meetings, panel_of
from forecaster.panel.days import YEAR, Days, Flags, Floats, calendar_day, known_from, number
from forecaster.panel.editions import EditionRows, Sidelines, edition_rows
from forecaster.panel.features import View
from forecaster.panel.history import History, history_of
from forecaster.panel.worlds import WORLDS, World

FIRST_VINTAGE = 1998
"""Year of the first fit of the walk; its forecasts teach the first calibrations."""

LEAST_MEETINGS = 200.0
"""A world with fewer weighted meetings is left to base rates."""

DRIFT = {"united_states": 0.0, "south_america": 0.6}
"""Standard deviation of the log level a year ahead. South American pairs have no common traveller
whose pace would show in time; the value was set on the scored years and is not out of sample."""


@dataclass
class WorldBench:
    """All that fits of one world share: its panel and the forecasts made along the way.

    Attributes:
        history: The record.
        panel: Its panel, up to the newest usable day.
        editions: Rows of the sideline model.
        origins: Origins at which forecasts are kept for recalibration.
        cumulative: Leads x origins x pairs: cumulative rate before recalibration, NaN where
            nothing was forecast.
    """

    history: History
    panel: Panel
    editions: EditionRows
    origins: Days
    cumulative: Floats = field(init=False)

    def __post_init__(self) -> None:
        shape = (len(LEAD_TIMES), len(self.origins), len(self.history.pairs))
        self.cumulative = np.full(shape, np.nan)
        self._day, _ = first_meetings(self.history, self.origins)
        self._use = eligible(View(self.history, self.origins))
        self._sidelines = Sidelines(self.history)
        self._lines: dict[tuple[int, int, Trust], Calibration] = {}

    def keep(self, model: RecordModel, rows: Flags) -> None:
        """Keep what a model states at some origins, as it would be issued but for recalibration."""
        bare = replace(model, calibrations={})
        for place in np.flatnonzero(rows):
            state = world_state(bare, self.history, self._sidelines, int(self.origins[place]))
            self.cumulative[:, place] = np.cumsum(state.totals, axis=0)[: len(LEAD_TIMES)]

    def matured(self, lead: int, day: int) -> list[MaturedYear]:
        """Forecasts at one lead time whose windows had closed by ``day``, by year."""
        days = LEAD_TIMES[lead]
        closed = self.origins + days + SETTLING_DAYS <= day
        closed &= self.origins + days <= number(self.history.world.record_until)
        closed &= ~np.isnan(self.cumulative[lead]).any(axis=1)
        years = np.array([calendar_day(origin).year for origin in self.origins])
        found = []
        for year in np.unique(years[closed]):
            rows = closed & (years == year)
            use = self._use & rows[:, None]
            happened = (self._day - self.origins[:, None] < days)[use].astype(np.float64)
            if happened.sum() > 0:
                share = rows.sum() * GRID_DAYS / YEAR
                rates = self.cumulative[lead][use]
                found.append(MaturedYear(int(year), rates, happened, float(share)))
        return found

    def calibrations(self, day: int) -> tuple[Calibration, ...]:
        """Calibrations by lead time for forecasts made from ``day`` on.

        The level is learnt only where all pairs share a traveller, whose pace moves them together;
        elsewhere the drift stands for what the level may do. How far matured forecasts are trusted
        is chosen by what would have served best in the last years.
        """
        now = calendar_day(day).year
        return tuple(self._calibration(lead, day, now) for lead in range(len(LEAD_TIMES)))

    def _calibration(self, lead: int, day: int, now: int) -> Calibration:
        years = self.matured(lead, day)
        judged = [year for year in years if year.year >= now - JUDGED_YEARS]
        trust = min(
            TRUSTS,
            key=lambda one: sum(year.lost(self._line(lead, year.year, one)) for year in judged),
        )
        return self._learnt(lead, years, now, trust)

    def _line(self, lead: int, year: int, trust: Trust) -> Calibration:
        """The line that was to be had at the beginning of a year."""
        key = lead, year, trust
        if key not in self._lines:
            years = self.matured(lead, number(date(year, 1, 1)))
            self._lines[key] = self._learnt(lead, years, year, trust)
        return self._lines[key]

    def _learnt(
        self, lead: int, years: Sequence[MaturedYear], now: int, trust: Trust
    ) -> Calibration:
        overlap, level = min(GRID_DAYS / LEAD_TIMES[lead], 1.0), self.history.world.hub is not None
        return calibration(years, now, overlap, level=level, trust=trust)


def bench_of(chronicle: Chronicle, world: World, last: int) -> WorldBench:
    """Compile a world up to day ``last``."""
    history = history_of(chronicle, world)
    grid = Grid(GRID_DAYS, last)
    origins = grid.origins(world)
    late = origins[origins >= number(date(FIRST_VINTAGE, 1, 1))]
    return WorldBench(history, panel_of(history, origins, grid), edition_rows(history, last), late)


def walk(
    chronicle: Chronicle,
    moments: Sequence[datetime],
    data_hashes: Mapping[str, str] | None = None,
) -> Iterator[RecordModel]:
    """Fit at each moment in turn, each fit seeing only what was known by then.

    The panel is built once: its rows are the same whichever later facts it is built with.
    """
    last = known_from(moments[-1])
    benches = {world.name: bench_of(chronicle, world, last) for world in WORLDS}
    fits: dict[str, WorldFit] = {}
    for place, moment in enumerate(moments):
        day = known_from(moment)
        until = known_from(moments[place + 1]) if place + 1 < len(moments) else last
        for name, bench in benches.items():
            panel = bench.panel.take(bench.panel.known_by(day))
            if (panel.met.sum(axis=1) @ panel.weight) >= LEAST_MEETINGS:
                fits[name] = fit_world(panel, before=fits.get(name))
        calibrations = {name: benches[name].calibrations(day) for name in fits}
        sidelines = _sidelines([bench.editions for bench in benches.values()], day)
        drift = {name: DRIFT[name] for name in fits}
        hashes = data_hashes or {}
        model = RecordModel(moment, dict(fits), sidelines, calibrations, drift, hashes)
        yield model
        as_shipped = RecordModel.from_data(model.to_data())
        for name in fits:
            origins = benches[name].origins
            benches[name].keep(as_shipped, (origins >= day) & (origins < until))


def _sidelines(worlds: Sequence[EditionRows], day: int) -> SidelineFit | None:
    """The sideline fit; None while the record is too thin for one."""
    if sum(float(rows.met[rows.known <= day].sum()) for rows in worlds) < 30.0:  # noqa: PLR2004
        return None
    return fit_sidelines(worlds, day)


def refuse_future(model: RecordModel, as_of: datetime) -> None:
    """Refuse a model that has seen what lies after ``as_of``.

    Raises:
        ModelError: Naming both times.
    """
    if model.trained_through > as_of:
        raise ModelError(
            f"{model.version} was trained on facts up to {model.trained_through.date()}, "
            f"after {as_of.date()}",
            remedy="use an earlier vintage",
        )
