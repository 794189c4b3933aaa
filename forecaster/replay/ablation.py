"""What each part of the record model is worth: refits with covariates left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.model.fit import bench_of
from forecaster.model.recalibrate import LEAD_TIMES
from forecaster.model.worldfit import WorldFit, fit_world
from forecaster.panel.build import Panel
from forecaster.panel.days import number
from forecaster.panel.worlds import WORLDS
from forecaster.replay.backtest import LeadScore, collect, score

GROUPS: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "calendar": ("summits", "hosted", "forums", "handover", "other_handovers"),
    "same season in past years": ("last_year", "yearly", "forums"),
    "season": ("year_", "half_", "august", "turn_of_year"),
    "pace": ("pace_", "activity", "travel", "own_rate_1y"),
    "offices": ("new_", "not_met", "hub_new", "cycle_", "these_leaders", "handover"),
    "recency": ("last_met_",),
}
"""Covariates left out by name or beginning of name."""

REFIT_YEARS = 6


def without(panel: Panel, group: Sequence[str]) -> Panel:
    """The panel with some covariates set to a constant, so that they tell nothing."""
    values = panel.values.copy()
    for place, name in enumerate(panel.names):
        if name.startswith(tuple(group)):
            values[:, place] = 0.0
    return replace(panel, values=values)


def ablations(
    chronicle: Chronicle, last: date, rng: np.random.Generator, first_year: int = 2006
) -> Iterator[tuple[str, list[LeadScore]]]:
    """Scores of the panel's hazards with each group left out, the whole first."""
    benches = [bench_of(chronicle, world, number(last)) for world in WORLDS]
    for name, group in GROUPS.items():
        scores: list[LeadScore] = []
        for bench in benches:
            panel = without(bench.panel, group) if group else bench.panel
            fit: WorldFit | None = None
            for year in range(first_year, last.year + 1, REFIT_YEARS):
                begin = number(date(year, 1, 1))
                end = number(date(year + REFIT_YEARS, 1, 1))
                fit = fit_world(panel.take(panel.known_by(begin)), before=fit)
                bench.predict(fit, (bench.origins >= begin) & (bench.origins < end))
            rows = bench.origins >= number(date(first_year, 1, 1))
            chances = -np.expm1(-bench.cumulative[: len(LEAD_TIMES), rows])
            found = collect(bench.history, bench.origins[rows], chances)
            scores += [score(one, rng) for one in found]
        yield name, scores
