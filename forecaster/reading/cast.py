"""Who is who in one article: leaders in office on its day, and people it introduces itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from forecaster.domain.people import LeaderId, Office
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SpeakerKind
from forecaster.reading.names import Holder, Names

_OFFICES = {
    "head_of_state": (Office.HEAD_OF_STATE, Office.BOTH),
    "head_of_government": (Office.HEAD_OF_GOVERNMENT, Office.BOTH),
    "monarch": (Office.HEAD_OF_STATE, Office.BOTH),
}


_NOT_YET = 10


@dataclass(frozen=True, slots=True)
class Introduced:
    """A person whom the article itself introduces and who is no leader."""

    name: str
    role: str | None
    country: CountryCode | None
    kind: SpeakerKind


@dataclass(slots=True)
class Cast:
    """What is known about people while one article is read.

    Attributes:
        names: The index of the world.
        day: Day on which offices are judged.
        established: Leaders whom the article names in full or by title.
        counts: How often each leader is named.
        introduced: People of the article by surname.
        named: Countries that the article names.
        namesakes: Surnames of people in it who are no leaders.
    """

    names: Names
    day: date
    established: set[LeaderId] = field(default_factory=set)
    counts: Counter[LeaderId] = field(default_factory=Counter)
    introduced: dict[str, Introduced] = field(default_factory=dict)
    namesakes: set[str] = field(default_factory=set)
    named: set[CountryCode] = field(default_factory=set)
    _by_leader: dict[LeaderId, list[Holder]] = field(default_factory=dict)
    _by_country: dict[CountryCode, list[Holder]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_leader: dict[LeaderId, list[Holder]] = defaultdict(list)
        by_country: dict[CountryCode, list[Holder]] = defaultdict(list)
        for holder in self.names.holders_on(self.day):
            by_leader[holder.leader].append(holder)
            by_country[holder.country].append(holder)
        self._by_leader, self._by_country = by_leader, by_country

    def in_office(self, leader: LeaderId) -> bool:
        """Whether the person counts as a leader on the article's day."""
        return leader in self._by_leader

    def country(self, leader: LeaderId) -> CountryCode | None:
        """The country (or body) the leader stands for."""
        held = self._by_leader.get(leader)
        return min(held, key=self._rank).country if held else None

    def _rank(self, holder: Holder) -> int:
        """0 for the holder who speaks for the country abroad, more for the others."""
        order = self.names.leading_offices(holder.country, self.day)
        place = order.index(holder.office) if holder.office in order else len(order)
        return place + (0 if holder.incumbent else _NOT_YET)

    def offices(self, leader: LeaderId) -> set[Office]:
        """Offices held on the day."""
        return {holder.office for holder in self._by_leader.get(leader, ())}

    def holders(self, country: CountryCode, role: str, title: str = "") -> list[LeaderId]:
        """Who in ``country`` fits a role class and title, the likeliest first."""
        held = self._by_country.get(country, [])
        wanted = self._wanted(country, role, title)
        fitting = [h for h in held if not wanted or h.office in wanted]
        order = {office: place for place, office in enumerate(wanted)} if title else {}
        named = sorted(
            fitting,
            key=lambda h: (
                not h.incumbent,
                h.leader not in self.counts,
                order.get(h.office, 0),
                self._rank(h),
            ),
        )
        return list(dict.fromkeys(h.leader for h in named))

    def _wanted(self, country: CountryCode, role: str, title: str) -> tuple[Office, ...]:
        offices = self.names.title_offices(title, country) if title else ()
        known = tuple(Office(name) for name in offices if name in set(Office))
        return known or _OFFICES.get(role, ())

    def holder(
        self, country: CountryCode, role: str = "leader", title: str = ""
    ) -> LeaderId | None:
        """The one person whom "the <country> <title>" names."""
        found = self.holders(country, role, title)
        return found[0] if found else None
