"""Which days a sentence gives to the statement, and which to the meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

from forecaster.domain.clock import Window
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.counting import counted_day
from forecaster.reading.acts.draft import PAST, Setting
from forecaster.reading.acts.moments import BEHIND, LIMITS, TOLD, Moments, Named
from forecaster.reading.acts.offering import is_direct, is_occasion
from forecaster.reading.patterns.attribution import Utterance
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.times.bonds import Bond, Role
from forecaster.reading.times.timewords import TimeExpression

T = SignalType


class Timing:
    """Tells of the times that a sentence names which belong to what was read in it."""

    def __init__(self, setting: Setting, moments: Moments) -> None:
        """Choose among ``moments``, by the day of publication in ``setting``."""
        self._setting, self._moments = setting, moments

    def times(self, hit: Hit, said: list[Utterance]) -> tuple[Window | None, date | None]:
        """The window of the meeting and the day of the statement, as far as the sentence tells."""
        items = hit.canon.items
        stated: list[tuple[float, date]] = []
        event: list[Named] = []
        for named in self._moments.named(hit.canon):
            counted = counted_day(hit.canon, named.at, named.time, self._setting)
            if counted is not None and hit.type not in PAST:
                stated.append((_distance(hit, said, named.at), counted))
            elif self._is_stated(hit, named) or self._is_speakers(hit, named):
                window = self._moments.resolve(named.time, ahead=False)
                if window and window.days == 1 and window.start <= self._setting.published:
                    stated.append((_distance(hit, said, named.at), window.start))
            elif self._may_be_event(hit, named, items):
                event.append(named)
        day = min(stated)[1] if stated else None
        return self._window(hit, event, items), day

    def is_of_old(self, hit: Hit) -> bool:
        """Whether a longer span gone by dates the words: "wrote in September that"."""
        return hit.type not in PAST and any(
            self._is_of_old(hit, named) for named in self._moments.named(hit.canon)
        )

    def is_bygone(self, hit: Hit) -> bool:
        """Whether a span gone by dates the step of the words themselves, not what they answer to."""
        items = hit.canon.items
        return _PERFECT.isdisjoint(items[hit.first : hit.trigger + 1]) and any(
            named.bond is not None
            and not named.bond.beside
            and hit.first <= named.bond.at < hit.last
            and self._is_of_old(hit, named)
            for named in self._moments.named(hit.canon)
        )

    def _is_of_old(self, hit: Hit, named: Named) -> bool:
        bond = named.bond
        if bond is None or not bond.back or named.time.is_day or named.time.bound:
            return False
        near = named.at - bond.at <= _CLOSE or is_direct(hit.canon.items, bond.at, named.at)
        beside = named.at < bond.at or near
        if bond.role not in TOLD or not beside or named.before in LIMITS:
            return False
        window = self._moments.resolve(named.time, ahead=False)
        return window is not None and (self._setting.published - window.end).days > 0

    # -- the statement -------------------------------------------------------------------------

    def _is_stated(self, hit: Hit, named: Named) -> bool:
        """Whether a time dates the words rather than the meeting."""
        bond = named.bond
        if bond is None or not named.time.is_day or named.before in LIMITS:
            return False
        if bond.ahead or self._is_coming(named.time):
            return False
        if bond.role is Role.SAYING:
            return True
        if hit.type in PAST:
            return False
        if bond.role is Role.EVENT:
            return bond.behind and not bond.beside and _is_speech(hit)
        inside = hit.first <= bond.at < hit.last or abs(bond.at - hit.trigger) <= 1
        return inside and bond.back and bond.role in {Role.STEP, Role.OTHER}

    def _is_speakers(self, hit: Hit, named: Named) -> bool:
        """Whether a time tells what the speaker did when speaking: "who was in Oslo on Tuesday, said"."""
        if hit.type in PAST or self._is_coming(named.time):
            return False
        return self._moments.is_of_speaker(hit.canon, named, until=hit.trigger)

    def _is_coming(self, time: TimeExpression) -> bool:
        """Whether a day can only be one to come: a date after publication, "tomorrow"."""
        if time.kind in {"weekday", "nth", "today"}:
            return False
        window, past = (
            self._moments.resolve(time, ahead=True),
            self._moments.resolve(time, ahead=False),
        )
        published = self._setting.published
        if window is None or past is None or window.start <= published:
            return False
        return (window.start - published).days < (published - past.start).days

    # -- the meeting ---------------------------------------------------------------------------

    def _may_be_event(self, hit: Hit, named: Named, items: list[str]) -> bool:
        """Whether a time can be that of the meeting of which the hit tells."""
        bond = named.bond
        if named.before == "for" and hit.type not in PAST:
            return not _in_other_clause(items, named.at, hit)
        if named.time.bound == "since" or named.time.kind == "ago":
            return hit.type in PAST and named.time.kind == "ago"
        if hit.type in _SETBACKS and named.time.events and named.time.kind in _APART:
            return False  # "called it off two days before the summit"
        if named.at < hit.trigger and self._dates_what_follows(hit, named):
            return False
        if hit.type in PAST:
            return bond is None or self._dates_event(hit, bond)
        if _in_other_clause(items, named.at, hit):
            return False
        if hit.rule.id == "alt.options" and named.at < hit.trigger:
            return False
        if bond is None or (named.time.bound == "before" and named.at > hit.trigger):
            return True  # "promised to come before May"
        if hit.type is T.INVITE and is_occasion(hit, bond):
            return False
        if bond.role is Role.STEP:
            gone = named.time.is_day or (hit.type in _STEPS and self._is_of_old(hit, named))
            return not (bond.back and gone) or self._is_coming(named.time)
        inside = hit.first <= bond.at < hit.last
        if bond.role is Role.EVENT:
            return inside or not (bond.back or bond.behind) or hit.type in _SETBACKS
        return bond.role is Role.OTHER and (inside or named.at > hit.trigger) and not bond.back

    def _dates_what_follows(self, hit: Hit, named: Named) -> bool:
        """ "Three days after they met", "shortly after the May 3 summit": when something came of it."""
        if named.time.kind in _APART and not named.time.events:
            return True
        behind = (
            one.time.kind in BEHIND and 0 < named.at - one.at <= _NEAR
            for one in self._moments.named(hit.canon)
        )
        return hit.type not in PAST and named.time.bound == "after" and any(behind)

    def _dates_event(self, hit: Hit, bond: Bond) -> bool:
        inside = hit.first <= bond.at < hit.last or abs(bond.at - hit.trigger) <= _NEAR
        if bond.ahead and not inside:
            return False
        return inside or (bond.role is not Role.OTHER and not bond.ahead)

    def _window(self, hit: Hit, event: list[Named], items: list[str]) -> Window | None:
        choices: list[tuple[float, Window]] = []
        for named in event:
            window = self._meant(hit, named, items)
            if window is None:
                continue
            if hit.rule.id == "met.reference" and window.end > self._setting.published:
                continue
            choices.append((_remoteness(hit, named), self._joined(named, window, event, items)))
        return min(choices, key=lambda choice: choice[0])[1] if choices else None

    def _meant(self, hit: Hit, named: Named, items: list[str]) -> Window | None:
        """The days that a time of the meeting stands for.

        Of "after the May 3 summit", told of that summit, it is the day itself.
        """
        own = named.bond is not None and named.bond.beside and named.bond.at == hit.trigger
        time = replace(named.time, bound="") if own else named.time
        if hit.type in PAST:
            return self._moments.resolve(time, ahead=False)
        moved = hit.type is T.POSTPONE and (
            named.before in {"to", "until", "till", "for"} or time.bound == "by"
        )
        if moved:
            return self._moments.resolve(replace(time, bound=""), ahead=True)
        if hit.type in _SETBACKS:
            coming = _is_weekday_of_event(named) and not _was_to(items, hit)
            return self._moments.resolve(time, ahead=True) if coming else self._nearest(time)
        ahead = hit.rule.tense != "back" and not _was_to(items, hit)
        return self._moments.resolve(time, ahead=ahead)

    def _joined(self, named: Named, window: Window, event: list[Named], items: list[str]) -> Window:
        """ "In late April or early May": both of them."""
        for other in event:
            if other.at != named.at + 2 or items[named.at + 1] not in {"or", "and", "to"}:
                continue
            more = self._moments.resolve(other.time, ahead=window.end >= self._setting.published)
            if more is not None and 0 <= (more.end - window.start).days <= _TOGETHER:
                return Window(window.start, max(window.end, more.end))
        return window

    def _nearest(self, time: TimeExpression) -> Window | None:
        """The nearer of the two spans that words can name, for a meeting that is dropped."""
        spans = [self._moments.resolve(time, ahead=ahead) for ahead in (True, False)]
        return min((one for one in spans if one), key=self._away, default=None)

    def _away(self, window: Window) -> int:
        published = self._setting.published
        if published in window:
            return 0
        return min(abs((window.start - published).days), abs((window.end - published).days))


_APART = BEHIND | {"days_before"}
_NEAR = 3
_CLOSE = 3
_PERFECT = frozenset({"have", "have_s"})
"""Words by which a verb tells what has just been done."""
_TOGETHER = 100
_SETBACKS = frozenset({T.CANCEL, T.NOT_ATTEND, T.POSTPONE})
_STEPS = frozenset({T.INVITE, T.ACCEPT, T.DECLINE})
_SPOKEN = frozenset({T.CANCEL, T.POSTPONE, T.PREPARE, T.NO_PREP})


def _is_weekday_of_event(named: Named) -> bool:
    """Whether a bare weekday sets an encounter or a journey: "a trip on Sunday"."""
    bond = named.bond
    event = bond is not None and bond.role is Role.EVENT and bond.at < named.at
    return event and named.time.kind == "weekday"


def _is_speech(hit: Hit) -> bool:
    return hit.rule.speech or hit.type in _SPOKEN


def _distance(hit: Hit, said: list[Utterance], index: int) -> float:
    """How near a day stands to the act, or to the words that say it."""
    own = abs(index - hit.trigger) + (2.0 if index > hit.trigger else 0.0)
    return min([own, *(abs(index - one.verb) + 0.5 for one in said)])


def _remoteness(hit: Hit, named: Named) -> float:
    """How far a time stands from the meeting: in words, more for another clause or verb."""
    distance = abs(named.at - hit.trigger) + (0 if named.at > hit.trigger else 3)
    if hit.type is T.POSTPONE and (
        named.before in {"to", "until", "till"} or named.time.bound == "by"
    ):
        distance -= 20
    if named.bond is not None and not hit.first <= named.bond.at < hit.last:
        distance += 4
    if named.role is Role.OTHER:
        distance += 8
    if named.time.kind == "hour":
        distance += 20
    return distance


def _in_other_clause(items: list[str], index: int, hit: Hit) -> bool:
    """Whether a day belongs to a clause of its own before the act: "... in May, and he will ..."."""
    between = items[index : hit.trigger]
    return any(pair in {(",", "and"), (",", "but")} for pair in pairwise(between))


def _was_to(items: list[str], hit: Hit) -> bool:
    """Whether the meeting's day has passed: "did not show up", "were to have met", "had been fixed"."""
    near = " ".join(items[max(0, hit.first - 3) : hit.last + 4])
    if hit.type not in {T.CANCEL, T.NOT_ATTEND, T.POSTPONE, T.NOT_PLANNED}:
        return False
    return any(words in near for words in _PASSED)


_PASSED = (
    "do_d not",
    "was to have",
    "be_d to have",
    "be_d to hold",
    "be_d to meet",
    "have_d be_n",
    "do_d n't",
    "stay_d away",
    "skip_d",
    "miss_d",
    "send_d",
    "fall_s through",
    "fall_d through",
)
