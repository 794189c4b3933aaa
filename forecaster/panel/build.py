"""The panel: dyad-days at risk, collapsed to one row per dyad, origin and lead bucket.

Within a bucket the covariates are constant, so the days at risk of a row and the meetings on them
are all that a discrete-time hazard needs: the likelihood of the row equals that of its days one
by one. A row stands in the panel only once its whole bucket, and the weeks in which a visit may
become known late, lie before the cutoff.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecaster.domain.chronicle import Chronicle
from forecaster.panel.buckets import BUCKETS, SETTLING_DAYS, Bucket
from forecaster.panel.calendar import visible
from forecaster.panel.counts import next_day
from forecaster.panel.days import NEVER, YEAR, Days, Flags, Floats, number
from forecaster.panel.features import View, covariates, features_of
from forecaster.panel.history import History, history_of
from forecaster.panel.worlds import World

GRID_DAYS = 28
"""Distance of origins; the grid is anchored at 1970-01-01 so that it never depends on a cutoff."""

HOME, ELSEWHERE = "home", "elsewhere"
SIDELINE = "sideline"
CAUSES = (HOME, ELSEWHERE, SIDELINE)
"""Causes of the panel: in one of the two countries; anywhere else; at a summit known by then."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Which origins enter a panel.

    Attributes:
        step: Days between origins.
        last: Last day whose facts may be used.
    """

    step: int
    last: int

    def origins(self, world: World) -> Days:
        """Origin days of a world, up to the last usable day."""
        first = -(-number(world.panel_from) // self.step) * self.step
        return np.arange(first, min(self.last, number(world.record_until)), self.step)


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows of one world.

    Attributes:
        world: Name of the world.
        names: Names of the covariates.
        values: Rows x covariates.
        offset: Log daily hazard of an average pair, by row.
        pair: Index into ``pairs`` by row.
        origin: Origin day by row.
        bucket: Index of the lead bucket by row.
        days: Days at risk by row.
        met: Meetings by row and cause (0 or 1 before collapsing).
        weight: Weight by row: overlapping stretches of days count once.
        pairs: The pairs.
    """

    world: str
    names: tuple[str, ...]
    values: Floats
    offset: Floats
    pair: Days
    origin: Days
    bucket: Days
    days: Days
    met: Floats
    weight: Floats
    pairs: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.days)

    def known_by(self, day: int) -> Flags:
        """Rows that could be written on the morning of ``day``."""
        ends = np.array([bucket.end for bucket in BUCKETS])[self.bucket]
        return np.asarray(self.origin + ends + SETTLING_DAYS <= day)

    def take(self, rows: Flags) -> Panel:
        """A part of the panel."""
        columns = ("values", "offset", "pair", "origin", "bucket", "days", "met", "weight")
        return replace(self, **{column: getattr(self, column)[rows] for column in columns})

    def frame(self) -> pd.DataFrame:
        """As a data frame, one column per covariate."""
        table = pd.DataFrame(self.values, columns=list(self.names))
        for column in ("offset", "origin", "bucket", "days", "weight"):
            table[column] = getattr(self, column)
        table["pair"] = np.array(self.pairs, dtype=object)[self.pair]
        for index, cause in enumerate(CAUSES):
            table[f"met_{cause}"] = self.met[:, index]
        return table


def build_panel(chronicle: Chronicle, world: World, grid: Grid) -> Panel:
    """The panel of one world from what the Chronicle holds."""
    history = history_of(chronicle, world)
    return panel_of(history, grid.origins(world), grid)


def panel_of(history: History, origins: Days, grid: Grid) -> Panel:
    """The panel of a compiled history at given origins."""
    names = tuple(features_of(history))
    view = View(history, origins)
    cache: dict[str, Floats] = {}
    parts = [_bucket_rows(view, bucket, grid, cache) for bucket in BUCKETS[:-1]]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    values, offset, pair, origin, index, days, met, weight = columns
    labels = tuple("-".join(one) for one in history.pairs)
    return Panel(
        history.world.name, names, values, offset, pair, origin, index, days, met, weight, labels
    )


def eligible(view: View) -> Flags:
    """Pairs with some record: at least one meeting known at the origin (origins x pairs)."""
    return np.asarray(view.counts.total >= 1)


