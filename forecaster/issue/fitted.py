"""The fitted model as one piece of plain data: record and calendar, and tracks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import ModelError
from forecaster.ledger.chain import digest
from forecaster.model.fit import walk
from forecaster.model.fitted import RecordModel
from forecaster.model.tracks.fit import fit_tracks
from forecaster.model.tracks.model import TrackModel, model_from_json, model_to_json
from forecaster.model.tracks.vintages import enough_tracks

RECIPE = "summitry-1"
"""Name of the model family: record and calendar hazards, tracks, undated signals."""


@dataclass(frozen=True)
class FittedModel:
    """All that is learnt, as of one training cutoff.

    Attributes:
        record: Hazards from record and calendar; None where too little was known to fit any.
        tracks: What prospective meetings are worth.
        reduced: Named reasons why it is less than a model of its moment should be.
    """

    record: RecordModel | None
    tracks: TrackModel
    reduced: tuple[str, ...] = ()

    @property
    def trained_through(self) -> datetime:
        """Latest known time used in training."""
        cutoffs = [self.tracks.trained_through]
        return max([*cutoffs, self.record.trained_through] if self.record else cutoffs)

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
            "record": self.record.to_data() if self.record else None,
            "tracks": model_to_json(self.tracks),
            "reduced": list(self.reduced),
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
            record, tracks, reduced = data["record"], data["tracks"], data["reduced"]
        except KeyError as error:
            raise ModelError(f"the model lacks {error}", remedy="fit it again") from error
        return cls(
            RecordModel.from_data(record) if record else None,
            model_from_json(tracks),
            tuple(reduced),
        )


def fit(
    chronicle: Chronicle,
    cutoffs: Sequence[datetime],
    before: FittedModel,
    data_hashes: Mapping[str, str] | None = None,
) -> list[FittedModel]:
    """Fit at one or more moments, each on what was known by then; the panel is built once.

    Calibrations, which only a walk through matured years can teach, are those of ``before``.

    Args:
        chronicle: Reaches the last cutoff.
        cutoffs: Moments in order of time.
        before: The model in service or shipped for the time.
        data_hashes: SHA-256 by fact table.

    Raises:
        ModelError: If a fit is refused: separation, no convergence, too few cases.
    """
    view = chronicle.as_of(cutoffs[-1])
    lines = before.record.calibrations if before.record else {}
    fitted = []
    for record in walk(view, cutoffs, data_hashes):
        kept = {name: lines.get(name, own) for name, own in record.calibrations.items()}
        tracks, reduced = before.tracks, before.reduced
        if enough_tracks(view.tracks, record.trained_through):
            tracks, reduced = fit_tracks(view.tracks, record.trained_through), ()
        fitted.append(FittedModel(replace(record, calibrations=kept), tracks, reduced))
    return fitted
