"""Cost of the model: refit, memory, questions, walk forward, growth; both sides in one run."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import numpy as np

from forecaster.model.design import Scaling, penalties
from forecaster.model.irls import Rows, fit
from forecaster.model.worldstate import WorldState
from forecaster.panel.build import Panel, collapse
from forecaster.panel.days import Days, Floats

Clock = Callable[[], float]
"""Returns processor seconds; handed in, so that nothing here reads a clock itself."""

COARSE = ("own_rate_4y", "last_met_0_30", "new_365", "august", "not_met_in_office", "summits")
"""Covariates of the coarse benchmark: rounded to whole numbers, equal rows collapse."""

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class RefitCost:
    """Our refit from the panel against numpy IRLS over every dyad-day.

    Attributes:
        dyad_days: Rows of the uncollapsed side.
        rows: Distinct rows of ours.
        ours: Processor seconds, collapsing included.
        theirs: Processor seconds on all rows.
        peak_ratio: Peak memory of our refit over the size of the panel by dyad-days.
        largest_difference: Between the two sides' coefficients.
    """

    dyad_days: int
    rows: int
    ours: float
    theirs: float
    peak_ratio: float
    largest_difference: float

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "dyad_days": self.dyad_days,
            "distinct_rows": self.rows,
            "refit_seconds": round(self.ours, 4),
            "numpy_irls_seconds": round(self.theirs, 4),
            "ratio": round(self.ours / self.theirs, 4),
            "peak_memory_over_panel": round(self.peak_ratio, 3),
            "largest_coefficient_difference": self.largest_difference,
        }


def coarse(panel: Panel, dyad_days: int) -> Panel:
    """The newest part of a panel with rounded covariates and about ``dyad_days`` days at risk."""
    columns = [panel.names.index(name) for name in COARSE]
    order = np.argsort(-panel.origin, kind="stable")
    last = int(np.searchsorted(np.cumsum(panel.days[order]), dyad_days)) + 1
    rows = np.zeros(len(panel), dtype=bool)
    rows[order[:last]] = True
    part = panel.take(rows)
    rounded = np.round(part.values[:, columns])
    ones = np.ones(len(part))
    return replace(part, names=COARSE, values=rounded, offset=0.0 * ones, weight=ones)


def refit(panel: Panel, penalty: Floats) -> tuple[Floats, int]:
    """Collapse and fit; coefficients and distinct rows."""
    keyed, days, met, _ = collapse(panel, 0)
    design = _design(keyed[:, :-2])
    rows = Rows(design, np.zeros(len(days)), days, met.sum(axis=1))
    return fit(rows, penalty, tolerance=1e-12).coefficients, len(days)


def _design(values: Floats) -> Floats:
    return np.hstack([np.ones((len(values), 1)), values])


def single_days(panel: Panel) -> Rows:
    """Every dyad-day of a panel as a row of its own."""
    index = np.repeat(np.arange(len(panel)), panel.days)
    last = np.cumsum(panel.days) - 1
    met = np.zeros(len(index))
    met[last] = panel.met.sum(axis=1)
    design = _design(panel.values)[index]
    return Rows(design, np.zeros(len(index)), np.ones(len(index)), met)


def plain_irls(rows: Rows, penalty: Floats, steps: int = 25) -> Floats:
    """Textbook iteratively reweighted least squares over all rows at once."""
    current = np.zeros(rows.design.shape[1])
    current[0] = np.log(rows.met.mean())
    for _ in range(steps):
        rate = np.exp(rows.design @ current)
        chance = -np.expm1(-rate)
        score = rate * (rows.met / chance - 1.0)
        weight = rate**2 * np.exp(-rate) / chance
        information = (rows.design * weight[:, None]).T @ rows.design + np.diag(penalty)
        step = np.linalg.solve(information, rows.design.T @ score - penalty * current)
        current = current + step
        if np.abs(step).max() < 1e-10:  # noqa: PLR2004 - far below the compared digits
            break
    return current


def refit_cost(panel: Panel, clock: Clock, rounds: int = ROUNDS) -> RefitCost:
    """Time both sides in turn, and check that they agree."""
    penalty = np.full(len(panel.names) + 1, 1e-3)
    rows = single_days(panel)
    ours, theirs = [], []
    mine, distinct = refit(panel, penalty)
    other = plain_irls(rows, penalty)
    for _ in range(rounds):
        ours.append(timed(lambda: refit(panel, penalty), clock))
        theirs.append(timed(lambda: plain_irls(rows, penalty), clock))
    return RefitCost(
        len(rows.days),
        distinct,
        median(ours),
        median(theirs),
        (panel_bytes(panel) + peak_bytes(lambda: refit(panel, penalty))) / row_bytes(rows),
        float(np.abs(mine - other).max()),
    )


def timed(work: Callable[[], object], clock: Clock) -> float:
    """Processor seconds of one call."""
    begin = clock()
    work()
    return clock() - begin


def peak_bytes(work: Callable[[], object]) -> int:
    """Most memory allocated by Python and numpy during one call."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def panel_bytes(panel: Panel) -> int:
    """Size of the panel's arrays."""
    columns = ("values", "offset", "pair", "origin", "bucket", "days", "met", "weight")
    return sum(getattr(panel, column).nbytes for column in columns)


