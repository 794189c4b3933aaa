"""Which reports of a meeting settle what was on offer before it.

One report is a claim: it settles nothing until a second independent origin or the record bears it
out. And a meeting settles only an offer whose place and days it fits: a talk at a summit in July
leaves an invitation to a capital for the autumn standing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.domain.meetings import Meeting
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import Act, Certainty, Signal, SignalType

TABLE_READER = "table"
"""Reader of signals that come as rows of a table of tracks."""

ENOUGH_ORIGINS = 2
"""Independent origins whose word for a meeting needs no confirmation."""

TELLS_WHEN = 7
"""Longest window, in days, of a report that still tells when the leaders met."""

NEAR = 14
"""Days by which a meeting in the capital agreed on may miss its window and still be the one."""

_TOLD = frozenset({Certainty.FIRM, Certainty.PROBABLE})


@dataclass(frozen=True, slots=True)
class Offer:
    """What a prospective meeting names; unknown parts are None.

    Attributes:
        country: Where.
        forum: Forum id when on the sidelines of one.
        window: First and last possible day.
    """

    country: CountryCode | None
    forum: str | None
    window: Window | None

    @property
    def is_general(self) -> bool:
        """Whether it names nothing, so that any meeting satisfies it."""
        return self.country is None and self.forum is None and self.window is None


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting of a pair that is known well enough to settle an offer.

    Attributes:
        days: Days on which it can have been.
        country: Where; None when not told.
        forum: Forum id, or key of the series where the record names no edition.
    """

    days: Window
    country: CountryCode | None
    forum: str | None

    def settles(self, offer: Offer) -> bool:
        """Whether its place and days fit what was offered.

        An unknown place is judged by the days, unknown days by the place; a talk on the sidelines
        of a forum fulfils no invitation to a capital unless it falls on the very days.
        """
        if offer.forum is not None and self.forum is not None:
            return self._is_at(offer.forum)
        apart = None not in (self.country, offer.country) and self.country != offer.country
        if apart:
            return False
        visit = offer.forum is None and self.forum is None
        at_place = offer.country is not None and self.country == offer.country and visit
        if offer.window is None:
            return offer.is_general or at_place
        return self.days.overlaps(_widened(offer.window, NEAR if at_place else 0))

    def _is_at(self, forum: str) -> bool:
        own = (self.forum or "").upper()
        return forum.upper() in (own, f"{own}-{self.days.start.year}")


def held_by(act: Act) -> Held | None:
    """The meeting that an act tells of; None when it does not say on which days."""
    if act.type is not SignalType.MET or act.window is None:
        return None
    return Held(act.window, act.place.country if act.place else None, act.forum)


def held_on_record(row: Meeting) -> Held:
    """The meeting that a row of the record holds."""
    return Held(row.window, row.place.country if row.place else None, row.forum)


def is_from_table(signal: Signal) -> bool:
    """Whether a signal comes as a row of a table, where a person has judged it."""
    return all(witness.reader.startswith(TABLE_READER) for witness in signal.witnesses)


def happened_on(signal: Signal, spoke_on: date) -> date:
    """Day to which a report belongs: that of the meeting it tells of, if earlier than its own."""
    held = held_by(signal.act)
    return min(spoke_on, held.days.end) if held else spoke_on


def without_mere_claims(
    signals: Iterable[Signal], record: Sequence[Meeting] = ()
) -> tuple[Signal, ...]:
    """The signals less those reports of a meeting that settle nothing.

    Args:
        signals: Signals of one pair.
        record: Rows of the record about the same pair, as known at the moment.
    """
    told = tuple(signals)
    claims = [s for s in told if s.act.type is SignalType.MET and not is_from_table(s)]
    dated = [claim for claim in claims if _tells_when(claim)]
    borne_out = {claim.id for claim in dated if _is_borne_out(claim, dated, record)}
    idle = {claim.id for claim in claims} - borne_out
    return tuple(signal for signal in told if signal.id not in idle)


def _tells_when(signal: Signal) -> bool:
    """Whether a report is news of a meeting on known days, and none ahead."""
    act, days = signal.act, signal.act.window
    return (
        days is not None
        and days.days <= TELLS_WHEN
        and days.start <= signal.known_at.date()
        and not act.background
        and act.certainty in _TOLD
    )


def _is_borne_out(claim: Signal, claims: Sequence[Signal], record: Sequence[Meeting]) -> bool:
    """Whether two independent origins or the record tell the meeting that a report claims."""
    held = held_by(claim.act)
    if held is None:
        return False
    if any(row.is_meeting and _is_same(held, held_on_record(row)) for row in record):
        return True
    same = (other for other in claims if _tells_same(held, other.act))
    return len({origin for other in same for origin in other.origins}) >= ENOUGH_ORIGINS


def _tells_same(held: Held, act: Act) -> bool:
    other = held_by(act)
    return other is not None and _is_same(held, other)


def _is_same(one: Held, other: Held) -> bool:
    """Whether two accounts can be of one meeting."""
    apart = None not in (one.country, other.country) and one.country != other.country
    return not apart and one.days.overlaps(other.days)


def _widened(window: Window, days: int) -> Window:
    return Window(window.start - timedelta(days), window.end + timedelta(days))
