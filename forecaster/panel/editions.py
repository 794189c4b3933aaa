"""Meetings on the sidelines: one row per pair, summit and lead, whether the pair met there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forecaster.panel.buckets import BUCKETS, SETTLING_DAYS
from forecaster.panel.calendar import visible
from forecaster.panel.days import Days, Flags, Floats, number
from forecaster.panel.features import View
from forecaster.panel.flat import Flat
from forecaster.panel.history import Edition, History

SERIES = (
    "g20",
    "g7",
    "nato",
    "apec",
    "unga",
    "soa",
    "asean_eas",
    "celac",
    "ibero",
    "brics",
    "sco",
)
"""Series with a level of their own; all others share one."""

NAMES = (
    *(f"series_{key}" for key in SERIES),
    "log_rate_4y",
    "log_rate_1y",
    "log_rate",
    "sideline_habit",
    "series_habit",
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
    edition: Edition, state: PairState, habits: Habits, hosted: Floats, lead_days: float
) -> Floats:
    """Covariates of all pairs at one summit: pairs x :data:`NAMES`."""
    pairs = len(hosted)
    series = np.broadcast_to(series_levels([edition]), (pairs, len(SERIES)))
    return sideline_values(series, state, habits, hosted, np.full(pairs, lead_days))


def series_levels(editions: Sequence[Edition]) -> Floats:
    """1 in the column of each summit's series: summits x :data:`SERIES`."""
    return np.array([[one.series == key for key in SERIES] for one in editions], dtype=np.float64)


def sideline_values(
    series: Floats, state: PairState, habits: Habits, hosted: Floats, lead_days: Floats
) -> Floats:
    """Covariates row by row: rows x :data:`NAMES`.

    Args:
        series: Rows x :data:`SERIES`.
        state: What is known of the pair of each row.
        habits: Of the pair of each row at its series.
        hosted: 1 where one of the two hosts the summit.
        lead_days: Days to the summit.
    """
    own = (
        state.log_rate_4y,
        state.log_rate_1y,
        state.log_rate,
        habits.overall,
        habits.series,
        state.not_met_in_office,
        state.met_last_month,
        hosted,
        (np.log(np.maximum(lead_days, 3.0)) - 4.0) / 2,
    )
    values = np.empty((len(hosted), len(NAMES)))
    values[:, : len(SERIES)] = series
    for column, value in enumerate(own, start=len(SERIES)):
        values[:, column] = value
    return values


@dataclass(frozen=True)
class Sidelines:
    """Joint summits of a history and who met at which.

    Attributes:
        history: The record.
    """

    history: History

    @cached_property
    def _past(self) -> Mapping[str | None, tuple[Days, Floats]]:
        """Per series and over all with member lists: when each was over, joint ones by then."""
        found: dict[str | None, list[Edition]] = {None: []}
        for edition in newest_versions(self.history.editions):
            found.setdefault(edition.series, []).append(edition)
            if edition.members:
                found[None].append(edition)
        return {key: self._cumulated(listed) for key, listed in found.items()}

    def _cumulated(self, editions: list[Edition]) -> tuple[Days, Floats]:
        editions.sort(key=lambda one: one.last_day)
        over = np.array([one.last_day + 1 for one in editions], dtype=np.int64)
        start = np.zeros((1, len(self.history.pairs)))
        joint = [self.history.joint(one) for one in editions]
        return over, np.cumsum(np.vstack([start, *joint]), axis=0)

    @cached_property
    def _met(self) -> Mapping[str | None, Flat]:
        """Per series, and over all: by pair the days from which sideline meetings are known."""
        none = np.empty(0, dtype=np.int64)
        found: dict[str | None, dict[int, list[int]]] = {}
        for place, events in enumerate(self.history.events):
            for event in events:
                if event.edition:
                    for key in (None, event.forum):
                        found.setdefault(key, {}).setdefault(place, []).append(event.known)
        return {
            key: Flat.of(
                [
                    np.sort(np.array(by_pair[place], dtype=np.int64)) if place in by_pair else none
                    for place in range(len(self.history.pairs))
                ]
            )
            for key, by_pair in found.items()
        }

    def habits(self, series: str, day: int) -> Habits:
        """How readily each pair has met on sidelines, as known at ``day``."""
        overall = habit_of(*self._record(None, day), GENERAL_SHARE)
        share = 1.0 / (1.0 + np.exp(-overall))
        had, met = self._record(series, day)
        return Habits(overall, habit_of(had, met, share), had, np.minimum(met, had))

    def _record(self, series: str | None, day: int) -> tuple[Floats, Floats]:
        none = np.zeros(len(self.history.pairs))
        if series not in self._past:
            return none, none
        over, total = self._past[series]
        met = none
        if series in self._met:
            counts = self._met[series].counts(np.array([day], dtype=np.int64), "right")
            met = counts[0].astype(np.float64)
        return total[np.searchsorted(over, day, side="right")], met


