"""A sentence in canonical words, with everybody in it resolved: what the rules are matched against.

Inflected words become lemmas with a tag, and whoever or whatever has a name becomes a letter and
a number (``L:0`` a leader or a group of them, ``C:1`` a country, ``D:2`` a time), so that one
rule covers all the ways of writing the same thing: ``L:0 have invite_d L:1 to C:2 for D:3``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.reading.cast import Cast
from forecaster.reading.lemmas import Lexicon as Lemmas
from forecaster.reading.units import (
    LEADER,
    OFFICIAL,
    OTHER,
    ROLE,
    SEAT,
    Sentence,
    Unit,
)

BOTH = "B"
_QUOTES = frozenset('"“”„«»')
_DASHES = frozenset({"—", "–", "--", "―"})
_KEPT = frozenset({",", ";", ":", "(", ")", "?", "!"})
_SUBJECT = frozenset({"he", "she"})
_OBJECT = frozenset({"him", "himself", "herself"})
_POSSESSIVE = frozenset({"his", "her"})
_PLURAL = frozenset({"they", "them", "themselves"})
_PEOPLE = frozenset(
    {
        "men",
        "leaders",
        "women",
        "statesmen",
        "heads",
        "principals",
        "politicians",
        "counterparts",
        "presidents",
        "premiers",
        "chancellors",
        "rivals",
        "strongmen",
    }
)
_SIDES = frozenset(
    {
        "sides",
        "countries",
        "nations",
        "states",
        "capitals",
        "governments",
        "parties",
        "neighbours",
        "neighbors",
        "powers",
        "ministries",
        "foreign",
        "delegations",
        "teams",
    }
)
_AFTER_OBJECT = frozenset(
    {
        "to",
        "on",
        "in",
        "at",
        "for",
        "and",
        ",",
        ".",
        "with",
        "from",
        "by",
        "that",
        "about",
        "a",
        "an",
        "the",
        "after",
        "before",
        "when",
        "if",
        "as",
        "this",
        "next",
        "during",
        "personally",
        "again",
        "any",
        "face",
        "there",
        "soon",
        "later",
        "",
    }
)


@dataclass(slots=True)
class Discourse:
    """Who is being talked about, as sentences go by.

    Attributes:
        cast: The people of the article.
        main: The leaders whom the article is mostly about, at most two, of different countries.
        subject: The leader whom "he" would mean next.
        official: The official whom "he" would mean next, when later than ``subject``.
        group: The leaders whom "the two" would mean.
        recent: Leaders, the last named first.
        home: Country of the dateline, whose offices need no country word.
        office: The nameless official last spoken of, whom a bare name in the next words may be.
    """

    cast: Cast
    main: tuple[LeaderId, ...] = ()
    subject: LeaderId | None = None
    official: Unit | None = None
    group: tuple[LeaderId, ...] = ()
    recent: list[LeaderId] = field(default_factory=list)
    home: CountryCode | None = None
    office: Unit | None = None

    def pair(self) -> tuple[LeaderId, ...]:
        """The two (or more) leaders last spoken of together, else the article's main ones."""
        return self.group if len(self.group) > 1 else self.main

    def other(self, leader: LeaderId | None) -> LeaderId | None:
        """Whom "his counterpart" means."""
        pair = self.pair()
        others = [one for one in (*pair, *self.main, *self.recent) if one != leader]
        return others[0] if others else None

    def name(self, leaders: Iterable[LeaderId]) -> None:
        """Note leaders as just named."""
        for leader in leaders:
            if leader in self.recent:
                self.recent.remove(leader)
            self.recent.insert(0, leader)

    def is_woman(self, leader: LeaderId) -> bool:
        """Whether news say "she" of the leader."""
        return leader in self.cast.names.world.women


@dataclass(slots=True)
class Canon:
    """A sentence as the rules see it.

    Attributes:
        sentence: The sentence itself.
        text: Canonical words joined by blanks, with a blank at either end.
        items: The canonical words.
        starts: Offset of each canonical word in ``text``.
        words: First and one past the last word of the sentence for each canonical word.
        units: Units by their number in ``text``.
        marks: Its words, their lemmas and the classes of its names (``L:``), and "".
    """

    sentence: Sentence
    text: str
    items: list[str]
    starts: list[int]
    words: list[tuple[int, int]]
    units: list[Unit]
    marks: frozenset[str]


