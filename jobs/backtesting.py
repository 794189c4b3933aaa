"""Back-tests for the command line: what to run, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import FactsError
from forecaster.model.book import Book
from forecaster.model.fitted import RecordModel
from forecaster.replay.ablation import ablations
from forecaster.replay.backtest import backtest
from forecaster.replay.track_backtest import (
    leave_out,
    scores_to_json,
    status_table,
    track_scores,
    unseen,
)
from forecaster.replay.track_record import page, reliability_picture
from forecaster.store.trackfacts import load_tracks
from jobs.library import Library
from jobs.vintages import Vintages, record_model

PICTURE = "reliability.svg"


@dataclass(frozen=True)
class Backtests:
    """All back-tests over the bundled facts and the shipped models.

    Attributes:
        library: The bundled data.
        seed: Seed of resampling.
        tell: Takes lines of progress.
    """

    library: Library
    seed: int
    tell: Callable[[str], None]

    @cached_property
    def _chronicle(self) -> Chronicle:
        return Chronicle.of(self.library.facts)

    @cached_property
    def _vintages(self) -> Vintages:
        return Vintages(self.library.root / "models")

    def _models(self) -> list[RecordModel]:
        years = self._vintages.record_years
        return [record_model(self._vintages.folder, year) for year in years]

    def record(self, first: date, last: date) -> list[dict[str, Any]]:
        """Record and calendar alone, by lead time and class of dyads."""
        scores = backtest(
            Book(self._chronicle),
            self._models(),
            np.random.default_rng(self.seed),
            (first, last),
            self.tell,
        )
        return [score.to_data() for score in scores]

    def tracks(self, folder: Path | None) -> dict[str, Any]:
        """The track model on the tracks of a folder, or on our own, left out by story."""
        learnt, rng = self.library.facts.tracks, np.random.default_rng(self.seed)
        if folder is None:
            return scores_to_json(track_scores(leave_out(learnt, rng), rng))
        model = self._vintages.at(datetime.max.replace(tzinfo=UTC)).tracks
        judged = unseen(model, learnt, load_tracks(folder), rng)
        return scores_to_json(track_scores(judged, rng))

    def coded(self, folder: Path) -> list[dict[str, Any]]:
        """What coded intent from a folder adds for American dyads; for research only.

        Raises:
            FactsError: If the folder lacks a file.
        """
        from forecaster.replay.coded import coded_scores, read_coded

        names = {
            name: country.code
            for country in self.library.gazetteer.countries
            for name in (country.name, *country.aliases)
        }
        try:
            events = read_coded(folder, names)
        except OSError as error:
            raise FactsError(
                f"{folder}: {error}", remedy="name a folder of coded events"
            ) from error
        return coded_scores(Book(self._chronicle), events, np.random.default_rng(self.seed))

    def ablated(self, last: date) -> dict[str, list[dict[str, Any]]]:
        """The record model with each group of covariates left out."""
        found = {}
        rng = np.random.default_rng(self.seed)
        for name, scores in ablations(self._chronicle, last, rng):
            self.tell(f"without {name}")
            found[name] = [score.to_data() for score in scores]
        return found

    def write_page(self, folder: Path, report: Mapping[str, Any]) -> None:
        """Write ``track-record.md`` and its picture."""
        folder.mkdir(parents=True, exist_ok=True)
        scores, left_out = report["lead_times"], report.get("ablations", {})
        text = page(scores, left_out, PICTURE, self._further(report))
        (folder / "track-record.md").write_text(text, encoding="utf-8")
        (folder / PICTURE).write_text(reliability_picture(scores), encoding="utf-8")

    def _further(self, report: Mapping[str, Any]) -> list[str]:
        sections = []
        if "tracks" in report:
            sections.append(_tracks_section(report["tracks"]))
            judged = leave_out(self.library.facts.tracks, np.random.default_rng(self.seed))
            sections.append(_status_section(status_table(judged)))
        if "coded" in report:
            sections.append(_coded_section(report["coded"]))
        return sections


def store_report(folder: Path, report: Mapping[str, Any], now: datetime) -> Path:
    """Keep a report under the time of its run."""
    place = folder / "backtests"
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return path


def _tracks_section(tracks: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        (
            "## Tracks\n\nProposed meetings judged at each signal before their outcome, by models "
            "fitted without their story; tracks without a first signal left out. The reference is "
            "the shrunk rate of the latest signal's type.\n"
        ),
        "| target | n | Brier | reference | lower by | 90 % interval |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in tracks.items():
        low, high = one.get("skill_interval", (float("nan"),) * 2)
        lower = 1.0 - one["brier"] / one["class_rate_brier"]
        rows.append(
            f"| {name.replace('_', ' ')} | {one['n']} | {one['brier']:.4f} "
            f"| {one['class_rate_brier']:.4f} | {lower:.1%} | {low:.1%} to {high:.1%} |"
        )
    return "\n".join(rows)


def _status_section(rows: Sequence[Any]) -> str:
    names = list(rows[0].__slots__) if rows else []
    head = "| " + " | ".join(name.replace("_", " ") for name in names) + " |"
    lines = ["### What each status is worth by lead time\n", head, "|---" * len(names) + "|"]
    for row in rows:
        cells = (_cell(getattr(row, name)) for name in names)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return "any"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, tuple):
        return " to ".join(map(str, value))
    return str(value)


def _coded_section(coded: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        (
            "## With coded intent, for research only\n\nDecayed counts of coded intent to meet, "
            "learnt on 2005-2015 and scored on 2018, 2021 and 2022. The data are not shipped.\n"
        ),
        "| days | n | dyads | skill | 95 % interval | slope | ECE |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [
        f"| {one['days']} | {one['n']} | {one['dyads']} | {one['skill']:+.3f} "
        f"| {one['skill_interval'][0]:+.3f} to {one['skill_interval'][1]:+.3f} "
        f"| {one['slope']:.2f} | {one['ece']:.3f} |"
        for one in coded
    ]
    return "\n".join(rows)
