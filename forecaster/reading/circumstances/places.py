"""The countries in which an act's meeting can be, as an article names them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from forecaster.domain.places import CountryCode, Place
from forecaster.reading.acts.draft import Draft, Setting
from forecaster.reading.acts.story import Scene, Story
from forecaster.reading.circumstances.options import Options, Sightings
from forecaster.reading.circumstances.seen import Unnamed, with_seen
from forecaster.reading.circumstances.traits import (
    ELSEWHERE,
    HEADLINE,
    SAME,
    beside,
    bound,
    kinship,
    nearest,
    nearness,
    telling,
    wording,
    words_of,
)
from forecaster.reading.patterns.attribution import number
from forecaster.reading.who.units import FORUM, LEADER, Unit


class PlaceOptions:
    """Gathers for one act the countries that can be its place."""

    def __init__(self, draft: Draft, story: Story, setting: Setting) -> None:
        """See the act in its article."""
        self._draft = draft
        self._scenes = story.scenes
        self._impression, self._positions = story.impression, story.positions(draft)
        self._setting = setting
        self._found: Sightings[CountryCode] = Sightings()
        self._homes = [setting.cast.country(leader) for leader in draft.leaders]
        self._rule = draft.place.country if draft.place else None
        for scene in self._scenes:
            self._see(scene)
        self._see_setting()

    def beside(self, acts: list[Draft]) -> Options[CountryCode]:
        """All that can be chosen beside these acts, None for a place that the text does not tell."""
        found = self._found.known_further()
        self._see_acts(acts, found)
        words = words_of(self._scenes[self._draft.sentence - 1])
        seen = dict(found.items())
        thirds = [one for one in seen if one not in self._homes]
        alone = len(thirds) == 1
        done: Options[CountryCode] = {
            one: traits.union(self._of(one, traits, words, alone=alone))
            for one, traits in seen.items()
        }
        named = any(traits & _NAMED_BESIDE for traits in seen.values())
        done[None] = frozenset(self._of_none(words, named=named))
        return self._with_impression(done)

    def _with_impression(self, options: Options[CountryCode]) -> Options[CountryCode]:
        """The same with what an impression of the article says of each country, if there is one."""
        look, kind = self._impression, self._draft.type
        if look is None:
            return options
        odds = {
            one: max(look.land(position, kind, one) for position in self._positions)
            for one in options
        }
        unnamed: Unnamed[CountryCode] = Unnamed(None, odds[None])
        named = {one: told for one, told in odds.items() if one is not None}
        return with_seen(options, named, unnamed, kind, self._read)

    # -- what is named -------------------------------------------------------------------------

    def _see(self, scene: Scene) -> None:
        items = scene.canon.items
        for spot in scene.spots:
            near = nearness(scene, spot.at, self._draft)
            sort = f"{'town' if spot.place.city else 'country'} {items[spot.at][:2]}"
            before = beside(items, spot.at)[1]
            seen = [
                f"named {near}",
                f"named {near} {before if before in _TELLING else '-'} {sort}",
                f"venue {near} {spot.venue}",
                f"bond {near} {bound(spot.bond)}",
            ]
            if near in SAME or near == HEADLINE:
                seen += wording(items, spot.at, "place")
            self._found.name(spot.place.country, near, seen)
        for at, item in enumerate(items):
            if item[:2] in _NAMING:
                self._see_unit(scene, at, scene.canon.units[number(item)])

    def _see_unit(self, scene: Scene, at: int, unit: Unit) -> None:
        near = nearness(scene, at, self._draft)
        if unit.kind == FORUM:
            self._see_forum(scene, at, unit, near)
            return
        close = near in SAME or near == HEADLINE
        if unit.kind == LEADER:
            own = unit.leaders[0] if len(unit.leaders) == 1 else None
            home = self._setting.cast.country(own) if own in self._draft.leaders and own else None
            if home is not None and close:
                self._found.name(home, near, wording(scene.canon.items, at, "leader"), "leader")
            return
        if unit.country is None or near == ELSEWHERE:
            return
        _, before, behind, second = beside(scene.canon.items, at)
        if "capital" in {behind, second}:
            self._found.name(unit.country, near, [f"capital {near} after {before}"], "capital")
        elif near in SAME and unit.country in self._homes:
            around = [f"side {unit.kind} after {before}", f"side {unit.kind} before {behind}"]
            self._found.name(unit.country, near, around, "side")

    def _see_forum(self, scene: Scene, at: int, unit: Unit, near: str) -> None:
        before = beside(scene.canon.items, at)[1]
        for ahead in (True, False):
            place = self._edition_place(unit, ahead=ahead)
            if place is not None:
                edition = f"event {near} {'next' if ahead else 'last'}"
                seen = [edition, f"event {near} after {before}"]
                self._found.name(place.country, near, seen, "event")

    def _edition_place(self, unit: Unit, *, ahead: bool) -> Place | None:
        if unit.forum is None:
            return None
        calendar, today = self._setting.calendar, self._setting.published
        edition = calendar.edition(unit.forum.series, today, ahead=ahead)
        return edition.place if edition else None

    def _see_setting(self) -> None:
        """The dateline, the homes of the leaders, the event of the act, what the rules read."""
        home = self._setting.home
        if home is not None:
            self._found.know(home.country, "dateline", f"dateline {self._draft.type}")
        for country in self._homes:
            if country is not None:
                self._found.know(country, "home")
        forum = self._draft.forum
        summit = self._setting.calendar.by_id.get(forum.lower()) if forum else None
        if summit is not None and summit.place is not None:
            own = "own event"
            self._found.know(summit.place.country, own, f"{own} {self._draft.type}")
        if self._rule is not None:
            self._found.know(self._rule, "read")

    def _see_acts(self, acts: list[Draft], found: Sightings[CountryCode]) -> None:
        for act in nearest(acts, self._draft):
            if act.place is not None:
                kin, kind = kinship(act, self._draft), self._draft.type
                whose = "own" if act.actor == self._draft.actor else "their"
                found.know(
                    act.place.country,
                    f"place of {act.type} {kin}",
                    f"of act {kin} | {kind}",
                    f"{act.type} {kin} {whose} | {kind}",
                )

    # -- what speaks for each ------------------------------------------------------------------

    def _side(self, country: CountryCode) -> str:
        """For whom a country is home."""
        draft = self._draft
        if country not in self._homes:
            return "third"
        if len(set(self._homes)) == 1:
            return "own"
        if draft.actor == country:
            return "actor"
        return "other" if draft.actor in self._homes else "party"

    def _of(
        self, country: CountryCode, seen: frozenset[str], words: frozenset[str], *, alone: bool
    ) -> Iterator[str]:
        """What speaks for a country beside what is ``seen`` of it."""
        draft, side = self._draft, self._side(country)
        kind, told = draft.type, self._told(seen)
        yield from (f"{trait} | {kind}" for trait in seen if trait.startswith(_BY_TYPE))
        yield from (f"{trait} | {side}" for trait in seen if trait.startswith(_BY_SIDE))
        yield from (f"{side} with {word}" for word in words)
        yield from (f"{side}", f"{side} | {kind}")
        yield f"{side} speaks {draft.speaker.country == country} | {kind}"
        if country == self._rule:
            exact = "town" if draft.place and draft.place.city else "country"
            yield from (f"read {side}", f"read {side} | {kind}", f"read {exact}")
            yield from (f"read | {kind}", f"read {draft.guessed} | {kind}")
            yield from (f"read {told}", f"read {told} | {kind}", f"read {told} {side}")
        else:
            yield from (f"not {self._read} {side}", f"not {self._read} | {kind}")
            yield f"{told} not {self._read}"
        if side == "third" and alone:
            yield from ("only third", f"only third | {kind}")
        if "dateline" in seen:
            yield f"dateline {side} | {kind}"
        if seen <= {"home", "read"}:
            yield "never named"

    @staticmethod
    def _told(seen: frozenset[str]) -> str:
        """How a country is named, and whether the act's own sentence sets something there."""
        venue = any(f"venue {near} True" in seen for near in SAME)
        return "venue" if venue else telling(seen)

    @cached_property
    def _read(self) -> str:
        """How the place is named that the rules read."""
        if self._rule is None:
            return "read none"
        return f"read {self._told(self._found.traits(self._rule))}"

    def _of_none(self, words: frozenset[str], *, named: bool) -> Iterator[str]:
        draft = self._draft
        kind = draft.type
        yield from ("none", f"none | {kind}")
        yield from (f"none with {word}" for word in words)
        if self._rule is None:
            yield from ("none read", f"none read | {kind}", f"none read {draft.guessed} | {kind}")
        else:
            yield from (f"none not {self._read}", f"none not {self._read} | {kind}")
        if not named:
            yield from ("none named", f"none named | {kind}")
        if draft.forum:
            yield "none event"
        if draft.window is None:
            yield from ("none dated", f"none dated | {kind}")


_NAMING = frozenset({"L:", "F:", "A:", "O:", "R:"})
_TELLING = frozenset(
    {"in", "to", "at", "from", "of", "for", "with", "near", "outside", "inside", "into", "on", "by",
     "via", "'s", ",", "between", "and", "visit", "leave", "reach", "host"}
)  # fmt: skip
"""Words before a place that tell what it has to do with a meeting."""
_BY_TYPE = ("named ", "venue ", "bond ")
_BY_SIDE = ("named ", "event ", "bond ")
_NAMED_BESIDE = {f"named {near}" for near in SAME}
