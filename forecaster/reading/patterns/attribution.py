"""Who says what in a sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from forecaster.domain.signals import SpeakerKind
from forecaster.reading.patterns.rules import RuleBook
from forecaster.reading.text.lexicon import Lexicon
from forecaster.reading.who.canon import Canon
from forecaster.reading.who.units import (
    CITY,
    COUNTRY,
    OTHER,
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """One attribution in a sentence.

    Attributes:
        unit: Number of the unit that speaks, None for papers and unnamed sources.
        kind: Kind of a speaker without a unit.
        verb: Position of the verb of saying, in canonical words.
        first: First canonical word of the attribution.
        last: One past its last canonical word.
        trailing: Whether the words attributed come before it.
        side: Number of the unit for which an unnamed source speaks.
    """

    unit: int | None
    kind: SpeakerKind | None
    verb: int
    first: int
    last: int
    trailing: bool
    side: int | None = None


class Attributor:
    """Finds attributions with the verbs of saying of the rule book."""

    def __init__(self, book: RuleBook, lexicon: Lexicon) -> None:
        """Compile the patterns once."""
        verbs = "|".join(_verb(word) for word in book.lists["say"])
        press = _any(lexicon.lists["media"])
        self._papers = lexicon.lists["media"]
        nameless = _any(lexicon.lists["anonymous"])
        paper = _any(lexicon.lists["papers"])
        who = (
            rf"(?:(?P<unit>[LSCOXB]:\d+\+?)|(?P<press>(?:{press})(?:_s)?)(?! interview )"
            rf"|(?P<anon>{nameless})|(?P<paper>{paper}))"
        )
        gap = r"(?:(?![;:?—\"] |[LSOXB]:)[^ ]+ )"
        aside = r"(?:(?![;:?—\"] |L:)[^ ]+ )"
        near = r"(?:(?![,;:?—\"] |[LSOXB]:)[^ ]+ )"
        unnamed = rf"who {near}{{0,4}}?(?:name|identif|quot|anonym|authori)[^ ]* {near}{{0,5}}?"
        self._leading = re.compile(
            rf"(?<= ){who} (?!'s )(?:, {aside}{{1,10}}?, |, (?:on )?D:\d+ |{unnamed}|{near}{{0,4}}?)(?<! be_[dsn] )(?P<verb>{verbs}) "
        )
        self._trailing = re.compile(
            rf"(?:(?<=, )|(?<=\" )|(?<=— )|(?<=\? )|(?<=! ))(?P<verb>{verbs}) (?:(?!that ){gap}){{0,2}}?{who} "
        )
        self._same = re.compile(
            r"(?<= )it (?:also |further )?(?P<verb>(?:say|add|state|note|announce|confirm|stress)_[sd]) "
        )
        self._came = re.compile(
            rf"(?<= )(?:(?P<verb>come_d) the (?:answer|reply|response|word|retort)(?: from (?:the )?{who})?"
            rf"|(?:word|news) (?P<late>come_d) from (?:the )?(?P<place>[CSO]:\d+)) "
        )
        self._participle = re.compile(
            rf"(?<= )(?:, |but |instead |; )(?:{near}{{0,1}}?)(?P<verb>(?:say|add|state|insist|stress|note)_g|say_s) "
        )
        self._according = re.compile(
            rf"(?<= )(?P<verb>according to|in the words of|quote_d by|in a statement by|cite_g|citing) "
            rf"(?:(?:an?|the) (?:{paper}) (?:from|by|of|issue_d by) )?(?:{gap}{{0,3}}?){who} "
        )
        self._colon = re.compile(
            rf"^ (?:\" )?(?:{gap}{{0,2}}?)(?:[OX]:\d+ )?{who} (?:(?P<verb>:) |{near}{{1,4}}?(?P<late>:) \")"
        )
        verbs_of_saying = (word.split()[0].partition("_")[0] for word in book.lists["say"])
        self._saying = frozenset(verbs_of_saying)

    def utterances(self, canon: Canon) -> list[Utterance]:
        """All attributions of a sentence, left to right."""
        marks, found = canon.marks, []
        if not self._saying.isdisjoint(marks):
            found += self._verbs(canon)
        if not _ACCORDING.isdisjoint(marks):
            matches = self._according.finditer(canon.text)
            found += [self._make(canon, m, trailing=m.start() > _START) for m in matches]
        if "come" in marks:
            matches = self._came.finditer(canon.text)
            found += [self._make(canon, m, trailing=m.group("place") is None) for m in matches]
        colon = self._colon.search(canon.text) if ":" in marks else None
        if colon:
            found.append(self._make(canon, colon, trailing=False))
        return sorted(found, key=lambda utterance: utterance.verb)

    def _verbs(self, canon: Canon) -> list[Utterance]:
        """The attributions by a verb of saying."""
        text, marks = canon.text, canon.marks
        found = [
            self._make(canon, m, trailing=False)
            for m in _overlapping(self._leading, text)
            if not _is_infinitive(text, m.start("verb"))
            and not _is_step(text, m.start("verb"), m.end("verb"))
            and not self._are_words(canon, m)
        ]
        found += self._participles(canon)
        if not _BEHIND_WORDS.isdisjoint(marks):
            found += [self._make(canon, m, trailing=True) for m in self._trailing.finditer(text)]
        if "it" in marks:
            found += [self._again(canon, m) for m in self._same.finditer(text)]
        return found

    def _are_words(self, canon: Canon, match: re.Match[str]) -> bool:
        """Whether "official" only describes what was said: "her official remarks on the visit"."""
        verb = position(canon, match.start("verb"))
        before = canon.items[verb - 1]
        if canon.items[verb] not in _WORDS_SAID or before[:2] != "O:":
            return False
        return (canon.units[number(before)].role or "").lower().endswith("official")

    def _participles(self, canon: Canon) -> list[Utterance]:
        """ "The palace was silent, saying only that ...": the subject of the sentence speaks."""
        found = []
        for match in self._participle.finditer(canon.text):
            verb = position(canon, match.start("verb"))
            items = canon.items[:verb]
            subject = next((item for item in items if item[:2] in _PEOPLE), None)
            if subject is not None and not subject.endswith("+"):
                found.append(
                    Utterance(number(subject), None, verb, verb - 1, verb + 1, trailing=False)
                )
        return found

    def _make(self, canon: Canon, match: re.Match[str], *, trailing: bool) -> Utterance:
        unit = match.group("unit") or match.groupdict().get("place")
        kind = _kind(match)
        first, last = position(canon, match.start()), position(canon, match.end() - 2) + 1
        verb = position(canon, match.start("verb") if match.group("verb") else match.start("late"))
        which = number(unit) if unit else None
        items = canon.items
        if unit and first < verb:
            first, head = _head(items, first)
            if head is None:
                which, kind = None, SpeakerKind.ANONYMOUS
            elif head[1:2] == ":":
                which = number(head)
        side = None
        if unit and not _SOURCES.isdisjoint(items[first + 1 : verb]):
            side = number(items[first] if items[first][1:2] == ":" else unit)
            which, kind = None, SpeakerKind.ANONYMOUS
        if kind is SpeakerKind.OFFICE:
            which, kind = _author(items, first, kind)
        if which is not None and self._is_paper(canon, which):
            which, kind = None, SpeakerKind.MEDIA
        after = trailing or _postposed(items, first, last)
        after = after and items[last : last + 1] != [":"]
        if kind is SpeakerKind.ANONYMOUS and side is None:
            side = _source_side(items, first, last)
        return Utterance(which, kind, verb, first, last, after, side)

    def _is_paper(self, canon: Canon, which: int) -> bool:
        """Whether a name is that of a newspaper: "the Norburg Post", "Western Times"."""
        unit = canon.units[which]
        if unit.kind in {COUNTRY, CITY}:
            behind = canon.items.index(f"{unit.kind}:{which}") + 1
            return canon.items[behind : behind + 1] != [] and canon.items[behind] in self._papers
        name = (unit.name or "").lower().split()
        return unit.kind == OTHER and name[-1:] != [] and name[-1] in self._papers

    def _again(self, canon: Canon, match: re.Match[str]) -> Utterance:
        """ "It added": whoever spoke last."""
        first, verb = position(canon, match.start()), position(canon, match.start("verb"))
        last = verb + 1
        after = _postposed(canon.items, first, last)
        return Utterance(None, None, verb, first, last, trailing=after)


_WORDS_SAID = frozenset({"remark_s", "comment_s", "report_s", "claim_s", "answer_s", "promise_s"})
"""Nouns that look like verbs of saying."""
_ACCORDING = frozenset({"according", "words", "quote", "statement", "cite", "citing"})
"""One of them stands in "according to", "in a statement by" and their like."""
_BEHIND_WORDS = frozenset({",", '"', "—", "?", "!"})
"""Marks behind which "..., the palace said" can follow."""


def _any(words: frozenset[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


def _kind(match: re.Match[str]) -> SpeakerKind | None:
    """The kind of a speaker who is no unit; None for a unit, and for whoever spoke last."""
    kinds = (
        ("press", SpeakerKind.MEDIA),
        ("anon", SpeakerKind.ANONYMOUS),
        ("paper", SpeakerKind.OFFICE),
    )
    return next((kind for group, kind in kinds if match.group(group)), None)


def _source_side(items: list[str], first: int, last: int) -> int | None:
    """For whom an unnamed source speaks: "a palace source", "a source in Norburg"."""
    around = [*reversed(items[max(0, first - 2) : first]), *items[first:last]]
    sides = (item for item in around if item[:2] in {"O:", "S:", "C:", "A:", "P:", "L:"})
    found = next(sides, None)
    return number(found) if found and not found.endswith("+") else None


def _author(items: list[str], at: int, kind: SpeakerKind) -> tuple[int | None, SpeakerKind | None]:
    """Whose statement or letter speaks: "the Kremlin's statement", "a Turkish readout"."""
    for item in reversed(items[max(0, at - _OF_PAPER) : at]):
        if item[:2] in {"O:", "S:", "C:", "A:", "L:"} and not item.endswith("+"):
            return number(item), None
        if item != "'s":
            break
    return None, kind


_OF_PAPER = 2
_START = 4
_CLAUSE = frozenset(
    {
        "that",
        "he",
        "she",
        "it",
        "they",
        "there",
        "we",
        "will",
        "would",
        "could",
        "may",
        "might",
        "can",
        "be_s",
        "be_d",
        "have_s",
        "have_d",
        "should",
        "must",
        "do_d",
        "do_s",
        "not",
        "which",
        "who",
    }
)
_SIDE_CLAUSE = frozenset(
    {"after", "as", "during", "while", "aboard", "when", "before", "upon", "without"}
)
_FAR = 7


def _postposed(items: list[str], first: int, last: int) -> bool:
    """Whether "..., the palace said on Monday" stands behind what it attributes."""
    before = first - 1
    while before >= 0 and first - before <= _BEFORE_SPEAKER and _leads_up(items[before]):
        before -= 2 if items[before] == "'s" else 1
    if before < _ADVERB or items[before] not in {",", '"', "—", "?", "!"}:
        return False
    if items[before] == '"' and items[last : last + 1] not in (["that"], [":"]):
        return True
    for at, item in enumerate(items[last : last + _FAR], last):
        if item in {",", ";", ")", '"', "—"} or item in _SIDE_CLAUSE:
            return True
        if item == ":" or (item in _CLAUSE and items[at - 1] != "condition"):
            return False
    return True


def _leads_up(item: str) -> bool:
    """Whether a word may stand between a comma and the name of who speaks."""
    if item[1:2] == ":":
        return item[:2] in {"A:", "O:", "C:"}
    return "_" not in item and item not in _CLAUSE and item not in {",", '"', "—", "?", "!"}


_BEFORE_SPEAKER = 6
_ADVERB = 2


def _head(items: list[str], first: int) -> tuple[int, str | None]:
    """The noun that a speaker only defines: "a source close to the palace", "an aide to the king".

    Returns where it stands and the noun's unit, None for a nameless source.
    """
    reach = items[max(0, first - _NOUN_REACH) : first]
    for back, word in enumerate(reversed(reach), 1):
        if word in {",", '"', "that", "said", "and"}:
            break
        if word.partition("_")[0] in _SOURCES and back > 1 and reach[-back + 1] in _NEAR_WORDS:
            return first - back, None
        of_leader = items[first][:2] in {"L:", "B:"} and reach[-back + 1] in {
            "to",
            "of",
            "for",
            "in",
        }
        if word[:2] == "O:" and back > 1 and of_leader:
            return first - back, word
        if word[:2] == "O:" and back == 1:
            return first - back, word if items[first][:2] == "L:" else items[first]
    return first, items[first]


_NOUN_REACH = 5
_SOURCES = frozenset({"source", "sources", "insider", "insiders", "diplomat", "person", "people"})
_NEAR_WORDS = frozenset({"close", "at", "in", "within", "near", "inside", "from", "with"})


def _is_infinitive(text: str, at: int) -> bool:
    """Whether "to" stands before the verb: "sent him to answer for it" says nothing."""
    return text[max(0, at - 4) : at] == " to " and not text[:at].endswith((" on to ", "go_d to "))


def _is_step(text: str, start: int, end: int) -> bool:
    """Whether a verb does something rather than says: "proposed a summit" without "that"."""
    if text[start:end] == "state":
        return True  # "a state visit"
    if text[start:end].partition("_")[0] not in _STEPS:
        return False
    return not text[end + 1 :].startswith(("that ", ": ", '" ', ", "))


_STEPS = frozenset({"propose", "suggest", "demand", "ask", "break", "publish", "issue"})
_PEOPLE = frozenset({"L:", "S:", "C:", "O:", "X:"})


def _overlapping(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Matches that may share words: in "X said Y told Z" both X and Y speak."""
    found: list[re.Match[str]] = []
    at = 0
    while (match := pattern.search(text, at)) is not None:
        found.append(match)
        at = match.start() + 1
    return found


def _verb(word: str) -> str:
    return " ".join(map(_verb_part, word.split()))


def _verb_part(part: str) -> str:
    if part == "~":  # "let the allies know"
        return r"[^ ]+(?: [^ ,]+){0,4}?"
    return re.escape(part) if "_" in part else re.escape(part) + "(?:_[sdng])?"


def number(item: str) -> int:
    """The unit's number in a canonical name such as ``L:3+``."""
    return int(item.split(" ", 1)[0][2:].rstrip("+"))


def position(canon: Canon, offset: int) -> int:
    """Index of the canonical word at a character of the canonical text."""
    return max(0, bisect_right(canon.starts, offset) - 1)
