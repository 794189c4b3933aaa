"""The multilateral calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from forecaster.domain.clock import Window, start_of
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place


@dataclass(frozen=True, slots=True)
class Summit:
    """One edition of a series, in the version known from ``known_at`` on.

    A moved, relocated or cancelled edition is a further version under the same id with a higher
    ``revision``; the newest version known at a moment is the one that holds.

    Attributes:
        id: Lower-case id such as ``g20-2018``; written upper-case as a signal's forum.
        series: Key of the series, e.g. ``g20``.
        name: What people call it.
        window: Days of the leaders' part; None while no date is fixed.
        place: Host country and city; None while unknown.
        members: Countries that belong to the series at that date.
        invitees: Further countries invited, where known.
        host_known_at: From when the place may be used.
        dates_known_at: From when the window may be used; it may lie before ``host_known_at``.
        revision: 1 for the first version.
        cancelled: Whether this version calls the edition off.
        source: Where the entry comes from.
    """

    id: str
    series: str
    name: str
    window: Window | None
    place: Place | None
    members: frozenset[CountryCode]
    invitees: frozenset[CountryCode]
    host_known_at: datetime
    dates_known_at: datetime
    revision: int = 1
    cancelled: bool = False
    source: str = "facts"

    @property
    def known_at(self) -> datetime:
        """From when anything of this version is known."""
        return min(self.host_known_at, self.dates_known_at)

    @property
    def forum(self) -> str:
        """The id as signals write it, e.g. ``G20-2018``."""
        return self.id.upper()


def newest_versions(versions: Iterable[Summit]) -> dict[str, Summit]:
    """The newest version of each edition by id; of equal revisions the one that comes last.

    Whether its dates or its place may be used already is for the caller to ask: a version without
    known dates still replaces the one before, most of all when it calls the edition off.
    """
    newest: dict[str, Summit] = {}
    for summit in versions:
        held = newest.get(summit.id)
        if held is None or summit.revision >= held.revision:
            newest[summit.id] = summit
    return newest


_EDITION = re.compile(r"-\d{4}(?:-\d+)?$")


def series_of_edition(summit_id: str) -> str:
    """The series of an edition's id or forum: ``eu`` for ``EU-2018-2``."""
    return _EDITION.sub("", summit_id.lower())


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether a leader was, or is announced to be, at a summit.

    Attributes:
        summit_id: Which edition.
        leader: Who.
        attended: Present (True) or absent (False).
        known_on: Day from which this is known: the summit's last day for the record.
        source: Where it comes from.
    """

    summit_id: str
    leader: LeaderId
    attended: bool
    known_on: date
    source: str = "facts"

    @property
    def known_at(self) -> datetime:
        """First instant at which the fact may be used."""
        return start_of(self.known_on)
