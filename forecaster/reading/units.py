"""The names, roles, places, forums and times of one sentence, before anybody is resolved."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode, Place
from forecaster.domain.signals import SpeakerKind
from forecaster.reading.cast import Cast, Introduced
from forecaster.reading.lexicon import LEADING, PEERS, Lexicon
from forecaster.reading.names import Known, Mask
from forecaster.reading.phrases import fold
from forecaster.reading.records import (
    CountryWord,
    ForumName,
    KnownPerson,
    LeaderName,
    OfficeForm,
    PlaceWord,
    SideWord,
)
from forecaster.reading.timewords import TimeExpression, find_times
from forecaster.reading.tokens import Tokens, tokenize

LEADER, COUNTRY, SEAT, CITY, OFFICIAL, OTHER, FORUM, TIME, ADJECTIVE, ROLE = "LCSPOXFDAR"


@dataclass(slots=True)
class Unit:
    """A stretch of words that names somebody or something.

    Attributes:
        kind: One letter: L leader(s), C country or capital, S seat of power, P other town,
            O official, X other person, F forum, D time, A adjective of a country, R role without
            a name.
        first: First word.
        last: One past the last word.
        leaders: The leaders named.
        maybe: A leader whose surname this person shares.
        country: The country meant.
        name: Name as written, of officials and others.
        role: Role as written.
        role_class: Class of that role.
        title: The title alone, lower case.
        speaker: In what capacity an official speaks.
        place: The place a C, S or P unit names.
        time: The expression of a D unit.
        forum: The name of an F unit.
        ours: Whether "our" stands before a role.
        definite: Whether "the", "both" or a number stands before a role.
        plural: Whether a role names several holders.
        countries: Countries of a plural role ("the presidents of X and Y").
    """

    kind: str
    first: int
    last: int
    leaders: tuple[LeaderId, ...] = ()
    maybe: LeaderId | None = None
    country: CountryCode | None = None
    name: str | None = None
    role: str | None = None
    role_class: str = ""
    title: str = ""
    speaker: SpeakerKind | None = None
    place: Place | None = None
    definite: bool = False
    ours: bool = False
    time: TimeExpression | None = None
    forum: ForumName | None = None
    plural: bool = False
    countries: tuple[CountryCode, ...] = ()


@dataclass(slots=True)
class Sentence:
    """One sentence with its words and units.

    Attributes:
        field: ``title`` or ``body``.
        start: Offset of the sentence in the field's plain text.
        text: The sentence.
        paragraph: Number of its paragraph.
        tokens: Its words.
        lowers: The words folded to plain lower case.
        units: Its units, left to right.
        headline: Whether it is written in the manner of headlines.
        live: Whether it stands in an entry of a live blog, told in the present tense.
    """

    field: str
    start: int
    text: str
    paragraph: int
    tokens: Tokens
    lowers: list[str]
    units: list[Unit] = dataclasses.field(default_factory=list)
    headline: bool = False
    live: bool = False


def make_sentence(
    text: str, *, where: str, start: int, paragraph: int, dull: bool = False
) -> Sentence:
    """Split a sentence into words; units come later, and a dull sentence has no words at all."""
    tokens = Tokens([], [], []) if dull else tokenize(text)
    lowers = [fold(word) for word in tokens.words]
    return Sentence(where, start, text, paragraph, tokens, lowers, headline=where == "title")


class UnitFinder:
    """Finds the units of sentences for one article."""

    def __init__(self, cast: Cast, lexicon: Lexicon) -> None:
        """Work for the people of ``cast`` with the role words of ``lexicon``."""
        self._cast = cast
        self._lexicon = lexicon
        self._not_leading = lexicon.lists["not_leading"]
        self._modifiers = lexicon.lists["modifiers"]
        self._honorifics = lexicon.lists["honorifics"]

    def find(self, sentence: Sentence) -> None:
        """Find the basic units of a sentence; call this for all sentences before ``join``."""
        sentence.units = self._basic(sentence)
        self._cast.named.update(
            unit.country
            for unit in sentence.units
            if unit.country and unit.kind in {COUNTRY, SEAT, ADJECTIVE, OFFICIAL}
        )

    def join(self, sentence: Sentence) -> None:
        """Admit surnames that the article bears out, and join names with roles."""
        basic = [self._admitted(sentence, unit) for unit in sentence.units]
        known = [unit for unit in basic if unit.kind]
        sentence.units = _Assembler(sentence, known, self._lexicon, self._cast).run()

    def _admitted(self, sentence: Sentence, unit: Unit) -> Unit:
        """A bare surname as its leader, when the article names him or his country, or pairs him."""
        leader = unit.maybe
        if unit.kind or leader is None:
            return unit
        country = self._cast.country(leader)
        named = country in self._cast.named and not unit.plural
        if leader in self._cast.established or named or self._paired(sentence, unit):
            return replace(
                unit, kind=LEADER, leaders=(leader,), maybe=None, country=country, plural=False
            )
        return unit

    def _paired(self, sentence: Sentence, unit: Unit) -> bool:
        """Whether a surname stands beside a leader's: "Trump-Kim", "between Putin and May"."""
        beside = [u for u in sentence.units if u is not unit and (u.kind == LEADER or u.maybe)]
        for other in beside:
            first, second = sorted((unit, other), key=lambda u: u.first)
            between = sentence.lowers[first.last : second.first]
            if 0 < len(between) <= _BESIDE and set(between) <= _PAIRING:
                return True
        return False

    # -- basic units ---------------------------------------------------------------------------

    def _basic(self, sentence: Sentence) -> list[Unit]:
        times = _time_units(sentence)
        units: list[Unit] = []
        at, words = 0, sentence.tokens.words
        while at < len(words):
            if at in times:
                units.append(times[at])
                at = times[at].last
                continue
            first = words[at][0]
            if not (first.isupper() or first.isdigit()):
                at += 1
                continue
            end, values = self._cast.names.index.match(words, at)
            unit = self._unit(sentence, at, end, values) if values else None
            if unit is None:
                at += 1
            else:
                if unit.kind or unit.maybe:
                    units.append(unit)
                at = unit.last
        return units

    def _unit(self, sentence: Sentence, at: int, end: int, values: list[Known]) -> Unit | None:
        masks = [value for value in values if isinstance(value, Mask)]
        if Mask.NAMESAKE in masks:
            written = _written(sentence, at, end)
            self._cast.namesakes.add(fold(written.split()[-1]))
            return Unit(OTHER, at, end, name=written)
        if masks and len(masks) == len(values):
            return Unit("", at, end)
        people = [value for value in values if isinstance(value, LeaderName)]
        if people:
            unit = self._leader(sentence, at, end, people)
            if unit is not None:
                return unit
        persons = [value for value in values if isinstance(value, KnownPerson)]
        if persons:
            return self._person(sentence, at, end, persons)
        offices = [value for value in values if isinstance(value, OfficeForm)]
        seats = [v for v in values if isinstance(v, CountryWord) and v.kind is SideWord.SEAT]
        if seats and _stands_in_place(sentence, at):
            return _country(sentence, at, end, seats)
        if offices and offices[0].kind is not SpeakerKind.MEDIA:
            return Unit(
                OFFICIAL,
                at,
                end,
                role=_written(sentence, at, end),
                country=offices[0].country,
                speaker=offices[0].kind,
            )
        return _thing(sentence, at, end, values)

    def _leader(
        self, sentence: Sentence, at: int, end: int, forms: list[LeaderName]
    ) -> Unit | None:
        written = _written(sentence, at, end)
        serving = [form for form in forms if self._cast.in_office(form.leader)]
        single = end - at == 1
        if self._goes_on(sentence, end):
            return None
        if not serving:
            return None if single else Unit(OTHER, at, end, name=written)
        chosen = self._choose(serving)
        if chosen is None:
            return Unit(OTHER, at, end, name=written)
        if single and self._foreign(sentence, at, end, chosen):
            return Unit(OTHER, at, end, name=written, maybe=chosen.leader)
        if single and not chosen.alone and not self._introduced(sentence, at, chosen.leader):
            return Unit("", at, end, maybe=chosen.leader, name=written, plural=chosen.word)
        if not single or chosen.alone:
            self._cast.established.add(chosen.leader)
        return Unit(
            LEADER,
            at,
            end,
            leaders=(chosen.leader,),
            name=written,
            country=self._cast.country(chosen.leader),
        )

    def _goes_on(self, sentence: Sentence, end: int) -> bool:
        """Whether the name goes on with "bin X" or the like, so that it is another, longer one."""
        words = sentence.tokens.words
        return (
            end + 1 < len(words)
            and sentence.lowers[end] in {"bin", "ibn", "bint"}
            and words[end + 1][:1].isupper()
        )

    def _choose(self, forms: list[LeaderName]) -> LeaderName | None:
        """The likeliest bearer of a shared name: one whom the article has named, else the only."""
        if len({form.leader for form in forms}) == 1:
            return forms[0]
        known = [form for form in forms if form.leader in self._cast.established]
        if known:
            return max(known, key=lambda form: self._cast.counts[form.leader])
        free = [form for form in forms if form.alone]
        return free[0] if len({form.leader for form in free}) == 1 else None

    def _introduced(self, sentence: Sentence, at: int, leader: LeaderId) -> bool:
        if leader in self._cast.established:
            return True
        before = sentence.lowers[at - 1] if at else ""
        if before == "." and at > 1:
            before = sentence.lowers[at - 2]
        if before in self._honorifics:
            return True
        return any(
            self._lexicon.role_at(sentence.lowers[max(0, at - size) : at], 0) == (size, role)
            for size in (1, 2, 3)
            if at >= size
            for role in LEADING
        )

    def _foreign(self, sentence: Sentence, at: int, end: int, form: LeaderName) -> bool:
        """Whether a bare surname belongs to somebody else: another given name, or a thing."""
        words, lowers = sentence.tokens.words, sentence.lowers
        if lowers[at] in self._cast.namesakes and form.leader not in self._cast.established:
            return True
        if sentence.headline and _mostly_capitals(sentence):
            return end < len(words) and lowers[end] in _THINGS
        if end < len(words) and lowers[end] in _THINGS:
            return True
        given = at > 0 and _stands_as_given_name(words, lowers, at - 1)
        if given and lowers[at - 1] not in self._honorifics:
            end_role, role = self._lexicon.role_at(lowers[:at], at - 1)
            return not (end_role == at and role)
        follows = end < len(words) and words[end][:1].isupper() and words[end].isalpha()
        return follows and not sentence.headline and self._unknown(sentence, end)

    def _unknown(self, sentence: Sentence, at: int) -> bool:
        words = sentence.tokens.words
        if sentence.lowers[at] in _DAY_WORDS or len(words[at]) < 2:
            return False
        return not self._cast.names.index.match(words, at)[1]

    def _person(
        self, sentence: Sentence, at: int, end: int, persons: list[KnownPerson]
    ) -> Unit | None:
        day = self._cast.day
        fitting = [
            p
            for p in persons
            if (p.start is None or p.start <= day) and (p.end is None or day <= p.end)
        ]
        written = _written(sentence, at, end)
        if not fitting:
            return Unit(OTHER, at, end, name=written)
        person = fitting[0]
        known = Introduced(person.name, person.role, person.country, person.kind)
        self._cast.introduced.setdefault(sentence.lowers[end - 1], known)
        return Unit(
            OFFICIAL,
            at,
            end,
            name=person.name,
            role=person.role,
            country=person.country,
            speaker=person.kind,
        )


