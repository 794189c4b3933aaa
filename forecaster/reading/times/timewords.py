"""Expressions of time in a sentence: which words name a time at all.

An expression is found without knowing the day of reference and resolved later (``dates.py``),
since "Tuesday" looks back in "met on Tuesday" and ahead in "will meet on Tuesday".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_M = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
_D = r"(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_Y = r"(?:19|20)[0-9]{2}"
_OF_YEAR = rf"{_Y}|(?:this|next|last|the following|the coming) year"
_W = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_ON = rf"(?:{_W},? (?:the )?)?"
_TO = r"\s?(?:-|–|—|to|and|until|through|till|/|or|&)\s?"
_N = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|an?|couple of|a couple of|a few|few|several|[0-9]{1,3})"
_NTH = r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_NEXT = r"(?:next|coming|following)"
_LAST = r"(?:last|past|previous|this past)"
_ORDINAL = r"(?:first|second|third|fourth|last)"
_PART = r"(?:early|mid(?:dle)?|late|end|start|turn|(?:the )?(?:very )?(?:end|close|beginning|start|middle|turn|(?:first|second|latter|last) half|(?:early|later|latter) part|(?:first|last) ten days|(?:first|early|opening|last|closing|final) (?:days|weeks|months)|(?:first|second|third|fourth|last|final) (?:week|weekend)) (?:of|in))"
_REST = r"(?:(?:in|over|during) the course of|the (?:rest|remainder) of)"
_HOLIDAY = r"(?:Christmas(?: Eve| Day)?|Easter(?: Sunday| Monday)?|Good Friday|New Year['’]s (?:Eve|Day)|Thanksgiving|Ramadan|Eid(?: al-Fitr| al-Adha)?|Nowruz|Labou?r Day|May Day|Bastille Day|Victory Day|Epiphany|Whitsun|Pentecost|Orthodox Easter|Orthodox Christmas|the Fourth of July|Memorial Day|the lunar new year|the Lunar New Year|Chinese New Year)"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words of a sentence that name a time.

    Attributes:
        start: First character in the sentence.
        end: One past the last character.
        kind: Which pattern found it.
        parts: What the pattern captured, lower case.
        bound: How the words before it use it as a limit: ``before`` it, ``by`` its end, ``after``
            it, ``from`` its beginning, ``since`` then; "" when it is named itself.
    """

    start: int
    end: int
    kind: str
    parts: tuple[str, ...]
    bound: str = ""

    @property
    def is_day(self) -> bool:
        """Whether it names a day or a few days rather than a longer span."""
        return self.kind in _DAY_KINDS and not self.bound

    @property
    def looks_back(self) -> bool:
        """Whether the words can only mean the past."""
        return self.kind in {"ago", "yesterday"} or (
            self.kind in _RELATIVE
            and self.parts[0].startswith(("last", "past", "previous", "this past", "earlier"))
        )


