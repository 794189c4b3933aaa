"""What the calendar says about a stretch of days ahead: season, rhythm, summits, handovers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from forecaster.panel.buckets import Bucket
from forecaster.panel.counts import Counts
from forecaster.panel.days import NEVER, YEAR, Days, Flags, Floats
from forecaster.panel.flat import Flat
from forecaster.panel.handovers import due_by_law
from forecaster.panel.history import Edition, History
from forecaster.panel.offices import Rhythms

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


def met_before(days: Flat, begin: Days, end: Days, latest: Days) -> Floats:
    """Whether each pair met in ``[begin, end)``, as far as known before ``latest``."""
    stop = np.minimum(end, latest)
    start = np.minimum(begin, stop)
    return (days.counts(stop) > days.counts(start)).astype(np.float64)


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
        met_before(counts.history.flat_settled, begin - shift - pad, end - shift + pad, latest)
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
class Forums:
    """Past gatherings of all forum words, searchable together.

    Attributes:
        days: First days of the gatherings by forum word.
        known: Days from which they are known by forum word.
        part: Per forum word a row before each gathering and one after the last: how often each
            pair had met there by then.
        pairs: Number of pairs.
    """

    days: Flat
    known: Flat
    part: tuple[Floats, ...]
    pairs: int

    @classmethod
    def of(cls, history: History) -> Forums:
        """Compile a record's occasions."""
        found = tuple(occasions(history).values())
        return cls(
            Flat.of([np.array([one.day for one in listed], dtype=np.int64) for listed in found]),
            Flat.of([np.array([one.known for one in listed], dtype=np.int64) for listed in found]),
            tuple(_running(listed, len(history.pairs)) for listed in found),
            len(history.pairs),
        )

    def yearly(self, origins: Days, bucket: Bucket, pad: int) -> Floats:
        """Gatherings per year in the same stretch of the last four years, at most two a year.

        Returns:
            Origins x forum words.
        """
        begin, end = bucket.span(origins)
        enough = self.known.counts(origins, "right") >= LEAST_FORUM_EVENTS
        hits = np.zeros(enough.shape)
        for year in range(1, 5):
            shift = round(YEAR * year)
            stop = np.minimum(end - shift + pad, origins - CLOSING_LAG - 31)
            start = np.minimum(begin - shift - pad, stop)
            hits += np.minimum(self.days.counts(stop) - self.days.counts(start), 2)
        return np.where(enough, hits / 4.0, 0.0)

    def taking_part(self, origins: Days) -> Floats:
        """Share of the last eight known gatherings at which each pair met, shrunk to nought.

        Returns:
            Origins x forum words x pairs.
        """
        upto = self.known.counts(origins, "right")
        first = np.maximum(upto - 8, 0)
        result = np.zeros((*upto.shape, self.pairs))
        for place, total in enumerate(self.part):
            result[:, place] = total[upto[:, place]] - total[first[:, place]]
        return result / (upto - first + 4)[:, :, None]


def _running(found: Sequence[Occasion], pairs: int) -> Floats:
    part = np.zeros((len(found) + 1, pairs))
    for row, one in enumerate(found, start=1):
        part[row, list(one.pairs)] = 1.0
    return np.cumsum(part, axis=0)


@dataclass(frozen=True)
class Ahead:
    """Calendar covariates of one history at given origins.

    Attributes:
        counts: The record at the origins.
    """

    counts: Counts
    _summits: dict[int, tuple[Floats, Floats]] = field(default_factory=dict, compare=False)
    _recurring: dict[int, Floats] = field(default_factory=dict, compare=False)
    _seasons: dict[int, Floats] = field(default_factory=dict, compare=False)

    @property
    def history(self) -> History:
        """The record."""
        return self.counts.history

    @cached_property
    def forums(self) -> Forums:
        """Past gatherings by forum word."""
        return self.history.cached("forums", lambda: Forums.of(self.history))

    @cached_property
    def handovers(self) -> Days:
        """Next scheduled handover, by law or else by rhythm (origins x countries)."""
        origins, starts = self.counts.origins, self.history.flat_starts
        rhythms = self.history.cached("rhythms", lambda: Rhythms.of(self.history.starts_by_country))
        due = rhythms.next_handovers(origins, starts.counts(origins, "right"))
        for place, country in enumerate(self.history.countries):
            by_law = due_by_law(self.history.laws.get(country, ()), origins)
            due[:, place] = np.where(by_law < NEVER, by_law, due[:, place])
        return due

    def season(self, bucket: Bucket) -> Floats:
        """:func:`mean_season` of the bucket per origin."""
        if bucket.index not in self._seasons:
            self._seasons[bucket.index] = mean_season(*bucket.span(self.counts.origins))
        return self._seasons[bucket.index]

    def recurring(self, bucket: Bucket) -> Floats:
        """Expected joint gatherings in the bucket from forum words that recur yearly.

        Each forum's share of the last four years with a gathering in the same stretch, times the
        share of its last eight gatherings at which the pair met.
        """
        if bucket.index not in self._recurring:
            self._recurring[bucket.index] = self._gatherings(bucket)
        return self._recurring[bucket.index]

    def _gatherings(self, bucket: Bucket) -> Floats:
        pad = max(0, (10 - bucket.days) // 2) + 4
        yearly = self.forums.yearly(self.counts.origins, bucket, pad)
        expected = yearly * (bucket.days / (bucket.days + 2 * pad))
        return np.asarray(np.einsum("nf,nfp->np", expected, self._taking_part))

    @cached_property
    def _taking_part(self) -> Floats:
        return self.forums.taking_part(self.counts.origins)

    def handovers_within(self, bucket: Bucket) -> Floats:
        """Scheduled handovers of either side in the bucket."""
        begin, end = bucket.span(self.counts.origins)
        within = (self.handovers >= begin[:, None]) & (self.handovers < end[:, None])
        hits = within.astype(np.float64)
        first, second = self.history.sides
        return np.asarray(hits[:, first] + hits[:, second])

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
        known, until, day = self.history.edition_days
        near = (first <= day) & (day < last)
        near &= (known <= self.counts.origins[-1]) & (until > self.counts.origins[0])
        for place in np.flatnonzero(near):
            edition = self.history.editions[place]
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
