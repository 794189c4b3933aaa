"""Which forecasts of the past a back-test scores; what they were made from is never restricted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from forecaster.domain.places import CountryCode
from forecaster.panel.days import Days, Flags, calendar_day, number
from forecaster.panel.worlds import Pair


@dataclass(frozen=True, slots=True)
class Scope:
    """Days and pairs that are scored.

    Attributes:
        first: First day on which a scored forecast was made; None for as early as a part begins.
        last: Last such day; None for as late as a part ends.
        pairs: Pairs of countries, alphabetical; empty for all.
    """

    first: date | None = None
    last: date | None = None
    pairs: frozenset[Pair] = frozenset()

    @property
    def countries(self) -> frozenset[CountryCode]:
        """Countries of the pairs; empty for all."""
        return frozenset(country for pair in self.pairs for country in pair)

    def has_day(self, on: date) -> bool:
        """Whether forecasts made on a day are scored."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)

    def has_days(self, on: Days) -> Flags:
        """:meth:`has_day` of many days by number."""
        use = np.full(on.shape, fill_value=True)
        if self.first is not None:
            use &= on >= number(self.first)
        if self.last is not None:
            use &= on <= number(self.last)
        return use

    def has_pair(self, pair: Pair) -> bool:
        """Whether forecasts of an alphabetical pair are scored."""
        return not self.pairs or pair in self.pairs

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data; null and empty for what is not restricted."""
        return {
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
            "dyads": sorted("-".join(pair) for pair in self.pairs),
        }


EVERYTHING = Scope()


def period(made_on: Days) -> dict[str, str]:
    """First and last day on which some forecasts were made, as reports label them."""
    return {end: calendar_day(int(pick(made_on))).isoformat() for end, pick in _ENDS}


_ENDS = (("from", np.min), ("to", np.max))
