"""Rolling-origin replay of the record model: each forecast by the newest model of its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from forecaster.domain.clock import start_of
from forecaster.domain.errors import ModelError
from forecaster.model.book import Book
from forecaster.model.fitted import RecordModel, newest
from forecaster.model.recalibrate import LEAD_TIMES
from forecaster.model.worldstate import world_state
from forecaster.panel.buckets import BUCKETS, SETTLING_DAYS
from forecaster.panel.build import GRID_DAYS, eligible, first_meetings
from forecaster.panel.counts import known_within
from forecaster.panel.days import YEAR, Days, Flags, Floats, calendar_day, number
from forecaster.panel.features import View
from forecaster.panel.history import History
from forecaster.panel.worlds import WORLDS, World
from forecaster.replay.scope import EVERYTHING, Scope, period
from forecaster.scoring.compare import cluster_skill
from forecaster.scoring.reliability import Bin, calibration_error, calibration_line, reliability
from forecaster.scoring.rules import brier, log_score, skill

LEAST_RECORD = 2
"""A dyad is scored from its second known meeting on: chosen by its past, never by its future."""

REFERENCE_YEARS = 3.0
"""Shrinkage of the dyad's own past rate; the reference's Brier score is flat between 2 and 5."""

FIRST_SCORED, LAST_SCORED = date(2006, 1, 1), date(2024, 12, 31)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Forecasts of one world at one lead time, with what came.

    Attributes:
        world: Name of the world.
        days: Lead time.
        probability: What the model said.
        happened: 1 where the pair met in time.
        base: The dyad's own past rate shrunk to the mean.
        references: Further reference forecasts by name.
        dyad: Index of the pair.
        origin: Origin day.
    """

    world: str
    days: int
    probability: Floats
    happened: Floats
    base: Floats
    references: Mapping[str, Floats]
    dyad: Days
    origin: Days

    def of(self, pairs: Flags) -> Outcomes:
        """Those of some pairs, marked by index."""
        use = pairs[self.dyad]
        return Outcomes(
            self.world,
            self.days,
            self.probability[use],
            self.happened[use],
            self.base[use],
            {name: values[use] for name, values in self.references.items()},
            self.dyad[use],
            self.origin[use],
        )


@dataclass(frozen=True)
class References:
    """What simple forecasters would have said, from matured outcomes alone.

    Attributes:
        history: The record.
        grid: Origins on which outcomes are collected.
    """

    history: History
    grid: Days

    def outcomes(self, days: int) -> tuple[Floats, Floats]:
        """1 where a pair met within ``days``, and 1 where it counts (grid x pairs)."""
        view = View(self.history, self.grid)
        day, _ = first_meetings(self.history, self.grid)
        use = eligible(view).astype(np.float64)
        return (day - self.grid[:, None] < days) * use, use

    def base_rate(self, origins: Days, days: int) -> tuple[Floats, Floats]:
        """The dyad's own past rate shrunk to the mean, and the mean itself."""
        met, use = self.outcomes(days)
        seen = np.searchsorted(self.grid + days + SETTLING_DAYS, origins, side="right")
        total = [
            np.vstack([np.zeros((1, one.shape[1])), np.cumsum(one, axis=0)])[seen]
            for one in (met, use)
        ]
        mean = total[0].sum(axis=1, keepdims=True) / np.maximum(
            total[1].sum(axis=1, keepdims=True), 1.0
        )
        weight = REFERENCE_YEARS * YEAR / GRID_DAYS
        own = (total[0] + weight * mean) / (total[1] + weight)
        return own, np.broadcast_to(mean, own.shape)

    def recent(self, origins: Days, days: int) -> Floats:
        """Persistence: whether the pair met in the last ``days``, softened to 0.05 and 0.95."""
        columns = [known_within(known, origins, days) > 0 for known in self.history.known]
        return np.where(np.stack(columns, axis=1), 0.95, 0.05)


def expert(base: Floats, joint: Floats, fresh: Floats) -> Floats:
    """A plain rule: half as likely again with a joint summit in time, less after a meeting."""
    return np.asarray(np.clip(base * (1.0 + 0.5 * (joint > 0)) * (1.0 - 0.4 * fresh), 0.0, 0.97))


def replay(
    book: Book, models: Sequence[RecordModel], world: World, first: date, last: date
) -> list[Outcomes]:
    """Forecast at every origin of the four-week grid, and collect what came.

    Raises:
        ModelError: If no model was trained by an origin.
    """
    history = book.histories[world.name]
    origins = _origins(world, first, last)
    if not len(origins):
        return []
    cumulative = np.stack(
        [
            np.cumsum(
                world_state(
                    _model(models, int(day)), history, book.sidelines[world.name], int(day)
                ).totals,
                axis=0,
            )
            for day in origins
        ],
        axis=1,
    )
    return collect(history, origins, -np.expm1(-cumulative[: len(LEAD_TIMES)]))


