"""Which edition of a multilateral event a text means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from forecaster.domain.clock import Window
from forecaster.domain.places import CountryCode
from forecaster.domain.summits import Summit

_HORIZON = timedelta(days=730)
_PAST = timedelta(days=400)
_EARLY = timedelta(days=5)
"""How long before an event opens leaders who have come for it meet beside it."""


class ForumCalendar:
    """The editions of each series, in order of time."""

    def __init__(self, summits: tuple[Summit, ...]) -> None:
        """Keep the newest version of every edition that was not called off."""
        newest: dict[str, Summit] = {}
        for summit in summits:
            held = newest.get(summit.id)
            if held is None or held.revision <= summit.revision:
                newest[summit.id] = summit
        self._series: dict[str, list[Summit]] = defaultdict(list)
        self._hosted: dict[CountryCode, list[Summit]] = defaultdict(list)
        self.by_id = newest
        for summit in sorted(newest.values(), key=_order):
            self._series[summit.series].append(summit)
            if summit.place is not None:
                self._hosted[summit.place.country].append(summit)

    def edition(
        self,
        series: str,
        ref: date,
        *,
        ahead: bool,
        country: CountryCode | None = None,
        city: str | None = None,
        window: Window | None = None,
        year: int | None = None,
    ) -> Summit | None:
        """The edition meant on ``ref``: by place, window or year words first, else the nearest.

        Args:
            series: Key of the series.
            ref: Day from which the text looks.
            ahead: Whether it looks forward.
            country: Host country named in the text.
            city: Host city named in the text.
            window: Days named in the text.
            year: Year named in the text.
        """
        editions = [s for s in self._series.get(series, ()) if _near(s, ref)]
        for test in (_at_city(city), _in_year(year), _at_country(country), _during(window)):
            narrowed = [s for s in editions if test(s)]
            editions = narrowed or editions
        return _nearest(editions, ref, ahead=ahead)

    def hosted(self, country: CountryCode, city: str | None, days: Window) -> Summit | None:
        """The first edition of any series that a country, or a town of it, hosts in some days."""
        found = (
            summit
            for summit in self._hosted.get(country, ())
            if (city is None or (summit.place and summit.place.city == city))
            and summit.window is not None
            and summit.window.overlaps(days)
        )
        return next(found, None)


def _order(summit: Summit) -> tuple[date, str]:
    return (summit.window.start if summit.window else date.max, summit.id)


def _near(summit: Summit, ref: date) -> bool:
    if summit.window is None:
        return True
    return ref - _PAST <= summit.window.end and summit.window.start <= ref + _HORIZON


def _at_city(city: str | None) -> Callable[[Summit], bool]:
    return lambda summit: (
        city is not None and summit.place is not None and summit.place.city == city
    )


def _at_country(country: CountryCode | None) -> Callable[[Summit], bool]:
    return lambda summit: (
        country is not None and summit.place is not None and summit.place.country == country
    )


def _in_year(year: int | None) -> Callable[[Summit], bool]:
    return lambda summit: (
        year is not None and summit.window is not None and summit.window.start.year == year
    )


def _during(window: Window | None) -> Callable[[Summit], bool]:
    return lambda summit: (
        window is not None and summit.window is not None and summit.window.overlaps(window)
    )


def _nearest(editions: list[Summit], ref: date, *, ahead: bool) -> Summit | None:
    dated = [s for s in editions if s.window is not None]
    if ahead:
        coming = [s for s in dated if s.window is not None and s.window.end >= ref]
        if coming:
            return min(coming, key=_order)
    else:
        past = [s for s in dated if s.window is not None and s.window.start - _EARLY <= ref]
        if past:
            return max(past, key=_order)
    return min(
        dated, key=lambda s: abs((s.window.start - ref).days) if s.window else 0, default=None
    )