def first_meetings(history: History, origins: Days) -> tuple[Days, Days]:
    """Day of each pair's next meeting after each origin, and its cause.

    Returns:
        Origins x pairs: days (``NEVER`` when none is recorded) and causes: 0 home, 1 elsewhere,
        2 on the sidelines of a summit that was known at the origin.
    """
    seen = _visible_editions(history, origins)
    days = np.full((len(origins), len(history.pairs)), NEVER, dtype=np.int64)
    causes = np.zeros_like(days)
    for column, events in enumerate(history.events):
        if not events:
            continue
        found = np.array([event.day for event in events], dtype=np.int64)
        days[:, column] = next_day(found, origins)
        index = np.minimum(np.searchsorted(found, origins), len(events) - 1)
        for place, event in enumerate(events):
            rows = index == place
            at_home = event.country in history.pairs[column]
            sideline = seen.get(event.edition or "", np.zeros(len(origins), dtype=bool))
            causes[rows, column] = np.where(sideline[rows], 2, 0 if at_home else 1)
    return days, causes


def _visible_editions(history: History, origins: Days) -> dict[str, Flags]:
    seen: dict[str, Flags] = {}
    for edition in history.editions:
        rows = visible(edition, origins)
        seen[edition.id] = seen[edition.id] | rows if edition.id in seen else rows
    return seen


def _bucket_rows(
    view: View, bucket: Bucket, grid: Grid, cache: dict[str, Floats]
) -> tuple[Floats | Days, ...]:
    """Columns of the panel for one bucket, in the order of :class:`Panel`."""
    history, origins = view.history, view.origins
    day, cause = first_meetings(history, origins)
    begin, end = (edge[:, None] for edge in bucket.span(origins))
    last = min(grid.last, number(history.world.record_until) + SETTLING_DAYS)
    keep = (day >= begin) & eligible(view) & (end + SETTLING_DAYS <= last)
    keep &= (origins // grid.step % bucket.stride == 0)[:, None]
    row, column = np.nonzero(keep)
    inside = (day < end)[row, column]
    at_risk = np.minimum(day, end - 1)[row, column] + 1 - begin[row, 0]
    met = np.stack([inside & (cause[row, column] == which) for which in range(len(CAUSES))], axis=1)
    values = covariates(view, bucket, cache)[row, column]
    weight = min(1.0, grid.step * bucket.stride / bucket.days)
    return (
        values,
        view.level[row, 0] - np.log(YEAR),
        column,
        origins[row],
        np.full(len(row), bucket.index),
        at_risk,
        met.astype(np.float64),
        np.full(len(row), weight),
    )


def collapse(panel: Panel, decimals: int) -> tuple[Floats, Floats, Floats, Days]:
    """Round the covariates and add up equal rows.

    Returns:
        Distinct rows (with the offset as last column), their weighted days at risk, their weighted
        meetings by cause, and for each panel row the index of its distinct row.
    """
    columns = (panel.values, panel.bucket, panel.offset)  # noqa: PD011 - arrays, no frame
    keyed = np.asarray(np.round(np.column_stack(columns), decimals), dtype=np.float64)
    rows, group = distinct(keyed)
    days = np.asarray(np.bincount(group, panel.days * panel.weight, len(rows)), np.float64)
    met = np.stack(
        [
            np.bincount(group, panel.met[:, cause] * panel.weight, len(rows))
            for cause in range(panel.met.shape[1])
        ],
        axis=1,
    )
    return rows, days, np.asarray(met, dtype=np.float64), group


def distinct(rows: Floats) -> tuple[Floats, Days]:
    """Distinct rows in rising order, and for each row the index of its distinct row.

    The answer of ``numpy.unique`` over the first axis, which compares whole rows and takes several
    times as long.
    """
    order = np.lexsort(rows.T[::-1])
    rising = rows[order]
    fresh = np.ones(len(rows), dtype=np.bool_)
    fresh[1:] = (rising[1:] != rising[:-1]).any(axis=1)
    group = np.empty(len(rows), dtype=np.int64)
    group[order] = np.cumsum(fresh) - 1
    return rising[fresh], group
