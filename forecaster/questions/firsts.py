"""What comes first: the venue of the next meeting, and the winner of a race."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import exp, expm1
from operator import mul

from forecaster.domain.clock import Window
from forecaster.domain.forecasts import IncidenceCurve, Venue
from forecaster.questions.readoff import Selection, probability, totals_of

NONE = "none"
"""Key of the outcome "none by the deadline"."""

ELSEWHERE = "elsewhere"
"""Key of meetings in countries that no venue names."""

RARE = 0.0005
"""Countries with a smaller chance are told as ``elsewhere``."""


def next_venue(selection: Selection, window: Window) -> tuple[dict[Venue, float], float]:
    """Where the first qualifying meeting in ``window`` is held.

    Returns:
        P(first meeting at the venue) per venue, and P(none by the deadline); together they sum
        to 1.
    """
    first, last = selection.curve.span(window)
    stretches = selection.stretches(window)
    totals = totals_of(stretches.values(), last - first)
    shares = [
        exp(-past) * -expm1(-today) / today if today else 0.0
        for past, today in zip(accumulate(totals, initial=0.0), totals, strict=False)
    ]
    where = {
        venue: sum(map(mul, shares[found.begin :], found.rates))
        for venue, found in stretches.items()
    }
    # Plans that may be carried out before a later window make the sum of rates too high; the
    # probability of any meeting is the exact one.
    happened = probability([selection], window)
    scale = happened / total if (total := sum(where.values())) else 0.0
    return {venue: value * scale for venue, value in where.items()}, 1.0 - happened


def fold_countries(where: Mapping[Venue, float], curve: IncidenceCurve) -> dict[str, float]:
    """A venue distribution by host country; what no country is known for stays ``elsewhere``."""
    result: defaultdict[str, float] = defaultdict(float)
    for venue, value in where.items():
        if venue.country is not None:
            result[venue.country] += value
            continue
        for country, share in curve.elsewhere_shares.items():
            result[country] += value * share
        result[ELSEWHERE] += value * max(0.0, 1.0 - sum(curve.elsewhere_shares.values()))
    common = {country: value for country, value in result.items() if value >= RARE}
    rest = sum(result.values()) - sum(common.values())
    return {**common, ELSEWHERE: common.get(ELSEWHERE, 0.0) + rest} if rest > 0.0 else common


def fold_summits(where: Mapping[Venue, float]) -> dict[str, float]:
    """The part of a venue distribution that falls on the sidelines of summits, by forum id."""
    return {venue.summit_id.upper(): value for venue, value in where.items() if venue.summit_id}


def first_of(by_day: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """P(each option is the first to happen), with ``none``; sums to 1.

    Options are taken as independent given the curves; what two options share counts for each.

    Args:
        by_day: Expected number by day of the window, by option.
    """
    result = dict.fromkeys(by_day, 0.0)
    survived = 1.0
    for today in zip(*by_day.values(), strict=True):
        total = sum(today)
        if total <= 0.0:
            continue
        happened = survived * -expm1(-total)
        for name, rate in zip(by_day, today, strict=True):
            result[name] += happened * rate / total
        survived *= exp(-total)
    result[NONE] = survived
    return result