@dataclass(frozen=True, slots=True)
class Habits:
    """Log odds of a sideline meeting by a pair's own past.

    Attributes:
        overall: At all summits with member lists.
        series: At the series in question.
        had: Editions of the series at which both were expected.
        met: Those with a recorded meeting of the two.
    """

    overall: Floats
    series: Floats
    had: Floats
    met: Floats


def habit_of(had: Floats, met: Floats, general: Floats | float) -> Floats:
    """Log odds of a sideline meeting, shrunk to a general share.

    Args:
        had: Summits at which both were expected.
        met: Summits with a recorded meeting of the two.
        general: Share that a pair without a past is given.
    """
    share = (np.minimum(met, had) + HABIT_WEIGHT * general) / (had + HABIT_WEIGHT)
    return np.asarray(np.log(share / (1.0 - share)))


def edition_rows(history: History, last: int) -> EditionRows:
    """Rows of all known summits that ended, at up to three leads each."""
    sidelines, first = Sidelines(history), number(history.world.panel_from)
    until = number(history.world.record_until)
    wanted = [
        (edition, int(origin))
        for edition in newest_versions(history.editions)
        if not edition.cancelled and edition.last_day <= until
        if _settled(edition) <= last
        for origin in _origins(edition, first)
    ]
    days = np.array(sorted({origin for _, origin in wanted}), dtype=np.int64)
    view = View(history, days)
    place = {int(day): row for row, day in enumerate(days)}
    states = {day: pair_state(view, row) for day, row in place.items()}
    blocks: list[tuple[Floats, Floats, Days]] = []
    for edition, origin in wanted:
        use = (history.joint(edition) > 0) & (view.counts.total[place[origin]] >= 1)
        hosted = history.hosts(edition)
        values = edition_values(
            edition,
            states[origin],
            sidelines.habits(edition.series, origin),
            hosted,
            edition.day - origin,
        )
        met = met_at(history, edition)
        blocks.append((values[use], met[use], np.full(int(use.sum()), _settled(edition))))
    return EditionRows(*(np.concatenate(column) for column in zip(*blocks, strict=True)))


def _settled(edition: Edition) -> int:
    return edition.last_day + SETTLING_DAYS


def newest_versions(editions: Sequence[Edition]) -> list[Edition]:
    """The last version of each summit."""
    newest = {edition.id: edition for edition in sorted(editions, key=lambda one: one.known)}
    return sorted(newest.values(), key=lambda one: (one.first_day, one.id))


def met_at(history: History, edition: Edition) -> Floats:
    """1 for each pair with a recorded meeting on the sidelines of the summit."""
    return np.array(
        [any(event.edition == edition.id for event in events) for events in history.events],
        dtype=np.float64,
    )


def _origins(edition: Edition, first: int) -> Days:
    """A week, two months and nine months ahead, as far as the summit was known then."""
    days = np.array(sorted(edition.first_day - lead for lead in (7, 60, 270)), dtype=np.int64)
    seen: Flags = visible(edition, days)
    return np.asarray(days[seen & (days >= first)])
