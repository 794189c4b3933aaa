"""The shipped vintages are what the shipped table yields."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forecaster.domain.tracks import TrackHistory
from forecaster.model.tracks.fit import fit_tracks
from forecaster.model.tracks.vintages import sealed, unsealed

FOLDER = Path(__file__).parents[3] / "data" / "models" / "tracks"


@pytest.mark.parametrize("year", [2011, 2018, 2026])
def test_shipped_vintage_follows_from_the_table(
    year: int, histories: tuple[TrackHistory, ...]
) -> None:
    data = json.loads((FOLDER / f"{year}.json").read_text("utf-8"))
    shipped = unsealed(data)
    again = sealed(fit_tracks(histories, shipped.trained_through))
    assert again["tracks"] == data["tracks"]
    for part in ("inside", "later", "delay"):
        assert again[part]["beta"] == pytest.approx(data[part]["beta"], abs=1e-6)


def test_every_shipped_vintage_matches_its_hash() -> None:
    paths = sorted(FOLDER.glob("*.json"))
    assert len(paths) >= 15
    for path in paths:
        assert unsealed(json.loads(path.read_text("utf-8"))).trained_through.year == int(path.stem)
