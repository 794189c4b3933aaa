"""What news makes of the record: evidence and curves of all pairs, from one view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from forecaster.domain.forecasts import IncidenceCurve
from forecaster.domain.meetings import Meeting
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.signals import Signal
from forecaster.issue.announced import Invitation, Word, last_words
from forecaster.model.combine import at_summit, limited
from forecaster.model.evidence import Evidence, EvidencePart, SourceTrust
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

    def parts(self, dyad: Dyad) -> tuple[EvidencePart, ...]:
        """The evidence in force about a dyad: by prospective meeting, then who comes where."""
        told = self.evidence(dyad).parts
        known = {signal_id for part in told for signal_id in part.signal_ids}
        said = {word.part.id: word.part for word in self._words_about(dyad)}
        return (*told, *(part for part in said.values() if part.id not in known))

    def curve(self, dyad: Dyad, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        """The dyad's rates, leaving out the parts of evidence named in ``without``."""
        parts = self.parts(dyad)
        left_out = without & {part.id for part in parts} if without else without
        key = (dyad, left_out)
        if key not in self._curves:
            gone = {i for part in parts if part.id in left_out for i in part.signal_ids}
            words = [word for word in self._words_about(dyad) if word.signal.id not in gone]
            self._curves[key] = self._heard(self.evidence(dyad).curve(left_out), words)
        return self._curves[key]

    def _heard(self, curve: IncidenceCurve, words: Sequence[Word]) -> IncidenceCurve:
        """The curve under what was said of who comes where, within the reach of its sources."""
        capped = [word for word in words if not self.trust.carries(word.signal)]
        if not capped:
            return self._attended(curve, words)
        proven = self._attended(curve, [word for word in words if word not in capped])
        reach = self.trust.reach(word.signal for word in capped)
        return limited(self._attended(curve, words), proven, reach)

    def _attended(self, curve: IncidenceCurve, words: Sequence[Word]) -> IncidenceCurve:
        """The curve if leaders come to summits as they are said to."""
        told: dict[str, list[Word]] = {}
        for word in words:
            told.setdefault(word.summit_id, []).append(word)
        for summit_id, said in told.items():
            usual = self.record.both_at(curve.dyad, summit_id)
            if usual is not None:
                chances = {word.leader: word.chance(usual.chances[word.leader]) for word in said}
                both = usual.given(chances)
                # A pair that is to meet there comes together, unless one of the two stays away.
                most = both.together if any(word.refuses for word in said) else 1.0
                factor = both.relative / usual.relative if usual.relative else 1.0
                curve = at_summit(curve, summit_id, factor, most)
        return curve

    def _words_about(self, dyad: Dyad) -> list[Word]:
        """What was said of either leader's coming to a summit where they may meet."""
        if not self._announcing & {dyad.first, dyad.second}:
            return []
        curve = self.evidence(dyad).curve()
        open_to_them = {venue.summit_id for venue in curve.rates}
        return [
            word
            for (leader, summit_id), word in self.words.items()
            if leader in dyad and summit_id in open_to_them
        ]

    @cached_property
    def words(self) -> Mapping[Invitation, Word]:
        """The last word on each leader's coming to each summit."""
        return last_words(self.signals, self.record)

    @cached_property
    def _announcing(self) -> frozenset[LeaderId]:
        return frozenset(leader for leader, _ in self.words)

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
