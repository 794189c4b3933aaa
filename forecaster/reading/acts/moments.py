"""The times that a sentence names, and the days for which each can stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from forecaster.domain.clock import Window
from forecaster.reading.acts.counting import with_event
from forecaster.reading.acts.draft import Setting
from forecaster.reading.patterns.attribution import number
from forecaster.reading.times.bonds import Binder, Bond, Role
from forecaster.reading.times.dates import resolve
from forecaster.reading.times.days import Frame
from forecaster.reading.times.stays import find_stays, first_day
from forecaster.reading.times.timewords import TimeExpression
from forecaster.reading.who.canon import Canon

TOLD = frozenset({Role.SAYING, Role.STEP})
"""What words do that are told: a time bound to them is that of the telling."""
LIMITS = frozenset({"for", "until", "from", "by", "till", "before", "since", "next"})
"""Words before a time that make it a limit, not a day on which something was said."""
BEHIND = frozenset({"days_after", "long_after", "soon_after"})
"""Kinds of times that stand behind an event."""
_RECENT = 8
_STALE = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A time that a sentence names.

    Attributes:
        at: Its position in canonical words.
        time: The expression.
        bond: The words to which it belongs, None when it stands alone.
        before: The canonical word before it.
    """

    at: int
    time: TimeExpression
    bond: Bond | None
    before: str

    @property
    def role(self) -> Role | None:
        """What the words do to which it belongs."""
        return self.bond.role if self.bond else None


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that a sentence names, with the days for which it can stand.

    Attributes:
        named: The time.
        ahead: Its days if it is told of something to come.
        back: The same for something gone by.
    """

    named: Named
    ahead: Window | None
    back: Window | None


@dataclass(frozen=True, slots=True)
class Telling:
    """The recent day of which a sentence tells.

    Attributes:
        day: The day.
        spoken: Whether something was said or offered on it, rather than merely happened.
    """

    day: date
    spoken: bool


class Moments:
    """Finds and resolves the times of one article's sentences."""

    def __init__(self, setting: Setting) -> None:
        """Resolve against the day of publication in ``setting``, or that last ``told`` of.

        "That evening" in a plan is that of the day last ``planned`` for.
        """
        self._setting = setting
        self._binder = Binder(setting.words)
        self._canon: Canon | None = None
        self._times: list[Named] = []
        self.told: date | None = None
        self.planned: date | None = None

    def named(self, canon: Canon) -> list[Named]:
        """The times of a sentence, found once for all that is read in it."""
        if canon is not self._canon:
            self._canon, self._times = canon, _lasting(list(self._bound(canon)), canon)
        return self._times

    def _bound(self, canon: Canon) -> Iterator[Named]:
        items = canon.items
        for at, item in enumerate(items if "D:" in canon.marks else ()):
            if not item.startswith("D:"):
                continue
            time = canon.units[number(item)].time
            if time is not None:
                time = with_event(canon, at, time, self._setting)
                bond = self._binder.bond(items, at, time)
                if time.bound == "by" and bond is not None and bond.back:
                    time = replace(time, bound="")  # "By Tuesday his office had added"
                yield Named(at, time, bond, items[at - 1] if at else "")

    def resolve(self, time: TimeExpression, *, ahead: bool) -> Window | None:
        """The days of a time if it is told of something to come (``ahead``), or gone by."""
        looks_ahead = ahead and not time.looks_back
        told = (self.planned if looks_ahead else None) or self.told
        frame = Frame(self._setting.published, looks_ahead, self._setting.month_first, told)
        return resolve(time, frame)

    def is_of_speaker(self, canon: Canon, named: Named, *, until: int | None = None) -> bool:
        """Whether a time tells what a speaker did when speaking: "who was in Oslo on Tuesday, said".

        Args:
            canon: The sentence.
            named: The time.
            until: The word before which the speaker must have begun; None for none.
        """
        if not _may_be_of_speaker(named):
            return False
        return self._binder.says_after(canon.items, named.at, until=until)

    # -- what sentences tell of days ------------------------------------------------------------

    def telling(self, canon: Canon, *, news: bool) -> Telling | None:
        """The one recent day of which a sentence tells.

        Args:
            canon: The sentence.
            news: Whether any past event dates it, as in the opening, not only what was said.
        """
        recent = [
            (named, day)
            for named in self.named(canon)
            if (day := self._recent_day(named)) is not None
        ]
        for named, day in recent:
            if _dates_a_telling(named, news=news):
                return Telling(day, named.role in TOLD)
        for named, day in recent:
            if self.is_of_speaker(canon, named):
                return Telling(day, spoken=True)
        return None

    def opens_behind(self, canon: Canon) -> bool:
        """Whether a sentence is set behind an event of long ago: "Shortly after the May summit"."""
        named = self.named(canon)
        if not named or named[0].at > 1 or named[0].time.kind not in BEHIND:
            return False
        events = (one.time for one in named[1:] if one.at - named[0].at <= _RECENT)
        spans = (self.resolve(replace(time, bound=""), ahead=False) for time in events)
        return any(span and (self._setting.published - span.end).days > _STALE for span in spans)

    def _recent_day(self, named: Named) -> date | None:
        """The day of the past week or so for which a time can stand."""
        window = self.resolve(named.time, ahead=False)
        if window is None or window.days > 1 or not named.time.is_day:
            return None
        recent = 0 <= (self._setting.published - window.start).days <= _RECENT
        return window.start if recent else None

    def coming(self, canon: Canon) -> Window | None:
        """The first days to come on which a sentence sets an encounter or journey."""
        found = [
            self.resolve(named.time, ahead=True)
            for named in self.named(canon)
            if _is_set(named, headline=canon.sentence.headline)
        ]
        ahead = [one for one in found if one and one.end >= self._setting.published]
        return min(ahead, key=lambda one: one.days, default=None)

    def ahead(self, canon: Canon) -> Window | None:
        """The one span to come that a sentence names, whatever is set in it; None for several."""
        found = {
            window
            for named in self.named(canon)
            if not _is_told_on(named) and (window := self.resolve(named.time, ahead=True))
            if window.end >= self._setting.published
        }
        return found.pop() if len(found) == 1 else None

    def gone(self, canon: Canon) -> date | None:
        """The first recent day that a sentence names, whatever happened on it."""
        days = (
            self._recent_day(named)
            for named in self.named(canon)
            if not (named.bond and named.bond.ahead) and named.before not in LIMITS
        )
        return next((day for day in days if day), None)

    def moments(self, canon: Canon) -> list[Moment]:
        """The times that a sentence names, with the days for which each can stand."""
        return [
            Moment(
                named,
                self.resolve(named.time, ahead=True),
                self.resolve(named.time, ahead=False),
            )
            for named in self.named(canon)
        ]


