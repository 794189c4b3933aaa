"""Which days a sentence gives to the statement, and which to the meeting."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from forecaster.domain.clock import Window
from forecaster.domain.signals import SignalType
from forecaster.reading.attribution import Utterance, number
from forecaster.reading.canon import Canon
from forecaster.reading.dates import resolve
from forecaster.reading.days import Frame
from forecaster.reading.draft import PAST, Setting
from forecaster.reading.engine import Hit
from forecaster.reading.units import Unit

T = SignalType

_MEETING_VERBS = frozenset(
    {
        "meet",
        "visit",
        "hold",
        "come",
        "travel",
        "go",
        "fly",
        "host",
        "receive",
        "see",
        "attend",
        "to",
        "sit",
    }
)


class Timing:
    """Resolves the times of one article's sentences."""

    def __init__(self, setting: Setting) -> None:
        """Resolve against the day of publication in ``setting``."""
        self._setting = setting

    def times(self, hit: Hit, said: list[Utterance]) -> tuple[Window | None, date | None]:
        """The window of the meeting and the day of the statement, as far as the sentence tells."""
        event: list[tuple[int, Unit]] = []
        stated: list[tuple[float, date]] = []
        items = hit.canon.items
        for index, item in enumerate(items):
            if not item.startswith("D:"):
                continue
            unit = hit.canon.units[number(item)]
            if self._is_statement_time(hit, said, index, unit, items):
                window = self._resolve(unit, ahead=False)
                if window and window.days == 1:
                    stated.append((_distance(hit, said, index), window.start))
            else:
                event.append((index, unit))
        day = min(stated)[1] if stated else None
        return self._event_window(hit, event, items), day

    def _is_statement_time(
        self, hit: Hit, said: list[Utterance], index: int, unit: Unit, items: list[str]
    ) -> bool:
        if unit.time is None or not unit.time.is_day:
            return False
        before = items[index - 1] if index else ""
        after = items[index + 1] if index + 1 < len(items) else ""
        if (
            before in {"for", "until", "from", "by", "till", "before", "after", "next"}
            or after == "'s"
        ):
            return False
        if (
            after.partition("_")[0] in {"summit", "meet", "talk", "visit", "encounter", "session"}
            and before != "on"
        ):
            return False
        if self._is_ahead(unit):
            return False
        for utterance in said:
            first = utterance.first - (0 if utterance.trailing else 3)
            if first <= index <= utterance.last + 3 and not (
                utterance.last < index and utterance.verb < hit.trigger < index
            ):
                return True
        if hit.type in PAST or hit.rule.tense == "back":
            return False
        if self._of_event(items, hit, index, unit):
            return False
        weekday = unit.time.kind == "weekday"
        if (
            hit.rule.speech
            and (index < hit.trigger or weekday)
            and _told(items, index)
            and _is_past(items[: max(index, 4)])
        ):
            return True
        opening = index <= 1 and hit.type not in {T.CONFIRM, T.ATTEND}
        near_trigger = 0 < index - hit.trigger <= 8 or 0 < hit.trigger - index <= 6
        past = any(
            word.endswith(("_d", "_n")) for word in items[max(0, hit.trigger - 4) : hit.trigger + 2]
        )
        uttered = hit.rule.speech or hit.type in {T.CANCEL, T.POSTPONE, T.PREPARE, T.NO_PREP}
        return (near_trigger or opening) and past and uttered

    def _is_ahead(self, unit: Unit) -> bool:
        """Whether a day can only be one to come: a date after publication, "tomorrow"."""
        if unit.time is None or unit.time.kind in {"weekday", "nth", "today"}:
            return False
        window = self._resolve(unit, ahead=True)
        past = self._resolve(unit, ahead=False)
        if window is None or past is None or window.start <= self._setting.published:
            return False
        return (window.start - self._setting.published).days < (
            self._setting.published - past.start
        ).days

    def _of_event(self, items: list[str], hit: Hit, index: int, unit: Unit) -> bool:
        """Whether a day belongs to the meeting: "to meet on Friday", "planned for Friday"."""
        if unit.time is not None and unit.time.kind in {"tomorrow", "overmorrow"}:
            return True
        between = (
            items[hit.trigger + 1 : index]
            if index > hit.trigger
            else items[max(0, index - 5) : index]
        )
        stems = {word.partition("_")[0] for word in between}
        if index > hit.trigger and stems & _MEETING_VERBS:
            return True
        if stems & {"for", "until", "plan", "schedule", "will", "due"}:
            return True
        return index < hit.trigger and bool(stems & {"to"} and stems & _MEETING_VERBS)

    def narrated_day(self, canon: Canon) -> date | None:
        """The one past day that a sentence in the past tense names."""
        items = canon.items
        if not any(word.endswith("_d") for word in items):
            return None
        for index, item in enumerate(items):
            if not item.startswith("D:"):
                continue
            unit = canon.units[number(item)]
            before = items[index - 1] if index else ""
            after = items[index + 1] if index + 1 < len(items) else ""
            if (
                unit.time is None
                or not unit.time.is_day
                or before in {"for", "to", "until", "from", "by", "since", "next"}
            ):
                continue
            if after == "'s" or unit.time.kind in {"tomorrow", "overmorrow"}:
                continue
            if after.partition("_")[0] in _NAMED_BY_DAY or before in {"after", "before"}:
                continue
            if not _told(items, index):
                continue
            window = self._resolve(unit, ahead=False)
            if (
                window is not None
                and window.days == 1
                and 0 <= (self._setting.published - window.start).days <= 8
            ):
                return window.start
        return None

    def _event_window(
        self, hit: Hit, event: list[tuple[int, Unit]], items: list[str]
    ) -> Window | None:
        ahead = hit.rule.tense != "back" and hit.type not in PAST and not _was_to(items, hit)
        choices: list[tuple[int, Window]] = []
        for index, unit in event:
            window = self._resolve(unit, ahead=ahead)
            if hit.type in _SETBACKS and unit.time is not None and unit.time.kind == "weekday":
                window = self._nearest(unit)
            if window is None or (hit.type not in PAST and _in_other_clause(items, index, hit)):
                continue
            if hit.rule.id == "alt.options" and index < hit.trigger:
                continue
            if hit.rule.id == "met.reference" and window.end > self._setting.published:
                continue
            distance = abs(index - hit.trigger) + (0 if index > hit.trigger else 3)
            if hit.type is T.POSTPONE and items[index - 1] in {"to", "until", "till"}:
                distance -= 20
            choices.append((distance, window))
        return min(choices, key=lambda choice: choice[0])[1] if choices else None

    def _nearest(self, unit: Unit) -> Window | None:
        """The nearer of the two days that a bare weekday can be, for a meeting that is dropped."""
        days = [self._resolve(unit, ahead=ahead) for ahead in (False, True)]
        published = self._setting.published
        return min(
            (day for day in days if day),
            key=lambda day: abs((day.start - published).days),
            default=None,
        )

    def _resolve(self, unit: Unit, *, ahead: bool) -> Window | None:
        if unit.time is None:
            return None
        looks_ahead = ahead and not unit.time.looks_back
        frame = Frame(self._setting.published, looks_ahead, self._setting.month_first)
        return resolve(unit.time, frame)


