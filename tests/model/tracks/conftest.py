"""The track table, and a model fitted on it, once per session."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forecaster.domain.tracks import TrackHistory
from forecaster.model.tracks.fit import fit_tracks
from forecaster.model.tracks.model import TrackModel
from forecaster.store.trackfacts import load_tracks


@pytest.fixture(scope="session")
def histories() -> tuple[TrackHistory, ...]:
    return load_tracks(Path(__file__).parents[3] / "data" / "facts")


@pytest.fixture(scope="session")
def model(histories: tuple[TrackHistory, ...]) -> TrackModel:
    return fit_tracks(histories, datetime(2026, 10, 1, tzinfo=UTC))