def _lasting(found: list[Named], canon: Canon) -> list[Named]:
    """The same, but where a visit begins on a time, with how many days it lasts."""
    text = canon.sentence.text
    begins = [one.time for one in found if _may_begin(one)]
    stays = find_stays(text) if begins else []
    days = {time: stay.days for stay in stays if (time := first_day(stay, begins, text))}
    return [replace(one, time=replace(one.time, days=days.get(one.time, 1))) for one in found]


def _may_begin(named: Named) -> bool:
    """Whether something to come can begin on a time."""
    if not named.time.is_day or named.time.looks_back:
        return False
    bond = named.bond
    return bond is None or not (bond.role is Role.SAYING or bond.back or bond.behind)


def _may_be_of_speaker(named: Named) -> bool:
    """Whether a time can be that of something its speaker did on the same day."""
    bond = named.bond
    if bond is None or bond.ahead or bond.beside or bond.earlier or not named.time.is_day:
        return False
    noun = bond.role is Role.EVENT and not (bond.back or bond.behind)
    return not noun and named.before not in LIMITS


def _is_set(named: Named, *, headline: bool) -> bool:
    """Whether a time sets something to come: "will fly to Norburg on Friday", "Friday's talks"."""
    bond = named.bond
    if named.time.looks_back or named.time.bound == "since":
        return False
    if bond is None:
        return headline
    if bond.role is not Role.EVENT or bond.back or bond.behind:
        return False
    if named.time.is_day:
        return bond.ahead or bond.beside
    return bond.at < named.at or bond.beside or bond.ahead


def _is_told_on(named: Named) -> bool:
    """Whether a time is that of telling or of what is over, not of something to come."""
    if named.time.looks_back or named.time.bound == "since":
        return True
    bond = named.bond
    return bond is not None and named.time.is_day and (bond.role is Role.SAYING or bond.back)


def _dates_a_telling(named: Named, *, news: bool) -> bool:
    bond = named.bond
    if bond is None or bond.ahead or bond.beside or bond.earlier:
        return False
    if named.before in LIMITS or named.time.bound:
        return False
    if bond.role is Role.SAYING:
        return True
    return bond.back and (news or bond.role is not Role.OTHER)
