"""Who is who in one article: leaders in office on its day, and people it introduces itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from forecaster.domain.people import LeaderId, Office
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SpeakerKind
from forecaster.reading.known.names import DayOffices, Names

OFFICES = {
    "head_of_state": (Office.HEAD_OF_STATE, Office.BOTH),
    "head_of_government": (Office.HEAD_OF_GOVERNMENT, Office.BOTH),
    "monarch": (Office.HEAD_OF_STATE, Office.BOTH),
}
"""The classes of roles that are offices of states, and which each can be."""

CROWNED = ("king", "queen", "emir", "amir", "sultan", "emperor", "grand duke", "prince", "pope")
"""Titles of monarchs, each known to the roster with its countries."""

_NOWHERE = CountryCode("")
_PAIR = 2
_OFTEN = 3


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
        titled: How often it names whom by title alone: country, class of the role, and title.
        introduced: People of the article by surname.
        named: How often the article names each country.
        namesakes: Surnames of people in it who are no leaders.
    """

    names: Names
    day: date
    established: set[LeaderId] = field(default_factory=set)
    counts: Counter[LeaderId] = field(default_factory=Counter)
    introduced: dict[str, Introduced] = field(default_factory=dict)
    titled: Counter[tuple[CountryCode, str, str]] = field(default_factory=Counter)
    namesakes: set[str] = field(default_factory=set)
    named: Counter[CountryCode] = field(default_factory=Counter)
    _offices: DayOffices = field(init=False)

    def __post_init__(self) -> None:
        self._offices = self.names.offices_on(self.day)

    def in_office(self, leader: LeaderId) -> bool:
        """Whether the person counts as a leader on the article's day."""
        return leader in self._offices.by_leader

    def country(self, leader: LeaderId) -> CountryCode | None:
        """The country (or body) the leader stands for."""
        return self._offices.country_of.get(leader)

    def side(self, leader: LeaderId) -> str | None:
        """The side that the leader speaks for: the country, or a community within it."""
        return self.names.world.communities.get(leader) or self.country(leader)

    def sides(self, leaders: Iterable[LeaderId]) -> set[str | None]:
        """The sides for which several leaders speak."""
        return {self.side(leader) for leader in leaders}

    def main(self, first: LeaderId | None = None) -> tuple[LeaderId, ...]:
        """The two leaders of different sides whom the article is mostly about, () when there are none.

        Of two named as often, the one goes before whose title it uses more. Whom it only means by
        title comes behind all whom it names. Where it means the leader of one side only, the other
        is who leads the country that it names most, when it names it often. ``first`` is one of the
        two in any case: whoever speaks or is spoken for in a record names himself least.
        """
        chosen: list[LeaderId] = [first] if first else []
        abroad = (
            self.holder(country) for country, times in self.named.most_common() if times >= _OFTEN
        )
        titles = self._titles()
        known = sorted(self.counts, key=lambda one: (self.counts[one], titles[one]), reverse=True)
        meant = [*known, *(leader for leader, _ in titles.most_common())]
        for leader in (*meant, *(abroad if meant else ())):
            if leader is not None and self.side(leader) not in self.sides(chosen):
                chosen.append(leader)
            if len(chosen) == _PAIR:
                return tuple(chosen)
        return ()

    def _titles(self) -> Counter[LeaderId]:
        """How often the article means each leader by the title of a country alone."""
        meant: Counter[LeaderId] = Counter()
        for (country, role, title), times in self.titled.items():
            leader = self.holder(country, role, title.removesuffix("s"))
            if leader is not None:
                meant[leader] += times
        return meant

    def holders(self, country: CountryCode, role: str, title: str = "") -> list[LeaderId]:
        """Who in ``country`` fits a role class and title, the likeliest first.

        Of two in one office, such as a president and who acts for him, the later one comes first.
        """
        held = self._offices.by_country.get(country, [])
        wanted = self._wanted(country, role, title)
        if wanted is None:
            return []
        fitting = [h for h in held if not wanted or h.office in wanted]
        order = {office: place for place, office in enumerate(wanted)} if title else {}
        named = sorted(
            fitting,
            key=lambda h: (
                not h.incumbent,
                h.leader not in self.counts,
                order.get(h.office, 0),
                self.names.rank(h, self.day),
                -h.start.toordinal(),
            ),
        )
        return list(dict.fromkeys(h.leader for h in named))

    def meant(self, country: CountryCode, first: Iterable[LeaderId] = ()) -> LeaderId | None:
        """Whom a country stands for: one of ``first``, else whom the article names most, else who leads."""
        often = sorted(self.counts, key=lambda one: -self.counts[one])
        own = (one for one in (*first, *often) if self.country(one) == country)
        return next(own, None) or self.holder(country)

    def bears(self, leader: LeaderId, role: str, title: str, *, strictly: bool) -> bool:
        """Whether a title without a country may mean the leader; ``strictly`` in its first sense.

        A president who also heads the government is called premier only where no premier is.
        """
        for holder in self._offices.by_leader.get(leader, ()):
            wanted = self._wanted(holder.country, role, title)
            if wanted is None:
                continue
            if strictly and wanted[:1] == (Office.HEAD_OF_GOVERNMENT,):
                wanted = wanted[:1]
            if not wanted or holder.office in wanted:
                return True
        return False

    def _wanted(self, country: CountryCode, role: str, title: str) -> tuple[Office, ...] | None:
        """Offices that a role means in a country, () for any, None when it has no such title."""
        offices = self.names.title_offices(title, country) if title else ()
        if offices is None:
            return None
        known = tuple(Office(name) for name in offices if name in set(Office))
        return known or OFFICES.get(role, ())

    def called(self, country: CountryCode, role: str, title: str) -> LeaderId | None:
        """Whom the people of a country call so: no monarch "president", no president "premier".

        None for a title such as "the leader" that is nobody's office; that of a few countries, such
        as "secretary-general", is one there. "His Majesty" is nobody where no crown is.
        """
        of_few = self.names.title_offices(title, _NOWHERE) is None
        if role not in OFFICES and not (of_few and self.names.title_offices(title, country)):
            return None
        held = self.holder(country, role, title)
        if held is None or not self.bears(held, role, title, strictly=True):
            return None
        crowned = any(self.names.title_offices(one, country) for one in CROWNED)
        unfit = {"head_of_state"} if crowned else {"monarch"}
        return None if role in unfit else held

    def holder(
        self, country: CountryCode, role: str = "leader", title: str = ""
    ) -> LeaderId | None:
        """The one person whom "the <country> <title>" names."""
        found = self.holders(country, role, title)
        return found[0] if found else None