def _marks(items: list[str]) -> Iterator[str]:
    yield ""
    for item in items:
        if item[1:2] == ":":
            yield item[:2]
        else:
            yield item
            yield item.partition("_")[0]


class Canonizer:
    """Turns sentences into canonical words, in order, keeping track of who is meant."""

    def __init__(self, lemmas: Lemmas, discourse: Discourse) -> None:
        """Resolve against ``discourse``, which moves on with each sentence."""
        self._lemmas = lemmas
        self._talk = discourse
        self._items: list[str] = []
        self._words: list[tuple[int, int]] = []
        self._units: list[Unit] = []
        self._subject: LeaderId | None = None
        self._official: Unit | None = None

    def canon(self, sentence: Sentence) -> Canon:
        """The canonical form of the next sentence of the article."""
        self._items, self._words, self._units = [], [], []
        self._subject, self._official = None, None
        units = {unit.first: unit for unit in sentence.units}
        at = 0
        while at < len(sentence.tokens):
            unit = units.get(at)
            at = self._name(sentence, unit, units) if unit else self._word(sentence, at, units)
        self._move_on(sentence.lowers)
        return self._join(sentence)

    def _join(self, sentence: Sentence) -> Canon:
        starts, at = [], 1
        for item in self._items:
            starts.append(at)
            at += len(item) + 1
        found = frozenset(_marks(self._items))
        text = f" {' '.join(self._items)} "
        return Canon(sentence, text, self._items, starts, self._words, self._units, found)

    # -- names ---------------------------------------------------------------------------------

    def _name(self, sentence: Sentence, unit: Unit, units: dict[int, Unit]) -> int:
        resolved = self._resolve(unit)
        if resolved is None:
            return self._word(sentence, unit.first, units)
        if resolved.kind in {OFFICIAL, SEAT} and resolved.country is None:
            resolved = replace(resolved, country=self._side(sentence, resolved, units))
        if _is_image(sentence.lowers, unit.first):
            return self._word(sentence, unit.first, units)
        if resolved.kind != LEADER:
            self._emit(resolved)
            self._note(resolved)
            return unit.last
        leaders, last = self._coordinated(sentence, resolved, units)
        group = (
            resolved
            if len(leaders) == 1
            else replace(resolved, leaders=leaders, last=last, country=None)
        )
        self._emit(replace(group, last=last))
        self._note(group)
        return last

    def _side(self, sentence: Sentence, unit: Unit, units: dict[int, Unit]) -> CountryCode | None:
        """For whom a nameless office speaks: "his", a town behind it, the last leader, the dateline."""
        before = sentence.lowers[unit.first - 1] if unit.first else ""
        if before == "our":
            return self._talk.home
        if before in {"his", "her", "its", "their"}:
            leader = self._person(before)
            return self._talk.cast.country(leader) if leader else None
        if unit.last + 1 < len(sentence.lowers) and sentence.lowers[unit.last] in {"in", "here"}:
            town = units.get(unit.last + 1)
            if town is not None and town.country:
                return town.country
        if unit.kind == SEAT or (unit.role or "").split(" ")[-1].endswith(("s", "diplomat")):
            return self._talk.home if unit.kind == SEAT else None
        if self._talk.home is not None:
            return self._talk.home
        leader = self._subject or self._talk.subject
        return self._talk.cast.country(leader) if leader else None

    def _coordinated(
        self, sentence: Sentence, unit: Unit, units: dict[int, Unit]
    ) -> tuple[tuple[LeaderId, ...], int]:
        """Leaders joined by commas and "and", and where the list ends."""
        leaders, last = list(unit.leaders), unit.last
        pending: list[LeaderId] = []
        position = unit.last
        while True:
            after, joined = _joint(sentence.lowers, position, headline=sentence.headline)
            following = self._resolve(units[after]) if after in units and after > position else None
            if following is None and joined and "," not in sentence.lowers[position:after]:
                following = self._pronoun_partner(sentence, after)
            if following is None or following.kind != LEADER:
                break
            pending += following.leaders
            position = following.last
            if joined:
                leaders += pending
                pending, last = [], position
        return tuple(dict.fromkeys(leaders)), last

    def _pronoun_partner(self, sentence: Sentence, at: int) -> Unit | None:
        word = sentence.lowers[at] if at < len(sentence.lowers) else ""
        leader = self._person(word) if word in _SUBJECT | _OBJECT else None
        return Unit(LEADER, at, at + 1, leaders=(leader,)) if leader else None

    def _resolve(self, unit: Unit) -> Unit | None:
        if unit.kind != ROLE:
            return unit if unit.kind != "" else None
        if unit.plural:
            return self._holders(unit)
        leader = self._holder(unit)
        if leader is None:
            return None
        return replace(
            unit, kind=LEADER, leaders=(leader,), country=self._talk.cast.country(leader)
        )

    def _holders(self, unit: Unit) -> Unit | None:
        cast = self._talk.cast
        if len(unit.countries) > 1:
            found = [
                cast.holder(country, unit.role_class, _singular(unit)) for country in unit.countries
            ]
            leaders = tuple(leader for leader in found if leader)
        else:
            leaders = self._talk.pair() if not unit.countries and unit.definite else ()
        return (
            replace(unit, kind=LEADER, leaders=leaders, country=None) if len(leaders) > 1 else None
        )

    def _holder(self, unit: Unit) -> LeaderId | None:
        cast, subject = self._talk.cast, self._subject or self._talk.subject
        if unit.role_class == "counterpart":
            return cast.holder(unit.country) if unit.country else self._talk.other(subject)
        if unit.country is not None:
            return cast.holder(unit.country, unit.role_class, _title(unit))
        if unit.ours and self._talk.home is not None:
            return cast.holder(self._talk.home, unit.role_class, _title(unit))
        if self._official is not None and self._official.country:
            own = cast.holder(self._official.country, unit.role_class, _title(unit))
            if own is not None and own in cast.counts:
                return own
        for leader in [*self._talk.recent, *self._talk.main]:
            if leader in cast.holders(
                cast.country(leader) or _NOWHERE, unit.role_class, _title(unit)
            ):
                return leader
        return None

    # -- words ---------------------------------------------------------------------------------

    def _word(self, sentence: Sentence, at: int, units: dict[int, Unit]) -> int:
        lowers = sentence.lowers
        word = lowers[at]
        if word in _PRONOUNS:
            end = self._both_named(sentence, at, units) or self._pronoun(sentence, at)
            if end:
                return end
        if word in {"the", "both", "two", "three"}:
            end = 0 if self._role_follows(at, units) else self._both(sentence, at)
            if end:
                return end
        canonical = _mark(word) if not word[:1].isalnum() else self._lemmas.canonical(word)
        if canonical:
            self._put(canonical, at, at + 1)
        return at + 1

    def _role_follows(self, at: int, units: dict[int, Unit]) -> bool:
        """Whether "the", "both the two" lead up to a role that names its countries itself."""
        following = [units[near] for near in range(at + 1, at + 4) if near in units]
        return bool(following) and following[0].kind == ROLE and bool(following[0].countries)

    def _both_named(self, sentence: Sentence, at: int, units: dict[int, Unit]) -> int:
        """ "he and President Birch": both of them; 0 when the pronoun stands alone."""
        if sentence.lowers[at] not in _SUBJECT or sentence.lowers[at + 1 : at + 2] != ["and"]:
            return 0
        leader = self._person(sentence.lowers[at])
        if leader is None:
            return 0
        one = Unit(LEADER, at, at + 1, leaders=(leader,), country=self._talk.cast.country(leader))
        leaders, last = self._coordinated(sentence, one, units)
        if len(leaders) < 2:
            return 0
        group = replace(one, leaders=leaders, last=last, country=None)
        self._note(group)
        return self._emit(group)

    def _pronoun(self, sentence: Sentence, at: int) -> int:
        lowers, word = sentence.lowers, sentence.lowers[at]
        following = lowers[at + 1] if at + 1 < len(lowers) else ""
        if word in {"each", "one"}:
            if following not in {"other", "another"} or len(self._talk.pair()) < 2:
                return 0
            return self._emit(Unit(LEADER, at, at + 2, leaders=self._talk.pair()))
        if word in _PLURAL or word == "their":
            return self._plural(at, word)
        if word in _SUBJECT and self._talk.official is not None and self._speaks(sentence, at):
            return self._emit(replace(self._talk.official, first=at, last=at + 1))
        leader = self._person(word)
        if leader is None:
            return 0
        self._emit(
            Unit(LEADER, at, at + 1, leaders=(leader,), country=self._talk.cast.country(leader))
        )
        if word == "his" or (word == "her" and following not in _AFTER_OBJECT):
            self._put("'s", at, at + 1)
        return at + 1

    def _speaks(self, sentence: Sentence, at: int) -> bool:
        """Whether "he" is the one who says something, as the official just quoted does."""
        if self._subject is not None:
            return False
        near = sentence.lowers[at + 1 : at + 2] + sentence.lowers[max(0, at - 1) : at]
        return any(word in _SPEAKING for word in near)

    def _plural(self, at: int, word: str) -> int:
        pair = self._talk.pair()
        if len(pair) < 2:
            return 0
        self._emit(Unit(LEADER, at, at + 1, leaders=pair))
        if word == "their":
            self._put("'s", at, at + 1)
        return at + 1

    def _person(self, word: str) -> LeaderId | None:
        """Whom "he" or "she" means here."""
        female = word in {"she", "her", "herself"}
        official = self._official if self._subject is None else None
        for leader in (self._subject, self._talk.subject, *self._talk.recent):
            if leader is None or self._talk.is_woman(leader) != female:
                continue
            if official is not None and official.country != self._talk.cast.country(leader):
                return None
            return leader
        return None

    def _both(self, sentence: Sentence, at: int) -> int:
        """ "the two leaders", "both men", "the pair", "the two sides"; 0 when it is none of them."""
        lowers = sentence.lowers
        if lowers[at] == "both" and at and lowers[at - 1] in _AUXILIARIES:
            return 0
        end = at + 1 if lowers[at] in {"the", "both"} else at
        if lowers[at] == "both" and end < len(lowers) and lowers[end] == "the":
            end += 1
        numbered = end < len(lowers) and lowers[end] in {
            "two",
            "three",
            "four",
            "pair",
            "duo",
            "trio",
        }
        counted = lowers[at] == "both" or numbered
        end += numbered
        following = lowers[end] if end < len(lowers) else ""
        pair = self._talk.pair()
        if len(pair) < 2 or (lowers[at] == "two" and following not in _PEOPLE):
            return 0
        if following in _SIDES and counted:
            return self._emit(Unit(BOTH, at, end + 1, leaders=pair))
        if following in _PEOPLE:
            return (
                self._emit(Unit(LEADER, at, end + 1, leaders=pair))
                if counted or following != "heads"
                else 0
            )
        noun = following.isalpha() and following not in _VERBAL
        if numbered and lowers[at] == "the" and not noun:
            return self._emit(Unit(LEADER, at, end, leaders=pair))
        return (
            self._emit(Unit(LEADER, at, end, leaders=pair))
            if lowers[at] == "both" and following in _VERBAL
            else 0
        )

    # -- emitting ------------------------------------------------------------------------------

    def _emit(self, unit: Unit) -> int:
        many = "+" if unit.kind == LEADER and len(unit.leaders) > 1 else ""
        self._put(f"{unit.kind}:{len(self._units)}{many}", unit.first, unit.last)
        self._units.append(unit)
        return unit.last

    def _put(self, item: str, first: int, last: int) -> None:
        self._items.append(item)
        self._words.append((first, last))

    def _note(self, unit: Unit) -> None:
        if unit.kind == LEADER:
            self._talk.name(unit.leaders)
            if len(unit.leaders) == 1 and self._subject is None:
                self._subject = unit.leaders[0]
            elif len(unit.leaders) > 1:
                self._talk.group = unit.leaders
        elif unit.kind in {OFFICIAL, OTHER} and self._official is None and self._subject is None:
            self._official = unit

    def _move_on(self, lowers: list[str]) -> None:
        named = list(
            dict.fromkeys(
                leader for unit in self._units if unit.kind == LEADER for leader in unit.leaders
            )
        )
        countries = {self._talk.cast.country(leader) for leader in named}
        if len(named) == 2 and len(countries) == 2:
            self._talk.group = tuple(named)
        first = next((unit for unit in self._units if unit.kind in {LEADER, OFFICIAL, OTHER}), None)
        speaking = self._speaking(lowers)
        if first is not None or speaking is not None:
            chosen = speaking or first
            self._talk.official = chosen if chosen and chosen.kind == OFFICIAL else None
        nameless = [
            unit for unit in self._units if unit.kind == OFFICIAL and not unit.name and unit.country
        ]
        if nameless:
            self._talk.office = nameless[-1]
        if self._subject is not None:
            self._talk.subject = self._subject
        elif named:
            self._talk.subject = self._talk.subject or named[0]

    def _speaking(self, lowers: list[str]) -> Unit | None:
        """Who says something in the sentence just read: the last person next to a verb of saying."""
        said = [
            unit
            for unit in self._units
            if unit.kind in {LEADER, OFFICIAL, OTHER}
            and len(unit.leaders) < 2
            and (_spoken(lowers, unit.last) or _spoken(lowers, unit.first - 1))
        ]
        return said[-1] if said else None