_RELATIVE = frozenset(
    {
        "relative",
        "relative_weekday",
        "season_rel",
        "part_season",
        "month_rel",
        "part_period",
        "weekday_past_week",
    }
)
_DAY_KINDS = frozenset(
    {
        "iso",
        "dmy",
        "mdy",
        "dm_range",
        "md_range",
        "dm",
        "md",
        "weekday",
        "today",
        "tomorrow",
        "yesterday",
        "overmorrow",
        "day_before",
        "day_after",
        "same_day",
        "days_after",
        "days_before",
        "relative_weekday",
        "slashes",
        "dots",
        "short_slash",
        "nth_range",
        "weekday_range",
        "nth",
        "ago",
        "days_range",
        "cross_range",
        "weekday_week",
        "weekday_past_week",
        "weekday_count",
        "holiday",
        "spelled",
        "spelled_md",
    }
)

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", rf"\b({_Y})-([01][0-9])-([0-3][0-9])\b"),
    (
        "cross_range",
        rf"\b({_D}) (?:of )?({_M}){_TO}({_D}) (?:of )?({_M})(?:,? (?:of )?({_OF_YEAR}))?",
    ),
    ("cross_range_md", rf"\b({_M}) ({_D}){_TO}({_M}) ({_D})(?:,? (?:of )?({_OF_YEAR}))?"),
    ("week_of_dm", rf"\bthe week (?:of|beginning|starting) {_ON}({_D}) (?:of )?({_M})"),
    ("week_of_md", rf"\bthe week (?:of|beginning|starting) {_ON}({_M}) ({_D})\b"),
    ("dm_range", rf"\b{_ON}({_D}){_TO}{_ON}({_D}) (?:of )?({_M})(?:,? (?:of )?({_OF_YEAR}))?"),
    ("md_range", rf"\b{_ON}({_M}) ({_D}){_TO}{_ON}({_D})\b(?:,? (?:of )?({_OF_YEAR}))?"),
    ("dmy", rf"\b{_ON}({_D}) (?:of )?({_M}),? (?:of )?({_OF_YEAR})\b"),
    ("mdy", rf"\b{_ON}({_M}) ({_D}),? (?:of )?({_OF_YEAR})\b"),
    ("dm", rf"\b{_ON}({_D}) (?:of )?({_M})(?![\w-])"),
    ("spelled", rf"\b{_ON}(?:the )?({_NTH}) of ({_M})"),
    ("spelled_md", rf"\b{_ON}({_M}) (?:the )?({_NTH})\b"),
    ("md", rf"\b{_ON}({_M}) ({_D})(?![0-9])"),
    ("slashes", r"\b([0-3]?[0-9])/([0-3]?[0-9])/((?:19|20)?[0-9]{2})\b(?![:.]?[0-9])"),
    ("dots", r"\b([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})\b(?![:.]?[0-9])"),
    ("short_slash", r"\b(?:on|for|until|by|from|to) ([0-3]?[0-9])/([0-3]?[0-9])\b(?![/:.]?[0-9])"),
    ("part_month", rf"\b({_PART})[ -]+({_M})(?:,? (?:of )?({_OF_YEAR}))?"),
    (
        "part_period",
        rf"\b({_PART}|{_REST}|later|earlier)(?: in| on)?[ -]+(this|the|{_NEXT}|the {_NEXT}|{_LAST}) (week|month)\b",
    ),
    (
        "year_out",
        r"\b(?:before|by the time) the (year|month|week) (?:is|was|runs|ran|ends|ended|is over)(?: out)?",
    ),
    ("season_out", rf"\bbefore the ({_SEASON}) (?:is (?:over|out)|ends)\b"),
    (
        "end_of_unit",
        r"\b(?:the turn of the (year)|(?:the )?(year|month|week)(?:['’]?s)?[- ]end|end[- ]of[- ](year|month))\b",
    ),
    (
        "part_year",
        rf"\b({_PART}|{_REST}|later|earlier)(?: in)?[ -]+(this year|next year|last year|the (?:current |coming |new |following )?year|{_Y})\b",
    ),
    (
        "part_season",
        rf"\b(early|later|late|mid|earlier)(?:[ -]+in)?(?: the| this)?[ -]+({_SEASON})(?: (?:of )?({_OF_YEAR}))?",
    ),
    (
        "quarter",
        rf"\b(first|second|third|fourth|last) quarter(?: of (this year|next year|the year|{_Y}))?",
    ),
    ("quarter_rel", r"\b(this|next|the coming) quarter\b"),
    ("half", rf"\b(first|second) half(?: of (this year|next year|the year|{_Y}))?"),
    ("weekday_past_week", rf"\b({_W}) (?:of )?(last week)\b|\blast week,? on ({_W})\b"),
    (
        "weekday_week",
        rf"\b({_W}) (week|of next week|next week|of the following week|after next|next|fortnight)\b|\bnext week,? on ({_W})\b",
    ),
    ("weekday_count", rf"\b(?:a|({_N})) weeks? (?:from|on|after) ({_W})\b"),
    (
        "relative_weekday",
        rf"\b(last|next|this|this coming|the coming|coming|past|this past|the following|following|previous|the previous) ({_W})\b",
    ),
    (
        "weekday_range",
        rf"\b(?:between |from )?({_W})(?: (?:morning|afternoon|evening|night))?(?: to | until | till | through |-|–| and | or |/)({_W})\b",
    ),
    ("weekday", rf"\b({_W})\b"),
    ("month_rel", rf"\b(last|next|this) ({_M})"),
    ("month_year", rf"\b({_M})(?: of)?,? ({_OF_YEAR})\b"),
    ("month_range", rf"\b(?:in )?({_M}){_TO}({_M})(?:,? (?:of )?({_OF_YEAR}))?"),
    (
        "first_of_year",
        r"\bafter the (first of the year|new year|turn of the year|holidays)|\b(in the new year|early in the new year|once the new year)",
    ),
    (
        "weekend",
        rf"\b(?:(this|{_NEXT}|the {_NEXT}|{_LAST}|the) )?weekend\b(?! (?:break|house|edition|paper|papers))",
    ),
    (
        "relative",
        rf"\b(this|this very|this coming|the same|{_NEXT}|the {_NEXT}|{_LAST}|the {_LAST}) (week|month|year)\b(?! ?-?(?:old|long))|\bthe (week|month|year) (after next)\b",
    ),
    (
        "season_rel",
        rf"\b(this|next|last|this coming|the coming|coming|the|in|by|until|for|since|before|after) (?:the )?({_SEASON})(?:,? (?:of )?({_OF_YEAR}))?\b(?! (?:line|apart|short|into|through|out))",
    ),
    ("season_year", rf"\b({_SEASON}) (?:of )?({_OF_YEAR})"),
    (
        "season_noun",
        rf"\b({_SEASON})(?=['’]s| (?:summit|meeting|visit|talks|trip|encounter|recess|break|holiday|holidays)\b)",
    ),
    ("holiday", rf"\b({_HOLIDAY})(?:,? ({_Y}))?"),
    (
        "coming",
        rf"\b(?:in |over |within |during |for )?the (?:coming|next|following|ensuing) (?:({_N}) )?(day|week|month|fortnight)s?\b|\bthe (days|weeks|months) (?:ahead|to come)\b",
    ),
    (
        "unnumbered",
        r"\b(?:in|within|inside) (?:a (?:matter|question) of )?(days|weeks|months)\b|\b(days|weeks|months) from now\b",
    ),
    ("ago", rf"\b({_N}) (day|week|month|year|fortnight)s? (?:ago|earlier)\b"),
    ("days_after", rf"\b({_N}) (day|week)s? after\b"),
    ("long_after", rf"\b({_N}) (month|year|decade)s? after\b"),
    ("soon_after", r"\b(shortly|soon|immediately|hours|moments|days|weeks|months) after\b"),
    ("days_before", rf"\b({_N}) (day|week)s? (?:before|ahead of)\b"),
    (
        "within",
        rf"\b(?:within|in less than|inside|in under|no later than)(?: the next| a space of)? ({_N}|the) (day|week|month|year|hour|fortnight)s?['’]?\b",
    ),
    (
        "hence",
        rf"\b(?:in|in about|in some|in another)? ?({_N}) (day|week|month|year|hour|fortnight)s?(?:['’]s?)?(?:['’]s? time| from (?:now|today)| hence)\b|\b(?:in|in about|in some|in another) ({_N}) (day|week|month|year|hour|fortnight)s?\b",
    ),
    (
        "nth_range",
        rf"\b(?:from |between )?the ({_D}(?<=[a-z])){_TO}(?:the )?({_D}(?<=[a-z]))\b",
    ),
    (
        "nth",
        rf"\b(?:on the|on|the) ({_D}(?<=[a-z]))(?! (?:century|time|anniversary|round|edition|summit|session|meeting|annual|day|of|floor|term|g20|g7|g8|asean|apec|brics|year|party|floor|congress|parallel|republic|amendment|package|president))\b",
    ),
    ("overmorrow", r"\b(the day after tomorrow)\b"),
    (
        "yesterday",
        r"\b(the day before yesterday|yesterday|last (?:night|evening)|overnight)\b",
    ),
    (
        "day_before",
        r"\b(the previous (?:day|evening|night)|the (?:day|night|evening) before|a day (?:earlier|before)|on the eve)\b",
    ),
    (
        "tomorrow",
        r"\b(tomorrow)\b",
    ),
    (
        "day_after",
        r"\b(the (?:next|following) (?:day|morning)|the morning after|a day later(?! than))\b",
    ),
    (
        "same_day",
        r"\b(earlier in the day|later in the day|later that (?:day|evening)|(?:on )?the same (?:day|evening|morning|afternoon|night)|that (?:day|evening|night|morning|afternoon)|this very day)\b",
    ),
    (
        "today",
        r"\b(today|tonight|this (?:morning|afternoon|evening)|now under way)\b",
    ),
    ("hour", r"\b(?:in|for) the (?:afternoon|evening)\b|\bat (?:noon|midday)\b"),
    (
        "soon",
        r"\b(soon|shortly|in the near future|at an early date|in the not too distant future|before long)\b",
    ),
    (
        "month",
        rf"\b(?:in|during|by|until|before|for|since|of|this|next|last|coming|through|after|from|till|around|about|towards?|earlier than|later than|early as) ({_M})(?:,? (?:of )?({_OF_YEAR})\b)?(?! [0-9])",
    ),
    (
        "month_poss",
        rf"\b({_M})(?=['’]s| (?:summit|meeting|visit|talks|trip|encounter|session|gathering|date|state visit|journey|invitation)\b)",
    ),
    ("year", rf"\b(?:in|for|during|of|by|until|before|since) ({_Y})\b"),
)
_HINT = re.compile(
    rf"[0-9]|day|week|month|year|hours|moments|tonight|morrow|morning|afternoon|evening|night|soon|shortly|early date|near future|before long|{_SEASON}|January|February|March|April|May\b|June|July|August|September|October|November|December|same day|eve\b|Christmas|Easter|New Year|Thanksgiving|Ramadan|\bEid\b|Nowruz|Epiphany|Whitsun|Pentecost|quarter|fortnight|half|noon|midday",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:(?P<before>(?:some ?time |any ?time |well |just )?(?:before|ahead of|prior to|this side of))"
    r"|(?P<by>by|until|till|no later than|not later than)"
    r"|(?P<from>not before|(?:no|not) (?:earlier|sooner) than)"
    r"|(?P<after>(?:only |not until |some ?time )?(?:after|following))"
    r"|(?P<since>since)) (?:the )?$",
    re.IGNORECASE,
)
_INNER_BOUND = re.compile(r"(?i)(before|by|until|till|after|since|(?:earlier|later)(?= than))\b")
_SAME = {"until": "by", "till": "by", "earlier": "before", "later": "after"}
_DENIED = {"before": "from", "earlier": "from", "until": "from", "till": "from", "later": "by"}
"""What the limits mean behind "not" or "no": "not before May", "no later than June"."""
_SELF_BOUND = frozenset(
    {
        "days_after",
        "days_before",
        "soon_after",
        "first_of_year",
        "year_out",
        "season_out",
        "coming",
        "within",
        "hence",
    }
)


