"""Tables of facts: meetings, trips (as in COLT), attendance, summits, leaders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from forecaster.domain.clock import Window
from forecaster.domain.meetings import BRIEF, JOINT_PRESENCE, ContactLevel, Mode
from forecaster.domain.people import Leader, LeaderId, Office, Term
from forecaster.domain.places import CountryCode
from forecaster.domain.summits import Summit
from forecaster.questions.encounters import IMPORT
from forecaster.questions.importers.rows import Imported, Row, each, rows_of
from forecaster.questions.sightings import STATED, Sighting

NameResolver = Callable[[str, date], LeaderId]
"""The leader meant by a name on a day; raises an error that names the remedy."""

_DAYS: Mapping[str, tuple[str, ...]] = {
    "start_date": ("date", "start", "tripstartdate", "trip_start", "arrival"),
    "end_date": ("end", "tripenddate", "trip_end", "departure"),
}
_WHERE: Mapping[str, tuple[str, ...]] = {
    "country": ("countryvisitediso", "country_visited", "host_country", "iso3"),
    "city": ("cityvisited", "city_visited", "town"),
}
_MEETING = {
    "leader_a": ("leader1", "leader_1"),
    "leader_b": ("leader2", "leader_2"),
    "contact": ("level",),
    "evidence": (),
    "forum": ("summit",),
    "source": (),
    "id": (),
    **_DAYS,
    **_WHERE,
}
_TRIP = {
    "leader": ("leaderfullname", "leader_full_name", "leader_name", "traveller", "leader_id"),
    "host": ("hostleader", "host_leader", "hosthogsname", "met_with"),
    "met_host": ("methosthogs",),
    "source": (),
    "id": ("tripid", "trip_id"),
    **_DAYS,
    **_WHERE,
}


_YES, _NO = ("1", "yes", "true", "y"), ("0", "no", "false", "n")


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are checked against.

    Attributes:
        resolve: Who is meant by a name.
        countries: Country codes.
        summits: The calendar, by id.
        occasions: Words by which the record calls occasions that are no summits.
    """

    resolve: NameResolver
    countries: frozenset[CountryCode]
    summits: Mapping[str, Summit]
    occasions: frozenset[str] = frozenset()


def meetings(text: str, known: Known) -> Imported[Sighting]:
    """Meetings: one row a pair and occasion, columns as in ``data/facts/meetings.csv``."""
    return each(rows_of(text, _MEETING, ["start_date", "leader_a", "leader_b"]), _meeting(known))


def _meeting(known: Known) -> Callable[[Row], Sighting]:
    def read(row: Row) -> Sighting:
        days = _days(row)
        leaders = frozenset(
            known.resolve(row.text(column), days.start) for column in ("leader_a", "leader_b")
        )
        if len(leaders) < 2:  # noqa: PLR2004 - a pair
            raise ValueError("leader_b: a leader cannot meet himself")
        evidence = row.cells.get("evidence", "") or "met_stated"
        source = row.cells.get("source", "") or "table"
        return Sighting(
            source=f"{IMPORT}{source}:{row.cells.get('id', '') or days.start}",
            leaders=leaders,
            mode=Mode.IN_PERSON,
            days=days,
            place=row.place(known.countries),
            forum=_forum(row, known, days),
            contact=_contact(row, evidence),
            at_least=not row.cells.get("contact") and evidence not in STATED,
            planned=None,
            origins=(source,),
            states_it=evidence in STATED,
        )

    return read


def _days(row: Row) -> Window:
    return _span(row.day("start_date"), row.day("end_date", "start_date"))


def _span(first: date, last: date) -> Window:
    if last < first:
        raise ValueError(f"end_date: {last} is before {first}")
    return Window(first, last)


def _forum(row: Row, known: Known, days: Window) -> str | None:
    """The edition named, or the one of the series named that was held on those days."""
    forum = row.cells.get("forum", "").lower()
    if not forum or forum in known.summits:
        return forum.upper() or None
    held = [one for one in known.summits.values() if one.series == forum]
    if not held and forum not in known.occasions:
        raise ValueError(f"forum: {forum!r} is not on the calendar; forums are written G20-2018")
    at = next((one for one in held if one.window and one.window.overlaps(days)), None)
    return at.forum if at else None


def _contact(row: Row, evidence: str) -> ContactLevel:
    told = row.cells.get("contact", "").upper()
    if told:
        if told not in ContactLevel.__members__:
            known = ", ".join(level.name.lower() for level in ContactLevel)
            raise ValueError(f"contact: {told.lower()!r} is none of {known}")
        return ContactLevel[told]
    if evidence in JOINT_PRESENCE:
        return ContactLevel.SAME_ROOM
    return ContactLevel.EXCHANGE_OF_WORDS if evidence == BRIEF else ContactLevel.SCHEDULED_BILATERAL


def trips(text: str, known: Known) -> Imported[Sighting]:
    """Trips of leaders, as in COLT: presence in a country; a host who is named was met."""
    return each(rows_of(text, _TRIP, ["start_date", "leader", "country"]), _trip(known))