_THINGS = frozenset(
    [
        "tower",
        "towers",
        "organization",
        "organisation",
        "hotel",
        "hotels",
        "foundation",
        "university",
        "institute",
        "center",
        "centre",
        "airport",
        "library",
        "gardens",
        "stadium",
        "school",
        "college",
        "jr",
        "junior",
        "sr",
        "street",
        "avenue",
        "park",
        "bridge",
        "prize",
        "award",
        "museum",
        "plaza",
        "casino",
        "resort",
        "steaks",
        "hospital",
        "square",
        "theatre",
        "theater",
        "lab",
        "company",
        "inc",
        "corp",
        "ltd",
        "fc",
        "city",
        "island",
        "islands",
        "county",
        "doctrine",
    ]
)
_DAY_WORDS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "but",
        "in",
        "on",
        "at",
        "to",
        "of",
        "for",
        "with",
        "from",
        "by",
        "as",
        "when",
        "while",
        "if",
        "after",
        "before",
        "since",
        "until",
        "that",
        "this",
        "these",
        "those",
        "his",
        "her",
        "their",
        "its",
        "our",
        "my",
        "your",
        "not",
        "no",
        "so",
        "then",
        "said",
        "says",
        "yet",
        "also",
        "even",
        "both",
        "neither",
        "either",
        "between",
        "about",
        "against",
        "over",
        "under",
        "with",
        "without",
        "during",
        "than",
        "like",
        "via",
        "meanwhile",
        "earlier",
        "later",
        "today",
        "yesterday",
        "tomorrow",
        "instead",
        "however",
        "although",
        "though",
        "because",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "shall",
        "should",
        "must",
        "did",
        "does",
        "do",
        "has",
        "have",
        "had",
        "is",
        "are",
        "was",
        "were",
        "be",
        "asked",
        "told",
        "according",
        "president",
        "prime",
        "minister",
    ]
)


