"""Days that a text counts from what is known: a meeting of the record, an event of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode
from forecaster.reading.acts.draft import Setting
from forecaster.reading.patterns.attribution import number
from forecaster.reading.text.lemmas import stems
from forecaster.reading.times.dates import COUNTED, how_long, resolve
from forecaster.reading.times.days import Frame
from forecaster.reading.times.timewords import TimeExpression
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.units import Unit

_REACH = 8
"""Words behind the time within which the meeting is named."""


def with_event(canon: Canon, at: int, time: TimeExpression, setting: Setting) -> TimeExpression:
    """A time with the days of the event from which it counts: "two days before the G20 in Oslo".

    Args:
        canon: The sentence.
        at: Position of the time in canonical words.
        time: The time.
        setting: When the article was published, and the calendar of events.
    """
    if "F:" not in canon.marks or not (time.kind in COUNTED or time.bound in _SIDES):
        return time
    behind = canon.items[at + 1 : at + 1 + _REACH]
    where = next((where for where, item in enumerate(behind) if item[:2] == "F:"), None)
    if where is None or any(item in _BREAKS or item[1:2] == ":" for item in behind[:where]):
        return time
    forum = canon.units[number(behind[where])]
    counted = replace(time, events=_days_of(forum, _town(canon, at + 2 + where), setting))
    return time if _tells_of_now(counted, setting.published) else counted


def _tells_of_now(time: TimeExpression, today: date) -> bool:
    """Whether "two days before the G20" is today, so that it tells how near that is, not when."""
    if time.kind not in _BY_DAYS:
        return False
    days = resolve(time, Frame(today, ahead=True))
    return days is not None and today in days


def _days_of(forum: Unit, town: str | None, setting: Setting) -> tuple[Window, ...]:
    """The days of the next and the last edition of a forum, that in a town if it is named."""
    if forum.forum is None:
        return ()
    editions = (
        setting.calendar.edition(forum.forum.series, setting.published, ahead=ahead, city=town)
        for ahead in (True, False)
    )
    return tuple(dict.fromkeys(one.window for one in editions if one is not None and one.window))


def _town(canon: Canon, at: int) -> str | None:
    """The town named right behind a forum: "the G20 summit in Osaka"."""
    behind = canon.items[at : at + _BESIDE]
    units = (canon.units[number(item)] for item in behind if item[:2] in {"C:", "P:"})
    return next((unit.place.city for unit in units if unit.place), None)


_BY_DAYS = frozenset({"days_before", "days_after"})
_SIDES = frozenset({"before", "after"})
_BREAKS = frozenset({",", ";", "and", "but", "that", "who", "which"})
_BESIDE = 4


def counted_day(canon: Canon, at: int, time: TimeExpression, setting: Setting) -> date | None:
    """The day that a time at word ``at`` counts; None when it counts from no recorded meeting.

    Args:
        canon: The sentence.
        at: Position of the time in canonical words.
        time: The time.
        setting: Who is in the article, when it was published, and what is on record.
    """
    country = _where_met(canon, at + 1, setting) if time.kind == "days_after" else None
    if country is None:
        return None
    held = setting.occasions.day(setting.cast.counts, country, setting.published)
    day = held + how_long(time) if held else None
    return day if day is not None and day <= setting.published else None


def _where_met(canon: Canon, at: int, setting: Setting) -> CountryCode | None:
    """The country of a meeting named from a word on: "their summit in Oslo", or just "Oslo"."""
    behind = canon.items[at : at + _REACH]
    place = next((where for where, item in enumerate(behind) if item[:2] in {"C:", "P:"}), None)
    if place is None or (place and not stems(behind[:place]) & setting.words["event_nouns"]):
        return None
    return canon.units[number(behind[place])].country
