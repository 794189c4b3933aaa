"""Importers over the store: look first, then keep; the same file twice changes nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import FactsError, QuestionError
from forecaster.domain.people import LeaderId
from forecaster.domain.summits import Summit
from forecaster.questions.encounters import Book, additions
from forecaster.questions.importers import listings, tables
from forecaster.questions.importers.phrasing import Words
from forecaster.questions.importers.rows import Imported, Problem
from forecaster.questions.names import NameIndex, fold
from forecaster.questions.sightings import Sighting
from forecaster.store.ports import Records
from jobs.asking import names_in
from jobs.fetch.calendars import read_calendar
from jobs.ports import Ports

SIGHTINGS: dict[str, Callable[[str, tables.Known], Imported[Sighting]]] = {
    "meetings": tables.meetings,
    "colt": tables.trips,
    "attendance": tables.attendance,
}
"""Tables that tell of contacts and presence."""

KINDS = (*SIGHTINGS, "summits", "ics", "leaders")
"""Everything that can be brought in, questions apart."""

MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did, or would do.

    Attributes:
        read: Rows that could be read.
        new: Records that are new, or change one that is held.
        problems: Rows that could not be read, each with its ground.
    """

    read: int
    new: int
    problems: tuple[Problem, ...]


def take_in(ports: Ports, kind: str, path: Path, now: datetime, *, dry: bool) -> Taken:
    """Bring in one file.

    Args:
        ports: Where to.
        kind: A member of :data:`KINDS`.
        path: The file.
        now: From when what it tells is known.
        dry: Only look.

    Raises:
        FactsError: If there is no such kind, or the file cannot be read as one.
    """
    if kind == "leaders":
        return _leaders(ports, _text(path), now, dry=dry)
    with ports.write() as records:
        known = _known(ports, ports.library.chronicle(records, now))
        if kind in SIGHTINGS:
            return _sightings(ports, records, SIGHTINGS[kind](_text(path), known), now, dry=dry)
        if kind == "summits":
            found = tables.summits(_text(path), known, now)
            return _summits(records, known, found.items, found.problems, dry=dry)
        if kind == "ics":
            page = read_calendar(
                _bytes(path),
                source=path.name,
                atlas=ports.library.atlas(records, now),
                known_at=now,
            )
            problems = [Problem(one.excerpt or path.name, one.detail) for one in page.refused]
            return _summits(records, known, page.summits, problems, dry=dry)
    raise FactsError(f"no import {kind!r}", remedy=f"there are {', '.join(KINDS)}")


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8-sig", "strict")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FactsError(f"{path.name} is larger than {MAX_BYTES} bytes", remedy="split it")
        data = path.read_bytes()
        data.decode("utf-8-sig")
    except OSError as error:
        raise FactsError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FactsError(f"{path.name} is not UTF-8", remedy="save it as UTF-8") from error
    return data


def _known(ports: Ports, chronicle: Chronicle) -> tables.Known:
    names = NameIndex.of(names_in(ports.library))

    def resolve(name: str, day: date) -> LeaderId:
        return names.resolve(name, chronicle, day)

    countries = frozenset(country.code for country in ports.library.gazetteer.countries)
    occasions = frozenset(row.forum for row in chronicle.meetings if row.forum)
    return tables.Known(resolve, countries, chronicle.summits, occasions)


def _sightings(
    ports: Ports, records: Records, found: Imported[Sighting], now: datetime, *, dry: bool
) -> Taken:
    book = Book(records.encounters.current(as_of=now), ports.library.zones, now)
    fresh = additions(found.items, book)
    if not dry:
        for one in fresh:
            records.encounters.append(one)
    return Taken(len(found.items), len(fresh), found.problems)


def _summits(
    records: Records,
    known: tables.Known,
    found: Iterable[Summit],
    problems: Iterable[Problem],
    *,
    dry: bool,
) -> Taken:
    items = tuple(found)
    fresh = [one for one in items if _says_more(one, known.summits.get(one.id))]
    if not dry:
        for one in fresh:
            records.summits.append(one)
    return Taken(len(items), len(fresh), tuple(problems))


def _says_more(summit: Summit, held: Summit | None) -> bool:
    if held is None:
        return True
    same = replace(
        held,
        host_known_at=summit.host_known_at,
        dates_known_at=summit.dates_known_at,
        revision=summit.revision,
        source=summit.source,
    )
    return same != summit


def _leaders(ports: Ports, text: str, now: datetime, *, dry: bool) -> Taken:
    """People and terms go to a folder of the operator, beside the bundled facts."""
    with ports.read() as records:
        known = _known(ports, ports.library.chronicle(records, now))
    found, own = tables.leaders(text, known), ports.library.own_terms
    held = set(ports.library.facts.terms)
    told = {(term.leader, term.country, term.start) for term in held}
    fresh = [
        one
        for one in found.items
        if (one.term.leader, one.term.country, one.term.start) not in told
    ]
    if fresh and not dry:
        _append_terms(own, fresh)
    return Taken(len(found.items), len(fresh), found.problems)


TERM_COLUMNS = ("leader_id", "name", "country", "office", "start", "end")


def _append_terms(path: Path, holders: Sequence[tables.Holder]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    begins = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if begins:
            writer.writerow(TERM_COLUMNS)
        for one in holders:
            term = one.term
            end = term.end.isoformat() if term.end else ""
            row = (term.leader, one.leader.name, term.country, term.office.value, term.start, end)
            writer.writerow(row)


def question_specs(
    ports: Ports, platform: str, path: Path, now: datetime
) -> Imported[dict[str, object]]:
    """Specs of a saved listing of questions, and those that cannot be expressed."""
    with ports.read() as records:
        chronicle = ports.library.chronicle(records, now)
    return listings.specs(_text(path), platform, words_of(ports, chronicle))


def words_of(ports: Ports, chronicle: Chronicle) -> Words:
    """Names that titles may hold."""
    names = NameIndex.of(names_in(ports.library))
    countries = {
        fold(name): str(country.code)
        for country in ports.library.gazetteer.countries
        for name in (country.name, *country.aliases)
    }

    def leader(name: str, day: date) -> str | None:
        try:
            found = names.resolve(name, chronicle, day)
        except QuestionError:
            return None
        return found if chronicle.stands_for(found, day) else None

    def forum(series: str, first: date, last: date) -> str | None:
        held = sorted(
            (summit.window.start, summit.forum)
            for summit in chronicle.summits.values()
            if summit.series == series and summit.window and first <= summit.window.end <= last
        )
        return held[0][1] if held else None

    return Words(leader, countries, forum)


def as_lines(specs: Iterable[dict[str, object]]) -> str:
    """Specs as ``summitry ask`` and ``summitry questions add`` take them."""
    return "".join(json.dumps(spec, ensure_ascii=False) + "\n" for spec in specs)
