"""Track models by year: a view of the past uses only tracks that were resolved by then."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from forecaster.domain.errors import ModelError
from forecaster.domain.tracks import TrackHistory
from forecaster.model.tracks.fit import ENOUGH_TRACKS, fit_tracks
from forecaster.model.tracks.model import TrackModel, model_from_json, model_to_json


def fit_vintages(histories: Iterable[TrackHistory], years: Iterable[int]) -> tuple[TrackModel, ...]:
    """One model per year in which enough tracks were resolved by 1 January, earliest first."""
    known = tuple(histories)
    moments = [datetime(year, 1, 1, tzinfo=UTC) for year in sorted(set(years))]
    return tuple(fit_tracks(known, moment) for moment in moments if enough_tracks(known, moment))


def enough_tracks(histories: Iterable[TrackHistory], moment: datetime) -> bool:
    """Whether enough tracks were resolved by a moment for a model of its own."""
    usable = sum(h.known_at <= moment and not h.left_truncated for h in histories)
    return usable >= ENOUGH_TRACKS


def content_hash(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a model, its own hash left out."""
    plain = {key: value for key, value in data.items() if key != "content_hash"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(model: TrackModel) -> dict[str, Any]:
    """Plain data of a model with its content hash."""
    data = model_to_json(model)
    return {**data, "content_hash": content_hash(data)}


def unsealed(data: dict[str, Any]) -> TrackModel:
    """Read a sealed model back.

    Raises:
        ModelError: If the content does not match its hash or is not a model of this version.
    """
    if data.get("content_hash") != content_hash(data):
        raise ModelError(
            "the track model does not match its content hash", remedy="restore or refit it"
        )
    return model_from_json(data)
