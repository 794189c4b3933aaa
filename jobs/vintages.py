"""Shipped models by year: a view of the past is served by what could be fitted then."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.clock import start_of
from forecaster.domain.errors import ModelError
from forecaster.issue.fitted import FittedModel
from forecaster.model.fit import FIRST_VINTAGE, walk
from forecaster.model.fitted import SEAL, RecordModel
from forecaster.model.tracks.model import TrackModel
from forecaster.model.tracks.vintages import fit_vintages, sealed, unsealed
from jobs.library import Library

FIRST_YEAR, LAST_YEAR = 2000, 2026
"""Years for which models are shipped; earlier fits only teach the calibrations."""

TRACKS_LATER = "track_model_learnt_later"
NO_RECORD_MODEL = "no_fitted_model"


@dataclass(frozen=True)
class Vintages:
    """The folder ``data/models``: ``record/YYYY.json`` and ``tracks/YYYY.json``.

    A file holds the model fitted on what was known on 1 January of its year.

    Attributes:
        folder: Where they lie.
    """

    folder: Path

    def at(self, as_of: datetime) -> FittedModel:
        """The newest models trained by ``as_of``.

        Before the first track model the earliest stands in, and the model says so; before the
        first record model the record speaks through base rates alone.

        Raises:
            ModelError: If no track model is shipped, or a file is damaged.
        """
        year = _newest(self.record_years, as_of.year)
        tracks_year = _newest(self.track_years, as_of.year)
        if tracks_year is None and not self.track_years:
            raise ModelError(f"no track models in {self.folder}", remedy="run `summitry fit --all`")
        return _compose(self.folder, year, tracks_year, min(self.track_years))

    @cached_property
    def record_years(self) -> tuple[int, ...]:
        """Years for which a record model is shipped."""
        return _years(self.folder / "record")

    @cached_property
    def track_years(self) -> tuple[int, ...]:
        """Years for which a track model is shipped."""
        return _years(self.folder / "tracks")


def _years(folder: Path) -> tuple[int, ...]:
    return tuple(sorted(int(path.stem) for path in folder.glob("[0-9]*.json")))


def _newest(years: tuple[int, ...], until: int) -> int | None:
    return max((year for year in years if year <= until), default=None)


@cache
def _compose(folder: Path, record: int | None, tracks: int | None, first: int) -> FittedModel:
    reduced = ([] if record else [NO_RECORD_MODEL]) + ([] if tracks else [TRACKS_LATER])
    return FittedModel(
        record_model(folder, record) if record else None,
        track_model(folder, tracks or first),
        tuple(reduced),
    )


@cache
def record_model(folder: Path, year: int) -> RecordModel:
    """The record model of a year.

    Raises:
        ModelError: If it cannot be read, or is not what was fitted: its seal is broken or gone.
    """
    data = _load(folder / "record" / f"{year}.json")
    if SEAL not in data:
        raise ModelError(f"the record model of {year} has no seal", remedy="restore or refit it")
    return RecordModel.from_data(data)


@cache
def track_model(folder: Path, year: int) -> TrackModel:
    """The track model of a year."""
    return unsealed(_load(folder / "tracks" / f"{year}.json"))


def _load(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name} cannot be read: {error}", remedy="refit it") from error
    if not isinstance(data, dict):
        raise ModelError(f"{path.name} holds no model", remedy="refit it")
    return data


def write_vintages(library: Library, folder: Path) -> Iterator[str]:
    """Fit the models of every year on what was known on its 1 January, and write them.

    The walk is one: each record model takes its calibrations from the forecasts of those before.

    Yields:
        A line of progress for each model.
    """
    facts = library.facts
    for model in fit_vintages(facts.tracks, range(FIRST_YEAR, LAST_YEAR + 1)):
        yield _write(folder / "tracks", model.trained_through.year, sealed(model))
    moments = [start_of(date(year, 1, 1)) for year in range(FIRST_VINTAGE, LAST_YEAR + 1)]
    chronicle = Chronicle.of(facts).as_of(moments[-1])
    for record in walk(chronicle, moments, library.table_hashes):
        if record.worlds and record.trained_through.year >= FIRST_YEAR:
            yield _write(folder / "record", record.trained_through.year, record.sealed())


def _write(folder: Path, year: int, data: Mapping[str, Any]) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{year}.json"
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    return f"{path}: {len(text)} characters"
