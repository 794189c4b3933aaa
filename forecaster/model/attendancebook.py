"""Who came to which summit and who stayed away, as far as the record lists both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from forecaster.domain.people import LeaderId
from forecaster.domain.summits import Attendance
from forecaster.model.daily import Daily
from forecaster.model.officebook import OfficeBook
from forecaster.panel.days import YEAR, known_from
from forecaster.panel.history import Edition
from forecaster.panel.worlds import WATCHED

LISTED = frozenset(country for pair in WATCHED for country in pair)
"""Countries whose leaders' absences are listed like their presence, as far as is known."""

HALF_LIFE = 3 * YEAR
"""Days in which an edition attended or missed loses half its weight."""


@dataclass(slots=True)
class Count:
    """Editions with a weight each.

    Attributes:
        came: Weight of those attended.
        had: Weight of all.
    """

    came: float = 0.0
    had: float = 0.0

    def add(self, weight: float, *, attended: bool) -> None:
        """Count one more edition."""
        self.came += weight * attended
        self.had += weight

    def plus(self, *others: Count) -> Count:
        """All editions together."""
        counts = (self, *others)
        return Count(sum(one.came for one in counts), sum(one.had for one in counts))

    def share(self, usual: float, weight: float) -> float:
        """Share attended, drawn to a usual one with the weight of some editions."""
        return (self.came + weight * usual) / (self.had + weight)


OWN_WEIGHT = 3.0
"""Editions that a share is worth against a leader's own record in the series."""

SERIES_WEIGHT = 3.0
"""Editions that the share of all series is worth against the record of one."""

LEADERS = 4.0
"""Listed leaders that a judged share is worth for leaders whose absences are not listed."""

READY_WEIGHT = 1.0
"""Absences that "as ready to come as others" is worth against a leader's own record anywhere."""

ANY_SERIES = Count(4.0, 5.0)
"""What the share of all series is drawn to: 0.8, with the weight of five editions."""


@dataclass(frozen=True, slots=True)
class Case:
    """A summit abroad to which a leader was expected.

    Attributes:
        leader: Who, in the office of his country that meets its peers.
        edition: Which summit.
        attended: Whether he came.
        known: Day from which that is known.
    """

    leader: LeaderId
    edition: Edition
    attended: bool
    known: int


@dataclass(frozen=True)
class Shares:
    """How readily leaders come, as known on one day.

    Attributes:
        own: By leader and series what the record lists.
    """

    own: Mapping[LeaderId, Mapping[str, Count]]

    @cached_property
    def by_series(self) -> Mapping[str, float]:
        """Share of listed leaders who come, by series, drawn to that of all series."""
        total = ANY_SERIES.plus(*self._counts.values())
        usual = total.came / total.had
        return {series: count.share(usual, SERIES_WEIGHT) for series, count in self._counts.items()}

    @cached_property
    def _counts(self) -> Mapping[str, Count]:
        names = {series for counts in self.own.values() for series in counts}
        return {
            name: Count().plus(*(own[name] for own in self.own.values() if name in own))
            for name in sorted(names)  # In one order: sums must not depend on the process
        }

    def of_others(self, series: str, judged: float) -> float:
        """Share of leaders whose absences are not listed: a judged one, moved by the listed.

        Each listed leader counts once at most, and less the fewer editions he was expected at:
        leaders differ more than the editions of one leader do.
        """
        counts = [own[series] for own in self.own.values() if series in own]
        weights = [count.had / (count.had + OWN_WEIGHT) for count in counts]
        came = sum(w * one.came / one.had for w, one in zip(weights, counts, strict=True))
        return (came + LEADERS * judged) / (sum(weights) + LEADERS)

    def reluctance(self, leader: LeaderId) -> float:
        """Factor on the odds that a leader stays away, by his absences anywhere; 1 if unlisted."""
        counts = self.own.get(leader, {})
        missed = sum(count.had - count.came for count in counts.values())
        usual = sum(one.had * (1.0 - self.by_series[series]) for series, one in counts.items())
        return (missed + READY_WEIGHT) / (usual + READY_WEIGHT)


@dataclass(frozen=True)
class AttendanceBook:
    """Cases in which the record would show a leader's absence, looked at from any day.

    Attributes:
        cases: Earliest known first.
    """

    cases: tuple[Case, ...]
    _shares: Daily[Shares] = field(default_factory=Daily, compare=False)

    @classmethod
    def of(
        cls, rows: Iterable[Attendance], editions: Sequence[Edition], offices: OfficeBook
    ) -> AttendanceBook:
        """Gather the cases of a record."""
        found = _cases(rows, editions, offices)
        return cls(tuple(sorted(found, key=lambda case: (case.known, case.edition.id))))

    def shares(self, day: int) -> Shares:
        """What is known on a day."""
        return self._shares.get(day, "shares", lambda: self._counted(day))

    def _counted(self, day: int) -> Shares:
        own: dict[LeaderId, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
        for case in self.cases:
            if case.known <= day:
                weight = 0.5 ** ((day - case.known) / HALF_LIFE)
                own[case.leader][case.edition.series].add(weight, attended=case.attended)
        return Shares({leader: dict(counts) for leader, counts in own.items()})


def _cases(
    rows: Iterable[Attendance], editions: Sequence[Edition], offices: OfficeBook
) -> Iterator[Case]:
    newest = {one.id: one for one in sorted(editions, key=lambda one: one.known)}
    for row in rows:
        edition = newest.get(row.summit_id)
        if edition is None or edition.cancelled:
            continue
        holder = offices.holder(row.leader, edition.first_day)
        if holder is None or not holder.leading:
            continue
        if holder.country in LISTED and edition.expects(holder.country):
            yield Case(row.leader, edition, row.attended, known_from(row.known_at))
