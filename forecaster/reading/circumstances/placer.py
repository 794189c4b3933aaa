"""Place, window and day of statement of finished acts, each chosen from all that the text names."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import SignalType
from forecaster.reading.acts.draft import PAST, Draft, Setting
from forecaster.reading.acts.story import Story
from forecaster.reading.acts.weighing import LONGEST, LONGEST_SETTLED, leads
from forecaster.reading.circumstances.options import Options, V
from forecaster.reading.circumstances.places import PlaceOptions
from forecaster.reading.circumstances.preferences import (
    Preferences,
    Rounds,
    Weights,
    preferred,
    weight,
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


def question(draft: Draft, acts: list[Draft], story: Story, setting: Setting) -> Question:
    """All that can be chosen for an act of an article."""
    return Question(
        None if draft.type is T.CALL else PlaceOptions(draft, acts, story, setting).options(),
        WindowOptions(draft, acts, story, setting).options(),
        StatementOptions(draft, acts, story, setting).options(),
    )


def questions_beside(
    acts: list[Draft], story: Story, setting: Setting, alone: Preferences
) -> list[Question]:
    """The questions again, beside what was chosen for each of the other acts at first.

    An act that another is told with tells where and when that is, too; so what is chosen for all
    agrees better than what is chosen for each (iterative classification: Neville and Jensen 2000).
    """
    asked = [question(act, acts, story, setting) for act in acts]
    settled = []
    for act, one in zip(acts, asked, strict=True):
        settled.append(copy(act))
        _settle(settled[-1], one, _proposed(act, acts), story, alone)
    found = []
    for at, (act, one) in enumerate(zip(acts, asked, strict=True)):
        others = [*settled[:at], act, *settled[at + 1 :]]
        found.append(_marked(question(act, others, story, setting), one, alone))
    return found


def _marked(asked: Question, before: Question, alone: Preferences) -> Question:
    """A question whose options tell how they were weighed before."""
    place = None
    if asked.place is not None and before.place is not None:
        place = _led(asked.place, before.place, alone.place)
    return Question(
        place,
        _led(asked.window, before.window, alone.window),
        _led(asked.statement, before.statement, alone.statement),
    )


def _led(options: Options[V], before: Options[V], weights: Weights) -> Options[V]:
    told = leads({one: weight(traits, weights) for one, traits in before.items()})
    return {one: traits | {told.get(one, "once new")} for one, traits in options.items()}


class PreferringPlacer:
    """Chooses by learned preferences."""

    def __init__(self, rounds: Rounds) -> None:
        """Choose by the preferences of two ``rounds``."""
        self._rounds = rounds

    def settle(self, acts: list[Draft], story: Story, setting: Setting) -> None:
        """Give each act the place and days that most speaks for, in place.

        All is looked at before anything is changed, so that the order of acts is of no matter.
        Days are left to the rules in long texts, and all is in those that are longer still.
        """
        if len(story.scenes) > LONGEST:
            return
        is_long = len(story.scenes) > LONGEST_SETTLED
        asked = questions_beside(acts, story, setting, self._rounds.alone)
        proposed = [_proposed(act, acts) for act in acts]
        for act, one, there in zip(acts, asked, proposed, strict=True):
            _settle(act, one, there, story, self._rounds.beside, is_long=is_long)


def _settle(
    act: Draft,
    asked: Question,
    proposed: frozenset[CountryCode],
    story: Story,
    learned: Preferences,
    *,
    is_long: bool = False,
) -> None:
    """Give an act what most speaks for; in a long text its days stay, and one without a place has none.

    A meeting that was found in the record stays where and when the record has it.
    """
    if act.recorded:
        return
    lacks = is_long and act.place is None
    if asked.place is not None and not lacks and not _is_set(act, asked.place):
        country = preferred(asked.place, learned.place)
        if act.place is None or country not in proposed:
            act.place = _place_in(country, act, story)
    if is_long:
        return
    act.window = _window(act, asked.window, learned.window)
    if act.type in PAST and act.window is not None and act.window.days <= _SHORT:
        act.statement_on = act.window.start
    else:
        act.statement_on = _statement(act, asked.statement, learned.statement)


def _window(act: Draft, options: Options[Window], weights: Weights) -> Window | None:
    """The days most speaks for; those that the act's sentence tells are not lightly given up.

    A forum of which no days are told takes those of the calendar (``docs/codebook.md``, window).
    """
    chosen = preferred(options, weights)
    if chosen is not None:
        return _sharper(act.window, chosen)
    if act.window is not None and "event own" in options.get(act.window, ()):
        return act.window
    told = next((traits for traits in options.values() if "read told" in traits), None)
    close = told and weight(options[None], weights) < weight(told, weights) + SURE
    return act.window if close else None


def _statement(act: Draft, options: Options[date], weights: Weights) -> date | None:
    """The day most speaks for; one that the act's sentence tells stands."""
    if act.stated:
        return act.statement_on
    chosen = preferred(options, weights)
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
SURE = 100
"""Hundredths of log odds by which "none" must be ahead of days that the act's sentence tells."""


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
