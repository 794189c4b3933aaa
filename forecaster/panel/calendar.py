"""What the calendar says about a stretch of days ahead: season, rhythm, summits, handovers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from forecaster.panel.buckets import Bucket
from forecaster.panel.counts import Counts
from forecaster.panel.days import YEAR, Days, Flags, Floats
from forecaster.panel.history import Edition, History
from forecaster.panel.offices import next_handover

MONTH = 30.0
"""Counts within a bucket are stated per 30 days."""

CLOSING_LAG = 21
"""Days after a month until its gatherings are taken as fully known."""

LEAST_FORUM_EVENTS = 5
"""A forum word needs so many known occasions before its rhythm is used."""


def seasons(first: int, last: int) -> Floats:
    """Season of each day from ``first`` to ``last``: two harmonics, August, turn of the year."""
    days = np.arange(first, last + 1)
    angle = 2 * np.pi * days / YEAR
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    columns = [np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)]
    marks = [months == 7, (months == 11) | (months == 0)]  # noqa: PLR2004 - August; December, January
    return np.stack([*columns, *(mark.astype(np.float64) for mark in marks)], axis=1)


def mean_season(begin: Days, end: Days) -> Floats:
    """Average of :func:`seasons` over ``[begin, end)`` per origin."""
    first = int(begin.min())
    total = np.vstack([np.zeros(6), np.cumsum(seasons(first, int(end.max())), axis=0)])
    return np.asarray((total[end - first] - total[begin - first]) / (end - begin)[:, None])


def cycle_year(days: Days) -> Days:
    """Calendar year modulo 4: 0 in years of American presidential elections, 1 the year after."""
    return (days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970) % 4


def met_before(days: Sequence[Days], begin: Days, end: Days, latest: Days) -> Floats:
    """Whether each pair met in ``[begin, end)``, as far as known before ``latest``."""
    stop = np.minimum(end, latest)
    start = np.minimum(begin, stop)
    columns = [
        np.minimum(np.searchsorted(one, stop) - np.searchsorted(one, start), 1) for one in days
    ]
    return np.stack(columns, axis=1).astype(np.float64)


KNOWN_LAG = 3
"""Days for a visit to end and become known: the last days before an origin are left out."""


def same_season(counts: Counts, bucket: Bucket, years: int) -> tuple[Floats, Days]:
    """Whether each pair met in the same stretch of days in each of the last ``years`` years.

    Short stretches are widened to about three weeks, since yearly occasions move by some days.

    Returns:
        Years x origins x pairs of 0 or 1, and the width of the stretch in days.
    """
    pad = max(0, (14 - bucket.days) // 2) + KNOWN_LAG
    begin, end = bucket.span(counts.origins)
    latest = counts.origins - KNOWN_LAG
    found = [
        met_before(counts.history.settled_days, begin - shift - pad, end - shift + pad, latest)
        for shift in (round(YEAR * year) for year in range(1, years + 1))
    ]
    return np.stack(found), end - begin + 2 * pad


@dataclass(frozen=True, slots=True)
class Occasion:
    """Meetings that share a forum word and a calendar month.

    Attributes:
        day: First day of the earliest.
        known: From when the whole group is known: three weeks after the month.
        pairs: Indexes of the pairs that met.
    """

    day: int
    known: int
    pairs: frozenset[int]


def occasions(history: History) -> Mapping[str, tuple[Occasion, ...]]:
    """Past gatherings by forum word, rising.

    A group closes three weeks after its month; a visit that became known later stays out, so that
    the group looks the same from every later day.
    """
    groups: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for index, events in enumerate(history.events):
        for event in events:
            close = _month_end(event.first_day) + CLOSING_LAG
            if event.forum and event.known <= close:
                groups.setdefault((event.forum, close), []).append((event.first_day, index))
    found: dict[str, list[Occasion]] = {}
    for (forum, close), members in sorted(groups.items()):
        pairs = frozenset(index for _, index in members)
        found.setdefault(forum, []).append(Occasion(min(members)[0], close, pairs))
    return {forum: tuple(listed) for forum, listed in found.items()}


def _month_end(day: int) -> int:
    month = np.datetime64(day, "D").astype("datetime64[M]") + 1
    return int(month.astype("datetime64[D]").astype(np.int64)) - 1


@dataclass(frozen=True)
class Ahead:
    """Calendar covariates of one history at given origins.

    Attributes:
        counts: The record at the origins.
    """

    counts: Counts
    _summits: dict[int, tuple[Floats, Floats]] = field(default_factory=dict, compare=False)

    @property
    def history(self) -> History:
        """The record."""
        return self.counts.history

    @cached_property
    def occasions(self) -> Mapping[str, tuple[Occasion, ...]]:
        """Past gatherings by forum word."""
        return self.history.cached("occasions", lambda: occasions(self.history))

    @cached_property
    def handovers(self) -> Mapping[str, Days]:
        """Next scheduled handover by country, per origin."""
        none = np.empty(0, dtype=np.int64)
        return {
            country: next_handover(self.history.starts.get(country, none), self.counts.origins)
            for country in self.history.countries
        }

    def recurring(self, bucket: Bucket) -> Floats:
        """Expected joint gatherings in the bucket from forum words that recur yearly.

        Each forum's share of the last four years with a gathering in the same stretch, times the
        share of its last eight gatherings at which the pair met.
        """
        origins, pairs = self.counts.origins, len(self.history.pairs)
        pad = max(0, (10 - bucket.days) // 2) + 4
        result = np.zeros((len(origins), pairs))
        for found in self.occasions.values():
            yearly = _yearly(found, origins, bucket, pad)
            result += (yearly * bucket.days / (bucket.days + 2 * pad))[:, None] * _taking_part(
                found, origins, pairs
            )
        return result

    def handover_within(self, bucket: Bucket, country: str) -> Flags:
        """Whether the country's next scheduled handover falls into the bucket."""
        begin, end = bucket.span(self.counts.origins)
        day = self.handovers[country]
        return (day >= begin) & (day < end)

    def handovers_within(self, bucket: Bucket) -> tuple[Floats, Floats]:
        """Handovers of either side, and of other members of the world, in the bucket."""
        pairs = self.history.pairs
        countries = self.history.countries
        column = {country: index for index, country in enumerate(countries)}
        flags = np.stack([self.handover_within(bucket, one) for one in countries], axis=1)
        hits = flags.astype(np.float64)
        own = sum(hits[:, [column[pair[side]] for pair in pairs]] for side in (0, 1)) + np.zeros(
            (len(hits), len(pairs))
        )
        return own, hits.sum(axis=1)[:, None] - own

    def summits_within(self, bucket: Bucket) -> tuple[Floats, Floats]:
        """Known summits in the bucket that both attend, and those hosted by one of the two."""
        if bucket.index not in self._summits:
            self._summits[bucket.index] = self._summits_within(bucket)
        return self._summits[bucket.index]

    def _summits_within(self, bucket: Bucket) -> tuple[Floats, Floats]:
        begin, end = bucket.span(self.counts.origins)
        shape = (len(begin), len(self.history.pairs))
        joint, hosted = np.zeros(shape), np.zeros(shape)
        first, last = int(begin.min()), int(end.max())
        for edition in self.history.editions:
            if not first <= edition.day < last:
                continue
            rows = visible(edition, self.counts.origins)
            rows &= (edition.day >= begin) & (edition.day < end)
            if rows.any():
                both = self.history.joint(edition)
                joint[rows] += both
                if edition.members:
                    hosted[rows] += both * self.history.hosts(edition)
        return joint, hosted


