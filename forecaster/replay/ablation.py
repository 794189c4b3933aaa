"""What each part of the model is worth: by how much it lowers the Brier score.

Covariates are left out by refits of the panel's hazards; the recalibration by applying the shipped
models without it. Tracks and undated signals are weighed in
:mod:`forecaster.replay.evidence_ablation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from forecaster.domain.chronicle import Chronicle
from forecaster.model.book import Book
from forecaster.model.fit import WorldBench, bench_of
from forecaster.model.fitted import RecordModel
from forecaster.model.recalibrate import LEAD_TIMES
from forecaster.model.worldfit import WorldFit, fit_world
from forecaster.panel.buckets import BUCKETS
from forecaster.panel.build import Panel
from forecaster.panel.days import YEAR, number
from forecaster.panel.features import View, covariates
from forecaster.panel.worlds import WORLDS
from forecaster.replay.backtest import Outcomes, collect, replay
from forecaster.scoring.compare import cluster_skill
from forecaster.scoring.rules import Floats, brier

GROUPS: Mapping[str, tuple[str, ...]] = {
    "calendar": ("summits", "hosted", "forums", "handover"),
    "same season in past years": ("last_year", "yearly", "forums"),
    "season": ("year_", "half_", "august", "turn_of_year"),
    "pace": ("pace_", "activity", "travel", "own_rate_1y"),
    "offices": ("new_", "not_met", "hub_new", "cycle_", "these_leaders", "handover"),
    "recency": ("last_met_",),
}
"""Covariates left out by name or beginning of name."""

REFIT_YEARS = 6


@dataclass(frozen=True, slots=True)
class Worth:
    """What one part is worth at one lead time.

    Attributes:
        part: What was left out.
        dyad_class: World or other class of dyads.
        days: Lead time in days.
        n: Number of forecasts.
        lower_by: Part of the Brier score that the part takes away; negative if it does harm.
        interval: 95 % interval, resampling dyads.
    """

    part: str
    dyad_class: str
    days: int
    n: int
    lower_by: float
    interval: tuple[float, float]

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data, figures to five digits."""
        return {
            "part": self.part,
            "dyad_class": self.dyad_class,
            "days": self.days,
            "n": self.n,
            "lower_by": round(self.lower_by, 5),
            "interval": [round(end, 5) for end in self.interval],
        }

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - labels and the two scores compared
        cls,
        part: str,
        dyad_class: str,
        days: int,
        scores: tuple[Floats, Floats],
        dyad: npt.NDArray[np.int64],
        rng: np.random.Generator,
    ) -> Worth:
        """Compare Brier scores with and without a part on the same forecasts."""
        lower_by, interval = cluster_skill(*scores, dyad, rng)
        return cls(part, dyad_class, days, len(dyad), lower_by, interval)


def compared(
    part: str, whole: Sequence[Outcomes], less: Sequence[Outcomes], rng: np.random.Generator
) -> list[Worth]:
    """What a part is worth at each lead time of one world."""
    return [
        Worth.of(
            part,
            one.world,
            one.days,
            (brier(one.probability, one.happened), brier(two.probability, two.happened)),
            one.dyad,
            rng,
        )
        for one, two in zip(whole, less, strict=True)
    ]


def covariates_worth(
    chronicle: Chronicle, last: date, rng: np.random.Generator, first_year: int = 2006
) -> Iterator[Worth]:
    """Each group of covariates, by refits of the panel's hazards every sixth year."""
    for world in WORLDS:
        bench = bench_of(chronicle, world, number(last))
        years = range(first_year, last.year + 1, REFIT_YEARS)
        whole = _walked(bench, bench.panel, years)
        for part, group in GROUPS.items():
            yield from compared(
                part, whole, _walked(bench, without(bench.panel, group), years), rng
            )


def _walked(bench: WorldBench, panel: Panel, years: range) -> list[Outcomes]:
    """Forecasts of the hazards fitted on a panel, refitted at the beginning of each year given."""
    fit: WorldFit | None = None
    found: list[Floats] = []
    origins = bench.origins[bench.origins >= number(date(years.start, 1, 1))]
    for year in years:
        begin, end = number(date(year, 1, 1)), number(date(year + years.step, 1, 1))
        fit = fit_world(panel.take(panel.known_by(begin)), before=fit)
        rows = (origins >= begin) & (origins < end)
        found.append(_cumulative(fit, View(bench.history, origins[rows])))
    return collect(bench.history, origins, -np.expm1(-np.concatenate(found, axis=1)))


def _cumulative(fit: WorldFit, view: View) -> Floats:
    """Rates up to each lead time by the panel's hazards alone (leads x origins x pairs)."""
    offset = np.repeat(view.level[:, 0] - np.log(YEAR), view.shape[1])
    cache: dict[str, Floats] = {}
    rates = []
    for bucket in BUCKETS[: len(LEAD_TIMES)]:
        values = covariates(view, bucket, cache).reshape(len(offset), -1)
        rates.append(fit.rates(values, bucket.index, offset).sum(axis=1).reshape(view.shape))
    return np.cumsum(rates, axis=0)


def without(panel: Panel, group: Sequence[str]) -> Panel:
    """The panel with some covariates set to a constant, so that they tell nothing."""
    values = panel.values.copy()
    for place, name in enumerate(panel.names):
        if name.startswith(tuple(group)):
            values[:, place] = 0.0
    return replace(panel, values=values)


def recalibration_worth(
    book: Book, models: Sequence[RecordModel], span: tuple[date, date], rng: np.random.Generator
) -> Iterator[Worth]:
    """The lines learnt from matured forecasts, by the shipped models without them."""
    bare = [replace(model, calibrations={}) for model in models]
    for world in WORLDS:
        whole, less = (replay(book, ones, world, *span) for ones in (models, bare))
        yield from compared("recalibration", whole, less, rng)
