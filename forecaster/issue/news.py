"""What news makes of the record: evidence and curves of all pairs, from one view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from forecaster.domain.forecasts import IncidenceCurve
from forecaster.domain.meetings import Meeting
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.signals import Signal
from forecaster.model.evidence import Evidence, SourceTrust
from forecaster.model.record import RecordState
from forecaster.model.tracks.model import TrackModel


@dataclass(frozen=True)
class News:
    """The signals in force, and what they do to the curves of the pairs concerned.

    Attributes:
        record: Record and calendar at the moment.
        tracks: What prospective meetings are worth.
        signals: Signals in force.
        trust: How far sources may move a forecast.
    """

    record: RecordState
    tracks: TrackModel
    signals: tuple[Signal, ...]
    trust: SourceTrust
    _evidence: dict[Dyad, Evidence] = field(default_factory=dict, compare=False)
    _curves: dict[tuple[Dyad, frozenset[str]], IncidenceCurve] = field(
        default_factory=dict, compare=False
    )

    def evidence(self, dyad: Dyad) -> Evidence:
        """The signals in force about a dyad, folded into tracks."""
        if dyad not in self._evidence:
            curve, told = self.record.curve(dyad), self._by_dyad.get(dyad, ())
            evidence = Evidence.of(self.tracks, curve, told, self.record.as_of, self.trust)
            evidence = evidence.within(self.record.decided(dyad))
            self._evidence[dyad] = evidence.given(self._met.get(dyad, ()) if told else ())
        return self._evidence[dyad]

    def curve(self, dyad: Dyad, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        """The dyad's rates, leaving out the parts of evidence named in ``without``."""
        evidence = self.evidence(dyad)
        left_out = without & {part.id for part in evidence.parts} if without else without
        key = (dyad, left_out)
        if key not in self._curves:
            self._curves[key] = evidence.curve(left_out)
        return self._curves[key]

    def about(self, leader: LeaderId) -> Iterator[Evidence]:
        """The evidence about all pairs of a leader that news tells of."""
        return (self.evidence(dyad) for dyad in self._by_dyad if leader in dyad)

    @cached_property
    def _met(self) -> Mapping[Dyad, tuple[Meeting, ...]]:
        found: dict[Dyad, list[Meeting]] = {}
        for row in self.record.book.chronicle.meetings:
            if row.dyad in self._by_dyad:
                found.setdefault(row.dyad, []).append(row)
        return {dyad: tuple(rows) for dyad, rows in found.items()}

    @cached_property
    def _by_dyad(self) -> Mapping[Dyad, tuple[Signal, ...]]:
        found: dict[Dyad, list[Signal]] = {}
        for signal in self.signals:
            for dyad in pairs_of(signal):
                found.setdefault(dyad, []).append(signal)
        return {dyad: tuple(signals) for dyad, signals in found.items()}


def pairs_of(signal: Signal) -> Iterator[Dyad]:
    """All pairs of the leaders that a signal is about."""
    leaders = tuple(dict.fromkeys(signal.act.leaders))
    return (Dyad.of(one, other) for one, other in combinations(leaders, 2))
