"""Whether the words of a hit look back: tenses and times that set them before the news."""

from __future__ import annotations

from forecaster.domain.clock import Window
from forecaster.domain.signals import SignalType
from forecaster.reading.patterns.attribution import Utterance, number
from forecaster.reading.patterns.engine import Hit
from forecaster.reading.times.timewords import TimeExpression

T = SignalType


def was_planned(hit: Hit) -> bool:
    """Whether "was to meet" tells a plan that is no longer one."""
    text = hit.match.group()
    return hit.rule.id.startswith("confirm") and any(words in text for words in _PAST_PLANS)


_PAST_PLANS = (
    "be_d to ",
    "be_d due to ",
    "be_d set to ",
    "be_d schedule_d to ",
    "be_d expect_d to ",
    "be_d suppose_d to ",
)


def only_dates(hit: Hit, window: Window | None) -> bool:
    """Whether a meeting without a day only dates something else: "last week, after the two met".

    To take the day of the article for its day would make news of what the text looks back upon.
    """
    if hit.type is not T.MET or window is not None or "main_clause" in hit.rule.options:
        return False
    return sets_time(hit)


def sets_time(hit: Hit) -> bool:
    """Whether words stand behind "after" or "since", so that they only say when."""
    before = hit.canon.items[max(0, hit.trigger - _OPENS) : hit.trigger]
    return bool(_DATING & set(before))


_OPENS = 5
_DATING = frozenset({"after", "since"})


def recalls(hit: Hit) -> bool:
    """Whether the sentence looks back: "had proposed", "last week's offer"."""
    return is_pluperfect(hit) or any(
        _looks_back(hit.canon.units[number(item)].time, before=at < hit.trigger)
        for at, item in enumerate(hit.canon.items)
        if item.startswith("D:")
    )


def is_pluperfect(hit: Hit) -> bool:
    """Whether a verb of the wording stands in the past perfect."""
    items = hit.canon.items
    return any(
        items[at] == "have_d" and any(map(_is_participle, items[at + 1 : at + 4]))
        for at in range(max(0, hit.first - 2), hit.last)
    )


def _looks_back(time: TimeExpression | None, *, before: bool) -> bool:
    """Whether a time takes the words to the past: "last week", "six months after" before them."""
    if time is None or time.kind == "yesterday":
        return False
    return time.looks_back or (before and time.kind in {"days_after", "long_after", "soon_after"})


def is_told_of(hit: Hit, said: list[Utterance]) -> bool:
    """Whether "had" only follows the past of "said": "said he had accepted" is news."""
    items = hit.canon.items
    leading = [one.verb for one in said if not one.trailing and one.verb < hit.trigger]
    return bool(leading) and not _EARLIER & set(items[leading[-1] : hit.trigger])


def _is_participle(word: str) -> bool:
    return word.endswith(("_d", "_n")) or ("_" not in word and word.endswith("ed"))


_EARLIER = frozenset(
    {"already", "earlier", "previously", "who", "which", "whom", "before", "once", "last"}
)
