"""The spans of days on which an act's meeting can be, as an article names them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property

from forecaster.domain.clock import Window
from forecaster.domain.summits import Summit
from forecaster.reading.acts.draft import PAST, Draft, Setting
from forecaster.reading.acts.moments import Moment
from forecaster.reading.acts.story import Scene, Story
from forecaster.reading.circumstances.options import Options, Sightings
from forecaster.reading.circumstances.seen import Seen, with_seen
from forecaster.reading.circumstances.traits import (
    SAME,
    WITHIN,
    about,
    bound,
    kinship,
    nearest,
    nearness,
    telling,
    wording,
    words_of,
)
from forecaster.reading.who.units import FORUM


class WindowOptions:
    """Gathers for one act the spans of days that can be its window."""

    def __init__(self, draft: Draft, story: Story, setting: Setting) -> None:
        """See the act in its article."""
        self._draft = draft
        self._scenes = story.scenes
        look = story.impression
        self._seen: Seen[Window] | None = (
            Seen(look.span, story.positions(draft), draft.type) if look else None
        )
        self._news = story.diary.news_day
        self._setting = setting
        self._today = setting.published
        self._kind = "past" if draft.type in PAST else str(draft.type)
        self._found: Sightings[Window] = Sightings()
        self._rule = None if draft.window is None else self._clipped(draft.window)
        for scene in self._scenes:
            for moment in scene.moments:
                self._see(scene, moment)
            self._see_events(scene)
        self._see_setting()

    def beside(self, acts: list[Draft]) -> Options[Window]:
        """All that can be chosen beside these acts, None for days that the text does not tell."""
        found = self._found.known_further()
        self._see_acts(acts, found)
        done: Options[Window] = {
            one: traits.union(self._of(one, traits)) for one, traits in found.items()
        }
        done[None] = frozenset(self._of_none())
        if self._seen is None:
            return done
        seen, kind, read = self._seen, self._draft.type, f"read {self._read}"
        return with_seen(done, seen.odds, seen.unnamed(None), kind, read)

    def _clipped(self, window: Window) -> Window:
        """A coming meeting's days begin no sooner than today."""
        if self._draft.type in PAST:
            return window
        return window.not_before(self._today) or window

    # -- what is named -------------------------------------------------------------------------

    def _see(self, scene: Scene, moment: Moment) -> None:
        near = nearness(scene, moment.named.at, self._draft)
        traits = list(self._traits(scene, moment, near))
        traits += [f"{one} | {self._kind}" for one in traits if one.startswith(_BY_TYPE)]
        meant = [(self._clipped(span), way) for span, way in self._meant(moment)]
        for span, way in meant:
            self._found.name(span, near, [*traits, way, *(f"{one} {way}" for one in traits)])
        if self._seen is not None:
            self._seen.note((span for span, _ in meant), scene, moment)

    def _meant(self, moment: Moment) -> Iterator[tuple[Window, str]]:
        """The spans for which a time can stand, and the way in which each is meant."""
        if moment.ahead is not None:
            yield moment.ahead, "fixed" if moment.ahead == moment.back else "ahead"
        if moment.back is not None and moment.back != moment.ahead:
            yield moment.back, "back"
        if moment.named.time.kind == "weekday" and moment.ahead == Window(self._today, self._today):
            next_week = self._today + timedelta(days=7)
            yield Window(next_week, next_week), "a week on"

    def _traits(self, scene: Scene, moment: Moment, near: str) -> Iterator[str]:
        named, time = moment.named, moment.named.time
        bond, role = bound(named.bond), named.role or "alone"
        yield from (f"named {near}", f"named {near} {time.is_day} {time.bound}")
        yield from (f"kind {time.like}", f"sort {time.is_day} {time.bound} {time.looks_back}")
        yield from (f"bond {bond}", f"bond {role} {near}", f"bond {bond} {near}")
        where = "told" if near in SAME else near
        yield from wording(scene.canon.items, named.at, where)
        if near in SAME:
            away = about(self._distance(scene, named.at))
            yield from (f"away {away}", f"away {away} {role}")
        else:
            who = self._of_whom(scene)
            yield from (f"of {who}", f"of {who} {near}", f"of {who} {role}")

    def _distance(self, scene: Scene, at: int) -> int:
        return min(
            0 if first <= at < last else min(abs(at - first), abs(at - last))
            for sentence, first, last in self._draft.tellings
            if sentence == scene.sentence
        )

    def _of_whom(self, scene: Scene) -> str:
        """Whether another sentence is about the same leaders."""
        if not scene.leaders:
            return "nobody"
        if scene.leaders <= set(self._draft.leaders):
            return "them"
        return "some" if scene.leaders & set(self._draft.leaders) else "others"

    def _see_events(self, scene: Scene) -> None:
        """The days of the multilateral events that a scene names, or that a town of it hosts."""
        near = nearness(scene, 0, self._draft)
        for unit in scene.canon.units:
            if unit.kind != FORUM or unit.forum is None:
                continue
            for ahead in (True, False):
                edition = self._setting.calendar.edition(
                    unit.forum.series, self._today, ahead=ahead
                )
                self._see_edition(edition, near, f"event {{}} {'next' if ahead else 'last'}")
        coming = Window(self._today, self._today + _SOON)
        for spot in scene.spots:
            if spot.place.city:
                hosted = self._setting.calendar.hosted(spot.place.country, spot.place.city, coming)
                self._see_edition(hosted, near, f"hosted {{}} {spot.venue}")

    def _see_edition(self, edition: Summit | None, near: str, trait: str) -> None:
        if edition is None or edition.window is None:
            return
        own = "own" if edition.forum == self._draft.forum else "another"
        where = trait.format("told" if near in SAME else near)
        seen = [where, f"{where} | {self._draft.type}", f"event {own}"]
        self._found.name(self._clipped(edition.window), near, seen, "event")

    def _see_setting(self) -> None:
        """The days of the event of the act, today for what has happened, what the rules read."""
        draft = self._draft
        summit = self._setting.calendar.by_id.get(draft.forum.lower()) if draft.forum else None
        self._see_edition(summit, WITHIN, "its event")
        if draft.type in PAST:
            self._found.know(Window(self._today, self._today), "today", f"today | {draft.type}")
            if self._news is not None:
                self._found.know(Window(self._news, self._news), "news", f"news | {draft.type}")
        if self._rule is not None:
            self._found.know(self._rule, "read")

    def _see_acts(self, acts: list[Draft], found: Sightings[Window]) -> None:
        kind = self._draft.type
        for act in nearest(acts, self._draft):
            if act.window is not None:
                kin = f"{kinship(act, self._draft)}{self._elsewhere(act)}"
                found.know(
                    self._clipped(act.window),
                    f"days of {act.type} {kin}",
                    f"of act {kin} | {kind}",
                    f"{act.type} {kin} | {kind}",
                )

    def _elsewhere(self, act: Draft) -> str:
        """Whether another act is set in another country than this one."""
        lands = {one.place.country for one in (act, self._draft) if one.place is not None}
        return " elsewhere" if len(lands) > 1 else ""

    # -- what speaks for each ------------------------------------------------------------------

    def _when(self, window: Window) -> str:
        """How far from today a span lies."""
        if window.end < self._today:
            return f"past {about((self._today - window.end).days)}"
        if window.start <= self._today:
            return "today" if window.days == 1 else "around today"
        return f"coming {about((window.start - self._today).days)}"

    def _of(self, window: Window, seen: frozenset[str]) -> Iterator[str]:
        """What speaks for a span beside what is ``seen`` of it."""
        draft = self._draft
        kind, when, length = draft.type, self._when(window), about(window.days - 1)
        late = draft.statement_on is not None and window.end < draft.statement_on
        yield from (
            f"is {when}",
            f"is {when} | {kind}",
            f"long {length}",
            f"long {length} | {kind}",
        )
        yield f"before the statement {late} | {kind}"
        if window == self._rule:
            yield from (f"read | {kind}", f"read guessed {draft.guessed} | {kind}", f"read {when}")
            yield from (f"read {telling(seen)}", f"read {telling(seen)} | {kind}")
            yield f"read assumed {draft.assumed} | {kind}"
            yield f"read recalled {draft.recalled} | {kind}"
        elif self._rule is None:
            yield from ("unread", f"unread | {kind}")
        else:
            yield from (f"not read | {kind}", f"not read assumed {draft.assumed} | {kind}")
            yield from (
                f"not read {self._rule.overlaps(window)}",
                f"{telling(seen)} not read {self._read}",
            )
        if seen == {"read"}:
            yield "never named"

    @cached_property
    def _read(self) -> str:
        """How the days are named that the rules read."""
        return "none" if self._rule is None else telling(self._found.traits(self._rule))

    def _of_none(self) -> Iterator[str]:
        draft = self._draft
        kind = draft.type
        yield from ("none", f"none | {kind}", f"none background {draft.background} | {kind}")
        if self._rule is None:
            yield from ("none read", f"none read | {kind}", f"none read {draft.guessed} | {kind}")
        else:
            yield from (f"none unlike read | {kind}", f"none unlike {self._when(self._rule)}")
            yield f"none unlike guessed {draft.guessed} | {kind}"
            yield from (f"none not read {self._read}", f"none not read {self._read} | {kind}")
        scene = self._scenes[draft.sentence - 1]
        yield from (f"none with {word}" for word in words_of(scene))
        times = min(len(scene.moments), _MANY)
        yield from (f"none of {times}", f"none of {times} | {kind}")
        if draft.forum:
            yield from ("none event", f"none event | {kind}")
        if draft.place is None:
            yield "none placed"


_BY_TYPE = ("named ", "bond ")
_MANY = 3
_SOON = timedelta(days=60)
