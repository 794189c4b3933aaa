"""The fitted model as one piece of plain data: record and calendar, and tracks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import ModelError
from forecaster.ledger.chain import digest
from forecaster.model.fit import fit_record
from forecaster.model.fitted import RecordModel
from forecaster.model.tracks.fit import fit_tracks
from forecaster.model.tracks.model import TrackModel, model_from_json, model_to_json

RECIPE = "summitry-1"
"""Name of the model family: record and calendar hazards, tracks, undated signals."""


@dataclass(frozen=True)
class FittedModel:
    """All that is learnt, as of one training cutoff.

    Attributes:
        record: Hazards from record and calendar.
        tracks: What prospective meetings are worth.
    """

    record: RecordModel
    tracks: TrackModel

    @property
    def trained_through(self) -> datetime:
        """Latest known time used in training."""
        return self.record.trained_through

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(self.to_data())

    @property
    def version(self) -> str:
        """``summitry-1-<trained through>-<hash>``."""
        return f"{RECIPE}-{self.trained_through.date()}-{self.content_hash[:8]}"

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "recipe": RECIPE,
            "record": self.record.to_data(),
            "tracks": model_to_json(self.tracks),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> FittedModel:
        """Read :meth:`to_data` back.

        Raises:
            ModelError: If the data are of another recipe or lack a part.
        """
        if data.get("recipe") != RECIPE:
            raise ModelError(
                f"this is no model of the recipe {RECIPE}", remedy="fit it again: summitry fit"
            )
        try:
            record, tracks = data["record"], data["tracks"]
        except KeyError as error:
            raise ModelError(f"the model lacks {error}", remedy="fit it again") from error
        return cls(RecordModel.from_data(record), model_from_json(tracks))


def fit(
    chronicle: Chronicle, cutoff: datetime, data_hashes: Mapping[str, str] | None = None
) -> FittedModel:
    """Fit everything on what was known at ``cutoff``.

    Raises:
        ModelError: If a fit is refused: separation, no convergence, too few cases.
    """
    view = chronicle.as_of(cutoff)
    return FittedModel(fit_record(view, cutoff, data_hashes), fit_tracks(view.tracks, cutoff))
