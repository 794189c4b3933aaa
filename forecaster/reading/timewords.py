"""Expressions of time in a sentence: which words name a time at all.

An expression is found without knowing the day of reference and resolved later (``dates.py``),
since "Tuesday" looks back in "met on Tuesday" and ahead in "will meet on Tuesday".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_M = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
_D = r"(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_Y = r"(?:19|20)[0-9]{2}"
_W = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TO = r"\s?(?:-|–|—|to|and|until|through|till|/|or|&)\s?"
_N = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|an?|couple of|a couple of|a few|few|several|[0-9]{1,3})"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_PART = r"(?:early|mid|late|the end of|end of|the beginning of|beginning of|the start of|start of|the middle of|middle of|the close of|the first half of|first half of|the second half of|second half of|the first week of|the last week of|the first days of|the last days of|the turn of)"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words of a sentence that name a time.

    Attributes:
        start: First character in the sentence.
        end: One past the last character.
        kind: Which pattern found it.
        parts: What the pattern captured, lower case.
    """

    start: int
    end: int
    kind: str
    parts: tuple[str, ...]

    @property
    def is_day(self) -> bool:
        """Whether it names a day or a few days rather than a longer span."""
        return self.kind in _DAY_KINDS

    @property
    def looks_back(self) -> bool:
        """Whether the words can only mean the past."""
        return self.kind in {"ago", "yesterday"} or (
            self.kind in {"relative", "relative_weekday", "season_rel", "month_rel"}
            and self.parts[0].startswith(("last", "past", "previous"))
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
        "relative_weekday",
        "numeric",
        "nth",
        "ago",
        "days_range",
        "cross_range",
        "weekday_week",
    }
)

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", rf"\b({_Y})-([01][0-9])-([0-3][0-9])\b"),
    ("cross_range", rf"\b({_D}) (?:of )?({_M}){_TO}({_D}) (?:of )?({_M})(?:,? ({_Y}))?"),
    ("cross_range_md", rf"\b({_M}) ({_D}){_TO}({_M}) ({_D})(?:,? ({_Y}))?"),
    ("dm_range", rf"\b({_D}){_TO}({_D}) (?:of )?({_M})(?:,? ({_Y}))?"),
    ("md_range", rf"\b({_M}) ({_D}){_TO}({_D})\b(?:,? ({_Y}))?"),
    ("dmy", rf"\b({_D}) (?:of )?({_M}),? ({_Y})\b"),
    ("mdy", rf"\b({_M}) ({_D}),? ({_Y})\b"),
    ("dm", rf"\b({_D}) (?:of )?({_M})(?![\w-])"),
    ("md", rf"\b({_M}) ({_D})(?![0-9])"),
    ("numeric", r"\b([0-3]?[0-9])[/.]([01]?[0-9])(?:[/.]((?:19|20)?[0-9]{2}))?\b(?![:.]?[0-9])"),
    ("part_month", rf"\b({_PART})[ -]+({_M})(?:,? ({_Y}))?"),
    ("part_year", rf"\b({_PART})[ -]+(this year|next year|the year|{_Y})"),
    ("part_season", rf"\b(early|late|mid)(?:[ -]+in)?(?: the)?[ -]+({_SEASON})(?: ({_Y}))?"),
    (
        "part_period",
        r"\b(early|late|later|earlier)(?: in| on)? (this|next|last|the following|the) (week|month)",
    ),
    (
        "quarter",
        rf"\b(first|second|third|fourth|last) quarter(?: of (this year|next year|the year|{_Y}))?",
    ),
    ("half", rf"\b(first|second) half(?: of (this year|next year|the year|{_Y}))?"),
    ("weekday_week", rf"\b({_W}) (week|of next week|next week)\b"),
    (
        "relative_weekday",
        rf"\b(last|next|this|this coming|the coming|coming|past|this past|the following|following|previous) ({_W})\b",
    ),
    ("weekday", rf"\b({_W})\b"),
    ("month_rel", rf"\b(last|next|this) ({_M})"),
    ("month_year", rf"\b({_M})(?: of)?,? ({_Y})\b"),
    ("month_range", rf"\b(?:in )?({_M}){_TO}({_M})(?:,? ({_Y}))?"),
    (
        "first_of_year",
        r"\bafter the (first of the year|new year|turn of the year)|\b(in the new year)",
    ),
    (
        "end_of_year",
        r"\b(?:(by|before) )?(?:the )?(?:end of (?:the|this) year|year['’]?s end|year-end|end of the current year)",
    ),
    (
        "by_year",
        rf"\b(?:before|by) the end of ({_Y}|next year|the month|this month|the week|this week|next month)",
    ),
    ("end_of_period", r"\b(?:the )?end of (the|this|next) (month|week)"),
    (
        "later_year",
        r"\b(?:later|sometime|some time) (this|in the|next) year\b|\b(?:later) (this) (?:decade)",
    ),
    ("early_rel", r"\b(early|late) (this|next|last) (year)"),
    (
        "relative",
        r"\b(this|next|last|this coming|the coming|coming|past|the past|this past|the following|following|the same|previous) (week|weekend|month|year)\b(?! ?-?(?:old|long))",
    ),
    (
        "season_rel",
        rf"\b(this|next|last|this coming|the coming|coming|the|in|by|until|for|since) (?:the )?({_SEASON})(?: of)?(?:,? ({_Y}))?\b(?! (?:line|apart|short|into|through|out))",
    ),
    ("season_year", rf"\b({_SEASON}) (?:of )?({_Y})"),
    (
        "coming",
        r"\b(?:in |over |within |during )?the (?:coming|next|following) (?:(?:few|couple of|two|three|four|several) )?(days|weeks|months)|\b(?:in|within) (days|weeks|months)\b",
    ),
    ("ago", rf"\b({_N}) (day|week|month|year|fortnight)s? (?:ago|earlier|before)\b"),
    (
        "within",
        rf"\b(?:within|in|in less than|inside|over the next|for the next) ({_N}) (day|week|month|year|hour)s?['’]?(?: time)?\b",
    ),
    (
        "nth",
        rf"\b(?:on the|on|the) ({_D}(?<=[a-z]))(?! (?:century|time|anniversary|round|edition|summit|session|meeting|annual|day|of|floor|term|g20|g7|g8|asean|apec|brics|year))\b",
    ),
    ("overmorrow", r"\b(the day after tomorrow)\b"),
    (
        "yesterday",
        r"\b(the day before yesterday|yesterday|last night|the previous day|the day before|a day earlier|on the eve|the night before|overnight|a day before)\b",
    ),
    ("tomorrow", r"\b(tomorrow|the next day|the following day|a day later)\b"),
    (
        "today",
        r"\b(today|tonight|this (?:morning|afternoon|evening)|now under way|earlier in the day|on the same day|the same day|that (?:day|evening|night|morning|afternoon)|this very day)\b",
    ),
    (
        "soon",
        r"\b(soon|shortly|in the near future|at an early date|in the not too distant future|before long)\b",
    ),
    (
        "month",
        rf"\b(?:in|during|by|until|before|for|since|of|this|next|last|coming|and|or) ({_M})(?! [0-9])",
    ),
    ("month_poss", rf"\b({_M})(?=['’]s| (?:summit|meeting|visit|talks|trip|encounter))"),
    ("year", rf"\b(?:in|for|during|of|by|until) ({_Y})\b"),
)
_FINDER = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS), re.IGNORECASE
)
_HINT = re.compile(
    rf"[0-9]|day|week|month|year|tonight|morrow|morning|afternoon|evening|night|soon|shortly|early date|near future|before long|{_SEASON}|January|February|March|April|May\b|June|July|August|September|October|November|December|same day|eve\b",
    re.IGNORECASE,
)


