"""Back-tests for the command line: what to run, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from forecaster.domain.chronicle import Chronicle
from forecaster.domain.errors import FactsError
from forecaster.model.book import Book
from forecaster.model.fitted import RecordModel
from forecaster.model.tracks.fit import Moment
from forecaster.panel.history import pair_of
from forecaster.replay.ablation import covariates_worth, recalibration_worth
from forecaster.replay.attendance_backtest import attendance_scores, attendance_walk
from forecaster.replay.backtest import FIRST_SCORED, LAST_SCORED, backtest
from forecaster.replay.evidence_ablation import evidence_worth
from forecaster.replay.evidence_pages import (
    attendance_section,
    coded_section,
    sidelines_section,
    status_section,
    tracks_section,
)
from forecaster.replay.scope import EVERYTHING, Scope
from forecaster.replay.sideline_backtest import sideline_scores, sideline_walk
from forecaster.replay.track_backtest import (
    FOLDS,
    Judged,
    by_dyad,
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
        scope: Which forecasts are scored.
    """

    library: Library
    seed: int
    tell: Callable[[str], None]
    scope: Scope = EVERYTHING

    @cached_property
    def _chronicle(self) -> Chronicle:
        return Chronicle.of(self.library.facts)

    @cached_property
    def _vintages(self) -> Vintages:
        return Vintages(self.library.root / "models")

    def _models(self) -> list[RecordModel]:
        years = self._vintages.record_years
        return [record_model(self._vintages.folder, year) for year in years]

    def report(
        self, tracks: Path | None, coded: Path | None, *, with_worths: bool
    ) -> dict[str, Any]:
        """All parts by name.

        Args:
            tracks: Folder whose tracks alone are scored; None for everything of our own.
            coded: Folder of coded events to add; None for none.
            with_worths: Whether each part of the model is left out in turn too.

        Raises:
            FactsError: If a folder cannot be read.
        """
        found: dict[str, Any] = {}
        if tracks is None:
            found["lead_times"] = self.record()
            found["attendance"] = self.attendance()
            found["sidelines"] = self.sidelines()
        found["tracks"] = self.tracks(tracks)
        for part in (name for name, scored in found.items() if not _lines(scored)):
            self.tell(f"{part}: no forecast of these days and dyads is scored")
        whole: dict[str, Any] = {}
        if coded is not None:
            whole["coded"] = self.coded(coded)
        if with_worths:
            whole["worths"] = self.worths()
        if self.scope == EVERYTHING:
            return found | whole
        for part in whole:
            self.tell(f"{part}: over everything, whatever days and dyads are asked for")
        return found | whole | {"scope": self.scope.to_data() | {"unrestricted": [*whole]}}

    def record(self) -> list[dict[str, Any]]:
        """Record and calendar alone, by lead time and class of dyads."""
        scores = backtest(
            Book(self._chronicle),
            self._models(),
            np.random.default_rng(self.seed),
            self.scope,
            self.tell,
        )
        return [score.to_data() for score in scores]

    def tracks(self, folder: Path | None) -> dict[str, Any]:
        """The track model on the tracks of a folder, or on our own, left out by story."""
        learnt, rng = self.library.facts.tracks, np.random.default_rng(self.seed)
        if folder is None:
            judged = leave_out(learnt, rng)
        else:
            model = self._vintages.at(datetime.max.replace(tzinfo=UTC)).tracks
            judged = unseen(model, learnt, load_tracks(folder), rng)
        scored = self._in_scope(judged)
        return scores_to_json(track_scores(scored, rng, partly=self.scope != EVERYTHING))

    def _in_scope(self, judged: Iterable[Judged]) -> list[Judged]:
        """Moments of the days and pairs asked for; learning is from all tracks, as ever."""
        return [
            one
            for one in judged
            if self.scope.has_day(one.moment.on) and self._has_pair(one.moment)
        ]

    def _has_pair(self, moment: Moment) -> bool:
        if not self.scope.pairs:
            return True
        dyad, on = moment.history.dyad, moment.on
        first = self._chronicle.country_of(dyad.first, on)
        second = self._chronicle.country_of(dyad.second, on)
        return bool(first and second and self.scope.has_pair(pair_of(first, second)))

    def attendance(self) -> list[dict[str, Any]]:
        """P(a leader attends a summit) a month ahead, against simple references."""
        rng = np.random.default_rng(self.seed)
        return attendance_scores(attendance_walk(Book(self._chronicle)), rng, self.scope)

    def sidelines(self) -> dict[str, list[dict[str, Any]]]:
        """P(two leaders meet | both at a summit) a month ahead, against simple references."""
        judged = sideline_walk(Book(self._chronicle), self._models())
        return sideline_scores(judged, np.random.default_rng(self.seed), self.scope)

    def coded(self, folder: Path) -> list[dict[str, Any]]:
        """What coded intent from a folder adds for American dyads; for research only.

        Raises:
            FactsError: If the folder lacks a file, or nothing is installed that reads it.
        """
        from forecaster.replay.coded import coded_scores
        from forecaster.replay.coded_events import read_coded

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
        except ImportError as error:
            raise FactsError(f"{error}", remedy="uv pip install pyarrow") from error
        rng = np.random.default_rng(self.seed)
        return coded_scores(Book(self._chronicle), self._models(), events, rng)

    def worths(self) -> list[dict[str, Any]]:
        """What each part of the model is worth, over all that is scored."""
        span = FIRST_SCORED, LAST_SCORED
        rng, book, models = np.random.default_rng(self.seed), Book(self._chronicle), self._models()
        found = []
        for one in chain(
            recalibration_worth(book, models, span, rng),
            evidence_worth(book, models, self.library.facts.tracks, rng),
            covariates_worth(self._chronicle, LAST_SCORED, rng),
        ):
            self.tell(f"without {one.part}, {one.dyad_class}, {one.days} days: {one.lower_by:+.2%}")
            found.append(one.to_data())
        return found

    def write_page(self, folder: Path, report: Mapping[str, Any]) -> None:
        """Write ``track-record.md`` and its picture."""
        folder.mkdir(parents=True, exist_ok=True)
        scores, worths = report["lead_times"], report.get("worths", ())
        text = page(scores, worths, PICTURE, self._further(report))
        (folder / "track-record.md").write_text(text, encoding="utf-8")
        (folder / PICTURE).write_text(reliability_picture(scores), encoding="utf-8")

    def _further(self, report: Mapping[str, Any]) -> list[str]:
        histories, rng = self.library.facts.tracks, np.random.default_rng(self.seed)
        by_story_left_out = leave_out(histories, rng)
        left_out = {
            "stories": scores_to_json(track_scores(by_story_left_out, rng)),
            "pairs": self._by_pair(FOLDS),
            "a third of the pairs": self._by_pair(3),
        }
        sections = [
            attendance_section(report["attendance"]),
            sidelines_section(report["sidelines"]),
            tracks_section(left_out),
            status_section(status_table(by_story_left_out)),
        ]
        return [*sections, coded_section(report["coded"])] if "coded" in report else sections

    def _by_pair(self, folds: int) -> dict[str, dict[str, Any]]:
        rng = np.random.default_rng(self.seed)
        judged = leave_out(self.library.facts.tracks, rng, group=by_dyad, folds=folds)
        return scores_to_json(track_scores(judged, rng, by_dyad))


def _lines(part: Mapping[str, Any] | Sequence[Any]) -> int:
    """How many lines of scores a part of the report has."""
    if not isinstance(part, Mapping):
        return len(part)
    return sum(len(lines) for lines in part.values())


def store_report(folder: Path, report: Mapping[str, Any], now: datetime) -> Path:
    """Keep a report under the time of its run."""
    place = folder / "backtests"
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return path
