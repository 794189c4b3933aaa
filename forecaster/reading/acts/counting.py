"""Days that a text counts from a meeting of the record: "two days after their summit in Oslo"."""

from __future__ import annotations

from datetime import date

from forecaster.domain.places import CountryCode
from forecaster.reading.acts.draft import Setting
from forecaster.reading.patterns.attribution import number
from forecaster.reading.text.lemmas import stems
from forecaster.reading.times.dates import how_long
from forecaster.reading.times.timewords import TimeExpression
from forecaster.reading.who.canon import Canon

_REACH = 8
"""Words behind the time within which the meeting is named."""


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
