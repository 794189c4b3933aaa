"""Which multilateral event a sentence names, and which edition of it."""

from __future__ import annotations

from forecaster.domain.clock import Window
from forecaster.domain.places import Place
from forecaster.domain.summits import Summit
from forecaster.reading.acts.draft import PAST, Setting
from forecaster.reading.acts.placing import only_a_time
from forecaster.reading.acts.slots import slot_unit
from forecaster.reading.patterns.attribution import number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.units import FORUM, TIME


class Gatherings:
    """Resolves the forums of one article's sentences by the calendar."""

    def __init__(self, setting: Setting) -> None:
        """Know the calendar of ``setting``."""
        self._setting = setting

    def forums(self, canon: Canon) -> list[Summit]:
        """The coming multilateral events that a sentence names."""
        named = [unit.forum for unit in canon.units if unit.kind == FORUM and unit.forum]
        places = [unit.place for unit in canon.units if unit.place]
        found = [
            self._setting.calendar.edition(
                one.series,
                self._setting.published,
                ahead=True,
                country=places[0].country if places else None,
            )
            for one in named
        ]
        return [one for one in found if one is not None]

    def forum(self, hit: Hit, window: Window | None, place: Place | None) -> str | None:
        """The id of the multilateral event the sentence names."""
        items = hit.canon.items
        apart = {
            number(item)
            for at, item in enumerate(items)
            if item.startswith("F:") and only_a_time(items, at)
        }
        units = [
            unit
            for at, unit in enumerate(hit.canon.units)
            if unit.kind == FORUM and unit.forum and at not in apart
        ]
        if not units:
            return None
        slot = slot_unit(hit, "forum")
        unit = slot if slot is not None and slot.kind == FORUM else units[0]
        if unit.forum is None:
            return None
        year = next(
            (
                u.time
                for u in hit.canon.units
                if u.kind == TIME and u.time and u.time.kind == "year"
            ),
            None,
        )
        ahead = hit.type not in PAST and hit.rule.tense != "back"
        summit = self._setting.calendar.edition(
            unit.forum.series,
            self._setting.published,
            ahead=ahead,
            country=place.country if place else None,
            city=place.city if place else None,
            window=window,
            year=int(year.parts[0]) if year else None,
        )
        return summit.forum if summit else None
