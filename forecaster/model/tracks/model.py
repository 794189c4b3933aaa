"""The fitted track model as plain data, and the daily chances it gives one track.

A track is held inside its stated window, held at another time, or never. Two logits give the
three probabilities, a position inside the window and a log-normal delay outside it give the days.
From them follows one curve per track: it never falls with the horizon, and "held within 30 days",
"within 90 days" and "inside the window" are read off the same days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from math import exp, log, log1p
from typing import Any

import numpy as np
from scipy.special import ndtr

from forecaster.domain.clock import Window, format_instant, parse_instant
from forecaster.domain.errors import ModelError
from forecaster.model.tracks.features import (
    LATER_FEATURES,
    WINDOW_FEATURES,
    Vector,
    later_vector,
    window_vector,
)
from forecaster.model.tracks.ridge import Fit
from forecaster.model.tracks.standing import Standing

RECIPE = "tracks@2"
WIDTHS = (3, 14)
"""Window lengths in days that part "exact days" from "about then" from "some time in"."""

FLOOR, CEILING = 0.002, 0.98
"""Bounds of P(held): no word makes a meeting sure or impossible."""

EVE = 10
"""Days before a stated window on which a meeting held outside it can still be early: in the
tracks, meetings held earlier than planned were so by a few days."""

_LEAST_MASS = 0.02
_DIGITS = 9
_HALF_DAY = 0.5


@dataclass(frozen=True, slots=True)
class TrackModel:
    """Parameters learnt from resolved tracks.

    Attributes:
        inside: Logit of "held inside the stated window", for tracks whose window is not over.
        later: Logit of "held at another time", given not inside the window.
        delay: Mean and deviation of ``log(days until held)``, given held at another time.
        position: Exponent of the position in the remaining window by its length: ``WIDTHS``.
        trained_through: Latest known time of the tracks used.
        tracks: Number of tracks.
        moments: Number of signals at which they were looked at.
    """

    inside: Fit
    later: Fit
    delay: Fit
    position: tuple[float, float, float]
    trained_through: datetime
    tracks: int
    moments: int


@dataclass(frozen=True, slots=True)
class TrackChance:
    """When and whether a prospective meeting is held, as seen on one day.

    Attributes:
        inside: P(held inside the stated window); 0 without a window ahead.
        later: P(held at another time).
        daily: P(held on day ``k`` of the horizon); sums to at most ``inside + later``.
        spread: Standard deviation of the log of ``-log(1 - inside - later)``.
    """

    inside: float
    later: float
    daily: Vector
    spread: float

    def within(self, days: int) -> float:
        """P(held within the first ``days`` days)."""
        return float(self.daily[:days].sum())


def track_chance(
    model: TrackModel, standing: Standing, on: date, days: int, shift: float = 0.0
) -> TrackChance:
    """What the model expects of a track.

    Args:
        model: The fitted model.
        standing: The track as told so far.
        on: First day of the horizon: the track is taken as not held before it.
        days: Length of the horizon in days, at least 1.
        shift: Added to the log-odds of being held, for tracks that were not picked for a table.

    Raises:
        ModelError: If ``on`` lies before the latest signal of the standing.
    """
    if on < standing.spoke_on:
        raise ModelError(
            f"a view of {on} cannot know a signal of {standing.spoke_on}",
            remedy="fold the track as of that day first",
        )
    window = standing.window.not_before(on) if standing.window else None
    row, wide_row = window_vector(standing, on), later_vector(standing, on)
    inside = 0.0 if window is None else _expit(model.inside.linear(row) + shift)
    else_held = _expit(model.later.linear(wide_row) + shift)
    scale = _bounded(inside + (1.0 - inside) * else_held)
    inside, later = inside * scale, (1.0 - inside) * else_held * scale
    daily = later * _delayed(model, wide_row, replace(standing, window=window), on, days)
    if window is not None:
        daily = daily + inside * _placed(model, window, on, days)
    errors = (0.0 if window is None else model.inside.error(row), model.later.error(wide_row))
    return TrackChance(inside, later, daily, _log_spread(inside, else_held, errors))


def _bounded(total: float) -> float:
    """Factor that brings P(held) between floor and ceiling."""
    return min(max(total, FLOOR), CEILING) / max(total, 1e-12)


def _placed(model: TrackModel, window: Window, on: date, days: int) -> Vector:
    """Distribution over the days of the remaining window: ``F(u) = u ** exponent``."""
    first, length = (window.start - on).days, window.days
    exponent = model.position[sum(length > width for width in WIDTHS)]
    edges = np.clip((np.arange(days + 1) - first) / length, 0.0, 1.0) ** exponent
    return np.diff(edges)


def _delayed(model: TrackModel, row: Vector, standing: Standing, on: date, days: int) -> Vector:
    """Log-normal delay from ``on``; with a window, its eve and what comes after it.

    What was put off is not held before or inside the days it was put off from.
    """
    centre, sigma = model.delay.linear(row), model.delay.sigma
    reached = ndtr((np.log(np.arange(days + 1) + _HALF_DAY) - centre) / sigma)
    daily = np.diff(reached)
    if standing.put_off is not None:
        daily[: max((standing.put_off - on).days + 1, 0)] = 0.0
    window = standing.window
    if window is not None:
        first = min(max((window.start - on).days, 0), days)
        last = min((window.end - on).days + 1, days)
        daily[: max(first - EVE, 0)] = 0.0
        daily[first:last] = 0.0
    remaining = float(daily.sum() + 1.0 - reached[-1])
    result: Vector = daily / max(remaining, _LEAST_MASS)
    return result


def _log_spread(inside: float, else_held: float, errors: tuple[float, float]) -> float:
    """Delta method: from the errors of the two logits to that of the log rate."""
    chance = inside + (1.0 - inside) * else_held
    by_window = (1.0 - else_held) * inside * (1.0 - inside) * errors[0]
    by_later = (1.0 - inside) * else_held * (1.0 - else_held) * errors[1]
    rate = max(-log1p(-min(chance, CEILING)), 1e-9)
    return float(np.hypot(by_window, by_later) / ((1.0 - min(chance, CEILING)) * rate))


def _expit(value: float) -> float:
    return 1.0 / (1.0 + exp(-min(max(value, -35.0), 35.0)))


def logit(probability: float) -> float:
    """Log-odds of a probability strictly between 0 and 1."""
    return log(probability) - log1p(-probability)


def model_to_json(model: TrackModel) -> dict[str, Any]:
    """Plain data of a model: coefficients by feature name, covariances, counts."""
    return {
        "recipe": RECIPE,
        "trained_through": format_instant(model.trained_through),
        "tracks": model.tracks,
        "moments": model.moments,
        "position": [round(value, _DIGITS) for value in model.position],
        "inside": _fit_to_json(model.inside, WINDOW_FEATURES),
        "later": _fit_to_json(model.later, LATER_FEATURES),
        "delay": _fit_to_json(model.delay, LATER_FEATURES),
    }


def model_from_json(data: dict[str, Any]) -> TrackModel:
    """Read a model back.

    Raises:
        ModelError: If the recipe or the features are not those of this code, or a number is not
            finite.
    """
    if data.get("recipe") != RECIPE:
        raise ModelError(
            f"track model of recipe {data.get('recipe')!r}, this version reads {RECIPE}",
            remedy="run `summitry fit`",
        )
    first, middle, last = (float(value) for value in data["position"])
    return TrackModel(
        inside=_fit_from_json(data["inside"], WINDOW_FEATURES),
        later=_fit_from_json(data["later"], LATER_FEATURES),
        delay=_fit_from_json(data["delay"], LATER_FEATURES),
        position=(first, middle, last),
        trained_through=parse_instant(data["trained_through"]),
        tracks=int(data["tracks"]),
        moments=int(data["moments"]),
    )


def _fit_to_json(fit: Fit, names: tuple[str, ...]) -> dict[str, Any]:
    beta = {
        name: round(float(value), _DIGITS)
        for name, value in zip(("intercept", *names), fit.beta, strict=True)
    }
    lower = [
        [float(f"{value:.6g}") for value in row[: index + 1]]
        for index, row in enumerate(fit.covariance)
    ]
    return {"beta": beta, "covariance": lower, "sigma": round(fit.sigma, _DIGITS)}


def _fit_from_json(data: dict[str, Any], names: tuple[str, ...]) -> Fit:
    expected = ("intercept", *names)
    if set(data["beta"]) != set(expected) or len(data["covariance"]) != len(expected):
        raise ModelError(
            "the track model was fitted with other features", remedy="run `summitry fit`"
        )
    beta = np.array([float(data["beta"][name]) for name in expected])
    lower = np.zeros((len(beta), len(beta)))
    for index, row in enumerate(data["covariance"]):
        lower[index, : index + 1] = row
    covariance = lower + lower.T - np.diag(np.diag(lower))
    if not (np.isfinite(beta).all() and np.isfinite(covariance).all()):
        raise ModelError("the track model holds a value that is no number", remedy="refit it")
    return Fit(beta, covariance, float(data["sigma"]))
