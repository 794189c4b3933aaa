"""Where a prospective meeting stands, folded from its signals one after another.

A :class:`Standing` is everything the track model may know about a track after some of its
signals. Meetings and journeys (MET, TRAVEL) are outcomes: they never enter a standing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import Act, Certainty, Signal, SignalType, SpeakerKind
from forecaster.domain.tracks import TrackStatus

OUTCOMES = frozenset({SignalType.MET, SignalType.TRAVEL})
"""Types that tell how a track ended; never features of the same track."""

DROPPED = frozenset({SignalType.CANCEL, SignalType.DECLINE})
"""Types by which a meeting falls away."""

_COMMITS = {
    SignalType.CONFIRM: 3,
    SignalType.ACCEPT: 2,
    SignalType.PREPARE: 2,
    SignalType.ATTEND: 2,
    SignalType.INVITE: 1,
    SignalType.COUNTER_INVITE: 1,
    SignalType.ALT_VENUE: 1,
    SignalType.CANCEL: 3,
    SignalType.DECLINE: 3,
    SignalType.NOT_ATTEND: 2,
    SignalType.NOT_PLANNED: 2,
    SignalType.POSTPONE: 1,
}
"""How far words commit, for or against a meeting; a wish or a condition commits to nothing."""

_CERTAINTIES = tuple(Certainty)
VAGUE = 180
"""Days beyond which the new time of a postponed meeting is none."""

DOUBT_LASTS_FOR = 14
"""Days back for which a denial can withdraw an earlier report of the type it names."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A track after some of its signals.

    Attributes:
        spoke_on: Day of the latest signal.
        type: Type of the latest signal that changes anything: a friendly word after a
            confirmation that nobody has put in doubt leaves it as it is.
        certainty: Its certainty.
        speaker: In what capacity it was said.
        polarity: Its direction.
        window: Window in force: the last one stated, None after a postponement without a date.
        own_window: Whether the latest signal itself states that window.
        put_off: Last day of the window that a postponement took away, until another is stated.
        place: Last place named.
        forum: Forum named last, until another country is named without one.
        confirmed: Confirmed, and neither postponed nor dropped since.
        doubted: Whether anything less than friendly was said since the confirmation.
        firmly: Whether a firm confirmation was ever given.
        sides: Countries that have spoken in favour.
        signals: Number of signals.
        negatives: Signals against.
        postponed: Number of postponements.
        dropped: Number of cancellations and refusals.
    """

    spoke_on: date
    type: SignalType
    certainty: Certainty
    speaker: SpeakerKind
    polarity: int
    window: Window | None = None
    own_window: bool = False
    put_off: date | None = None
    place: Place | None = None
    forum: str | None = None
    confirmed: bool = False
    doubted: bool = False
    firmly: bool = False
    sides: frozenset[CountryCode] = frozenset()
    signals: int = 1
    negatives: int = 0
    postponed: int = 0
    dropped: int = 0


def spoken_on(signal: Signal) -> date:
    """Day of the statement; the day on which it was first known when nothing else says."""
    return signal.act.statement_on or first_known(signal).date()


def first_known(signal: Signal) -> datetime:
    """When the first article told it; later ones only add their voice."""
    return min((witness.known_at for witness in signal.witnesses), default=signal.known_at)


def stated_window(act: Act) -> Window | None:
    """The window of the meeting talked about; a call's own day is none."""
    return None if act.type is SignalType.CALL else act.window


def standing_of(signals: Iterable[Signal]) -> Standing | None:
    """Fold signals, earliest first, into a standing; None when all are outcomes.

    Args:
        signals: Signals of one track in order of statement.
    """
    told = [s for s in withdraw_denied(signals) if s.act.type not in OUTCOMES]
    return reduce(advance, told, None)


def advance(standing: Standing | None, signal: Signal) -> Standing:
    """The standing after one more signal that is no outcome."""
    act, on = signal.act, spoken_on(signal)
    if standing is None:
        standing = Standing(on, act.type, act.certainty, act.speaker.kind, act.polarity, signals=0)
    return _counted(_told(standing, act, on), act)


def _told(standing: Standing, act: Act, on: date) -> Standing:
    """Take over what the latest signal says."""
    stated = stated_window(act)
    heard = replace(
        standing,
        spoke_on=on,
        place=act.place or standing.place,
        forum=act.forum or _forum_kept(standing, act.place),
    )
    if _leaves_as_is(standing, act, stated):
        return heard
    window = _window_after(standing.window, act, stated)
    fell_away = _fallen_away(standing, act, stated) if window is None else None
    return replace(
        heard,
        type=act.type,
        certainty=act.certainty,
        speaker=act.speaker.kind,
        polarity=act.polarity,
        window=window,
        put_off=fell_away,
        own_window=stated is not None,
        confirmed=_confirmed_after(act, confirmed=standing.confirmed),
        doubted=act.type is not SignalType.CONFIRM and (standing.doubted or act.polarity <= 0),
        firmly=standing.firmly or _is_firm_confirmation(act),
    )


def _forum_kept(standing: Standing, named: Place | None) -> str | None:
    """The forum in force, unless a word names another country: the talk is of a visit again."""
    held = standing.place
    is_elsewhere = named is not None and held is not None and named.country != held.country
    return None if is_elsewhere else standing.forum


