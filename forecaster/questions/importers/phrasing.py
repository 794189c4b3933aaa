"""From the words of a question to a spec, where its words say exactly what a spec can say.

What is asked must be one of the forms below; anything else is refused with its ground, since a
question that is nearly expressed is another question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forecaster.questions.importers.rows import Problem
from forecaster.questions.names import fold

MAX_TITLE = 500
_MOST_WORDS = 5
_PAIR = 2

_NOT_EXPRESSED: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:minister|ministers|secretary|envoys?|delegations?|officials|ambassador)\b",
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
    (r"\b(?:or)\b.*\bmeet\b|\bmeet\b.*\bor\b", "it asks for one of several people"),
    (r"\b(?:again|twice|times|first)\b", "it counts or orders meetings"),
)
"""What titles ask that no spec can say, and how that is told."""

_MEETS = re.compile(r"\b(?:meet|meets|meeting|met|summit between|face-to-face|in person)\b")
_CALLS = re.compile(r"\b(?:speak|speaks|talk to|talk with|phone|call|calls|speak with|speaks to)\b")
_VISITS = re.compile(r"\b(?:visit|visits|travel to|travels to|go to|goes to|set foot|sets foot)\b")
_ATTENDS = re.compile(r"\b(?:attend|attends|participate in|be present at|go to the)\b")
_WHERE = re.compile(r"^\s*(?:where|in which country|which country|what country)\b")
_NEGATED = re.compile(r"\b(?:not|won't|fail to)\b")
_FORUM = re.compile(
    r"\b(?:the )?((?:g ?-?20|g ?-?7|apec|nato|brics|sco|unga|cop ?\d*|quad|asean))\b"
)
_YEAR = re.compile(r"\b(20\d\d)\b")

_MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june", "july", "august"),
            *("september", "october", "november", "december"),
        ),
        start=1,
    )
}
_MONTH = "|".join((*_MONTHS, *(name[:3] for name in _MONTHS)))
_DAY = re.compile(
    rf"\b(before|by|until|on or before)\s+(?:the )?(?:end of )?"
    rf"(?:({_MONTH})\.?\s+(\d{{1,2}})(?!\d)(?:st|nd|rd|th)?,?\s*(20\d\d)?|(\d{{1,2}})\s+({_MONTH})\s+(20\d\d)"
    rf"|(20\d\d)-(\d\d)-(\d\d)|({_MONTH})\s*(20\d\d)?|(20\d\d))"
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
    end = deadline_in(lower, asked.opens_on) or asked.ends_on
    if end is None or end < asked.opens_on:
        return Problem(asked.id, "window: no deadline is named, or it lies before the opening")
    leaders, countries = _named(title, words, asked.opens_on)
    spec: dict[str, object] = {
        "id": asked.id,
        "leaders": leaders,
        "window": {"start": str(asked.opens_on), "end": str(end)},
        "zone": asked.zone,
        "contact": asked.contact,
        "text": title,
    }
    if _NEGATED.search(lower):
        spec["complement"] = True
    return _with_kind(spec, asked, lower, countries, words)


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
    calls = _CALLS.search(lower) is not None
    if not (_MEETS.search(lower) or calls):
        return Problem(asked.id, "it does not ask whether they meet or speak")
    if len(countries) > 1:
        return Problem(asked.id, "place: more than one country is named")
    if _WHERE.match(lower):
        leaders = spec["leaders"]
        if isinstance(leaders, list) and len(leaders) > _PAIR:
            return Problem(asked.id, "leaders: where three or more meet cannot be asked")
        return {**spec, "kind": "next_venue"}
    spec = {**spec, "kind": "meet"}
    if calls:
        spec["mode"] = "any"
    if forum is not None:
        spec["forum"] = forum
    elif countries:
        spec["place"] = {"country": countries[0]}
    return spec


def _forum(lower: str, spec: Mapping[str, object], words: Words) -> str | Problem | None:
    found = _FORUM.search(lower)
    if found is None:
        return None
    window = spec["window"]
    first, last = (date.fromisoformat(window[key]) for key in ("start", "end"))  # type: ignore[index]  # built above
    series = found.group(1).replace(" ", "").replace("-", "")
    year = _YEAR.search(lower[found.end() :])
    if year:
        last = min(last, date(int(year.group(1)), 12, 31))
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


def deadline_in(lower: str, opens_on: date) -> date | None:
    """The last day that counts, as a title names it; "before" leaves its own day out."""
    found = _DAY.search(lower)
    if found is None:
        return None
    word, month, day, year, day2, month2, year2, y, m, d, month3, year3, year4 = found.groups()
    try:
        if y:
            return _until(word, date(int(y), int(m), int(d)))
        if month or month2:
            named = date(
                int(year or year2 or opens_on.year), _month(month or month2), int(day or day2)
            )
            if not (year or year2) and named < opens_on:
                named = named.replace(year=named.year + 1)
            return _until(word, named)
        if month3:
            return _month_or_year(word, int(year3 or opens_on.year), _month(month3), found.group())
        return _month_or_year(word, int(year4), None, found.group())
    except ValueError:
        return None


def _month(word: str) -> int:
    return next(number for name, number in _MONTHS.items() if name.startswith(word[:3]))


def _until(word: str, day: date) -> date:
    return day - timedelta(days=1) if word == "before" else day


def _month_or_year(word: str, year: int, month: int | None, phrase: str) -> date:
    """Last day: "before June" ends with May, "by June" and "by the end of June" with June."""
    first = date(year, month or 1, 1)
    after = date(year + (month in (None, 12)), (month or 12) % 12 + 1, 1)
    starts = word == "before" and "end of" not in phrase
    return (first if starts else after) - timedelta(days=1)
