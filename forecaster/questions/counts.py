"""On how many days: 0, 1, 2, 3 or more.

Meetings that simply happen are counted as Poisson with an uncertain rate; a plan is carried out
once or not at all. That there is none is, to the digit, the complement of "they meet".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, expm1, factorial
from statistics import NormalDist

from forecaster.domain.clock import Window
from forecaster.questions.readoff import Selection

MOST = 3
"""Last class, open to the right."""

CLASSES = (*map(str, range(MOST)), f"{MOST}+")

# Mid-points of nine equal slices of the standard normal: a small deterministic sample of the
# common parameter error, instead of random draws.
_QUANTILES = tuple(NormalDist().inv_cdf((index + 0.5) / 9) for index in range(9))


def count_distribution(selection: Selection, window: Window) -> dict[str, float]:
    """P(0), P(1), P(2), P(3 or more) qualifying meetings in ``window``; sums to 1."""
    plans = selection.planned(window)
    expected = selection.expected(window)
    chances = _poisson(max(expected - sum(plans), 0.0), mean_spread(selection, window))
    for rate in plans:
        chances = _once_more(chances, -expm1(-rate))
    return dict(zip(CLASSES, _with_none(chances, exp(-expected)), strict=True))


def _poisson(expected: float, spread: float) -> list[float]:
    """P(0) ... P(most or more) for a log-normal rate with median ``expected``."""
    rates = [expected * exp(spread * quantile) for quantile in _QUANTILES]
    below = [
        sum(exp(-rate) * rate**k / factorial(k) for rate in rates) / len(rates) for k in range(MOST)
    ]
    return [*below, max(0.0, 1.0 - sum(below))]


def _once_more(chances: Sequence[float], held: float) -> list[float]:
    """The distribution with one more meeting, held with probability ``held``."""
    below = (0.0, *chances[: MOST - 1])
    exact = [
        chance * (1.0 - held) + less * held
        for chance, less in zip(chances[:MOST], below, strict=True)
    ]
    return [*exact, chances[MOST] + chances[MOST - 1] * held]


def _with_none(chances: Sequence[float], none: float) -> list[float]:
    """The distribution with P(0) set; the others keep their shares of what is left."""
    some = sum(chances[1:])
    if some <= 0.0:
        return [1.0, *([0.0] * MOST)]
    return [none, *((1.0 - none) * chance / some for chance in chances[1:])]


def shifted(counts: Mapping[str, float], done: int) -> dict[str, float]:
    """A count distribution after ``done`` events have already happened."""
    keys = list(counts)
    result = dict.fromkeys(keys, 0.0)
    for index, key in enumerate(keys):
        result[keys[min(index + done, len(keys) - 1)]] += counts[key]
    return result


def mean_spread(selection: Selection, window: Window) -> float:
    """Standard deviation of the log of the expected number, venue errors fully dependent."""
    rates = tuple(selection.parts(window))
    total = sum(rates)
    if total <= 0.0:
        return 0.0
    spread = selection.curve.spread
    return (
        sum(rate * spread.get(v, 0.0) for v, rate in zip(selection.weights, rates, strict=True))
        / total
    )