def _leaves_as_is(standing: Standing, act: Act, stated: Window | None) -> bool:
    """Whether a word only repeats, or falls short of, one of the same direction that stands."""
    if act.type is SignalType.CALL:
        return standing.polarity > 0
    if act.polarity * standing.polarity <= 0 or _strength(act) >= _strength(standing):
        return False
    return stated is None or (standing.window is not None and stated.overlaps(standing.window))


def _strength(word: Act | Standing) -> tuple[int, int]:
    """How far a word commits, for or against: by its type, then by its certainty."""
    return _COMMITS.get(word.type, 0), -_CERTAINTIES.index(word.certainty)


def _counted(standing: Standing, act: Act) -> Standing:
    """Count what the latest signal adds to the history."""
    favours = act.polarity > 0
    sides = {act.actor} if favours and act.actor is not None else set()
    return replace(
        standing,
        sides=standing.sides | sides,
        signals=standing.signals + 1,
        negatives=standing.negatives + int(act.polarity < 0),
        postponed=standing.postponed + int(act.type is SignalType.POSTPONE),
        dropped=standing.dropped + int(act.type in DROPPED),
    )


def _window_after(held: Window | None, act: Act, stated: Window | None) -> Window | None:
    """A postponement without a new date, or that names only the old one, takes the window away.

    "Next year" is no new date either: whoever puts a visit off so far plans nothing yet.

    A doubt about "this year" is one about the offer of the autumn, and proposes no wider window.
    """
    if act.type is SignalType.POSTPONE:
        falls_away = act.polarity < 0 and _holds(stated, held)
        return None if falls_away or (stated and stated.days > VAGUE) else stated
    return held if act.polarity <= 0 and _holds(stated, held) else stated or held


def _holds(stated: Window | None, held: Window | None) -> bool:
    """Whether days now stated hold all of those in force, which they then only repeat."""
    return stated is not None and held is not None and held.shared(stated) == held


def _fallen_away(standing: Standing, act: Act, stated: Window | None) -> date | None:
    """Last day on which the meeting is off; a vague new date only says that it is not before."""
    if act.type is SignalType.POSTPONE and stated and not _holds(stated, standing.window):
        return stated.start - timedelta(days=1)
    return standing.window.end if standing.window else standing.put_off


def _confirmed_after(act: Act, *, confirmed: bool) -> bool:
    if act.type is SignalType.CONFIRM:
        return confirmed or act.certainty in (Certainty.FIRM, Certainty.PROBABLE)
    return confirmed and act.type is not SignalType.POSTPONE and act.type not in DROPPED


def _is_firm_confirmation(act: Act) -> bool:
    return act.type is SignalType.CONFIRM and act.certainty is Certainty.FIRM


def withdraw_denied(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Leave out reports that a later signal denies or corrects.

    A signal with ``retracts`` takes away the latest earlier signal of that type, at most
    two weeks old: a withdrawn fact must not survive.
    """
    kept: list[Signal] = []
    for signal in signals:
        denied = signal.act.retracts
        if denied is not None:
            _drop_latest(kept, denied, spoken_on(signal))
        kept.append(signal)
    return tuple(kept)


def _drop_latest(kept: list[Signal], denied: SignalType, on: date) -> None:
    for index in range(len(kept) - 1, -1, -1):
        if (on - spoken_on(kept[index])).days > DOUBT_LASTS_FOR:
            return
        if kept[index].act.type is denied:
            del kept[index]
            return


_STATUS = {
    SignalType.CONFIRM: TrackStatus.CONFIRMED,
    SignalType.ACCEPT: TrackStatus.ACCEPTED,
    SignalType.INVITE: TrackStatus.INVITED,
    SignalType.COUNTER_INVITE: TrackStatus.INVITED,
    SignalType.POSTPONE: TrackStatus.POSTPONED,
    SignalType.CANCEL: TrackStatus.CANCELLED,
    SignalType.DECLINE: TrackStatus.CANCELLED,
}
_RANK = (TrackStatus.MOOTED, TrackStatus.INVITED, TrackStatus.ACCEPTED, TrackStatus.CONFIRMED)
SILENT_FOR = 365
"""Days without a word after which a track with no window ahead counts as lapsed."""


def status_of(signals: Iterable[Signal], on: date) -> TrackStatus:
    """Status of a track, folded from its signals.

    A step forward (mooted, invited, accepted, confirmed) is kept until a postponement or
    cancellation; after one, the next step forward counts anew. Doubts change no status.

    Args:
        signals: Signals of one track, earliest first; at least one.
        on: Day of the view.
    """
    told = withdraw_denied(signals)
    if any(s.act.type is SignalType.MET for s in told):
        return TrackStatus.HELD
    standing = standing_of(told)
    if standing is None:
        return TrackStatus.CONFIRMED
    ends = max(standing.spoke_on, standing.window.end if standing.window else standing.spoke_on)
    if (on - ends).days > SILENT_FOR:
        return TrackStatus.LAPSED
    return reduce(_step, told, TrackStatus.MOOTED)


def _step(status: TrackStatus, signal: Signal) -> TrackStatus:
    new = _STATUS.get(signal.act.type, TrackStatus.MOOTED)
    if new not in _RANK:
        return new
    if status in _RANK:
        return max(status, new, key=_RANK.index)
    return status if new is TrackStatus.MOOTED else new
