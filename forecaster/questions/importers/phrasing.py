"""From the words of a question to a spec, where its words say exactly what a spec can say.

What is asked must be one of the forms below; anything else is refused with its ground, since a
question that is nearly expressed is another question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from forecaster.questions.importers.deadlines import window_in
from forecaster.questions.importers.rows import Problem
from forecaster.questions.names import fold

MAX_TITLE = 500
"""Longest title read, in characters."""

_MOST_WORDS = 5
_PAIR = 2

_NOT_EXPRESSED: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:(?<!prime )ministers?|secretary(?![ -]general)|envoys?|delegations?|officials)\b",
        "it is about envoys or ministers, not leaders",
    ),
    (
        r"\b(?:representatives?|ambassadors?|diplomats?)\b",
        "it is about envoys or ministers, not leaders",
    ),
    (r"\b(?:if|conditional on|given that|assuming)\b", "it is conditional on another event"),
    (r"\b(?:invite|invites|invited|invitation)\b", "it is about an invitation, not a meeting"),
    (r"\b(?:handshake|shake hands|hug|kiss|embrace)\b", "it is about a gesture"),
    (r"\b(?:how long|minutes|hours)\b", "it is about the length of a meeting"),
    (
        r"\b(?:say|says|mention|agree|agreement|sign|signs|ceasefire|treaty|deal)\b",
        "it is about what is said or agreed",
    ),
    (r"\bor\b(?! before| earlier)", "it asks for one of several"),
    (r"\b(?:twice|(?<!how many )times|first)\b", "it counts or orders meetings"),
)
"""What titles ask that no spec can say, and how that is told."""

_MEETS = re.compile(
    r"\b(?:meet|meets|meeting|met|holds? talks|summit between|face-to-face|in person)\b"
)
_SPEAKS = re.compile(r"\b(?:speaks?|talk)\b")
_CALLS = re.compile(r"\b(?:phone|telephone|calls?|video|virtual|virtually|online)\b")
_OFFICIAL = re.compile(r"\b(?:official|state) visit\b")
_ARRANGED = re.compile(r"\b(?:bilateral|bilaterally|one-on-one|formal|formally|formal talks)\b")
_COUNTED = re.compile(r"^\s*how many times\b")
_VISITS = re.compile(r"\b(?:visit|visits|travel to|travels to|go to|goes to|set foot|sets foot)\b")
_ATTENDS = re.compile(r"\b(?:attend|attends|participate in|be present at|go to the)\b")
_WHERE = re.compile(r"^\s*(?:where|in which country|which country|what country)\b")
_NEGATED = re.compile(r"\b(?:not|won't|fail to)\b")
_FORUM = re.compile(
    r"\b(?:(?P<before>20\d\d) )?"
    r"(?P<series>g ?-?20|g ?-?7|apec|nato|brics|sco|unga|cop ?\d*|quad|asean)\b"
    r"(?:.*?\b(?P<behind>20\d\d)\b)?"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Names that a title may hold.

    Attributes:
        leader: Id of the one leader meant by folded words on a day; None for none or several.
        country: ISO code by folded name.
        forum: Id of a series' edition that a year, or a window, points to; None for none.
    """

    leader: Callable[[str, date], str | None]
    country: Mapping[str, str]
    forum: Callable[[str, date, date], str | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as others list it.

    Attributes:
        id: Their id, with their name before it.
        title: What is asked, in a sentence.
        opens_on: When it opened.
        ends_on: When it closes, if the title names no day.
        zone: IANA zone of their days.
        contact: What they count as a meeting.
    """

    id: str
    title: str
    opens_on: date
    ends_on: date | None
    zone: str
    contact: str


def spec_of(asked: Asked, words: Words) -> dict[str, object] | Problem:
    """The spec of a question, or why there is none."""
    title = " ".join(asked.title.split())[:MAX_TITLE]
    lower = title.casefold()
    for pattern, ground in _NOT_EXPRESSED:
        if re.search(pattern, lower):
            return Problem(asked.id, ground)
    window = window_in(lower, asked.opens_on, asked.ends_on)
    if window is None:
        return Problem(asked.id, "window: no deadline is named, or it lies before the opening")
    leaders, countries = _named(title, words, asked.opens_on)
    spec: dict[str, object] = {
        "id": asked.id,
        "leaders": leaders,
        "window": {"start": str(window.start), "end": str(window.end)},
        "zone": asked.zone,
        "contact": _contact(lower, asked.contact),
        "text": title,
    }
    if _NEGATED.search(lower):
        spec["complement"] = True
    return _with_kind(spec, asked, lower, countries, words)


def _contact(lower: str, custom: str) -> str:
    """The rung that a title asks for, else the platform's custom."""
    if _OFFICIAL.search(lower):
        return "visit_or_summit"
    return "scheduled_bilateral" if _ARRANGED.search(lower) else custom


def _with_kind(
    spec: dict[str, object], asked: Asked, lower: str, countries: list[str], words: Words
) -> dict[str, object] | Problem:
    leaders = spec["leaders"]
    count = len(leaders) if isinstance(leaders, list) else 0
    forum = _forum(lower, spec, words)
    if isinstance(forum, Problem):
        return Problem(asked.id, forum.text)
    if count == 0:
        return Problem(asked.id, "leaders: no leader in office is named")
    if _ATTENDS.search(lower) and forum is not None:
        return {**spec, "kind": "attend", "forum": forum}
    if count == 1:
        if _VISITS.search(lower) and len(countries) == 1:
            return {**spec, "kind": "visit", "place": {"country": countries[0]}}
        return Problem(asked.id, "one leader is named, and neither one country nor a forum")
    return _pair(spec, asked, lower, countries, forum)


def _pair(
    spec: dict[str, object], asked: Asked, lower: str, countries: list[str], forum: str | None
) -> dict[str, object] | Problem:
    mode = _mode(lower)
    if not (_MEETS.search(lower) or mode):
        return Problem(asked.id, "it does not ask whether they meet or speak")
    if len(countries) > 1:
        return Problem(asked.id, "place: more than one country is named")
    if _WHERE.match(lower):
        leaders = spec["leaders"]
        if isinstance(leaders, list) and len(leaders) > _PAIR:
            return Problem(asked.id, "leaders: where three or more meet cannot be asked")
        return {**spec, "kind": "next_venue"}
    spec = {**spec, "kind": "count" if _COUNTED.match(lower) else "meet"}
    if mode:
        spec["mode"] = mode
    if forum is not None:
        spec["forum"] = forum
    if countries:
        spec["place"] = {"country": countries[0]}
    return spec


def _mode(lower: str) -> str | None:
    """By what means, where a title says more than that they meet."""
    if _CALLS.search(lower):
        return "call"
    return "any" if _SPEAKS.search(lower) else None


def _forum(lower: str, spec: Mapping[str, object], words: Words) -> str | Problem | None:
    found = _FORUM.search(lower)
    if found is None:
        return None
    window = spec["window"]
    first, last = (date.fromisoformat(window[key]) for key in ("start", "end"))  # type: ignore[index]  # built above
    series = found["series"].replace(" ", "").replace("-", "")
    if found["before"]:
        first = max(first, date(int(found["before"]), 1, 1))
    year = found["before"] or found["behind"]
    if year:
        last = min(last, date(int(year), 12, 31))
    edition = words.forum(series, first, last)
    if edition is None:
        return Problem("", f"forum: no edition of {series.upper()} is known in the window")
    return edition


def _named(title: str, words: Words, day: date) -> tuple[list[str], list[str]]:
    """Leaders and countries in the order of the title; the longest name at each place counts."""
    cleaned = re.sub(r"['\u2019]s\b", "", re.sub(r"[?,;:()\"]", " ", title))
    tokens = cleaned.split()
    leaders: dict[str, None] = {}
    countries: dict[str, None] = {}
    place = 0
    while place < len(tokens):
        place += _take(tokens[place : place + _MOST_WORDS], words, day, leaders, countries)
    return list(leaders), list(countries)


def _take(
    tokens: list[str],
    words: Words,
    day: date,
    leaders: dict[str, None],
    countries: dict[str, None],
) -> int:
    """Note the longest name at the beginning; returns how many words it takes."""
    for length in range(len(tokens), 0, -1):
        part = tokens[:length]
        if not part[0][:1].isupper():
            return 1
        name = fold(" ".join(part)).strip(".")
        country = words.country.get(name)
        if country is not None:
            countries[country] = None
            return length
        leader = words.leader(name, day)
        if leader is not None:
            leaders[leader] = None
            return length
    return 1
