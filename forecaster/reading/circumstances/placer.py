"""Place, window and day of statement of finished acts, each chosen from all that the text names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.draft import PAST, Draft, Setting
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.weighing import LONGEST, LONGEST_SHORT, leads
from forecaster.reading.circumstances.options import Options, V
from forecaster.reading.circumstances.places import PlaceOptions
from forecaster.reading.circumstances.preferences import (
    Preferences,
    Rounds,
    Weighed,
    preferred,
    weigh,
)
from forecaster.reading.circumstances.statements import StatementOptions
from forecaster.reading.circumstances.windows import WindowOptions

T = SignalType


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be chosen for one act.

    Attributes:
        place: The countries it can be set in; None for a type that has no place.
        window: The spans of days it can have.
        statement: The days on which it can have been said.
    """

    place: Options[CountryCode] | None
    window: Options[Window]
    statement: Options[date]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """How much speaks for each option of a question; for no place where none is to be chosen."""

    place: Weighed[CountryCode]
    window: Weighed[Window]
    statement: Weighed[date]


@dataclass(frozen=True, slots=True)
class _Leads:
    """By how much each option led the others when an act was asked alone."""

    place: Mapping[CountryCode | None, str]
    window: Mapping[Window | None, str]
    statement: Mapping[date | None, str]


class Gathering:
    """What an article tells of where and when an act is set, whatever is chosen for its other acts."""

    def __init__(self, draft: Draft, story: Story, setting: Setting) -> None:
        """Gather for one act."""
        self._place = None if draft.type is T.CALL else PlaceOptions(draft, story, setting)
        self._window = WindowOptions(draft, story, setting)
        self._statement = StatementOptions(draft, story, setting)

    def beside(self, acts: list[Draft]) -> Question:
        """All that can be chosen for the act beside the others among ``acts``."""
        return Question(
            None if self._place is None else self._place.beside(acts),
            self._window.beside(acts),
            self._statement.beside(acts),
        )


def question(draft: Draft, acts: list[Draft], story: Story, setting: Setting) -> Question:
    """All that can be chosen for an act of an article."""
    return Gathering(draft, story, setting).beside(acts)


def questions_beside(
    acts: list[Draft], story: Story, setting: Setting, alone: Preferences
) -> Iterator[Question]:
    """The questions again, beside what was chosen for each of the other acts at first.

    An act that another is told with tells where and when that is, too; so what is chosen for all
    agrees better than what is chosen for each (iterative classification: Neville and Jensen 2000).
    Options are many, and take much room: those of one act are gone when those of the next are asked.
    What they are put together from is kept for the second time, but not where that is much, too.
    """
    keeps = _crowd(acts, story) <= KEPT
    settled, led = [], []
    kept: list[Gathering | None] = []
    for act in acts:
        gathering = Gathering(act, story, setting)
        kept.append(gathering if keeps else None)
        asked = gathering.beside(acts)
        weighed = _weigh(asked, alone)
        choice = copy(act)
        _settle(choice, asked, weighed, _proposed(act, acts), story)
        settled.append(choice)
        led.append(_leads(weighed))
    for at, act in enumerate(acts):
        others = [*settled[:at], act, *settled[at + 1 :]]
        gathered = kept[at] or Gathering(act, story, setting)
        yield _marked(gathered.beside(others), led[at])


def _crowd(acts: list[Draft], story: Story) -> int:
    """Acts times the places and times that are named."""
    return len(acts) * sum(len(scene.moments) + len(scene.spots) for scene in story.scenes)


def _weigh(asked: Question, learned: Preferences) -> _Weighed:
    return _Weighed(
        {} if asked.place is None else weigh(asked.place, learned.place),
        weigh(asked.window, learned.window),
        weigh(asked.statement, learned.statement),
    )


def _leads(weighed: _Weighed) -> _Leads:
    return _Leads(
        leads(weighed.place) if weighed.place else {},
        leads(weighed.window),
        leads(weighed.statement),
    )


def _marked(asked: Question, led: _Leads) -> Question:
    """A question whose options tell how they were weighed before."""
    return Question(
        None if asked.place is None else _with_leads(asked.place, led.place),
        _with_leads(asked.window, led.window),
        _with_leads(asked.statement, led.statement),
    )


def _with_leads(options: Options[V], led: Mapping[V | None, str]) -> Options[V]:
    return {one: traits | {led.get(one, "once new")} for one, traits in options.items()}


class PreferringPlacer:
    """Chooses by learned preferences."""

    def __init__(self, rounds: Rounds) -> None:
        """Choose by the preferences of two ``rounds``."""
        self._rounds = rounds

    def settle(self, acts: list[Draft], story: Story, setting: Setting) -> None:
        """Give each act the place and days that most speaks for, in place.

        What one act is given is not looked at for the others, so that their order is of no matter.
        In long texts rules are not lightly overruled, and in those that are longer still, or so crowded
        that it would take long, never.
        """
        if len(story.scenes) > LONGEST or _crowd(acts, story) > CROWDED:
            return
        is_long = len(story.scenes) > LONGEST_SHORT
        asked = questions_beside(acts, story, setting, self._rounds.alone)
        proposed = [_proposed(act, acts) for act in acts]
        for act, one, there in zip(acts, asked, proposed, strict=True):
            weighed = _weigh(one, self._rounds.beside)
            _settle(act, one, weighed, there, story, is_long=is_long)