def find_times(text: str) -> list[TimeExpression]:
    """All expressions of time in a sentence, left to right, without overlaps.

    Patterns are tried only near words that can belong to one, which most sentences lack.
    """
    found: list[TimeExpression] = []
    done = 0
    for hint in _HINT.finditer(text):
        if hint.start() < done:
            continue
        expression = _around(text, hint.start(), done)
        if expression is not None:
            found.append(expression)
            done = expression.end
    return found


_BEFORE = 48
_WORD_START = re.compile(r"(?<![\w])[\w]")


def _around(text: str, at: int, floor: int) -> TimeExpression | None:
    """The expression that holds the character ``at`` and begins earliest."""
    for start in _WORD_START.finditer(text, max(floor, at - _BEFORE), at + 1):
        match = _FINDER.match(text, start.start())
        if match is None or match.end() <= at:
            continue
        kind = match.lastgroup or ""
        if kind in _MONTHLIKE and not _capital_month(match.group()):
            continue
        return TimeExpression(match.start(), match.end(), kind, _captured(match, kind))
    return None


_MONTHLIKE = frozenset({"month", "month_poss", "md", "dm", "month_range"})


def _capital_month(text: str) -> bool:
    """Whether a month is written as one: "may" and "march" are words, "May" is a month."""
    return re.search(_M, text) is not None and not re.search(
        r"\b(?:may|march|mar|dec|jun|jan)\b", text
    )


_GROUPS = sorted(_FINDER.groupindex.items(), key=lambda pair: pair[1])
_RANGES = {
    name: (first + 1, _GROUPS[place + 1][1] if place + 1 < len(_GROUPS) else _FINDER.groups + 1)
    for place, (name, first) in enumerate(_GROUPS)
}


def _captured(match: re.Match[str], kind: str) -> tuple[str, ...]:
    first, last = _RANGES[kind]
    return tuple((match.group(i) or "").lower().rstrip(".") for i in range(first, last))
