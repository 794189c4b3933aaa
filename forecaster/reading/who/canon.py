"""A sentence in canonical words, with everybody in it resolved: what the rules are matched against.

Inflected words become lemmas with a tag, and whoever or whatever has a name becomes a letter and
a number (``L:0`` a leader or a group of them, ``C:1`` a country, ``D:2`` a time), so that one
rule covers all the ways of writing the same thing: ``L:0 have invite_d L:1 to C:2 for D:3``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from forecaster.domain.people import LeaderId
from forecaster.reading.text.lemmas import Lexicon as Lemmas
from forecaster.reading.text.lexicon import Lexicon
from forecaster.reading.who.discourse import Discourse
from forecaster.reading.who.reference import FIRST, OBJECT, SECOND, SUBJECT, References
from forecaster.reading.who.units import LEADER, OFFICIAL, OTHER, ROLE, Sentence, Unit

BOTH = "B"
_QUOTES = frozenset('"“”„«»')
_DASHES = frozenset({"—", "–", "--", "―"})
_KEPT = frozenset({",", ";", ":", "(", ")", "?", "!"})
_CLITICS = {"'ll": "will", "'d": "would", "'re": "be_s", "'ve": "have", "'m": "be_s", "n't": "not"}
_PLURAL = frozenset({"they", "them", "themselves", "their"})
_PRONOUNS = SUBJECT | OBJECT | _PLURAL | {"his", "her", "each", "one"}
_PAST = "_d"
_OF_THEM = (["them"], ["us"], ["these"])
_NUMBERS = {"both": 2, "two": 2, "pair": 2, "duo": 2, "three": 3, "trio": 3, "four": 4}
"""How many leaders a word means."""


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


class Canonizer:
    """Turns sentences into canonical words, in order, keeping track of who is meant."""

    def __init__(self, lemmas: Lemmas, lexicon: Lexicon, discourse: Discourse) -> None:
        """Resolve against ``discourse``, which moves on with each sentence."""
        self._lemmas = lemmas
        self._lists = lexicon.lists
        self._references = References(discourse, lexicon)
        self._items: list[str] = []
        self._words: list[tuple[int, int]] = []
        self._units: list[Unit] = []

    def canon(self, sentence: Sentence) -> Canon:
        """The canonical form of the next sentence of the article."""
        self._items, self._words, self._units = [], [], []
        self._references.begin(sentence)
        units = {unit.first: unit for unit in sentence.units}
        at = 0
        while at < len(sentence.tokens):
            unit = units.get(at)
            at = self._name(sentence, unit, units) if unit else self._word(sentence, at, units)
        self._references.end(self._units, sentence.lowers)
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
        resolved = self._references.resolve(unit)
        if resolved is None or self._is_image(sentence.lowers, unit.first):
            return self._word(sentence, unit.first, units)
        resolved = self._references.with_side(sentence, resolved, units)
        if resolved.kind == LEADER:
            resolved = self._named_behind(sentence, unit, units) or self._coordinated(
                sentence, resolved, units
            )
            self._forget_owner()
            end = self._apposition(sentence, resolved)
            if end:
                return end
        return self._mention(sentence, resolved)

    def _named_behind(self, sentence: Sentence, unit: Unit, units: dict[int, Unit]) -> Unit | None:
        """Those whose names stand behind a title of several: "prime ministers, Alder and Birch"."""
        if unit.kind != ROLE or not unit.plural or unit.countries:
            return None
        return self._group_behind(sentence, unit.first, unit.last, units)

    def _group_behind(
        self, sentence: Sentence, first: int, last: int, units: dict[int, Unit]
    ) -> Unit | None:
        """The leaders whose names explain words of several, behind a comma at ``last``."""
        at, _ = self._joint(sentence, last)
        unit = units.get(at)
        if sentence.lowers[last : last + 1] != [","] or unit is None or unit.kind == ROLE:
            return None
        named = self._references.resolve(unit)
        if named is None or named.kind != LEADER:
            return None
        group = self._coordinated(sentence, named, units)
        return replace(group, first=first) if len(group.leaders) > 1 else None

    def _forget_owner(self) -> None:
        """ "his Greek counterpart": whose counterpart it is is of no matter to the rules."""
        if self._items[-1:] == ["'s"] and self._items[-2][:2] == "L:":
            del self._items[-2:], self._words[-2:]

    def _apposition(self, sentence: Sentence, unit: Unit) -> int:
        """ "his counterpart, Prime Minister X, ...": one person; 0 when it is another."""
        if self._items[-1:] != [","] or self._items[-2:-1] == [] or self._items[-2][:2] != "L:":
            return 0
        before = self._units[int(self._items[-2][2:].rstrip("+"))]
        if set(before.leaders) != set(unit.leaders):
            return 0
        del self._items[-1], self._words[-1]
        self._words[-1] = (self._words[-1][0], unit.last)
        return unit.last + (sentence.lowers[unit.last : unit.last + 1] == [","])

    def _is_image(self, lowers: list[str], first: int) -> bool:
        """Whether "a double of X" and the like stand in for the person."""
        return (
            first > 1 and lowers[first - 1] == "of" and lowers[first - 2] in self._lists["images"]
        )

    def _coordinated(self, sentence: Sentence, unit: Unit, units: dict[int, Unit]) -> Unit:
        """A leader together with those joined by commas and "and"."""
        leaders, last = list(unit.leaders), unit.last
        pending: list[LeaderId] = []
        position = unit.last
        while True:
            after, joined = self._joint(sentence, position)
            following = self._following(sentence, position, after, units, joined=joined)
            if following is None or following.kind != LEADER:
                break
            listed = bool(pending) or len(leaders) > 1 or sentence.headline
            if joined and not listed and sentence.lowers[position] == ",":
                break  # "X sends Y, and Z stays away": a comma before "and" parts two clauses
            pending += following.leaders
            position = following.last
            if joined:
                leaders += pending
                pending, last = [], position
        together = tuple(dict.fromkeys(leaders))
        country = unit.country if len(together) == 1 else None
        return replace(unit, leaders=together, last=last, country=country)

    def _joint(self, sentence: Sentence, at: int) -> tuple[int, bool]:
        """Where a list of names may go on after word ``at``, and whether the joint closes it."""
        lowers, joined = sentence.lowers, False
        position = at
        while position < len(lowers) and (
            lowers[position] in _JOINTS
            or (position > at and lowers[position] in self._lists["before_name"])
        ):
            joined |= lowers[position] in _CLOSING
            joined |= sentence.headline and lowers[position] == ","
            position += 1
        return position, joined

    def _following(
        self, sentence: Sentence, position: int, at: int, units: dict[int, Unit], *, joined: bool
    ) -> Unit | None:
        """Who stands at ``at`` in a list that has come to ``position``: a name or "him"."""
        unit = units.get(at) if at > position else None
        named = self._references.resolve(unit) if unit else None
        if named is not None or not joined or "," in sentence.lowers[position:at]:
            return named
        word = sentence.lowers[at] if at < len(sentence.lowers) else ""
        return self._pronoun_unit(word, at) if word in SUBJECT | OBJECT else None

    def _pronoun_unit(self, word: str, at: int) -> Unit | None:
        leader = self._references.person(word, at)
        return self._references.leader_unit(Unit(LEADER, at, at + 1), leader) if leader else None

    # -- words ---------------------------------------------------------------------------------

    def _word(self, sentence: Sentence, at: int, units: dict[int, Unit]) -> int:
        word = sentence.lowers[at]
        end = 0
        if word in FIRST or word in SECOND:
            end = self._conversing(word, at)
        elif word in _PRONOUNS:
            end = (
                self._style(sentence, at, units)
                or self._both_named(sentence, at, units)
                or self._pronoun(sentence, at, units)
            )
        elif word in {"the", "both", "two", "three"} and not _role_follows(at, units):
            end = self._both(sentence, at, units)
        if end:
            return end
        canonical = canonical_word(word, self._lemmas)
        if canonical == "'s" and at and sentence.lowers[at - 1] in _BEFORE_IS:
            canonical = "be_s"
        if canonical:
            self._put(canonical, at, at + 1)
        return at + 1

    def _conversing(self, word: str, at: int) -> int:
        """ "I" and "you" in a transcript: the leader who speaks or is asked; 0 for anybody else."""
        leader = self._references.conversing(word, at)
        if leader is None:
            return 0
        self._emit(self._references.leader_unit(Unit(LEADER, at, at + 1), leader))
        self._own(at, owns=word in {"my", "your"})
        return at + 1

    def _style(self, sentence: Sentence, at: int, units: dict[int, Unit]) -> int:
        """ "His Excellency": part of the name that follows, else who "he" would be."""
        lowers, end = sentence.lowers, at + 1
        while lowers[end : end + 1] and lowers[end] in self._lists["ranks_of_style"]:
            end += 1
        if lowers[at] not in _STYLED or lowers[end : end + 1] == []:
            return 0
        style = lowers[end]
        if style not in self._lists["styles"]:
            return 0
        end += 1
        name = end
        before = self._lists["before_name"] | self._lists["honorifics"]
        while name not in units and lowers[name : name + 1] and lowers[name] in before:
            name += 1
        if name in units and units[name].kind in {LEADER, ROLE, OTHER, OFFICIAL}:
            return end
        if sentence.tokens.words[end : end + 1] and sentence.tokens.words[end][:1].isupper():
            return 0  # "Her Highness Sheikha Moza": somebody unknown
        leader = self._references.styled(style, "she" if lowers[at] == "her" else "he", at)
        if leader is None:
            return 0
        return self._mention(sentence, self._references.leader_unit(Unit(LEADER, at, end), leader))

    def _both_named(self, sentence: Sentence, at: int, units: dict[int, Unit]) -> int:
        """ "he and President Birch": both of them; 0 when the pronoun stands alone."""
        word = sentence.lowers[at]
        if word not in SUBJECT or sentence.lowers[at + 1 : at + 2] not in (["and"], [","]):
            return 0
        one = self._pronoun_unit(word, at)
        group = self._coordinated(sentence, one, units) if one else None
        if group is None or len(group.leaders) < 2:
            return 0
        return self._mention(sentence, group)

    def _pronoun(self, sentence: Sentence, at: int, units: dict[int, Unit]) -> int:
        word = sentence.lowers[at]
        following = sentence.lowers[at + 1] if at + 1 < len(sentence.lowers) else ""
        if word in {"each", "one"}:
            return self._pair(at, at + 2) if following in {"other", "another"} else 0
        if word in _PLURAL:
            plain = word == "their" and (at + 1 in units or following in self._lists["courtesies"])
            return 0 if plain else self._pair(at, at + 1, owns=word == "their")
        official = self._references.speaking_official(sentence, at) if word in SUBJECT else None
        if official is not None:
            return self._emit(official)
        leader = self._pronoun_unit(word, at)
        if leader is None:
            return 0
        self._mention(sentence, leader)
        owns = word == "her" and following not in self._lists["after_object"]
        self._own(at, owns=owns or word == "his")
        return at + 1

    def _pair(
        self,
        first: int,
        last: int,
        *,
        owns: bool = False,
        kind: str = LEADER,
        number: int | None = None,
    ) -> int:
        """Emit the leaders last spoken of together, ``number`` if it is told; 0 when there are none."""
        leaders = self._references.both(number)
        if not leaders:
            return 0
        self._emit(Unit(kind, first, last, leaders=leaders))
        self._own(first, owns=owns)
        return last

    def _own(self, at: int, *, owns: bool) -> None:
        if owns:
            self._put("'s", at, at + 1)

    def _both(self, sentence: Sentence, at: int, units: dict[int, Unit]) -> int:
        """ "the two leaders", "both men", "the pair", "the two sides"; 0 when it is none of them."""
        lowers, lists = sentence.lowers, self._lists
        if lowers[at] == "both" and at and lowers[at - 1] in lists["auxiliaries"]:
            return 0
        end = at + (lowers[at] in {"the", "both"})
        end += lowers[at] == "both" and lowers[end : end + 1] == ["the"]
        numbered = end < len(lowers) and lowers[end] in _NUMBERS
        number = _NUMBERS.get(lowers[end] if numbered else lowers[at])
        counted = numbered or lowers[at] == "both"
        end += numbered
        if numbered and lowers[end : end + 1] == ["of"] and lowers[end + 1 : end + 2] in _OF_THEM:
            return self._pair(at, end + 2, number=number)
        noun = lowers[end] if end < len(lowers) else ""
        if noun in lists["people"]:
            named = self._group_behind(sentence, at, end + 1, units)
            if named is not None:
                return self._mention(sentence, named)
            return self._pair(at, end + 1, number=number) if counted or noun != "heads" else 0
        if lowers[at] == "two":
            return 0
        if noun in lists["sides"] and counted:
            return self._pair(at, end + 1, kind=BOTH, number=number)
        alone = counted and self._stands_alone(noun)
        return self._pair(at, end, number=number) if alone else 0

    def _stands_alone(self, following: str) -> bool:
        """Whether "both" or "the two" name nothing but those spoken of: no noun stands behind."""
        if not following.isalpha():
            return following != "-"
        return following in self._lists["verbal"] or self._lemmas.canonical(following).endswith(
            _PAST
        )

    def _mention(self, sentence: Sentence, unit: Unit) -> int:
        """Emit somebody or something and let later references know."""
        following = sentence.lowers[unit.last] if unit.last < len(sentence.lowers) else ""
        self._references.note(unit, following)
        return self._emit(unit)

    # -- emitting ------------------------------------------------------------------------------

    def _emit(self, unit: Unit) -> int:
        many = "+" if unit.kind == LEADER and len(unit.leaders) > 1 else ""
        self._put(f"{unit.kind}:{len(self._units)}{many}", unit.first, unit.last)
        self._units.append(unit)
        return unit.last

    def _put(self, item: str, first: int, last: int) -> None:
        self._items.append(item)
        self._words.append((first, last))


_BEFORE_IS = frozenset({"he", "she", "it", "that", "there", "what", "who", "here", "where"})
_JOINTS = frozenset({",", "and", "&", "-", "/", "–", "both", "then"})
_STYLED = frozenset({"his", "her"})
_CLOSING = frozenset({"and", "&", "-", "/", "–"})


def _role_follows(at: int, units: dict[int, Unit]) -> bool:
    """Whether "the", "both the two" lead up to a role that names its countries or holders itself."""
    named = units.get(at + 1)
    if named is not None and named.kind == LEADER:
        return True
    following = next((units[near] for near in range(at + 1, at + 4) if near in units), None)
    return following is not None and following.kind == ROLE and bool(following.countries)


def _marks(items: list[str]) -> Iterator[str]:
    yield ""
    for item in items:
        if item[1:2] == ":":
            yield item[:2]
        else:
            yield item
            yield item.partition("_")[0]


def canonical_word(word: str, lemmas: Lemmas) -> str:
    """The canonical word of a word in lower case or of a mark; "" for a mark that tells nothing."""
    return lemmas.canonical(word) if word[:1].isalnum() else _mark(word)


def _mark(mark: str) -> str:
    if mark in _QUOTES:
        return '"'
    if mark in _DASHES:
        return "—"
    if mark in _KEPT:
        return mark
    return "'s" if mark == "'s" else _CLITICS.get(mark, "")
