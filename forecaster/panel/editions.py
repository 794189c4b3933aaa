"""Meetings on the sidelines: one row per pair, summit and lead, whether the pair met there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forecaster.panel.buckets import BUCKETS, SETTLING_DAYS
from forecaster.panel.calendar import visible
from forecaster.panel.days import Days, Flags, Floats, number
from forecaster.panel.features import View
from forecaster.panel.history import Edition, History

SERIES = (
    "g20", "g7", "nato", "apec", "unga", "soa", "asean_eas", "celac", "ibero", "brics", "sco",
)
"""Series with a level of their own; all others share one."""

NAMES = (
    *(f"series_{key}" for key in SERIES),
    "log_rate_4y",
    "log_rate_1y",
    "log_rate",
    "sideline_habit",
    "not_met_in_office",
    "met_last_month",
    "hosted",
    "lead",
)
"""Covariates of a sideline meeting, in order."""

HABIT_WEIGHT = 3.0
"""Opportunities that the general share of sideline meetings is worth against a pair's own."""

GENERAL_SHARE = 0.08
"""Share of joint summits with a recorded bilateral that the habit is shrunk to."""


@dataclass(frozen=True, slots=True)
class EditionRows:
    """Training rows of the sideline model.

    Attributes:
        values: Rows x :data:`NAMES`.
        met: 1 where the record has a meeting of the pair at the summit.
        known: Day from which the outcome is known, by row.
    """

    values: Floats
    met: Floats
    known: Days


@dataclass(frozen=True, slots=True)
class PairState:
    """What an origin knows of pairs, as used by the sideline model (all by pair).

    Attributes:
        log_rate: Log yearly rate over the whole record.
        log_rate_4y: The same with a half-life of four years.
        log_rate_1y: The same with a half-life of one year.
        not_met_in_office: Whether these two leaders have no recorded meeting yet.
        met_last_month: Whether they met within 30 days.
    """

    log_rate: Floats
    log_rate_4y: Floats
    log_rate_1y: Floats
    not_met_in_office: Floats
    met_last_month: Floats


def pair_state(view: View, row: int) -> PairState:
    """The state of all pairs at one of the view's origins."""
    return PairState(
        view.long_rate[0][row],
        view.four_years[0][row],
        view.one_year[0][row],
        (view.counts.recency > view.joint_tenure)[row].astype(np.float64),
        (view.counts.recency <= BUCKETS[1].end)[row].astype(np.float64),
    )


def edition_values(
    edition: Edition, state: PairState, habit: Floats, hosted: Floats, lead_days: float
) -> Floats:
    """Covariates of all pairs at one summit: pairs x :data:`NAMES`."""
    pairs = len(habit)
    series = np.array([edition.series == key for key in SERIES], dtype=np.float64)
    own = np.column_stack(
        [
            state.log_rate_4y,
            state.log_rate_1y,
            state.log_rate,
            habit,
            state.not_met_in_office,
            state.met_last_month,
            hosted,
            np.full(pairs, (np.log(max(lead_days, 3.0)) - 4.0) / 2),
        ]
    )
    return np.hstack([np.broadcast_to(series, (pairs, len(SERIES))), own])


@dataclass(frozen=True)
class Sidelines:
    """Joint summits of a history and who met at which.

    Attributes:
        history: The record.
    """

    history: History

    @cached_property
    def _past(self) -> tuple[Days, Floats]:
        """Day from which each summit is over, and how many of them each pair had by then."""
        editions = [one for one in newest(self.history.editions) if one.members]
        editions.sort(key=lambda one: one.last_day)
        over = np.array([one.last_day + 1 for one in editions], dtype=np.int64)
        joint = [joint_pairs(one, self.history) for one in editions]
        start = np.zeros((1, len(self.history.pairs)))
        return over, np.cumsum(np.vstack([start, *joint]), axis=0)

    @cached_property
    def _met(self) -> tuple[Days, ...]:
        return tuple(
            np.sort(np.array([one.known for one in events if one.edition], dtype=np.int64))
            for events in self.history.events
        )

    def habit(self, day: int) -> Floats:
        """Log odds of a sideline meeting by each pair's own past, as known at ``day``."""
        over, total = self._past
        had = total[np.searchsorted(over, day, side="right")]
        met = np.array([np.searchsorted(known, day, side="right") for known in self._met])
        return habit_of(had, met)


def habit_of(had: Floats, met: Floats) -> Floats:
    """Log odds of a sideline meeting, shrunk to the general share.

    Args:
        had: Summits with a member list at which both were expected.
        met: Summits with a recorded meeting of the two.
    """
    share = (np.minimum(met, had) + HABIT_WEIGHT * GENERAL_SHARE) / (had + HABIT_WEIGHT)
    return np.asarray(np.log(share / (1.0 - share)))


def edition_rows(history: History, last: int) -> EditionRows:
    """Rows of all known summits that ended, at up to three leads each."""
    sidelines, first = Sidelines(history), number(history.world.panel_from)
    until = number(history.world.record_until)
    wanted = [
        (edition, int(origin))
        for edition in newest(history.editions)
        if not edition.cancelled and edition.last_day <= until
        if _settled(edition) <= last
        for origin in _origins(edition, first)
    ]
    days = np.array(sorted({origin for _, origin in wanted}), dtype=np.int64)
    view = View(history, days)
    place = {int(day): row for row, day in enumerate(days)}
    states = {day: pair_state(view, row) for day, row in place.items()}
    habits = {day: sidelines.habit(day) for day in place}
    blocks: list[tuple[Floats, Floats, Days]] = []
    for edition, origin in wanted:
        use = (joint_pairs(edition, history) > 0) & (view.counts.total[place[origin]] >= 1)
        hosted = np.array([edition.host in pair for pair in history.pairs], dtype=np.float64)
        values = edition_values(
            edition, states[origin], habits[origin], hosted, edition.day - origin
        )
        met = _met_at(history, edition)
        blocks.append((values[use], met[use], np.full(int(use.sum()), _settled(edition))))
    return EditionRows(*(np.concatenate(column) for column in zip(*blocks, strict=True)))


def _settled(edition: Edition) -> int:
    return edition.last_day + SETTLING_DAYS


def newest(editions: Sequence[Edition]) -> list[Edition]:
    """The last version of each summit."""
    newest = {edition.id: edition for edition in sorted(editions, key=lambda one: one.known)}
    return sorted(newest.values(), key=lambda one: (one.first_day, one.id))


def joint_pairs(edition: Edition, history: History) -> Floats:
    """1 for each pair that is expected at the summit together."""
    return np.array([edition.joint(*pair) for pair in history.pairs], dtype=np.float64)


def _met_at(history: History, edition: Edition) -> Floats:
    return np.array(
        [any(event.edition == edition.id for event in events) for events in history.events],
        dtype=np.float64,
    )


def _origins(edition: Edition, first: int) -> Days:
    """A week, two months and nine months ahead, as far as the summit was known then."""
    days = np.array(sorted(edition.first_day - lead for lead in (7, 60, 270)), dtype=np.int64)
    seen: Flags = visible(edition, days)
    return np.asarray(days[seen & (days >= first)])