def _stands_as_given_name(words: list[str], lowers: list[str], at: int) -> bool:
    word = words[at]
    if not (word[:1].isupper() and word[1:].islower() and word.isalpha()):
        return False
    if lowers[at] in _SMALL or lowers[at] in _DAY_WORDS:
        return False
    return not (at == 0 or words[at - 1] in {".", "“", '"', ":", "‘", "—", "–", "("})


def _mostly_capitals(sentence: Sentence) -> bool:
    words = [word for word in sentence.tokens.words if word.isalpha() and len(word) > 3]
    return bool(words) and sum(word[0].isupper() for word in words) * 10 >= 7 * len(words)


def _written(sentence: Sentence, first: int, last: int) -> str:
    return sentence.text[sentence.tokens.starts[first] : sentence.tokens.ends[last - 1]]


def _time_units(sentence: Sentence) -> dict[int, Unit]:
    units: dict[int, Unit] = {}
    starts, ends = sentence.tokens.starts, sentence.tokens.ends
    if not starts:
        return units
    for time in find_times(sentence.text):
        inside = [
            i
            for i, (a, b) in enumerate(zip(starts, ends, strict=True))
            if a < time.end and b > time.start
        ]
        if inside:
            units[inside[0]] = Unit(TIME, inside[0], inside[-1] + 1, time=time)
    return units


