"""Inflected English forms of the words the rules use.

The rules name lemmas ("postpone"); this module lists the forms in which text shows them. Going
from lemma to forms is exact, which guessing lemmas from forms is not; every word that no rule
uses stays as it is written, in lower case.

A canonical word is ``lemma`` for the base form and ``lemma_t`` otherwise, with the tag t one of
``s`` (plural or third person), ``d`` (past), ``n`` (participle, where it differs), ``g`` (-ing).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_IRREGULAR = """
be is was been being
become - became become -
begin - began begun beginning
bring - brought - -
build - built - -
choose - chose chosen -
come - came come -
cut - cut - cutting
do does did done -
deal - dealt - -
tear - tore torn -
forsake - forsook forsaken -
shoot - shot - -
read - read - -
cost - cost - -
undo undoes undid undone -
understand - understood - -
regret - regretted - regretting
transmit - transmitted - transmitting
permit - permitted - permitting
rub - rubbed - rubbing
scrub - scrubbed - scrubbing
plug - plugged - plugging
quip - quipped - quipping
signal - signaled/signalled - signaling/signalling
dial - dialed/dialled - dialing/dialling
ship - shipped - shipping
draw - drew drawn -
drop - dropped - dropping
fall - fell fallen -
feel - felt - -
find - found - -
fly flies flew flown -
get - got gotten getting
give - gave given -
go goes went gone -
hang - hung - -
have has had - -
hear - heard - -
hold - held - -
keep - kept - -
know - knew known -
lay - laid - -
lead - led - -
leave - left - -
let - let - letting
lose - lost - -
make - made - -
meet - met - -
pay - paid - -
put - put - putting
hit - hit - hitting
ring - rang rung -
rise - rose risen -
run - ran run running
say - said - -
see - saw seen -
seek - sought - -
send - sent - -
set - set - setting
shake - shook shaken -
sit - sat - sitting
skip - skipped - skipping
speak - spoke spoken -
spend - spent - -
break - broke broken -
strike - struck - -
stand - stood - -
take - took taken -
tell - told - -
think - thought - -
throw - threw thrown -
withdraw - withdrew withdrawn -
write - wrote written -
plan - planned - planning
scrap - scrapped - scrapping
bar - barred - barring
chat - chatted - chatting
confer - conferred - conferring
defer - deferred - deferring
stop - stopped - stopping
step - stepped - stepping
travel - traveled/travelled - traveling/travelling
pencil - penciled/pencilled - penciling/pencilling
cancel - canceled/cancelled - canceling/cancelling
slam - slammed - slamming
bat - batted - batting
swat - swatted - swatting
sidestep - sidestepped - sidestepping
rebut - rebutted - rebutting
snub - snubbed - snubbing
forgo - forwent forgone -
beg - begged - begging
bid - bade/bid bidden/bid bidding
drag - dragged - dragging
slip - slipped - slipping
commit - committed - committing
nod - nodded - nodding
swap - swapped - swapping
chair - - - -
axe - axed - axing
bin - binned - binning
can - could - -
catch - caught - -
drink - drank drunk -
drive - drove driven -
eat - ate eaten -
fight - fought - -
foresee - foresaw foreseen -
freeze - froze frozen -
grab - grabbed - grabbing
jet - jetted - jetting
map - mapped - mapping
mean - meant - -
pencil - penciled/pencilled - penciling/pencilling
pin - pinned - pinning
pop - popped - popping
shut - shut - shutting
sink - sank sunk -
slide - slid - sliding
slot - slotted - slotting
steal - stole stolen -
sup - supped - supping
swear - swore sworn -
sweep - swept - -
swing - swung - -
tip - tipped - tipping
undertake - undertook undertaken -
wind - wound - -
wrap - wrapped - wrapping
man men - - -
woman women - - -
spokesman spokesmen - - -
spokeswoman spokeswomen - - -
"""
_VOWELS = frozenset("aeiou")
_SHORT = re.compile(r"^[^aeiou]*[aeiou][bdglmnprt]$")
"""Words that double the last letter: "slap", "shun"."""
_UNINFLECTED = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "as",
        "at",
        "but",
        "by",
        "each",
        "for",
        "from",
        "he",
        "her",
        "him",
        "his",
        "i",
        "if",
        "in",
        "into",
        "it",
        "its",
        "may",
        "must",
        "my",
        "no",
        "nor",
        "not",
        "of",
        "off",
        "on",
        "only",
        "or",
        "our",
        "she",
        "so",
        "such",
        "than",
        "that",
        "the",
        "then",
        "they",
        "this",
        "to",
        "too",
        "two",
        "up",
        "us",
        "via",
        "we",
        "when",
        "why",
        "with",
        "yes",
        "yet",
    ]
)
"""Words of which other words look like forms: "noted" is none of "not"."""


def _table() -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in _IRREGULAR.strip().splitlines())
    return {lemma: tuple(forms) for lemma, *forms in rows}


_FORMS = _table()


def _third(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _past(word: str) -> str:
    if _SHORT.search(word):
        return word + word[-1] + "ed"
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ied"
    return word + "ed"


def _gerund(word: str) -> str:
    if _SHORT.search(word):
        return word + word[-1] + "ing"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    return word + "ing"


def inflect(lemma: str) -> Mapping[str, str]:
    """The inflected forms of ``lemma``, each with its canonical word; the base form included."""
    if lemma in _UNINFLECTED:
        return {lemma: lemma}
    third, past, participle, gerund = _FORMS.get(lemma, ("-",) * 4)
    forms = {lemma: lemma}
    forms.update(_spread(third, _third(lemma), f"{lemma}_s"))
    forms.update(_spread(past, _past(lemma), f"{lemma}_d"))
    forms.update(_spread(gerund, _gerund(lemma), f"{lemma}_g"))
    if participle != "-":
        forms.update(_spread(participle, "", f"{lemma}_n"))
    forms[lemma] = lemma
    return forms


def is_invariant(lemma: str) -> bool:
    """Whether the past looks like the base form, as in "put" and "cut"."""
    return _FORMS.get(lemma, ("-",) * 4)[1] == lemma


def _spread(listed: str, regular: str, canonical: str) -> dict[str, str]:
    spelled = regular if listed == "-" else listed
    return dict.fromkeys(spelled.split("/"), canonical)


_EXTRA = {
    "are": "be_s",
    "am": "be_s",
    "were": "be_d",
    "’s": "'s",
    "’": "'",
    "'ll": "will",
    "'d": "would",
    "'re": "be_s",
    "'ve": "have",
    "'m": "be_s",
    "wo": "will",
    "ca": "can",
    "n't": "not",
    "honoured": "honor_d",
    "favours": "favor_s",
    "favoured": "favor_d",
    "favourably": "favorably",
    "favourable": "favorable",
    "could": "could",
    "organise": "organize",
    "organised": "organize_d",
    "organising": "organize_g",
    "programme": "program",
    "favour": "favor",
    "honour": "honor",
}


class Lexicon:
    """Maps a written word to its canonical word, for the lemmas that rules use."""

    def __init__(self, lemmas: Iterable[str]) -> None:
        """Take the lemmas of the rules; later ones never override earlier base forms."""
        self._canonical: dict[str, str] = {}
        ordered = sorted(set(lemmas))
        for lemma in ordered:
            for form, canonical in inflect(lemma).items():
                self._canonical.setdefault(form, canonical)
        self._canonical.update({lemma: lemma for lemma in ordered})
        self._canonical.update(_EXTRA)

    def canonical(self, lower: str) -> str:
        """The canonical word of a word in lower case."""
        return self._canonical.get(lower, lower)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A canonical word without its tag: ``cancel_d`` is ``cancel``."""
    return word.partition("_")[0]


def stems(words: Iterable[str]) -> set[str]:
    """Canonical words without their tags."""
    return set(map(stem, words))