def _distance(hit: Hit, said: list[Utterance], index: int) -> float:
    """How near a day stands to the act, or to the words that say it."""
    own = abs(index - hit.trigger) + (2.0 if index > hit.trigger else 0.0)
    return min([own, *(abs(index - one.verb) + 0.5 for one in said)])


_SETBACKS = frozenset({T.CANCEL, T.NOT_ATTEND, T.POSTPONE})
_NAMED_BY_DAY = frozenset(
    {"summit", "meet", "talk", "visit", "encounter", "session", "offer", "proposal"}
)


def _is_past(items: list[str]) -> bool:
    return any(word.endswith("_d") for word in items)


def _in_other_clause(items: list[str], index: int, hit: Hit) -> bool:
    """Whether a day belongs to a clause of its own before the act: "... in May, and he will ..."."""
    between = items[index : hit.trigger]
    return any(pair in {(",", "and"), (",", "but")} for pair in pairwise(between))


_REACH = 9
_AHEAD = frozenset({"will", "would", "shall", "due", "set", "to", "be_s"})


def _told(items: list[str], index: int) -> bool:
    """Whether the verb that a day belongs to is one of the past: "said on Monday", "On Monday he met"."""
    for back in range(index - 1, max(-1, index - 1 - _REACH), -1):
        word = items[back]
        if word in _AHEAD or (word.partition("_")[0] in _MEETING_VERBS and not word.endswith("_d")):
            return False
        if word.endswith("_d"):
            return True
    return not set(items[index + 1 : index + 1 + _REACH]) & {"will", "shall"}


def _was_to(items: list[str], hit: Hit) -> bool:
    """Whether the meeting's day has passed: "did not show up", "were to have met", "had been fixed"."""
    near = " ".join(items[max(0, hit.first - 3) : hit.last + 4])
    if hit.type not in {T.CANCEL, T.NOT_ATTEND, T.POSTPONE, T.NOT_PLANNED}:
        return False
    return any(words in near for words in _PASSED)


_PASSED = (
    "do_d not",
    "was to have",
    "be_d to have",
    "be_d to hold",
    "be_d to meet",
    "have_d be_n",
    "do_d n't",
    "stay_d away",
    "skip_d",
    "miss_d",
    "send_d",
    "fall_s through",
    "fall_d through",
)