def visible(edition: Edition, origins: Days) -> Flags:
    """At which origins this version of the summit is the newest known and not called off."""
    known = (edition.known <= origins) & (origins < edition.until)
    return known & (not edition.cancelled)


def _yearly(found: Sequence[Occasion], origins: Days, bucket: Bucket, pad: int) -> Floats:
    """Gatherings per year in the same stretch of the last four years, at most two a year."""
    days = np.array([one.day for one in found], dtype=np.int64)
    known = np.array([one.known for one in found], dtype=np.int64)
    enough = np.searchsorted(known, origins, side="right") >= LEAST_FORUM_EVENTS
    begin, end = bucket.span(origins)
    hits = np.zeros(len(origins))
    for year in range(1, 5):
        shift = round(YEAR * year)
        stop = np.minimum(end - shift + pad, origins - CLOSING_LAG - 31)
        start = np.minimum(begin - shift - pad, stop)
        hits += np.minimum(np.searchsorted(days, stop) - np.searchsorted(days, start), 2)
    return np.where(enough, hits / 4.0, 0.0)


def _taking_part(found: Sequence[Occasion], origins: Days, pairs: int) -> Floats:
    """Share of the last eight known gatherings at which each pair met, shrunk to nought."""
    known = np.array([one.known for one in found], dtype=np.int64)
    part = np.zeros((len(found), pairs))
    for row, one in enumerate(found):
        part[row, list(one.pairs)] = 1.0
    total = np.vstack([np.zeros(pairs), np.cumsum(part, axis=0)])
    upto = np.searchsorted(known, origins, side="right")
    first = np.maximum(upto - 8, 0)
    return (total[upto] - total[first]) / (upto - first + 4)[:, None]
