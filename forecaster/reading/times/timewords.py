"""Expressions of time in a sentence: which words name a time at all.

An expression is found without knowing the day of reference and resolved later (``dates.py``),
since "Tuesday" looks back in "met on Tuesday" and ahead in "will meet on Tuesday".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache

from forecaster.domain.clock import Window

_M = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
_D = r"(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_Y = r"(?:19|20)[0-9]{2}"
_OF_YEAR = rf"{_Y}|(?:this|next|last|the following|the coming) year"
_THE_YEAR = rf"(?:{_Y}|(?:this|next|the) year)"
_W = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_SHORT_W = r"(?:Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?"
_ON = rf"(?:(?:{_W}|{_SHORT_W}),? (?:the )?)?"
_DAYS = rf"(?:the )?{_ON}({_D})"
_TO = r"\s?(?:-|–|—|to|and|until|through|till|/|or|&)\s?"
_N = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty-four|twenty|thirty|forty-eight|seventy-two|an?|couple of|a couple of|a few|few|several|[0-9]{1,3})"
_UP_TO = rf"(?:{_N}(?:\s?[-–]\s?| to | or ))?{_N}"
_NTH = r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_BEFORE_DAY = r"(?:on|from|until|till|by|since|before|after|for|late|early)"
_NEXT = r"(?:next|coming|following|upcoming|forthcoming)"
_ENSUING = r"(?:next|coming|following|upcoming|forthcoming|ensuing)"
_IN = r"(?:in|by|during|for|of|until|before|after|early|late)"
_OVER = r"(?:in|over|within|during|for)"
_LAST = r"(?:last|past|previous|this past)"
_MONTH_REL = r"(?:this|next|the coming|the following|the) month"
_PART = r"(?:early|mid(?:dle)?|late|end|start|turn|(?:the )?(?:very )?(?:end|close|beginning|start|middle|turn) of|(?:the )?(?:very )?(?:(?:first|second|latter|last) half|(?:early|later|latter) part|(?:first|second|third|last) ten days|(?:first|early|opening|last|closing|final) (?:days|weeks|months)|(?:first|second|third|fourth|last|final) (?:week|weekend)|(?:first|second|last) fortnight) (?:of|in))"
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
        owns: Whether it owns what follows, as in "before next month's summit".
        days: How many days that last which begins on it, as far as the sentence tells.
        events: The days of the events from which it counts, of which that is meant which fits.
    """

    start: int
    end: int
    kind: str
    parts: tuple[str, ...]
    bound: str = ""
    owns: bool = False
    days: int = 1
    events: tuple[Window, ...] = ()

    @property
    def is_day(self) -> bool:
        """Whether it names a day or a few days rather than a longer span."""
        return self.kind in _DAY_KINDS and not self.bound

    @property
    def like(self) -> str:
        """The kind as which learned choices know it: finer kinds came later than they were learned."""
        if self.events and not self.bound:
            return "dm"
        return _LIKE.get(self.kind, self.kind)

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
        "weekday_of_month",
        "days_of_month",
        "hours",
    }
)

