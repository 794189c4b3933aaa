"""Whom titles and pronouns mean: "the Turkish president", "his counterpart", "he"."""

from __future__ import annotations

from dataclasses import replace

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SpeakerKind
from forecaster.reading.known.cast import CROWNED, OFFICES
from forecaster.reading.text.lexicon import COUNTERPART, GUEST, NATIONAL, RELATIVE, Lexicon
from forecaster.reading.text.phrases import fold
from forecaster.reading.who.discourse import Discourse
from forecaster.reading.who.quoting import Quotes
from forecaster.reading.who.units import (
    ADJECTIVE,
    CITY,
    COUNTRY,
    LEADER,
    OFFICIAL,
    OTHER,
    ROLE,
    SEAT,
    Sentence,
    Unit,
)

_JOINTS = frozenset(
    {"and", "or", "but", "in", "on", "at", "to", "from", "by", "with", "into", "as"}
)
_CLOSING = frozenset({",", "”", '"', "’"})
SUBJECT = frozenset({"he", "she"})
OBJECT = frozenset({"him", "himself", "herself"})
FIRST = frozenset({"i", "me", "my", "myself"})
SECOND = frozenset({"you", "your", "yourself"})
POSSESSIVE = frozenset({"his", "her", "its", "their"})
_FEMALE = frozenset({"she", "her", "herself"})
_FACING = frozenset({"with", "to", "by", "from", "for", "against", "meet", "met", "see", "receive"})
_OFFICES = frozenset({"head_of_state", "head_of_government"})
_OBJECT = 2
_BODY = 5
_DEFINITE = frozenset({"the", "both", "two", "three", "their"})


