"""The fact tables of ``data/facts`` as domain objects, checked against their expectations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from forecaster.domain.chronicle import END_OF_TIME, Facts
from forecaster.domain.clock import Window, start_of
from forecaster.domain.handovers import Handover, Succession
from forecaster.domain.meetings import Meeting, MeetingKind
from forecaster.domain.people import Dyad, Leader, LeaderId, Office, Term
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.ruptures import Rupture, RuptureKind
from forecaster.domain.summits import Attendance, Summit
from forecaster.store.expectations import Row, Table, bad_row, checked_table, read_table
from forecaster.store.trackfacts import histories

TABLES = ("leaders", "terms", "summits", "attendance", "meetings", "tracks", "track_signals")


def load_facts(root: Path) -> Facts:
    """All fact tables below ``root`` (see :func:`forecaster.store.files.data_root`).

    Raises:
        FactsError: If a table is missing or breaks an expectation; names file, line and remedy.
    """
    tables = checked_facts(root)
    leaders = {LeaderId(row["id"]): row["name"] for row in tables["leaders"].rows}
    summits = tuple(version for row in tables["summits"].rows for version in _versions(row))
    ends = {row["id"]: row["leaders_end"] or row["end_date"] for row in tables["summits"].rows}
    return Facts(
        leaders={key: Leader(key, name) for key, name in leaders.items()},
        terms=tuple(map(_term, tables["terms"].rows)),
        summits=summits,
        attendance=tuple(_attendance(tables["attendance"], ends)),
        meetings=tuple(map(_meeting, tables["meetings"].rows)),
        tracks=histories(tables["tracks"], tables["track_signals"]),
        handovers=load_handovers(root),
        successions=load_successions(root, frozenset(leaders)),
        ruptures=load_ruptures(root),
        neighbours=load_neighbours(root),
    )


def load_summits(root: Path) -> tuple[Summit, ...]:
    """The calendar alone, unchecked: quick enough for a process that serves reads.

    Raises:
        FactsError: If the table is missing.
    """
    rows = read_table(root / "facts" / "summits.csv").rows
    return tuple(version for row in rows for version in _versions(row))


def load_handovers(root: Path) -> tuple[Handover, ...]:
    """The days on which power changes hands by law.

    Raises:
        FactsError: If the table is missing or breaks an expectation.
    """
    table = checked_table(root / "calendar" / "handovers.csv", _countries(root))
    return tuple(map(_handover, table.rows))


def load_successions(root: Path, leaders: frozenset[LeaderId]) -> tuple[Succession, ...]:
    """Who is known to come into office, and from which day on.

    Args:
        root: The data folder.
        leaders: Ids of all leaders.

    Raises:
        FactsError: If the table is missing or breaks an expectation.
    """
    references = {**_countries(root), "leaders.id": frozenset(map(str, leaders))}
    table = checked_table(root / "calendar" / "successions.csv", references)
    return tuple(map(_succession, table.rows))


def load_ruptures(root: Path) -> tuple[Rupture, ...]:
    """Breaks between states, one for each pair of a row.

    Raises:
        FactsError: If the table is missing or breaks an expectation.
    """
    table = checked_table(root / "calendar" / "ruptures.csv", _countries(root))
    return tuple(rupture for row in table.rows for rupture in _ruptures(row))


def load_neighbours(root: Path) -> frozenset[tuple[CountryCode, CountryCode]]:
    """Alphabetical pairs of countries that touch or face each other across a narrow sea.

    Raises:
        FactsError: If the table is missing or breaks an expectation.
    """
    table = checked_table(root / "places" / "neighbours.csv", _countries(root))
    return frozenset((CountryCode(row["one"]), CountryCode(row["other"])) for row in table.rows)


def checked_facts(root: Path) -> dict[str, Table]:
    """The raw tables by name, each checked against the expectations beside it."""
    references = _countries(root)
    tables: dict[str, Table] = {}
    for name in TABLES:
        tables[name] = table = checked_table(root / "facts" / f"{name}.csv", references)
        for column in ("id", "track_id"):
            if table.rows and column in table.rows[0]:
                references[f"{name}.{column}"] = table.values(column)
    return tables


def _countries(root: Path) -> dict[str, frozenset[str]]:
    countries = checked_table(root / "places" / "countries.csv", {})
    return {"countries.code": countries.values("code")}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _place(country: str, city: str) -> Place | None:
    return Place(CountryCode(country), city or None) if country else None


def _codes(text: str) -> frozenset[CountryCode]:
    return frozenset(CountryCode(code) for code in text.split("|") if code)


def _term(row: Row) -> Term:
    return Term(
        leader=LeaderId(row["leader_id"]),
        country=CountryCode(row["country"]),
        office=Office(row["office"]),
        start=date.fromisoformat(row["start"]),
        end=_day(row["end"]),
        basis=row["basis"],
    )


def _handover(row: Row) -> Handover:
    return Handover(
        country=CountryCode(row["country"]),
        known_on=date.fromisoformat(row["known_on"]),
        due=date.fromisoformat(row["due"]),
        every_years=int(row["every_years"]) if row["every_years"] else None,
    )


def _succession(row: Row) -> Succession:
    return Succession(
        country=CountryCode(row["country"]),
        office=Office(row["office"]),
        decided_on=date.fromisoformat(row["decided_on"]),
        due=date.fromisoformat(row["due"]),
        comes=LeaderId(row["comes"]),
        leaves=LeaderId(row["leaves"]) if row["leaves"] else None,
    )


def _ruptures(row: Row) -> Iterator[Rupture]:
    country = CountryCode(row["country"])
    for other in sorted(_codes(row["others"])):
        yield Rupture(
            countries=(min(country, other), max(country, other)),
            kind=RuptureKind(row["kind"]),
            known_on=date.fromisoformat(row["known_on"]),
            until=_day(row["until"]),
        )


def _known(text: str) -> datetime:
    """From when a fact may be used; never, as far as we know, when no day is given."""
    return start_of(date.fromisoformat(text)) if text else END_OF_TIME


def _versions(row: Row) -> Iterator[Summit]:
    """One version with all that is known in the end, and before it one without the city.

    The host country is often public long before dates and city; the table gives a day for each.
    """
    start = row["leaders_start"] or row["start_date"]
    end = row["leaders_end"] or row["end_date"]
    host, dates = _known(row["host_known_date"]), _known(row["date_known_date"])
    whole = Summit(
        id=row["id"],
        series=row["series"],
        name=row["name"],
        window=Window(date.fromisoformat(start), date.fromisoformat(end)) if start else None,
        place=_place(row["country"], row["city"]),
        members=_codes(row["members"]),
        invitees=_codes(row["invitees"]),
        host_known_at=host,
        dates_known_at=dates,
        source=row["source"],
    )
    if not row["city"] or dates <= host:
        yield whole
        return
    yield replace(whole, place=_place(row["country"], ""))
    if dates < END_OF_TIME:
        yield replace(whole, host_known_at=dates, revision=2)


def _attendance(table: Table, ends: Mapping[str, str]) -> Iterator[Attendance]:
    for index, row in enumerate(table.rows):
        end = _day(ends[row["summit_id"]])
        if end is None:
            raise bad_row(table.path, index, f"{row['summit_id']} has no dates, yet attendance")
        yield Attendance(
            summit_id=row["summit_id"],
            leader=LeaderId(row["leader_id"]),
            attended=row["attended"] == "1",
            known_on=end,
            source=row["source"],
        )


def _meeting(row: Row) -> Meeting:
    return Meeting(
        id=row["id"],
        dyad=Dyad(LeaderId(row["leader_a"]), LeaderId(row["leader_b"])),
        countries=(CountryCode(row["country_a"]), CountryCode(row["country_b"])),
        window=Window(date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"])),
        place=_place(row["country"], row["city"]),
        kind=MeetingKind(row["kind"]),
        forum=row["forum"] or None,
        evidence=row["evidence"],
        source=row["source"],
    )
