"""What an impression of an article says of each option among which is chosen."""

from __future__ import annotations

from forecaster.domain.places import CountryCode
from forecaster.domain.signals import SignalType
from forecaster.reading.circumstances.options import Options
from forecaster.reading.circumstances.seen import with_seen

T = SignalType
NOR, SUD, WES = map(CountryCode, ("NOR", "SUD", "WES"))


def test_each_option_is_told_how_it_is_seen_beside_the_best() -> None:
    options: Options[CountryCode] = {one: frozenset({"named"}) for one in (NOR, SUD, WES, None)}
    seen = with_seen(options, {NOR: 2.2, SUD: -1.4}, T.MET, "read told")
    assert {"named", "seen 2", "seen 2 | MET", "seen 2 read told", "seen first"} == seen[NOR]
    assert {"seen -1", "not first"} <= seen[SUD]
    assert {"seen -5", "not first", "unseen beside 2", "unseen beside 2 | MET"} <= seen[WES]
    assert {"none seen 2", "none seen 2 | MET", "not first"} <= seen[None]
    assert not any(trait.startswith("unseen") for trait in seen[None] | seen[SUD])


def test_where_nothing_is_named_nothing_is_first() -> None:
    options: Options[CountryCode] = {one: frozenset() for one in (NOR, None)}
    seen = with_seen(options, {}, T.MET, "read none")
    assert all("not first" in traits for traits in seen.values())
    assert "none seen -5" in seen[None]
