"""Place, days and forum that an act takes from the sentences around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

from forecaster.domain.clock import Window
from forecaster.domain.places import Place
from forecaster.domain.signals import SignalType
from forecaster.domain.summits import Summit
from forecaster.reading.acts.draft import ANSWERS, PAST, SINGLE, Draft, Setting
from forecaster.reading.acts.story import Scene, Story

T = SignalType
V = TypeVar("V")


def stage(drafts: list[Draft], story: Story, setting: Setting) -> None:
    """Give acts what they leave out from the nearest scene that can be theirs, in place."""
    for draft in drafts:
        near = _by_distance(draft, story.near(draft.sentence, _NEAR))
        events = _by_distance(draft, story.events_near(draft.sentence))
        if draft.forum is None and draft.type in _GOING:
            _take_event(draft, events, setting)
        if draft.recalled:
            continue
        own = [(away, scene) for away, scene in near if _is_own(scene, draft, away)]
        if draft.window is None and draft.type in _DATED:
            draft.window = _first(own, lambda scene: scene.window, within=_NEXT)
        if draft.window is None and draft.type in _SET_FOR_DAYS:
            draft.window = _first(own, lambda scene: scene.ahead, within=0)
        if draft.place is None and draft.type in _SET and not _is_loose(draft):
            draft.place = _first(near, lambda scene: scene.place, within=_NEAR)
        if draft.place is None and draft.type in ANSWERS:
            draft.place = _first(own, lambda scene: scene.goal, within=_NEXT)
        if draft.place is None:
            draft.place = _at_dateline(draft, setting)
        if draft.forum is None and draft.type in _HELD:
            _take_occasion(draft, events, setting)
        if draft.forum is None and draft.place is None and draft.type in _TALKED:
            _take_event(draft, [one for one in events if one[0] <= 1], setting)
        if draft.forum is None and draft.type is not T.CALL:
            _take_from_calendar(draft, story, setting)


_DATED = ANSWERS | {T.CONFIRM}
_SET = frozenset(
    {T.MET, T.CONFIRM, T.CANCEL, T.POSTPONE, T.ACCEPT, T.ATTEND, T.NOT_ATTEND, T.TRAVEL}
)
_SET_FOR_DAYS = SINGLE | {T.INVITE, T.CONFIRM, T.POSTPONE, T.CANCEL, T.DECLINE} - {T.TRAVEL}
_GOING = frozenset({T.ATTEND, T.NOT_ATTEND})
_HELD = frozenset({T.MET, T.CONFIRM, T.NOT_PLANNED, T.CANCEL})
_TALKED = ANSWERS | {T.CONFIRM}
_NEXT, _NEAR, _ANYWHERE = 2, 3, 10**6


def _by_distance(draft: Draft, scenes: Iterable[Scene]) -> list[tuple[int, Scene]]:
    """The scenes that can be an act's with their distance in sentences, the past first.

    A headline is near to all.
    """
    found = []
    for scene in scenes:
        away = abs(scene.sentence - draft.sentence)
        if scene.title:
            away = min(away, 1)
        if _can_be(scene, draft):
            found.append((away, scene))
    return sorted(found, key=lambda one: (one[0], one[1].sentence > draft.sentence))


def _can_be(scene: Scene, draft: Draft) -> bool:
    """Whether some leader is common to both, and no other country is the place."""
    if scene.leaders and not scene.leaders & set(draft.leaders):
        return False
    apart = scene.place and draft.place and scene.place.country != draft.place.country
    return not apart


def _is_loose(draft: Draft) -> bool:
    """Whether a meeting held is only recalled as of some week: what is told now is not its scene."""
    return draft.type is T.MET and draft.window is not None and draft.window.days > _SHORT


def _is_own(scene: Scene, draft: Draft, away: int) -> bool:
    """Whether a scene names nobody but the leaders of an act, and no event that is not theirs.

    One that names nobody at all must be close by.
    """
    if (scene.series and not draft.forum) or not (scene.leaders or away <= 1):
        return False
    return scene.leaders <= set(draft.leaders) and (not scene.others or bool(scene.leaders))


def _at_dateline(draft: Draft, setting: Setting) -> Place | None:
    """Where the reporter sits: at home with one of those who met, or abroad with who has come.

    In a third country reporters sit where leaders gather, not where somebody speaks for them.
    """
    home = setting.home
    if home is None:
        return None
    own = home.country in {setting.cast.country(leader) for leader in draft.leaders}
    return home if draft.type in (_AT_HOME if own else _ABROAD) else None


_AT_HOME = frozenset({T.MET})
_ABROAD = _SET | {T.NOT_PLANNED, T.ALT_VENUE}


def _take_occasion(draft: Draft, events: list[tuple[int, Scene]], setting: Setting) -> None:
    """Leaders who meet where and when an event of the article takes place meet at it."""
    if draft.window is None:
        return
    summit = _first(events, lambda scene: _edition(scene, draft, setting), within=_ANYWHERE)
    if summit is None or summit.window is None or not summit.window.overlaps(draft.window):
        return
    if draft.window.days > _SHORT or (
        draft.place and summit.place and draft.place.country != summit.place.country
    ):
        return
    draft.forum = summit.forum
    draft.place = draft.place or summit.place


_SHORT = 3


def _take_from_calendar(draft: Draft, story: Story, setting: Setting) -> None:
    """Leaders who are both abroad where an event takes place are there for it, named or not.

    Where one of them is at home, the text must speak of some gathering.
    """
    if draft.place is None or (draft.window is None and draft.type in PAST):
        return
    days = draft.window or Window(setting.published, setting.published + _SOON)
    if draft.window is not None and days.days > _FORTNIGHT:
        return
    country, city = draft.place.country, draft.place.city
    third = country not in {setting.cast.country(one) for one in draft.leaders}
    if not third and not story.gathers:
        return
    anywhere = city is None or (third and draft.window is not None)
    summit = setting.calendar.hosted(country, city, days) if city else None
    if summit is None and anywhere and third:
        summit = setting.calendar.hosted(country, None, days)
    if summit is not None:
        draft.forum, draft.window = summit.forum, draft.window or summit.window


_SOON = timedelta(days=45)
_FORTNIGHT = 14


def _first(
    near: list[tuple[int, Scene]], part: Callable[[Scene], V | None], *, within: int
) -> V | None:
    values = (part(scene) for away, scene in near if away <= within)
    return next((value for value in values if value is not None), None)


def _take_event(draft: Draft, events: list[tuple[int, Scene]], setting: Setting) -> None:
    """Let who goes or stays away do so at the event that the article speaks of."""
    summit = _first(events, lambda scene: _edition(scene, draft, setting), within=_ANYWHERE)
    if summit is None or (draft.place and summit.place and draft.place != summit.place):
        return
    draft.forum = summit.forum
    draft.place = draft.place or summit.place
    draft.window = draft.window or summit.window


def _edition(scene: Scene, draft: Draft, setting: Setting) -> Summit | None:
    if not scene.series:
        return None
    return setting.calendar.edition(
        scene.series[0],
        setting.published,
        ahead=draft.type not in PAST,
        window=draft.window,
        country=draft.place.country if draft.place else None,
    )