def _trip(known: Known) -> Callable[[Row], Sighting]:
    def read(row: Row) -> Sighting:
        days = _days(row)
        leader = known.resolve(row.text("leader"), days.start)
        host = row.cells.get("host", "") if _says_yes(row, "met_host", default=True) else ""
        leaders = {leader, known.resolve(host, days.start)} if host else {leader}
        source = row.cells.get("source", "") or "colt"
        place = row.place(known.countries)
        if place is None:
            raise ValueError("country: is empty")
        return Sighting(
            source=f"{IMPORT}{source}:{row.cells.get('id', '') or days.start}",
            leaders=frozenset(leaders),
            mode=Mode.IN_PERSON,
            days=days,
            place=place,
            forum=None,
            contact=ContactLevel.VISIT_OR_SUMMIT if host else None,
            at_least=not host,
            planned=True,
            origins=(source,),
            states_it=True,
        )

    return read


def _says_yes(row: Row, column: str, *, default: bool) -> bool:
    told = row.cells.get(column, "").casefold()
    if not told:
        return default
    if told not in (*_YES, *_NO):
        raise ValueError(f"{column}: {told!r} is neither yes nor no")
    return told in _YES


def attendance(text: str, known: Known) -> Imported[Sighting]:
    """Who was at which summit; rows of absence are told apart and left out."""
    names = {"summit_id": ("forum", "event_id"), "leader_id": ("leader",), "attended": ()}
    return each(rows_of(text, {**names, "source": ()}, ["summit_id", "leader_id"]), _seen(known))


def _seen(known: Known) -> Callable[[Row], Sighting]:
    def read(row: Row) -> Sighting:
        summit = known.summits.get(row.text("summit_id").lower())
        if summit is None or summit.window is None:
            raise ValueError(f"summit_id: {row.text('summit_id')!r} has no days on the calendar")
        if not _says_yes(row, "attended", default=True):
            raise ValueError("attended: an absence settles at the deadline and needs no row")
        source = row.cells.get("source", "") or "table"
        return Sighting(
            source=f"{IMPORT}{source}:{summit.id}",
            leaders=frozenset({known.resolve(row.text("leader_id"), summit.window.start)}),
            mode=Mode.IN_PERSON,
            days=summit.window,
            place=summit.place,
            forum=summit.forum,
            contact=None,
            at_least=True,
            planned=True,
            origins=(source,),
            states_it=True,
        )

    return read


def summits(text: str, known: Known, now: datetime) -> Imported[Summit]:
    """The calendar: columns as in ``data/facts/summits.csv``; each row is a version known now."""
    names = {
        **dict.fromkeys(("id", "series", "name", "country", "city", "members", "invitees"), ()),
        "start_date": ("start",),
        "end_date": ("end",),
        "leaders_start": (),
        "leaders_end": (),
        "cancelled": ("canceled",),
    }
    return each(rows_of(text, names, ["id", "series", "name"]), _summit(known, now))


def _summit(known: Known, now: datetime) -> Callable[[Row], Summit]:
    def read(row: Row) -> Summit:
        held = known.summits.get(row.text("id").lower())
        dated = bool(row.cells.get("start_date"))
        return Summit(
            id=row.text("id").lower(),
            series=row.text("series").lower(),
            name=row.text("name"),
            window=_leaders_part(row) if dated else None,
            place=row.place(known.countries),
            members=_codes(row, "members", known),
            invitees=_codes(row, "invitees", known),
            host_known_at=now,
            dates_known_at=now,
            revision=held.revision + 1 if held else 1,
            cancelled=_says_yes(row, "cancelled", default=False),
            source="import",
        )

    return read


def _leaders_part(row: Row) -> Window:
    """The days on which the leaders are there, where the table tells them from the whole."""
    if not row.cells.get("leaders_start"):
        return _days(row)
    return _span(row.day("leaders_start"), row.day("leaders_end", "leaders_start"))


def _codes(row: Row, column: str, known: Known) -> frozenset[CountryCode]:
    codes = [part.strip().upper() for part in row.cells.get(column, "").split("|") if part.strip()]
    unknown = [code for code in codes if CountryCode(code) not in known.countries]
    if unknown:
        raise ValueError(f"{column}: {unknown[0]!r} is no known country")
    return frozenset(map(CountryCode, codes))


@dataclass(frozen=True, slots=True)
class Holder:
    """A leader with a term."""

    leader: Leader
    term: Term


def leaders(text: str, known: Known) -> Imported[Holder]:
    """People and terms: id, name, country, office, start, end."""
    names = {
        "id": ("leader_id",),
        "name": (),
        "country": (),
        "office": (),
        "start_date": ("start",),
        "end_date": ("end",),
    }
    return each(rows_of(text, names, ["id", "name", "country", "start_date"]), _holder(known))


def _holder(known: Known) -> Callable[[Row], Holder]:
    def read(row: Row) -> Holder:
        place = row.place(known.countries)
        if place is None:
            raise ValueError("country: is empty")
        identity = LeaderId(row.text("id"))
        if not identity.replace("-", "").isalnum() or not identity.isascii() or identity.isupper():
            raise ValueError(f"id: {identity!r} is no slug like vladimir-putin")
        end = row.day("end_date") if row.cells.get("end_date") else None
        start = row.day("start_date")
        if end is not None and end < start:
            raise ValueError(f"end_date: {end} is before {start}")
        office = row.cells.get("office", "") or "head_of_government"
        if office not in set(Office):
            raise ValueError(f"office: {office!r} is none of {', '.join(Office)}")
        term = Term(identity, place.country, Office(office), start, end, "import")
        return Holder(Leader(identity, row.text("name")), term)

    return read
