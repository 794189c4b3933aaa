"""What an impression of an article says of each option among which is chosen."""

from __future__ import annotations

from datetime import date

from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType
from forecaster.reading.circumstances.options import Options
from forecaster.reading.circumstances.seen import Unnamed, with_seen

T = SignalType
NOR, SUD, WES = map(CountryCode, ("NOR", "SUD", "WES"))


def test_each_option_is_told_how_it_is_seen_beside_the_best() -> None:
    options: Options[CountryCode] = {one: frozenset({"named"}) for one in (NOR, SUD, WES, None)}
    unnamed: Unnamed[CountryCode] = Unnamed(None, 0.7)
    seen = with_seen(options, {NOR: 2.2, SUD: -1.4}, unnamed, T.MET, "read told")
    assert {"named", "seen 2", "seen 2 | MET", "seen 2 read told", "seen first"} == seen[NOR]
    assert {"seen -1", "not first"} <= seen[SUD]
    assert {"seen -5", "not first", "unseen beside 2", "unseen beside 2 | MET"} <= seen[WES]
    assert {"none seen 2", "none seen 2 | MET", "not first"} <= seen[None]
    assert {"unnamed 1", "unnamed 1 | MET", "unnamed 1 read told", "unnamed 1 beside 2"} <= seen[
        None
    ]
    assert not any(trait.startswith("unnamed") for one in (NOR, SUD, WES) for trait in seen[one])
    assert not any(trait.startswith("unseen") for trait in seen[None] | seen[SUD])


def test_where_nothing_is_named_nothing_is_first() -> None:
    options: Options[CountryCode] = {one: frozenset() for one in (NOR, None)}
    seen = with_seen(options, {}, Unnamed(None, -9), T.MET, "read none")
    assert all("not first" in traits for traits in seen.values())
    assert "none seen -5" in seen[None]


def test_what_holds_if_nothing_is_named_may_be_an_option_of_its_own() -> None:
    today, before = date(2031, 3, 4), date(2031, 3, 1)
    options: Options[date] = {one: frozenset() for one in (today, before, None)}
    seen = with_seen(options, {before: -1.2}, Unnamed(today, 3.0), T.MET, "read none")
    assert "unnamed 3 beside -1" in seen[today]
    assert {"none beside 3", "none beside 3 | MET"} <= seen[None]
    assert not any("unnamed" in trait or "none beside" in trait for trait in seen[before])