def _thing(sentence: Sentence, at: int, end: int, values: list[Known]) -> Unit | None:
    """A place, country, seat, adjective or forum; the first fitting reading wins."""
    forums = [value for value in values if isinstance(value, ForumName)]
    if forums:
        forum = forums[0]
        if not forum.needs_summit or _summit_beside(sentence, at, end):
            return Unit(FORUM, at, end, forum=forum)
    places = [value for value in values if isinstance(value, PlaceWord)]
    countries = [value for value in values if isinstance(value, CountryWord)]
    return _country(sentence, at, end, countries) or _place(sentence, at, end, places)


_PLACING = frozenset(
    [
        "in",
        "to",
        "at",
        "from",
        "near",
        "for",
        "visit",
        "visiting",
        "visited",
        "leave",
        "left",
        "via",
        "of",
        "outside",
        "toward",
        "towards",
        "reach",
        "reached",
        "host",
        "hosted",
        "s",
    ]
)


def _trusted(sentence: Sentence, at: int, *, needs_context: bool) -> bool:
    before = sentence.lowers[at - 1] if at else ""
    return not needs_context or before in _PLACING


def _country(sentence: Sentence, at: int, end: int, words: list[CountryWord]) -> Unit | None:
    for word in words:
        if word.kind is SideWord.NAME and not _trusted(
            sentence, at, needs_context=word.needs_context
        ):
            following = sentence.lowers[end] if end < len(sentence.lowers) else ""
            if following != "'s":
                continue
        if word.kind is SideWord.ADJECTIVE:
            if any(other.kind is SideWord.NAME for other in words):
                continue
            return Unit(ADJECTIVE, at, end, country=word.country)
        kind = SEAT if word.kind is SideWord.SEAT else COUNTRY
        shared = len({other.country for other in words if other.kind is SideWord.SEAT}) > 1
        if kind == SEAT and (shared or word.form in _SHARED_SEATS):
            return Unit(SEAT, at, end, role=_written(sentence, at, end))
        return Unit(
            kind,
            at,
            end,
            country=word.country,
            place=Place(word.country),
            role=_written(sentence, at, end),
        )
    return None


def _stands_in_place(sentence: Sentence, at: int) -> bool:
    """Whether a seat of power is meant as a building: "at the White House"."""
    before = sentence.lowers[max(0, at - 2) : at]
    return bool(before) and (
        before[-1] in _INSIDE or (before[-1] == "the" and before[0] in _INSIDE)
    )


_INSIDE = frozenset(
    {
        "at",
        "in",
        "inside",
        "into",
        "outside",
        "near",
        "to",
        "left",
        "leaving",
        "reached",
        "entered",
        "visit",
        "visited",
        "visiting",
        "visits",
        "enter",
        "tour",
        "leave",
    }
)
_SHARED_SEATS = frozenset(
    {"State House", "Government House", "Presidential Palace", "Royal Palace"}
)