_LIKE = {
    "weekday_of_month": "dm",
    "days_of_month": "dm_range",
    "part_range": "part_month",
    "hours": "unnumbered",
}
"""Finer kinds, each with the one that it is most like among those that were learned from."""

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", rf"\b({_Y})-([01][0-9])-([0-3][0-9])\b"),
    (
        "cross_range",
        rf"\b({_D}) (?:of )?({_M}){_TO}({_D}) (?:of )?({_M})(?:,? (?:of )?({_OF_YEAR}))?",
    ),
    ("cross_range_md", rf"\b({_M}) ({_D}){_TO}({_M}) ({_D})(?:,? (?:of )?({_OF_YEAR}))?"),
    (
        "week_of_dm",
        rf"\b(?:the )?week (?:of|beginning|starting|commencing|ending) {_ON}({_D}) (?:of )?({_M})",
    ),
    (
        "week_of_md",
        rf"\b(?:the )?week (?:of|beginning|starting|commencing|ending) {_ON}({_M}) ({_D})\b",
    ),
    (
        "dm_range",
        rf"\b(?:(?:on|from|between) (?=the ))?{_DAYS}(?:, {_D}){{0,3}}{_TO}{_DAYS} (?:of )?({_M})(?:,? (?:of )?({_OF_YEAR}))?",
    ),
    (
        "md_range",
        rf"\b{_ON}({_M}) ({_D})(?:, {_D}){{0,3}}{_TO}{_ON}({_D})\b(?:,? (?:of )?({_OF_YEAR}))?",
    ),
    ("dmy", rf"\b{_ON}({_D}) (?:of )?({_M}),? (?:of )?({_OF_YEAR})\b"),
    ("dmy", rf"\b({_D})-({_M})-({_Y})\b"),
    ("mdy", rf"\b{_ON}({_M}) ({_D}),? (?:of )?({_OF_YEAR})\b"),
    ("dm", rf"\b{_ON}({_D}) (?:of )?({_M})(?![\w-])"),
    ("spelled", rf"\b{_ON}(?:the )?({_NTH}) of ({_M})"),
    ("spelled_md", rf"\b{_ON}({_M}) (?:the )?({_NTH})\b"),
    ("md", rf"\b{_ON}({_M}) (?:the )?({_D})(?![0-9])"),
    ("iso", rf"\b({_Y})([/.])([01]?[0-9])\2([0-3]?[0-9])\b"),
    ("slashes", r"\b([0-3]?[0-9])/([0-3]?[0-9])/((?:19|20)?[0-9]{2})\b(?![:.]?[0-9])"),
    ("dots", r"\b([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{2})\b(?![:.]?[0-9])"),
    ("short_slash", r"\b(?:on|for|until|by|from|to) ([0-3]?[0-9])/([0-3]?[0-9])\b(?![/:.]?[0-9])"),
    (
        "part_range",
        rf"\b({_PART})[ -]+({_M})\s?[-–—/]\s?({_PART})[ -]+({_M})(?:,? (?:of )?({_OF_YEAR}))?",
    ),
    (
        "part_month",
        rf"\b((?:early|mid)(?:[ -]{{1,2}}(?:to|or)[ -]|[-/])(?:mid|late)|{_PART})[ -]+({_M})(?! {_D}\b)(?:,? (?:of )?({_OF_YEAR}))?",
    ),
    ("part_month", rf"\b(?={_M}[- ](end)\b)({_M})[- ]end\b(?:,? (?:of )?({_OF_YEAR}))?"),
    ("part_month", rf"\b(early|late|later|earlier) in ({_M})(?:,? (?:of )?({_OF_YEAR}))?"),
    (
        "days_of_month",
        rf"\b(?:the )?(first|opening|last|final|closing) ({_N}) days (?:of|in) ({_M}|{_MONTH_REL})(?:,? (?:of )?({_OF_YEAR}))?",
    ),
    (
        "weekday_of_month",
        rf"\b(?:the )?(first|second|third|fourth|last) ({_W}) (?:of|in) ({_M}|{_MONTH_REL})(?:,? (?:of )?({_OF_YEAR}))?",
    ),
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
        rf"\b(early|later|late|mid|earlier|(?:beginning|start|middle|end|close) of)(?:[ -]+in)?(?: the| this)?[ -]+({_SEASON})(?: (?:of )?({_OF_YEAR}))?",
    ),
    (
        "quarter",
        rf"\b(first|second|third|fourth|last) quarter(?: of (this year|next year|the year|{_Y}))?",
    ),
    (
        "quarter",
        rf"\b{_IN} (?-i:Q)([1-4])\b(?![-.:?])(?:,? (?:of )?({_THE_YEAR})\b)?|\b(?-i:Q)([1-4]),? (?:of )?({_THE_YEAR})\b",
    ),
    ("quarter_rel", r"\b(this|next|the coming) quarter\b"),
    ("half", rf"\b(first|second) half(?: of (this year|next year|the year|{_Y}))?"),
    (
        "half",
        rf"\b{_IN} (?-i:H)([12])\b(?![-.:?])(?:,? (?:of )?({_THE_YEAR})\b)?|\b(?-i:H)([12]),? (?:of )?({_THE_YEAR})\b",
    ),
    ("part_year", r"\b(mid-year|midyear)\b"),
    ("weekday_past_week", rf"\b({_W}) (?:of )?(last week)\b|\blast week,? on ({_W})\b"),
    (
        "weekday_week",
        rf"\b({_W}) (week|of next week|next week|of the following week|after next|next|fortnight)\b|\bnext week,? on ({_W})\b",
    ),
    ("weekday_count", rf"\b(?:a|({_N})) weeks? (?:from|on|after) ({_W})\b"),
    (
        "relative_weekday",
        rf"\b(last|next|this|this coming|the coming|coming|past|this past|the following|following|previous|the previous) ({_W}|(?-i:{_SHORT_W}))\b",
    ),
    (
        "weekday_range",
        rf"\b(?:between |from )?({_W})(?: (?:morning|afternoon|evening|night))?(?: to | until | till | through |-|–| and | or |/)({_W})\b",
    ),
    ("nth", rf"\b{_W},? (?:the )?({_D}(?<=[a-z]))(?! (?:of )?{_M})"),
    ("weekday", rf"\b({_W})\b"),
    ("weekday", rf"\b{_BEFORE_DAY} (?-i:({_SHORT_W}))|\b(?-i:(Tues|Weds|Thurs?)\b\.?)"),
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
        rf"\b(?:{_OVER} (?:the )?|the ){_ENSUING} (?:({_UP_TO}) (day|week|month|fortnight|hour)s?|(days|weeks|months|hours))\b|\b{_OVER} the {_ENSUING} (week|month|fortnight)\b|\bthe (days|weeks|months) (?:ahead|to come)\b",
    ),
    (
        "hours",
        r"\b(?:within|in a (?:matter|question) of) hours\b(?! of\b)|\bhours from now\b",
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
        rf"\b(?:within|in less than|inside|in under|no later than)(?: the next| a space of)? ({_UP_TO}|the(?: next)?) (day|week|month|year|hour|fortnight)s?['’]?\b",
    ),
    ("hence", r"\bin an? (?=\w+ (or two)\b)(day|week|fortnight|month) or two\b"),
    (
        "hence",
        rf"\b(?:in|in about|in some|in another)? ?({_UP_TO}) (day|week|month|year|hour|fortnight)s?(?:['’]s?)?(?:['’]s? time| from (?:now|today)| hence)\b|\b(?:in|in about|in some|in another) ({_UP_TO}) (day|week|month|year|hour|fortnight)s?\b",
    ),
    (
        "dm",
        rf"\b(?:on )?(?:the )?({_D}(?<=[a-z])|{_NTH}) of ((?:this|next|last) month)\b",
    ),
    ("nth", rf"\bon the ({_D}(?<=[a-z])){_TO}(?:the )?({_D}(?<=[a-z]))\b"),
    (
        "nth_range",
        rf"\b(?:from |between )?the ({_D}(?<=[a-z])){_TO}(?:the )?({_D}(?<=[a-z]))\b",
    ),
    (
        "nth",
        rf"\b(?:on the|on|the) ({_D}(?<=[a-z]))(?! (?:of )?{_M})(?! (?:century|time|anniversary|round|edition|summit|session|meeting|annual|day|of|floor|term|g20|g7|g8|asean|apec|brics|year|party|congress|parallel|republic|amendment|package|president))\b",
    ),
    ("overmorrow", r"\b((?:the )?day after tomorrow)\b"),
    (
        "yesterday",
        r"\b((?:the )?day before yesterday|yesterday|last (?:night|evening)|overnight)\b",
    ),
    (
        "day_before",
        r"\b(the previous (?:day|evening|night)|the (?:day|night|evening) before|a day (?:earlier|before)|on the eve)\b(?=( of\b)?)",
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
        rf"\b(?:in|during|by|until|before|for|since|of|this|next|last|coming|through|after|from|till|around|about|towards?|(?:earlier|later|sooner) than|(?:early|late|soon) as|come) ({_M})(?:,? (?:of )?({_OF_YEAR})\b)?(?! [0-9]|[- ]end\b)",
    ),
    (
        "month_poss",
        rf"\b({_M})(?=['’]s| (?:summit|meeting|visit|talks|trip|encounter|session|gathering|date|state visit|journey|invitation)\b)",
    ),
    ("year", rf"\b(?:in|for|during|of|by|until|before|since) ({_Y})\b"),
)
_HINT = re.compile(
    rf"[0-9]|(?-i:\b{_SHORT_W})|day|week|month|year|hours|moments|tonight|morrow|morning|afternoon|evening|night|soon|shortly|early date|near future|before long|{_SEASON}|January|February|March|April|May\b|June|July|August|September|October|November|December|same day|eve\b|Christmas|Easter|New Year|Thanksgiving|Ramadan|\bEid\b|Nowruz|Epiphany|Whitsun|Pentecost|quarter|fortnight|half|noon|midday",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:(?P<before>(?:some ?time |any ?time |well |just )?(?:before|ahead of|prior to|this side of))"
    r"|(?P<by>by|until|till|no later than|not later than|between now and)"
    r"|(?P<from>not before|(?:no|not) (?:earlier|sooner) than)"
    r"|(?P<after>(?:only |not until |some ?time )?(?:after|following))"
    r"|(?P<since>since)) (?:the )?$",
    re.IGNORECASE,
)
_WILL = re.compile(r"(?i)\b(?:will|would|to|due|expected|may|could|should|might)\b[^,;:.]*$")
"""Words before "within hours" without which it mostly tells how soon something was done."""
_INNER_BOUND = re.compile(
    r"(?i)(before|by|until|till|after|since|(?:earlier|later|sooner)(?= than))\b"
)
_SAME = {"until": "by", "till": "by", "earlier": "before", "sooner": "before", "later": "after"}
_DENIED = {
    "before": "from",
    "earlier": "from",
    "sooner": "from",
    "until": "from",
    "till": "from",
    "later": "by",
}
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
    places, done = [start for start, _ in starts], 0
    for at, word in words:
        if at < done or not _hints(word) or _is_alone(text, at, word):
            continue
        first, last = bisect_left(places, max(done, at - _BEFORE)), bisect_right(places, at)
        expression = _around(text, at, starts[first:last])
        if expression is not None:
            found.append(expression)
            done = expression.end
    return _settled(found, text)


