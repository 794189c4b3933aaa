"""Places and roster: how news name countries, towns, leaders, offices and forums.

A user adds to them by handing in further folders with any of the same files: their rows are
appended, or replace shipped rows of the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from forecaster.domain.people import LeaderId, Office
from forecaster.domain.places import City, Country, CountryCode
from forecaster.domain.roster import (
    Bare,
    Forum,
    Gazetteer,
    Leading,
    Namesake,
    OfficeWord,
    Official,
    Person,
    Roster,
    Title,
    TitleStyle,
)
from forecaster.domain.signals import SpeakerKind
from forecaster.store.expectations import Row, Table, bad_row, checked_table, read_table

T = TypeVar("T")

KEYS: dict[str, tuple[str, ...]] = {
    "countries": ("code",),
    "cities": ("name", "country"),
    "people": ("leader_id",),
    "namesakes": ("name",),
    "titles": ("title", "countries"),
    "leading": ("country", "until"),
    "offices": ("wording", "country"),
    "officials": ("name", "country"),
    "forums": ("series",),
    "communities": ("leader_id",),
}
"""Columns by which a row of an extra folder replaces a shipped one."""


def load_places(root: Path, extra: Sequence[Path] = ()) -> Gazetteer:
    """Countries and cities of ``root/places``, and of extra folders.

    Raises:
        FactsError: If a table is missing, breaks an expectation or holds an unreadable row.
    """
    folder = root / "places"
    countries = _merged(folder, "countries", {}, extra)
    references = {"countries.code": frozenset(row["code"] for _, _, row in countries)}
    cities = _merged(folder, "cities", references, extra)
    return Gazetteer(_built(countries, _country), _built(cities, _city))


def load_roster(root: Path, extra: Sequence[Path] = ()) -> Roster:
    """People, namesakes, titles, offices, officials, forums and communities of ``root/roster``.

    Raises:
        FactsError: If a table is missing, breaks an expectation or holds an unreadable row.
    """
    references = {
        "countries.code": read_table(root / "places" / "countries.csv").values("code"),
        "leaders.id": read_table(root / "facts" / "leaders.csv").values("id"),
        "summits.series": read_table(root / "facts" / "summits.csv").values("series"),
    }

    def rows(name: str) -> list[Sourced]:
        return _merged(root / "roster", name, references, extra)

    return Roster(
        people=_built(rows("people"), _person),
        namesakes=_built(rows("namesakes"), _namesake),
        titles=_built(rows("titles"), _title),
        leading=_built(rows("leading"), _leading),
        offices=_built(rows("offices"), _office),
        officials=_built(rows("officials"), _official),
        forums=_built(rows("forums"), _forum),
        communities=dict(_built(rows("communities"), _community)),
    )


Sourced = tuple[Path, int, Row]
"""A row with the file and the index it comes from."""


def _merged(
    folder: Path, name: str, references: dict[str, frozenset[str]], extra: Sequence[Path]
) -> list[Sourced]:
    shipped = checked_table(folder / f"{name}.csv", references)
    columns = tuple(shipped.rows[0])
    more = [extra_folder / f"{name}.csv" for extra_folder in extra]
    tables: list[Table] = [
        shipped,
        *(read_table(path, columns) for path in more if path.is_file()),
    ]
    merged: dict[tuple[str, ...], Sourced] = {}
    for table in tables:
        for index, row in enumerate(table.rows):
            merged[tuple(row[column] for column in KEYS[name])] = (table.path, index, row)
    return list(merged.values())


def _built(rows: list[Sourced], build: Callable[[Row], T]) -> tuple[T, ...]:
    def one(path: Path, index: int, row: Row) -> T:
        try:
            return build(row)
        except ValueError as error:
            raise bad_row(path, index, str(error)) from error

    return tuple(one(*sourced) for sourced in rows)


def _community(row: Row) -> tuple[LeaderId, str]:
    return LeaderId(row["leader_id"]), row["community"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split("|") if word)


def _country(row: Row) -> Country:
    return Country(
        code=CountryCode(row["code"]),
        name=row["name"],
        adjectives=_words(row["adjectives"]),
        aliases=_words(row["aliases"]),
        capital=row["capital"],
        seats=_words(row["seats"]),
        region=row["region"],
        context_words=frozenset(_words(row["context_words"])),
        not_in=_words(row["not_in"]),
    )


def _city(row: Row) -> City:
    doubtful = frozenset(_words(row["context_words"]))
    return City(
        name=row["name"],
        country=CountryCode(row["country"]),
        aliases=_words(row["aliases"]),
        kind=row["kind"],
        needs_context=row["name"] in doubtful,
        within=row["within"] or None,
        context_words=doubtful,
        not_in=_words(row["not_in"]),
    )


def _person(row: Row) -> Person:
    return Person(
        leader=LeaderId(row["leader_id"]),
        name=row["name"],
        forms=_words(row["forms"]),
        surnames=_words(row["surnames"]),
        bare=Bare(row["bare"]),
        pronoun=row["pronoun"],
    )


def _namesake(row: Row) -> Namesake:
    return Namesake(row["name"], row["surname"], row["kind"])


def _title(row: Row) -> Title:
    return Title(
        title=row["title"],
        countries=frozenset(map(CountryCode, _words(row["countries"]))),
        offices=_words(row["offices"]),
        style=TitleStyle(row["style"]),
    )


def _leading(row: Row) -> Leading:
    return Leading(
        country=CountryCode(row["country"]) if row["country"] else None,
        offices=tuple(map(Office, _words(row["offices"]))),
        until=date.fromisoformat(row["until"]) if row["until"] else None,
    )


def _office(row: Row) -> OfficeWord:
    return OfficeWord(
        wording=row["wording"],
        country=CountryCode(row["country"]) if row["country"] else None,
        kind=SpeakerKind(row["kind"]),
        needs_adjective=row["needs"] == "adjective",
    )


def _official(row: Row) -> Official:
    return Official(
        name=row["name"],
        aliases=_words(row["aliases"]),
        country=CountryCode(row["country"]),
        kind=SpeakerKind(row["kind"]),
        role=row["role"],
        from_year=int(row["from_year"]),
        to_year=int(row["to_year"]) if row["to_year"] else None,
    )


def _forum(row: Row) -> Forum:
    return Forum(row["series"], _words(row["names"]), frozenset(_words(row["context_words"])))