def _place(sentence: Sentence, at: int, end: int, words: list[PlaceWord]) -> Unit | None:
    for word in words:
        if _trusted(sentence, at, needs_context=word.needs_context):
            return Unit(
                COUNTRY if word.capital else CITY,
                at,
                end,
                country=word.country,
                place=Place(word.country, word.city),
                role=_written(sentence, at, end),
            )
    return None


_SUMMIT_WORDS = frozenset(
    [
        "summit",
        "summits",
        "meeting",
        "meetings",
        "conference",
        "gathering",
        "forum",
        "leaders",
        "session",
        "assembly",
        "council",
        "sidelines",
        "margins",
        "talks",
        "members",
        "week",
    ]
)


def _summit_beside(sentence: Sentence, at: int, end: int) -> bool:
    near = sentence.lowers[end : end + 3] + sentence.lowers[max(0, at - 4) : at]
    return any(word in _SUMMIT_WORDS for word in near)


class _Assembler:
    """Joins basic units with roles: "Turkey's president, X", "a spokesman for the Kremlin"."""

    def __init__(self, sentence: Sentence, basic: list[Unit], lexicon: Lexicon, cast: Cast) -> None:
        self._s = sentence
        self._lowers = sentence.lowers
        self._words = sentence.tokens.words
        self._at = {unit.first: unit for unit in basic}
        self._lexicon = lexicon
        self._cast = cast
        self._out: list[Unit] = []

    def run(self) -> list[Unit]:
        at = 0
        while at < len(self._words):
            unit = self._unit_at(at)
            if unit is None:
                at += 1
                continue
            unit = self._with_country(unit)
            if unit.kind:
                self._push(unit)
            at = unit.last
        for unit in self._out:
            if unit.kind == LEADER:
                self._cast.counts.update(unit.leaders)
        return self._out

    def _push(self, unit: Unit) -> None:
        merged = self._apposition(unit)
        if merged is not None:
            self._out[-1] = merged
        else:
            self._out.append(unit)

    def _apposition(self, unit: Unit) -> Unit | None:
        """ "X, the Turkish president": one person; "Y, Kremlin spokesman": the role joins."""
        if not self._out:
            return None
        before = self._out[-1]
        gap = self._lowers[before.last : unit.first]
        if gap not in ([","], [",", "the"], [",", "a"], [",", "an"], ["("], [",", "who", "is"]):
            return None
        if before.kind == LEADER and unit.kind == ROLE and not unit.plural:
            same = unit.country is None or unit.country == self._cast.country(before.leaders[0])
            return replace(before, last=unit.last) if same and unit.role_class in LEADING else None
        if before.kind in {OTHER, OFFICIAL} and unit.kind == OFFICIAL and unit.name is None:
            return self._official(
                before.first,
                unit.last,
                unit.role_class,
                unit.country,
                role=unit.role,
                name=before.name,
            )
        return None

    def _unit_at(self, at: int) -> Unit | None:
        if at in self._at or self._lowers[at] in self._lexicon.openers:
            return self._person(at) or self._at.get(at) or self._stranger(at)
        return self._stranger(at) if self._words[at][:1].isupper() else None

    def _with_country(self, unit: Unit) -> Unit:
        """ "Paul Kagame of Rwanda": the leader's own country belongs to the name."""
        if unit.kind != LEADER or self._lower(unit.last) != "of":
            return unit
        at = unit.last + 1 + (self._lower(unit.last + 1) == "the")
        country = self._at.get(at)
        own = country is not None and country.kind == COUNTRY and country.country == unit.country
        return replace(unit, last=country.last) if own and country is not None else unit

    # -- people --------------------------------------------------------------------------------

    def _person(self, at: int) -> Unit | None:
        """A noun phrase with a role that starts at word ``at``, or None."""
        countries, position = self._countries(at)
        owner = self._at.get(at) if self._at.get(at) and self._at[at].kind == LEADER else None
        if owner is not None:
            return self._owned(owner)
        if countries and position in self._at and self._at[position].kind == LEADER:
            return self._national(at, countries, self._at[position])
        position, blocked, _plural_hint = self._skip_modifiers(position)
        end, role_class = self._lexicon.role_at(self._lowers, position)
        if not role_class and not self._counterpart(position):
            return None
        if not role_class:
            end, role_class = position + self._counterpart(position), "counterpart"
        if not countries and position != at and not blocked:
            return None
        inside = next((self._at[k] for k in range(at + 1, end) if k in self._at), None)
        if inside is not None and inside.kind == LEADER and inside.last > end:
            return replace(inside, first=at)
        if blocked and role_class in LEADING:
            role_class = "other"
        title = " ".join(self._lowers[position:end])
        unit = self._with_name(at, end, role_class, countries)
        return replace(unit, title=title) if unit.kind == ROLE else unit

    def _national(self, at: int, countries: tuple[CountryCode, ...], leader: Unit) -> Unit | None:
        """ "Brazil's Lula": a country word that stands with its leader's name."""
        own = self._lowers[leader.first - 1] == "'s" or self._at[at].kind == ADJECTIVE
        if not own or not self._may_be(leader.leaders[0], countries[0]):
            return None
        self._cast.established.add(leader.leaders[0])
        joined = replace(leader, first=at)
        return self._owned(joined) or joined

    def _counterpart(self, at: int) -> int:
        word = self._lower(at)
        if word == "opposite":
            return 2 if self._lower(at + 1) == "number" else 0
        return 1 if word in PEERS else 0

    def _countries(self, at: int) -> tuple[tuple[CountryCode, ...], int]:
        """Countries before a role ("Russian and Turkish presidents"), and where they end."""
        found: list[CountryCode] = []
        position = at
        while (unit := self._at.get(position)) is not None and unit.kind in "ACS" and unit.country:
            found.append(unit.country)
            position = unit.last
            if self._lower(position) in {"'s", "'"}:
                return tuple(found), position + 1
            listed = unit.kind == ADJECTIVE or self._lower(position) != ","
            if (
                listed
                and self._lower(position) in {"and", ",", "-", "&"}
                and self._starts_country(position + 1)
            ):
                position += 1
                continue
            break
        return tuple(found), position

    def _starts_country(self, at: int) -> bool:
        unit = self._at.get(at)
        return unit is not None and unit.kind == ADJECTIVE

    def _lower(self, at: int) -> str:
        return self._lowers[at] if at < len(self._lowers) else ""

    def _skip_modifiers(self, at: int) -> tuple[int, bool, bool]:
        blocked = False
        position = at
        for _ in range(4):
            word = self._lower(position)
            if self._lexicon.role_at(self._lowers, position)[1]:
                break
            if word in self._lexicon.lists["not_leading"]:
                blocked = True
            elif word not in self._lexicon.lists["modifiers"] and word != "-":
                break
            position += 1
        return position, blocked, False

    def _with_name(
        self, at: int, end: int, role_class: str, countries: tuple[CountryCode, ...]
    ) -> Unit:
        plural = self._lowers[end - 1].endswith("s") and self._lowers[end - 1] not in {
            "affairs",
            "attaches",
            "commons",
        }
        role = _written(self._s, at, end)
        if self._lower(end) == "of" or (
            self._lower(end) in {"for", "to"} and role_class not in LEADING
        ):
            named, after = self._of(end + 1, stop_at_name=role_class in LEADING)
            if named and not (self._lower(end) == "to" and countries):
                countries, end = countries or named, after
        joint = self._lower(end)
        name_at = end + 1 if joint == "," and self._named_apposition(end + 1) else end
        return self._join(
            at, end, name_at, role_class=role_class, role=role, plural=plural, countries=countries
        )

    def _named_apposition(self, at: int) -> bool:
        unit = self._at.get(at)
        if unit is None and self._capital(at):
            unit = self._at.get(at + 1)
        if unit is not None and unit.kind in {LEADER, OFFICIAL, OTHER}:
            return self._lower(unit.last) in {",", ".", "", "'s"} or unit.kind == OFFICIAL
        stranger = self._stranger(at)
        return stranger is not None and self._lower(stranger.last) in {",", "."}

    def _of(self, at: int, *, stop_at_name: bool) -> tuple[tuple[CountryCode, ...], int]:
        """Countries after "of": "the presidents of Russia and Iran"; also "for President X"."""
        found: list[CountryCode] = []
        position = at + (self._lower(at) == "the")
        while (unit := self._at.get(position)) is not None and unit.kind in "CSA" and unit.country:
            found.append(unit.country)
            position = unit.last
            more = position
            while self._lower(more) in {"and", ",", "the"}:
                more += 1
            if more == position or self._at.get(more) is None or self._at[more].kind not in "CS":
                break
            position = more
        if not found and not stop_at_name:
            return self._of_leader(position)
        return tuple(found), position

    def _of_leader(self, at: int) -> tuple[tuple[CountryCode, ...], int]:
        unit = self._at.get(at) or self._person(at)
        if unit is not None and unit.kind in {LEADER, ROLE}:
            self._cast.counts.update(unit.leaders)
            country = unit.country or (
                self._cast.country(unit.leaders[0]) if unit.leaders else None
            )
            return ((country,) if country else ()), unit.last
        return (), at

    def _join(
        self,
        at: int,
        end: int,
        name_at: int,
        *,
        role_class: str,
        role: str,
        plural: bool,
        countries: tuple[CountryCode, ...],
    ) -> Unit:
        while self._lower(name_at) in self._lexicon.lists["honorifics"] or (
            self._lower(name_at) == "."
            and self._lower(name_at - 1) in self._lexicon.lists["honorifics"]
        ):
            name_at += 1
        if (
            self._capital(name_at)
            and self._at.get(name_at + 1) is not None
            and (self._at[name_at + 1].kind == LEADER)
        ):
            name_at += 1
        person = self._at.get(name_at)
        person = person if person and person.kind in {LEADER, OFFICIAL, OTHER, ""} else None
        if person is None:
            person = self._stranger(name_at)
        country = countries[0] if countries else None
        if person is not None and not plural:
            return self._named(at, person, role_class, role, country)
        if role_class in LEADING or role_class == "counterpart":
            if person is not None and person.kind == LEADER and plural:
                return replace(person, first=at)
            definite = at > 0 and self._lowers[at - 1] in {"the", "both", "two", "three", "their"}
            return Unit(
                ROLE,
                at,
                end,
                role=role,
                role_class=role_class,
                country=country,
                plural=plural,
                countries=countries,
                definite=definite,
                ours=at > 0 and self._lowers[at - 1] == "our",
            )
        owned = at > 0 and self._lowers[at - 1] in {"his", "her", "their", "our", "its"}
        if country is None and not owned and role.lower() in _BARE_NOUNS:
            return Unit("", at, end)
        return self._possessed(self._official(at, end, role_class, country, role=role, name=None))

    def _named(
        self, at: int, person: Unit, role_class: str, role: str, country: CountryCode | None
    ) -> Unit:
        leading = role_class in LEADING or role_class == "counterpart"
        leader = person.leaders[0] if person.leaders else person.maybe
        if leading and leader is not None and self._may_be(leader, country):
            self._cast.established.add(leader)
            joined = Unit(
                LEADER,
                at,
                person.last,
                leaders=(leader,),
                name=person.name,
                country=self._cast.country(leader),
            )
            return self._owned(joined) or joined
        if leading:
            holder = self._by_surname(person, role_class, country)
            if holder is not None:
                self._cast.established.add(holder)
                return Unit(
                    LEADER,
                    at,
                    person.last,
                    leaders=(holder,),
                    name=person.name,
                    country=self._cast.country(holder),
                )
        if person.kind == OFFICIAL and role_class != "other":
            return replace(person, first=at, country=person.country or country)
        return self._official(
            at,
            person.last,
            "other" if leading else role_class,
            country,
            role=role,
            name=person.name,
        )

    def _may_be(self, leader: LeaderId, country: CountryCode | None) -> bool:
        if {country, self._cast.country(leader)} <= _ONE_STATE:
            return True
        return (
            country is None
            or self._cast.country(leader) == country
            or any(leader == other for other in self._cast.holders(country, "leader"))
        )

    def _by_surname(
        self, person: Unit, role_class: str, country: CountryCode | None
    ) -> LeaderId | None:
        """A leader of that country written in an unlisted way, told by a shared name."""
        if country is None or not person.name:
            return None
        written = {fold(word) for word in tokenize(person.name).words if len(word) > 2}
        for leader in self._cast.holders(country, role_class):
            known = {fold(word) for word in tokenize(self._cast.names.world.leaders[leader]).words}
            if written & known:
                return leader
        return None

    def _official(
        self,
        first: int,
        last: int,
        role_class: str,
        country: CountryCode | None,
        *,
        role: str | None,
        name: str | None,
    ) -> Unit:
        kinds = {
            "office": SpeakerKind.OFFICE,
            "minister": SpeakerKind.MINISTER,
            "envoy": SpeakerKind.ENVOY,
        }
        speaker = kinds.get(role_class)
        if speaker is None:
            if name:
                self._cast.namesakes.add(fold(name.split()[-1]))
            return Unit(
                OTHER,
                first,
                last,
                name=name,
                role=role,
                country=country,
                speaker=SpeakerKind.THIRD_PARTY,
                role_class=role_class,
            )
        if name:
            surname = fold(name.split()[-1])
            self._cast.introduced[surname] = Introduced(name, role, country, speaker)
        return Unit(
            OFFICIAL,
            first,
            last,
            name=name,
            role=role,
            country=country,
            speaker=speaker,
            role_class=role_class,
            plural=bool(role and role.endswith("s")),
        )

    def _owned(self, leader: Unit) -> Unit | None:
        """ "Putin's spokesman (Dmitry Peskov)": an official of the leader's side."""
        position = leader.last
        if self._lower(position) not in {"'s", "'"}:
            return None
        position, _, _ = self._skip_modifiers(position + 1)
        adjective = self._at.get(position)
        if adjective is not None and adjective.kind == ADJECTIVE:
            position, _, _ = self._skip_modifiers(adjective.last)
        end, role_class = self._lexicon.role_at(self._lowers, position)
        if not role_class or role_class in LEADING:
            return None
        if adjective is not None and adjective.kind == ADJECTIVE:
            return None
        self._cast.counts.update(leader.leaders)
        country = leader.country or self._cast.country(leader.leaders[0])
        person = self._at.get(end) or self._stranger(end)
        named = person if person is not None and person.kind in {OFFICIAL, OTHER} else None
        return self._official(
            leader.first,
            named.last if named else end,
            role_class,
            country,
            role=_written(self._s, position, end),
            name=named.name if named else None,
        )

    def _possessed(self, unit: Unit) -> Unit:
        """ "the presidential palace's spokesman": still one official."""
        if self._lower(unit.last) != "'s":
            return unit
        end, role_class = self._lexicon.role_at(self._lowers, unit.last + 1)
        if role_class not in {"office", "minister", "envoy"}:
            return unit
        person = self._at.get(end) or self._stranger(end)
        named = person if person is not None and person.kind in {OFFICIAL, OTHER} else None
        return self._official(
            unit.first,
            named.last if named else end,
            role_class,
            unit.country,
            role=unit.role,
            name=named.name if named else None,
        )

    def _stranger(self, at: int) -> Unit | None:
        """A run of unknown capitalised words: a person the article may have introduced."""
        if at >= len(self._words) or self._s.headline:
            return None
        end = at
        while end < len(self._words) and end - at < 5 and self._capital(end):
            end += 1
            while self._lower(end) in _PARTICLES and self._capital(end + 1):
                end += 1
            while self._lower(end) == "-" and self._capital(end + 1):
                end += 1
        last = self._lowers[end - 1] if end > at else ""
        known = self._cast.introduced.get(last)
        if known is not None:
            return Unit(
                OFFICIAL,
                at,
                end,
                name=known.name,
                role=known.role,
                country=known.country,
                speaker=known.kind,
            )
        maybe = self._at.get(end) or (self._at.get(end + 1) if self._lower(end) == "-" else None)
        if maybe is not None and maybe.kind == OTHER and maybe.maybe and end > at:
            return Unit(
                OTHER, at, maybe.last, name=_written(self._s, at, maybe.last), maybe=maybe.maybe
            )
        if end - at < 2:
            return None
        name = _written(self._s, at, end)
        return Unit(OTHER, at, end, name=name)

    def _capital(self, at: int) -> bool:
        if at >= len(self._words) or at in self._at:
            return False
        word = self._words[at]
        if not (word[:1].isupper() and word[:1].isalpha()) or self._lowers[at] in _SMALL:
            return False
        if self._lowers[at] in self._lexicon.lists["honorifics"]:
            return False
        return not self._lexicon.role_at(self._lowers, at)[1]


_ONE_STATE = frozenset({CountryCode("SRB"), CountryCode("YUG"), CountryCode("MNE")})
_BARE_NOUNS = frozenset(
    [
        "side",
        "camp",
        "team",
        "court",
        "delegation",
        "entourage",
        "protocol",
        "secretariat",
        "head",
        "mission",
        "deputy",
        "guide",
        "director",
        "deputies",
        "brother",
        "sister",
        "father",
        "mother",
        "son",
        "daughter",
        "wife",
        "husband",
        "office",
        "cabinet",
    ]
)
_BESIDE = 3
_PAIRING = frozenset(
    {"-", "–", "and", "&", ",", "with", "meets", "met", "meet", "to", "'s", "/", "invites", "sees"}
)
_PARTICLES = frozenset(
    {
        "bin",
        "al",
        "de",
        "la",
        "da",
        "dos",
        "van",
        "von",
        "ibn",
        "el",
        "del",
        "der",
        "den",
        "abu",
        "ould",
        "ben",
    }
)