def _spoken(lowers: list[str], at: int) -> bool:
    return 0 <= at < len(lowers) and lowers[at] in _SPOKE


_SPOKE = frozenset(
    {"said", "says", "told", "added", "replied", "announced", "confirmed", "noted", "stressed"}
)


def _title(unit: Unit) -> str:
    """The title itself, without the country words around it."""
    return unit.title


def _singular(unit: Unit) -> str:
    return unit.title.removesuffix("s")


_SPEAKING = frozenset(
    [
        "said",
        "says",
        "added",
        "told",
        "replied",
        "noted",
        "insisted",
        "explained",
        "stressed",
        "continued",
        "went",
        "declined",
        "refused",
        "would",
        "answered",
        "warned",
        "confirmed",
        "recalled",
        "pointed",
    ]
)
_AUXILIARIES = frozenset(["have", "has", "had", "are", "were", "will", "would", "is", "was"])
_IMAGES = frozenset(
    [
        "double",
        "lookalike",
        "impersonator",
        "impersonators",
        "statue",
        "portrait",
        "puppet",
        "puppets",
        "bust",
        "photo",
        "picture",
        "fan",
        "biography",
        "caricature",
        "poster",
        "mask",
        "doll",
        "namesake",
        "daughter",
        "son",
        "widow",
    ]
)


