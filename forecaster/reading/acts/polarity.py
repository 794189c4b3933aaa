"""In which direction an act moves the chance that the leaders meet at all."""

from __future__ import annotations

import re

from forecaster.domain.signals import SignalType
from forecaster.reading.acts.draft import POLARITY
from forecaster.reading.patterns.engine import Hit

T = SignalType
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_BY_DAYS = re.compile(
    r"\bby (?:an? |one |two |three |four |a few |several |some )?(?:days?|hours?|minutes)\b"
    r"|\b(?:an?|one|two|three|four|a few) (?:days?|hours?) (?:later|earlier)\b"
    rf"|\b(?:to|until|till) (?:after )?(?:{_WEEKDAY}|tomorrow|\d{{1,2}}(?:[.:]\d\d)? ?[ap]\.?m)\b"
)
_WARM = frozenset({"positively", "favourably", "favorably", "warmly"})


def polarity_of(hit: Hit) -> int:
    """-1, 0 or +1: the rule's own word, else what the words around demand, else the type's."""
    if hit.rule.polarity is not None:
        return hit.rule.polarity
    if hit.type is T.POSTPONE and _BY_DAYS.search(hit.canon.sentence.text):
        return 0  # moved by days for logistics
    if hit.type is T.HEDGE and _WARM & set(hit.canon.items):
        return 1
    return POLARITY[hit.type]
