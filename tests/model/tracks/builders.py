"""Short signals and tracks about two invented leaders, with defaults that say nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from forecaster.domain.clock import Window, day_after
from forecaster.domain.forecasts import IncidenceCurve, Venue, VenueKind
from forecaster.domain.news import ArticleId
from forecaster.domain.people import Dyad, LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import (
    Act,
    Certainty,
    Signal,
    SignalType,
    Speaker,
    SpeakerKind,
    Witness,
)
from forecaster.domain.tracks import Track, TrackHistory, TrackOutcome
from forecaster.model.tracks.settling import without_mere_claims
from forecaster.model.tracks.view import by_dyad, dyad_tracks, in_force

DYAD = Dyad.of(LeaderId("alder"), LeaderId("birch"))
NOR, SUD, WES = CountryCode("NOR"), CountryCode("SUD"), CountryCode("WES")
G20 = "G20-2031"
HOST_A = Venue(VenueKind.HOST_FIRST, NOR)
HOST_B = Venue(VenueKind.HOST_SECOND, SUD)
SUMMIT = Venue(VenueKind.SUMMIT, WES, "g20-2031")
ELSEWHERE = Venue(VenueKind.ELSEWHERE)

_POLARITY = {
    SignalType.DECLINE: -1,
    SignalType.CONDITION: -1,
    SignalType.NO_PREP: -1,
    SignalType.NOT_PLANNED: -1,
    SignalType.POSTPONE: -1,
    SignalType.CANCEL: -1,
    SignalType.HEDGE: 0,
    SignalType.CALL: 0,
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def window(text: str | None) -> Window | None:
    """``2031-05-01..2031-05-10`` or one day."""
    if text is None:
        return None
    start, _, end = text.partition("..")
    return Window(day(start), day(end or start))


def a_signal(
    kind: str,
    on: str,
    *,
    place: str | None = None,
    town: str | None = None,
    when: str | None = None,
    forum: str | None = None,
    actor: str | None = "NOR",
    certainty: str = "firm",
    source: str = "wire",
    sid: str | None = None,
    reader: str = "rules@1",
    retracts: str | None = None,
    polarity: int | None = None,
) -> Signal:
    """A signal known on the day after it was said."""
    which = SignalType(kind)
    known_at = day_after(day(on))
    act = Act(
        type=which,
        speaker=Speaker(SpeakerKind.OFFICE),
        actor=CountryCode(actor) if actor else None,
        leaders=(DYAD.first, DYAD.second),
        place=Place(CountryCode(place), town) if place else None,
        window=window(when),
        polarity=_POLARITY.get(which, 1) if polarity is None else polarity,
        certainty=Certainty(certainty),
        forum=forum,
        statement_on=day(on),
        retracts=SignalType(retracts) if retracts else None,
    )
    key = sid or f"{kind}-{on}-{place}-{forum}-{actor}-{source}"
    witness = Witness(ArticleId(key), source, key, known_at, None, (), "r", reader, 1.0)
    return Signal(key, 1, act, (witness,), known_at)


def told_by_two(signal: Signal) -> Signal:
    """The same act, told by a second report of its own."""
    other = replace(signal.witnesses[0], origin="another", source="agency")
    return replace(signal, witnesses=(*signal.witnesses, other))


def a_history(
    number: int,
    signals: tuple[Signal, ...],
    held: str | None,
    outcome_on: str = "2031-12-31",
    *,
    truncated: bool = False,
) -> TrackHistory:
    """A resolved track in a story of its own."""
    return TrackHistory(
        id=f"track-{number}",
        story=f"story-{number}",
        dyad=DYAD,
        place=None,
        forum=None,
        signals=signals,
        outcome=TrackOutcome.HELD_AS_PLANNED if held else TrackOutcome.LAPSED,
        outcome_on=day(held or outcome_on),
        held_on=day(held) if held else None,
        held_place=Place(NOR) if held else None,
        left_truncated=truncated,
    )


def a_record(start: str = "2031-01-01", days: int = 730, base: float = 0.0004) -> IncidenceCurve:
    """A dyad that seldom meets, and a summit on 2031-11-30 at which it may."""
    summit = [0.0] * days
    offset = (day("2031-11-30") - day(start)).days
    if 0 <= offset < days:
        summit[offset] = 0.4
    rates = {
        HOST_A: (base / 4,) * days,
        HOST_B: (base / 4,) * days,
        ELSEWHERE: (base / 2,) * days,
        SUMMIT: tuple(summit),
    }
    return IncidenceCurve(DYAD, day(start), rates, dict.fromkeys(rates, 0.3), {})


def at(text: str) -> datetime:
    return datetime.combine(day(text), datetime.min.time(), UTC)


def fold_tracks(signals: Iterable[Signal], as_of: datetime) -> tuple[Track, ...]:
    """Tracks of all dyads as they stood at a moment, as evidence has them of one."""
    dyads = by_dyad(in_force(signals, as_of))
    return tuple(
        track
        for dyad in sorted(dyads)
        for track in dyad_tracks(dyad, without_mere_claims(dyads[dyad]), as_of)
    )
