"""The days on which an act can have been said or done, as an article names them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from forecaster.reading.acts.diary import OPENING
from forecaster.reading.acts.draft import PAST, Draft, Setting
from forecaster.reading.acts.moments import TOLD, Moment, Named
from forecaster.reading.acts.story import Scene, Story
from forecaster.reading.circumstances.options import Options, Sightings
from forecaster.reading.circumstances.seen import Seen, with_seen
from forecaster.reading.circumstances.traits import (
    SAME,
    about,
    bound,
    kinship,
    nearest,
    nearness,
    telling,
    wording,
    words_of,
)


class StatementOptions:
    """Gathers for one act the days that can be that of the statement."""

    def __init__(self, draft: Draft, story: Story, setting: Setting) -> None:
        """See the act in its article."""
        self._draft = draft
        self._scenes = story.scenes
        look = story.impression
        self._seen: Seen[date] | None = (
            Seen(look.day, story.positions(draft), draft.type) if look else None
        )
        self._news = story.diary.news_day
        self._setting = setting
        self._today = setting.published
        self._kind = "past" if draft.type in PAST else str(draft.type)
        self._sides = {side for side in (draft.actor, draft.speaker.country) if side}
        self._found: Sightings[date] = Sightings()
        self._loose: set[str] = set()
        self._looks_back = False
        self._known = " ".join(
            name
            for name in ("stated", "dated", "assumed", "background", "recalled")
            if getattr(draft, name)
        )
        for scene in self._scenes:
            for moment in scene.moments:
                self._see(scene, moment)
                loosely = set(self._loosely(scene, moment))
                self._loose.update(loosely)
                self._looks_back |= bool(loosely) and _tells_of_before(moment.named)
        self._see_days()

    def beside(self, acts: list[Draft]) -> Options[date]:
        """All that can be chosen beside these acts, None for a day that the text does not tell."""
        others, found = nearest(acts, self._draft), self._found.known_further()
        self._see_acts(others, found)
        done: Options[date] = {
            one: traits.union(self._of(one, traits)) for one, traits in found.items()
        }
        if self._looks_back:  # "said last week" is no day, and least of all that of the report
            done.pop(self._today, None)
        done[None] = frozenset(self._of_none(others))
        if self._seen is None:
            return done
        seen, kind, read = self._seen, self._draft.type, f"read {self._told}"
        return with_seen(done, seen.odds, seen.unnamed(self._today), kind, read)

    # -- what is named -------------------------------------------------------------------------

    def _see(self, scene: Scene, moment: Moment) -> None:
        span = moment.back or moment.ahead
        if span is None or span.days > _SHORT or span.start > self._today:
            return
        near = nearness(scene, moment.named.at, self._draft)
        traits = list(self._traits(scene, moment, near))
        traits += [f"{one} | {self._kind}" for one in traits if one.startswith(_BY_TYPE)]
        self._found.name(span.start, near, traits)
        if self._seen is not None:
            self._seen.note((span.start,), scene, moment)

    def _traits(self, scene: Scene, moment: Moment, near: str) -> Iterator[str]:
        named, time = moment.named, moment.named.time
        bond, role = bound(named.bond), named.role or "alone"
        whose = self._whose(scene)
        yield from (f"named {near}", f"kind {time.like}", f"sort {time.is_day} {time.bound}")
        yield from (f"bond {bond}", f"bond {role} {near}", f"bond {bond} {near}")
        yield from wording(scene.canon.items, named.at, "told" if near in SAME else near)
        beside = not scene.title and scene.canon.sentence.paragraph == self._draft.paragraph
        yield from (f"of {whose} {near}", f"paragraph {beside} {near}")
        yield from (f"paragraph {beside} {whose} {role}", f"speaks {scene.speaks} {near}")
        if not scene.title and scene.canon.sentence.paragraph == 0:
            yield f"opening {role}"

    def _loosely(self, scene: Scene, moment: Moment) -> Iterator[str]:
        """What is seen of a time that names no day, and may be that of the telling: "last week"."""
        named, span = moment.named, moment.back
        near = nearness(scene, named.at, self._draft)
        is_day = span is not None and span.days <= _SHORT
        if is_day or near not in SAME or (span is not None and span.start > self._today):
            return
        bond = bound(named.bond)
        back = f"back {named.time.looks_back}"
        yield from (
            f"loosely {back} {bond}",
            f"loosely {back} {bond} {near}",
            f"loosely {back} {near}",
        )
        yield from (f"loosely {named.time.like} {bond}", f"loosely {back} {bond} | {self._kind}")

    def _whose(self, scene: Scene) -> str:
        """Whether a sentence names the side whose step the act is."""
        cast = self._setting.cast
        named = {unit.country for unit in scene.canon.units if unit.country}
        named |= {country for leader in scene.leaders if (country := cast.country(leader))}
        if self._sides & named:
            return "side"
        return "others" if named else "nobody"

    def _see_days(self) -> None:
        """Today, the day of the news, that of what happened, and what the rules read."""
        draft = self._draft
        kind, voice = draft.type, draft.speaker.kind
        self._found.know(
            self._today,
            *("today", f"today | {kind}", f"today {voice}", f"today {self._known}"),
            f"today attributed {draft.attributed} | {kind}",
            f"today guessed {draft.guessed} | {kind}",
        )
        if self._news is not None and self._news <= self._today:
            late = (self._today - self._news).days
            self._found.know(
                self._news,
                *("news", f"news | {kind}", f"news {voice}", f"news {about(late)}"),
                f"news paragraph {min(draft.paragraph, OPENING)}",
            )
        event = draft.window.start if draft.window else None
        if event is not None and event <= self._today:
            self._found.know(event, f"event {self._kind}")
        if draft.statement_on is not None:
            self._found.know(draft.statement_on, "read")

    def _see_acts(self, others: list[Draft], found: Sightings[date]) -> None:
        for act in others:
            day = act.statement_on
            if day is None or day > self._today:
                continue
            voice = "heard" if act.speaker == self._draft.speaker else "other"
            away = min(abs(act.sentence - self._draft.sentence), _FAR)
            found.know(
                day,
                f"day of {kinship(act, self._draft)} {voice} {away}",
                f"day of {act.type} | {self._draft.type}",
                f"day of {voice} {act.stated} {act.dated}",
            )

    # -- what speaks for each ------------------------------------------------------------------

    def _of(self, day: date, seen: frozenset[str]) -> Iterator[str]:
        """What speaks for a day beside what is ``seen`` of it."""
        draft = self._draft
        kind, late = draft.type, about((self._today - day).days)
        yield from (f"ago {late}", f"ago {late} | {kind}")
        if day == draft.statement_on:
            yield from (f"read | {kind}", f"read {self._known}", f"read {draft.speaker.kind}")
            yield from (f"read guessed {draft.guessed} | {kind}", f"read ago {late}")
            yield f"read today {day == self._today} | {kind}"
            yield from (f"read {telling(seen)}", f"read {telling(seen)} | {kind}")
        else:
            yield from (f"not read | {kind}", f"not read {self._known}")
            yield f"{telling(seen)} not read {self._told}"
        if day == self._today:
            yield from (f"today {one}" for one in self._loose)

    @cached_property
    def _told(self) -> str:
        """How the day is named that the rules read."""
        day = self._draft.statement_on
        return "none" if day is None else telling(self._found.traits(day))

    def _of_none(self, others: list[Draft]) -> Iterator[str]:
        draft = self._draft
        kind, read = draft.type, draft.statement_on
        known = f"{self._known} {'named' if draft.nominal else ''}"
        yield from ("none", f"none | {kind}", f"none {known}", f"none {known} | {kind}")
        yield f"none guessed {draft.guessed} | {kind}"
        if read is None:
            yield from ("none read", f"none read | {kind}")
        else:
            yield f"none unlike ago {about((self._today - read).days)} | {kind}"
            yield f"none not read {self._told}"
        yield from (f"none {one}" for one in self._loose)
        scene = self._scenes[draft.sentence - 1]
        yield from (f"none with {word}" for word in words_of(scene))
        for act in others:
            if act.leaders == draft.leaders:
                order = "then" if act.sentence > draft.sentence else "before"
                yield f"none {order} {act.type} | {kind}"


def _tells_of_before(named: Named) -> bool:
    """Whether a time can only be gone by, and is that of something said or offered."""
    return named.time.looks_back and named.role in TOLD


_BY_TYPE = ("named ", "bond ", "of ", "opening ")
_SHORT = 3
_FAR = 3
