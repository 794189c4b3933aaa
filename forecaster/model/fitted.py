"""The fitted record model as plain data, never a pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from forecaster.domain.clock import format_instant, parse_instant
from forecaster.domain.errors import ModelError
from forecaster.model.recalibrate import Calibration
from forecaster.model.sidelines import SidelineFit
from forecaster.model.worldfit import WorldFit

FORMAT = 2
"""Version of the plain-data form."""

RECIPE = "record"

SEAL = "content_hash"


def hashed(data: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class RecordModel:
    """Hazards of meetings from the record and the calendar.

    Attributes:
        trained_through: Latest known time used in training.
        worlds: Fits by world.
        sidelines: Chance of a meeting at a joint summit.
        calibrations: Per world the line learnt from matured forecasts, by lead time (see
            ``recalibrate.LEAD_TIMES``).
        drift: Per world the standard deviation of the log level a year ahead.
        data_hashes: SHA-256 by fact table it was trained on; empty when not given.
    """

    trained_through: datetime
    worlds: Mapping[str, WorldFit]
    sidelines: SidelineFit | None
    calibrations: Mapping[str, tuple[Calibration, ...]]
    drift: Mapping[str, float]
    data_hashes: Mapping[str, str]

    @property
    def version(self) -> str:
        """``record-<trained through>-<hash>``."""
        return f"{RECIPE}-{self.trained_through.date()}-{self.content_hash[:8]}"

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the canonical JSON."""
        return hashed(self.to_data())

    def sealed(self) -> dict[str, Any]:
        """:meth:`to_data` with its hash, as shipped."""
        return {**self.to_data(), SEAL: self.content_hash}

    def to_data(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "format": FORMAT,
            "recipe": RECIPE,
            "trained_through": format_instant(self.trained_through),
            "worlds": {name: fit.to_data() for name, fit in self.worlds.items()},
            "sidelines": self.sidelines.to_data() if self.sidelines else None,
            "calibrations": {
                name: [[line.intercept, line.slope] for line in lines]
                for name, lines in self.calibrations.items()
            },
            "drift": dict(self.drift),
            "data_hashes": dict(self.data_hashes),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> RecordModel:
        """Read :meth:`to_data` back.

        Raises:
            ModelError: When the data are of another format or lack a part.
        """
        if data.get("format") != FORMAT or data.get("recipe") != RECIPE:
            raise ModelError("this is no record model of a known format", remedy="fit it again")
        plain = {key: value for key, value in data.items() if key != SEAL}
        if SEAL in data and data[SEAL] != hashed(plain):
            raise ModelError("the record model does not match its hash", remedy="fit it again")
        try:
            return cls(
                parse_instant(data["trained_through"]),
                {name: WorldFit.from_data(name, fit) for name, fit in data["worlds"].items()},
                SidelineFit.from_data(data["sidelines"]) if data["sidelines"] else None,
                {
                    name: tuple(Calibration(*line) for line in lines)
                    for name, lines in data["calibrations"].items()
                },
                dict(data["drift"]),
                dict(data["data_hashes"]),
            )
        except KeyError as error:
            raise ModelError(f"the model lacks {error}", remedy="fit it again") from error


def newest(models: Iterable[RecordModel], as_of: datetime) -> RecordModel | None:
    """The model with the latest training cutoff that lies no later than ``as_of``."""
    usable = [model for model in models if model.trained_through <= as_of]
    return max(usable, key=lambda model: model.trained_through, default=None)
