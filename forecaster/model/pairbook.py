"""All recorded meetings by country pair, whoever recorded them: for rates, places and roles."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from forecaster.domain.meetings import Meeting
from forecaster.domain.people import LeaderId
from forecaster.domain.places import CountryCode
from forecaster.model.daily import Daily
from forecaster.model.officebook import OfficeBook
from forecaster.panel.days import YEAR
from forecaster.panel.history import Edition, Event, by_series, event_of, pair_of
from forecaster.panel.worlds import Pair

HALF_LIFE_YEARS = 5.0
"""How fast a recorded meeting loses weight in rates and places."""

FIRST_YEAR = 1990
"""From when meetings outside the complete records were entered at all."""


@dataclass(frozen=True, slots=True)
class Met:
    """One recorded meeting with who it was.

    Attributes:
        event: When, where, on which occasion.
        leading: By country, whether its leading office-holder took part.
    """

    event: Event
    leading: Mapping[CountryCode, bool]


@dataclass(frozen=True)
class PairBook:
    """Recorded meetings by pair.

    Attributes:
        met: By pair, earliest known first.
        abroad: By country, (known day, host country) of its leaders' recorded meetings abroad
            outside summits.
    """

    met: Mapping[Pair, tuple[Met, ...]]
    abroad: Mapping[CountryCode, tuple[tuple[int, CountryCode], ...]]
    _known: Daily[tuple[Met, ...]] = field(default_factory=Daily, compare=False)
    _hosts: Daily[dict[CountryCode, float]] = field(default_factory=Daily, compare=False)

    @classmethod
    def of(
        cls, meetings: Iterable[Meeting], editions: Iterable[Edition], offices: OfficeBook
    ) -> PairBook:
        """Compile the record."""
        held = by_series(editions)
        met: dict[Pair, list[Met]] = defaultdict(list)
        abroad: dict[CountryCode, list[tuple[int, CountryCode]]] = defaultdict(list)
        for meeting in meetings:
            if not meeting.is_meeting or meeting.window.start.year < FIRST_YEAR:
                continue
            event = event_of(meeting, held)
            leading = _leading(meeting, offices, event.first_day)
            met[pair_of(*meeting.countries)].append(Met(event, leading))
            for country in meeting.countries:
                if event.country and event.country != country and not event.edition:
                    abroad[country].append((event.known, event.country))
        return cls(
            {pair: tuple(sorted(found, key=_known)) for pair, found in met.items()},
            {country: tuple(sorted(found)) for country, found in abroad.items()},
        )

    def known(self, pair: Pair, day: int) -> tuple[Met, ...]:
        """Meetings of a pair known on a day."""
        return self._known.get(day, pair, lambda: _until(self.met.get(pair, ()), day))

    def decayed(self, pair: Pair, day: int, *, sidelines: bool) -> tuple[float, float]:
        """Decayed count of known meetings and the decayed years behind it."""
        weight = sum(
            fade(day - met.event.known)
            for met in self.known(pair, day)
            if sidelines or not met.event.edition
        )
        return weight, decayed_years(day)

    def host_share(self, pair: Pair, day: int, prior: float) -> float:
        """Share of the pair's meetings at home that are held in the first country."""
        weights = dict.fromkeys(pair, 0.0)
        for met in self.known(pair, day):
            if met.event.country in weights:
                weights[met.event.country] += fade(day - met.event.known)
        first, second = (weights[country] for country in pair)
        return (first + 1.5 * prior) / (first + second + 1.5)

    def role_share(self, pair: Pair, country: CountryCode, day: int) -> float:
        """Share of the pair's meetings that fall to the country's leading office-holder."""
        own = [met.leading[country] for met in self.known(pair, day) if country in met.leading]
        return (sum(own) + 3.0 * 0.85) / (len(own) + 3.0)

    def thirds(self, pair: Pair, day: int) -> dict[CountryCode, float]:
        """Decayed counts of the two countries' recorded meetings in third countries."""
        found: dict[CountryCode, float] = defaultdict(float)
        for country in pair:
            for host, weight in self._hosts_of(country, day).items():
                if host not in pair:
                    found[host] += weight
        return found

    def _hosts_of(self, country: CountryCode, day: int) -> dict[CountryCode, float]:
        """Decayed counts of a country's recorded meetings abroad, by host."""

        def weights() -> dict[CountryCode, float]:
            found: dict[CountryCode, float] = defaultdict(float)
            for known, host in self.abroad.get(country, ()):
                if known > day:
                    break
                found[host] += fade(day - known)
            return dict(found)

        return self._hosts.get(day, country, weights)

    def journeys(self, country: CountryCode, host: CountryCode, day: int) -> float:
        """Decayed count of a country's recorded meetings on the host's soil."""
        return self._hosts_of(country, day).get(host, 0.0)


def fade(age_days: float) -> float:
    """Weight of a meeting by its age."""
    return float(0.5 ** (max(age_days, 0.0) / (HALF_LIFE_YEARS * YEAR)))


def decayed_years(day: int) -> float:
    """Years of observation up to ``day``, decayed like the meetings."""
    years = max(day / YEAR + 1970.0 - FIRST_YEAR, 0.1)
    rate = np.log(2.0) / HALF_LIFE_YEARS
    return float(-np.expm1(-rate * years) / rate)


def _known(met: Met) -> int:
    return met.event.known


def _until(listed: tuple[Met, ...], day: int) -> tuple[Met, ...]:
    """Those known on a day; they are in order of becoming known."""
    return listed[: bisect_right(listed, day, key=_known)]


def _leading(meeting: Meeting, offices: OfficeBook, day: int) -> dict[CountryCode, bool]:
    leaders: tuple[LeaderId, LeaderId] = (meeting.dyad.first, meeting.dyad.second)
    found = {}
    for leader, country in zip(leaders, meeting.countries, strict=True):
        holder = offices.holder(leader, day)
        if holder is not None and holder.country == country:
            found[country] = holder.leading
    return found
