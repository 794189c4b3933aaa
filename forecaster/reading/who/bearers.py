"""Whether a surname is a leader's or somebody else's who bears it too."""

from __future__ import annotations

from collections.abc import Iterable

from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.reading.known.cast import Cast
from forecaster.reading.known.records import CountryWord, LeaderName, PlaceWord
from forecaster.reading.text.lexicon import LEADING, Lexicon
from forecaster.reading.who.units import ADJECTIVE, COUNTRY, LEADER, ROLE, Sentence, Unit

_BESIDE = 3
_LONGEST_TITLE = 3


class Bearers:
    """Judges bearers of leaders' names for one article."""

    def __init__(self, cast: Cast, lexicon: Lexicon) -> None:
        """Judge by the people of ``cast`` and the word lists of ``lexicon``."""
        self._cast = cast
        self._lexicon = lexicon
        self._honorifics = lexicon.lists["honorifics"]
        self._things = lexicon.lists["things"]
        self._calendar = lexicon.lists["calendar"]
        self._small = lexicon.lists["small"]
        self._pairing = lexicon.lists["pairing"]

    def choose(self, sentence: Sentence, at: int, forms: list[LeaderName]) -> LeaderName | None:
        """The likeliest bearer of a shared name: who fits the title, or whom the article names."""
        titled = self._titled(sentence, at, forms)
        forms = titled or forms
        if len({form.leader for form in forms}) == 1:
            return forms[0]
        countries = {self._cast.country(form.leader) for form in forms}
        if len(countries) == 1:
            return self._first_of(countries.pop(), forms)
        known = [form for form in forms if form.leader in self._cast.established]
        if known:
            return max(known, key=lambda form: self._cast.counts[form.leader])
        whole = titled or all(" " in form.form for form in forms)
        near = self._nearest(sentence, at, forms) if whole else None
        if near is not None:
            return near
        free = [form for form in forms if form.alone]
        return free[0] if len({form.leader for form in free}) == 1 else None

    def _nearest(self, sentence: Sentence, at: int, forms: list[LeaderName]) -> LeaderName | None:
        """The one whose country the sentence names nearest, else the article: "King X of Y"."""
        by_country = {self._cast.country(form.leader): form for form in forms}
        words = sentence.tokens.words
        for where in sorted(range(len(words)), key=lambda one: (abs(one - at), -one)):
            if where == at or not words[where][:1].isupper():
                continue
            for value in self._cast.names.index.match(words, where)[1]:
                if isinstance(value, CountryWord | PlaceWord) and value.country in by_country:
                    return by_country[value.country]
        named = max(by_country, key=lambda one: self._cast.named[one] if one else 0)
        return by_country[named] if named and self._cast.named[named] else None

    def _titled(self, sentence: Sentence, at: int, forms: list[LeaderName]) -> list[LeaderName]:
        """Those who bear the title that stands before the name."""
        for size in range(min(at, _LONGEST_TITLE), 0, -1):
            words = sentence.lowers[at - size : at]
            end, role = self._lexicon.role_at(words, 0)
            if end == size and role in LEADING:
                title = " ".join(words)
                return [f for f in forms if self._cast.bears(f.leader, role, title, strictly=True)]
        return []

    def _first_of(self, country: CountryCode | None, forms: list[LeaderName]) -> LeaderName:
        """The one of several of a country who speaks for it first."""
        held = self._cast.holders(country, "leader") if country else []
        return min(forms, key=lambda f: held.index(f.leader) if f.leader in held else len(held))

    def is_introduced(self, sentence: Sentence, at: int, leader: LeaderId) -> bool:
        """Whether the article has named the leader, or a title or honorific stands before."""
        if leader in self._cast.established:
            return True
        before = sentence.lowers[at - 1] if at else ""
        if before == "." and at > 1:
            before = sentence.lowers[at - 2]
        return before in self._honorifics or self._has_title(sentence, at)

    def _has_title(self, sentence: Sentence, at: int) -> bool:
        for size in range(1, min(at, _LONGEST_TITLE) + 1):
            end, role = self._lexicon.role_at(sentence.lowers[at - size : at], 0)
            if end == size and role in LEADING:
                return True
        return False

    def is_other(self, sentence: Sentence, at: int, end: int, form: LeaderName) -> bool:
        """Whether a bare surname belongs to somebody else: another given name, or a thing."""
        words, lowers = sentence.tokens.words, sentence.lowers
        if lowers[at] in self._cast.namesakes and form.leader not in self._cast.established:
            return True
        if end < len(words) and lowers[end] in self._things:
            return True
        if sentence.headline and _mostly_capitals(sentence):
            return False
        given = at > 0 and self._is_given_name(words, lowers, at - 1)
        if given and lowers[at - 1] not in self._honorifics:
            end_role, role = self._lexicon.role_at(lowers[:at], at - 1)
            return not (end_role == at and role)
        follows = end < len(words) and words[end][:1].isupper() and words[end].isalpha()
        return follows and not sentence.headline and self._is_unknown(sentence, end)

    def is_national(self, sentence: Sentence, unit: Unit, country: CountryCode | None) -> bool:
        """Whether the country stands before a surname: "Colombia's Petro", "the Colombian Petro"."""
        before = next((u for u in sentence.units if u.last <= unit.first <= u.last + 1), None)
        if before is None or before.country != country or before.kind not in {COUNTRY, ADJECTIVE}:
            return False
        return sentence.lowers[before.last : unit.first] in ([], ["'s"])

    def is_paired(self, sentence: Sentence, unit: Unit) -> bool:
        """Whether a surname stands beside a leader's: "Trump-Kim", "between Putin and May"."""
        beside = [u for u in sentence.units if u is not unit and (u.kind == LEADER or u.maybe)]
        for other in beside:
            first, second = sorted((unit, other), key=lambda u: u.first)
            between = sentence.lowers[first.last : second.first]
            if 0 < len(between) <= _BESIDE and set(between) <= self._pairing:
                return True
        return False

    def _is_unknown(self, sentence: Sentence, at: int) -> bool:
        words = sentence.tokens.words
        if sentence.lowers[at] in self._calendar or len(words[at]) < 2:
            return False
        return not self._cast.names.index.match(words, at)[1]

    def _is_given_name(self, words: list[str], lowers: list[str], at: int) -> bool:
        word = words[at]
        if not (word[:1].isupper() and word[1:].islower() and word.isalpha()):
            return False
        if lowers[at] in self._small or lowers[at] in self._calendar:
            return False
        return not (at == 0 or words[at - 1] in _OPENINGS)


_OPENINGS = frozenset({".", "“", '"', ":", "‘", "—", "–", "("})


def goes_on(sentence: Sentence, end: int) -> bool:
    """Whether the name goes on with "bin X" or the like, so that it is another, longer one."""
    words = sentence.tokens.words
    return (
        end + 1 < len(words)
        and sentence.lowers[end] in {"bin", "ibn", "bint"}
        and words[end + 1][:1].isupper()
    )


def _mostly_capitals(sentence: Sentence) -> bool:
    words = [word for word in sentence.tokens.words if word.isalpha() and len(word) > 3]
    return bool(words) and sum(word[0].isupper() for word in words) * 10 >= 7 * len(words)


def crowns_of_others(sentences: Iterable[Sentence]) -> set[str]:
    """Titles of monarchs that a text gives to a name which no leader bears: "Pope Tawadros"."""
    found = set()
    for sentence in sentences:
        known = {unit.first for unit in sentence.units}
        words = sentence.tokens.words
        for unit in sentence.units:
            crown = unit.kind == ROLE and unit.role_class == "monarch" and unit.country is None
            behind = words[unit.last] if crown and unit.last < len(words) else ""
            if behind[:1].isupper() and unit.last not in known:
                found.add(unit.title)
    return found
