"""P(a leader attends a summit) by series, own record, host relation and what was announced."""

from __future__ import annotations

from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.model.book import Book
from forecaster.model.officebook import Holder
from forecaster.panel.history import Edition, expects
from forecaster.panel.worlds import MAJOR_POWERS

BY_SERIES = {
    "g7": 0.98,
    "nato": 0.96,
    "g20": 0.92,
    "epc": 0.85,
    "apec": 0.88,
    "sco": 0.93,
    "brics": 0.93,
    "cis": 0.85,
    "csto": 0.93,
    "eaeu": 0.9,
    "soa": 0.85,
    "ibero": 0.65,
    "celac": 0.6,
    "asean_eas": 0.85,
    "quad": 0.97,
    "unga": 0.55,
    "cop": 0.45,
    "osce": 0.8,
    "africa_union": 0.6,
    "arab_league": 0.6,
    "gcc": 0.75,
    "oic": 0.5,
    "chogm": 0.6,
}
"""Share of leading office-holders of member states who come in person. Recorded presence is
listed more fully than absence, so the shares are set below the recorded ones by judgement."""

USUAL = 0.8
"""The same for other series with a list of members."""

UNLISTED = {"wef": 0.06, "msc": 0.08, "olympics": 0.2, "nam": 0.3, "eef": 0.04}
"""Share of leaders who come where nobody in particular is expected."""

ANYONE = 0.12
OWN_WEIGHT = 2.5
"""Editions that the series' share is worth against a leader's own record."""

HABIT_HALF_LIFE = 6 * 365.25
"""Days in which an edition attended or missed loses half its weight."""

ABSENCE_WEIGHT = 1.0
PRESENCE_WEIGHT = 0.5
"""A recorded presence says less than an absence: absences are listed far less fully."""

INVITED = 0.75
UNINVITED = 0.03
SECOND_SHARE = 0.12
"""Chance of the second office-holder, relative to the first's."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """A chance of attending and how sure it is.

    Attributes:
        probability: P(attends in person).
        n: Own editions behind it.
        announced: Whether the record already says so.
    """

    probability: float
    n: int
    announced: bool


def attend(book: Book, leader: LeaderId, edition: Edition, day: int) -> Attendance:
    """P(the leader attends), as known on ``day``; 0 for someone out of office."""
    holder = book.offices.holder(leader, day)
    if holder is None:
        return Attendance(0.0, 0, announced=False)
    for row in book.presence.get(leader, ()):
        if row.summit_id == edition.id and row.known <= day:
            return Attendance(0.99 if row.attended else 0.01, 1, announced=True)
    share, n = _by_record(book, leader, edition, day, expected(edition, holder.country))
    if edition.host == holder.country:
        share = max(share, 0.97 if holder.leading else 0.4)
    elif not holder.leading and _has_leading(book, holder, day):
        share = share if n else share * SECOND_SHARE
    ahead = max(edition.first_day - day, 0)
    stays = book.offices.staying(holder, day, ahead + 1)[-1]
    return Attendance(float(min(share, 0.99) * stays), n, announced=False)


def expected(edition: Edition, country: CountryCode) -> float:
    """P(the leading office-holder of a country attends), before his own record."""
    if country == edition.host:
        return 0.97
    if edition.members:
        if country in edition.members:
            return BY_SERIES.get(edition.series, USUAL)
        return UNINVITED
    if expects(edition.series, country):
        return BY_SERIES.get(edition.series, USUAL)
    share = UNLISTED.get(edition.series, ANYONE)
    return min(1.0, share * (1.8 if country in MAJOR_POWERS else 1.0))


def _by_record(
    book: Book, leader: LeaderId, edition: Edition, day: int, prior: float
) -> tuple[float, int]:
    """The prior moved by the leader's own record in the series."""
    came, stayed, n = 0.0, 0.0, 0
    for row in book.presence.get(leader, ()):
        if row.known <= day and book.series.get(row.summit_id) == edition.series:
            n += 1
            weight = 0.5 ** ((day - row.known) / HABIT_HALF_LIFE)
            came += weight * PRESENCE_WEIGHT * row.attended
            stayed += weight * ABSENCE_WEIGHT * (not row.attended)
    share = (came + OWN_WEIGHT * prior) / (came + stayed + OWN_WEIGHT)
    return share, n


def _has_leading(book: Book, holder: Holder, day: int) -> bool:
    return any(one.leading for one in book.offices.in_office(holder.country, day))