def _is_image(lowers: list[str], first: int) -> bool:
    """Whether "a double of X" and the like stand in for the person."""
    return first > 1 and lowers[first - 1] == "of" and lowers[first - 2] in _IMAGES


_NOWHERE = CountryCode("")
_PRONOUNS = _SUBJECT | _OBJECT | _POSSESSIVE | _PLURAL | {"their", "each", "one"}
_VERBAL = frozenset(
    [
        "will",
        "would",
        "are",
        "were",
        "have",
        "had",
        "met",
        "meet",
        "agreed",
        "spoke",
        "talked",
        "could",
        "may",
        "might",
        "can",
        "did",
        "do",
        "is",
        "was",
        "also",
        "then",
        "said",
        "shook",
        "sat",
        "held",
        "plan",
        "planned",
        "are",
        "last",
        "first",
        "had",
        "discussed",
        "should",
        "must",
        ",",
        ".",
        ";",
        ":",
        ")",
        "to",
        "who",
        "on",
        "in",
        "at",
        "and",
        "as",
        "confirmed",
        "exchanged",
        "reviewed",
        "expressed",
        "never",
        "not",
    ]
)


def _mark(mark: str) -> str:
    if mark in _QUOTES:
        return '"'
    if mark in _DASHES:
        return "—"
    if mark in _KEPT:
        return mark
    return "'s" if mark == "'s" else _CLITICS.get(mark, "")


_CLITICS = {"'ll": "will", "'d": "would", "'re": "be_s", "'ve": "have", "'m": "be_s", "n't": "not"}


_BEFORE_NAME = frozenset(
    {
        "the",
        "new",
        "a",
        "newly",
        "elected",
        "outgoing",
        "fellow",
        "mr",
        "mrs",
        "ms",
        ".",
        "visiting",
    }
)


def _joint(lowers: list[str], at: int, *, headline: bool) -> tuple[int, bool]:
    """Where a list of names may go on after word ``at``, and whether the joint closes the list."""
    position, joined = at, False
    while position < len(lowers) and (
        lowers[position] in {",", "and", "&", "-", "/", "–", "both", "then"}
        or (joined and lowers[position] in _BEFORE_NAME)
    ):
        if lowers[position] in {"and", "&", "-", "/", "–"}:
            joined = True
        if lowers[position] == "," and headline:
            joined = True
        position += 1
    return position, joined