def _settled(found: list[TimeExpression], text: str) -> list[TimeExpression]:
    """The same, but what a date in brackets or behind a comma explains means that date.

    "Next Thursday (May 30)", "on May 30 (Thursday)": the date tells which Thursday is meant.
    """
    settled = found[:1]
    for one in found[1:]:
        last, same = settled[-1], one
        if _goes_with(last, text[last.end : one.start]):
            if one.kind in _DATED and last.kind not in _DATED:
                settled[-1] = replace(last, kind=one.kind, parts=one.parts)
                same = replace(one, bound=last.bound)
            elif last.kind in _DATED and one.kind in _EXPLAINING:
                same = replace(one, kind=last.kind, parts=last.parts, bound=last.bound)
        settled.append(same)
    return settled


def _goes_with(last: TimeExpression, between: str) -> bool:
    """Whether the words after a time tell the same time again: behind a bracket, or a comma."""
    if last.kind == "weekend" and between == " of ":
        return True
    return between in _OPENS_BRACKET or (between == ", " and last.kind in _EXPLAINED)


_EXPLAINED = frozenset({"relative_weekday", "weekday_week", "tomorrow"})
"""Kinds behind which a date needs no bracket: "next Thursday, May 30"."""
_OPENS_BRACKET = frozenset({" (", " (on ", " ["})
_DATED = frozenset(
    {
        "iso",
        "dmy",
        "mdy",
        "dm",
        "md",
        "dm_range",
        "md_range",
        "cross_range",
        "cross_range_md",
        "slashes",
        "dots",
    }
)
"""Kinds that name the month and its day in figures."""
_EXPLAINING = frozenset(
    {
        "weekday",
        "relative_weekday",
        "weekday_week",
        "weekday_range",
        "tomorrow",
        "today",
        "yesterday",
    }
)
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
        if lower[0].isdigit() or lower[:_OPENING] in self.openings:
            return True
        return lower.rstrip("1234") in self.words  # "Q3", "H2"


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
        if kind == "hours" and not _WILL.search(text, max(0, start - _BEFORE), start):
            continue
        if kind in _MONTHLIKE and not _is_month(kind, match.group()):
            continue
        bound = "" if kind in _SELF_BOUND else _bound(text, match)
        parts = tuple(part.lower().rstrip(".") for part in match.groups(""))
        owns = text.startswith(("'s", "’s"), match.end())
        return TimeExpression(match.start(), match.end(), kind, parts, bound, owns)
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


_MONTHLIKE = frozenset(
    {"month", "month_poss", "month_rel", "md", "dm", "dm_range", "md_range", "month_range"}
    | {"part_month", "month_year"}
)
_MONTHS = re.compile(_M, re.IGNORECASE)
_WORDS_TOO = frozenset({"may", "march", "mar", "dec", "jun", "jan"})
"""Names of months that are words as well, or cut short beyond knowing, when written small."""
_LEANING = frozenset({"month_poss", "month_rel"})
"""Kinds in which neither a number nor a preposition stands beside a month."""


def _is_month(kind: str, text: str) -> bool:
    """Whether what reads like a month is one: "may" and "march" are words, "May" is a month.

    In capitals, as headlines of agencies are written, "MAY" is a month beside a number or behind a
    preposition ("ON MAY 3", "IN MAY"), but not in "MAY MEET" or "THIS MAY".
    """
    return all(_is_name(month.group().rstrip("."), kind) for month in _MONTHS.finditer(text))


def _is_name(word: str, kind: str) -> bool:
    lower = word.lower()
    if lower not in _WORDS_TOO:
        return True
    return word.istitle() or (word.isupper() and kind not in _LEANING)
