"""Fit the track model of each year on the tracks resolved by its 1 January.

Usage: python data/fit_tracks.py

Writes ``data/models/tracks/<year>.json``; a repeated run writes the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path

from forecaster.model.tracks.vintages import fit_vintages, sealed
from forecaster.store.trackfacts import load_tracks

DATA = Path(__file__).parent
YEARS = range(2001, 2027)


def main() -> None:
    """Fit all vintages and write them."""
    folder = DATA / "models" / "tracks"
    folder.mkdir(parents=True, exist_ok=True)
    for model in fit_vintages(load_tracks(DATA / "facts"), YEARS):
        path = folder / f"{model.trained_through.year}.json"
        path.write_text(json.dumps(sealed(model), indent=0, sort_keys=True) + "\n", "utf-8")
        print(f"{path.relative_to(DATA)}: {model.tracks} tracks, {model.moments} signals")


if __name__ == "__main__":
    main()