def find_times(text: str) -> list[TimeExpression]:
    """All expressions of time in a sentence, left to right, without overlaps.

    Patterns are tried only near words that can belong to one, which most sentences lack, and
    only from words with which one can begin.
    """
    if not any(map(_hints, _WORD.findall(text))):
        return []
    found: list[TimeExpression] = []
    words = [(word.start(), word.group()) for word in _WORD.finditer(text)]
    starts = [(start, patterns) for start, word in words if (patterns := _beginning(word))]
    done = 0
    for at, word in words:
        if at < done or not _hints(word) or _is_alone(text, at, word):
            continue
        near = [one for one in starts if max(done, at - _BEFORE) <= one[0] <= at]
        expression = _around(text, at, near)
        if expression is not None:
            found.append(expression)
            done = expression.end
    return found


_BEFORE = 48
_WORD = re.compile(r"\w+")
_HINTING_PHRASES = frozenset({"early", "near", "before"})
"""First words of the hints of several words."""
_OPENING = 4
_NO_WORDS = re.compile(r"\\.|\(\?<?[!=](?:[^()]|\([^()]*\))*\)")
"""Escapes, and what only looks around."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern with the words in it.

    Attributes:
        kind: Its name.
        regex: The pattern.
        words: Its words, some without their ending.
        openings: The first letters of the longer ones.
    """

    kind: str
    regex: re.Pattern[str]
    words: frozenset[str]
    openings: frozenset[str]

    def may_begin(self, lower: str) -> bool:
        """Whether it can begin with a word: one of its own, or a number."""
        return lower[0].isdigit() or lower in self.words or lower[:_OPENING] in self.openings


