"""All evidence about one dyad at one moment, ready to be combined with the record.

Signals are folded into tracks once; curves with and without parts of the evidence, and without
single sources, are then cheap. Sources without a record of their own are capped: whatever they
say, together or alone, each day's log hazard stays within their reach of what proven sources
support.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from forecaster.domain.forecasts import IncidenceCurve
from forecaster.domain.meetings import Meeting
from forecaster.domain.people import Dyad
from forecaster.domain.signals import Signal
from forecaster.domain.tracks import Track
from forecaster.model.combine import combine, limited
from forecaster.model.outlooks import TrackOutlook, track_outlook
from forecaster.model.tracks.model import TrackModel
from forecaster.model.tracks.settling import without_mere_claims
from forecaster.model.tracks.view import dyad_tracks, in_force
from forecaster.model.undated import UndatedEffect, undated_effect, undated_signals
from forecaster.panel.days import Floats

UNDATED = "undated"
"""Id of the part that holds signals naming no meeting."""


@dataclass(frozen=True, slots=True)
class SourceTrust:
    """How far sources may move a forecast.

    Attributes:
        proven: Sources whose reports have come true often enough; None trusts every source.
        per_source: Most that one other source may move the log hazard of any day.
        together: Most that all other sources together may.
    """

    proven: frozenset[str] | None = None
    per_source: float = 0.4
    together: float = 1.2

    def carries(self, signal: Signal) -> bool:
        """Whether a proven source tells the signal."""
        return self.proven is None or any(source in self.proven for source in signal.sources)

    def reach(self, signals: Iterable[Signal]) -> float:
        """Reach of the sources that are not proven, given what they tell."""
        proven = self.proven or frozenset()
        others = {source for signal in signals for source in signal.sources} - proven
        return min(self.per_source * len(others), self.together)


TRUST_ALL = SourceTrust()


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """Signals that stand or fall together in an explanation.

    Attributes:
        id: Id of the first signal of a track, or ``undated``.
        text: What it is about and where it stands.
        signal_ids: Its signals.
    """

    id: str
    text: str
    signal_ids: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """The signals in force about one dyad, and what they make of its record.

    Attributes:
        model: Fitted track model.
        record: The dyad's rates from record and calendar; gives start and horizon.
        signals: Signals in force that concern the dyad.
        as_of: Moment of the view.
        trust: How far sources may move a forecast.
        met: Meetings of the dyad on record at the moment.
        offices: What has been decided of both being in office by day; None where nothing has.
    """

    model: TrackModel
    record: IncidenceCurve
    signals: tuple[Signal, ...]
    as_of: datetime
    trust: SourceTrust = TRUST_ALL
    met: tuple[Meeting, ...] = ()
    offices: Floats | None = None

    @classmethod
    def of(
        cls,
        model: TrackModel,
        record: IncidenceCurve,
        signals: Iterable[Signal],
        as_of: datetime,
        trust: SourceTrust = TRUST_ALL,
    ) -> Evidence:
        """Take the signals that concern the record's dyad and are in force at ``as_of``."""
        pair = {record.dyad.first, record.dyad.second}
        concerned = (signal for signal in signals if pair <= set(signal.act.leaders))
        return cls(model, record, in_force(concerned, as_of), as_of, trust)

    def given(self, met: Iterable[Meeting]) -> Evidence:
        """The same beside meetings on record; those of other pairs or known later are not seen."""
        known = (row for row in met if row.dyad == self.dyad and row.known_at <= self.as_of)
        return replace(self, met=tuple(known))

    def within(self, offices: Floats) -> Evidence:
        """The same where meetings need both to be in office, as far as that has been decided.

        Args:
            offices: By day of the record: 1 where nothing has been decided, 0 where one of the two
                is known not to be in office.
        """
        return replace(self, offices=offices if (offices < 1.0).any() else None)

    @property
    def dyad(self) -> Dyad:
        """Whose meeting."""
        return self.record.dyad

    @cached_property
    def told(self) -> tuple[Signal, ...]:
        """The signals without reports of meetings that nothing bears out."""
        return without_mere_claims(self.signals, self.met)

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """All tracks of the dyad, finished ones included."""
        return dyad_tracks(self.dyad, self.told, self.as_of, self.met)

    @cached_property
    def outlooks(self) -> tuple[TrackOutlook, ...]:
        """The live tracks with their chances."""
        found = (
            track_outlook(self.model, track, self.record, self.offices) for track in self.tracks
        )
        return tuple(outlook for outlook in found if outlook is not None)

    @cached_property
    def undated(self) -> UndatedEffect:
        """The effect of signals that name no meeting."""
        return undated_effect(self.dyad, undated_signals(self.told), self.as_of)

    @cached_property
    def parts(self) -> tuple[EvidencePart, ...]:
        """The evidence in force by prospective meeting, undated signals last."""
        live = [_part(outlook) for outlook in self.outlooks]
        if self.undated.log_factor:
            text = "words that name no meeting"
            live.append(EvidencePart(UNDATED, text, self.undated.signal_ids))
        return tuple(live)

    def curve(self, without: frozenset[str] = frozenset()) -> IncidenceCurve:
        """The dyad's curve, leaving out the parts named.

        Args:
            without: Ids of parts to leave out.
        """
        everything = self._combined(without)
        capped = [signal for signal in self.signals if not self.trust.carries(signal)]
        if not capped:
            return everything
        left_out = {i for part in self.parts if part.id in without for i in part.signal_ids}
        proven = self._only(
            signal
            for signal in self.signals
            if self.trust.carries(signal) and signal.id not in left_out
        )
        return limited(everything, proven.curve(), self.trust.reach(capped))

    def _combined(self, without: frozenset[str]) -> IncidenceCurve:
        live = [outlook for outlook in self.outlooks if _key(outlook) not in without]
        undated = replace(self.undated, log_factor=0.0) if UNDATED in without else self.undated
        return combine(self.record, live, undated)

    def _only(self, signals: Iterable[Signal]) -> Evidence:
        return replace(self, signals=tuple(signals))


def _key(outlook: TrackOutlook) -> str:
    return outlook.track.signals[0].id


def _part(outlook: TrackOutlook) -> EvidencePart:
    """A live track in words."""
    track, standing = outlook.track, outlook.standing
    where = track.forum or (track.place.country if track.place else "no place named")
    last = standing.type.value.replace("_", " ").lower()
    text = (
        f"{track.status.value}: {where}, {_when(outlook)}; last word {last} on {standing.spoke_on}"
    )
    return EvidencePart(_key(outlook), text, tuple(signal.id for signal in track.signals))


def _when(outlook: TrackOutlook) -> str:
    """The days of a track; of one put off to no stated days, until when it is off."""
    window, off = outlook.track.window, outlook.standing.put_off
    if window is not None:
        return f"{window.start} to {window.end}"
    return f"not before {off + timedelta(days=1)}" if off is not None else "no date"
