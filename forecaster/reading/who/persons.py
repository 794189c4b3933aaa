"""A role and a name make a person: a leader, an official of a side, or somebody else."""

from __future__ import annotations

from dataclasses import replace

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SpeakerKind
from forecaster.reading.known.cast import Cast, Introduced
from forecaster.reading.text.lexicon import LEADING, RELATIVE
from forecaster.reading.text.phrases import fold
from forecaster.reading.text.tokens import tokenize
from forecaster.reading.who.units import ADJECTIVE, LEADER, OFFICIAL, OTHER, ROLE, Unit
from forecaster.reading.who.view import View

CAPACITIES = {
    "office": SpeakerKind.OFFICE,
    "minister": SpeakerKind.MINISTER,
    "envoy": SpeakerKind.ENVOY,
}
"""In what capacity those speak who bear an official's role, by its class."""
IS = frozenset({"is", "was", "as", "be", "been", "being", "becomes", "became"})
"""Words behind which a noun says what somebody is."""
_ONE_STATE = frozenset({CountryCode("SRB"), CountryCode("YUG"), CountryCode("MNE")})


def is_plural(role: str) -> bool:
    """Whether a role names several: "officials", but not "Ministry of Foreign Affairs"."""
    last = role.lower().split()[-1]
    return last.endswith("s") and last not in _SINGULARS


_SINGULARS = frozenset({"affairs", "attaches", "commons", "headquarters"})


class Persons:
    """Makes persons of one sentence."""

    def __init__(self, view: View, cast: Cast) -> None:
        """Note in ``cast`` whom the sentence introduces."""
        self._view = view
        self._cast = cast

    def named(
        self, at: int, person: Unit, role_class: str, role: str, country: CountryCode | None
    ) -> Unit:
        """A person with a role from word ``at`` on: "Turkey's president, X"."""
        leading = role_class in LEADING | RELATIVE
        leader = self._bearer(person, role_class, country) if leading else None
        if leader is not None:
            self._cast.established.add(leader)
            whose = self._cast.country(leader)
            joined = Unit(
                LEADER, at, person.last, leaders=(leader,), name=person.name, country=whose
            )
            return self.owned(joined) or joined
        if person.kind == LEADER and " " in (person.name or ""):
            return replace(person, first=at)
        if person.kind == OFFICIAL and role_class != "other":
            return replace(person, first=at, country=person.country or country)
        role_class = "other" if leading else role_class
        return self.official(at, person.last, role_class, country, role=role, name=person.name)

    def national(self, at: int, country: CountryCode, leader: Unit) -> Unit | None:
        """ "Brazil's Lula": a country word that stands with its leader's name."""
        first = self._view.unit(at)
        own = self._view.before(leader.first) == "'s" or (
            first is not None and first.kind == ADJECTIVE
        )
        if not own or not self._may_be(leader.leaders[0], country):
            return None
        self._cast.established.add(leader.leaders[0])
        joined = replace(leader, first=at)
        return self.owned(joined) or joined

    def owned(self, leader: Unit) -> Unit | None:
        """ "Putin's spokesman (Dmitry Peskov)": an official of the leader's side."""
        if self._view.lower(leader.last) not in {"'s", "'"}:
            return None
        position, _ = self._view.skip_modifiers(leader.last + 1)
        end, role_class = self._view.role_at(position)
        if not role_class or role_class in LEADING:
            return None
        self._cast.counts.update(leader.leaders)
        if role_class in RELATIVE:
            return self._relative(leader, end, role_class)
        country = leader.country or self._cast.country(leader.leaders[0])
        role = self._view.written(position, end)
        return self._with_name(leader.first, end, role_class, country, role)

    def _relative(self, owner: Unit, end: int, role_class: str) -> Unit:
        """ "Putin's guest": another leader; of whom it says that he is one, he alone is new."""
        if self._view.before(owner.first) in IS:
            return replace(owner, last=end)
        return Unit(ROLE, owner.first, end, role_class=role_class, owner=owner.leaders[0])

    def possessed(self, unit: Unit) -> Unit:
        """ "the presidential palace's spokesman": still one official."""
        if self._view.lower(unit.last) != "'s":
            return unit
        end, role_class = self._view.role_at(unit.last + 1)
        if role_class not in CAPACITIES:
            return unit
        return self._with_name(unit.first, end, role_class, unit.country, unit.role)

    def served(self, head: Unit) -> Unit:
        """ "The president's office": an official, whose side shows once the president is known."""
        if head.plural or self._view.lower(head.last) != "'s":
            return head
        position, _ = self._view.skip_modifiers(head.last + 1)
        end, role_class = self._view.role_at(position)
        if role_class not in CAPACITIES:
            return head
        role = self._view.written(position, end)
        return replace(self._with_name(head.first, end, role_class, head.country, role), head=head)

    def official(
        self,
        first: int,
        last: int,
        role_class: str,
        country: CountryCode | None,
        *,
        role: str | None,
        name: str | None,
    ) -> Unit:
        """Somebody who is no leader: one who speaks for a side, or a third party."""
        speaker = CAPACITIES.get(role_class)
        if name:
            self._introduce(name, role, country, speaker)
        return Unit(
            OFFICIAL if speaker else OTHER,
            first,
            last,
            name=name,
            role=role,
            country=country,
            speaker=speaker or SpeakerKind.THIRD_PARTY,
            role_class=role_class,
            plural=bool(speaker and role and is_plural(role)),
        )

    def _introduce(
        self, name: str, role: str | None, country: CountryCode | None, kind: SpeakerKind | None
    ) -> None:
        surname = fold(name.rsplit(maxsplit=1)[-1])
        if kind is None:
            self._cast.namesakes.add(surname)
        else:
            self._cast.introduced[surname] = Introduced(name, role, country, kind)

    def _with_name(
        self, first: int, end: int, role_class: str, country: CountryCode | None, role: str | None
    ) -> Unit:
        person = self._view.named(end + (self._view.lower(end) == ","))
        if self._view.lower(end) == "," and (
            person is None or self._view.lower(person.last) not in {",", "."}
        ):
            person = None
        last, name = (person.last, person.name) if person else (end, None)
        return self.official(first, last, role_class, country, role=role, name=name)

    # -- leaders -------------------------------------------------------------------------------

    def _bearer(
        self, person: Unit, role_class: str, country: CountryCode | None
    ) -> LeaderId | None:
        leader = person.leaders[0] if person.leaders else person.maybe
        if leader is not None and self._may_be(leader, country):
            return leader
        return self._by_surname(person, role_class, country)

    def _may_be(self, leader: LeaderId, country: CountryCode | None) -> bool:
        own = self._cast.country(leader)
        if country is None or own == country or {country, own} <= _ONE_STATE:
            return True
        return leader in self._cast.holders(country, "leader")

    def _by_surname(
        self, person: Unit, role_class: str, country: CountryCode | None
    ) -> LeaderId | None:
        """A leader of that country written in an unlisted way, told by a shared name."""
        if country is None or not person.name:
            return None
        words = {fold(word) for word in tokenize(person.name).words if len(word) > 2}
        for leader in self._cast.holders(country, role_class):
            known = {fold(word) for word in tokenize(self._cast.names.world.leaders[leader]).words}
            if words & known:
                return leader
        return None
