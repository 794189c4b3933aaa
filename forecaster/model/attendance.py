"""P(a leader attends a summit) by series, own record, host relation and what was announced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.model.attendancebook import HALF_LIFE, LISTED, OWN_WEIGHT, Count, Shares
from forecaster.model.book import Book, Presence
from forecaster.model.officebook import Holder
from forecaster.panel.days import Floats
from forecaster.panel.history import Edition, expects
from forecaster.panel.worlds import BARRED, BODIES, MAJOR_POWERS

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
"""Share of leading office-holders of member states who come in person, by judgement: what the
record of the few leaders whose absences are listed is drawn to."""

OF_BODIES = {
    "NTO": {"nato": 0.98, "msc": 0.6},
    "UNO": {"unga": 0.98, "g20": 0.85, "cop": 0.95, "africa_union": 0.7, "g7": 0.4, "brics": 0.4},
    "EUU": {"g7": 0.97, "g8": 0.97, "g20": 0.95, "epc": 0.95, "nato": 0.8, "unga": 0.7, "cop": 0.8},
}
"""Share of the heads of NATO, the UN and the EU who come, by judgement: lists of members are of
states, and name no body."""

OF_THE_EU = 0.97
"""The same of the EU's at its own meetings with others, whose series begin with ``eu_`` or
``us_eu``."""

USUAL = 0.8
"""The same for other series with a list of members."""

UNLISTED = {"wef": 0.06, "msc": 0.08, "olympics": 0.2, "nam": 0.3, "eef": 0.04}
"""Share of leaders who come where nobody in particular is expected."""

ANYONE = 0.12
PRESENCE_WEIGHT = 0.5
"""What a recorded presence is worth where absences are listed far less fully."""

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


@dataclass(frozen=True, slots=True)
class Guest:
    """An office-holder with everything on record about his attending, whatever the summit.

    Attributes:
        holder: The office, held or to come into.
        stays: P(in office) on each of the coming days.
        second: Whether another office-holder of the country is the one expected.
        told: Whether he comes, by summit, where the record says so already.
        past: His own record by series, and the number of editions in it.
        shares: How readily leaders come, as known on the day.
        reluctance: Factor on the odds that he stays away.
    """

    holder: Holder
    stays: Floats
    second: bool
    told: Mapping[str, bool]
    past: Mapping[str, tuple[Count, int]]
    shares: Shares
    reluctance: float

    @classmethod
    def of(cls, book: Book, leader: LeaderId, day: int, days: int) -> Guest | None:
        """What is known on ``day`` about the coming ``days``; None for someone out of office."""
        holder = book.offices.ahead(leader, day)
        if holder is None:
            return None
        known = [row for row in book.presence.get(leader, ()) if row.known <= day]
        peers = () if holder.leading else book.offices.in_office(holder.country, day)
        shares = book.attendance.shares(day)
        return cls(
            holder,
            book.offices.staying(holder, day, days),
            any(one.leading for one in peers),
            {row.summit_id: row.attended for row in reversed(known)},
            _by_series(book, holder, known, day),
            shares,
            shares.reluctance(leader),
        )

    def at(self, edition: Edition, day: int) -> Attendance:
        """P(attends a summit), as known on ``day``."""
        told = self.told.get(edition.id)
        if told is not None:
            return Attendance(0.99 if told else 0.01, 1, announced=True)
        own, n = self.past.get(edition.series, (Count(), 0))
        away = (1.0 / expected(edition, self.holder.country, self.shares) - 1.0) * self.reluctance
        share = own.share(1.0 / (1.0 + away), OWN_WEIGHT)
        if edition.host == self.holder.country:
            share = max(share, 0.97 if self.holder.leading else 0.4)
        elif self.second and not n:
            share *= SECOND_SHARE
        stays = float(self.stays[max(edition.first_day - day, 0)])
        return Attendance(min(share, 0.99) * stays, n, announced=False)


def _by_series(
    book: Book, holder: Holder, known: Sequence[Presence], day: int
) -> dict[str, tuple[Count, int]]:
    """A leader's own record with decayed weights, and the number of editions in it."""
    seen = 1.0 if holder.country in LISTED else PRESENCE_WEIGHT
    found: dict[str, tuple[Count, int]] = {}
    for row in known:
        if row.summit_id in book.series:
            count, n = found.get(book.series[row.summit_id], (Count(), 0))
            weight = 0.5 ** ((day - row.known) / HALF_LIFE)
            count.add(weight * (seen if row.attended else 1.0), attended=row.attended)
            found[book.series[row.summit_id]] = count, n + 1
    return found


def expected(edition: Edition, country: CountryCode, shares: Shares) -> float:
    """P(the leading office-holder of a country attends), before his own record."""
    if country == edition.host:
        return 0.97
    if country in BODIES:
        return _of_body(edition.series, country)
    if not _is_let_in(edition, country):
        return UNINVITED
    if edition.members or expects(edition.series, country):
        return _of_members(edition.series, country, shares)
    share = UNLISTED.get(edition.series, ANYONE)
    return min(1.0, share * (1.8 if country in MAJOR_POWERS else 1.0))


def _is_let_in(edition: Edition, country: CountryCode) -> bool:
    barred = edition.series in BARRED.get(country, ())
    return not barred and (not edition.members or country in edition.members)


def _of_body(series: str, body: CountryCode) -> float:
    if body == "EUU" and series.startswith(("eu_", "us_eu")):
        return OF_THE_EU
    return OF_BODIES[body].get(series, ANYONE)


def _of_members(series: str, country: CountryCode, shares: Shares) -> float:
    if country in LISTED and series in shares.by_series:
        return shares.by_series[series]
    return shares.of_others(series, BY_SERIES.get(series, USUAL))