def _origins(world: World, first: date, last: date) -> Days:
    begin = -(-number(first) // GRID_DAYS) * GRID_DAYS
    return np.arange(begin, min(number(last), number(world.record_until)), GRID_DAYS)


def _model(models: Sequence[RecordModel], day: int) -> RecordModel:
    found = newest(models, start_of(calendar_day(day)))
    if found is None:
        raise ModelError(f"no model was trained by {calendar_day(day)}", remedy="begin later")
    return found


def collect(history: History, origins: Days, probabilities: Floats) -> list[Outcomes]:
    """Set forecasts (leads x origins x pairs) beside outcomes and references."""
    view = View(history, origins)
    begin = -(-number(history.world.panel_from) // GRID_DAYS) * GRID_DAYS
    references = References(history, np.arange(begin, origins[-1] + 1, GRID_DAYS))
    day, _ = first_meetings(history, origins)
    scored = view.counts.total >= LEAST_RECORD
    fresh = (view.counts.recency <= BUCKETS[1].end).astype(np.float64)
    found = []
    for lead, days in enumerate(LEAD_TIMES):
        closed = origins + days <= number(history.world.record_until)
        use = scored & closed[:, None]
        base, mean = references.base_rate(origins, days)
        joint = sum(view.ahead.summits_within(one)[0] for one in BUCKETS[: lead + 1])
        others = {
            "climatology": mean,
            "persistence": references.recent(origins, days),
            "expert_rule": expert(base, np.asarray(joint), fresh),
        }
        found.append(_outcomes(history, days, use, probabilities[lead], day, origins, base, others))
    return found


def _outcomes(  # noqa: PLR0913, PLR0917 - the columns of one record
    history: History,
    days: int,
    use: Flags,
    probability: Floats,
    day: Days,
    origins: Days,
    base: Floats,
    others: Mapping[str, Floats],
) -> Outcomes:
    row, column = np.nonzero(use)
    return Outcomes(
        history.world.name,
        days,
        probability[use],
        (day - origins[:, None] < days)[use].astype(np.float64),
        base[use],
        {name: values[use] for name, values in others.items()},
        column,
        origins[row],
    )


@dataclass(frozen=True, slots=True)
class LeadScore:
    """One line of the track record.

    Attributes:
        days: Lead time in days.
        dyad_class: World or other class of dyads.
        dyads: Number of dyads.
        n: Number of forecasts.
        rate: Share that happened.
        brier: Mean Brier score.
        log: Mean log score.
        reference_brier: Brier score of the dyad's own past rate shrunk to the mean.
        skill: Brier skill against it.
        skill_interval: 95 % interval, resampling dyads.
        made_on: First and last origin of the forecasts.
        skill_against: Brier skill against the other references.
        slope: Slope of the calibration line.
        ece: Expected calibration error.
        bins: Reliability with counts.
    """

    days: int
    dyad_class: str
    dyads: int
    n: int
    rate: float
    brier: float
    log: float
    reference_brier: float
    skill: float
    skill_interval: tuple[float, float]
    made_on: Mapping[str, str]
    skill_against: Mapping[str, float]
    slope: float
    ece: float
    bins: tuple[Bin, ...]

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data, figures to five digits."""
        return {
            "days": self.days,
            "dyad_class": self.dyad_class,
            "dyads": self.dyads,
            "n": self.n,
            **self.made_on,
            "rate": round(self.rate, 5),
            "brier": round(self.brier, 5),
            "log_score": round(self.log, 5),
            "reference_brier": round(self.reference_brier, 5),
            "skill": round(self.skill, 5),
            "skill_interval": [round(end, 5) for end in self.skill_interval],
            "skill_against": {name: round(v, 5) for name, v in self.skill_against.items()},
            "slope": round(self.slope, 4),
            "ece": round(self.ece, 5),
            "reliability": [
                {"low": b.low, "high": b.high, "n": b.n, "stated": round(b.stated, 5),
                 "observed": round(b.observed, 5), "interval": [round(e, 5) for e in b.interval]}
                for b in self.bins
            ],
        }  # fmt: skip


def score(outcomes: Outcomes, rng: np.random.Generator) -> LeadScore:
    """Score forecasts of one world at one lead time."""
    ours = brier(outcomes.probability, outcomes.happened)
    theirs = brier(outcomes.base, outcomes.happened)
    value, interval = cluster_skill(ours, theirs, outcomes.dyad, rng)
    return LeadScore(
        outcomes.days,
        outcomes.world,
        len(np.unique(outcomes.dyad)),
        len(ours),
        float(outcomes.happened.mean()),
        float(ours.mean()),
        float(log_score(outcomes.probability, outcomes.happened).mean()),
        float(theirs.mean()),
        value,
        interval,
        period(outcomes.origin),
        {
            name: skill(float(ours.sum()), float(brier(other, outcomes.happened).sum()))
            for name, other in outcomes.references.items()
        },
        calibration_line(outcomes.probability, outcomes.happened).slope,
        calibration_error(outcomes.probability, outcomes.happened),
        reliability(outcomes.probability, outcomes.happened),
    )


def backtest(
    book: Book,
    models: Sequence[RecordModel],
    rng: np.random.Generator,
    scope: Scope = EVERYTHING,
    progress: Callable[[str], None] = lambda _: None,
) -> list[LeadScore]:
    """Scores of all worlds by lead time.

    Args:
        book: The record.
        models: One model per year, each trained on what was known at its cutoff.
        rng: Source of randomness for the intervals.
        scope: First and last origin, and the pairs scored; outcomes must have closed within the
            complete record. Lines without a forecast are left out.
        progress: Told of each world.
    """
    span = scope.first or FIRST_SCORED, scope.last or LAST_SCORED
    scores: list[LeadScore] = []
    for world in WORLDS:
        progress(world.name)
        pairs = book.histories[world.name].pairs
        scored = np.array([scope.has_pair(pair) for pair in pairs])
        if scored.any():
            replayed = (one.of(scored) for one in replay(book, models, world, *span))
            scores += [score(found, rng) for found in replayed if len(found.origin)]
    return scores
