"""Calendars: bytes of iCalendar (RFC 5545) to versions of summits.

An entry becomes a version of the edition it names; only what changed becomes a further version.
What an entry leaves open (no date, a place that is none) stays open in the version and is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from operator import attrgetter
from typing import TypeVar

import icalendar
import recurring_ical_events
from icalendar.prop import vBroken, vRecur

from forecaster.domain.clock import Window
from forecaster.domain.errors import CalendarError
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.summits import Summit
from jobs.fetch.feeds import Refused
from jobs.fetch.texts import decode, safe_text

MAX_BYTES = 2 * 1024 * 1024
MAX_EVENTS = 1000
MAX_INSTANCES = 60
"""Most dates taken from one recurring entry."""

BEHIND = timedelta(days=60)
AHEAD = timedelta(days=1095)
"""Entries are read from so long before to so long after the moment of reading."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[a-z0-9]+")
_EVENT = re.compile(rb"^BEGIN:VEVENT", re.MULTILINE | re.IGNORECASE)
_DAILY_OR_RARER = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Atlas:
    """What is needed to understand an entry.

    Attributes:
        series: Key of the series by a name of it in lower case.
        members: Countries of each series.
        places: Place by a name of it in lower case; a country alone has no city.
        known: Newest known version of each edition, by id.
    """

    series: Mapping[str, str]
    members: Mapping[str, frozenset[CountryCode]]
    places: Mapping[str, Place]
    known: Mapping[str, Summit]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What a calendar held.

    Attributes:
        summits: Further versions, in order of id.
        refused: Entries, or parts of them, that could not be used.
    """

    summits: tuple[Summit, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    uid: str
    sequence: int
    name: str
    window: Window | None
    location: str
    cancelled: bool


def read_calendar(data: bytes, *, source: str, atlas: Atlas, known_at: datetime) -> CalendarPage:
    """Read a calendar.

    Args:
        data: Body as unpacked.
        source: Name of the calendar.
        atlas: What is known of series, places and editions.
        known_at: When the body was had.

    Raises:
        CalendarError: If it is no calendar or has too many entries.
    """
    refused: list[Refused] = []
    known = dict(atlas.known)
    for component in _components(data):
        try:
            entries = tuple(_entries(component, known_at))
        except CalendarError as error:
            refused.append(Refused(str(error), _text(component, "SUMMARY")[:200]))
            continue
        for entry in entries:
            refused += _take(entry, replace(atlas, known=known), known, (source, known_at))
    fresh = [item for key, item in known.items() if atlas.known.get(key) != item]
    return CalendarPage(tuple(sorted(fresh, key=attrgetter("id"))), tuple(refused))


def _components(data: bytes) -> list[icalendar.Event]:
    if len(data) > MAX_BYTES:
        raise CalendarError(f"the calendar is larger than {MAX_BYTES // 1024} KiB")
    count = len(_EVENT.findall(data))
    if count > MAX_EVENTS:
        raise CalendarError(f"the calendar has {count} entries, at most {MAX_EVENTS} are read")
    text = safe_text(decode(data).text).text.lstrip("\ufeff")
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError) as error:
        raise CalendarError(f"this is no calendar: {str(error)[:120]}") from error
    return [item for item in calendar.walk("VEVENT") if isinstance(item, icalendar.Event)]


def _entries(event: icalendar.Event, known_at: datetime) -> Iterator[_Entry]:
    """The entry, once for each of its dates inside the horizon."""
    rule = event.get("RRULE")
    if rule is None:
        yield _entry(event)
        return
    frequency = str(rule.get("FREQ", [""])[0]).upper() if isinstance(rule, vRecur) else ""
    if frequency not in _DAILY_OR_RARER:
        raise CalendarError(f"an entry that recurs {frequency.lower() or 'without rule'}")
    first, last = known_at - BEHIND, known_at + AHEAD
    try:
        found = recurring_ical_events.of(event).between(first.date(), last.date())
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise CalendarError(f"a recurrence that cannot be followed: {error}") from error
    if len(found) > MAX_INSTANCES:
        raise CalendarError(f"an entry that recurs more than {MAX_INSTANCES} times")
    for instance in islice(found, MAX_INSTANCES):
        yield _entry(instance)


def _entry(event: icalendar.Event) -> _Entry:
    name = " ".join(_text(event, "SUMMARY").split())[:200]
    if not name:
        raise CalendarError("an entry without a name")
    return _Entry(
        uid=_text(event, "UID")[:200],
        sequence=_sequence(event),
        name=name,
        window=_window(event),
        location=_text(event, "LOCATION")[:200],
        cancelled=_text(event, "STATUS").strip().upper() == "CANCELLED",
    )


def _text(event: icalendar.Event, name: str) -> str:
    return str(event.get(name, ""))


def _sequence(event: icalendar.Event) -> int:
    value = event.get("SEQUENCE", 0)
    return value if isinstance(value, int) else 0


def _window(event: icalendar.Event) -> Window | None:
    """First and last day; None without a start. The end of whole days is exclusive (RFC 5545)."""
    start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    if start is None:
        return None
    first = _day(start)
    if end is None:
        end = start + _duration(event)
    last = _day(end)
    at_midnight = not isinstance(end, datetime) or end.time() == time.min
    if at_midnight and last > first:
        last -= timedelta(days=1)
    if last < first:
        raise CalendarError(f"an entry that ends on {last}, before it starts on {first}")
    return Window(first, last)


def _duration(event: icalendar.Event) -> timedelta:
    held = event.get("DURATION")
    value = None if isinstance(held, vBroken) else getattr(held, "dt", None)
    return value if isinstance(value, timedelta) else timedelta(0)


def _moment(event: icalendar.Event, name: str) -> date | None:
    held = event.get(name)
    value = None if isinstance(held, vBroken) else getattr(held, "dt", None)
    return value if isinstance(value, date) else None


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _take(
    entry: _Entry, atlas: Atlas, known: dict[str, Summit], origin: tuple[str, datetime]
) -> Iterator[Refused]:
    """Put the version that an entry makes into ``known``; yields what it left open."""
    problems = []
    series = _series(entry.name, atlas)
    if series is None:
        problems.append("a series that is not known")
        series = _slug(entry.name)
    if entry.window is None:
        problems.append("no date")
    place = _place(entry.location, atlas)
    if place is None and entry.location.strip():
        problems.append(f"a place that is not known: {entry.location.strip()[:80]}")
    summit = _version(entry, series, place, origin)
    if summit:
        summit = replace(summit, members=atlas.members.get(series, frozenset()))
    held = known.get(summit.id) if summit else None
    if summit is None:
        problems.append("no year, so no edition")
    elif held and _is_older(entry, held):
        problems.append(f"SEQUENCE {entry.sequence} goes back behind what is known")
    elif held is None or not _says_the_same(summit, held):
        known[summit.id] = _following(summit, held)
    return iter([Refused(problem, entry.name) for problem in problems])


def _series(name: str, atlas: Atlas) -> str | None:
    """The series with the longest name among the words of ``name``."""
    words = f" {' '.join(_WORD.findall(name.lower()))} "
    found = [key for key in atlas.series if f" {' '.join(_WORD.findall(key))} " in words]
    return atlas.series[max(found, key=len)] if found else None


def _slug(name: str) -> str:
    words = [word for word in _WORD.findall(name.lower()) if not _YEAR.fullmatch(word)]
    return "-".join(words)[:80] or "unnamed"


def _place(location: str, atlas: Atlas) -> Place | None:
    """The place: its city where one is named, else its country."""
    parts = [part.strip().lower() for part in re.split(r"[,;()/\n]", location) if part.strip()]
    found = [atlas.places[part] for part in parts if part in atlas.places]
    countries = {place.country for place in found if place.city is None}
    for place in found:
        if place.city is not None and (not countries or place.country in countries):
            return place
    return found[0] if found else None


def _version(
    entry: _Entry, series: str, place: Place | None, origin: tuple[str, datetime]
) -> Summit | None:
    named = _YEAR.search(entry.name)
    year = str(entry.window.start.year) if entry.window else named.group() if named else None
    if year is None:
        return None
    source, known_at = origin
    return Summit(
        id=f"{series}-{year}",
        series=series,
        name=entry.name,
        window=entry.window,
        place=place,
        members=frozenset(),
        invitees=frozenset(),
        host_known_at=known_at,
        dates_known_at=known_at,
        cancelled=entry.cancelled,
        source=f"{source} {entry.uid} #{entry.sequence}",
    )


def _is_older(entry: _Entry, held: Summit) -> bool:
    """Whether the held version comes from a later state of the very same entry."""
    before, _, number = held.source.rpartition(" #")
    return before.endswith(f" {entry.uid}") and number.isdigit() and entry.sequence < int(number)


def _says_the_same(summit: Summit, held: Summit) -> bool:
    """Whether nothing that a forecast uses is new; what an entry leaves open takes nothing away."""
    return (
        summit.window in (None, held.window)
        and summit.cancelled == held.cancelled
        and (summit.place is None or held.place in (summit.place, _with_city(summit, held)))
    )


def _with_city(summit: Summit, held: Summit) -> Place | None:
    """The held place, when the new one names just its country."""
    same = summit.place and held.place and summit.place.country == held.place.country
    return held.place if same and summit.place and summit.place.city is None else None


def _following(summit: Summit, held: Summit | None) -> Summit:
    """The version that follows the held one, with the members already known."""
    if held is None:
        return summit
    same_place = summit.place is None or summit.place == held.place
    return replace(
        summit,
        name=held.name,
        revision=held.revision + 1,
        window=summit.window or held.window,
        place=held.place if same_place else summit.place,
        members=held.members,
        invitees=held.invitees,
    )
