"""Who is who in one article: leaders in office on its day, and people it introduces itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from forecaster.domain.people import LeaderId, Office
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SpeakerKind
from forecaster.reading.names import DayOffices, Names

_OFFICES = {
    "head_of_state": (Office.HEAD_OF_STATE, Office.BOTH),
    "head_of_government": (Office.HEAD_OF_GOVERNMENT, Office.BOTH),
    "monarch": (Office.HEAD_OF_STATE, Office.BOTH),
}


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
    _offices: DayOffices = field(init=False)

    def __post_init__(self) -> None:
        self._offices = self.names.offices_on(self.day)

    def in_office(self, leader: LeaderId) -> bool:
        """Whether the person counts as a leader on the article's day."""
        return leader in self._offices.by_leader

    def country(self, leader: LeaderId) -> CountryCode | None:
        """The country (or body) the leader stands for."""
        return self._offices.country_of.get(leader)

    def holders(self, country: CountryCode, role: str, title: str = "") -> list[LeaderId]:
        """Who in ``country`` fits a role class and title, the likeliest first."""
        held = self._offices.by_country.get(country, [])
        wanted = self._wanted(country, role, title)
        fitting = [h for h in held if not wanted or h.office in wanted]
        order = {office: place for place, office in enumerate(wanted)} if title else {}
        named = sorted(
            fitting,
            key=lambda h: (
                not h.incumbent,
                h.leader not in self.counts,
                order.get(h.office, 0),
                self.names.rank(h, self.day),
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