def row_bytes(rows: Rows) -> int:
    """Size of a design with its counts."""
    return sum(part.nbytes for part in (rows.design, rows.offset, rows.days, rows.met))


@dataclass(frozen=True, slots=True)
class QuestionCost:
    """Cost of many questions on a prepared state.

    Attributes:
        questions: How many.
        seconds: Processor seconds for all, with venues and intervals.
    """

    questions: int
    seconds: float


def question_cost(
    state: WorldState, rng: np.random.Generator, clock: Clock, questions: int = 1000
) -> QuestionCost:
    """Random pairs and deadlines, chances by venue with intervals."""
    pairs = rng.integers(0, len(state.index), questions)
    days = rng.integers(1, 731, questions)
    summits = rng.random((questions, len(state.summit_rates))) < 0.5  # noqa: PLR2004 - half of them
    seconds = median(
        timed(lambda: state.chances(pairs, days, summits), clock) for _ in range(ROUNDS)
    )
    return QuestionCost(questions, seconds)


def growth(
    panel: Panel, sizes: Sequence[int], clock: Clock
) -> tuple[list[dict[str, float]], float]:
    """Cost of a refit at several sizes, and the exponent of cost in dyad-days."""
    points = []
    for size in sizes:
        part = coarse(panel, size)
        penalty = np.full(len(part.names) + 1, 1e-3)
        prepared = collapse(part, 0)
        rows = Rows(
            _design(prepared[0][:, :-2]), np.zeros(len(prepared[1])), prepared[1],
            prepared[2].sum(axis=1),
        )  # fmt: skip
        cost = median(
            timed(lambda rows=rows, penalty=penalty: fit(rows, penalty), clock)  # type: ignore[misc]
            for _ in range(ROUNDS)
        )
        points.append(
            {"dyad_days": float(part.days.sum()), "rows": len(rows.days), "seconds": cost}
        )
    x = np.log([point["dyad_days"] for point in points])
    y = np.log([max(point["seconds"], 1e-6) for point in points])
    return points, float(np.polyfit(x, y, 1)[0])


def weekly_walk(panel: Panel, weeks: Days, ridge: float = 5.0) -> Floats:
    """Refit every week on incremental counts: last coefficients of each week.

    Distinct rows are found once; a week adds the counts of the rows that have settled since, and
    Newton's method starts from the week before.
    """
    keyed, _, _, group = collapse(panel, 0)
    scaling = Scaling.of(panel.names, keyed[:, :-2])
    design = _design(scaling.apply(keyed[:, :-2]))
    penalty = penalties(("level", *panel.names), ridge, {"level": 1e-3})
    days, met = np.zeros(len(keyed)), np.zeros(len(keyed))
    settled = np.zeros(len(panel), dtype=bool)
    current: Floats | None = None
    path = []
    for week in weeks:
        now = panel.known_by(int(week))
        fresh = now & ~settled
        days += np.bincount(group[fresh], panel.days[fresh], len(keyed))
        met += np.bincount(group[fresh], panel.met[fresh].sum(axis=1), len(keyed))
        settled = now
        seen = days > 0
        rows = Rows(design[seen], np.zeros(int(seen.sum())), days[seen], met[seen])
        current = fit(rows, penalty, current, 1e-7).coefficients
        path.append(current)
    return np.array(path)
