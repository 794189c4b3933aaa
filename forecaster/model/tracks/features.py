"""What a track's standing says at one moment, as numbers.

Every feature reads a :class:`Standing` and the day of the view, nothing else: no plan that became
known later, no outcome, no name of a leader or a country. Leads and ages enter as ``log(1 +
days)``, counts are capped, so that an unusual track stays inside what was seen in training.
"""

from __future__ import annotations

from datetime import date
from math import log, log1p

import numpy as np
from numpy.typing import NDArray

from forecaster.domain.signals import Certainty, SignalType, SpeakerKind
from forecaster.model.tracks.standing import Standing

Vector = NDArray[np.float64]

GROUPS: dict[SignalType, str] = {
    SignalType.CONFIRM: "confirmed",
    SignalType.ACCEPT: "agreed",
    SignalType.PREPARE: "agreed",
    SignalType.ATTEND: "agreed",
    SignalType.INVITE: "offered",
    SignalType.COUNTER_INVITE: "offered",
    SignalType.WILLING: "offered",
    SignalType.ALT_VENUE: "offered",
    SignalType.HEDGE: "doubted",
    SignalType.CONDITION: "doubted",
    # Nothing prepared yet is no denial: the idea lives (codebook), and four rows cannot teach more.
    SignalType.NO_PREP: "doubted",
    SignalType.NOT_PLANNED: "denied",
    SignalType.NOT_ATTEND: "denied",
    SignalType.POSTPONE: "postponed",
    SignalType.CANCEL: "dropped",
    SignalType.DECLINE: "dropped",
}
"""Types that say much the same about a meeting; calls stand in no group."""

_GROUP_NAMES = ("confirmed", "agreed", "offered", "doubted", "denied", "postponed", "dropped")
_TOO_FAR = 400
_SHORT, _LONG = 30, 90

WINDOW_FEATURES = (
    *_GROUP_NAMES,
    "accepting",
    "wishing",
    "soft",
    "polarity",
    "firmly",
    "postponements",
    "drops",
    "silence",
    "lead",
    "open",
    "own_window",
)
"""Features of "held inside the stated window"."""

LATER_FEATURES = (
    *WINDOW_FEATURES,
    "has_window",
    "over",
    "width",
    "confirmed_now",
    "two_sides",
    "negatives",
    "forum",
    "place",
    "hearsay",
    "confirmed_lead",
    "offered_lead",
    "share_30",
    "share_90",
)
"""Features of "held at another time" and of how long that takes."""


def window_vector(standing: Standing, on: date) -> Vector:
    """Features of "held inside the stated window" for a view that begins with day ``on``."""
    values = _all(standing, on)
    return np.array([values[name] for name in WINDOW_FEATURES])


def later_vector(standing: Standing, on: date) -> Vector:
    """Features of "held at another time" for a view that begins with day ``on``."""
    values = _all(standing, on)
    return np.array([values[name] for name in LATER_FEATURES])


def silence(standing: Standing, on: date) -> int:
    """Days without a word before ``on``; 0 on the day after a signal."""
    return max((on - standing.spoke_on).days - 1, 0)


def _all(standing: Standing, on: date) -> dict[str, float]:
    values = {**_latest(standing), **_history(standing, on), **_timing(standing, on)}
    values["confirmed_lead"] = values["confirmed"] * values["lead"]
    values["offered_lead"] = (values["agreed"] + values["offered"]) * values["lead"]
    return values


def _latest(standing: Standing) -> dict[str, float]:
    """What was said last, by whom and how firmly."""
    group = GROUPS.get(standing.type)
    values = {name: float(name == group) for name in _GROUP_NAMES}
    values["accepting"] = float(standing.type is SignalType.ACCEPT)
    values["wishing"] = float(standing.type is SignalType.WILLING)
    values["soft"] = float(standing.certainty is not Certainty.FIRM)
    values["hearsay"] = float(standing.speaker in (SpeakerKind.ANONYMOUS, SpeakerKind.MEDIA))
    values["polarity"] = float(standing.polarity)
    return values


def _history(standing: Standing, on: date) -> dict[str, float]:
    """What was said before, and for how long nothing has been."""
    return {
        "firmly": float(standing.firmly),
        "confirmed_now": float(standing.confirmed),
        "two_sides": float(len(standing.sides) > 1),
        "postponements": float(min(standing.postponed, 2)),
        "drops": float(min(standing.dropped, 2)),
        "negatives": log1p(standing.negatives),
        "silence": log1p(min(silence(standing, on), _TOO_FAR)),
        "forum": float(standing.forum is not None),
        "place": float(standing.place is not None),
    }


def _timing(standing: Standing, on: date) -> dict[str, float]:
    """Where the day of the view lies against the stated window; zeros without one."""
    window = standing.window
    if window is None:
        return dict.fromkeys(
            ("has_window", "own_window", "lead", "open", "over", "width", "share_30", "share_90"),
            0.0,
        )
    ahead = (window.start - on).days + 1
    remaining = max((window.end - max(window.start, on)).days + 1, 1)
    over = window.end < on
    return {
        "has_window": 1.0,
        "own_window": float(standing.own_window),
        "lead": log1p(min(max(ahead, 0), _TOO_FAR)),
        "open": float(ahead <= 0),
        "over": float(over),
        "width": log(window.days),
        "share_30": _share(ahead, remaining, _SHORT) * (not over),
        "share_90": _share(ahead, remaining, _LONG) * (not over),
    }


def _share(ahead: int, remaining: int, horizon: int) -> float:
    """Part of the remaining window that lies within ``horizon`` days."""
    return min(max((horizon - max(ahead, 1) + 1) / remaining, 0.0), 1.0)
