"""Place, days and forum that an act takes from the sentences around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from forecaster.domain.signals import SignalType
from forecaster.domain.summits import Summit
from forecaster.reading.draft import ANSWERS, PAST, Draft, Setting
from forecaster.reading.story import Scene

T = SignalType
V = TypeVar("V")


def stage(drafts: list[Draft], scenes: list[Scene], setting: Setting) -> None:
    """Give acts what they leave out from the nearest scene that can be theirs, in place."""
    for draft in drafts:
        near = _by_distance(draft, scenes)
        if draft.forum is None:
            _take_forum(draft, near, setting)
        if draft.window is None and draft.type in _DATED and not draft.recalled:
            draft.window = _first(near, lambda scene: scene.window, within=_NEXT)
        if draft.place is None and draft.type in _SET and not draft.recalled:
            draft.place = _first(near, lambda scene: scene.place, within=_NEAR)


_DATED = ANSWERS | {T.CONFIRM}
_SET = frozenset({T.MET, T.CONFIRM, T.CANCEL, T.POSTPONE})
_GOING = frozenset({T.ATTEND, T.NOT_ATTEND})
_NEXT, _NEAR, _ANYWHERE = 2, 3, 10**6


def _by_distance(draft: Draft, scenes: Iterable[Scene]) -> list[tuple[int, Scene]]:
    """The scenes with their distance in sentences; a headline is near to all, the past first."""
    found = []
    for scene in scenes:
        away = abs(scene.sentence - draft.sentence)
        if scene.title:
            away = min(away, 1)
        if _can_be(scene, draft):
            found.append((away, scene))
    return sorted(found, key=lambda one: (one[0], one[1].sentence > draft.sentence))


def _can_be(scene: Scene, draft: Draft) -> bool:
    """Whether a scene can be that of an act: some leader in common, and no other country."""
    if scene.leaders and not scene.leaders & set(draft.leaders):
        return False
    apart = scene.place and draft.place and scene.place.country != draft.place.country
    return not apart


def _first(
    near: list[tuple[int, Scene]], part: Callable[[Scene], V | None], *, within: int
) -> V | None:
    values = (part(scene) for away, scene in near if away <= within)
    return next((value for value in values if value is not None), None)


def _take_forum(draft: Draft, near: list[tuple[int, Scene]], setting: Setting) -> None:
    """Let who goes or stays away do so at the event that the article speaks of."""
    if draft.type not in _GOING:
        return
    summit = _first(near, lambda scene: _edition(scene, draft, setting), within=_ANYWHERE)
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
