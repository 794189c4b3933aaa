"""The page of the track record: what helps nowhere is said to."""

from __future__ import annotations

from forecaster.replay.track_record import worthless


def worth(part: str, days: int, low: float, dyad_class: str = "south_america") -> dict[str, object]:
    return {"part": part, "dyad_class": dyad_class, "days": days, "interval": [low, 0.1]}


def test_a_part_is_named_only_when_no_lead_time_shows_it() -> None:
    worths = [
        worth("pace", 7, -0.01),
        worth("pace", 30, 0.02),
        worth("season", 7, -0.02),
        worth("season", 30, 0.0),
        worth("recency", 7, -0.01),
        worth("recency", 7, 0.01, "united_states"),
    ]
    said = worthless(worths)
    assert said == "* South America: not shown to help at any lead time: season, recency."
    assert worthless([worth("pace", 7, 0.01)]) == worthless([]) == ""