class References:
    """Resolves references in one sentence after another against the discourse."""

    def __init__(self, talk: Discourse, lexicon: Lexicon) -> None:
        """Move ``talk`` on with each sentence."""
        self._talk = talk
        self._speaking = lexicon.lists["speaking"]
        self._spoke = lexicon.lists["spoke"]
        self._bare_nouns = lexicon.lists["bare_nouns"]
        self._states = lexicon.lists["states"]
        self._behind = lexicon.lists["behind_person"] - _JOINTS
        self._subject: LeaderId | None = None
        self._inner: LeaderId | None = None
        self._official: Unit | None = None
        self._named: list[LeaderId] = []
        self._agents: tuple[LeaderId, ...] = ()
        self._acting: CountryCode | None = None
        self._quotes = Quotes()
        self._quoted: list[bool] = []
        self._quoter: LeaderId | None = None
        self._sentence: Sentence | None = None

    def begin(self, sentence: Sentence) -> None:
        """Start a sentence: nobody is its subject yet."""
        self._sentence = sentence
        self._subject, self._official, self._named = None, None, []
        self._agents, self._acting, self._inner = (), None, None
        self._quoted = self._quotes.inside(sentence)
        self._quoter = self._quoted_leader(sentence) if any(self._quoted) else None

    def _quoted_leader(self, sentence: Sentence) -> LeaderId | None:
        """The leader whose words the sentence quotes, as far as it or the one before tells."""
        people = [
            unit
            for unit in sentence.units
            if unit.kind in {LEADER, ROLE, OFFICIAL} and not self._quoted[unit.first]
        ]
        speaker = self._speaker(people, sentence.lowers)
        if speaker is None:
            return self._talk.quoter
        self._official = speaker if speaker.kind == OFFICIAL else None
        named = self.resolve(speaker)
        return named.leaders[0] if named is not None and len(named.leaders) == 1 else None

    def note(self, unit: Unit, following: str) -> None:
        """Take note of somebody whom the sentence names or means, and of the word behind."""
        if unit.kind == LEADER:
            if len(unit.leaders) > 1 or self._acts(following):
                self._agents = unit.leaders
            self._talk.name(unit.leaders)
            self._named += [one for one in unit.leaders if one not in self._named]
            if len(unit.leaders) == 1:
                self._take_subject(unit.leaders[0], quoted=self._is_quoted(unit.first))
            elif len(unit.leaders) > 1:
                self._talk.group = unit.leaders
            return
        if unit.kind in {OFFICIAL, OTHER} and self._official is None and self._subject is None:
            self._official = unit
        if unit.kind in {COUNTRY, SEAT, OFFICIAL} and (self._acts(following) or not self._acting):
            self._acting = unit.country
        if unit.kind in {COUNTRY, CITY, SEAT}:
            self._visit(unit.country)

    def _take_subject(self, leader: LeaderId, *, quoted: bool) -> None:
        """Let "he" mean the first leader named, inside and outside of quotations apart."""
        if quoted:
            self._inner = self._inner or leader
        else:
            self._subject = self._subject or leader

    def _is_quoted(self, at: int) -> bool:
        return at < len(self._quoted) and self._quoted[at]

    def _acts(self, following: str) -> bool:
        """Whether a verb seems to stand behind somebody."""
        return following in self._behind or following.endswith("ed")

    def _visit(self, country: CountryCode | None) -> None:
        """Set the scene in a country whose leader is in the text."""
        if any(self._talk.cast.country(one) == country for one in self._talk.candidates()):
            self._talk.scene = country

    def end(self, units: list[Unit], lowers: list[str]) -> None:
        """Leave in mind what a sentence with these units said."""
        named = [one for unit in units if unit.kind == LEADER for one in unit.leaders]
        named = list(dict.fromkeys(named))
        if len(named) == 2 and len(self._talk.cast.sides(named)) == 2:
            self._talk.group = tuple(named)
        people = [unit for unit in units if unit.kind in {LEADER, OFFICIAL, OTHER}]
        if people:
            chosen = self._speaker(people, lowers) or people[0]
            self._talk.official = chosen if chosen.kind == OFFICIAL else None
            self._talk.quoter = chosen.leaders[0] if len(chosen.leaders) == 1 else None
        for one in people:
            if one.kind == OFFICIAL and one.name and one.role and one.country:
                key = one.country, _noun(one.role)
                self._talk.named_officials.setdefault(key, set()).add(one.name)
        nameless = [u for u in people if u.kind == OFFICIAL and not u.name and u.country]
        if nameless:
            self._talk.office = nameless[-1]
        others = [one for one in named if one != self._talk.first]
        if self._subject is not None:
            self._talk.subject = self._subject
        elif others:
            self._talk.subject = self._talk.subject or others[0]

    def _speaker(self, people: list[Unit], lowers: list[str]) -> Unit | None:
        """Who says something in the sentence: the last person next to a verb of saying."""
        spoke = (one for one in reversed(people) if len(one.leaders) < 2)
        return next((one for one in spoke if self._speaks(one, lowers)), None)

    def _speaks(self, unit: Unit, lowers: list[str]) -> bool:
        beside = lowers[unit.last : unit.last + 1] + lowers[max(0, unit.first - 1) : unit.first]
        return not self._spoke.isdisjoint(beside)

    # -- titles --------------------------------------------------------------------------------

    def resolve(self, unit: Unit) -> Unit | None:
        """The unit with the leaders whom its title means; None when it means none."""
        if unit.kind != ROLE:
            return unit if unit.kind != "" else None
        if unit.plural:
            return self._holders(unit)
        leader = self._holder(unit)
        if leader is None and unit.role_class == NATIONAL:
            return replace(unit, kind=ADJECTIVE)
        return self.leader_unit(unit, leader) if leader else None

    def leader_unit(self, unit: Unit, leader: LeaderId) -> Unit:
        """``unit`` as one leader."""
        country = self._talk.cast.country(leader)
        return replace(unit, kind=LEADER, leaders=(leader,), country=country)

    def _holders(self, unit: Unit) -> Unit | None:
        cast, title = self._talk.cast, unit.title.removesuffix("s")
        if len(unit.countries) > 1:
            found = [cast.holder(country, unit.role_class, title) for country in unit.countries]
            leaders = tuple(leader for leader in found if leader)
        else:
            leaders = self._talk.pair() if not unit.countries and unit.before in _DEFINITE else ()
        if len(leaders) < 2:
            return None
        return replace(unit, kind=LEADER, leaders=leaders, country=None)

    def _holder(self, unit: Unit) -> LeaderId | None:
        cast = self._talk.cast
        if unit.role_class in RELATIVE:
            return cast.holder(unit.country) if unit.country else self._relative(unit)
        if unit.role_class == NATIONAL:
            held = cast.holders(unit.country, "leader") if unit.country else []
            return next((one for one in held if one in cast.counts), None)
        if unit.country is not None:
            return cast.holder(unit.country, unit.role_class, unit.title)
        if self._is_of_another_body(unit):
            return None
        peculiar = cast.names.country_of(unit.title) if unit.role_class in OFFICES else None
        if peculiar is not None and unit.title not in self._talk.crowns_of_others:
            return cast.holder(peculiar, unit.role_class, unit.title)
        housed = self._housed(unit)
        is_meant = unit.before in _OWN or housed == self._talk.head or housed in cast.counts
        return (
            (housed if is_meant else None)
            or self._own_head(unit)
            or self._known_holder(unit)
            or housed
            or self._local_holder(unit)
            or self._readers_holder(unit)
            or self._crowned(unit)
        )

    def _housed(self, unit: Unit) -> LeaderId | None:
        """Who holds the office in the house that speaks; for "our", "its" in that which is meant."""
        cast = self._talk.cast
        if unit.before in _OWN:
            own = self._our(unit) if unit.before == "our" else self._acting
            return cast.holder(own, unit.role_class, unit.title) if own is not None else None
        house = self._talk.house
        return cast.called(house, unit.role_class, unit.title) if house is not None else None

    def _our(self, unit: Unit) -> CountryCode | None:
        """The side of "our president": that of the house or official who speaks, or the dateline's."""
        official = self._official or self._telling_official(unit)
        told = official.country if official is not None else None
        return self._talk.house or told or self._talk.home

    def _relative(self, unit: Unit) -> LeaderId | None:
        """Whom "his counterpart", "X's guest" or "the host" mean."""
        if unit.owner is not None:
            return self._talk.other(unit.owner)
        if unit.role_class == COUNTERPART or unit.before != "the":
            owner = self.person(unit.before, unit.first)
            return self._talk.other(owner or self._subject or self._talk.subject)
        host = self._talk.host()
        return self._talk.other(host) if host and unit.role_class == GUEST else host

    def _own_head(self, unit: Unit) -> LeaderId | None:
        """The head of the official who speaks: "the spokesman said the president ..."."""
        official = self._official or self._telling_official(unit)
        if official is None or not official.country:
            return None
        cast = self._talk.cast
        own = cast.holder(official.country, unit.role_class, unit.title)
        return own if own is not None and own in cast.counts else None

    def _telling_official(self, unit: Unit) -> Unit | None:
        """The official by whom the sentence lets itself be told: "..., the spokesman said"."""
        if self._sentence is None:
            return None
        behind = [u for u in self._sentence.units if u.first >= unit.last]
        speaker = self._speaker(behind, self._sentence.lowers)
        return speaker if speaker is not None and speaker.kind == OFFICIAL else None

    def _known_holder(self, unit: Unit) -> LeaderId | None:
        """The leader last named who bears such a title, and who is not the one acting on him."""
        cast = self._talk.cast
        known = [one for one in (*self._talk.recent, *self._talk.main) if self._may_face(unit, one)]
        for strictly in (True, False):
            for leader in known:
                if cast.bears(leader, unit.role_class, unit.title, strictly=strictly):
                    return leader
        return None

    def _may_face(self, unit: Unit, leader: LeaderId) -> bool:
        """Whether a title can mean a leader: behind "with" it does not mean the subject."""
        if self._sentence is None or leader != self._subject or unit.first < _OBJECT:
            return True
        return self._sentence.lowers[unit.first - 2] not in _FACING

    def _local_holder(self, unit: Unit) -> LeaderId | None:
        """Who holds the office in the town right behind it: "the president in Oslo"."""
        country = self._place_behind(unit)
        if country is None:
            return None
        held = self._talk.cast.holder(country, unit.role_class, unit.title)
        return held if held != self._subject else None

    def _readers_holder(self, unit: Unit) -> LeaderId | None:
        """Who holds the office in the country of the outlet, whom it need not name."""
        if self._talk.press is None or unit.before != "the":
            return None
        held = self._talk.cast.called(self._talk.press, unit.role_class, unit.title)
        return held if held is not None and self._may_face(unit, held) else None

    def _crowned(self, unit: Unit) -> LeaderId | None:
        """Whom "the King" or "the Emir" means where one country alone that the text names has such.

        Where the text is set in a country with a crown, it is that one; a king of the Zulus, a sultan of
        Sokoto or "the Ashanti king" is none of a state.
        """
        cast = self._talk.cast
        if unit.role_class != "monarch" or not self._is_of_a_state(unit):
            return None
        own = self._talk.home and cast.called(self._talk.home, unit.role_class, unit.title)
        if own:
            return own
        held = (cast.called(country, unit.role_class, unit.title) for country in cast.named)
        known = {one for one in held if one is not None}
        return known.pop() if len(known) == 1 else None

    def _is_of_a_state(self, unit: Unit) -> bool:
        """Whether no people or town is named with a crown, here or where the title stood before."""
        if self._sentence is None:
            return True
        words = self._sentence.tokens.words
        before = words[unit.first - 1] if unit.first > 1 else ""
        of_others = self._sentence.lowers[unit.last : unit.last + 1] == ["of"]
        if of_others or (before[:1].isupper() and fold(before) not in _DEFINITE):
            self._talk.crowns_of_others.add(unit.title)
        return unit.title not in self._talk.crowns_of_others

    def _is_of_another_body(self, unit: Unit) -> bool:
        """Whether a title without a country is one of a club, a chamber or a company."""
        shared = unit.role_class in _OFFICES or unit.title in self._bare_nouns
        if self._sentence is None or not shared:
            return False
        if self._sentence.lowers[unit.last : unit.last + 1] != ["of"]:
            return False
        behind = self._sentence.lowers[unit.last + 1 : unit.last + _BODY]
        return self._states.isdisjoint(behind)

    def _place_behind(self, unit: Unit) -> CountryCode | None:
        """The country of a town right behind a title."""
        if self._sentence is None or self._sentence.lowers[unit.last : unit.last + 1] != ["in"]:
            return None
        units = self._sentence.units
        return next((one.country for one in units if one.first == unit.last + 1), None)

    # -- offices -------------------------------------------------------------------------------

    def with_side(self, sentence: Sentence, unit: Unit, units: dict[int, Unit]) -> Unit:
        """An office or seat with the side for which it speaks, as far as it can be told."""
        if unit.kind not in {OFFICIAL, SEAT}:
            return unit
        if unit.country is None:
            unit = replace(unit, country=self._side(sentence, unit, units))
        return replace(unit, name=unit.name or self._name_before(sentence, unit))

    def _name_before(self, sentence: Sentence, unit: Unit) -> str | None:
        """The name of "the aide", where the text has named one aide alone of his country."""
        before = sentence.lowers[unit.first - 1] if unit.first else ""
        if unit.kind != OFFICIAL or unit.plural or before != "the" or not unit.role:
            return None
        names = self._talk.named_officials.get((unit.country, _noun(unit.role)), set())
        return next(iter(names)) if len(names) == 1 else None

    def _side(self, sentence: Sentence, unit: Unit, units: dict[int, Unit]) -> CountryCode | None:
        """For whom it speaks: "his", a town beside it, the dateline, the last leader."""
        town = units.get(unit.last + 1)
        if town is not None and town.country and sentence.lowers[unit.last] in {"in", "here"}:
            return town.country
        if unit.head is not None:
            return self._country(self._holder(unit.head))
        before = sentence.lowers[unit.first - 1] if unit.first else ""
        if before == "our":
            return self._talk.home
        if before in POSSESSIVE:
            return self._country(self.person(before, unit.first))
        if unit.kind == SEAT:
            return self._talk.home
        if unit.plural or (unit.role or "").endswith("diplomat"):
            return None
        there = self._scene_before(sentence, unit, units)
        if there is not None:
            return there
        return self._talk.home or self._country(self._subject or self._talk.subject)

    def _scene_before(
        self, sentence: Sentence, unit: Unit, units: dict[int, Unit]
    ) -> CountryCode | None:
        """The side in whose country a sentence opens: "In Sudstadt, the spokesman said"."""
        sides = {self._talk.cast.country(one) for one in self._talk.candidates()}
        for at, other in sorted(units.items()):
            if at >= min(unit.first, _OPENS):
                return None
            if sentence.lowers[max(0, at - 1)] in _WHERE and other.country in sides:
                return other.country
        return None

    def _country(self, leader: LeaderId | None) -> CountryCode | None:
        return self._talk.cast.country(leader) if leader else None

    # -- pronouns ------------------------------------------------------------------------------

    def person(self, word: str, at: int) -> LeaderId | None:
        """The leader whom "he" or "she" means at word ``at``; in a quotation not who is quoted."""
        inner = self._inner if self._is_quoted(at) and word != "him" else None
        if inner is not None and self._talk.is_woman(inner) == (word in _FEMALE):
            return inner
        official = self._official if self._subject is None else None
        quoted = self._quoter if self._is_quoted(at) else None
        for leader in self._antecedents(word):
            if leader in {None, quoted, self._talk.first} or self._talk.is_woman(leader) != (
                word in _FEMALE
            ):
                continue
            if official is not None and self._means_official(official, leader):
                return None
            return leader
        return None

    def styled(self, style: str, word: str, at: int) -> LeaderId | None:
        """Whom "His Majesty" or "Her Excellency" means at word ``at``, where no name follows.

        Majesty and highness are a monarch's: the one last named.
        """
        if style in _OF_MONARCHS:
            cast = self._talk.cast
            for leader in (*self._talk.recent, *self._talk.main):
                crowned = any(
                    cast.bears(leader, "monarch", title, strictly=True) for title in _CROWNED
                )
                if crowned and self._talk.is_woman(leader) == (word in _FEMALE):
                    return leader
            return None
        return self.person(word, at)

    def _means_official(self, official: Unit, leader: LeaderId) -> bool:
        """Whether "he" means the official: a minister speaks of himself, a spokesman of his head."""
        own = official.name is not None and official.speaker in _OF_THEIR_OWN
        return own or official.country != self._talk.cast.country(leader)

    def conversing(self, word: str, at: int) -> LeaderId | None:
        """The leader whom "I" or "you" means in a transcript; None inside of a quotation."""
        if self._is_quoted(at):
            return None
        return self._talk.first if word in FIRST else self._talk.second

    def _antecedents(self, word: str) -> list[LeaderId | None]:
        """Whom a pronoun may mean, the likeliest first: "him" is never who acts on him."""
        talk = self._talk
        known = [self._subject, self._head_of_official(), talk.subject, *talk.recent, talk.head]
        if word != "him":
            return known
        return [one for one in (*reversed(self._named), *known) if one not in self._agents]

    def _head_of_official(self) -> LeaderId | None:
        """Whom "he" means behind "aides to President Birch": their own head, if he is in the text."""
        if self._official is None or self._official.country is None:
            return None
        head = self._talk.cast.holder(self._official.country)
        return head if head in self._talk.cast.counts else None

    def speaking_official(self, sentence: Sentence, at: int) -> Unit | None:
        """The official just quoted, when "he" at ``at`` is the one who goes on to say something."""
        if self._talk.official is None:
            return None
        near = sentence.lowers[at + 1 : at + 2] + sentence.lowers[max(0, at - 1) : at]
        trailing = at > 0 and sentence.lowers[at - 1] in _CLOSING
        named = self._subject is not None or self._official is not None
        if named and not (trailing and self._spoke.intersection(near)):
            return None
        if self._speaking.isdisjoint(near):
            return None
        return replace(self._talk.official, first=at, last=at + 1)

    def both(self, number: int | None = None) -> tuple[LeaderId, ...]:
        """The leaders whom "they", "the two" or "the three" would mean; () when there are none.

        Those named in the same sentence come first, then those last spoken of together.

        Args:
            number: How many the words mean; None when they do not tell.
        """
        named = tuple(self._named)
        if number is None:
            pair = named if len(named) == 2 else self._talk.pair()
            return pair if len(pair) > 1 else ()
        pair, latest = self._talk.pair(), tuple(self._talk.recent[:number])
        groups = (named, pair, (*named, *pair), self._talk.main, latest)
        fitting = (one for one in groups if number == 2 or set(named) <= set(one))
        return next((one for one in fitting if self._makes(one, number)), ())

    def _makes(self, group: tuple[LeaderId, ...], number: int) -> bool:
        """Whether these are so many leaders, each of another side."""
        return len(group) == len(self._talk.cast.sides(group)) == number


_WHERE = frozenset({"in", "from"})
_OF_THEIR_OWN = frozenset({SpeakerKind.MINISTER, SpeakerKind.ENVOY})
_OPENS = 5

_OF_MONARCHS = frozenset({"majesty", "highness"})
_CROWNED = (*CROWNED, "crown prince")
_OWN = frozenset({"our", "its", "their"})


def _noun(role: str) -> str:
    """The last word of a role: "aide" of "Kremlin aide"."""
    return fold(role.rsplit(maxsplit=1)[-1])