def _settle(
    act: Draft,
    asked: Question,
    weighed: _Weighed,
    proposed: frozenset[CountryCode],
    story: Story,
    *,
    is_long: bool = False,
) -> None:
    """Give an act what most speaks for.

    A meeting that was found in the record stays where and when the record has it.

    Args:
        act: The act, which is changed.
        asked: What can be chosen for it.
        weighed: How much speaks for each of that.
        proposed: Countries in which its side would meet instead.
        story: What its article names, and where.
        is_long: Whether the days that the rules read, and that they read no place, stand against
            what leads but by little.
    """
    if act.recorded:
        return
    if asked.place is not None and not _is_set(act, asked.place):
        country = preferred(weighed.place)
        if act.place is None:
            stands = is_long and not _is_beaten(None, weighed.place)
        else:
            stands = country in proposed
        if not stands:
            act.place = _place_in(country, act, story)
    if not is_long or _is_beaten(act.window, weighed.window):
        act.window = _window(act, asked.window, weighed.window)
    if act.type in PAST and act.window is not None and act.window.days <= _SHORT:
        act.statement_on = act.window.start
    elif not is_long or _is_beaten(act.statement_on, weighed.statement):
        act.statement_on = _statement(act, weighed.statement)


def _is_beaten(read: V | None, weighed: Weighed[V]) -> bool:
    """Whether another option clearly weighs more than that of the rules."""
    return read in weighed and max(weighed.values()) > weighed[read] + SURER


def _window(act: Draft, options: Options[Window], weighed: Weighed[Window]) -> Window | None:
    """The days most speaks for; those that the act's sentence tells are not lightly given up.

    A forum of which no days are told takes those of the calendar (``docs/codebook.md``, window).
    """
    chosen = preferred(weighed)
    if chosen is not None:
        return _sharper(act.window, chosen)
    if act.window is not None and "event own" in options.get(act.window, ()):
        return act.window
    told = next((one for one, traits in options.items() if "read told" in traits), None)
    close = told is not None and weighed[None] < weighed[told] + SURE
    return act.window if close else None


def _statement(act: Draft, weighed: Weighed[date]) -> date | None:
    """The day most speaks for; one that the act's sentence tells stands."""
    if act.stated:
        return act.statement_on
    chosen = preferred(weighed)
    return act.statement_on if chosen is None and act.dated else chosen


def _proposed(act: Draft, acts: list[Draft]) -> frozenset[CountryCode]:
    """Where the side that puts an offer off would meet instead, at some event.

    An answer is set where the offer is that it answers (``docs/codebook.md``, window), so never there
    if rules read another place.
    """
    if act.type not in _PUTTING_OFF:
        return frozenset()
    return frozenset(
        one.place.country
        for one in acts
        if one.type is T.ALT_VENUE and one.forum and one.place and one.actor == act.actor
        and one.leaders == act.leaders
    )  # fmt: skip


_PUTTING_OFF = frozenset({T.HEDGE, T.DECLINE, T.NO_PREP, T.NOT_PLANNED})


def _is_set(act: Draft, options: Options[CountryCode]) -> bool:
    """Whether the act's own sentence names the place that the rules read."""
    return act.place is not None and not _HERE.isdisjoint(options[act.place.country])


_HERE = frozenset({"read venue", "read told"})


_SHORT = 3
CROWDED = 4_000
"""Acts times places and times named, from which on a text is no report: of 135 long ones the most have 408."""
KEPT = 500
"""The same up to which what is gathered for each act is kept: it takes no more than some megabytes."""
SURE = 100
"""Hundredths of log odds by which "none" must be ahead of days that the act's sentence tells."""
SURER = 250
"""The same by which in a long text other days must be ahead of those that the rules read, and a country of
"none" where they read no place."""


def _sharper(read: Window | None, chosen: Window) -> Window:
    """The chosen days, or those which the rules read if they lie within these."""
    within = read is not None and chosen.start <= read.start and read.end <= chosen.end
    return read if read is not None and within else chosen


def _place_in(country: CountryCode | None, act: Draft, story: Story) -> Place | None:
    """The place in a country: that which the rules read, else the town named nearest to the act."""
    if country is None or (act.place is not None and act.place.country == country):
        return act.place if country is not None else None
    towns: Mapping[int, Place] = {
        abs(scene.sentence - act.sentence): spot.place
        for scene in reversed(story.scenes)
        for spot in scene.spots
        if spot.place.country == country and spot.place.city
    }
    return towns[min(towns)] if towns else Place(country)
