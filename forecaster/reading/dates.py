"""Expressions of time in a sentence, and the days they stand for.

An expression is found without knowing the day of reference and resolved later, since "Tuesday"
looks back in "met on Tuesday" and ahead in "will meet on Tuesday". Spans follow the table in
``docs/codebook.md``; an interval is never shrunk to a point.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from forecaster.domain.clock import Window

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_DAYS = {
    name: index
    for index, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
        ]
    )
}
_NUMBERS |= {"a": 1, "an": 1, "couple": 2, "few": 4, "several": 4, "fortnight": 2}
_SEASONS = {
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 2),
}

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


def _day(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _month(text: str) -> int:
    return _MONTHS[text.lower().rstrip(".")]


def _number(text: str) -> int:
    word = text.removeprefix("a ").removesuffix(" of")
    return int(word) if word.isdigit() else _NUMBERS.get(word, 1)


def _safe(year: int, month: int, day: int) -> date | None:
    """A day of the calendar; None for one that it does not have."""
    if not 1 <= month <= _MONTHS_A_YEAR or not 1 <= year < _LAST_YEAR:
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _by(year: int, month: int, day: int) -> date | None:
    """The same, with the last day of the month for a day past it."""
    known = 1 <= month <= _MONTHS_A_YEAR and 1 <= year < _LAST_YEAR
    return _safe(year, month, min(day, monthrange(year, month)[1])) if known else None


_MONTHS_A_YEAR = 12
_LAST_YEAR = 9999


def month_window(year: int, month: int, last_month: int | None = None) -> Window:
    """From the first of a month to the last of it (or of a later month, maybe of the next year)."""
    end_month = last_month or month
    end_year = year + (1 if end_month < month else 0)
    return Window(
        date(year, month, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])
    )


def _year_for(month: int, day: int, ref: date, *, ahead: bool) -> int:
    """The year of a day without one: the nearest in the direction of the verb."""
    this = _safe(ref.year, month, day)
    if this is None:
        return ref.year
    slack = timedelta(days=31)
    if ahead:
        return ref.year if this >= ref - slack else ref.year + 1
    return ref.year if this <= ref + slack else ref.year - 1


@dataclass(frozen=True, slots=True)
class Frame:
    """What resolution needs beside the words.

    Attributes:
        ref: The day of reference, mostly that of publication.
        ahead: Whether the words speak of the future.
        month_first: Whether the outlet writes the month before the day in 7/4.
    """

    ref: date
    ahead: bool
    month_first: bool = False


def resolve(expression: TimeExpression, frame: Frame) -> Window | None:
    """The days an expression stands for; None when it stands for none ("soon", 31/31)."""
    resolver = _RESOLVERS.get(expression.kind)
    try:
        return resolver(expression.parts, frame) if resolver else None
    except (ValueError, OverflowError):
        return None  # a day that no calendar has ("31/02", "45 May") names no day


def _one(day: date | None) -> Window | None:
    return None if day is None else Window(day, day)


def _span(first: date | None, last: date | None) -> Window | None:
    if first is None or last is None:
        return None
    return Window(first, last) if first <= last else Window(first, first)


def _iso(parts: tuple[str, ...], _: Frame) -> Window | None:
    return _one(_safe(int(parts[0]), int(parts[1]), int(parts[2])))


def _dm(parts: tuple[str, ...], frame: Frame) -> Window | None:
    day, month = _day(parts[0]), _month(parts[1])
    year = (
        int(parts[2])
        if len(parts) > 2 and parts[2]
        else _year_for(month, day, frame.ref, ahead=frame.ahead)
    )
    return _one(_safe(year, month, day))


def _md(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _dm((parts[1], parts[0], *parts[2:]), frame)


def _dm_range(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _cross((parts[0], parts[2], parts[1], parts[2], parts[3]), frame)


def _md_range(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _cross((parts[1], parts[0], parts[2], parts[0], parts[3]), frame)


def _cross(parts: tuple[str, ...], frame: Frame) -> Window | None:
    first, month, last, end_month = (
        _day(parts[0]),
        _month(parts[1]),
        _day(parts[2]),
        _month(parts[3]),
    )
    year = int(parts[4]) if parts[4] else _year_for(month, first, frame.ref, ahead=frame.ahead)
    return _span(_safe(year, month, first), _safe(year + (end_month < month), end_month, last))


def _cross_md(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _cross((parts[1], parts[0], parts[3], parts[2], parts[4]), frame)


def _numeric(parts: tuple[str, ...], frame: Frame) -> Window | None:
    first, second = int(parts[0]), int(parts[1])
    day, month = (second, first) if frame.month_first else (first, second)
    if month > 12 >= day:
        day, month = month, day
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    year = int(parts[2]) if parts[2] else _year_for(month, day, frame.ref, ahead=frame.ahead)
    return _one(_safe(year + 2000 if year < 70 else year, month, day))


def _weekday(parts: tuple[str, ...], frame: Frame) -> Window | None:
    wanted = _DAYS[parts[0]]
    if frame.ahead:
        return _one(frame.ref + timedelta(days=(wanted - frame.ref.weekday()) % 7))
    return _one(frame.ref - timedelta(days=(frame.ref.weekday() - wanted) % 7))


def _relative_weekday(parts: tuple[str, ...], frame: Frame) -> Window | None:
    wanted, ref = _DAYS[parts[1]], frame.ref
    if parts[0].startswith(("last", "past", "this past", "previous")):
        return _one(ref - timedelta(days=(ref.weekday() - wanted - 1) % 7 + 1))
    if parts[0] in {"next", "following", "the following"}:
        ahead = (wanted - ref.weekday() - 1) % 7 + 1
        return _one(ref + timedelta(days=ahead))
    return _one(ref + timedelta(days=(wanted - ref.weekday()) % 7))


def _weekday_week(parts: tuple[str, ...], frame: Frame) -> Window | None:
    wanted, ref = _DAYS[parts[0]], frame.ref
    if parts[1] == "week":
        return _one(ref + timedelta(days=(wanted - ref.weekday() - 1) % 7 + 8))
    return _one(_monday(ref) + timedelta(days=7 + wanted))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _shift_month(day: date, by: int) -> tuple[int, int]:
    index = day.year * 12 + day.month - 1 + by
    return index // 12, index % 12 + 1


def _relative(parts: tuple[str, ...], frame: Frame) -> Window | None:
    which, unit, ref = parts[0], parts[1], frame.ref
    step = -1 if which.startswith(("last", "past", "the past", "this past", "previous")) else 0
    step = 1 if which in {"next", "following", "the following", "coming", "the coming"} else step
    if unit in {"week", "weekend"}:
        return _week(ref, step, unit)
    if unit == "month":
        return month_window(*_shift_month(ref, step))
    return Window(date(ref.year + step, 1, 1), date(ref.year + step, 12, 31))


def _week(ref: date, step: int, unit: str) -> Window:
    monday = _monday(ref) + timedelta(days=7 * step)
    if unit == "weekend":
        return Window(monday + timedelta(days=5), monday + timedelta(days=6))
    return Window(monday, monday + timedelta(days=6))


_THIRDS = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "end": (21, 31),
    "begin": (1, 10),
    "start": (1, 10),
    "middle": (11, 20),
    "close": (21, 31),
    "first half": (1, 15),
    "second half": (16, 31),
    "first week": (1, 7),
    "last week": (25, 31),
    "first days": (1, 5),
    "last days": (26, 31),
    "turn": (21, 31),
}


def _third(part: str) -> tuple[int, int]:
    word = part.removeprefix("the ")
    return next((days for key, days in _THIRDS.items() if word.startswith(key)), (1, 31))


def _part_month(parts: tuple[str, ...], frame: Frame) -> Window | None:
    month, (first, last) = _month(parts[1]), _third(parts[0])
    year = int(parts[2]) if parts[2] else _year_for(month, last, frame.ref, ahead=frame.ahead)
    return _span(_by(year, month, first), _by(year, month, last))


def _year_named(text: str, ref: date) -> int:
    if text.isdigit():
        return int(text)
    return ref.year + (1 if text.startswith("next") else -1 if text.startswith("last") else 0)


def _part_year(parts: tuple[str, ...], frame: Frame) -> Window | None:
    year, word = _year_named(parts[1], frame.ref), parts[0].removeprefix("the ")
    if word.startswith(("end", "close", "late", "last")):
        return month_window(year, 12 if word.startswith(("end", "close", "last")) else 10, 12)
    if word.startswith(("early", "begin", "start", "first week", "first days", "turn")):
        return month_window(year, 1, 3)
    if word.startswith("first half"):
        return month_window(year, 1, 6)
    return month_window(year, 7, 12) if word.startswith("second half") else month_window(year, 5, 8)


def _early_rel(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _part_year((parts[0], f"{parts[1]} year"), frame)


def _part_period(parts: tuple[str, ...], frame: Frame) -> Window | None:
    whole = _relative(
        (parts[1].removeprefix("the ") if parts[1] != "the" else "this", parts[2]), frame
    )
    if whole is None:
        return None
    if parts[0] == "later":
        return whole.not_before(frame.ref) or whole
    if parts[0] == "earlier":
        return _span(whole.start, min(whole.end, frame.ref))
    if parts[2] == "week":
        early = parts[0] == "early"
        return (
            Window(whole.start, whole.start + timedelta(days=2))
            if early
            else Window(whole.start + timedelta(days=3), whole.end)
        )
    first, last = _third(parts[0])
    return _span(whole.start.replace(day=first), _by(whole.start.year, whole.start.month, last))


def _season(name: str, year: int) -> Window:
    first, last = _SEASONS[name]
    return month_window(year, first, last)


def _season_rel(parts: tuple[str, ...], frame: Frame) -> Window | None:
    which, name, ref = parts[0], parts[1], frame.ref
    if len(parts) > 2 and parts[2]:
        return _season(name, int(parts[2]))
    this = _season(name, ref.year)
    if which == "last":
        return this if this.end < ref else _season(name, ref.year - 1)
    if which in {"this", "this coming", "the coming", "coming"}:
        return this if this.end >= ref or not frame.ahead else _season(name, ref.year + 1)
    if which == "next":
        return (
            this
            if this.start > ref and this.start.month - ref.month > 6
            else _season(name, ref.year + 1)
        )
    if frame.ahead and this.end < ref:
        return _season(name, ref.year + 1)
    if not frame.ahead and this.start > ref:
        return _season(name, ref.year - 1)
    return this


def _season_year(parts: tuple[str, ...], _: Frame) -> Window | None:
    return _season(parts[0], int(parts[1]))


def _part_season(parts: tuple[str, ...], frame: Frame) -> Window | None:
    whole = _season_rel(("in", parts[1], parts[2]), frame)
    if whole is None or parts[0] == "mid":
        return whole
    if parts[0] == "early":
        return Window(whole.start, whole.start + timedelta(days=30))
    return Window(whole.end - timedelta(days=30), whole.end)


def _month_rel(parts: tuple[str, ...], frame: Frame) -> Window | None:
    month, ref = _month(parts[1]), frame.ref
    if parts[0] == "last":
        return month_window(ref.year if month < ref.month else ref.year - 1, month)
    if parts[0] == "next":
        return month_window(ref.year if month > ref.month else ref.year + 1, month)
    return month_window(ref.year, month)


def _month_year(parts: tuple[str, ...], _: Frame) -> Window | None:
    return month_window(int(parts[1]), _month(parts[0]))


def _bare_month(parts: tuple[str, ...], frame: Frame) -> Window | None:
    month, ref = _month(parts[0]), frame.ref
    if frame.ahead:
        return month_window(ref.year + (month < ref.month), month)
    return month_window(ref.year - (month > ref.month), month)


def _month_range(parts: tuple[str, ...], frame: Frame) -> Window | None:
    first, last = _month(parts[0]), _month(parts[1])
    if parts[2]:
        year = int(parts[2])
    else:
        year = frame.ref.year + (frame.ahead and last < frame.ref.month and first <= last)
    return month_window(year, first, last)


def _quarter(parts: tuple[str, ...], frame: Frame) -> Window | None:
    number = {"first": 1, "second": 2, "third": 3}.get(parts[0], 4)
    return month_window(_year_named(parts[1] or "this", frame.ref), 3 * number - 2, 3 * number)


def _half(parts: tuple[str, ...], frame: Frame) -> Window | None:
    year = _year_named(parts[1] or "this", frame.ref)
    return month_window(year, 1, 6) if parts[0] == "first" else month_window(year, 7, 12)


def _first_of_year(_: tuple[str, ...], frame: Frame) -> Window | None:
    year = frame.ref.year + 1
    return Window(date(year, 1, 1), date(year, 12, 31))


def _end_of_year(parts: tuple[str, ...], frame: Frame) -> Window | None:
    last = date(frame.ref.year, 12, 31)
    return Window(frame.ref, last) if parts[0] else Window(last.replace(day=1), last)


def _by_year(parts: tuple[str, ...], frame: Frame) -> Window | None:
    unit = parts[0]
    if "month" in unit or "week" in unit:
        whole = _relative(("next" if unit.startswith("next") else "this", unit.split()[-1]), frame)
        return None if whole is None else _span(frame.ref, whole.end)
    return _span(frame.ref, date(_year_named(unit, frame.ref), 12, 31))


def _end_of_period(parts: tuple[str, ...], frame: Frame) -> Window | None:
    whole = _relative(("next" if parts[0] == "next" else "this", parts[1]), frame)
    if whole is None:
        return None
    back = 10 if parts[1] == "month" else 2
    return Window(whole.end - timedelta(days=back), whole.end)


def _later_year(parts: tuple[str, ...], frame: Frame) -> Window | None:
    if parts[0] == "next":
        return Window(date(frame.ref.year + 1, 1, 1), date(frame.ref.year + 1, 12, 31))
    return Window(frame.ref, date(frame.ref.year, 12, 31))


def _coming(parts: tuple[str, ...], frame: Frame) -> Window | None:
    unit = next(part for part in parts if part)
    if unit == "months":
        year, month = _shift_month(frame.ref, 3)
        return _span(frame.ref, _by(year, month, frame.ref.day))
    return Window(frame.ref, frame.ref + timedelta(days=42 if unit == "weeks" else 7))


def _ago(parts: tuple[str, ...], frame: Frame) -> Window | None:
    count, unit = _number(parts[0]), parts[1]
    if unit == "day":
        return _one(frame.ref - timedelta(days=count))
    if unit in {"week", "fortnight"}:
        weeks = count * (2 if unit == "fortnight" else 1)
        return _week(frame.ref, -weeks, "week")
    if unit == "month":
        return month_window(*_shift_month(frame.ref, -count))
    return Window(date(frame.ref.year - count, 1, 1), date(frame.ref.year - count, 12, 31))


def _within(parts: tuple[str, ...], frame: Frame) -> Window | None:
    count, unit = _number(parts[0]), parts[1]
    days = {"hour": 1, "day": count, "week": 7 * count, "month": 31 * count, "year": 366 * count}[
        unit
    ]
    return Window(frame.ref, frame.ref + timedelta(days=days))


def _nth(parts: tuple[str, ...], frame: Frame) -> Window | None:
    day, ref = _day(parts[0]), frame.ref
    month_back = 0
    if frame.ahead and day < ref.day:
        month_back = 1
    if not frame.ahead and day > ref.day:
        month_back = -1
    return _one(_safe(*_shift_month(ref, month_back), day))


def _fixed(days: int) -> Callable[[tuple[str, ...], Frame], Window | None]:
    return lambda _, frame: _one(frame.ref + timedelta(days=days))


def _yesterday(parts: tuple[str, ...], frame: Frame) -> Window | None:
    return _one(frame.ref - timedelta(days=2 if parts[0] == "the day before yesterday" else 1))


def _year(parts: tuple[str, ...], _: Frame) -> Window | None:
    return Window(date(int(parts[0]), 1, 1), date(int(parts[0]), 12, 31))


_RESOLVERS: dict[str, Callable[[tuple[str, ...], Frame], Window | None]] = {
    "iso": _iso,
    "dmy": _dm,
    "mdy": _md,
    "dm": _dm,
    "md": _md,
    "dm_range": _dm_range,
    "md_range": _md_range,
    "cross_range": _cross,
    "cross_range_md": _cross_md,
    "numeric": _numeric,
    "part_month": _part_month,
    "part_year": _part_year,
    "part_season": _part_season,
    "part_period": _part_period,
    "quarter": _quarter,
    "half": _half,
    "weekday_week": _weekday_week,
    "relative_weekday": _relative_weekday,
    "weekday": _weekday,
    "month_rel": _month_rel,
    "month_year": _month_year,
    "month_range": _month_range,
    "first_of_year": _first_of_year,
    "end_of_year": _end_of_year,
    "by_year": _by_year,
    "end_of_period": _end_of_period,
    "later_year": _later_year,
    "early_rel": _early_rel,
    "relative": _relative,
    "season_rel": _season_rel,
    "season_year": _season_year,
    "coming": _coming,
    "ago": _ago,
    "within": _within,
    "nth": _nth,
    "overmorrow": _fixed(2),
    "yesterday": _yesterday,
    "tomorrow": _fixed(1),
    "today": _fixed(0),
    "month": _bare_month,
    "month_poss": _bare_month,
    "year": _year,
}