_Start = tuple[int, tuple[_Pattern, ...]]
"""Where a word begins, and the patterns that can begin with it."""


def _pattern(kind: str, source: str) -> _Pattern:
    words = frozenset(re.findall(r"[a-z]+", _NO_WORDS.sub(" ", source).lower()))
    openings = frozenset(word[:_OPENING] for word in words if len(word) >= _OPENING)
    return _Pattern(kind, re.compile(source, re.IGNORECASE), words, openings)


_FINDERS = tuple(_pattern(kind, source) for kind, source in _PATTERNS)


@lru_cache(maxsize=65536)
def _hints(word: str) -> bool:
    """Whether a word hints at a time, alone or with the next."""
    return _HINT.search(word) is not None or word.lower() in _HINTING_PHRASES


def _is_alone(text: str, at: int, word: str) -> bool:
    """Whether a word hints at a time only with a word that does not follow: "early", "near"."""
    return word.lower() in _HINTING_PHRASES and _HINT.match(text, at) is None


@lru_cache(maxsize=65536)
def _beginning(word: str) -> tuple[_Pattern, ...]:
    """The patterns that can begin with a word, in order of precedence."""
    lower = word.lower()
    return tuple(pattern for pattern in _FINDERS if pattern.may_begin(lower))


def _around(text: str, at: int, starts: list[_Start]) -> TimeExpression | None:
    """The expression that holds the character ``at`` and begins earliest, at one of ``starts``."""
    for start, patterns in starts:
        found = _first(text, start, patterns)
        if found is None or found[1].end() <= at:
            continue
        kind, match = found
        if kind in _MONTHLIKE and not _capital_month(match.group()):
            continue
        bound = "" if kind in _SELF_BOUND else _bound(text, match)
        parts = tuple(part.lower().rstrip(".") for part in match.groups(""))
        return TimeExpression(match.start(), match.end(), kind, parts, bound)
    return None


def _first(
    text: str, start: int, patterns: tuple[_Pattern, ...]
) -> tuple[str, re.Match[str]] | None:
    """The first of the patterns that matches at ``start``."""
    for pattern in patterns:
        match = pattern.regex.match(text, start)
        if match is not None:
            return pattern.kind, match
    return None


def _bound(text: str, match: re.Match[str]) -> str:
    """The limit that the words make of a time: "before the summer", "by Friday", "after 3 May"."""
    inner = _INNER_BOUND.match(match.group())
    if inner:
        word = inner.group(1).lower()
        denied = text[: match.start()].lower().endswith(("not ", "no "))
        return _DENIED.get(word, word) if denied else _SAME.get(word, word)
    outer = _BOUND.search(text, max(0, match.start() - _BEFORE), match.start())
    return (outer.lastgroup or "") if outer else ""


_MONTHLIKE = frozenset({"month", "month_poss", "md", "dm", "month_range"})


def _capital_month(text: str) -> bool:
    """Whether a month is written as one: "may" and "march" are words, "May" is a month."""
    return re.search(_M, text) is not None and not re.search(
        r"\b(?:may|march|mar|dec|jun|jan)\b", text
    )
